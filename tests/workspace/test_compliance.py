"""The compliance board: on time, late, missing, from the top down to the Rater; probation; files and paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from audit.models import AuditEvent
from common.spreadsheets import BYTE_ORDER_MARK
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import DueDate, Evaluation, FollowUp
from evaluations.services.due_dates import due_dates_refresh
from tests.counting import queries_of
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, TODAY
from tests.evaluations.pages import page_of, said
from tests.factories import make_employee, make_org_unit, make_user
from tests.workspace.finals import final_of
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee, EmploymentChange, OrgUnit
from workspace.rules.compliance import Tally, tally_of

pytestmark = pytest.mark.django_db
ENDS = date(2026, 3, 31)
RANGE = {"first": "2026-01-01", "last": "2026-12-31"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield


def reader(*roles: Role) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles or [Role.HR]))
    return client


def supervisor(name: str, path: str = "Department / North", **fields: Any) -> Employee:
    return make_employee(
        first_name="Sam", last_name=name, level=ManagementLevel.SUPERVISOR, with_user=False,
        org_unit=make_org_unit(path), **fields,
    )  # fmt: skip


def person(rater: Employee, path: str = "Department / North", **fields: Any) -> Employee:
    return make_employee(with_user=False, supervisor=rater, org_unit=make_org_unit(path), **fields)


def evaluated(who: Employee, *, ends: date = ENDS, filed: date | None, **fields: Any) -> Evaluation:
    """An evaluation whose period ends on that day, filed then; None: still in draft."""
    days = {"period_start": ends - timedelta(days=364), "period_end": ends}
    if filed is None:
        fields |= {
            "status": EvaluationStatus.DRAFT.value, "filed_on": None, "finalized_at": None, "submitted_at": None,
            "issued_on": None, "issue_method": "", "presented_on": None, "outcome": "", "outcome_on": None,
        }  # fmt: skip
    (made,) = Evaluation.objects.bulk_create(
        [final_of(who, Rating.COMPETENT, rater=who.supervisor, on=filed or ends, **days | fields)]
    )
    return made


def waiting(who: Employee, due: date, **fields: Any) -> DueDate:
    """A due day on record for which nothing has begun."""
    return DueDate.objects.create(
        employee=who, kind=fields.pop("kind", "annual"), period_start=due - timedelta(days=364), period_end=due,
        due_on=due, rater=fields.pop("rater", who.supervisor), computed_at=AT, **fields,
    )  # fmt: skip


def board(client: Client, **query: Any) -> Any:
    return client.get(reverse("compliance"), RANGE | query).context["board"]


def parts(client: Client, **query: Any) -> dict[str, tuple[int, ...]]:
    return {
        part.unit.name if part.unit else "directly": part.tally.counts for part in board(client, **query).parts
    }  # fmt: skip


def table(client: Client, section: str, **query: Any) -> list[list[str]]:
    page = page_of(client.get(reverse("compliance"), RANGE | query))
    rows = page.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def exported(client: Client, name: str, **query: Any) -> list[dict[str, str]]:
    body = b"".join(client.get(reverse(name), RANGE | query).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(body.removeprefix(BYTE_ORDER_MARK))))


# --- what counts as what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "filed", "counts"),
    [
        (ENDS, ENDS, (1, 0, 0, 0)),
        (ENDS, ENDS - DAY, (1, 0, 0, 0)),
        (ENDS, ENDS + DAY, (0, 1, 0, 0)),
        (ENDS, TODAY, (0, 1, 0, 0)),
        (ENDS, TODAY + DAY, (0, 0, 1, 0)),  # its response time is not over (school set)
        (ENDS, None, (0, 0, 1, 0)),
        (TODAY - DAY, None, (0, 0, 1, 0)),
        (TODAY, None, (0, 0, 0, 1)),  # today is still in time
        (TODAY + DAY, None, (0, 0, 0, 1)),
        (TODAY + DAY, TODAY, (1, 0, 0, 0)),  # filed ahead
        (date(2025, 12, 31), ENDS, (0, 0, 0, 0)),  # due before the range
        (date(2027, 1, 1), None, (0, 0, 0, 0)),
    ],
)
def test_an_evaluation_on_record(ends: date, filed: date | None, counts: tuple[int, ...]) -> None:
    evaluated(person(supervisor("One")), ends=ends, filed=filed)
    assert board(reader()).total.counts == counts


@pytest.mark.parametrize(
    ("due", "counts"), [(TODAY - DAY, (0, 0, 1, 0)), (TODAY, (0, 0, 0, 1)), (date(2027, 1, 1), (0, 0, 0, 0))]
)
def test_a_due_day_for_which_nothing_has_begun(due: date, counts: tuple[int, ...]) -> None:
    waiting(person(supervisor("One")), due)
    assert board(reader()).total.counts == counts


def test_one_that_is_begun_counts_once_and_a_void_one_never() -> None:
    rater = supervisor("One")
    begun = person(rater)
    waiting(begun, ENDS, evaluation=evaluated(begun, filed=None))
    evaluated(person(rater), filed=ENDS, status=EvaluationStatus.VOID.value, voided_at=AT)
    assert board(reader()).total.counts == (0, 0, 1, 0)


def test_a_correction_changes_nothing_about_when_it_was_filed() -> None:
    who = person(supervisor("One"))
    first = evaluated(who, filed=ENDS, status=EvaluationStatus.SUPERSEDED.value)
    evaluated(who, filed=ENDS + 30 * DAY, corrects=first, version=2)
    assert board(reader()).total.counts == (1, 0, 0, 0)


WINDOW_END = date(2026, 6, 1)


def window_of(low: Employee, **fields: Any) -> FollowUp:
    """The window of an Improvement Needed that was filed before the range: from December 1 to June 1."""
    opened = evaluated(low, ends=date(2025, 11, 30), filed=date(2025, 12, 1), overall="improvement_needed")
    days = {"starts_on": date(2025, 12, 1), "original_ends_on": WINDOW_END, "ends_on": WINDOW_END}
    return FollowUp.objects.create(evaluation=opened, employee=low, prior_status="permanent", **days, **fields)


def reverted(low: Employee) -> FollowUp:
    return window_of(low, status="reverted", reverted_on=WINDOW_END + DAY, reverted_at=AT)


def test_a_window_that_lapsed_stays_missing_whatever_becomes_of_its_final() -> None:
    """R15: neither the reversion, nor the end of a draft, nor going on with it as an ordinary one takes it off."""
    rater = supervisor("One")
    for final in ("none", "draft", "void", "ordinary"):
        low = person(rater)
        window = reverted(low)
        if final == "none":
            continue
        fields = {"kind": EvaluationKind.FOLLOW_UP_FINAL.value, "follow_up": window}
        if final == "ordinary":
            fields = {"kind": EvaluationKind.ANNUAL.value, "follow_up": None}
        days = {"period_start": date(2025, 12, 1), "period_end": date(2026, 5, 31)}
        draft = evaluated(low, filed=None, **fields, **days)
        if final == "void":
            Evaluation.objects.filter(pk=draft.pk).update(status=EvaluationStatus.VOID.value, voided_at=AT)
    assert board(reader(), kind="follow_up_final").total.counts == (0, 0, 4, 0)
    # The one that goes on is due by its own days besides.
    assert board(reader(), kind="annual").total.counts == (0, 0, 1, 0)
    rows = exported(reader(), "compliance_evaluations_csv", kind="follow_up_final")
    assert {(row["due_on"], row["filed_on"], row["rater_no"]) for row in rows} == {
        ("2026-06-01", "", rater.employee_no)
    }


def test_a_final_is_in_time_by_the_day_that_ended_its_window() -> None:
    low = person(supervisor("One"))
    window = window_of(low)
    days = {"period_start": date(2025, 12, 1), "period_end": date(2026, 5, 1)}
    final = evaluated(low, filed=date(2026, 6, 20), kind=EvaluationKind.FOLLOW_UP_FINAL.value, follow_up=window, **days)
    assert board(reader()).total.counts == (0, 1, 0, 0)
    FollowUp.objects.filter(pk=window.pk).update(
        status="closed_competent", closed_on=WINDOW_END, closed_by=final
    )  # fmt: skip
    assert board(reader()).total.counts == (1, 0, 0, 0)


def test_the_final_of_a_window_is_due_with_it_and_an_end_of_probation_with_probation() -> None:
    rater = supervisor("One")
    low = person(rater)
    window = window_of(low)
    days = {"period_start": date(2025, 12, 1), "period_end": date(2026, 5, 1)}
    evaluated(low, filed=date(2026, 5, 20), kind=EvaluationKind.FOLLOW_UP_FINAL.value, follow_up=window, **days)
    new = person(rater, status=EmploymentStatus.PROBATIONARY.value, probation_ends_on=date(2026, 4, 15))
    days = {"period_start": date(2025, 10, 16), "period_end": date(2026, 4, 30)}
    evaluated(new, filed=date(2026, 4, 20), kind=EvaluationKind.PROBATION.value, **days)
    client = reader()
    assert board(client).total.counts == (1, 1, 0, 0)
    months = board(client).months
    assert {month for month, tally in months.items() if tally.total} == {date(2026, 4, 1), date(2026, 6, 1)}
    assert board(client, kind="probation").total.counts == (0, 1, 0, 0)


def test_what_the_services_leave_behind_is_counted_as_such() -> None:
    """A journey by the services: due on June 30, filed on July 6; next year's day is computed and lies ahead."""
    journeys.evaluation_in(EvaluationStatus.FINAL)
    due_dates_refresh(employee_ids=None, at=AT)
    employee = Employee.objects.get(evaluations__isnull=False)
    rows = exported(reader(), "compliance_evaluations_csv", last="2027-12-31")
    mine = [
        (row["due_on"], row["filed_on"], row["timeliness"])
        for row in rows
        if row["employee_no"] == employee.employee_no
    ]
    assert mine == [("2026-06-30", "2026-07-06", "late"), ("2027-06-30", "", "not_yet")]


