"""What stands in a person's calendar: meetings, and the days on which something of theirs is due.

A calendar is looked at over shoulders and shared, so that it says less than the pages: no rating, no comment, and of a
follow-up window only that a term ends. Its own subject learns nothing from it before the issue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.calendars import Entry
from evaluations.enums import EvaluationStatus
from evaluations.models import DueDate, Evaluation, Meeting
from evaluations.selectors import evaluations_visible_to
from evaluations.selectors.due_dates import due_for
from evaluations.selectors.meetings import meeting_uid
from evaluations.selectors.windows import windows_shown_to
from notifications.selectors import site_host
from workforce.models import Employee
from workforce.selectors import employee_of
from workspace.selectors.own import own_evaluations
from workspace.selectors.windows import WAITING

# How far back a calendar reaches; what is overdue for longer stands on the pages.
BACK = timedelta(days=90)


def calendar_entries(user: User, on: date) -> list[Entry]:
    """The person's entries in the active language, by kind and day. The number of queries is constant."""
    employee = employee_of(user)
    entries = [*_windows(user, employee, on)]
    if employee is not None:
        entries += [*_meetings(employee, on), *_due_dates(employee, on), *_own(user, employee, on)]
    return entries


def _due_dates(rater: Employee, on: date) -> Iterator[Entry]:
    rows = DueDate.objects.filter(rater=rater, due_on__gte=on - BACK).select_related("employee", "evaluation")
    for row in rows.order_by("due_on", "pk"):
        if row.due_on is not None:
            yield _day(
                f"due-{row.employee_id}",
                _("Evaluation due: %(employee)s") % {"employee": row.employee.full_name},
                row.due_on,
                stamp=row.computed_at,
                sequence=row.sequence,
                path=row.evaluation.get_absolute_url() if row.evaluation else reverse("team"),
            )


def _windows(user: User, employee: Employee | None, on: date) -> Iterator[Entry]:
    """For HR every window that waits, for others those of their reports; of one's own, see `_own`."""
    is_hr = has_action(user, Action.EVALUATION_HR_REVIEW)
    if employee is None and not is_hr:
        return
    rows = windows_shown_to(user).filter(shown_status__in=WAITING, ends_on__gte=on - BACK).exclude(employee__user=user)
    if not is_hr:
        mine = Q(employee__supervisor=employee) | Q(evaluation__rater=employee)
        rows = rows.filter(mine, evaluation__in=evaluations_visible_to(user, on))
    for row in rows.select_related("employee", "evaluation").order_by("ends_on", "pk"):
        yield _day(
            f"term-{row.pk}",
            _("A term ends: %(employee)s") % {"employee": row.employee.full_name},
            row.ends_on,
            stamp=_midnight(row.starts_on),
            sequence=(row.ends_on - row.starts_on).days,  # an extension only ever lengthens it (R14)
            path=row.evaluation.get_absolute_url(),
        )


def _meetings(employee: Employee, on: date) -> Iterator[Entry]:
    """The person's own, as Rater and as employee; a cancelled one stays, so that calendars take it out."""
    mine = Q(evaluation__employee=employee) | Q(evaluation__rater=employee)
    rows = Meeting.objects.filter(mine, starts_at__gte=_midnight(on - BACK))
    for row in rows.select_related("evaluation__employee", "evaluation__rater"):
        names = {"employee": row.evaluation.employee.full_name, "rater": row.evaluation.rater.full_name}
        yield Entry(
            uid=meeting_uid(row),
            sequence=row.sequence,
            summary=_("Meeting: %(employee)s and %(rater)s") % names,
            starts=row.starts_at,
            ends=row.starts_at + timedelta(minutes=row.minutes),
            stamp=row.changed_at,
            place=row.place,
            url=settings.SITE_URL + row.get_absolute_url(),
            is_cancelled=row.cancelled_at is not None,
        )


def _own(user: User, employee: Employee, on: date) -> Iterator[Entry]:
    """The last day of a response, and the end of the next rating period as far as the person knows it.

    Both days of the period stand in its UID: a number that counts how often it moved would tell the employee that
    something is under way.
    """
    evaluations = own_evaluations(employee)
    for row in evaluations:
        if _is_response_open(row) and row.response_due_on is not None and row.issued_on is not None:
            yield _day(
                f"response-{row.public_id}",
                _("Last day of your written response"),
                row.response_due_on,
                stamp=_midnight(row.issued_on),
                path=row.get_absolute_url(),
            )
    # As the person may know it: an evaluation that is being written about them moves nothing here (R1).
    due = due_for(employee, on, as_told=True)
    if due is not None:
        yield _day(
            f"period-{employee.pk}-{due.period.start}-{due.period.end}",
            _("Your rating period ends"),
            due.period.end,
            stamp=_midnight(due.period.start),
            path=reverse("own_evaluations"),
        )


def _is_response_open(evaluation: Evaluation) -> bool:
    is_answered = evaluation.response_on or evaluation.response_waived_on
    return evaluation.status == EvaluationStatus.ISSUED.value and not is_answered


def _day(name: str, summary: str, day: date, *, stamp: datetime, path: str, sequence: int = 0) -> Entry:
    url = settings.SITE_URL + path
    return Entry(f"{name}@{site_host()}", sequence, summary, day, stamp, url=url)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
