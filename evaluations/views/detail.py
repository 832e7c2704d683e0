"""One evaluation as its reader may see it: where it stands, whose turn it is, what was signed, what happened."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.dates import in_words
from common.errors import Conflict, NotAllowed
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus, FiledAs, PacketKind, Rating
from evaluations.grievance_permissions import check_can_file, is_held
from evaluations.models import Evaluation
from evaluations.permissions import ACTIONS, Standing, is_overtaken, may_correct, standing_of
from evaluations.rules.progress import stages
from evaluations.selectors import actions_for, evaluation_get, evaluations_visible_to
from evaluations.selectors.grievances import grievances_of
from evaluations.selectors.meetings import meetings_of
from evaluations.selectors.packets import packets_given_up
from evaluations.selectors.review import returns_shown
from evaluations.selectors.signatures import signing_places
from evaluations.selectors.timeline import timeline_of
from evaluations.selectors.turns import correction_under_way, turn_of
from evaluations.selectors.windows import windows_of
from evaluations.services.signing import document_shown
from evaluations.views.access import user_of
from evaluations.views.contacts import contacts_shown
from evaluations.views.meetings import meeting_rows

Context = dict[str, Any]
# Action → its icon on the button. The page's address has the action's name.
ICONS = {
    "edit": "edit",
    "submit": "send",
    "withdraw": "undo",
    "concur": "verified_user",
    "return": "undo",
    "sign": "check",
    "issue": "mail",
    "sign_as_employee": "check",
    "record_outcome": "person",
    "respond": "edit",
    "waive": "remove_circle",
    "plan_meeting": "event",
    "continue": "arrow_forward",
    "correct": "history",
    "void": "do_not_disturb",
}
# These never lead: they undo, end or bypass what usually comes next.
SECONDARY = {"withdraw", "return", "record_outcome", "respond", "waive", "plan_meeting", "correct", "void"}


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The evaluation's page."""
    on = timezone.localdate(timezone.now())
    user = user_of(request)
    evaluation = evaluation_get(public_id, user, on)
    standing = standing_of(user, evaluation, on)
    is_held_now = evaluation.issued_on is not None and is_held(evaluation)
    packets = _packets(evaluation, is_withheld=is_held_now and not standing.is_employee)
    versions = _versions(user, evaluation, on)
    correction = correction_under_way(evaluation)
    signed, document = document_shown(evaluation, on)
    context = {
        "evaluation": evaluation,
        "kind_label": EvaluationKind(evaluation.kind).label,
        "today": on,
        "facts": _facts(evaluation),
        "steps": _stages(evaluation),
        "turn": turn_of(evaluation, on, is_employee=standing.is_employee),
        "is_overtaken": is_overtaken(evaluation),
        "at_hand": _at_hand(evaluation, on),
        "actions": _buttons(user, evaluation, on, has_correction=correction is not None),
        # Whoever may correct it is told that a version is under way; the way to it is for those who see it.
        "correction": correction if correction in versions or may_correct(standing, evaluation) else None,
        "sees_correction": correction in versions,
        "places": signing_places(evaluation, is_employee=standing.is_employee),
        "dates": _dates(evaluation, on),
        "filed_as": FiledAs(evaluation.response_filed_as) if evaluation.response_filed_as else None,
        "windows": windows_of(user, evaluation),
        # HR writes it about the case, not to the employee, who reads that it is void and since when.
        "void_reason": "" if standing.is_employee else evaluation.void_reason,
        "returns": [] if standing.is_employee else returns_shown(evaluation),
        "events": timeline_of(evaluation, standing),
        "trail_url": reverse("audit:stream", args=[evaluation.stream]) if has_action(user, Action.AUDIT_READ) else "",
        "contacts": [] if standing.is_employee else contacts_shown(user, evaluation, on),
        "meetings": meeting_rows(list(meetings_of(evaluation))),
        "files": _files(evaluation),
        "packets": packets,
        "is_packet_awaited": any(not (entry["packet"] or entry["is_given_up"]) for entry in packets),
        "versions": versions,
        "is_held": is_held_now,
        "grievances": list(grievances_of(evaluation, standing)),
        "grieve_url": _grieve_url(evaluation, standing),
        "signed": signed,
        "document": document,
    }
    return render(request, "evaluations/detail.html", context)


def _facts(evaluation: Evaluation) -> list[Context]:
    """Where it stands; who and what it is about stands in the document beside it."""
    return [
        {"label": "Status", "status": EvaluationStatus(evaluation.status)},
        {"label": "Overall rating", "rating": evaluation.shown_overall},
    ]


