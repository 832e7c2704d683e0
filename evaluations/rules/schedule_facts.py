"""What the schedule is told about one person's service and evaluations: frozen values, no database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evaluations.enums import EvaluationKind
from evaluations.rules.facts import Leave, PaidDays, Period
from workforce.enums import ChangedFact


@dataclass(frozen=True, slots=True)
class Recorded:
    """One evaluation that counts: neither void nor superseded, and no correction that is not final yet.

    `is_under_way`: not issued yet, so that its Rater or a signer still has to act. `window_end` is the last day of the
    follow-up window that it is written to end.
    """

    key: int
    kind: EvaluationKind
    period: Period
    is_under_way: bool = False
    window_end: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """From `on` on, that fact of the person's work is another one."""

    fact: ChangedFact
    on: date


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """Everything that decides when a person is to be evaluated next.

    `probation_ends_on` is the end that the people file names; `with_probation_end` puts
    the end in force in its place, with the sentence that says why (R3).
    `classification` (its code) and `bargaining_unit` choose the policy set. `window` is the follow-up window that waits
    for its final. `told` is the due day that was told before any evaluation
    was on record: it does not go away by passing. `name` and `leaves` serve the sentences alone.
    """

    appointed: date
    anniversary: date | None = None
    is_probationary: bool = False
    probation_ends_on: date | None = None
    probation_months: int | None = None
    paid_days: PaidDays | None = None
    paid_days_reached_on: date | None = None
    probation_extended_to: date | None = None
    probation_why: str = ""
    separated_on: date | None = None
    is_management_plan: bool = False
    evaluations: tuple[Recorded, ...] = ()
    window: Period | None = None
    changes: tuple[Changed, ...] = ()
    told: date | None = None
    name: str = ""
    leaves: tuple[Leave, ...] = ()
    classification: str = ""
    bargaining_unit: str = ""

    @property
    def last(self) -> Recorded | None:
        """The evaluation whose period ends last."""
        return max(self.evaluations, key=lambda one: (one.period.end, one.key), default=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """The next rating period, its kind, the day by which it is evaluated (None: nothing on record says so), and the
    evaluation that is under way for it."""

    period: Period
    due_on: date | None
    kind: EvaluationKind
    evaluation: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for the period, the kind or the day; `code` is stable, `sentence` is for people."""

    code: str
    sentence: str
    rule: str
    citation: str


@dataclass(frozen=True, slots=True)
class Mover:
    """Something that would move the due day, or that people expect to move it and does not."""

    code: str
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Due:
    """What is due next, with every reason and everything that would move it."""

    period: Period
    due_on: date | None
    kind: EvaluationKind
    why: tuple[Reason, ...]
    movers: tuple[Mover, ...]
    evaluation: Recorded | None = None
