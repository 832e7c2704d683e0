"""Pauses between attempts, and when a job is given up."""

from datetime import timedelta

import pytest

from jobs.rules import LONGEST_PAUSE, is_given_up, pause_after


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
