"""HR's docket as a page shows it: entries with the people's names, and where each leads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import User
from evaluations.enums import DocketKind
from evaluations.selectors.docket import OnDocket
from workforce.models import Employee

# Kind → the page on which it is seen to. The rest leads to the evaluation.
PAGES = {
    DocketKind.CONSULTATION: "evaluations:consultation",
    DocketKind.REVIEW: "evaluations:concur",
    DocketKind.GRIEVANCE: "evaluations:grievance",
}


@dataclass(frozen=True, slots=True)
class DocketRow:
    """An entry, whom it is about, who owns it (None: nobody), and the page where it is seen to."""

    entry: OnDocket
    employee: Employee
    owner: User | None
    url: str

    def is_overdue(self, on: date) -> bool:
        """True where its day is past."""
        return self.entry.due_on < on


def docket_rows(entries: Collection[OnDocket]) -> list[DocketRow]:
    """The entries with their people. Two queries for any number."""
    people = Employee.objects.select_related("classification", "org_unit").in_bulk({one.person for one in entries})
    owners = User.objects.in_bulk({one.owner for one in entries if one.owner is not None})
    return [
        DocketRow(
            entry=one,
            employee=people[one.person],
            owner=owners.get(one.owner) if one.owner is not None else None,
            url=_url(one, people[one.person]),
        )
        for one in entries
    ]


def _url(entry: OnDocket, employee: Employee) -> str:
    """What is about a person and no evaluation leads to the person's page."""
    if entry.kind is DocketKind.PROBATION:
        return reverse("evaluations:probation", args=[employee.employee_no])
    return reverse(PAGES.get(entry.kind, "evaluations:detail"), args=[entry.subject])
