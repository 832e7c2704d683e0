"""The equity view: who sees it, what it counts, what it hides everywhere alike, and what it says."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from audit.models import AuditEvent
from common.spreadsheets import BYTE_ORDER_MARK
from evaluations.enums import EvaluationStatus, Rating
from evaluations.models import Evaluation
from tests.counting import queries_of
from tests.evaluations.journeys import AT
from tests.evaluations.pages import page_of, said
from tests.factories import make_classification, make_employee, make_org_unit, make_user
from tests.workspace.finals import final_of, people_rated
from workforce.enums import ManagementLevel
from workforce.models import Employee

pytestmark = pytest.mark.django_db
O, V, C, I, U = Rating  # noqa: E741 - the five ratings, best first
ON = date(2025, 5, 6)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(AT, tick=False):
        yield
    cache.clear()


def reader(*roles: Role) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles or [Role.HR]))
    return client


def supervisor(name: str, **fields: Any) -> Employee:
    return make_employee(
        first_name="Sam", last_name=name, level=ManagementLevel.SUPERVISOR, with_user=False, **fields
    )  # fmt: skip


def unit(name: str) -> Any:
    return make_org_unit(f"Department / {name}")


def agency() -> None:
    """Three bureaus and a small one, of one class each for the first two and the last two, three Raters across all."""
    clerk = make_classification(code="0100", title="Clerk", bargaining_unit="A")
    driver = make_classification(code="0200", title="Driver", bargaining_unit="A")
    one, two, three = (supervisor(name) for name in ("One", "Two", "Three"))
    for name, held, ratings in (
        ("North", clerk, [O, V, C, C, C, C]),
        ("South", clerk, [V, V, C, C, I, I]),
        ("West", driver, [V, C, C, C, I, U]),
        ("Pier", driver, [C, C, I]),
    ):
        for rater in (one, two, three):
            people_rated(ratings if name != "Pier" else ratings[:1], rater=rater, on=ON, org_unit=unit(name),
                         classification=held)  # fmt: skip


def table(client: Client, number: int = 0, **query: str) -> list[list[str]]:
    """The cells of one table of the page: the ratings, then rates or Raters."""
    page = page_of(client.get(reverse("equity"), query))
    rows = page.xpath(f"(//table)[{number + 1}]/tbody/tr")
    return [[said(cell) for cell in row.xpath("./th | ./td")] for row in rows]


def exported(client: Client, **query: str) -> list[dict[str, str]]:
    body = b"".join(client.get(reverse("equity_csv"), query).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(body.removeprefix(BYTE_ORDER_MARK))))


# --- what is counted --------------------------------------------------------------------------------------------------


def test_each_bureau_with_its_ratings_and_the_small_one_not_by_itself() -> None:
    """Three people on the Pier are hidden, and with them North, of the next smallest the first. West is hidden since it
    has all drivers but those three: the page by class less West would be the Pier."""
    agency()
    assert table(reader()) == [
        ["South", "0", "6", "6", "6", "0", "18"],
        ["All others together Hidden one by one", "3", "6", "24", "3", "3", "39"],
        ["Together", "3", "12", "30", "9", "3", "57"],
    ]
    assert table(reader(), by="class")[0] == ["0100 Clerk", "3", "9", "18", "6", "0", "36"]


def test_without_the_classes_in_its_way_a_bureau_is_shown() -> None:
    agency()
    one = supervisor("Four")
    people_rated([C, C, I, I, V], rater=one, on=ON, org_unit=unit("Port"),
                 classification=Employee.objects.filter(org_unit__name="Pier")[0].classification)  # fmt: skip
    assert [row[0] for row in table(reader())] == [
        "North", "South", "West", "All others together Hidden one by one", "Together"
    ]  # fmt: skip


def test_the_latest_final_of_each_person_in_a_year_that_is_over() -> None:
    rater = supervisor("One")
    people = people_rated([C, C, C, V, V], rater=rater, on=ON)
    later = {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30)}
    Evaluation.objects.bulk_create(
        [
            final_of(people[0], I, rater=rater, on=date(2025, 8, 1), **later),  # the latest counts
            final_of(people[1], U, rater=rater, on=date(2026, 1, 1), **later),  # another year, which still runs
            final_of(people[2], U, rater=rater, on=date(2025, 9, 1), status=EvaluationStatus.DRAFT.value,
                     finalized_at=None, filed_on=None, **later),
        ]
    )  # fmt: skip
    assert table(reader())[-1] == ["Together", "0", "2", "2", "1", "0", "5"]
    page = page_of(reader().get(reverse("equity")))
    assert [option.text for option in page.get_element_by_id("id_year")] == ["2025"]


def test_a_correction_in_a_later_year_leaves_the_year_as_it_was() -> None:
    rater = supervisor("One")
    people = people_rated([C, C, C, V, V], rater=rater, on=ON)
    before = table(reader())
    old = Evaluation.objects.filter(employee=people[0])
    Evaluation.objects.bulk_create(
        [final_of(people[0], O, rater=rater, on=date(2026, 2, 1), version=2, corrects=old.get(),
                  status=EvaluationStatus.SUPERSEDED.value)]
    )  # fmt: skip
    assert table(reader()) == before


def test_one_who_was_on_leave_is_not_counted_and_nothing_says_so() -> None:
    people_rated([C, C, C, V, V, ""], rater=supervisor("One"), on=ON)
    figures = ["0", "2", "3", "0", "0", "5"]
    assert table(reader()) == [["Operations", *figures], ["Together", *figures]]


@pytest.mark.parametrize("ratings", [[C, C, V, V], [C] * 9, [C] * 9 + [V], []])
def test_where_too_little_is_there_the_page_says_so(ratings: list[Rating]) -> None:
    people_rated(ratings, rater=supervisor("One"), on=ON)
    response = reader().get(reverse("equity"))
    heading = page_of(response).xpath("//*[contains(@class,'fs-empty')]/h2")[0]
    assert said(heading) == ("Nothing can be shown" if ratings else "No year is over yet")
    assert reader().get(reverse("equity_csv")).status_code == 404


# --- everywhere alike -------------------------------------------------------------------------------------------------


def test_the_file_the_picture_and_the_table_hide_the_same() -> None:
    agency()
    client = reader()
    for by in ("unit", "class", "tenure", "rater"):
        shown = table(client, by=by)
        rows = exported(client, by=by)
        names = ("outstanding", "very_good", "competent", "improvement_needed", "unsatisfactory", "people")
        assert [[row["group"], *(row[name] for name in names)] for row in rows] == [
            [row[0].removesuffix(" Hidden one by one"), *row[1:]] for row in shown
        ]
        picture = page_of(client.get(reverse("equity"), {"by": by})).xpath("//figure//*[local-name()='g']")
        bars = {said(bar[0]): said(bar[-1]) for bar in picture}
        assert bars == {row[0]: row[-1] for row in shown if not row[0].startswith("All others")}


def test_a_hidden_group_has_no_page_of_its_own_and_neither_has_an_unknown_one() -> None:
    agency()
    client = reader()
    levels = {name: client.get(reverse("equity"), {"at": f"Department\x1f{name}"}) for name in ("South", "Pier", "X")}
    assert {name: level.status_code for name, level in levels.items()} == {"South": 200, "Pier": 404, "X": 404}
    assert table(client, at="Department\x1fSouth") == [["Together", "0", "6", "6", "6", "0", "18"]]


def test_by_class_one_goes_down_from_the_bargaining_unit() -> None:
    agency()
    make_classification(code="0300", title="Diver", bargaining_unit="B")
    other = make_classification(code="0310", title="Mate", bargaining_unit="B")
    people_rated([O, O, V, V, C, C], rater=Employee.objects.get(last_name="One"), on=ON, classification=other)
    client = reader()
    page = page_of(client.get(reverse("equity"), {"by": "class"}))
    (link,) = page.xpath("//table[1]//a[starts-with(., 'Bargaining unit A')]/@href")
    assert [row[0] for row in table(client, by="class")] == ["Bargaining unit A", "Bargaining unit B", "Together"]
    rows = page_of(client.get(reverse("equity") + link)).xpath("(//table)[1]/tbody/tr/th")
    assert [said(row) for row in rows] == ["0100 Clerk", "0200 Driver", "Together"]


def test_those_without_a_bargaining_unit_are_opened_like_the_others() -> None:
    agency()
    free = [make_classification(code=code, title=title, bargaining_unit="") for code, title in
            (("0300", "Chief"), ("0310", "Deputy"))]  # fmt: skip
    for one in free:
        people_rated([O, O, V, V, C, C], rater=Employee.objects.get(last_name="One"), on=ON, classification=one)
    client = reader()
    page = page_of(client.get(reverse("equity"), {"by": "class"}))
    (link,) = page.xpath("//table[1]//a[starts-with(., 'No bargaining unit')]/@href")
    opened = page_of(client.get(reverse("equity") + link))
    rows = [said(row) for row in opened.xpath("(//table)[1]/tbody/tr/th")]
    assert rows == ["0300 Chief", "0310 Deputy", "Together"]
    assert "No bargaining unit" in said(opened.xpath("//nav[contains(@class, 'breadcrumb')]")[0])


def test_length_of_service_at_the_end_of_the_period() -> None:
    rater = supervisor("One")
    for appointed, ratings in ((date(2024, 1, 2), [C, C, V, V, O]), (date(2023, 12, 31), [C, C, C, I, I, V])):
        people_rated(ratings, rater=rater, on=ON, appointed_on=appointed)
    assert [(row[0], row[-1]) for row in table(reader(), by="tenure")] == [
        ("Under 1 year", "5"),
        ("1 to under 3 years", "6"),
        ("Together", "11"),
    ]


# --- what is said of it -----------------------------------------------------------------------------------------------


def test_rates_beside_the_highest() -> None:
    rater = supervisor("One")
    people_rated([C] * 30 + [V] * 10, rater=rater, on=ON, org_unit=unit("North"))
    people_rated([C] * 20 + [I] * 16 + [V] * 4, rater=rater, on=ON, org_unit=unit("South"))
    assert table(reader(), 1) == [
        ["North", "40 of 40", "100.0%", "1.00", "–", "–", "–", "The highest rate"],
        ["South", "24 of 40", "60.0%", "0.60", "0.47 to 0.77", "under 0.001", "under 0.001",
         "Below four fifths, and hardly by chance: worth looking into"],
    ]  # fmt: skip
    assert table(reader(), 1, mark="very_good")[1] == [
        "South", "4 of 40", "10.0%", "0.40", "0.14 to 1.17", "0.139", "0.139",
        "Below four fifths, but chance alone can do that",
    ]  # fmt: skip
    text = said(page_of(reader().get(reverse("equity"))).get_element_by_id("main"))
    for words in ("a question, not an answer", "One comparison is made here.", "are not stored in this product"):
        assert words in text


def test_raters_by_what_their_ratings_tell_the_lowest_first() -> None:
    strict, kind, few = supervisor("Strict"), supervisor("Kind"), supervisor("Few")
    here = {"on": ON, "org_unit": unit("North")}
    people_rated([I] * 8 + [C] * 8 + [U] * 4, rater=strict, **here)
    people_rated([V] * 8 + [C] * 8 + [O] * 4, rater=kind, **here)
    people_rated([C] * 10 + [V] * 5 + [I] * 5, rater=supervisor("Middle"), **here)
    people_rated([U, U, U], rater=few, **here)
    people_rated([C, C, V], rater=supervisor("Fewer"), **here)
    rows = table(reader(), 1, by="rater")
    assert [(row[0].split(" 0")[0], row[-1]) for row in rows] == [
        ("Sam Strict", "Ratings lower than the mean of all"),
        ("Sam Middle", "Not to be told from the mean of all"),
        ("Sam Kind", "Ratings higher than the mean of all"),
    ]
    text = said(page_of(reader().get(reverse("equity"), {"by": "rater"})).get_element_by_id("main"))
    assert "This accuses nobody." in text
    assert "Sam Few" not in text


def test_raters_who_differ_by_chance_alone_are_not_told_apart() -> None:
    for name in ("One", "Two", "Three"):
        people_rated([V, V, C, C, C, I], rater=supervisor(name), on=ON, org_unit=unit("North"))
    rows = table(reader(), 1, by="rater")
    assert {tuple(row[1:]) for row in rows} == {("6", "2.17", "2.17", "–", "Not to be told from the mean of all")}


# --- who, how, how often ----------------------------------------------------------------------------------------------


def test_hr_and_the_auditor_read_it_and_for_everybody_else_it_is_not_there() -> None:
    rater = make_employee(level=ManagementLevel.SUPERVISOR)
    people_rated([C, C, V, V, I], rater=rater, on=ON)
    statuses = {}
    for role in [*Role, None]:
        client = reader(role) if role else Client()
        if role is None:
            client.force_login(rater.user)
        links = page_of(client.get(reverse("home"))).xpath("//nav[@id='site-menu']//a/@href")
        statuses[role] = (client.get(reverse("equity")).status_code, reverse("equity") in links)
    readers = {Role.HR, Role.HR_MANAGER, Role.AUDITOR}
    assert statuses == {role: (200, True) if role in readers else (404, False) for role in [*Role, None]}


def test_taking_figures_out_is_an_event_of_ones_account() -> None:
    agency()
    client = reader()
    rows = exported(client, by="rater", year="2025")
    event = AuditEvent.objects.get(action="figures_exported")
    assert event.data == {
        "what": "equity", "rows": len(rows), "asked": {"year": "2025", "by": "rater", "at": ""}
    }  # fmt: skip


@pytest.mark.parametrize("query", [{"year": "1999"}, {"by": "sex"}, {"mark": "lucky"}])
def test_what_is_not_on_offer_is_refused_in_words(query: dict[str, str]) -> None:
    agency()
    page = page_of(reader().get(reverse("equity"), query))
    assert "Select a valid choice" in said(page.xpath("//*[@data-error-summary]")[0])


def test_the_number_of_queries_does_not_grow() -> None:
    client = reader()

    def ask(by: str) -> None:
        cache.clear()
        client.get(reverse("equity"), {"by": by})

    one = supervisor("One")
    people_rated([C, C, V, V, I, O], rater=one, on=ON, org_unit=unit("North"))
    ask("unit")
    before = {by: queries_of(ask, by) for by in ("unit", "class", "tenure", "rater")}
    for name in ("Two", "Three"):
        people_rated([C, C, V, V, I, O], rater=supervisor(name), on=ON, org_unit=unit(name))
    assert {by: queries_of(ask, by) for by in before} == before
