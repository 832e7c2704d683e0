"""What the API says of an evaluation: to each reader what the page says."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.views import ViolationShown
from accounts.models import User
from common.api.problems import rule_violation
from common.api.serializers import DayField, Shown, Told, WordField
from evaluations.enums import (
    ActionKind,
    ActionStage,
    Capacity,
    EmployeeOutcome,
    EvaluationKind,
    EvaluationStatus,
    FiledAs,
    FollowUpStatus,
    IssueMethod,
    ItemRating,
    PacketKind,
    Rating,
)
from evaluations.models import Evaluation
from evaluations.permissions import ACTIONS, standing_of
from evaluations.rules.content import DraftContent
from evaluations.rules.statements import statement_for
from evaluations.selectors import actions_for, evaluations_visible_to
from evaluations.selectors.signatures import signing_places
from evaluations.selectors.timeline import timeline_of
from evaluations.selectors.turns import turn_of
from evaluations.selectors.windows import windows_of
from evaluations.services.signing import Preview, document_shown
from workforce.api import ClassNamed, PersonNamed, UnitNamed

DEEMED_COMPETENT = "deemed_competent"
OVERALL = [*((word.value, word.label) for word in Rating), (DEEMED_COMPETENT, "Deemed competent")]


class PeriodShown(Shown):
    start = DayField(source="period_start")
    end = DayField(source="period_end", help_text="This day still belongs to the period.")


class EvaluationNamed(Shown):
    """One row of a list."""

    public_id = serializers.UUIDField()
    page = serializers.SerializerMethodField(help_text="Where people read it in a browser.")
    kind = WordField(EvaluationKind)
    status = WordField(EvaluationStatus)
    employee = PersonNamed()
    rater = PersonNamed()
    classification = ClassNamed()
    period = PeriodShown(source="*")
    overall = serializers.ChoiceField(
        choices=OVERALL, allow_blank=True, source="shown_overall",
        help_text="Blank where a draft has none; deemed_competent after R6.",
    )  # fmt: skip
    version = serializers.IntegerField(help_text="Raised by a correction (R35).")
    issued_on = DayField(allow_null=True)
    filed_on = DayField(allow_null=True)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, evaluation: Evaluation) -> str:
        return f"{settings.SITE_URL}{evaluation.get_absolute_url()}"


class TurnShown(Shown):
    who = serializers.CharField(help_text="Empty where nobody has to act.")
    what = serializers.CharField()
    due = DayField(allow_null=True)


class SignatureShown(Shown):
    capacity = serializers.CharField()
    name = serializers.CharField()
    title = serializers.CharField()
    acting_for = serializers.CharField(help_text="The principal, where a designee signed.")
    reason = serializers.CharField(help_text="Why it is this person (R17).")
    state = serializers.CharField(help_text="signed, current, waiting, voided; the employee's: the outcome (R20).")
    at = serializers.DateTimeField(allow_null=True)
    statement = serializers.CharField()
    content_sha256 = serializers.CharField()


class ReturnShown(Shown):
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by_name")
    from_status = WordField(EvaluationStatus)
    reason = serializers.CharField()
    is_withdrawal = serializers.BooleanField()


class WindowShown(Shown):
    """A follow-up window (R12)."""

    public_id = serializers.UUIDField()
    starts_on = DayField()
    ends_on = DayField()
    status = WordField(FollowUpStatus, source="shown_status")
    closed_on = DayField(source="shown_closed_on", allow_null=True)


class AttachmentShown(Shown):
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    added_at = serializers.DateTimeField()


class PacketShown(Shown):
    kind = WordField(PacketKind)
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField()
    sealed_at = serializers.DateTimeField()


class EvaluationShown(EvaluationNamed):
    """An evaluation as its reader may see it."""

    org_unit = UnitNamed()
    policy = serializers.DictField(help_text="The policy set and its version that it was made under.")
    corrects = serializers.UUIDField(allow_null=True, help_text="The version that it corrects, where you see that one.")
    correction_reason = serializers.CharField()
    actions = serializers.ListField(
        child=serializers.ChoiceField(choices=list(ACTIONS)), help_text="What you may do with it now."
    )
    turn = TurnShown()
    document = serializers.DictField(
        help_text="What was signed, word for word (schema fairstep/evaluation/1); of a draft what would be signed."
    )
    content_sha256 = serializers.CharField(allow_null=True, help_text="What signatures stand under; null for a draft.")
    signatures = SignatureShown(many=True)
    returns = ReturnShown(many=True, help_text="None of them to the employee.")
    presented_on = DayField(allow_null=True)
    issue_method = WordField(IssueMethod, allow_blank=True)
    copy_due_on = DayField(allow_null=True, help_text="R19")
    response_due_on = DayField(allow_null=True, help_text="R25")
    outcome = WordField(EmployeeOutcome, allow_blank=True)
    outcome_on = DayField(allow_null=True)
    outcome_note = serializers.CharField()
    outcome_witness = serializers.CharField()
    response = serializers.CharField()
    response_on = DayField(
        allow_null=True, help_text="The day that counts (R25): it was filed, or the letter with it was received."
    )
    response_filed_at = serializers.DateTimeField(allow_null=True)
    response_filed_by = serializers.CharField(source="response_by_name", help_text="The name on that day.")
    response_filed_as = WordField(
        FiledAs,
        allow_blank=True,
        help_text="Other than employee: they entered a letter of somebody who had left.",
    )
    response_waived_on = DayField(allow_null=True)
    finalized_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    void_reason = serializers.CharField(help_text="Empty to the employee.")
    follow_ups = WindowShown(many=True, help_text="The windows that it opened or is to end.")
    attachments = AttachmentShown(many=True)
    packets = PacketShown(many=True, help_text="Those that are sealed by now.")


class MomentShown(Shown):
    at = serializers.DateTimeField()
    actor = serializers.CharField()
    what = serializers.CharField()
    text = serializers.CharField(help_text="The person's own words, where there are any and you may read them.")


class TimelineShown(Shown):
    moments = MomentShown(many=True, help_text="The latest first.")


class FactorContentShown(Shown):
    rating = WordField(ItemRating, allow_blank=True)
    comments = serializers.CharField()
    items = serializers.DictField(
        child=WordField(ItemRating, allow_blank=True), help_text="Key of the item → its word."
    )


class DeficiencyShown(Shown):
    """One deficiency of the Plan for Improvement (R9)."""

    factor = serializers.CharField(help_text="The key of a factor, or blank.")
    standard = serializers.CharField()
    evidence = serializers.CharField()
    required_action = serializers.CharField()
    assistance = serializers.CharField()
    measure = serializers.CharField()
    target_on = DayField(allow_null=True)
    check_ins = serializers.ListField(child=DayField())


class ContentShown(Shown):
    """What the rating form holds."""

    factors = serializers.DictField(child=FactorContentShown(), help_text="Key of the factor → what is said of it.")
    overall = WordField(Rating, allow_blank=True)
    overall_comments = serializers.CharField()
    improvement_informed = serializers.CharField()
    improvement_required = serializers.CharField()
    improvement_assistance = serializers.CharField()
    improvement_finding = serializers.CharField()
    deficiencies = DeficiencyShown(many=True)
    action_kind = WordField(ActionKind, allow_blank=True)
    action_stage = WordField(ActionStage, allow_blank=True)
    action_effective_on = DayField(allow_null=True)
    action_notice_on = DayField(allow_null=True)


class SignerShown(Shown):
    capacity = serializers.CharField()
    name = serializers.CharField()
    reason = serializers.CharField(help_text="Why it is this person (R17).")


class PreviewShown(Shown):
    """What submitting would sign today."""

    document = serializers.DictField()
    content_sha256 = serializers.CharField(help_text="To be sent back with the signature.")
    statement = serializers.CharField(help_text="What the signature says.")
    violations = ViolationShown(many=True, help_text="Errors block; each warning needs a reason under its reason_key.")
    needs_hr_review = serializers.BooleanField()
    signers = SignerShown(many=True)


def named(evaluation: Evaluation) -> dict[str, Any]:
    """One row of a list; no query where people and class are read with it."""
    data: dict[str, Any] = EvaluationNamed(evaluation).data
    return data


def names(rows: list[Evaluation]) -> list[dict[str, Any]]:
    """The rows of one page."""
    return [named(row) for row in rows]


def whole(user: User, evaluation: Evaluation, on: date) -> dict[str, Any]:
    """Everything that the page says to that reader. `evaluation` is read by `evaluation_get`."""
    standing = standing_of(user, evaluation, on)
    turn = turn_of(evaluation, on, is_employee=standing.is_employee)
    signed, document = document_shown(evaluation, on)
    seen = evaluations_visible_to(user, on).filter(pk=evaluation.corrects_id)
    told = Told(
        evaluation,
        policy={"key": evaluation.policy_key, "version": evaluation.policy_version},
        corrects=seen.values_list("public_id", flat=True).first() if evaluation.corrects_id else None,
        actions=list(actions_for(user, evaluation, on)),
        turn=asdict(turn),
        signatures=signing_places(evaluation, is_employee=standing.is_employee),
        returns=[] if standing.is_employee else list(evaluation.returns.all()),
        void_reason="" if standing.is_employee else evaluation.void_reason,
        follow_ups=windows_of(user, evaluation),
        attachments=list(evaluation.attachments.all()),
        packets=list(evaluation.packets.all()),
        document=document,
        content_sha256=signed.sha256 if signed else None,
    )
    data: dict[str, Any] = EvaluationShown(told).data
    return data


def timeline(user: User, evaluation: Evaluation, on: date) -> dict[str, Any]:
    """What has happened, as far as that reader may know."""
    moments = timeline_of(evaluation, standing_of(user, evaluation, on))
    data: dict[str, Any] = TimelineShown({"moments": moments}).data
    return data


def content(stored: DraftContent) -> dict[str, Any]:
    """What the rating form holds."""
    data: dict[str, Any] = ContentShown(stored).data
    return data


def preview(evaluation: Evaluation, found: Preview) -> dict[str, Any]:
    """What submitting would sign, and what stands in its way."""
    return {
        "document": found.document,
        "content_sha256": found.sha256,
        "statement": statement_for(Capacity.RATER.value, is_blank=not evaluation.overall),
        "violations": [rule_violation(one) for one in found.violations],
        "needs_hr_review": found.route.needs_hr_review,
        "signers": [
            {
                "capacity": signer.capacity.value,
                "name": found.people[signer.principal].full_name,
                "reason": signer.reason,
            }
            for signer in found.route.signers
        ],
    }
