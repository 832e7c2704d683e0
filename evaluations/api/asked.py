"""What the API asks for each step, in the fields of the pages' forms."""

from __future__ import annotations

from rest_framework import serializers

from common.api.serializers import Asked, DayField, LineField, ProseField, WordField
from evaluations.enums import (
    ActionKind,
    ActionStage,
    CheckInProgress,
    EmployeeOutcome,
    EvaluationKind,
    EvaluationStatus,
    IssueMethod,
    ItemRating,
    Rating,
)
from evaluations.models.meetings import LONGEST_MINUTES, SHORTEST_MINUTES
from evaluations.selectors.listing import DEEMED_COMPETENT, LOW, NOT_RATED

LONG, LONGEST = 4_000, 20_000
OVERALL = [word.value for word in Rating]


class EvaluationsAsked(Asked):
    q = LineField(
        source="search",
        required=False,
        help_text="Words of the employee's names and number in any order, without accents.",
    )
    status = WordField(EvaluationStatus, required=False)
    kind = WordField(EvaluationKind, required=False)
    rating = serializers.ChoiceField(choices=[*OVERALL, LOW, DEEMED_COMPETENT, NOT_RATED], required=False)


class StartAsked(Asked):
    employee_no = LineField(max_length=20, help_text="Of somebody whose immediate supervisor you are.")
    period_start = DayField(required=False, help_text="Left out: as the schedule proposes it.")
    period_end = DayField(required=False, help_text="This day still belongs to the period.")
    kind = WordField(EvaluationKind, required=False)


class PeriodAsked(Asked):
    period_start = DayField(help_text="The first day of the period.")
    period_end = DayField(help_text="This day still belongs to the period.")


class FactorAsked(Asked):
    rating = WordField(ItemRating, required=False, allow_blank=True)
    comments = ProseField(required=False, help_text="Facts about this factor.")
    items = serializers.DictField(
        child=WordField(ItemRating, allow_blank=True), required=False, help_text="Key of the item → its word."
    )


class DeficiencyAsked(Asked):
    factor = serializers.CharField(required=False, allow_blank=True, max_length=100, help_text="The key of a factor.")
    standard = ProseField(required=False, help_text="What is to be reached, as a SMART goal.")
    evidence = ProseField(required=False, help_text="What fell short, with dates.")
    required_action = ProseField(required=False, help_text="What the employee has to do.")
    assistance = ProseField(required=False, help_text="What help is offered.")
    measure = ProseField(required=False, help_text="How it will be measured.")
    target_on = DayField(required=False, allow_null=True, help_text="The day by which.")
    check_ins = serializers.ListField(
        child=DayField(), required=False, max_length=100, help_text="The days on which both look at it."
    )


class ContentAsked(Asked):
    """The fields that are to change; every other one stays as it is. `deficiencies` is always the whole list."""

    factors = serializers.DictField(
        child=FactorAsked(), required=False, help_text="Key of the factor → what changes about it."
    )
    overall = WordField(Rating, required=False, allow_blank=True)
    overall_comments = ProseField(required=False, help_text="Comments: the facts behind the overall rating (R7).")
    improvement_informed = ProseField(required=False, help_text="How the employee was told of the deficiencies (R8).")
    improvement_required = ProseField(required=False, help_text="What the employee had to do (R8).")
    improvement_assistance = ProseField(required=False, help_text="What supervision did to help (R8).")
    improvement_finding = ProseField(required=False, help_text="Why improvement can reasonably be expected (R9).")
    deficiencies = DeficiencyAsked(
        many=True, required=False, max_length=50, help_text="The Plan for Improvement, one by one (R9)."
    )
    action_kind = WordField(ActionKind, required=False, allow_blank=True)
    action_stage = WordField(ActionStage, required=False, allow_blank=True)
    action_effective_on = DayField(
        required=False, allow_null=True, help_text="From when the discharge or reduction counts (R16)."
    )
    action_notice_on = DayField(required=False, allow_null=True, help_text="When notice of intent was given (R16).")


class ReasonsAsked(Asked):
    reasons = serializers.DictField(
        child=ProseField(max_length=LONG), default=dict,
        help_text="For each warning the reason for going on, under its reason_key.",
    )  # fmt: skip


