"""Policy sets: every number, chart and switch of the rules as frozen, versioned data.

A shipped policy set is one TOML file in `evaluations/policies/`, named `<key>-<version>.toml`. A
version is never edited once an evaluation may have been made under it; a change is a new file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evaluations.enums import ManagementLevel, Rating


class PolicyError(Exception):
    """A policy set cannot be found or read; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """One rule's switch, its short title and the source it is cited from."""

    is_on: bool
    title: str
    citation: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of the signing chart (section 5).

    `reviewer` and `department_head` are the required levels. With `is_reviewer_next_above` the
    Reviewer is whoever stands immediately above the Rater, and `reviewer` only serves the skip rule.
    With `is_department_head_hr_manager` the HR Manager signs as Department Head, and
    `department_head` is the level that signs where the HR Manager does not.
    """

    reviewer: ManagementLevel
    department_head: ManagementLevel
    is_reviewer_next_above: bool
    is_department_head_hr_manager: bool


@dataclass(frozen=True, slots=True)
class RatingDefinition:
    """What an overall rating means, as the form and the packet print it."""

    rating: Rating
    definition: str


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
    extension_contact_days: int
    final_counts_on: str


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """Who signs (R17)."""

    chart: Mapping[Rating, ChartRow]
    is_chart_placeholder: bool
    low_rating_department_head: str


@dataclass(frozen=True, slots=True)
class DeadlineNumbers:
    """Deadlines after the evaluation was presented (R19, R22, R25) and what filed means (R20, R24)."""

    copy_days: int
    response_business_days: int
    reconsideration_business_days: int
    filed_on: str


@dataclass(frozen=True, slots=True)
class StepSettings:
    """Step increases (R18)."""

    lookback_months: int
    latest_must_be_competent: bool
    test_date: str
    late_evaluation: str


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
    prior_rater_working_days: int
    comment_ratings: tuple[Rating, ...]
    factor_floors: Mapping[Rating, Rating]
    probation: ProbationNumbers
    consultation: ConsultationNumbers
    follow_up: FollowUpNumbers
    signing: SigningSettings
    deadlines: DeadlineNumbers
    steps: StepSettings
    ratings: tuple[RatingDefinition, ...]
    rules: Mapping[str, RuleSetting]
    holidays: frozenset[date]

    @property
    def name(self) -> str:
        """Key and version in one word, for example county-1."""
        return f"{self.key}-{self.version}"

    def is_on(self, rule: str) -> bool:
        """True where the rule applies in this set; a rule that the set does not name is off."""
        return rule in self.rules and self.rules[rule].is_on

    def citation(self, rule: str) -> str:
        """The source of a rule. Raises KeyError for a rule that the set does not name."""
        return self.rules[rule].citation