def _stages(evaluation: Evaluation) -> Any:
    capacities = [Capacity(step.capacity) for step in evaluation.steps.all() if step.round == evaluation.signing_round]
    is_draft = evaluation.status == EvaluationStatus.DRAFT.value
    return stages(
        EvaluationStatus(evaluation.status),
        is_low=bool(evaluation.overall) and Rating(evaluation.overall).is_low,
        capacities=[] if is_draft else capacities,
    )


def _buttons(user: User, evaluation: Evaluation, on: date, *, has_correction: bool) -> list[Context]:
    buttons: list[Context] = []
    for action in actions_for(user, evaluation, on):
        if action == "correct" and has_correction:
            continue
        label = ACTIONS[action].label
        if action == "void" and evaluation.status == EvaluationStatus.DRAFT.value:
            label = "Discard the draft"
        buttons.append(
            {
                "label": label,
                "icon": ICONS[action],
                "kind": "outline" if action in SECONDARY or buttons else "",
                "url": reverse(f"evaluations:{action}", args=[evaluation.public_id]),
            }
        )
    return buttons


def _dates(evaluation: Evaluation, on: date) -> list[Context]:
    """The days that follow from presenting and issuing (R19, R20, R25)."""
    if evaluation.issued_on is None:
        return []
    is_answered = bool(evaluation.response_on or evaluation.response_waived_on)
    rows: list[Context] = [
        {"label": "Presented to the employee", "date": evaluation.presented_on},
        {
            "label": "Copy given or mailed",
            "date": evaluation.issued_on,
            "note": _copy_note(evaluation),
        },
        {
            "label": "Written response by",
            "due": evaluation.response_due_on,
            "today": on,
            "is_done": is_answered or evaluation.status != EvaluationStatus.ISSUED.value,
        },
    ]
    if evaluation.outcome_on:
        rows.append({"label": "Outcome on", "date": evaluation.outcome_on})
    if evaluation.filed_on:
        rows.append({"label": "Filed", "date": evaluation.filed_on})
    return rows


def _at_hand(evaluation: Evaluation, on: date) -> list[Context]:
    """What a narrow screen shows beside what happens next: the rating and the day of the response, once issued."""
    if evaluation.issued_on is None:
        return []
    rating = [row for row in _facts(evaluation) if "rating" in row]
    return rating + [row for row in _dates(evaluation, on) if "due" in row]


def _copy_note(evaluation: Evaluation) -> str:
    return f"Due by {in_words(evaluation.copy_due_on)} (rule R19)" if evaluation.copy_due_on else ""


def _files(evaluation: Evaluation) -> list[Context]:
    return [
        {
            "name": file.name,
            "url": reverse("evaluations:attachment", args=[evaluation.public_id, file.public_id]),
            "size": file.size,
            "added_at": file.added_at,
            "sha256": file.sha256,
        }
        for file in evaluation.attachments.all()
    ]


def _grieve_url(evaluation: Evaluation, standing: Standing) -> str:
    try:
        check_can_file(standing, evaluation)
    except (NotAllowed, Conflict):
        return ""
    return reverse("evaluations:grieve", args=[evaluation.public_id])


def _packets(evaluation: Evaluation, *, is_withheld: bool) -> list[Context]:
    """Each packet that is or will be: the employee's copy from issue on, the packet of record once final.

    The packet of record is withheld from others while a grievance holds it (R22).
    """
    there = {packet.kind: packet for packet in evaluation.packets.all()}
    awaited = []
    if evaluation.issued_on and evaluation.status != EvaluationStatus.VOID.value:
        awaited.append(PacketKind.EMPLOYEE_COPY)
    if evaluation.finalized_at:
        awaited.append(PacketKind.RECORD)
    kinds = [kind for kind in PacketKind if kind in awaited or kind.value in there]
    if is_withheld:
        kinds = [kind for kind in kinds if kind is not PacketKind.RECORD]
    is_awaited = any(kind.value not in there for kind in kinds)
    given_up = packets_given_up(evaluation) if is_awaited else set()
    return [
        {
            "label": kind.label,
            "packet": there.get(kind.value),
            "is_given_up": kind in given_up,
            "url": reverse("evaluations:packet", args=[evaluation.public_id, kind.value]),
        }
        for kind in kinds
    ]


def _versions(user: User, evaluation: Evaluation, on: date) -> list[Evaluation]:
    """The version that it corrects and those that correct it, as far as the person sees them."""
    visible = evaluations_visible_to(user, on)
    related = [evaluation.corrects_id, *evaluation.corrections.values_list("pk", flat=True)]
    return list(visible.filter(pk__in=[pk for pk in related if pk]).order_by("version"))