# --- from the top down ------------------------------------------------------------------------------------------------


def agency() -> None:
    one, two = supervisor("One", "Department / North / A"), supervisor("Two", "Department / South")
    for path, rater, filed in (
        ("Department / North / A", one, [ENDS, ENDS + DAY, None]),
        ("Department / North / B", two, [ENDS]),
        ("Department / North", two, [ENDS, None]),
        ("Department / South", two, [ENDS + DAY]),
        ("Department", one, [ENDS]),
    ):
        for day in filed:
            evaluated(person(rater, path), filed=day)
    waiting(person(one, "Department / North / A"), TODAY + DAY)
    waiting(person(one, "Department / South"), ENDS, rater=None)


def unit(path: str) -> int:
    return OrgUnit.objects.get(path=path).pk


def test_figures_add_up_at_every_level() -> None:
    agency()
    client = reader()
    assert parts(client) == {"North": (3, 1, 2, 1), "South": (0, 1, 1, 0), "directly": (1, 0, 0, 0)}
    assert parts(client, unit=unit("Department / North")) == {
        "A": (1, 1, 1, 1), "B": (1, 0, 0, 0), "directly": (1, 0, 1, 0),
    }  # fmt: skip
    assert parts(client, unit=unit("Department / North / A")) == {"directly": (1, 1, 1, 1)}
    for path in ("Department", "Department / North", "Department / North / A", "Department / South"):
        seen = board(client, unit=unit(path))
        assert sum((part.tally for part in seen.parts), Tally()) == seen.total
        assert sum(seen.months.values(), Tally()) == seen.total
        directly = [part.tally for part in seen.parts if part.unit is None]
        assert [sum((rater.tally for rater in seen.raters), Tally())] == (directly or [Tally()])


