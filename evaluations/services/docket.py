"""Owners of what waits for HR, the views that people keep, and what is escalated when its day is past."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action
from accounts.selectors import hr_manager
from audit.services import event_record
from common.errors import Conflict, NotVisible, RuleViolations
from common.plaintext import plain_line
from evaluations.enums import DocketKind
from evaluations.models import DocketEntry, SavedView
from evaluations.recusal_permissions import recused_from, recused_pairs
from evaluations.rules.violation import form_error
from evaluations.selectors.docket import (
    DocketQuery,
    OnDocket,
    check_can_read_docket,
    docket_found,
    docket_listed,
    entries_of,
    owners_possible,
)
from notifications.services import notice_add, notices_done
from workforce.models import Employee

STREAM = "docket"
LATE, ASSIGNED = "docket_late", "docket_assigned"
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """An entry as it was on the screen; `version` is that of its assignment."""

    kind: DocketKind
    subject: uuid.UUID
    version: int


@transaction.atomic
def docket_assign(*, chosen: Sequence[Chosen], owner: User | None, by: User, at: datetime) -> int:
    """Give all of the entries to one person of HR, or to nobody; how many changed hands. All of them or none.

    Raises NotAllowed (403) for whoever does no HR work, RuleViolations (422: an owner who may not, nothing chosen),
    Conflict (409) where one of them waits no more, or somebody else has assigned it meanwhile.
    """
    check_has_action(by, Action.EVALUATION_HR_REVIEW, "HR assigns what is on its docket.")
    if not 0 < len(chosen) <= MOST_AT_ONCE:
        message = f"Choose at least one line, and {MOST_AT_ONCE} at most."
        raise RuleViolations([form_error(code="nothing_chosen", message=message, field="chosen")])
    kept = _locked(chosen)
    found = {(one.kind, one.subject): one for one in _waiting(chosen, by, at)}
    gone = [one for one in chosen if (one.kind, one.subject) not in found]
    if gone:
        raise Conflict(f"{_lines(len(gone))} not on the docket any more. Look at it again, then choose.")
    moved = [one for one in chosen if kept[one.kind, one.subject].version != one.version]
    if moved:
        names = sorted({kept[one.kind, one.subject].assigned_by_name for one in moved})
        raise Conflict(f"{' and '.join(names)} has assigned some of these meanwhile. Look at them again, then choose.")
    _check_owner(owner, list(found.values()), timezone.localdate(at))
    changed = [kept[one.kind, one.subject] for one in chosen if kept[one.kind, one.subject].owner_id != _key(owner)]
    for entry in changed:
        entry.owner, entry.version = owner, entry.version + 1
        entry.assigned_at, entry.assigned_by_id, entry.assigned_by_name = at, by.pk, by.name
        entry.save(update_fields=["owner", "version", "assigned_at", "assigned_by_id", "assigned_by_name"])
    if changed:
        named = [f"{entry.kind}:{entry.subject}" for entry in changed]
        data = {"entries": named, "owner": _key(owner)}
        event_record(stream=STREAM, action="docket_assigned", by=by, at=at, data=data)
        _tell_owner(owner, len(changed), by, at)
    return len(changed)


def _lines(count: int) -> str:
    return "One of the lines is" if count == 1 else f"{count} of the lines are"


def _key(user: User | None) -> int | None:
    return user.pk if user else None


def _locked(chosen: Sequence[Chosen]) -> dict[tuple[DocketKind, uuid.UUID], DocketEntry]:
    """The rows of these entries, made where there are none yet, and held in one order for everybody."""
    names = sorted({(one.kind.value, one.subject) for one in chosen})
    DocketEntry.objects.bulk_create(
        [DocketEntry(kind=kind, subject=subject) for kind, subject in names], ignore_conflicts=True
    )
    rows = DocketEntry.objects.select_for_update(of=("self",)).filter(subject__in=[subject for _kind, subject in names])
    held = {(DocketKind(row.kind), row.subject): row for row in rows.order_by("kind", "subject")}
    return {(one.kind, one.subject): held[one.kind, one.subject] for one in chosen}


def _waiting(chosen: Sequence[Chosen], by: User, at: datetime) -> list[OnDocket]:
    keys: dict[DocketKind, list[uuid.UUID]] = {}
    for one in chosen:
        keys.setdefault(one.kind, []).append(one.subject)
    return docket_found(by, timezone.localdate(at), keys)


def _check_owner(owner: User | None, entries: Collection[OnDocket], on: date) -> None:
    """HR's work is owned by HR, and nothing by whoever has a part in it or is recused (R23). Raises RuleViolations
    (422)."""
    if owner is None:
        return
    if not owners_possible().filter(pk=owner.pk).exists():
        message = "Choose somebody who does HR's work and can sign in."
        raise RuleViolations([form_error(code="owner_not_hr", message=message, field="owner")])
    own = Employee.objects.filter(user=owner).values_list("pk", flat=True).first()
    if own is not None and any(own in (entry.person, entry.other) for entry in entries):
        message = f"{owner.name} has a part in one of these. Choose somebody else for it."
        raise RuleViolations([form_error(code="owner_has_part", message=message, field="owner")])
    recused = set(recused_from(owner, on))
    if any(entry.person in recused for entry in entries):
        message = f"{owner.name} takes no part in one of these. Choose somebody else for it."
        raise RuleViolations([form_error(code="owner_takes_no_part", message=message, field="owner")])


def _tell_owner(owner: User | None, count: int, by: User, at: datetime) -> None:
    if owner is None or owner.pk == by.pk:
        return
    path = f"{reverse('docket')}?owner={owner.pk}"
    words = {"by": by.name, "count": count}
    notice_add(
        recipient=owner, kind=ASSIGNED, subject=STREAM, stage=at.isoformat(), path=path, words=words, is_action=False,
        at=at,
    )  # fmt: skip


@transaction.atomic
def docket_release(*, employee_id: int, owner: User, at: datetime) -> int:
    """R23: what this person owns of that employee's has no owner any more; how much that was. Safe to repeat."""
    on = timezone.localdate(at)
    rows = entries_of(list(docket_listed(None, on, DocketQuery(owner=str(owner.pk)))))
    own = [Chosen(one.kind, one.subject, one.version) for one in rows if one.person == employee_id]
    if not own:
        return 0
    for entry in _locked(own).values():
        entry.owner, entry.version, entry.assigned_at = None, entry.version + 1, at
        entry.save(update_fields=["owner", "version", "assigned_at"])
    data = {"entries": [f"{one.kind.value}:{one.subject}" for one in own], "owner": None}
    event_record(stream=STREAM, action="docket_assigned", by=None, at=at, data=data)
    return len(own)


