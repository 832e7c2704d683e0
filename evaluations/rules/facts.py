"""What the rules are told: frozen values, every one optional, no database behind them.

A fact that is absent (None or empty) is unknown, and a rule that needs it stays silent. People are
ids; `EvaluationFacts.names` gives their names for sentences. Dates are local calendar dates and
every interval is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evaluations.enums import (
    ActionKind,
    ActionStage,
    Capacity,
    EmployeeOutcome,
    EvaluationKind,
    ItemRating,
    NoticeOfDeficiency,
    Rating,
)
from workforce.enums import ManagementLevel

PersonId = str | int
# What stands for a day that nobody knows: a leave that began or ends at an unknown day, a delegation without an end.
OPEN_START, OPEN_END = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """A closed interval of days. Raises ValueError where it would end before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends on or after its start: {self.start} to {self.end}")

    def overlaps(self, other: "Period | Leave") -> bool:
        """True where the two share at least one day."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Leave:
    """Recorded absence, dates only: its kind and its reason are nobody's business here (R6)."""

    start: date
    end: date
    paid: bool | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a leave ends on or after its start: {self.start} to {self.end}")

    def covers(self, day: date) -> bool:
        """True where the day lies within the leave."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class ChainMember:
    """One person of the employee's chain of command."""

    person: PersonId
    level: ManagementLevel


@dataclass(frozen=True, slots=True)
class Delegation:
    """The delegate signs for the principal from `start` to `end`, both days included."""

    principal: PersonId
    delegate: PersonId
    start: date
    end: date

    def is_active(self, day: date) -> bool:
        """True where the day lies within the delegation."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class FactorFacts:
    """The answer for one factor and for each of its items; None where it was left blank."""

    rating: ItemRating | None = None
    items: Mapping[str, ItemRating | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImprovementEvidence:
    """The three parts that Comments must show for an Improvement Needed (R8)."""

    informed: str | bool = ""
    required: str | bool = ""
    assistance: str | bool = ""


@dataclass(frozen=True, slots=True)
class PlanDeficiency:
    """One deficiency of a Plan for Improvement and what is to be done about it (R9)."""

    factor: str = ""
    standard: str = ""
    evidence: str = ""
    required_action: str = ""
    assistance: str = ""
    measure: str = ""
    target_on: date | None = None
    check_ins: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class ImprovementPlan:
    """A Plan for Improvement: its deficiencies and the rater's finding (R9)."""

    deficiencies: tuple[PlanDeficiency, ...] = ()
    finding: str = ""


@dataclass(frozen=True, slots=True)
class PersonnelAction:
    """The discharge or reduction linked to an Unsatisfactory (R16)."""

    kind: ActionKind | None = None
    stage: ActionStage | None = None
    effective_on: date | None = None
    notice_on: date | None = None
    response_on: date | None = None
    decision_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaidDays:
    """How many paid days were counted since the appointment, the day `counted_on` taken in (R3)."""

    count: int
    counted_on: date


@dataclass(frozen=True, slots=True)
class EmployeeFacts:
    """What the rules need to know about the employee's service.

    `probation_ends_on` is the end on record, where there is one; it goes before what the months would give (R3).
    `probation_extended_to` is the end to which a lawful extension has moved it.
    """

    person: PersonId | None = None
    status: str | None = None
    appointed: date | None = None
    probation_months: int | None = None
    paid_day_130_on: date | None = None
    one_year_class: bool | None = None
    separated_on: date | None = None
    anniversary: date | None = None
    in_service: bool | None = None
    management_plan: bool | None = None
    probation_ends_on: date | None = None
    paid_days: PaidDays | None = None
    probation_extended_to: date | None = None

    def is_separated(self, day: date) -> bool:
        """True where the employee has left the service by that day.

        An explicit `in_service` decides; otherwise a separation date on or before the day does.
        """
        if self.in_service is not None:
            return not self.in_service
        return self.separated_on is not None and self.separated_on <= day


