"""Rows that every room's tests start from. Numbers, e-mails and codes count up, so that nothing collides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.enums import Role
from accounts.models import RoleGrant, User
from common.searchkeys import found_by, search_key
from competencies.models import Classification
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee, OrgUnit

PASSWORD = "four quiet walnut trees"
GRANTED_AT = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_user(*, email: str = "", name: str = "", roles: Iterable[Role] = (), is_active: bool = True) -> User:
    """An account that signs in with PASSWORD and holds the roles."""
    number = next(_numbers)
    user = User(email=(email or f"person{number}@agency.example").lower(), name=name or f"Person {number}")
    user.search_key = found_by(user.name, also=user.email)
    user.is_active = is_active
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        RoleGrant.objects.create(user=user, role=role.value, granted_at=GRANTED_AT)
    return user


def make_classification(*, code: str = "", title: str = "Office Technician", **fields: Any) -> Classification:
    """A class in force with six months of probation."""
    code = code or f"{next(_numbers):04d}"
    values = {"probation_months": 6, "bargaining_unit": "R04", **fields}
    return Classification.objects.create(code=code, title=title, search_key=found_by(code, title), **values)


def make_org_unit(path: str = "Department / Operations") -> OrgUnit:
    """The unit that the path names, with everything above it."""
    unit = None
    names = path.split(" / ")
    for depth, name in enumerate(names, start=1):
        path = " / ".join(names[:depth])
        values = {"name": name, "parent": unit, "search_key": search_key(path)}
        unit, _ = OrgUnit.objects.get_or_create(path=path, defaults=values)
    assert unit is not None
    return unit


def make_employee(
    *,
    first_name: str = "Avery",
    last_name: str = "",
    level: ManagementLevel = ManagementLevel.NONE,
    supervisor: Employee | None = None,
    user: User | None = None,
    with_user: bool = True,
    roles: Iterable[Role] = (),
    **fields: Any,
) -> Employee:
    """A permanent employee with an account of their own (`with_user=False`: without one)."""
    number = next(_numbers)
    last_name = last_name or f"Lastname{number}"
    email = fields.pop("email", f"employee{number}@agency.example")
    if user is None and with_user:
        user = make_user(email=email, name=f"{first_name} {last_name}", roles=roles)
    values: dict[str, Any] = {
        "employee_no": f"{number:06d}",
        "status": EmploymentStatus.PERMANENT.value,
        "appointed_on": date(2020, 7, 1),
        **fields,
    }
    # The end of probation that a test names is the one of the people file, and in force.
    values.setdefault("probation_recorded_on", values.get("probation_ends_on"))
    values["classification"] = values.get("classification") or make_classification()
    values["org_unit"] = values.get("org_unit") or make_org_unit()
    return Employee.objects.create(
        first_name=first_name, last_name=last_name, email=user.email if user else email,
        sort_key=search_key(last_name, first_name), user=user, supervisor=supervisor,
        search_key=found_by(last_name, first_name, values["employee_no"], also=user.email if user else email),
        management_level=level.value, **values,
    )  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """One person on every level, each supervised by the next; the HR Manager stands outside that line."""

    employee: Employee
    supervisor: Employee
    program_head: Employee
    division_chief: Employee
    deputy_director: Employee
    chief_deputy_director: Employee
    director: Employee
    hr_manager: Employee

    @property
    def above(self) -> list[Employee]:
        """Everybody above the employee, nearest first."""
        return [
            self.supervisor, self.program_head, self.division_chief,
            self.deputy_director, self.chief_deputy_director, self.director,
        ]  # fmt: skip


def make_chain() -> Chain:
    """A full chain of command of seven levels, and the HR Manager under the Director."""
    people: dict[str, Employee] = {}
    above: Employee | None = None
    classification = make_classification(title="Program Manager")
    for level in reversed(ManagementLevel):
        name = "employee" if level is ManagementLevel.NONE else level.value
        last_name = level.label.replace("/", " ").replace(" ", "")
        above = make_employee(last_name=last_name, level=level, supervisor=above, classification=classification)
        people[name] = above
    people["hr_manager"] = make_employee(
        first_name="Harper", last_name="Resources", level=ManagementLevel.DIVISION_CHIEF,
        supervisor=people["director"], roles=[Role.HR_MANAGER], classification=classification,
        org_unit=make_org_unit("Department / Human Resources"),
    )  # fmt: skip
    return Chain(**people)
