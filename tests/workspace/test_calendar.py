"""The calendar: by day, by month and unit, and the list behind each figure, for HR and for Raters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from evaluations.enums import EvaluationKind, EvaluationStatus, PolicyScope, Rating
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, hr_analyst
from tests.evaluations.pages import client_of, page_of, said
from tests.evaluations.policies import published
from tests.factories import Chain, make_employee, make_org_unit, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee, OrgUnit

pytestmark = pytest.mark.django_db
NAME = "Avery Staff"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        yield


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def refreshed() -> None:
    """As the daily sweep has done it for a month: a day that has passed was told before, to the newly appointed."""
    new = Employee.objects.filter(appointed_on__gte=date(2025, 1, 1)).values_list("pk", flat=True)
    due_dates_refresh(employee_ids=list(new), at=AT - timedelta(days=30))
    due_dates_refresh(employee_ids=None, at=AT)


def appointed(chain: Chain, on: date, last_name: str = "", **fields: Any) -> Employee:
    """Somebody whose first year ends a day before the anniversary of that day."""
    return make_employee(
        supervisor=fields.pop("supervisor", chain.supervisor), appointed_on=on, last_name=last_name, **fields
    )  # fmt: skip


def days(client: Client, month: str = "", **query: str) -> dict[date, list[tuple[str, str]]]:
    """Day → who is named there, and in what state."""
    response = client.get(reverse("calendar"), {"month": month, **query})
    shown = {day.on: day.people for day in response.context["days"] if day.people}
    return {on: [(entry["person"].full_name, entry["state"].value) for entry in people] for on, people in shown.items()}


def figures(client: Client, month: str = "", **query: str) -> dict[str, int]:
    response = client.get(reverse("calendar"), {"month": month, **query})
    return {str(part["state"]): part["count"] for part in response.context["summary"]}


def listed(client: Client, **query: str) -> list[list[str]]:
    page = page_of(client.get(reverse("calendar_list"), query))
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in page.xpath("//tbody/tr")]


def names(client: Client, **query: str) -> list[str]:
    return [row[0].split(" 0")[0] for row in listed(client, **query)]


# --- a month ----------------------------------------------------------------------------------------------------------


def test_each_day_names_who_is_due_and_how_far(chain: Chain) -> None:
    appointed(chain, date(2025, 7, 21), "Early")
    appointed(chain, date(2025, 7, 21), "Begun")
    begun = Employee.objects.get(last_name="Begun")
    journeys.started(chain, employee=begun, period=(date(2025, 7, 21), date(2026, 7, 20)))
    appointed(chain, date(2025, 7, 3), "Late")
    refreshed()
    hr = client_of(hr_analyst())
    expected = {
        date(2026, 7, 2): [("Avery Late", "overdue")],
        date(2026, 7, 20): [("Avery Begun", "in_progress"), ("Avery Early", "not_started")],
    }
    assert days(hr, "2026-07") == days(client_of(chain.supervisor), "2026-07") == days(hr) == expected
    assert figures(hr, "2026-07") == {"overdue": 1, "not_started": 2, "in_progress": 1}
    assert days(hr, "2026-08") == {}
    assert days(hr, "2026-13") == expected


def test_an_issued_evaluation_stays_on_its_day_as_issued(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    issued = {date(2026, 6, 30): [(NAME, "issued")]}
    following = {date(2027, 6, 30): [(NAME, "not_started")]}
    for reader in (chain.supervisor, hr_analyst()):
        client = client_of(reader)
        assert (days(client, "2026-06"), days(client, "2027-06")) == (issued, following)
        assert figures(client, "2026-06") == {"issued": 1}
        assert names(client, state="issued", first="2026-06-30", last="2026-06-30") == [NAME]


@pytest.mark.parametrize("count", [7, 61])
def test_a_day_with_many_shows_figures_and_their_lists(chain: Chain, count: int) -> None:
    for _ in range(count):
        make_employee(supervisor=chain.supervisor, appointed_on=date(2025, 7, 21), with_user=False)
    refreshed()
    page = page_of(client_of(chain.supervisor).get(reverse("calendar"), {"month": "2026-07"}))
    day = page.xpath("//time[@datetime='2026-07-20']/ancestor::li")[0]
    links = [(said(link), link.get("href")) for link in day.xpath(".//a")]
    listing = f"{reverse('calendar_list')}?{{}}first=2026-07-20&last=2026-07-20"
    assert links == [
        (f"{count} Not started July 20, 2026", listing.format("state=not_started&")),
    ]


def test_the_months_turn_and_keep_what_was_asked(chain: Chain) -> None:
    page = page_of(client_of(chain.supervisor).get(reverse("calendar"), {"month": "2026-12", "kind": "probation"}))
    links = page.xpath("//nav[contains(@class,'fs-turner')]//a")
    assert [link.get("href") for link in links] == [
        f"{reverse('calendar')}?kind=probation&month=2026-11", f"{reverse('calendar')}?kind=probation&month=2027-01",
    ]  # fmt: skip


def test_the_filters_narrow(chain: Chain) -> None:
    other = make_employee(last_name="Other", level=ManagementLevel.SUPERVISOR)
    appointed(chain, date(2025, 7, 3), "Late")
    appointed(
        chain, date(2025, 7, 21), "Elsewhere", supervisor=other, org_unit=make_org_unit("Department / Field / North")
    )
    make_employee(
        last_name="Probe", supervisor=chain.supervisor, status="probationary",
        appointed_on=date(2026, 2, 17), probation_ends_on=date(2026, 7, 16),
    )  # fmt: skip
    refreshed()
    hr = client_of(hr_analyst())
    field = str(OrgUnit.objects.get(path="Department / Field").pk)
    assert [entry for people in days(hr, unit=field).values() for entry in people] == [
        ("Avery Elsewhere", "not_started")
    ]
    assert days(hr, rater="other") == days(hr, unit=field)
    assert days(hr, kind="probation") == {date(2026, 7, 16): [("Avery Probe", "not_started")]}
    assert days(hr, state="overdue") == {date(2026, 7, 2): [("Avery Late", "overdue")]}


# --- who is told what -------------------------------------------------------------------------------------------------


def test_of_what_another_has_under_way_the_line_is_told_only_that(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    hr, head = client_of(hr_analyst()), client_of(chain.program_head)
    assert [row[5] for row in listed(hr, state="overdue")] == ["Being signed or issued"]
    assert [row[5] for row in listed(head, state="overdue")] == ["In progress With its Rater"]
    assert listed(head, state="signing") == []


@pytest.mark.parametrize(
    ("who", "kind", "due"),
    [
        ("supervisor", "Final of a follow-up window", "January 6, 2027"),
        ("division_chief", "Final of a follow-up window", "January 6, 2027"),
        ("hr_manager", "Final of a follow-up window", "January 6, 2027"),
        ("program_head", "Annual", "June 30, 2027"),
        ("director", "Annual", "June 30, 2027"),
    ],
)
@pytest.mark.parametrize("is_final_begun", [False, True])
def test_a_window_would_tell_the_rating(chain: Chain, who: str, kind: str, due: str, is_final_begun: bool) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    if is_final_begun:
        journeys.started(
            chain, period=(date(2026, 7, 1), date(2026, 12, 31)), kind=EvaluationKind.FOLLOW_UP_FINAL
        )  # fmt: skip
    client = client_of(getattr(chain, who))
    row = next(row for row in listed(client) if row[0].startswith(NAME))
    assert (row[2], row[4].split(" in ")[0]) == (kind, due)
    assert (NAME in names(client, kind="follow_up_final")) is (kind != "Annual")
    state = "in_progress" if is_final_begun else "not_started"
    assert days(client, "2027-01").get(date(2027, 1, 6), []) == ([] if kind == "Annual" else [(NAME, state)])


def test_where_a_window_is_hidden_the_day_is_that_of_the_persons_own_policy_set(chain: Chain) -> None:
    journeys.evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    Employee.objects.filter(pk=chain.employee.pk).update(bargaining_unit="721")
    later = AT + timedelta(days=1)
    unit = {"scope": PolicyScope.BARGAINING_UNIT, "members": ["721"]}
    published("school-1", **unit, on=later.date(), at=later, periods__longest_months=9)
    refreshed()
    with time_machine.travel(later, tick=False):
        row = next(row for row in listed(client_of(chain.program_head)) if row[0].startswith(NAME))
    assert (row[2], row[4].split(" in ")[0]) == ("Annual", "March 31, 2027")


def test_nobody_finds_themselves_there(chain: Chain) -> None:
    chain.employee.user.role_grants.create(role=Role.HR.value, granted_at=AT)
    journeys.evaluation_in(EvaluationStatus.REVIEWER_REVIEW, chain)
    refreshed()
    client = client_of(chain.employee)
    assert NAME not in names(client)
    assert figures(client, "2026-06") == {}
    assert NAME in names(client_of(hr_analyst()))


def test_who_supervises_nobody_has_no_calendar(chain: Chain) -> None:
    client = client_of(chain.employee)
    for name in ("calendar", "calendar_year", "calendar_list"):
        response = client.get(reverse(name))
        assert (response.status_code, said(page_of(response).find(".//h1"))) == (404, "Page not found")


def test_a_rater_sees_the_own_line_alone(chain: Chain) -> None:
    stranger = make_employee(
        last_name="Stranger", appointed_on=date(2025, 7, 21), org_unit=make_org_unit("Other / Unit")
    )
    refreshed()
    assert stranger.full_name not in names(client_of(chain.director), q="stranger")
    assert names(client_of(hr_analyst()), q="stranger") == [stranger.full_name]
    units = client_of(chain.supervisor).get(reverse("calendar")).context["form"].fields["unit"].choices
    assert "Other" not in {label for _value, label in units}


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_by_state_and_days(chain: Chain) -> None:
    appointed(chain, date(2025, 7, 3), "Late")
    appointed(chain, date(2025, 9, 1), "Later")
    refreshed()
    hr = client_of(hr_analyst())
    assert names(hr, state="overdue") == ["Avery Late"]
    assert names(hr, first="2026-07-01", last="2026-08-31") == ["Avery Late", "Avery Later"]
    assert NAME in names(hr, state="no_day")
    assert names(hr, q="later") == ["Avery Later"]
    assert names(hr, q="nobody") == []


def test_days_out_of_order_are_said(chain: Chain) -> None:
    response = client_of(chain.supervisor).get(reverse("calendar_list"), {"first": "2026-07-02", "last": "2026-07-01"})
    assert response.status_code == 422
    said_of = [said(item) for item in page_of(response).xpath("//*[@data-error-summary]//li")]
    assert said_of == ["Due to: The last day lies before the first day."]


def test_hr_sees_for_whom_nobody_can_be_the_rater_and_why(chain: Chain) -> None:
    no_account = make_employee(last_name="Noaccount", supervisor=chain.supervisor, with_user=False)
    off = make_employee(last_name="Off", supervisor=chain.supervisor, user=make_user(is_active=False))
    gone = make_employee(last_name="Gone", status="separated", separated_on=date(2026, 6, 1))
    for name, boss in {"A": no_account, "B": off, "C": gone}.items():
        appointed(chain, date(2026, 1, 5), f"Report {name}", supervisor=boss)
    refreshed()
    hr = client_of(hr_analyst())
    assert [(row[0].split(" 0")[0], row[6]) for row in listed(hr, state="without_rater") if "Report" in row[0]] == [
        ("Avery Report A", "Avery Noaccount Has no account"),
        ("Avery Report B", "Avery Off The account is switched off"),
        ("Avery Report C", "Nobody yet Nobody above is in service"),
    ]
    alerts = page_of(hr.get(reverse("calendar"))).xpath("//a[contains(.,'with the reasons')]")
    assert [link.get("href") for link in alerts] == [f"{reverse('calendar_list')}?state=without_rater"]
    # To a Rater that state is not on offer: every open one is listed then.
    assert len(listed(client_of(chain.director), state="without_rater")) == len(listed(client_of(chain.director)))


# --- a year -----------------------------------------------------------------------------------------------------------


def year_table(client: Client, **query: str) -> dict[str, dict[str, str]]:
    page = page_of(client.get(reverse("calendar_year"), query))
    return {
        said(row.find("th")): {cell.get("data-label"): said(cell) for cell in row.findall("td") if said(cell)}
        for row in page.xpath("//tbody/tr")
    }


def test_the_year_counts_by_unit_with_everything_below(chain: Chain) -> None:
    north, south = make_org_unit("Department / Field / North"), make_org_unit("Department / Field / South")
    appointed(chain, date(2025, 7, 3), org_unit=north)
    appointed(chain, date(2025, 9, 1), org_unit=north)
    appointed(chain, date(2025, 9, 1), org_unit=south)
    appointed(chain, date(2025, 9, 1), org_unit=OrgUnit.objects.get(path="Department / Field"))
    journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    refreshed()
    hr = client_of(hr_analyst())
    table = year_table(hr)
    assert table["Field"] == {"July": "1 due 1 late", "August": "3 due"}
    assert table["Operations"]["June"] == "1 due"
    field = OrgUnit.objects.get(path="Department / Field")
    assert year_table(hr, unit=str(field.pk)) == {
        "North": {"July": "1 due 1 late", "August": "1 due"},
        "South": {"August": "1 due"},
        "Directly in this unit": {"August": "1 due"},
    }
    assert year_table(hr, year="2025")["Field"] == {}
    page = page_of(hr.get(reverse("calendar_year"), {"unit": field.pk}))
    link = page.xpath("//tbody/tr[1]//td[@data-label='July']//a")
    assert [one.get("href") for one in link] == [
        f"{reverse('calendar')}?unit={north.pk}&month=2026-07",
        f"{reverse('calendar_list')}?unit={north.pk}&state=overdue&first=2026-07-01&last=2026-07-31",
    ]
    assert names(hr, unit=str(north.pk), state="overdue", first="2026-07-01", last="2026-07-31") != []


def test_a_unit_that_is_not_the_readers_is_as_good_as_none(chain: Chain) -> None:
    other = make_employee(appointed_on=date(2025, 7, 3), org_unit=make_org_unit("Other / Unit"))
    refreshed()
    response = client_of(chain.supervisor).get(reverse("calendar_year"), {"unit": other.org_unit_id})
    assert response.context["choice"].unit is None
    for odd in ("0", "x", "²", "99999999999999999999"):
        assert client_of(hr_analyst()).get(reverse("calendar"), {"unit": odd}).context["choice"].unit is None


# --- constant ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["calendar", "calendar_year", "calendar_list"])
@pytest.mark.parametrize("who", ["supervisor", "hr_manager"])
def test_the_number_of_queries_does_not_grow(chain: Chain, name: str, who: str) -> None:
    client = client_of(getattr(chain, who))

    def queries(count: int) -> int:
        for number in range(count):
            person = appointed(chain, date(2025, 7, 21), org_unit=make_org_unit(f"Department / Unit {number}"))
            journeys.started(chain, employee=person, period=(date(2025, 7, 21), date(2026, 7, 20)))
        refreshed()
        return queries_of(client.get, reverse(name))

    assert queries(1) == queries(3)