class SignAsked(Asked):
    content_sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", help_text="Of what you have read and sign.")
    password = serializers.CharField(
        max_length=1000,
        trim_whitespace=False,
        help_text="Your own: it stands for your hand. A token alone never signs.",
    )


class SubmitAsked(SignAsked, ReasonsAsked):
    pass


class LookedAsked(Asked):
    is_proper = serializers.BooleanField(default=False, help_text="Looked at and found proper.")
    finding = ProseField(max_length=1000, required=False, default="", help_text="What HR found on this rule.")


class ReviewAsked(Asked):
    checklist = serializers.DictField(
        child=LookedAsked(), required=False,
        help_text="Number of the rule → what HR says of it. To concur, a rule that is not simply met needs its tick.",
    )  # fmt: skip


class ReasonAsked(Asked):
    reason = ProseField(max_length=LONG, help_text="One or two sentences. They stay with the evaluation.")


class ReturnAsked(ReasonAsked, ReviewAsked):
    """The checklist is that of HR's propriety review; others leave it out."""


class NoteAsked(ReviewAsked):
    note = ProseField(max_length=LONG, required=False, help_text="For those who review after you.")


class IssueAsked(ReasonsAsked):
    presented_on = DayField(help_text="The day on which it was shown to the employee for signature.")
    method = WordField(IssueMethod)
    issued_on = DayField(help_text="The day on which the copy was given or mailed.")


class OutcomeAsked(ReasonsAsked):
    outcome = serializers.ChoiceField(
        choices=[EmployeeOutcome.REFUSED.value, EmployeeOutcome.UNAVAILABLE.value],
        help_text="That the employee signed is the employee's own to say (sign-as-employee).",
    )
    outcome_on = DayField(source="on", help_text="The day on which that was so.")
    outcome_note = ProseField(source="note", max_length=LONG, default="", help_text="What happened; no kind of leave.")
    outcome_witness = LineField(
        source="witness", allow_blank=True, default="", help_text="Who was there beside both, if anybody."
    )


class ResponseAsked(Asked):
    response = ProseField(
        source="text", max_length=LONGEST, help_text="In the employee's own words; it cannot be changed later (R25)."
    )
    received_on = DayField(
        required=False,
        help_text="Only of a letter of somebody who has left: the day on which it was received, which counts.",
    )


class MeetingAsked(Asked):
    starts_at = serializers.DateTimeField(help_text="With its offset from UTC, 2026-07-06T09:30:00-07:00.")
    minutes = serializers.IntegerField(
        min_value=SHORTEST_MINUTES, max_value=LONGEST_MINUTES, help_text="How long it lasts."
    )
    place = LineField(max_length=200, help_text="A room, or where to call. No rating here.")
    note = LineField(max_length=500, required=False, allow_blank=True, help_text="For both. No rating here.")


class ExtensionAsked(ReasonsAsked):
    """A request to extend a window (R14). HR, who records it for a manager, says who contacted HR, and when."""

    new_end = DayField(source="asked_end", help_text="The last day of the window that is asked for.")
    for_absence = serializers.BooleanField(help_text="True: the only ground there is. Nothing of the absence's kind.")
    asked_by = LineField(
        source="asked_by_no", max_length=20, required=False,
        help_text="HR alone, for another: number of the Program Head or District/Division Chief who contacted HR.",
    )  # fmt: skip
    contacted_on = DayField(required=False, help_text="HR alone: the day of that contact.")


class CheckInAsked(Asked):
    planned_on = DayField(
        required=False, allow_null=True, help_text="The day of the plan that it was held for; none where besides."
    )
    held_on = DayField(help_text="The day on which it was held.")
    progress = WordField(CheckInProgress)
    notes = ProseField(max_length=LONG, help_text="What was looked at and agreed; the employee reads it.")


class RemarkAsked(Asked):
    remark = ProseField(max_length=LONG, help_text="In your own words; it cannot be changed later.")


class ApprovalAsked(ReasonsAsked):
    new_end = DayField(help_text="The last day of the window from now on.")
    told_on = DayField(help_text="The day on which the employee is told; not after the old last day.")