def test_down_to_the_rater() -> None:
    agency()
    client = reader()
    assert [row[1:] for row in table(client, "raters", unit=unit("Department / South"))] == [
        ["1", "0", "0", "1", "0", "0.0%"],
        ["1", "0", "1", "0", "0", "0.0%"],
    ]
    names = [row[0] for row in table(client, "raters", unit=unit("Department / South"))]
    assert names[0] == "Nobody can be the Rater"
    assert names[1].startswith("Sam Two 0")
    (link,) = page_of(client.get(reverse("compliance"), RANGE)).xpath("//a[text()='North']/@href")
    crumbs = page_of(client.get(link)).xpath("//nav[@aria-label='Breadcrumbs']//li")
    assert [said(crumb) for crumb in crumbs] == ["Department", "North"]


def test_a_person_counts_with_the_unit_of_the_due_day() -> None:
    """Moved after the due day: with the unit before. Moved before it, or with nothing on record: with today's."""
    rater = supervisor("One")
    make_org_unit("Department / South")
    for day, path in ((ENDS + DAY, "Department / North"), (ENDS, "Department / North")):
        moved = person(rater, path)
        EmploymentChange.objects.create(
            employee=moved, fact="org_unit", before="Department / South", after=path, effective_on=day, recorded_at=AT
        )  # fmt: skip
        waiting(moved, ENDS)
    gone = person(rater)
    EmploymentChange.objects.create(
        employee=gone, fact="org_unit", before="Department / Gone", after="Department / North",
        effective_on=ENDS + DAY, recorded_at=AT,
    )  # fmt: skip
    waiting(gone, ENDS)
    assert parts(reader()) == {"North": (0, 0, 1, 0), "South": (0, 0, 1, 0), "directly": (0, 0, 1, 0)}
    assert [rater.tally.total for rater in board(reader()).raters] == [1]


