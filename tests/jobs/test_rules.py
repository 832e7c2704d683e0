"""Pauses between attempts, and when a job is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.rules import LONGEST_PAUSE, is_given_up, is_late, kind_of_error, pause_after


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (0, 30),
        (1, 30),
        (2, 60),
        (3, 120),
        (4, 240),
        (5, 480),
        (6, 960),
        (7, 1920),
        (8, 3600),
        (9, 3600),
        (10_000, 3600),
    ],
)
def test_the_pause_doubles_up_to_an_hour(attempts, seconds):
    assert pause_after(attempts) == timedelta(seconds=seconds)


def test_no_pause_is_longer_than_the_longest():
    assert max(pause_after(attempts) for attempts in range(100)) == LONGEST_PAUSE


@pytest.mark.parametrize(("attempts", "given_up"), [(0, False), (1, False), (7, False), (8, True), (9, True)])
def test_the_eighth_attempt_is_the_last(attempts, given_up):
    assert is_given_up(attempts) is given_up


@pytest.mark.parametrize(
    ("every", "since", "late"),
    [
        (timedelta(minutes=5), timedelta(minutes=15), False),
        (timedelta(minutes=5), timedelta(minutes=15, seconds=1), True),
        (timedelta(hours=1), timedelta(hours=1, minutes=10), False),
        (timedelta(hours=1), timedelta(hours=1, minutes=10, seconds=1), True),
        (timedelta(days=1), timedelta(hours=26, minutes=24), False),
        (timedelta(days=1), timedelta(hours=26, minutes=24, seconds=1), True),
    ],
)
def test_scheduled_work_is_late_a_little_after_its_interval(every, since, late):
    at = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
    assert is_late(at - since, every, at) is late


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("", ""),
        ("ValueError: the comments of Dana Ruiz", "ValueError"),
        ("RenderError: a: b", "RenderError"),
        ("The worker died each time it worked on this job.", "The worker died each time it worked on this job."),
    ],
)
def test_of_an_error_the_kind_alone_is_for_everybody(error, shown):
    assert kind_of_error(error) == shown
