"""Writes a difference of people in sets: units, accounts, people, leaves."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from common.csvimport.copying import insert_rows, reserve_ids, update_rows
from common.csvimport.difference import Change, Difference
from common.searchkeys import found_by, search_key
from notifications.models import Preference
from workforce.models import Employee, Leave, OrgUnit
from workforce.services.people_columns import EMPTY, LONGEST_PATH, UNIT_SEPARATOR
from workforce.services.people_state import ACTIVE, INACTIVE, NO_ACCOUNT, State

AS_IN_FILE = (
    "first_name", "last_name", "email", "management_level", "status", "appointed_on", "anniversary",
    "probation_recorded_on", "separated_on", "bargaining_unit", "is_management_plan",
)  # fmt: skip
WRITTEN = (
    *AS_IN_FILE,
    "probation_ends_on",
    "sort_key",
    "search_key",
    "user",
    "classification",
    "org_unit",
    "supervisor",
)
# An expanded sign can make a key longer than the names it was made of.
LONGEST_SORT_KEY = 330
Person = dict[str, Any]


def apply_difference(difference: Difference, state: State, *, at: datetime) -> list[str]:
    """Write what is new and changed, in a number of statements that does not depend on the number of rows.

    The paths of the units that were made for it.
    """
    changes = [*difference.new, *difference.changed]
    people = [after(change, state) for change in changes]
    new, changed = people[: len(difference.new)], people[len(difference.new) :]
    for person, number in zip(new, reserve_ids(Employee, len(new)), strict=True):
        person["id"] = number
    added = _units_added({person["org_unit"] for person in people} - set(state.units), state.units)
    units = {**state.units, **added}
    accounts_written(people, state, at=at)
    ids = {number: person["id"] for number, person in state.people.items()}
    ids |= {person["employee_no"]: person["id"] for person in new}
    insert_rows(Employee, ("id", *WRITTEN, "employee_no"), employee_rows(new, state, units, ids, with_number=True))
    update_rows(Employee, WRITTEN, employee_rows(changed, state, units, ids, with_number=False))
    leaves_written(changes, people)
    languages_written(changes, people)
    return sorted(added)


def after(change: Change, state: State) -> Person:
    """The whole person as the change leaves them.

    A new end of probation in the file is in force at once; what follows from other facts comes with the due dates.
    """
    written = {name: value for name, (_, value) in change.fields.items()}
    if written.get("probation_recorded_on") is not None:
        written["probation_ends_on"] = written["probation_recorded_on"]
    blank = {**EMPTY, "user_id": None, "probation_ends_on": None}
    return {**blank, **state.people.get(change.key, {}), **written, "employee_no": change.key}


def employee_rows(
    people: list[Person], state: State, units: dict[str, int], ids: dict[str, int], *, with_number: bool
) -> list[list[Any]]:
    rows = []
    for person in people:
        row = [
            person["id"],
            *(person[field] for field in AS_IN_FILE),
            person["probation_ends_on"],
            search_key(person["last_name"], person["first_name"])[:LONGEST_SORT_KEY],
            found_by(person["last_name"], person["first_name"], person["employee_no"], also=person["email"]),
            person["user_id"],
            state.classes[person["class_code"]],
            units[person["org_unit"]],
            ids[person["supervisor_no"]] if person["supervisor_no"] else None,
        ]
        rows.append([*row, person["employee_no"]] if with_number else row)
    return rows


def _units_added(paths: set[str], known: dict[str, int]) -> dict[str, int]:
    """The new units and those above them that are missing."""
    wanted: set[str] = set()
    for path in paths:
        names = path.split(UNIT_SEPARATOR)
        wanted |= {UNIT_SEPARATOR.join(names[:depth]) for depth in range(1, len(names) + 1)}
    missing = sorted(wanted - set(known))
    added = dict(zip(missing, reserve_ids(OrgUnit, len(missing)), strict=True))
    parents = {**known, **added}
    rows = []
    for path, number in added.items():
        above, _, name = path.rpartition(UNIT_SEPARATOR)
        rows.append((number, name, path, search_key(path)[:LONGEST_PATH], parents[above] if above else None))
    insert_rows(OrgUnit, ("id", "name", "path", "search_key", "parent"), rows)
    return added


def accounts_written(people: list[Person], state: State, *, at: datetime) -> None:
    """Make, link and follow: each person gets `user_id`; names, addresses and closings reach the account."""
    made: list[Person] = []
    followed: list[Person] = []
    for person in people:
        if person["account"] == NO_ACCOUNT:
            continue
        if person["user_id"] is None:
            account = state.account_of(person["employee_no"], person["sign_in"])
            person["user_id"] = account.id if account else None
        (followed if person["user_id"] else made).append(person)
    for person, number in zip(made, reserve_ids(User, len(made)), strict=True):
        person["user_id"] = number
    _addresses_freed(followed, state)
    fields = ("email", "name", "search_key", "is_active", "sessions_epoch")
    update_rows(User, fields, [_account_row(person, state) for person in followed])
    insert_rows(
        User,
        ("id", *fields, "password", "created_at"),
        [[*_account_row(person, state), _no_password(), at.isoformat()] for person in made],
    )


def _account_row(person: Person, state: State) -> list[Any]:
    """An account's sessions end with its closing, and with a change of the address that signs in to it."""
    stored = _stored_address(person, state)
    account = state.account_of(person["employee_no"], stored)
    epoch = account.sessions_epoch if account else 0
    is_closing = account is not None and account.is_active and person["account"] == INACTIVE
    if account and (is_closing or stored != person["sign_in"]):
        epoch += 1
    name = f"{person['first_name']} {person['last_name']}"[:300]
    key = found_by(name, also=person["sign_in"])
    return [person["user_id"], person["sign_in"], name, key, person["account"] == ACTIVE, epoch]


def _stored_address(person: Person, state: State) -> str:
    before = state.people.get(person["employee_no"], {})
    address: str = before.get("sign_in") or person["sign_in"]
    return address


def _addresses_freed(people: list[Person], state: State) -> None:
    """Two people may swap their addresses, which are unique at every moment: those that change step aside first."""
    moving = [person["user_id"] for person in people if _stored_address(person, state) != person["sign_in"]]
    aside = Concat(Value("moving-"), Cast(F("pk"), CharField()), Value("@import.invalid"))
    User.objects.filter(pk__in=moving).update(email=aside)


def _no_password() -> str:
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def leaves_written(changes: list[Change], people: list[Person]) -> None:
    """The file's list of a person's leaves replaces the stored one."""
    listed = [person for change, person in zip(changes, people, strict=True) if "leaves" in change.fields]
    Leave.objects.filter(employee__in=[person["id"] for person in listed]).delete()
    rows = [(person["id"], *leave) for person in listed for leave in person["leaves"]]
    insert_rows(Leave, ("employee", "starts_on", "ends_on", "is_paid"), rows)


def languages_written(changes: list[Change], people: list[Person]) -> None:
    """The language that mail comes in, where the file says it; everything else a person prefers stays as it is."""
    told = [person for change, person in zip(changes, people, strict=True) if "language" in change.fields]
    rows = [Preference(user_id=person["user_id"], language=person["language"]) for person in told if person["user_id"]]
    Preference.objects.bulk_create(rows, update_conflicts=True, update_fields=["language"], unique_fields=["user"])
