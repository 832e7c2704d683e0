from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csvimport.values import BadValue
from workforce.rules.leave_dates import leaves_in
from workforce.rules.reporting_lines import circular_lines, without_their_supervisor

D = date.fromisoformat


@pytest.mark.parametrize(
    ("supervisor_of", "circles"),
    [
        ({}, []),
        ({"a": "", "b": "a", "c": "a"}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "c", "c": "a", "d": "a"}, [["a", "b", "c"]]),
        ({"d": "a", "a": "b", "b": "a", "x": "y", "y": "x"}, [["a", "b"], ["x", "y"]]),
        ({"a": "nobody"}, []),
    ],
)
def test_circles_are_found_once_each(supervisor_of: dict[str, str], circles: list[list[str]]) -> None:
    assert circular_lines(supervisor_of) == circles


PEOPLE = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefghz"]))


@given(PEOPLE)
def test_without_the_members_of_the_circles_every_line_ends(supervisor_of: dict[str, str]) -> None:
    circles = circular_lines(supervisor_of)
    members = [person for circle in circles for person in circle]
    assert len(set(members)) == len(members)
    for circle in circles:
        assert [supervisor_of[person] for person in circle] == [*circle[1:], circle[0]]
    assert circular_lines({a: b for a, b in supervisor_of.items() if a not in members}) == []


@given(PEOPLE, st.sets(st.sampled_from("abz")))
def test_who_is_left_has_a_supervisor_who_is_left_or_known(supervisor_of: dict[str, str], known: set[str]) -> None:
    fallen = without_their_supervisor(supervisor_of, known)
    left = {person: above for person, above in supervisor_of.items() if person not in fallen}
    assert [above for above in left.values() if above and above not in left and above not in known] == []
    assert {person: supervisor_of[person] for person in fallen} == fallen


def test_reports_fall_with_their_supervisor_but_not_with_one_who_is_stored() -> None:
    supervisor_of = {"chief": "nobody", "lead": "chief", "clerk": "lead", "other": "stored", "stored": "nobody"}
    assert without_their_supervisor(supervisor_of, {"stored"}) == {
        "chief": "nobody", "lead": "chief", "clerk": "lead", "stored": "nobody",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "leaves"),
    [
        ("", ()),
        (" ; ", ()),
        ("2025-09-01..2026-05-31", ((D("2025-09-01"), D("2026-05-31"), True),)),
        ("2025-09-01 .. 2025-09-01 UNPAID;", ((D("2025-09-01"), D("2025-09-01"), False),)),
        (
            "2026-07-01..2026-07-10 unpaid; 2025-09-01..2026-05-31 paid",
            ((D("2025-09-01"), D("2026-05-31"), True), (D("2026-07-01"), D("2026-07-10"), False)),
        ),
    ],
)
def test_leaves_are_dates_in_order(cell: str, leaves: tuple[object, ...]) -> None:
    assert leaves_in(cell) == leaves


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2025-09-01..2026-05-31 surgery", 'something else than dates and "unpaid" is said about a leave'),
        ("surgery", "a leave is not written as two dates"),
        ("2026-05-31..2025-09-01", "a leave ends before it begins"),
        ("2025-09-31..2026-05-31", "in a leave: there is no such day in the calendar"),
        ("2025-09-01..surgery", "in a leave: it is not a date"),
        ("2025-09-01..2025-09-10; 2025-09-10..2025-09-20", "two leaves overlap or are the same"),
    ],
)
def test_kind_and_reason_of_a_leave_are_refused_and_never_repeated(cell: str, reason: str) -> None:
    with pytest.raises(BadValue) as bad:
        leaves_in(cell)
    assert (bad.value.reason, bad.value.is_private) == (reason, True)
    assert "surgery" not in bad.value.remedy


@given(st.text(alphabet="0123456789-.; upaid", max_size=60))
def test_leaves_raise_nothing_but_bad_value(cell: str) -> None:
    try:
        leaves = leaves_in(cell)
    except BadValue:
        return
    assert list(leaves) == sorted(leaves)
