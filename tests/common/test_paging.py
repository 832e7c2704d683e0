"""Pages of lists over real rows: sizes, the count that stops, two steps where a row shows more than it is found by."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from common.paging import both_ways, page_of, sort_heading
from common.templatetags.lists import counted, query_fields, query_with
from competencies.models import Classification
from tests.factories import make_classification

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in range(30):
        make_classification(code=f"{number:02d}")
    return Classification.objects.order_by("code")


@pytest.mark.parametrize(
    ("query", "number", "first", "last", "per_page"),
    [
        ("", 1, "00", "24", 25),
        ("page=2", 2, "25", "29", 25),
        ("page=99", 2, "25", "29", 25),
        ("page=nothing", 1, "00", "24", 25),
        ("page=-1", 2, "25", "29", 25),
        ("size=50", 1, "00", "29", 50),
        ("size=100&page=2", 1, "00", "29", 100),
        ("size=7", 1, "00", "24", 25),
        ("size=1000000", 1, "00", "24", 25),
    ],
)
@pytest.mark.parametrize("in_two_steps", [False, True])
def test_the_address_says_which_page(rows, query, number, first, last, per_page, in_two_steps) -> None:
    page = page_of(rows, QueryDict(query), shown=Classification.objects.all() if in_two_steps else None)
    found = [row.code for row in page]
    assert (page.number, found[0], found[-1], page.paginator.per_page) == (number, first, last, per_page)
    assert (page.paginator.count, page.paginator.is_cut, page.end_index()) == (30, False, int(last) + 1)


def test_what_is_skipped_is_not_joined(rows) -> None:
    shown = Classification.objects.prefetch_related("employees")
    with CaptureQueriesContext(connection) as captured:
        assert len(page_of(rows, QueryDict("page=2"), shown=shown)) == 5
    keys = captured[1]["sql"]
    assert ("OFFSET 25" in keys, '"title"' in keys.partition("FROM")[0]) == (True, False)
    assert "OFFSET" not in captured[2]["sql"]


def test_nothing_found_is_one_empty_page() -> None:
    page = page_of(Classification.objects.order_by("code"), QueryDict("page=3"), shown=Classification.objects.all())
    assert (list(page), page.number, page.paginator.count, page.start_index()) == ([], 1, 0, 0)


def test_the_count_stops_where_it_is_told_to(rows) -> None:
    page = page_of(rows, QueryDict("page=9"), most=28)
    assert (page.paginator.count, page.paginator.is_cut, page.number, len(page)) == (28, True, 2, 3)
    assert page_of(rows, QueryDict(), most=30).paginator.is_cut is False


def test_headings_sort_and_turn_the_order_round() -> None:
    query = QueryDict("q=lee&page=3&sort=name")
    assert sort_heading("Name", "name", query, "name") == {
        "label": "Name", "sort_url": "?q=lee&sort=-name", "sorted": "ascending",
    }  # fmt: skip
    assert sort_heading("Name", "name", query, "-name")["sort_url"] == "?q=lee&sort=name"
    assert sort_heading("Unit", "unit", query, "name") == {
        "label": "Unit",
        "sort_url": "?q=lee&sort=unit",
        "sorted": "",
    }


def test_each_order_goes_both_ways() -> None:
    orders = both_ways({"title": (Lower("title"), "code")})
    assert list(orders) == ["title", "-title"]
    make_classification(code="1", title="b")
    make_classification(code="2", title="A")
    found = [list(Classification.objects.order_by(*order).values_list("code", flat=True)) for order in orders.values()]
    assert found == [["2", "1"], ["1", "2"]]


def test_an_address_is_asked_in_another_way() -> None:
    context = {"request": RequestFactory().get("/", {"q": "O'Neill", "page": "4", "tag": ["a", "b"]})}
    assert query_with(context, size=50, page=None) == "?q=O%27Neill&tag=a&tag=b&size=50"
    assert query_fields(context, "page") == [("q", "O'Neill"), ("tag", "a"), ("tag", "b")]
    assert [counted(number) for number in (7, 38000, 1234567)] == ["7", "38,000", "1,234,567"]
