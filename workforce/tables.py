"""People as the table and fact components take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from common.paging import sort_heading
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee


def people_columns(query: QueryDict | None = None, sort: str = "") -> list[dict[str, Any]]:
    """The columns of a list of people; with the address's query, those that sort it lead to another order."""
    columns = [("name", _("Name")), ("number", _("Number")), ("class", _("Class")), ("unit", _("Unit"))]
    first = [{"label": label} if query is None else sort_heading(label, name, query, sort) for name, label in columns]
    return [*first, {"label": _("Management level")}, {"label": _("Status")}]


def people_rows(people: Iterable[Employee]) -> list[list[dict[str, Any]]]:
    """The rows of a list of people, who come with classification and unit."""
    return [
        [
            {"text": person.full_name, "url": person.get_absolute_url()},
            {"text": person.employee_no},
            {"text": person.classification.title},
            {"text": person.org_unit.path},
            {"text": ManagementLevel(person.management_level).label},
            {"text": EmploymentStatus(person.status).label},
        ]
        for person in people
    ]


# As `import_people` reads it; the leaves stay here (R6).
EXPORTED = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "anniversary", "probation_end", "separated_on", "bargaining_unit", "management_plan",
)  # fmt: skip


def exported_row(person: Employee) -> tuple[object, ...]:
    """The cells under `EXPORTED`. The person comes with class, unit and supervisor."""
    return (
        person.employee_no, person.first_name, person.last_name, person.email, person.classification.code,
        person.org_unit.path, person.supervisor.employee_no if person.supervisor else "", person.management_level,
        person.status, person.appointed_on, person.anniversary, person.probation_recorded_on, person.separated_on,
        person.bargaining_unit, "yes" if person.is_management_plan else "",
    )  # fmt: skip


def person_facts(person: Employee) -> list[dict[str, Any]]:
    """What the people file says of one person."""
    facts: list[dict[str, Any]] = [
        {"label": _("Number"), "text": person.employee_no},
        {
            "label": _("Class"),
            "text": person.classification.title,
            "url": person.classification.get_absolute_url(),
            "note": person.classification.code,
        },
        {"label": _("Unit"), "text": person.org_unit.path, "url": _unit_list(person.org_unit.path)},
        {"label": _("Management level"), "text": ManagementLevel(person.management_level).label},
        {"label": _("Status"), "text": EmploymentStatus(person.status).label},
        *([{"label": _("Appraisal"), "text": _("Management appraisal plan")}] if person.is_management_plan else []),
        {"label": _("Bargaining unit"), "text": person.bargaining_unit or _("None")},
        {"label": _("E-mail address"), "text": person.email or _("None")},
    ]
    days = [
        (_("Appointed on"), person.appointed_on),
        (_("Probation ends on"), person.probation_ends_on),
        (_("Next anniversary"), person.anniversary),
        (_("Separated on"), person.separated_on),
    ]
    return facts + [{"label": label, "date": day} for label, day in days if day is not None]


def _unit_list(path: str) -> str:
    """The list of those in the unit and below, as far as the reader may see them."""
    return f"{reverse('workforce:people')}?{urlencode({'unit': path})}"


def chain_items(chain: list[Employee], visible: set[int]) -> list[dict[str, Any]]:
    """Name, level and, where the reader may see the person, the address of the page."""
    return [
        {
            "name": person.full_name,
            "level": ManagementLevel(person.management_level).label,
            "url": person.get_absolute_url() if person.pk in visible else "",
        }
        for person in chain
    ]
