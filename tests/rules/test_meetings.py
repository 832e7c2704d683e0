"""What may stand in the invitation to a meeting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evaluations.rules.meetings import meeting_violations

AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)


def codes(*, starts_at=AT + timedelta(days=7), place="Room 3-A", note=""):
    found = meeting_violations(starts_at=starts_at, place=place, note=note, at=AT)
    return [(row.code, row.field, row.is_error) for row in found]


def test_a_meeting_that_lies_ahead_and_has_a_place_is_fine():
    assert codes(note="Bring your goals and the data of the spring.") == []


@pytest.mark.parametrize(("after", "expected"), [(-1, True), (0, True), (1, False)])
def test_it_lies_ahead(after, expected):
    found = codes(starts_at=AT + timedelta(seconds=after))
    assert found == ([("meeting_past", "starts_on", True)] if expected else [])


def test_it_has_a_place():
    assert codes(place="  ") == [("meeting_placeless", "place", True)]


@pytest.mark.parametrize("words", ["Improvement Needed", "improvement  needed", "UNSATISFACTORY", "very good work"])
@pytest.mark.parametrize("field", ["place", "note"])
def test_no_rating_is_named_in_it(field, words):
    assert codes(**{field: f"About the {words}."}) == [("meeting_names_rating", field, True)]
