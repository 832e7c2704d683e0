"""The trail in words: whom or what a stream is about, and what an event says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent, ImportRun
from audit.selectors.trail import Meant
from common.dates import in_words
from common.looks import words
from evaluations.enums import GrievanceKind, StepState
from evaluations.models import Consultation, Evaluation, Grievance, Recusal
from evaluations.selectors.timeline import SENTENCES
from evaluations.services.docket import STREAM as DOCKET
from imports.enums import Outcome
from imports.models import Upload
from workforce.models import Employee
from workforce.selectors import people_found

Data = Mapping[str, Any]
FEW = 500


def _day(value: str) -> str:
    return in_words(date.fromisoformat(value))


def _days(data: Data) -> str:
    return " to ".join(_day(data[name]) for name in ("starts_on", "ends_on"))


# What happens to accounts, where the action's own words would not be a sentence. Evaluations have theirs.
ACCOUNT_SENTENCES: dict[str, Callable[[Data], str]] = {
    "role_granted": lambda data: f"Role granted: {Role(data['role']).label}",
    "role_revoked": lambda data: f"Role revoked: {Role(data['role']).label}",
    "delegation_created": lambda data: f"Designee named for {_days(data)}",
    "delegation_ended": lambda data: f"Designee withdrawn, who was named for {_days(data)}",
    "people_exported": lambda data: f"List of people taken out as CSV: {data['rows']} rows",
    "figures_exported": lambda data: f"Figures taken out ({data['what']}): {data['rows']} rows",
    "steps_exported": lambda data: f"List of step increases taken out as CSV: {data['rows']} rows",
    "sign_in_failed": lambda data: "Sign-in failed",
    "password_confirm_failed": lambda data: "Wrong password while signing",
    "provider_sign_in_refused": lambda data: f"Sign-in by the provider {data['provider']} refused",
    "second_factor_added": lambda data: f"Second factor added: {words(data['kind'])}",
    "second_factor_removed": lambda data: f"Second factor removed: {words(data['kind'])}",
    "second_factor_removed_by_admin": lambda data: "Second factor removed by a system administrator",
    "second_factor_failed": lambda data: "Wrong code of the second factor",
    "session_ended": lambda data: f"Session ended: {data['device']}",
    "other_sessions_ended": lambda data: f"All other sessions ended: {data['sessions']}",
}


def _checked(data: Data) -> str:
    counts, touched = data["counts"], data["effects"]
    told = ", ".join(f"{counts[outcome.value]} {outcome.value}" for outcome in Outcome)
    return f"File compared with what is stored: {told}; evaluations under way that it would touch: {touched}"


def _decided(data: Data) -> str:
    by = f", by {data['policy']}"
    again = "; takes the place of an earlier decision" if data["replaces"] else ""
    state = StepState(data["state"]).label
    released = f" on {in_words(date.fromisoformat(data['released_on']))}" if data["released_on"] else ""
    return f"Step increase on {in_words(date.fromisoformat(data['anniversary']))}: {state}{released}{by}{again}"


def _exported(data: Data) -> str:
    first, last = (in_words(date.fromisoformat(data[name])) for name in ("first_on", "last_on"))
    return f"Payroll given {data['rows']} decisions, {data['changes']} changes, for {first} to {last}"


STEP_SENTENCES: dict[str, Callable[[Data], str]] = {
    "step_decided": _decided,
    "payroll_export_made": _exported,
    "payroll_file_taken": lambda data: f"File for payroll taken: {data['part']}",
}


# What happens to a contact with HR ahead of a low rating.
CONSULTATION_SENTENCES: dict[str, Callable[[Data], str]] = {
    "consultation_asked": lambda data: "HR asked about a likely low rating",
    "consultation_recorded": lambda data: f"HR recorded a contact of {_day(data['contacted_on'])}",
    "consultation_answered": lambda data: "HR answered",
    "consultation_withdrawn": lambda data: "Contact with HR withdrawn",
}
# R22: what the employee filed about an evaluation, and what became of it.
GRIEVANCE_SENTENCES: dict[str, Callable[[Data], str]] = {
    "grievance_filed": lambda data: f"{words(data['kind'])} filed, as of {_day(data['filed_on'])}",
    "grievance_ended": lambda data: f"Ended: {words(data['outcome']).lower()}",
}
# R23: who takes no part, since when, and the exceptions.
RECUSAL_SENTENCES: dict[str, Callable[[Data], str]] = {
    "recusal_recorded": lambda data: f"Recusal recorded, from {_day(data['since'])} on",
    "recusal_ended": lambda data: f"Recusal ended; last day {_day(data['until'])}",
    "recusal_excepted": lambda data: "Exception recorded by the next level",
    "recusal_exception_withdrawn": lambda data: "Exception withdrawn",
    "recusal_handed_over": lambda data: f"{data['evaluations']} drafts handed over to {data['to_no']}",
    "recusal_followed": lambda data: f"An evaluation being signed: {words(data['effect']).lower()}",
}
# HR's docket: who sees to what.
DOCKET_SENTENCES: dict[str, Callable[[Data], str]] = {
    "docket_assigned": lambda data: f"{len(data['entries'])} lines of HR's docket assigned",
    "docket_escalated": lambda data: f"{len(data['entries'])} lines of HR's docket escalated",
    "docket_view_kept": lambda data: f"View of HR's docket kept: {data['name']}",
    "docket_view_forgotten": lambda data: f"View of HR's docket deleted: {data['name']}",
    "docket_exported": lambda data: f"HR's docket taken out as CSV: {data['rows']} rows",
}
POLICY_SENTENCES: dict[str, Callable[[Data], str]] = {
    "policy_simulation_exported": lambda data: (
        f"What {data['version']} would have changed taken out as CSV: {data['rows']} rows"
    ),
}
IMPORT_SENTENCES: dict[str, Callable[[Data], str]] = {
    "import_checked": _checked,
    "import_mapping_deleted": lambda data: f"Choices of columns “{data['name']}” deleted, kept by {data['kept_by']}",
}


def sentence_of(event: AuditEvent) -> str:
    """What the event says; its action in plain words where its data have another shape than today's events."""
    of_evaluations = {action: sentence for action, (_icon, sentence) in SENTENCES.items()}
    of_hr = {
        **CONSULTATION_SENTENCES, **GRIEVANCE_SENTENCES, **RECUSAL_SENTENCES, **DOCKET_SENTENCES, **POLICY_SENTENCES,
    }  # fmt: skip
    sentences = {**of_hr, **ACCOUNT_SENTENCES, **IMPORT_SENTENCES, **STEP_SENTENCES, **of_evaluations}
    try:
        return sentences[event.action](event.data)
    except (KeyError, TypeError, ValueError):
        return words(event.action)


