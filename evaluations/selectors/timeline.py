"""The trail of one evaluation in plain words; a code of the trail never reaches a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import dateformat, timezone

from accounts.enums import Action
from accounts.permissions import has_action
from audit.enums import SIGNATURE_RECORDED
from audit.models import AuditEvent
from audit.selectors import events_of
from common.dates import in_words
from evaluations.enums import (
    Capacity,
    CheckInProgress,
    EmployeeOutcome,
    FiledAs,
    FollowUpStatus,
    IssueMethod,
    PacketKind,
)
from evaluations.models import Evaluation
from evaluations.permissions import Standing

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline: when, who, what in a sentence, and the person's own words where there are any."""

    at: datetime
    actor: str
    what: str
    icon: str
    text: str = ""


def _day(value: str) -> str:
    return in_words(date.fromisoformat(value))


def _time(value: str) -> str:
    local = timezone.localtime(datetime.fromisoformat(value))
    return f"{in_words(local.date())} at {dateformat.format(local, 'g:i a')}"


def _period(data: Data) -> str:
    start, end = data["period"]
    return f"{_day(start)} to {_day(end)}"


def _started(data: Data) -> str:
    if "corrects" in data:
        return f"Version {data['version']} started as a correction"
    return f"Evaluation started for {_period(data)}"


def _outcome(data: Data) -> str:
    sentences = {
        EmployeeOutcome.SIGNED.value: "The employee signed: received, which is not agreement",
        EmployeeOutcome.REFUSED.value: f"Recorded: the employee refused to sign on {_day(data['on'])}",
        EmployeeOutcome.UNAVAILABLE.value: f"Recorded: the employee was unavailable on {_day(data['on'])}",
    }
    return sentences[data["outcome"]]


def _issued(data: Data) -> str:
    verb = "given to" if data["method"] == IssueMethod.GIVEN.value else "mailed to"
    return f"Presented on {_day(data['presented_on'])} and {verb} the employee on {_day(data['issued_on'])}"


def _responded(data: Data) -> str:
    if data["filed_as"] == FiledAs.EMPLOYEE.value:
        return "The employee's written response was filed"
    capacity = FiledAs(data["filed_as"]).label
    day = _day(data["response_on"])
    return f"The employee's written response was entered as {capacity}, from a letter received on {day}"


# Action of the trail → its icon and its sentence. A test holds this against every action that the services record.
SENTENCES: dict[str, tuple[str, Callable[[Data], str]]] = {
    "evaluation_started": ("add", _started),
    "period_changed": ("calendar_today", lambda data: f"Rating period changed to {_period(data)}"),
    "content_saved": ("edit", lambda data: "Form saved"),
    "attachment_added": ("attach_file", lambda data: "File attached"),
    "attachment_removed": ("attach_file", lambda data: "Attached file removed"),
    "submitted": ("send", lambda data: "Signed as Rater and submitted"),
    "hr_concurred": ("verified_user", lambda data: "HR found the rating proper and passed it on"),
    "signed": ("check_circle", lambda data: f"Signed as {Capacity(data['capacity']).label}"),
    "returned": ("undo", lambda data: "Returned to the Rater; every signature of that round is void"),
    "withdrawn": ("undo", lambda data: "Taken back by the Rater; every signature of that round is void"),
    "issued": ("mail", _issued),
    "follow_up_opened": (
        "schedule",
        lambda data: f"Follow-up window opened: {_day(data['starts_on'])} to {_day(data['ends_on'])}",
    ),
    "follow_up_closed": ("schedule", lambda data: f"Follow-up window ended. {FollowUpStatus(data['status']).label}"),
    "follow_up_lifted": ("schedule", lambda data: "Follow-up window ended without effect"),
    "follow_up_reverted": (
        "undo",
        lambda data: (
            f"No final evaluation counted by {_day(data['ends_on'])}: the employee reverted to the prior status on "
            f"{_day(data['reverted_on'])} (R15)"
        ),
    ),
    "final_overtaken": (
        "schedule",
        lambda data: f"The follow-up window ended on {_day(data['ended_on'])}; this evaluation can no longer end it",
    ),
    "continued_as_ordinary": ("edit", lambda data: "Goes on as an ordinary evaluation of its days"),
    "extension_asked": (
        "schedule",
        lambda data: (
            f"{data['asked_by']} asked HR on {_day(data['contacted_on'])} to extend the follow-up window to "
            f"{_day(data['asked_end'])} (R14)"
        ),
    ),
    "extension_approved": (
        "update",
        lambda data: (
            f"Follow-up window extended from {_day(data['old_end'])} to {_day(data['new_end'])}; the employee was told "
            f"on {_day(data['told_on'])} (R14)"
        ),
    ),
    "extension_declined": (
        "undo",
        lambda data: f"Extension declined: the follow-up window ends on {_day(data['old_end'])} as before",
    ),
    "extension_lapsed": ("schedule", lambda data: "The request to extend lapsed: the window ended first"),
    "check_in_recorded": (
        "event",
        lambda data: f"Check-in of {_day(data['held_on'])} recorded: {CheckInProgress(data['progress']).label.lower()}",
    ),
    "check_in_remarked": ("edit", lambda data: f"The employee's remark on the check-in of {_day(data['held_on'])}"),
    "outcome_recorded": ("person", _outcome),
    "responded": ("edit", _responded),
    "response_waived": ("remove_circle", lambda data: "The employee will not respond in writing"),
    "finalized": ("lock", lambda data: "Final: it does not change any more"),
    "correction_started": ("history", lambda data: f"A correction was started (version {data['version']})"),
    "superseded": ("history", lambda data: f"Superseded by version {data['by_version']}"),
    "voided": ("do_not_disturb", lambda data: "Voided: it never counts"),
    "closed_early": (
        "calendar_today",
        lambda data: f"Rating period ended early, on {_day(data['period'][1])}, by a change of post (R1)",
    ),
    "handed_over": ("person", lambda data: f"Passed from {data['from_name']} to {data['to_name']} as Rater"),
    "rerouted": (
        "person",
        lambda data: (
            f"The chain of command changed: {data['to_name']} signs as {Capacity(data['capacity']).label} "
            f"in place of {data['from_name']}"
        ),
    ),
    "meeting_planned": ("event", lambda data: f"Meeting planned for {_time(data['starts_at'])}"),
    "meeting_changed": ("event", lambda data: f"Meeting changed: it is on {_time(data['starts_at'])}"),
    "meeting_cancelled": ("event", lambda data: f"Meeting of {_time(data['starts_at'])} cancelled"),
    "packet_sealed": ("verified", lambda data: f"{PacketKind(data['kind']).label} sealed"),
}
# Each signature also stands in the trail by itself; the step that it belongs to says the same in words.
_SILENT = {SIGNATURE_RECORDED}
# What an employee may read begins with the issue, and a correction under way is not theirs to see yet.
EMPLOYEE_READS = {
    "issued",
    "follow_up_opened",
    "follow_up_closed",
    "follow_up_lifted",
    "follow_up_reverted",
    "extension_approved",
    "check_in_recorded",
    "check_in_remarked",
    "outcome_recorded",
    "responded",
    "response_waived",
    "finalized",
    "superseded",
    "voided",
    "meeting_planned",
    "meeting_changed",
    "meeting_cancelled",
    "packet_sealed",
}


