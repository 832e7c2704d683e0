"""Why an import of people may not be undone any more: each reason names the person and what depends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import RoleGrant, User
from common.csvimport.undoing import Entry, changed_since, pointing_to
from imports.registry import dependants_of
from workforce.models import Employee
from workforce.rules.reporting_lines import circular_lines
from workforce.services.people_limits import beyond_limits
from workforce.services.people_state import ACTIVE, NO_ACCOUNT, State

KIND = "people"


def reasons_against(entries: Sequence[Entry], state: State, *, stream: str, by: User | None) -> list[str]:
    """Every reason; none where the import may be undone. The statements do not grow with the people."""
    changed = list(_changed(entries, state))
    if changed:  # what else depends is told when these are settled: the values of before are not known to fit
        return changed
    restored = {entry["key"]: entry["fields"] for entry in entries if entry["kind"] == "changed"}
    removed = {entry["key"]: state.people[entry["key"]] for entry in entries if entry["kind"] == "new"}
    ids = [state.people[entry["key"]]["id"] for entry in entries]
    return [
        *_pointed_to(removed),
        *_still_led(restored, removed, state),
        *_gone(restored, removed, state),
        *_circles(restored, removed, state),
        *_addresses_taken(restored, removed, state),
        *_last_administrator(restored, removed, state),
        *_beyond_limits(restored, state, by=by),
        *dependants_of(KIND, stream=stream, ids=ids),
    ]


Fields = Mapping[str, Mapping[str, Sequence[Any]]]
People = Mapping[str, Mapping[str, Any]]


def _changed(entries: Sequence[Entry], state: State) -> Iterator[str]:
    for entry in entries:
        fields = changed_since(entry, state.people.get(entry["key"]))
        if fields and entry["key"] not in state.people:
            yield _("%(number)s is not there any more.") % {"number": entry["key"]}
        elif fields:
            who = _named(entry["key"], state.people[entry["key"]])
            yield _("%(who)s has been changed since: %(fields)s.") % {"who": who, "fields": ", ".join(fields)}


def _named(number: str, person: Mapping[str, Any]) -> str:
    return f"{person['first_name']} {person['last_name']} ({number})"


def _pointed_to(removed: People) -> Iterator[str]:
    """Supervisors are looked at apart: their reports may be new or restored themselves."""
    by_id = {person["id"]: number for number, person in removed.items()}
    for number, words in pointing_to(Employee, list(by_id), besides={(Employee, "supervisor")}).items():
        who = _named(by_id[number], removed[by_id[number]])
        yield _("The new person %(who)s is in use: %(what)s.") % {"who": who, "what": ", ".join(words)}


def _lines_after(restored: Fields, removed: People, state: State) -> dict[str, str]:
    """Person → supervisor as they would be."""
    lines = {number: person["supervisor_no"] for number, person in state.people.items() if number not in removed}
    back = {number: fields["supervisor_no"][0] for number, fields in restored.items() if "supervisor_no" in fields}
    return lines | back


def _still_led(restored: Fields, removed: People, state: State) -> Iterator[str]:
    for number, supervisor in _lines_after(restored, removed, state).items():
        if supervisor in removed:
            who, boss = _named(number, state.people[number]), _named(supervisor, removed[supervisor])
            yield _("%(who)s reports to the new person %(boss)s.") % {"who": who, "boss": boss}


def _gone(restored: Fields, removed: People, state: State) -> Iterator[str]:
    """Where the value of before names a class, unit or supervisor that is no longer there."""
    known: dict[str, Mapping[str, Any]] = {
        "class_code": state.classes,
        "org_unit": state.units,
        "supervisor_no": {number: person for number, person in state.people.items() if number not in removed},
    }
    for number, fields in restored.items():
        for name in known.keys() & fields.keys():
            old = fields[name][0]
            if old and old not in known[name]:
                who = _named(number, state.people[number])
                yield _("%(old)s, where %(who)s would go back to, is not there any more.") % {"old": old, "who": who}


def _circles(restored: Fields, removed: People, state: State) -> Iterator[str]:
    for circle in circular_lines(_lines_after(restored, removed, state)):
        if set(circle) & restored.keys():
            way = " > ".join([*circle[:10], circle[0]])
            yield _("These people would supervise each other in a circle: %(way)s.") % {"way": way}


def _addresses_taken(restored: Fields, removed: People, state: State) -> Iterator[str]:
    for number, fields in restored.items():
        address = fields["sign_in"][0] if "sign_in" in fields else ""
        account = state.accounts.get(address)
        if account and account.owner not in {number, *restored, *removed}:
            who = _named(number, state.people[number])
            yield _("The address %(address)s of %(who)s has another account by now.") % {"address": address, "who": who}


def _last_administrator(restored: Fields, removed: People, state: State) -> Iterator[str]:
    """Undoing a return to service closes the account again, undoing an arrival perhaps, too."""
    closed = {number for number, fields in restored.items() if "account" in fields and fields["account"][0] != ACTIVE}
    closed |= {number for number, person in removed.items() if person["account"] != NO_ACCOUNT}
    users = {state.people[number]["user_id"]: number for number in closed}
    grants = RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN.value, user__is_active=True)
    administrators = set(grants.select_for_update(of=("self",)).values_list("user_id", flat=True)) if closed else set()
    if administrators and administrators <= set(users):
        yield _("No active system administrator would be left: make somebody else one first.")


def _beyond_limits(restored: Fields, state: State, *, by: User | None) -> Iterator[str]:
    """Taking back sets values, too: whoever may not bring them in does not get them back by undoing either."""
    rows = {number: {name: old for name, (old, _new) in fields.items()} for number, fields in restored.items()}
    for number, problems in beyond_limits(rows, state, by=by).items():
        who = _named(number, state.people[number])
        for problem in problems:
            words = {"who": who, "reason": problem.reason, "remedy": problem.remedy}
            yield _("%(who)s: %(reason)s; %(remedy)s.") % words