def test_each_month_of_the_range_has_a_row_and_each_figure_its_definition() -> None:
    agency()
    client = reader()
    rows = table(client, "months", first="2026-02-01", last="2026-04-30")
    assert rows == [
        ["February 2026", "0", "0", "0", "0", "0", "–"],
        ["March 2026", "9", "4", "2", "3", "0", "44.4%"],
        ["April 2026", "0", "0", "0", "0", "0", "–"],
    ]
    figures = table(client, "figures")
    assert [(row[0], row[1]) for row in figures] == [
        ("Due", "10"), ("On time", "4"), ("Late", "2"), ("Missing", "3"), ("Not due yet", "1"),
        ("Rate on time", "44.4%"), ("Probation ended without an evaluation", "0"),
    ]  # fmt: skip
    assert all(row[2] and row[3] for row in figures)


def test_without_days_the_year_up_to_the_end_of_this_month() -> None:
    lead = page_of(reader().get(reverse("compliance"))).xpath("//*[@class='fs-lead']")[0]
    assert said(lead).startswith("Evaluations due from August 1, 2025 to July 31, 2026. As of July 6, 2026")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"last": "2025-12-31"}, "The last day lies before the first day."),
        ({"last": "2033-12-31"}, "Ask for five years at most"),
        ({"first": "someday"}, "Enter a valid date."),
    ],
)
def test_days_that_make_no_range_are_refused(query: dict[str, str], words: str) -> None:
    response = reader().get(reverse("compliance"), RANGE | query)
    assert response.status_code == 422
    assert words in said(page_of(response).xpath("//*[@data-error-summary]")[0])
    assert reader().get(reverse("compliance_pdf"), RANGE | query).status_code == 404


def test_a_unit_that_there_is_not() -> None:
    statuses = [reader().get(reverse("compliance"), {"unit": number}).status_code for number in (999_999, 2**63)]
    assert statuses == [404, 404]


# --- probation --------------------------------------------------------------------------------------------------------


def test_probation_that_ended_without_an_evaluation() -> None:
    rater = supervisor("One")

    def probationer(name: str, ends: date = date(2026, 4, 15), **fields: Any) -> Employee:
        return person(rater, last_name=name, appointed_on=date(2025, 10, 16), probation_ends_on=ends, **fields)

    probationer("None")
    evaluated(probationer("Late"), ends=date(2026, 4, 15), filed=date(2026, 4, 16))
    evaluated(probationer("Begun"), ends=date(2026, 4, 15), filed=None)
    evaluated(probationer("Other"), ends=date(2026, 3, 1), filed=date(2026, 3, 1), kind="interim")
    evaluated(probationer("Done"), ends=date(2026, 4, 15), filed=date(2026, 4, 15))
    evaluated(probationer("Early"), ends=date(2026, 4, 1), filed=date(2026, 4, 2), kind="probation")
    # The end of an earlier probation, from before a promotion, is not that of this one.
    evaluated(probationer("Again"), ends=date(2023, 5, 31), filed=date(2023, 5, 31), kind="probation")
    probationer("Today", TODAY)
    probationer("Before", date(2025, 12, 31))
    probationer("Left", status=EmploymentStatus.SEPARATED.value, separated_on=date(2026, 4, 15))
    client = reader()
    rows = table(client, "probation")
    assert [(row[0].split(" 0")[0].removeprefix("Avery "), row[3]) for row in rows] == [
        ("Again", "None on record"),
        ("Begun", "Under way, not filed"),
        ("Late", "Filed on April 16, 2026, 1 day after the end"),
        ("None", "None on record"),
        ("Other", "None on record"),
    ]
    assert table(client, "figures")[-1][1] == "5"
    exported_rows = exported(client, "compliance_probation_csv")
    assert [(row["last_name"], row["filed_on"]) for row in exported_rows] == [
        ("Again", ""), ("Begun", ""), ("Late", "2026-04-16"), ("None", ""), ("Other", ""),
    ]  # fmt: skip
    assert table(client, "probation", unit=unit("Department / North")) == rows
    make_org_unit("Department / Empty")
    assert table(client, "probation", unit=unit("Department / Empty")) == []


# --- files and paper --------------------------------------------------------------------------------------------------


