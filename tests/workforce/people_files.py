"""People files of some rows, and what comes of importing them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from common.csvimport.difference import ImportResult
from workforce.models import Employee
from workforce.services import people_import

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "anniversary", "probation_end", "bargaining_unit", "leaves",
)  # fmt: skip


def row(number: str, supervisor: str = "", **cells: str) -> str:
    values = {
        "employee_no": number, "first_name": "Ana", "last_name": f"Person {number}",
        "email": f"p{number}@agency.example", "class_code": "0617", "org_unit": "Agency / North",
        "supervisor_no": supervisor, "status": "permanent", "appointed_on": "2020-07-01", **cells,
    }  # fmt: skip
    return ",".join(values.get(heading, "") for heading in HEADINGS)


def run(*rows: str, **options: object) -> ImportResult:
    data = "\n".join([",".join(HEADINGS), *rows]).encode()
    return people_import(data=data, file_name="people.csv", **{"by": None, "at": AT, **options})


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    """(line, number, first reason) of each rejected row."""
    found = [(rejection.line, rejection.key, rejection.problems[0].reason) for rejection in result.difference.rejected]
    return sorted(found)


def person(number: str) -> Employee:
    return Employee.objects.select_related("user", "supervisor").get(employee_no=number)
