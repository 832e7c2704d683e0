"""Many events at once: the same links as one after the other would be, in a fixed number of statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from audit.models import AuditEvent, StreamHead
from audit.selectors import chain_findings, head_findings
from audit.services import event_record, events_record
from tests.counting import queries_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)


def links(stream: str) -> list[tuple[Any, ...]]:
    rows = AuditEvent.objects.filter(stream=stream).order_by("sequence")
    return list(rows.values_list("sequence", "at", "actor_id", "actor_name", "action", "data", "previous_hash", "hash"))


def test_the_chain_is_the_one_that_single_events_would_make() -> None:
    told = {"period": ["2025-07-01", "2026-06-30"], "name": "Émile O'Neill\t\\ „x“", "count": 3, "is": True, "no": None}
    by = make_user()
    event_record(stream="test:1", action="began", by=by, at=AT, data={})
    events = [("test:1", "went_on", told), ("test:2", "began", {"a": {"b": [1, 2]}}), ("test:1", "ended", {})]
    assert events_record(events=events, by=by, at=AT) == 3
    first, second = links("test:1"), links("test:2")
    event_record(stream="single:1", action="began", by=by, at=AT, data={})
    assert [(row[0], row[4]) for row in first] == [(1, "began"), (2, "went_on"), (3, "ended")]
    assert [(row[0], row[4], row[5]) for row in second] == [(1, "began", {"a": {"b": [1, 2]}})]
    assert first[1][5] == told
    assert [row[6] for row in first] == ["", first[0][7], first[1][7]]
    assert dict(StreamHead.objects.values_list("stream", "hash")) == {
        "test:1": first[2][7], "test:2": second[0][7], "single:1": links("single:1")[0][7],
    }  # fmt: skip
    # A single event goes on where the many ended.
    after = event_record(stream="test:1", action="after", by=None, at=AT)
    assert (after.sequence, after.previous_hash) == (4, first[2][7])


def test_the_verifier_finds_nothing_wrong() -> None:
    events_record(events=[(f"test:{n % 3}", "done", {"n": n}) for n in range(20)], by=None, at=AT)
    assert [*chain_findings(), *head_findings()] == []


def test_what_is_no_plain_value_is_refused() -> None:
    with pytest.raises(ValueError, match="fractions"):
        events_record(events=[("test:1", "done", {"share": 0.5})], by=None, at=AT)


def test_none_is_none() -> None:
    assert events_record(events=[], by=None, at=AT) == 0


def test_the_number_of_queries_does_not_grow() -> None:
    def write(count: int) -> None:
        events_record(events=[(f"n{count}:{n}", "done", {}) for n in range(count)], by=None, at=AT)

    assert queries_of(write, 1) == queries_of(write, 30)
