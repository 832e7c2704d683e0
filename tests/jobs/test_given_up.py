"""Somebody is told when a job is given up; one job can be asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobs import registry
from jobs.models import Job
from jobs.registry import handler, handler_named, mourner_named, when_given_up
from jobs.services import drain, enqueue, job_again

AT = datetime(2026, 7, 6, 20, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What was told; handlers of this test go when it ends."""
    handler_named("none")
    handlers, mourners = dict(registry._handlers), dict(registry._mourners)
    said = []

    @handler("tests.fail")
    def fail(payload, *, at):
        raise ValueError("cannot")

    @when_given_up("tests.fail")
    def given_up(payload, *, error, at):
        said.append((payload, error, Job.objects.get().status))
        if payload.get("then") == "fail":
            Job.objects.all().delete()
            raise RuntimeError("nor can this")

    yield said
    for kept, before in ((registry._handlers, handlers), (registry._mourners, mourners)):
        kept.clear()
        kept.update(before)


def drained(payload, times=8):
    enqueue(name="tests.fail", key="1", payload=payload, available_at=AT)
    for number in range(times):
        drain(at=AT + number * timedelta(hours=2))


def test_it_is_told_once_after_the_last_try_and_not_before(told):
    drained({"n": 1}, times=7)
    assert told == []
    drain(at=AT + timedelta(days=1))
    drain(at=AT + timedelta(days=2))
    assert told == [({"n": 1}, "ValueError: cannot", "failed")]


def test_whatever_goes_wrong_in_being_told_the_job_stays_given_up(told, caplog):
    drained({"then": "fail"})
    assert (Job.objects.get().status, len(told)) == ("failed", 1)
    assert "was given up, and nobody could be told." in caplog.text


def test_two_of_one_name_are_refused(told):
    with pytest.raises(ValueError, match=r"Two are told when tests\.fail is given up"):
        when_given_up("tests.fail")(lambda payload, *, error, at: None)
    assert (mourner_named("tests.fail") is not None, mourner_named("tests.other")) == (True, None)


def test_one_job_goes_back_into_the_queue_with_all_its_attempts(told):
    drained({"n": 1})
    later = AT + timedelta(days=3)
    assert job_again(name="tests.fail", key="1", at=later) is True
    job = Job.objects.get()
    assert (job.status, job.attempts, job.finished_at, job.available_at) == ("queued", 0, None, later)
    assert [job_again(name=name, key=key, at=later) for name, key in (("tests.fail", "1"), ("tests.fail", "2"))] == [
        False, False,
    ]  # fmt: skip