@transaction.atomic
def docket_escalate(*, at: datetime) -> dict[str, int]:
    """Tell the HR Manager of what is past its day or comes near it without an owner, and each owner of their own.

    Once for each day that passed; run twice, it tells once. How many were new, and how many people were told.
    """
    on = timezone.localdate(at)
    late = [entry for entry in entries_of(list(docket_listed(None, on, DocketQuery()))) if entry.is_to_escalate(on)]
    if not late:
        notices_done(subject=STREAM, kinds=(LATE,), at=at)
        return {"escalated": 0, "told": 0}
    kept = _locked([Chosen(entry.kind, entry.subject, entry.version) for entry in late])
    new = [entry for entry in late if kept[entry.kind, entry.subject].escalated_for != entry.due_on]
    for entry in new:
        row = kept[entry.kind, entry.subject]
        row.escalated_at, row.escalated_for = at, entry.due_on
        row.save(update_fields=["escalated_at", "escalated_for"])
    told = _tell_late(new, at) if new else 0
    if new:
        named = [f"{entry.kind.value}:{entry.subject}" for entry in new]
        event_record(stream=STREAM, action="docket_escalated", by=None, at=at, data={"entries": named})
    return {"escalated": len(new), "told": told}


def _tell_late(entries: Sequence[OnDocket], at: datetime) -> int:
    """One notice a day for each: how many, and the way to them. Nobody is told of an entry about themselves."""
    manager, counts = hr_manager(), Counter[int]()
    people = Employee.objects.filter(pk__in={entry.person for entry in entries}, user__isnull=False)
    users = dict(people.values_list("pk", "user"))
    recused = recused_pairs(timezone.localdate(at))
    for entry in entries:
        told = {entry.owner, manager.pk if manager else None} - {users.get(entry.person)}
        told = {pk for pk in told if (entry.person, pk) not in recused}
        counts.update(pk for pk in told if pk is not None)
    docket, stage = reverse("docket"), timezone.localdate(at).isoformat()
    for user in User.objects.filter(pk__in=counts):
        path = docket if manager is not None and user.pk == manager.pk else f"{docket}?owner={user.pk}"
        words = {"count": counts[user.pk]}
        notice_add(recipient=user, kind=LATE, subject=STREAM, stage=stage, path=path, words=words, at=at)
    return len(counts)


@transaction.atomic
def saved_view_keep(*, name: str, query: str, is_shared: bool, by: User, at: datetime) -> SavedView:
    """Keep the filters under a name; the same name once more replaces what it stood for. Raises RuleViolations."""
    check_can_read_docket(by)
    name = plain_line(name).strip()
    if not name:
        message = "Give the view a name, so that you find it again."
        raise RuleViolations([form_error(code="name_missing", message=message, field="name")])
    values: dict[str, Any] = {"query": query, "is_shared": is_shared, "created_at": at}
    view, _made = SavedView.objects.update_or_create(user=by, name=name, defaults=values)
    data = {"view": str(view.public_id), "name": name, "query": query, "is_shared": is_shared}
    event_record(stream=STREAM, action="docket_view_kept", by=by, at=at, data=data)
    return view


@transaction.atomic
def saved_view_forget(*, public_id: uuid.UUID, by: User, at: datetime) -> None:
    """Only one's own. Raises NotVisible (404)."""
    view = SavedView.objects.select_for_update().filter(public_id=public_id, user=by).first()
    if view is None:
        raise NotVisible
    data = {"view": str(view.public_id), "name": view.name, "is_shared": view.is_shared}
    view.delete()
    event_record(stream=STREAM, action="docket_view_forgotten", by=by, at=at, data=data)


@transaction.atomic
def docket_export_record(*, asked: str, rows: int, by: User, at: datetime) -> None:
    """Who took the list out, how much of it, and what was asked for."""
    check_can_read_docket(by)
    event_record(stream=STREAM, action="docket_exported", by=by, at=at, data={"rows": rows, "asked": asked})
