"""Every number and switch of a policy set: its rule, its words, where file and policy hold it, what it may be.

The chart, the rules, the ratings and the holidays are tables of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from evaluations.enums import Rating
from evaluations.rules.policy_shape import (
    FiledOn,
    FinalCountsOn,
    LateEvaluation,
    LowRatingDepartmentHead,
    Policy,
    StepTestDate,
)
from workforce.enums import ManagementLevel

MOST_MONTHS, MOST_DAYS = 60, 366


@dataclass(frozen=True, slots=True)
class PolicyField:
    """`attribute` leads to the value in a `Policy`, `path` in a file. A number has the largest one that is accepted; a
    choice has its enumeration, `is_many` of them; what has neither is a switch."""

    rule: str
    label: str
    attribute: str
    path: str
    largest: int = 0
    enum: type[StrEnum] | None = None
    is_many: bool = False
    is_optional: bool = False

    @property
    def is_number(self) -> bool:
        """True for a whole number from 1 on."""
        return self.largest > 0

    def of(self, policy: Policy) -> Any:
        """What the policy says there."""
        parent, _dot, name = self.attribute.rpartition(".")
        holder: Any = attrgetter(parent)(policy) if parent else policy
        return holder[Rating(name)] if parent == "factor_floors" else getattr(holder, name)


F = PolicyField
FIELDS = (
    F("R1", "Longest rating period, in months", "longest_period_months", "periods.longest_months", MOST_MONTHS),
    F(
        "R1", "How many days before its end a period may be rated without a reason", "rated_ahead_days",
        "periods.rated_ahead_days", MOST_DAYS,
    ),
    F("R3", "Probation, in months", "probation.default_months", "probation.default_months", MOST_MONTHS),
    F("R3", "Shortest probation, in months", "probation.shortest_months", "probation.shortest_months", MOST_MONTHS),
    F("R3", "Longest probation, in months", "probation.longest_months", "probation.longest_months", MOST_MONTHS),
    F(
        "R3", "Paid day by which probation ends, where that is later", "probation.paid_days", "probation.paid_days",
        MOST_DAYS, is_optional=True,
    ),
    F(
        "R3", "Probation of designated classes, in months", "probation.one_year_class_months",
        "probation.one_year_class_months", MOST_MONTHS, is_optional=True,
    ),
    F("R7", "Comments are needed for", "comment_ratings", "comments.needed_for", enum=Rating, is_many=True),
    F(
        "R10", "Who contacts HR: this level or above", "consultation.from_level", "consultation.from_level",
        enum=ManagementLevel,
    ),
    F(
        "R10", "Contact before an Improvement Needed, in days", "consultation.improvement_needed_days",
        "consultation.improvement_needed_days", MOST_DAYS,
    ),
    F(
        "R11", "Contact before an Unsatisfactory, in days", "consultation.unsatisfactory_days",
        "consultation.unsatisfactory_days", MOST_DAYS,
    ),
    F("R12", "Follow-up window, in months", "follow_up.window_months", "follow_up.window_months", MOST_MONTHS),
    F(
        "R13", "Ratings that end a window", "follow_up.final_ratings", "follow_up.final_ratings", enum=Rating,
        is_many=True,
    ),
    F(
        "R14", "An extension needs contact with HR", "follow_up.is_extension_contact_needed",
        "follow_up.extension_contact_needed",
    ),
    F(
        "R14", "Contact before the end of the window, in days", "follow_up.extension_contact_days",
        "follow_up.extension_contact_days", MOST_DAYS,
    ),
    F(
        "R15", "A final counts on the day on which it is", "follow_up.final_counts_on", "follow_up.final_counts_on",
        enum=FinalCountsOn,
    ),
    F("R17", "The signing chart is a placeholder", "signing.is_chart_placeholder", "signing.chart_is_placeholder"),
    F(
        "R17", "Department Head of an Improvement Needed or Unsatisfactory", "signing.low_rating_department_head",
        "signing.low_rating_department_head", enum=LowRatingDepartmentHead,
    ),
    F("R18", "How far back a step looks, in months", "steps.lookback_months", "steps.lookback_months", MOST_MONTHS),
    F("R18", "The latest evaluation decides alone", "steps.is_latest_decisive", "steps.latest_must_be_competent"),
    F("R18", "The day that counts", "steps.test_date", "steps.test_date", enum=StepTestDate),
    F(
        "R18", "What follows a late evaluation", "steps.late_evaluation", "steps.late_evaluation",
        enum=LateEvaluation,
    ),
    F("R19", "Employee's copy, in calendar days", "deadlines.copy_days", "deadlines.copy_days", MOST_DAYS),
    F("R20", "Filed on the day on which", "deadlines.filed_on", "deadlines.filed_on", enum=FiledOn),
    F(
        "R22", "Reconsideration, in business days", "deadlines.reconsideration_business_days",
        "deadlines.reconsideration_business_days", MOST_DAYS,
    ),
    F(
        "R22", "Grievances are about the procedure only", "is_grievance_on_procedure_only",
        "grievances.procedure_only",
    ),
    F(
        "R25", "Employee's response, in business days", "deadlines.response_business_days",
        "deadlines.response_business_days", MOST_DAYS,
    ),
    F(
        "R28", "Working days below which the prior supervisor is asked", "prior_rater_working_days",
        "prior_rater.working_days", MOST_DAYS,
    ),
    F(
        "R37", "Lowest factor beside an Outstanding", "factor_floors.outstanding", "factor_fit.outstanding",
        enum=Rating,
    ),
    F("R37", "Lowest factor beside a Very Good", "factor_floors.very_good", "factor_fit.very_good", enum=Rating),
    F("R37", "Lowest factor beside a Competent", "factor_floors.competent", "factor_fit.competent", enum=Rating),
)  # fmt: skip


def objections_to(policy: Policy) -> list[tuple[str, str]]:
    """(path, sentence) for whatever is well formed and still cannot be meant. Source: handbook §3 to §5."""
    probation = policy.probation
    found = [
        (field.path, f"This must be {field.largest} at most.")
        for field in FIELDS
        if field.is_number and (field.of(policy) or 0) > field.largest
    ]
    if not probation.shortest_months <= probation.default_months <= probation.longest_months:
        sentence = "The usual probation must lie between the shortest and the longest one: change one of the three."
        found.append(("probation.default_months", sentence))
    if not policy.follow_up.final_ratings:
        found.append(("follow_up.final_ratings", "A window must be ended by some rating: choose at least one."))
    for rating, floor in policy.factor_floors.items():
        if floor.is_low:
            path = f"factor_fit.{rating.value}"
            found.append((path, "This must be Competent or better: below it stand the two low ratings."))
    return found
