"""The trail in words: whom or what a stream is about, and what an event says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent, ImportRun
from common.dates import in_words
from common.looks import words
from common.searchkeys import search_words
from evaluations.models import Evaluation
from evaluations.selectors.timeline import SENTENCES
from workforce.models import Employee

Data = Mapping[str, Any]


def _days(data: Data) -> str:
    return " to ".join(in_words(date.fromisoformat(data[name])) for name in ("starts_on", "ends_on"))


# What happens to accounts, where the action's own words would not be a sentence. Evaluations have theirs.
ACCOUNT_SENTENCES: dict[str, Callable[[Data], str]] = {
    "role_granted": lambda data: f"Role granted: {Role(data['role']).label}",
    "role_revoked": lambda data: f"Role revoked: {Role(data['role']).label}",
    "delegation_created": lambda data: f"Designee named for {_days(data)}",
    "delegation_ended": lambda data: f"Designee withdrawn, who was named for {_days(data)}",
    "sign_in_failed": lambda data: "Sign-in failed",
    "password_confirm_failed": lambda data: "Wrong password while signing",
}


def sentence_of(event: AuditEvent) -> str:
    """What the event says; its action in plain words where its data have another shape than today's events."""
    sentences = {**ACCOUNT_SENTENCES, **{action: sentence for action, (_icon, sentence) in SENTENCES.items()}}
    try:
        return sentences[event.action](event.data)
    except (KeyError, TypeError, ValueError):
        return words(event.action)


def subjects_of(streams: Iterable[str]) -> dict[str, str]:
    """Each stream with whom or what it is about; one whose subject is unknown keeps its name. At most three queries."""
    wanted = {stream: stream for stream in streams}
    evaluations = Evaluation.objects.filter(public_id__in=_uuids(wanted, "evaluation")).select_related("employee")
    named = {row.stream: _evaluation_named(row) for row in evaluations}
    accounts = User.objects.filter(pk__in=[int(key) for key in _keys(wanted, "account") if key.isdigit()])
    named |= {f"account:{user.pk}": f"Account of {user}" for user in accounts}
    named |= {run.stream: str(run) for run in ImportRun.objects.filter(public_id__in=_uuids(wanted, "import"))}
    return wanted | named


def _evaluation_named(row: Evaluation) -> str:
    return f"Evaluation of {row.employee.full_name}, {in_words(row.period_start)} to {in_words(row.period_end)}"


def streams_about(name: str) -> list[str]:
    """The streams of the evaluations and accounts of the people with that name or number."""
    found = Q()
    for word in search_words(name):
        found &= Q(sort_key__contains=word) | Q(employee_no__iexact=word)
    people = Employee.objects.filter(found)
    evaluations = Evaluation.objects.filter(employee__in=people).only("public_id")
    accounts = people.exclude(user=None).values_list("user_id", flat=True)
    return [*(row.stream for row in evaluations), *(f"account:{pk}" for pk in accounts)]


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
