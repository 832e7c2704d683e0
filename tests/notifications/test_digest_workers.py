"""Digests by several processes: at the same time, and killed in the middle."""

from __future__ import annotations

import pytest

from jobs.models import Job
from notifications.models import Mail, Notice
from notifications.services import digests_make
from notifications.services.digests import Made
from tests.factories import make_user
from tests.notifications.processes import finish, start
from tests.notifications.rows import AT, tell

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 40


@pytest.fixture
def waiting():
    for _ in range(PEOPLE):
        tell(make_user())


def state():
    """(digests, notices without a mail, jobs)."""
    return Mail.objects.count(), Notice.objects.filter(mail=None).count(), Job.objects.count()


def test_two_at_the_same_time_make_each_digest_once(waiting):
    workers = [start("digests", AT.isoformat()) for _ in range(2)]
    made = [int(finish(worker)) for worker in workers]
    assert (sum(made), state()) == (PEOPLE, (PEOPLE, 0, PEOPLE))


def test_the_second_waits_for_the_first_and_then_makes_nothing(waiting):
    first = start("digests_then_wait", AT.isoformat())
    assert first.stdout.readline() == "made\n"
    second = start("digests", AT.isoformat())
    second.stdin.write("\n")
    second.stdin.flush()
    finish(first)
    assert (finish(second), state()) == ("0", (PEOPLE, 0, PEOPLE))


def test_killed_in_the_middle_it_leaves_nothing_and_the_next_run_does_all(waiting):
    process = start("digests_then_wait", AT.isoformat())
    assert process.stdout.readline() == "made\n"
    process.kill()
    process.communicate(timeout=60)
    assert digests_make(at=AT) == Made(PEOPLE, PEOPLE)
    assert state() == (PEOPLE, 0, PEOPLE)