def timeline_of(evaluation: Evaluation, standing: Standing) -> list[Moment]:
    """The evaluation's moments, newest first. The employee reads those from issue on and no reviewer's reason.

    Saves that follow one another by one person on one day are one moment. Three queries and the person's roles.
    """
    events = [event for event in events_of(evaluation.stream) if event.action not in _SILENT]
    if standing.is_employee:
        return [_moment([event], "") for event in reversed(_from_issue_on(events))]
    reasons = {row.at: row.reason for row in evaluation.returns.all()}
    if _reads_hr_note(standing):
        reasons |= {row.at: row.note for row in evaluation.concurrences.all()}
    return [_moment(run, _own_words(evaluation, run[-1], reasons)) for run in reversed(_runs(events))]


def _reads_hr_note(standing: Standing) -> bool:
    """HR writes the note for those who review after it; HR and the auditor read it, too. The Rater never does."""
    if standing.is_employee or standing.is_rater:
        return False
    by_role = (Action.EVALUATION_READ_SUBMITTED, Action.EVALUATION_READ_ALL)
    return standing.is_involved or standing.is_signer or any(has_action(standing.user, action) for action in by_role)


def _from_issue_on(events: list[AuditEvent]) -> list[AuditEvent]:
    issued = next((place for place, event in enumerate(events) if event.action == "issued"), len(events))
    return [event for event in events[issued:] if event.action in EMPLOYEE_READS]


def _runs(events: Iterable[AuditEvent]) -> list[list[AuditEvent]]:
    runs: list[list[AuditEvent]] = []
    for event in events:
        if runs and event.action == "content_saved" and _continues(runs[-1][-1], event):
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs


def _continues(before: AuditEvent, event: AuditEvent) -> bool:
    is_same_day = timezone.localdate(before.at) == timezone.localdate(event.at)
    return before.action == event.action and before.actor_id == event.actor_id and is_same_day


def _own_words(evaluation: Evaluation, event: AuditEvent, reasons: Mapping[datetime, str]) -> str:
    if event.action in {"returned", "withdrawn", "hr_concurred"}:
        return reasons.get(event.at, "")
    if event.action == "voided":
        return evaluation.void_reason
    if event.action == "evaluation_started" and evaluation.corrects_id:
        return evaluation.correction_reason
    return ""


def _moment(run: list[AuditEvent], text: str) -> Moment:
    event = run[-1]
    icon, sentence = SENTENCES[event.action]
    what = sentence(event.data)
    if len(run) > 1:
        what = f"{what} ({len(run)} times)"
    return Moment(event.at, event.actor_name, what, icon, text)
