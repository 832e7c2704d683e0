"""The outbox in one process: asked once, done, tried again, given up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from jobs import registry
from jobs.models import Job
from jobs.registry import handler, handler_named
from jobs.services import drain, enqueue
from jobs.tasks import drain_outbox

AT = datetime(2026, 7, 6, 20, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def done():
    """What the handlers of this test have done; they go when it ends."""
    calls = []
    handler_named("none")  # whatever the rooms register is there before the test adds its own
    before = dict(registry._handlers)

    @handler("tests.note")
    def note(payload, *, at):
        calls.append((payload["key"], at))

    @handler("tests.fail")
    def fail(payload, *, at):
        calls.append((payload["key"], at))
        raise ValueError(f"cannot do {payload['key']}")

    yield calls
    registry._handlers.clear()
    registry._handlers.update(before)


def ask(name="tests.note", key="a", available_at=AT):
    return enqueue(name=name, key=key, payload={"key": key}, available_at=available_at)


def fields(job):
    job.refresh_from_db()
    return job.status, job.attempts, job.leased_until, job.last_error


def test_asking_twice_is_one_job_and_the_first_one_stands(done):
    first = ask(key="a")
    second = enqueue(name="tests.note", key="a", payload={"key": "other"}, available_at=AT)
    assert (first.pk, second.payload, Job.objects.count()) == (second.pk, {"key": "a"}, 1)
    assert drain(at=AT) == 1
    assert [key for key, _ in done] == ["a"]
    assert (ask(key="a").status, drain(at=AT)) == ("done", 0)


def test_the_same_key_under_another_name_is_another_job(done):
    assert ask(name="tests.note").pk != ask(name="tests.fail").pk


def test_rolled_back_nothing_was_asked_for(done):
    def fail():
        ask()
        raise RuntimeError("the step failed")

    with pytest.raises(RuntimeError), transaction.atomic():
        fail()
    assert (Job.objects.count(), drain(at=AT)) == (0, 0)


def test_due_jobs_run_in_their_order_and_later_ones_wait(done):
    ask(key="second", available_at=AT - timedelta(minutes=1))
    ask(key="first", available_at=AT - timedelta(minutes=2))
    later = ask(key="later", available_at=AT + timedelta(hours=1))
    assert drain(at=AT) == 2
    assert [key for key, _ in done] == ["first", "second"]
    assert fields(later) == ("queued", 0, None, "")
    assert drain(at=AT + timedelta(hours=1)) == 1


def test_a_limit_leaves_the_rest(done):
    for key in "abc":
        ask(key=key)
    assert (drain(at=AT, limit=2), len(done), drain(at=AT), len(done)) == (2, 2, 1, 3)


def test_the_handler_gets_the_payload_and_the_time(done):
    ask(key="a")
    drain(at=AT)
    ((key, at),) = done
    assert (key, AT <= at < AT + timedelta(seconds=5)) == ("a", True)


def test_a_failure_is_noted_and_tried_again_after_a_pause(done):
    job = ask(name="tests.fail")
    assert drain(at=AT) == 1
    assert fields(job) == ("queued", 1, None, "ValueError: cannot do a")
    pause = job.available_at - AT
    assert timedelta(seconds=30) <= pause < timedelta(seconds=35)
    assert drain(at=AT + timedelta(seconds=29)) == 0
    assert drain(at=job.available_at) == 1
    assert fields(job)[1] == 2


def test_after_eight_attempts_it_stays_failed_and_visible(done):
    job = ask(name="tests.fail")
    at = AT
    for _ in range(8):
        assert drain(at=at) == 1
        at += timedelta(hours=2)
    assert fields(job) == ("failed", 8, None, "ValueError: cannot do a")
    assert job.finished_at is not None
    assert (drain(at=at + timedelta(days=1)), len(done)) == (0, 8)


def test_one_that_fails_does_not_hold_up_the_next(done):
    ask(name="tests.fail", key="a")
    ask(name="tests.note", key="b")
    assert drain(at=AT) == 2
    assert [key for key, _ in done] == ["a", "b"]


def test_a_name_that_nothing_handles_fails_at_once_with_a_sentence(done):
    job = ask(name="tests.unknown")
    assert drain(at=AT) == 1
    assert fields(job) == ("failed", 1, None, "Nothing in this installation handles jobs named tests.unknown.")


def test_a_long_error_is_cut(done):
    job = ask(name="tests.fail", key="k" * 200)
    Job.objects.filter(pk=job.pk).update(payload={"key": "x" * 5000})
    drain(at=AT)
    assert len(fields(job)[3]) == 2000


def test_a_job_that_kills_its_worker_each_time_is_given_up(done):
    job = ask(name="tests.note")
    Job.objects.filter(pk=job.pk).update(attempts=8, leased_until=AT - timedelta(seconds=1))
    assert drain(at=AT) == 1
    assert (fields(job), done) == (("failed", 9, None, "The worker died each time it worked on this job."), [])


def test_a_job_that_somebody_holds_is_left_alone_until_the_lease_ends(done):
    job = ask()
    Job.objects.filter(pk=job.pk).update(attempts=1, leased_until=AT + timedelta(minutes=1))
    assert drain(at=AT) == 0
    assert drain(at=AT + timedelta(minutes=1)) == 1
    assert fields(job) == ("done", 2, None, "")


def test_a_worker_that_was_too_slow_does_not_overwrite_its_successor(done, caplog):
    job = ask(name="tests.slow")

    @handler("tests.slow")
    def slow(payload, *, at):
        # Meanwhile the lease ran out and another worker claimed the job.
        Job.objects.filter(pk=job.pk).update(attempts=2, leased_until=AT + timedelta(minutes=9))

    assert drain(at=AT) == 1
    assert fields(job) == ("queued", 2, AT + timedelta(minutes=9), "")
    assert f"Job {job.pk} was taken over by another worker" in caplog.text


def test_two_handlers_of_one_name_are_refused(done):
    with pytest.raises(ValueError, match=r"Two handlers are named tests\.note"):
        handler("tests.note")(lambda payload, *, at: None)
    assert handler_named("tests.note") is not None


def test_the_task_drains_what_is_due(done):
    ask(key="a")
    ask(key="b")
    drain_outbox()
    assert [key for key, _ in done] == ["a", "b"]


def test_a_worker_is_woken_after_the_commit_and_not_before(done, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        ask()
    assert [callback.__name__ for callback in callbacks] == ["wake"]
