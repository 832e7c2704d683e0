"""Takes an import of people back, as long as nothing depends on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from audit.models import ImportRun
from audit.selectors import import_run_of
from audit.services import import_run_record
from common.csvimport.columns import WRITING, Tell, silent
from common.csvimport.copying import lock_imports, update_rows
from common.csvimport.difference import Change
from common.csvimport.errors import CannotUndo
from common.csvimport.undoing import Entry, inverse, pointing_to
from jobs.services import enqueue
from notifications.models import Preference
from workforce.models import Employee, EmploymentChange, OrgUnit
from workforce.services.people_apply import (
    WRITTEN,
    accounts_written,
    after,
    employee_rows,
    languages_written,
    leaves_written,
)
from workforce.services.people_import import FOLLOW_JOB, KIND
from workforce.services.people_state import NO_ACCOUNT, State, state_now
from workforce.services.people_undo_checks import reasons_against

DAYS = ("appointed_on", "anniversary", "probation_recorded_on", "separated_on")


@transaction.atomic
def people_undo(*, stream: str, by: User | None, at: datetime, tell: Tell = silent) -> str:
    """Give changed people their values of before, remove new ones with their accounts and units; the undoing's stream.

    The facts that the import recorded about people's work go with it: they never came to be. An account that somebody
    has signed in to, or that anything points to, is closed and stays. Raises CannotUndo.
    """
    run = import_run_of(stream)
    told: list[Entry] = json.loads(run.changes)
    entries = [entry for entry in told if entry["kind"] in ("new", "changed")]
    lock_imports(KIND)
    state = state_now()
    reasons = reasons_against(entries, state, stream=stream, by=by)
    if reasons:
        raise CannotUndo(reasons)
    tell(WRITING, 0, len(entries))
    new = [entry["key"] for entry in entries if entry["kind"] == "new"]
    accounts = _accounts_left(entries, state)
    _restore([entry for entry in entries if entry["kind"] == "changed"], state, at=at)
    _remove([state.people[number]["id"] for number in new])
    _accounts_removed(accounts, run)
    EmploymentChange.objects.filter(stream=stream).delete()
    _units_removed([entry["key"] for entry in told if entry["kind"] == "unit"])
    undone = import_run_record(
        kind=KIND, file_name=run.file_name, file_sha256=run.file_sha256,
        counts={"removed": len(new), "changed": len(entries) - len(new)},
        changes=[inverse(entry) for entry in entries], by=by, at=at, undoes=stream,
    )  # fmt: skip
    enqueue(name=FOLLOW_JOB, key=undone.stream, payload={})
    return undone.stream


def _restore(entries: Sequence[Entry], state: State, *, at: datetime) -> None:
    changes = [
        Change(
            entry["line"],
            entry["key"],
            {name: (new, _typed(name, old)) for name, (old, new) in entry["fields"].items()},
        )
        for entry in entries
    ]
    people = [after(change, state) for change in changes]
    for person in people:
        if person["account"] == NO_ACCOUNT:
            person["user_id"] = None
    accounts_written(people, state, at=at)
    ids = {number: person["id"] for number, person in state.people.items()}
    update_rows(Employee, WRITTEN, employee_rows(people, state, state.units, ids, with_number=False))
    leaves_written(changes, people)
    languages_written(changes, people)


def _typed(field: str, value: Any) -> Any:
    """A value of the stored list as the import's own."""
    if field in DAYS:
        return None if value is None else date.fromisoformat(value)
    if field == "leaves":
        return tuple((date.fromisoformat(first), date.fromisoformat(last), is_paid) for first, last, is_paid in value)
    return value


def _remove(ids: Sequence[int]) -> None:
    people = Employee.objects.filter(pk__in=ids)
    people.update(supervisor=None)  # two new people, one under the other, hold each other up
    people.delete()


def _accounts_left(entries: Sequence[Entry], state: State) -> list[int]:
    """The accounts that the import gave to people who had none."""
    nothing = (None, None)
    given = [
        state.people[entry["key"]]["user_id"]
        for entry in entries
        if entry["kind"] == "new" or entry["fields"].get("account", nothing)[0] == NO_ACCOUNT
    ]
    return [number for number in given if number is not None]


def _accounts_removed(ids: Sequence[int], run: ImportRun) -> None:
    """Remove those that the import made and nobody used; close the used ones. One that was there before stays open."""
    made = User.objects.filter(pk__in=ids, created_at=run.at)
    in_use = set(pointing_to(User, ids, besides={(Preference, "user")}, with_own=True))
    in_use |= set(made.exclude(last_login=None).values_list("pk", flat=True))
    made.filter(pk__in=in_use).update(is_active=False, sessions_epoch=F("sessions_epoch") + 1)
    made.exclude(pk__in=in_use).delete()


def _units_removed(paths: Sequence[str]) -> None:
    """The units that the import made, from the bottom up, as far as nobody has moved in since."""
    units = dict(OrgUnit.objects.filter(path__in=paths).values_list("pk", "path"))
    for depth in sorted({path.count(" / ") for path in units.values()}, reverse=True):
        level = [number for number, path in units.items() if path.count(" / ") == depth]
        in_use = pointing_to(OrgUnit, level, with_own=True)
        OrgUnit.objects.filter(pk__in=set(level) - set(in_use)).delete()