def subjects_of(streams: Iterable[str]) -> dict[str, str]:
    """Each stream with whom or what it is about; one whose subject is unknown keeps its name. At most eight queries."""
    wanted = {stream: stream for stream in streams}
    evaluations = Evaluation.objects.filter(public_id__in=_uuids(wanted, "evaluation")).select_related("employee")
    named = {row.stream: _evaluation_named(row) for row in evaluations}
    asked = Consultation.objects.filter(public_id__in=_uuids(wanted, "consultation")).select_related("employee")
    named |= {row.stream: f"Contact with HR about {row.employee.full_name}" for row in asked}
    filed = Grievance.objects.filter(public_id__in=_uuids(wanted, "grievance")).select_related("evaluation__employee")
    named |= {row.stream: f"{GrievanceKind(row.kind).label} of {row.evaluation.employee.full_name}" for row in filed}
    apart = Recusal.objects.filter(public_id__in=_uuids(wanted, "recusal")).select_related("employee", "against")
    named |= {row.stream: f"Recusal of {row.against.full_name} about {row.employee.full_name}" for row in apart}
    accounts = User.objects.filter(pk__in=[int(key) for key in _keys(wanted, "account") if key.isdigit()])
    named |= {f"account:{user.pk}": f"Account of {user}" for user in accounts}
    named |= {run.stream: str(run) for run in ImportRun.objects.filter(public_id__in=_uuids(wanted, "import"))}
    uploads = Upload.objects.filter(public_id__in=_uuids(wanted, "upload"))
    named |= {upload.own_stream: f"Uploaded file {upload.name}" for upload in uploads}
    numbers = [*_keys(wanted, "steps"), *_keys(wanted, "probation")]
    for person in Employee.objects.filter(employee_no__in=numbers):
        named[f"steps:{person.employee_no}"] = f"Step increases of {person.full_name}"
        named[f"probation:{person.employee_no}"] = f"Probation of {person.full_name}"
    named |= {f"payroll:{number}": f"Payroll export {number}" for number in _keys(wanted, "payroll")}
    if DOCKET in wanted:
        named[DOCKET] = "HR's docket"
    return {stream: named.get(stream, stream) for stream in wanted}


def _evaluation_named(row: Evaluation) -> str:
    return f"Evaluation of {row.employee.full_name}, {in_words(row.period_start)} to {in_words(row.period_end)}"


def streams_about(name: str) -> list[Meant]:
    """The streams of evaluations, contacts with HR, accounts and steps of the people with that name or number."""
    people = people_found(name).order_by()
    evaluations = Evaluation.objects.filter(employee__in=people)
    contacts = Consultation.objects.filter(employee__in=people)
    accounts = people.exclude(user=None)
    named = (
        _streams("evaluation:", evaluations, "public_id"),
        _streams("consultation:", contacts, "public_id"),
        _streams("grievance:", Grievance.objects.filter(evaluation__employee__in=people), "public_id"),
        _streams("recusal:", Recusal.objects.filter(Q(employee__in=people) | Q(against__in=people)), "public_id"),
        _streams("account:", accounts, "user_id"),
        _streams("steps:", people, "employee_no"),
    )
    return [meant(streams) for streams in named]


def meant(rows: QuerySet[Any, Any]) -> Meant:
    """What the query finds, where that is few; otherwise the query."""
    few = list(rows[: FEW + 1])
    return few if len(few) <= FEW else rows


def _streams(kind: str, rows: QuerySet[Any], key: str) -> QuerySet[Any, Any]:
    name = Concat(Value(kind), Cast(key, CharField()), output_field=CharField())
    return rows.order_by().values_list(name, flat=True)


def _keys(streams: Iterable[str], kind: str) -> list[str]:
    parts = (stream.partition(":") for stream in streams)
    return [key for found, _colon, key in parts if found == kind]


def _uuids(streams: Iterable[str], kind: str) -> list[UUID]:
    found = []
    for key in _keys(streams, kind):
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found
