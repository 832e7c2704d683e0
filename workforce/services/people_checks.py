"""Which rows of a people file cannot be taken, alone or together with the others and with what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.enums import Role
from accounts.models import RoleGrant, User
from common.csvimport.difference import Problem, Rejection, Row
from workforce.enums import EmploymentStatus
from workforce.rules.reporting_lines import circular_lines, without_their_supervisor
from workforce.services.people_columns import EMPTY, contradictions
from workforce.services.people_limits import beyond_limits
from workforce.services.people_state import ACTIVE, INACTIVE, NO_ACCOUNT, State

SEPARATED = EmploymentStatus.SEPARATED.value
Problems = dict[str, tuple[Problem, ...]]


def settled(rows: list[Row], rejections: list[Rejection], state: State, *, today: date, by: User | None) -> list[Row]:
    """The rows that can be taken, each with what follows from it; the others are added to `rejections`.

    A row that falls can take others with it (the reports of a rejected supervisor), so the checks across rows are
    repeated until nothing falls any more.
    """
    candidates = {row.key: Row(row.line, row.key, meant(row, state, today=today)) for row in rows}
    _reject(_alone(candidates, state, today=today), candidates, rejections)
    wanted = {number: row.values for number, row in candidates.items()}
    _reject(beyond_limits(wanted, state, by=by), candidates, rejections)
    while candidates:
        problems: Problems = {}
        for check in (_unknown_supervisors, _circular_supervisors, _shared_emails, _last_administrators):
            # The first check that finds something speaks; the others look again at what is left.
            problems = problems or check(candidates, state, rejections)
        if not problems:
            break
        _reject(problems, candidates, rejections)
    return list(candidates.values())


def meant(row: Row, state: State, *, today: date) -> dict[str, Any]:
    """The row's values with what follows from them: the day of separation and the account.

    A separation without its day counts from the day of the import; a return empties it. An account is made for an
    e-mail address, closed on separation or without an address, opened again on return.
    """
    before = state.people.get(row.key, {})
    values = dict(row.values)
    is_separated = values["status"] == SEPARATED
    if is_separated and values.get("separated_on") is None:
        values["separated_on"] = before.get("separated_on") or today
    elif not is_separated and "separated_on" not in values:
        values["separated_on"] = None
    email = values.get("email", before.get("email", ""))
    account, sign_in = before.get("account", NO_ACCOUNT), before.get("sign_in", "")
    is_entitled = bool(email) and not is_separated
    if account == NO_ACCOUNT and is_entitled:
        found = state.account_of(row.key, email)
        account, sign_in = (INACTIVE if found and not found.is_active else ACTIVE), email
    elif account != NO_ACCOUNT:
        is_back = before["status"] == SEPARATED or not before["email"]
        account = INACTIVE if not is_entitled else ACTIVE if is_back else account
        sign_in = email or sign_in
    if account == NO_ACCOUNT:  # the language is the account's
        values.pop("language", None)
    return {**values, "account": account, "sign_in": sign_in}


def _reject(
    problems: Mapping[str, tuple[Problem, ...]], candidates: dict[str, Row], rejections: list[Rejection]
) -> None:
    for number, found in problems.items():
        rejections.append(Rejection(candidates.pop(number).line, number, found))


def _alone(candidates: dict[str, Row], state: State, *, today: date) -> Problems:
    problems: Problems = {}
    stripped = _without_zeros(state.people)
    for number, row in candidates.items():
        whole = {**EMPTY, **state.people.get(number, {}), **row.values}
        found = (*contradictions(number, whole), *_still_ahead(whole, today))
        if row.values["class_code"] not in state.classes:
            found = (_unknown_class(row.values["class_code"], state), *found)
        lost = stripped.get(number.lstrip("0"), []) if number not in state.people else []
        if lost:
            found = (_lost_zeros("employee_no", number, lost), *found)
        if found:
            problems[number] = found
    return problems


def _still_ahead(values: Mapping[str, Any], today: date) -> tuple[Problem, ...]:
    """A separation closes the account and is over at once, so it is not brought in before the last day of service."""
    last_day = values["separated_on"]
    if values["status"] != SEPARATED or last_day is None or last_day <= today:
        return ()
    remedy = "import it on that day or later; until then leave the status as it is"
    return (Problem("separated_on", last_day.isoformat(), "the last day of service lies ahead", remedy),)


def _without_zeros(numbers: Iterable[str]) -> dict[str, list[str]]:
    """The numbers by what a spreadsheet leaves of them when it takes the zeros in front off."""
    stripped: dict[str, list[str]] = defaultdict(list)
    for number in numbers:
        if number.startswith("0"):
            stripped[number.lstrip("0")].append(number)
    return stripped


def _lost_zeros(column: str, number: str, stored: list[str]) -> Problem:
    reason = "there is no such person, but one whose number has zeros in front"
    remedy = f"there is a {' and a '.join(stored[:3])}: a spreadsheet may have taken the leading zeros off"
    return Problem(column, number, reason, remedy)


def _unknown_class(code: str, state: State) -> Problem:
    padded = [f"{'0' * zeros}{code}" for zeros in range(1, 5) if f"{'0' * zeros}{code}" in state.classes]
    remedy = f"there is a {padded[0]}: a spreadsheet may have taken the leading zeros off" if padded else (
        "import the class first, or correct the code"
    )  # fmt: skip
    return Problem("class_code", code, "there is no such class", remedy)


def _unknown_supervisors(candidates: dict[str, Row], state: State, rejections: list[Rejection]) -> Problems:
    supervisor_of = {number: row.values["supervisor_no"] for number, row in candidates.items()}
    lines = {rejection.key: rejection.line for rejection in rejections if rejection.key}
    problems: Problems = {}
    stripped: dict[str, list[str]] | None = None
    for number, supervisor in without_their_supervisor(supervisor_of, state.people).items():
        reason = "there is no such person, neither in the file nor stored"
        remedy = "correct the number, or add the supervisor's row"
        if supervisor in candidates or supervisor in lines:
            line = candidates[supervisor].line if supervisor in candidates else lines[supervisor]
            reason, remedy = f"the supervisor's own row, line {line}, is rejected", f"put line {line} right first"
            problems[number] = (Problem("supervisor_no", supervisor, reason, remedy),)
            continue
        if stripped is None:
            stripped = _without_zeros([*state.people, *candidates])
        lost = stripped.get(supervisor, [])
        problem = _lost_zeros("supervisor_no", supervisor, lost) if lost else None
        problems[number] = (problem or Problem("supervisor_no", supervisor, reason, remedy),)
    return problems


def _circular_supervisors(candidates: dict[str, Row], state: State, rejections: list[Rejection]) -> Problems:
    supervisor_of = {number: person["supervisor_no"] for number, person in state.people.items()}
    supervisor_of |= {number: row.values["supervisor_no"] for number, row in candidates.items()}
    problems: Problems = {}
    for circle in circular_lines(supervisor_of):
        way = " > ".join([*circle[:10], *(["…"] if len(circle) > 10 else []), circle[0]])
        for number in circle:
            if number in candidates:
                reason, remedy = f"these people supervise each other in a circle: {way}", "name the right supervisor"
                problems[number] = (Problem("supervisor_no", supervisor_of[number], reason, remedy),)
    return problems


def _shared_emails(candidates: dict[str, Row], state: State, rejections: list[Rejection]) -> Problems:
    after = {**state.people, **{number: row.values for number, row in candidates.items()}}
    claims: dict[str, set[str]] = defaultdict(set)
    for number, values in after.items():
        stored = state.people.get(number, {})
        for email in {values.get("email", stored.get("email", "")), values["sign_in"]} - {""}:
            claims[email].add(number)
    problems: Problems = {}
    for number, row in candidates.items():
        before = state.people.get(number, {})
        for email in {row.values.get("email", ""), row.values["sign_in"]} - {
            "",
            before.get("email"),
            before.get("sign_in"),
        }:
            others = sorted(claims[email] - {number})
            account = state.accounts.get(email)
            if others:
                reason = f"the address belongs to {', '.join(others[:5])} as well"
                problems[number] = (Problem("email", email, reason, "give each person their own, or none"),)
            elif account and not account.owner and before.get("user_id"):
                reason = "another account has this address already, and this person has one of their own"
                problems[number] = (Problem("email", email, reason, "ask a system administrator which one stays"),)
    return problems


def _last_administrators(candidates: dict[str, Row], state: State, rejections: list[Rejection]) -> Problems:
    closed = {
        state.people[number]["user_id"]: number
        for number, row in candidates.items()
        if row.values["account"] == INACTIVE and state.people.get(number, {}).get("account") == ACTIVE
    }
    if not closed:
        return {}
    grants = RoleGrant.objects.filter(role=Role.SYSTEM_ADMIN.value, user__is_active=True)
    administrators = set(grants.select_for_update(of=("self",)).values_list("user_id", flat=True))
    if not administrators or administrators - set(closed):
        return {}
    reason = "the account would be closed, and no active system administrator would be left"
    problem = Problem("", "", reason, "make somebody else a system administrator first")
    return {closed[user_id]: (problem,) for user_id in administrators}
