"""The shape of a policy set: frozen values, one class per group of numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evaluations.enums import Rating
from workforce.enums import ManagementLevel


class LowRatingDepartmentHead(StrEnum):
    """Who signs an Improvement Needed or Unsatisfactory as Department Head (R17)."""

    HR_MANAGER = "hr_manager"
    DEPUTY_DIRECTOR = "deputy_director"


class FiledOn(StrEnum):
    """Which day counts as the filing day (R20, R24)."""

    OUTCOME_RECORDED = "outcome_recorded"
    RESPONSE_TIME_ENDED = "response_time_ended"


class FinalCountsOn(StrEnum):
    """Which day of a follow-up's final evaluation counts (R15)."""

    SIGNED = "signed"
    GIVEN = "given"


class LateEvaluation(StrEnum):
    """What follows when an evaluation for a step is filed late (R18)."""

    TASK = "task"
    PAY_BACK = "pay_back"


class StepTestDate(StrEnum):
    """Which day of an evaluation has to lie in the twelve months before an anniversary (R18)."""

    FILED = "filed"
    PERIOD_END = "period_end"


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """One rule's switch, its short title and the source it is cited from."""

    is_on: bool
    title: str
    citation: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of the signing chart (section 5): the required levels.

    With `is_reviewer_next_above` the Reviewer is whoever stands immediately above the Rater, and
    `reviewer` only serves the skip rule. For the two low ratings `department_head` is the level that
    signs where the HR Manager does not.
    """

    reviewer: ManagementLevel
    department_head: ManagementLevel
    is_reviewer_next_above: bool


@dataclass(frozen=True, slots=True)
class RatingDefinition:
    """What an overall rating means, as the form and the packet print it."""

    rating: Rating
    definition: str

    @property
    def label(self) -> str:
        """The rating's words."""
        return self.rating.label


@dataclass(frozen=True, slots=True)
class ProbationNumbers:
    """Length of probation (R3)."""

    default_months: int
    shortest_months: int
    longest_months: int
    paid_days: int | None
    one_year_class_months: int | None


@dataclass(frozen=True, slots=True)
class ConsultationNumbers:
    """Contact with HR ahead of a low rating (R10, R11)."""

    from_level: ManagementLevel
    improvement_needed_days: int
    unsatisfactory_days: int


@dataclass(frozen=True, slots=True)
class FollowUpNumbers:
    """The follow-up window of an Improvement Needed (R12 to R15)."""

    window_months: int
    final_ratings: tuple[Rating, ...]
    is_extension_contact_needed: bool
    extension_contact_days: int
    final_counts_on: FinalCountsOn


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """Who signs (R17)."""

    chart: Mapping[Rating, ChartRow]
    is_chart_placeholder: bool
    low_rating_department_head: LowRatingDepartmentHead

    def is_hr_managers(self, rating: Rating) -> bool:
        """True where the chart wants the HR Manager as Department Head for that rating."""
        return rating.is_low and self.low_rating_department_head is LowRatingDepartmentHead.HR_MANAGER


@dataclass(frozen=True, slots=True)
class DeadlineNumbers:
    """Deadlines after the evaluation was presented (R19, R22, R25) and what filed means (R20, R24)."""

    copy_days: int
    response_business_days: int
    reconsideration_business_days: int
    filed_on: FiledOn


@dataclass(frozen=True, slots=True)
class StepSettings:
    """Step increases (R18)."""

    lookback_months: int
    is_latest_decisive: bool
    test_date: StepTestDate
    late_evaluation: LateEvaluation


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy set."""

    key: str
    version: int
    title: str
    effective_from: date
    effective_to: date | None
    is_scale_placeholder: bool
    longest_period_months: int
    rated_ahead_days: int
    prior_rater_working_days: int
    is_grievance_on_procedure_only: bool
    comment_ratings: tuple[Rating, ...]
    factor_floors: Mapping[Rating, Rating]
    probation: ProbationNumbers
    consultation: ConsultationNumbers
    follow_up: FollowUpNumbers
    deadlines: DeadlineNumbers
    steps: StepSettings
    signing: SigningSettings
    ratings: tuple[RatingDefinition, ...]
    rules: Mapping[str, RuleSetting]
    holidays: frozenset[date]

    @property
    def name(self) -> str:
        """Key and version in one word, for example county-1."""
        return f"{self.key}-{self.version}"

    @property
    def is_placeholder(self) -> bool:
        """True where the scale or the signing chart still waits for the agency's own."""
        return self.is_scale_placeholder or self.signing.is_chart_placeholder

    def is_on(self, rule: str) -> bool:
        """True where the rule applies in this set."""
        return self.rules[rule].is_on

    def citation(self, rule: str) -> str:
        """The source of a rule."""
        return self.rules[rule].citation

    def definition(self, rating: Rating) -> str:
        """What the rating means."""
        return next(entry.definition for entry in self.ratings if entry.rating is rating)
