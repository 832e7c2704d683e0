"""What is stored when a people import begins, in a handful of queries, keyed as the file names things."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from competencies.models import Classification
from notifications.enums import Language
from workforce.models import Employee, Leave, OrgUnit
from workforce.rules.leave_dates import LeaveDates

NO_ACCOUNT, ACTIVE, INACTIVE = "none", "active", "inactive"


@dataclass(frozen=True)
class Account:
    """An account as the import sees it; `owner` is the number of the person that it belongs to, or empty."""

    id: int
    is_active: bool
    sessions_epoch: int
    owner: str
    language: str


@dataclass(frozen=True)
class State:
    """People by number, each with the file's fields, `id`, `user_id`, `account` and `sign_in` (its e-mail address)."""

    people: dict[str, dict[str, Any]]
    classes: dict[str, int]
    units: dict[str, int]
    accounts: dict[str, Account]

    def account_of(self, number: str, email: str) -> Account | None:
        """The account with the address that is this person's, or can become it: nobody else's, who may be moving."""
        found = self.accounts.get(email)
        return found if found and found.owner in ("", number) else None


def state_now() -> State:
    accounts = {
        email: Account(number, is_active, epoch, owner or "", language or Language.ENGLISH.value)
        for email, number, is_active, epoch, owner, language in User.objects.order_by().values_list(
            "email", "id", "is_active", "sessions_epoch", "employee__employee_no", "preference__language"
        )
    }
    return State(
        people=_people({account.owner: (email, account) for email, account in accounts.items() if account.owner}),
        classes=dict(Classification.objects.order_by().values_list("code", "id")),
        units=dict(OrgUnit.objects.order_by().values_list("path", "id")),
        accounts=accounts,
    )


def _people(account_of: dict[str, tuple[str, Account]]) -> dict[str, dict[str, Any]]:
    leaves: dict[int, list[LeaveDates]] = defaultdict(list)
    for number, first, last, is_paid in Leave.objects.order_by("starts_on", "ends_on").values_list(
        "employee_id", "starts_on", "ends_on", "is_paid"
    ):
        leaves[number].append((first, last, is_paid))
    people = {}
    renamed = {
        "class_code": "classification__code",
        "org_unit": "org_unit__path",
        "supervisor_no": "supervisor__employee_no",
    }
    kept = (
        "id", "user_id", "employee_no", "first_name", "last_name", "email", "management_level", "status",
        "appointed_on", "anniversary", "probation_recorded_on", "probation_ends_on", "separated_on",
        "bargaining_unit", "is_management_plan",
    )  # fmt: skip
    names = (*kept, *renamed)
    for values in Employee.objects.order_by().values_list(*kept, *renamed.values()):
        person = dict(zip(names, values, strict=True))
        person["supervisor_no"] = person["supervisor_no"] or ""
        person["leaves"] = tuple(leaves.get(person["id"], ()))
        email, account = account_of.get(person["employee_no"], ("", None))
        person["sign_in"] = email
        person["language"] = account.language if account else Language.ENGLISH.value
        person["account"] = NO_ACCOUNT if account is None else ACTIVE if account.is_active else INACTIVE
        people[person["employee_no"]] = person
    return people
