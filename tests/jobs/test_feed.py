"""What the schedule's drain lets rooms put into the outbox before it works."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs import registry
from jobs.models import Job
from jobs.registry import feeder, feeders
from jobs.services import enqueue, feed
from jobs.tasks import drain_outbox

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)


@pytest.fixture
def fed(monkeypatch):
    """The times at which a feeder of this test was asked; the rooms' own are left out."""
    feeders()
    monkeypatch.setattr(registry, "_feeders", [])
    times = []

    @feeder
    def broken(*, at):
        raise ValueError("of somebody")

    @feeder
    def asks(*, at):
        times.append(at)
        enqueue(name="tests.nothing", key=str(len(times)), payload={}, available_at=AT)

    return times


def test_each_feeder_is_asked_and_one_that_fails_stops_no_other(fed, caplog):
    feed(at=AT)
    assert (fed, Job.objects.count()) == ([AT], 1)
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert said == ["tests.jobs.test_feed.broken put nothing into the outbox."]


def test_the_schedule_s_drain_feeds_and_then_works_and_a_woken_one_only_works(fed):
    drain_outbox()
    assert fed == []
    drain_outbox(is_scheduled=True)
    assert (len(fed), Job.objects.get().status) == (1, "failed")  # nothing here handles it
