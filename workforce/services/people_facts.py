"""What a people file changes about somebody's work, as dated facts that the rooms above read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from common.csvimport.copying import insert_rows
from common.csvimport.difference import Change, Difference, Problem, Rejection, Row
from common.dates import add_months
from workforce.enums import ChangedFact, EmploymentStatus
from workforce.models import EmploymentChange
from workforce.services.people_state import State

SEPARATED = EmploymentStatus.SEPARATED.value
FARTHEST_MONTHS = 12
OF_FIELD = {
    "supervisor_no": ChangedFact.SUPERVISOR,
    "class_code": ChangedFact.CLASSIFICATION,
    "org_unit": ChangedFact.ORG_UNIT,
    "management_level": ChangedFact.MANAGEMENT_LEVEL,
}
Fact = tuple[ChangedFact, str, str, date]


def effective_days(rows: list[Row], rejections: list[Rejection], *, today: date) -> tuple[list[Row], dict[str, date]]:
    """The rows without the day from which their changes count, and that day by the person's number.

    A day more than a year away is rejected: it is a slip of the hand more often than a decision.
    """
    first, last = add_months(today, -FARTHEST_MONTHS), add_months(today, FARTHEST_MONTHS)
    kept, days = [], {}
    for row in rows:
        day = row.values.pop("effective_on", None)
        if day is not None and not first <= day <= last:
            where = "back" if day < first else "ahead"
            remedy = "correct the date, or leave it empty: the changes then count from the day of the import"
            problem = Problem("effective_on", day.isoformat(), f"it lies more than a year {where}", remedy)
            rejections.append(Rejection(row.line, row.key, (problem,)))
            continue
        kept.append(row)
        if day is not None:
            days[row.key] = day
    return kept, days


def facts_recorded(difference: Difference, state: State, *, stream: str, today: date, at: datetime) -> int:
    """Write what has changed about people who were there before; how many facts. New people change nothing."""
    rows = [
        (state.people[change.key]["id"], fact.value, before, after, day, at.isoformat(), stream)
        for change in difference.changed
        for fact, before, after, day in facts_of(change, difference.effective_on.get(change.key), today=today)
    ]
    fields = ("employee", "fact", "before", "after", "effective_on", "recorded_at", "stream")
    insert_rows(EmploymentChange, fields, rows)
    return len(rows)


def days_that_count(difference: Difference, days: Mapping[str, date], *, today: date) -> dict[str, date]:
    """Of the days that the file names those from which something counts; nobody is shown another one."""
    return {
        change.key: days[change.key]
        for change in difference.changed
        if change.key in days
        and any(fact is not ChangedFact.SEPARATION for fact, *_ in facts_of(change, days[change.key], today=today))
    }


def facts_of(change: Change, effective_on: date | None, *, today: date) -> Iterator[Fact]:
    """The facts of one person's changes: from the day that the file names, or else today.

    A separation counts from the last day of service, whatever day the file names for the row's changes.
    """
    for field, fact in OF_FIELD.items():
        if field in change.fields:
            before, after = change.fields[field]
            yield fact, before, after, effective_on or today
    was, status = change.fields.get("status", ("", ""))
    gone_on = change.fields.get("separated_on", (None, None))[1]
    if was == SEPARATED:
        yield ChangedFact.RETURN, was, status, effective_on or today
    elif status == SEPARATED or gone_on is not None:
        yield ChangedFact.SEPARATION, was or SEPARATED, SEPARATED, gone_on or effective_on or today
