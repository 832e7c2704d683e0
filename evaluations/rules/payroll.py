"""What payroll is told of a step increase, and what of it is news since it was told before (R18).

The reason stays here: that somebody is rated below Competent is nobody's to read in a pay file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evaluations.enums import PayrollChange, StepDecision, StepState
from evaluations.rules.steps import effective_on, state_of

# The columns of the file in their order, each with what stands in it. `docs/how-to/payroll-export.md` says the same.
COLUMNS = {
    "change": "In a difference: new, changed or withdrawn. Empty in a whole file.",
    "employee_no": "The employee's number, zeros included.",
    "anniversary": "The anniversary that was decided. With the number it names the line.",
    "decision": "granted, held, released (a hold that is over) or none (no step; what was told before is void).",
    "effective_on": "The day from which the step increase counts; empty where it does not.",
    "released_on": "For a released hold: the day on which the late evaluation was filed.",
    "pay_back": "For a released hold: yes where it is paid back to the anniversary, else no.",
}


@dataclass(frozen=True, slots=True)
class Given:
    """All that a file says of one person's step increase on one anniversary."""

    anniversary: date
    state: StepState
    released_on: date | None = None
    is_paid_back: bool = False

    @classmethod
    def of(cls, anniversary: date, decision: str, released_on: date | None, is_paid_back: bool) -> Given:
        """As it is stored."""
        return cls(anniversary, state_of(StepDecision(decision), released_on), released_on, is_paid_back)

    @property
    def effective_on(self) -> date | None:
        """The day from which the step increase counts."""
        return effective_on(self.state, self.anniversary, self.released_on, is_paid_back=self.is_paid_back)

    def cells(self, employee_no: str, change: PayrollChange | None) -> tuple[object, ...]:
        """The line, in the order of `COLUMNS`."""
        pay_back = ("yes" if self.is_paid_back else "no") if self.state is StepState.RELEASED else ""
        said = change.value if change else ""
        return said, employee_no, self.anniversary, self.state.value, self.effective_on, self.released_on, pay_back


def change_of(now: Given, before: Given | None) -> PayrollChange:
    """What is news about it since payroll was last told; `before` None: it never was."""
    if before is None:
        return PayrollChange.NEW
    if now == before:
        return PayrollChange.SAME
    is_taken_back = before.effective_on is not None and now.effective_on is None
    return PayrollChange.WITHDRAWN if is_taken_back else PayrollChange.CHANGED