def test_the_files_hold_what_the_page_says() -> None:
    agency()
    client = reader()
    rows = exported(client, "compliance_csv")
    page = board(client)
    assert [tuple(int(row[name]) for name in ("on_time", "late", "missing", "not_yet")) for row in rows] == [
        page.total.counts,
        *(part.tally.counts for part in page.parts),
        *(tally.counts for tally in page.months.values()),
        *(rater.tally.counts for rater in page.raters),
    ]
    behind = exported(client, "compliance_evaluations_csv")
    assert sum((tally_of(row["timeliness"], 1) for row in behind), Tally()) == page.total
    events = AuditEvent.objects.filter(action="figures_exported").order_by("pk")
    assert [(event.data["what"], event.data["rows"]) for event in events] == [
        ("compliance", len(rows)), ("compliance-evaluations", 10),
    ]  # fmt: skip


def test_a_formula_in_a_name_is_no_formula_in_the_file() -> None:
    evaluated(person(supervisor("One"), last_name="=1+1"), filed=ENDS)
    assert exported(reader(), "compliance_evaluations_csv")[0]["last_name"] == "'=1+1"


def test_of_ones_own_nothing_counts_before_the_issue_and_nothing_is_listed() -> None:
    me = make_employee(roles=[Role.HR], supervisor=supervisor("One"), probation_ends_on=date(2026, 4, 15))
    client = Client()
    client.force_login(me.user)
    due = waiting(me, ENDS)
    assert (board(reader()).total.counts, board(client).total.counts) == ((0, 0, 1, 0), (0, 0, 0, 0))
    due.delete()
    # That a draft is begun shows in no figure of the own, nor beside the Rater.
    evaluated(me, filed=None)
    assert (board(reader()).total.counts, board(client).total.counts) == ((0, 0, 1, 0), (0, 0, 0, 0))
    here = {"unit": me.org_unit_id}
    assert (len(board(reader(), **here).raters), board(client, **here).raters) == (1, ())
    assert [row["missing"] for row in exported(client, "compliance_csv") if row["missing"] != "0"] == []
    assert exported(client, "compliance_evaluations_csv") == exported(client, "compliance_probation_csv") == []
    assert len(exported(reader(), "compliance_evaluations_csv")) == 1


def test_the_report_has_the_figures_their_definitions_and_the_charts() -> None:
    agency()
    person(supervisor("One"), last_name="Lovelace", probation_ends_on=date(2026, 4, 15))
    client = reader(Role.AUDITOR)
    answer = client.get(reverse("compliance_pdf"), RANGE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    for words in (
        "Compliance of evaluations", "As of July 6, 2026", "filed_on <= due day", "What is not on record",
        "44.4%", "March 2026", "Directly in this unit", "Avery Lovelace", "None on record", "Shares by unit",
    ):  # fmt: skip
        assert words in text
    assert AuditEvent.objects.get(action="figures_exported").data["what"] == "compliance-report"


# --- who, how often ---------------------------------------------------------------------------------------------------

ADDRESSES = ("compliance", "compliance_csv", "compliance_evaluations_csv", "compliance_probation_csv", "compliance_pdf")


def test_hr_and_the_auditor_read_it_and_for_everybody_else_it_is_not_there() -> None:
    rater = make_employee(level=ManagementLevel.SUPERVISOR)
    evaluated(person(rater), filed=ENDS)
    found = {}
    for role in [*Role, None]:
        client = reader(role) if role else Client()
        if role is None:
            client.force_login(rater.user)
        links = page_of(client.get(reverse("home"))).xpath("//nav[@id='site-menu']//a/@href")
        statuses = {client.get(reverse(name), RANGE).status_code for name in ADDRESSES}
        found[role] = (statuses, reverse("compliance") in links)
    readers = {Role.HR, Role.HR_MANAGER, Role.AUDITOR}
    assert found == {role: ({200}, True) if role in readers else ({404}, False) for role in [*Role, None]}


def test_the_number_of_queries_does_not_grow() -> None:
    agency()
    client = reader()

    def add(number: int) -> None:
        rater = supervisor(f"More{number}")
        evaluated(person(rater), filed=ENDS)
        waiting(person(rater), ENDS)
        person(rater, probation_ends_on=date(2026, 4, 15))

    def ask(name: str) -> None:
        answer = client.get(reverse(name), RANGE | {"unit": unit("Department / North")})
        if answer.streaming:
            b"".join(answer.streaming_content)

    add(1)
    names = [name for name in ADDRESSES if name != "compliance_pdf"]
    for name in names:
        ask(name)
    before = {name: queries_of(ask, name) for name in names}
    add(2)
    add(3)
    assert {name: queries_of(ask, name) for name in names} == before