@dataclass(frozen=True, slots=True)
class Extension:
    """HR's extension of a follow-up window (R14). `told_on`: the day on which the employee was told of it."""

    requested_on: date | None = None
    approved_on: date | None = None
    new_end: date | None = None
    for_absence: bool | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUpFinal:
    """The evaluation that ends a follow-up; an overall of None was left blank (R13)."""

    overall: Rating | None = None
    rated_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up window of an earlier Improvement Needed (R12 to R15).

    `earlier_end`: the end that lawful extensions before `extension` have moved it to; None where there were none.
    """

    issued_on: date | None = None
    extension: Extension | None = None
    final: FollowUpFinal | None = None
    earlier_end: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierNotice:
    """What told of a deficiency before the rating at hand, and of which factors; none named: of the work as a whole."""

    kind: NoticeOfDeficiency
    on: date
    factors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """How the employee answered the evaluation that was presented (R20)."""

    outcome: EmployeeOutcome
    on: date
    note: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True)
class FiledEvaluation:
    """An earlier evaluation that has been filed (R18); `is_reverted`: an Improvement Needed that reverted (R15).

    `key` names it to whoever asks, and decides nothing.
    """

    overall: Rating | None
    filed_on: date | None
    period_end: date | None = None
    deemed: bool = False
    is_reverted: bool = False
    key: int | None = None


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """Everything the rules may ask about one evaluation.

    `factors` maps a factor's key to its answers; `labels` maps a field name ("factor:<key>",
    "item:<factor>:<item>") to the words of the form; `names` maps a person's id to a name.
    `other_periods` are the periods of the employee's other evaluations for the same assignment,
    without void and superseded ones (R5). `open_window` is a follow-up window of the employee that waits for its
    final, where the evaluation at hand is not written to end it. `attachments` counts files, which
    never replace Comments. `unable_to_sign` are people of the chain without an account to sign with. `given` are the
    signatures that stand in the present round, each with the principal whose it is.
    """

    employee: EmployeeFacts = EmployeeFacts()
    kind: EvaluationKind | None = None
    period: Period | None = None
    other_periods: tuple[Period, ...] = ()
    leaves: tuple[Leave, ...] = ()

    overall: Rating | None = None
    factors: Mapping[str, FactorFacts] = field(default_factory=dict)
    comments: str = ""
    attachments: int = 0
    improvement_evidence: ImprovementEvidence | None = None
    improvement_plan: ImprovementPlan | bool | None = None
    action: PersonnelAction | None = None

    chain: tuple[ChainMember, ...] = ()
    vacant: frozenset[ManagementLevel] = frozenset()
    hr_manager: PersonId | None = None
    unable_to_sign: frozenset[PersonId] = frozenset()
    is_hr_manager_away: bool = False
    delegations: tuple[Delegation, ...] = ()
    rater: PersonId | None = None
    recused: frozenset[PersonId] = frozenset()
    recusal_exceptions: frozenset[PersonId] = frozenset()
    given: Mapping[Capacity, PersonId] = field(default_factory=dict)

    hr_contact_on: date | None = None
    earlier_notices: tuple[EarlierNotice, ...] | None = None
    anticipated_issue_on: date | None = None
    presented_on: date | None = None
    issued_on: date | None = None
    outcome: OutcomeFacts | None = None
    response_on: date | None = None
    follow_up: FollowUp | None = None
    open_window: Period | None = None
    filed: tuple[FiledEvaluation, ...] = ()

    labels: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[PersonId, str] = field(default_factory=dict)

    @property
    def follow_up_extension(self) -> Extension | None:
        """The extension of the follow-up, where one is told of (R14)."""
        return self.follow_up.extension if self.follow_up else None

    @property
    def follow_up_final(self) -> FollowUpFinal | None:
        """The final evaluation of the follow-up, where one is told of (R13)."""
        return self.follow_up.final if self.follow_up else None

    @property
    def has_leave_in_period(self) -> bool:
        """True where a recorded leave overlaps the rating period (R6)."""
        period = self.period
        return period is not None and any(period.overlaps(leave) for leave in self.leaves)
