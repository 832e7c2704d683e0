"""The daily task over the changes of the clocks and over a leap day: once a day, and every stage on its day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from evaluations import tasks
from evaluations.models import DueDate, Evaluation
from evaluations.services.due_dates import due_dates_refresh
from jobs.models import Run
from notifications.models import Mail, Notice
from tests.evaluations.journeys import agency
from tests.evaluations.reminding import morning
from tests.factories import Chain, make_employee
from workforce.models import Employee

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/Los_Angeles")
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
STAGES = (90, 60, 30, 14, 7, 0, -7)


def first_years(chain: Chain, *appointed: date) -> list[Employee]:
    """People in their first year, whose due dates are known from the beginning."""
    people = [make_employee(supervisor=chain.supervisor, appointed_on=day) for day in appointed]
    for person in people:
        due_dates_refresh(employee_ids=[person.pk], at=morning(person.appointed_on))
    return people


def run_at(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        tasks.daily()


def told(person: Employee) -> list[tuple[str, date]]:
    """Each stage that the Rater was told about the person, and on which local day, in order."""
    rows = Notice.objects.filter(kind="due", subject=f"due:{person.employee_no}").order_by("created_at", "pk")
    return [(row.stage, timezone.localdate(row.created_at)) for row in rows]


def stage_days(due_on: date) -> list[tuple[str, date]]:
    """What has to be told, counted in calendar days back from the due day; weekly after it."""
    return [(str(days) if days >= 0 else f"overdue:{-days}", due_on - timedelta(days=days)) for days in STAGES]


def mornings_about(dues: Iterable[date]) -> list[date]:
    """The day before each stage of anybody, and its day."""
    days = {day for due_on in dues for _, day in stage_days(due_on)}
    return sorted(days | {day - DAY for day in days})


@pytest.mark.parametrize(
    ("day", "hours", "first"),
    [
        (date(2026, 3, 8), 23, datetime(2026, 3, 8, 12, 0, tzinfo=UTC)),  # five o'clock, the clocks put forward
        (date(2026, 11, 1), 25, datetime(2026, 11, 1, 13, 0, tzinfo=UTC)),  # five o'clock, the clocks put back
        (date(2028, 2, 29), 24, datetime(2028, 2, 29, 13, 0, tzinfo=UTC)),
    ],
)
def test_asked_every_quarter_of_an_hour_it_runs_once_from_five_on(day, hours, first):
    chain = agency()
    first_years(chain, (day + timedelta(days=14)).replace(year=day.year - 1) + DAY)
    midnight = datetime.combine(day, time(0), tzinfo=ZONE).astimezone(UTC)
    for quarter in range(-8, hours * 4 + 21):  # from ten in the evening before to five in the next morning
        run_at(midnight + quarter * QUARTER)
    runs = Run.objects.filter(name=tasks.DAILY, error="").order_by("pk")
    next_day = datetime.combine(day + DAY, time(5), tzinfo=ZONE)
    evening = midnight - 8 * QUARTER  # nothing had run on the day before, so that was made up for at once
    assert [run.started_at for run in runs] == [evening, first, next_day]
    rater = Mail.objects.filter(kind="digest", recipient=chain.supervisor.user).order_by("day")
    assert list(rater.values_list("day", flat=True)) == [day - DAY, day]  # the stages 30 and 14


@pytest.mark.parametrize("change", [date(2026, 3, 8), date(2026, 11, 1)])
def test_over_a_change_of_the_clocks_every_stage_is_told_on_its_day(change):
    chain = agency()
    dues = [change + timedelta(days=days) for days in (-1, 0, 1, 2)]
    people = first_years(chain, *(due_on.replace(year=due_on.year - 1) + DAY for due_on in dues))
    assert list(DueDate.objects.filter(employee__in=people).order_by("due_on").values_list("due_on", flat=True)) == dues
    for day in mornings_about(dues):
        run_at(morning(day))
    for person, due_on in zip(people, dues, strict=True):
        assert told(person) == stage_days(due_on)
        draft = Evaluation.objects.get(employee=person)
        assert timezone.localdate(draft.created_at) == due_on - timedelta(days=90)


def test_over_a_leap_day_every_stage_is_told_on_its_day():
    chain = agency()
    people = first_years(chain, *(date(2027, 2, day) for day in (27, 28)), *(date(2027, 3, day) for day in (1, 2)))
    dues = [date(2028, 2, 26), date(2028, 2, 27), date(2028, 2, 29), date(2028, 3, 1)]
    assert list(DueDate.objects.filter(employee__in=people).order_by("due_on").values_list("due_on", flat=True)) == dues
    for day in mornings_about(dues):
        run_at(morning(day))
    for person, due_on in zip(people, dues, strict=True):
        assert told(person) == stage_days(due_on)
    leap = people[2]
    assert told(leap) == [
        ("90", date(2027, 12, 1)), ("60", date(2027, 12, 31)), ("30", date(2028, 1, 30)), ("14", date(2028, 2, 15)),
        ("7", date(2028, 2, 22)), ("0", date(2028, 2, 29)), ("overdue:7", date(2028, 3, 7)),
    ]  # fmt: skip
    draft = Evaluation.objects.get(employee=leap)
    assert (draft.period_end, timezone.localdate(draft.created_at)) == (date(2028, 2, 29), date(2027, 12, 1))


def test_appointed_on_a_leap_day_somebody_is_due_a_year_later():
    chain = agency()
    (person,) = first_years(chain, date(2028, 2, 29))
    due_on = DueDate.objects.get(employee=person).due_on
    for day in mornings_about([due_on]):
        run_at(morning(day))
    assert (due_on, told(person)) == (date(2029, 2, 28), stage_days(date(2029, 2, 28)))


@pytest.mark.parametrize("first", [date(2026, 3, 7), date(2026, 10, 31), date(2028, 2, 28)])
def test_three_lost_mornings_over_such_a_day_lose_nobody(first):
    """Whoever has a stage within them is told on the first morning afterwards, and each stage once."""
    chain = agency()
    lost = [first + timedelta(days=days) for days in range(3)]
    dues = [day + timedelta(days=14) for day in lost]
    people = first_years(chain, *(due_on.replace(year=due_on.year - 1) + DAY for due_on in dues))
    back = first + timedelta(days=3)
    run_at(morning(first - DAY))
    for at in (morning(back), morning(back) + QUARTER, morning(back + DAY)):
        run_at(at)
    assert [told(person)[0] for person in people] == [("30", first - DAY)] * 3
    assert [told(person)[1] for person in people] == [("14", back)] * 3
    assert [len(told(person)) for person in people] == [2, 2, 2]
