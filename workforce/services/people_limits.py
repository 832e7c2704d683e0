"""What nobody brings in by a file about themselves, or about the sign-in of somebody who holds a role.

Whoever sets the address of an account can have its password sent there, and whoever is somebody's supervisor rates
them. So a person who imports leaves three things to others: the sign-in address of an account with a role, their own
place in the agency, and whom they come to supervise. The system itself is bound by none of it (`by` None: the command
without --by, for which one has to be on the server).

New people may come in under the importer, who is as likely to supervise as anybody: there is no evaluation of theirs
and no supervisor from whom they would be taken. Not so where the row takes up an account that is there already:
behind it is somebody whom others know. Somebody stored who has no supervisor counts like one who has; otherwise a
first file could take the supervisor away, and a second one put the importer there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from accounts.models import RoleGrant, User
from common.csvimport.difference import Problem
from workforce.services.people_state import NO_ACCOUNT, State

OWN = ("email", "class_code", "org_unit", "supervisor_no", "management_level", "status", "is_management_plan")
BY_SOMEBODY_ELSE = "somebody else who imports people brings it in"
OWN_PLACE = "this is about yourself"
OWN_REPORT = "it makes you the supervisor of somebody who is there already"
OWN_ACCOUNT = "it makes your own account somebody's"
WITH_A_ROLE = "the account holds a role, and its sign-in address would change"
Values = Mapping[str, Any]


def beyond_limits(rows: Mapping[str, Values], state: State, *, by: User | None) -> dict[str, tuple[Problem, ...]]:
    """By number, what of the rows is not for `by` to bring in. Each row holds a person's values as they would be;
    those left out stay as they are. One query, none for the system."""
    if by is None:
        return {}
    own = next((number for number, person in state.people.items() if person["user_id"] == by.pk), "")
    with_role = set(RoleGrant.objects.order_by().values_list("user_id", flat=True))
    found = {}
    for number, values in rows.items():
        before = state.people.get(number, {})
        problems = (
            *(_about_oneself(values, before) if number == own else ()),
            *_accounts(number, values, state, by=by, with_role=with_role),
            *(_under_oneself(number, values, state) if own and values.get("supervisor_no") == own else ()),
        )
        if problems:
            found[number] = problems
    return found


def _about_oneself(values: Values, before: Values) -> Iterator[Problem]:
    for field in OWN:
        value = values.get(field, before[field])
        if value != before[field]:
            said = ("yes" if value else "no") if isinstance(value, bool) else value
            yield Problem(field.removeprefix("is_"), said, OWN_PLACE, BY_SOMEBODY_ELSE)


def _accounts(number: str, values: Values, state: State, *, by: User, with_role: set[int]) -> Iterator[Problem]:
    before = state.people.get(number, {})
    address = values.get("sign_in", before.get("sign_in", ""))
    if before.get("user_id") is None:
        account = state.account_of(number, address)
        if account and account.id == by.pk:
            yield Problem("email", address, OWN_ACCOUNT, BY_SOMEBODY_ELSE)
    elif before["user_id"] in with_role and address != before["sign_in"]:
        yield Problem("email", address, WITH_A_ROLE, "ask a system administrator")


def _under_oneself(number: str, values: Values, state: State) -> Iterator[Problem]:
    before = state.people.get(number)
    if before is None:
        is_there = state.account_of(number, values["sign_in"]) if values["account"] != NO_ACCOUNT else None
    else:
        is_there = before["supervisor_no"] != values["supervisor_no"]
    if is_there:
        yield Problem("supervisor_no", values["supervisor_no"], OWN_REPORT, BY_SOMEBODY_ELSE)
