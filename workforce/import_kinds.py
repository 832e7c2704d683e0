"""People as a kind of import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.templatetags.ui import full_date, period
from competencies.models import Classification
from imports.registry import Kind, Pairs, Words, register
from notifications.enums import Language
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee
from workforce.services import paid_days_import, paid_days_undo, people_import, people_undo
from workforce.services.paid_days import COLUMNS as PAID_DAYS_COLUMNS
from workforce.services.people_columns import COLUMNS

LABELS = {
    "employee_no": gettext_lazy("Number"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail address"),
    "class_code": gettext_lazy("Class"),
    "org_unit": gettext_lazy("Unit"),
    "supervisor_no": gettext_lazy("Immediate supervisor"),
    "management_level": gettext_lazy("Management level"),
    "status": gettext_lazy("Status"),
    "appointed_on": gettext_lazy("Appointed on"),
    "anniversary": gettext_lazy("Next anniversary"),
    "probation_recorded_on": gettext_lazy("Probation ends on"),
    "separated_on": gettext_lazy("Separated on"),
    "paid_days": gettext_lazy("Paid days"),
    "paid_days_counted_on": gettext_lazy("Counted up to"),
    "paid_days_reached_on": gettext_lazy("Day on which they were complete"),
    "bargaining_unit": gettext_lazy("Bargaining unit"),
    "is_management_plan": gettext_lazy("Management appraisal plan"),
    "leaves": gettext_lazy("Leaves"),
    "language": gettext_lazy("Language of mail"),
    "effective_on": gettext_lazy("Changes count from"),
    "account": gettext_lazy("Account"),
    "sign_in": gettext_lazy("Signs in with"),
}
ABOUT = {
    "employee_no": gettext_lazy("Text: zeros in front are part of it."),
    "email": gettext_lazy(
        "Makes the account; each person their own. Empty: no account, and an existing one is closed."
    ),
    "class_code": gettext_lazy("The code of a class that is there."),
    "org_unit": gettext_lazy("The way from the top, Bureau / Division / Program; units that are missing are made."),
    "supervisor_no": gettext_lazy("Their number; empty at the top of the chain. They may stand anywhere in the file."),
    "management_level": gettext_lazy(
        "none, supervisor, program_head, division_chief, deputy_director, chief_deputy_director or director."
    ),
    "status": gettext_lazy("probationary, permanent or separated."),
    "appointed_on": gettext_lazy("A date, like 2026-07-01."),
    "anniversary": gettext_lazy("A date."),
    "probation_recorded_on": gettext_lazy(
        "A date. Empty: it follows from the months of the class, the paid days and what extends it (R3)."
    ),
    "separated_on": gettext_lazy("A date; a separation without it counts from the day of the import."),
    "is_management_plan": gettext_lazy("yes or no; yes takes the person out of evaluations, due dates and steps."),
    "paid_days": gettext_lazy("A whole number: the paid days since the appointment, up to the day counted_on."),
    "paid_days_counted_on": gettext_lazy("A date: the last day that the count takes in. It goes with the count."),
    "paid_days_reached_on": gettext_lazy(
        "A date: the day of the last paid day that probation asks for, 130 in the school set; it goes before the count."
    ),
    "leaves": gettext_lazy(
        "2025-09-01..2026-05-31; 2026-07-01..2026-07-10 unpaid. Dates only, never a kind or reason."
    ),
    "language": gettext_lazy("en or es; it is kept with the account."),
    "effective_on": gettext_lazy(
        "The day from which the row's changes count, at most a year away; empty: the day of the import. A separation "
        "always counts from separated_on."
    ),
}
ACCOUNTS = {"none": gettext_lazy("none"), "active": gettext_lazy("active"), "inactive": gettext_lazy("closed")}
SAID: dict[str, Callable[[Any], str]] = {
    "management_level": lambda value: ManagementLevel(value).label,
    "status": lambda value: EmploymentStatus(value).label,
    "language": lambda value: Language(value).label,
    "account": lambda value: str(ACCOUNTS[value]),
    "is_management_plan": lambda value: str(_("yes") if value else _("no")),
    "appointed_on": lambda value: full_date(date.fromisoformat(value)),
    "anniversary": lambda value: full_date(date.fromisoformat(value)),
    "probation_recorded_on": lambda value: full_date(date.fromisoformat(value)),
    "separated_on": lambda value: full_date(date.fromisoformat(value)),
    "paid_days_counted_on": lambda value: full_date(date.fromisoformat(value)),
    "paid_days_reached_on": lambda value: full_date(date.fromisoformat(value)),
    "leaves": lambda value: "; ".join(map(_leave, value)),
}


def _leave(told: tuple[str, str, bool]) -> str:
    first, last, is_paid = told
    days = period(date.fromisoformat(first), date.fromisoformat(last))
    return days if is_paid else _("%(days)s, unpaid") % {"days": days}


def words_of(pairs: Pairs) -> Words:
    """Stored values of people as people read them; supervisors and classes come with their names. Two queries."""
    numbers, codes = set(), set()
    for field, value in pairs:
        if value and field == "supervisor_no":
            numbers.add(value)
        elif value and field == "class_code":
            codes.add(value)
    people = {person.employee_no: person.full_name for person in Employee.objects.filter(employee_no__in=numbers)}
    titles = dict(Classification.objects.filter(code__in=codes).values_list("code", "title"))
    said: dict[tuple[str, str], str] = {}

    def words(field: str, value: Any) -> str:
        if value is None or value in ("", []):
            return ""
        if field == "supervisor_no":
            return f"{people[value]} ({value})" if value in people else str(value)
        if field == "class_code":
            return f"{titles[value]} ({value})" if value in titles else str(value)
        if field not in SAID:
            return str(value)
        known = (field, str(value))
        if known not in said:  # the same days and words come again from row to row
            said[known] = SAID[field](value)
        return said[known]

    return words


def url_of(user: User | AnonymousUser, number: str) -> str:
    """The person's page, for whoever may read people."""
    return reverse("workforce:employee", args=[number]) if has_action(user, Action.PEOPLE_READ) else ""


register(
    Kind(
        name="people", label=gettext_lazy("People"), records=gettext_lazy("people"), action=Action.PEOPLE_IMPORT,
        columns=COLUMNS, key="employee_no", labels=LABELS, about=ABOUT, run=people_import, undo=people_undo,
        words=words_of, url=url_of, depends_on=gettext_lazy("The classes have to be there before the people in them."),
    )
)  # fmt: skip
register(
    Kind(
        name="paid_days", label=gettext_lazy("Paid days in probation"), records=gettext_lazy("people"),
        action=Action.PEOPLE_IMPORT, columns=PAID_DAYS_COLUMNS, key="employee_no", labels=LABELS, about=ABOUT,
        run=paid_days_import, undo=paid_days_undo, words=words_of, url=url_of,
        depends_on=gettext_lazy("The people have to be there before their paid days."),
    )
)  # fmt: skip
