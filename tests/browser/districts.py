"""A small district per journey, taken in by the import commands beside the demo agency's people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from common.dates import add_months
from evaluations.models import Evaluation
from tests.factories import PASSWORD
from workforce.models import Employee
from workspace.demo.agency import agency_told

HEADINGS = (
    "employee_no,first_name,last_name,email,class_code,org_unit,supervisor_no,management_level,status,appointed_on,"
    "bargaining_unit"
)
DEPUTY_DIRECTOR = "000112"
DEMO_PASSPHRASE: str = agency_told()["passphrase"]


@dataclass(frozen=True)
class District:
    """From the employee up to the division chief, who reports to the demo's Deputy Director."""

    employee: Employee
    supervisor: Employee
    program_head: Employee
    division_chief: Employee

    @property
    def evaluation(self) -> Evaluation:
        """The employee's newest evaluation, as it is stored now."""
        return Evaluation.objects.filter(employee=self.employee).latest("pk")


def appointed_on() -> date:
    """Thirteen months before this one: the first rating period of a year ended with the last month."""
    return add_months(timezone.localdate().replace(day=1), -12)


def district(number: int, folder: Path) -> District:
    """Import the class and the four people of district `number` by the commands, and give them PASSWORD."""
    classes, people = folder / "classes.csv", folder / "people.csv"
    classes.write_text(f"code,title,probation_months\n00{number},Records Clerk {number},6\n")
    people.write_text("\n".join([HEADINGS, *_rows(number)]) + "\n")
    call_command("import_classifications", str(classes), verbosity=0)
    call_command("import_people", str(people), verbosity=0)
    found = {row.employee_no[-1]: row for row in Employee.objects.filter(employee_no__startswith=f"7{number}000")}
    for person in found.values():
        user = User.objects.get(employee=person)
        user.set_password(PASSWORD)
        user.save()
    return District(found["1"], found["2"], found["3"], found["4"])


def _rows(number: int) -> list[str]:
    """Numbers 7<number>0001 (the employee) to 7<number>0004 (the division chief)."""
    people = (
        ("1", "Robin", "Ellery", "2", ""),
        ("2", "Sasha", "Marlowe", "3", "supervisor"),
        ("3", "Jordan", "Quill", "4", "program_head"),
        ("4", "Morgan", "Tate", "", "division_chief"),
    )
    unit, appointed = f"Department of Family Services / District {number}", appointed_on().isoformat()
    return [
        f"7{number}000{digit},{first},{last} {number},{first.lower()}{number}@madrona.example,00{number},{unit},"
        f"{f'7{number}000{above}' if above else DEPUTY_DIRECTOR},{level},permanent,{appointed},CL1"
        for digit, first, last, above, level in people
    ]
