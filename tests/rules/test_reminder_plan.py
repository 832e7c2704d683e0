"""When who is reminded of what, and in which words."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.policy import available_policies
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import LANGUAGES, PLAN_FOLDER, Phase, read_plan, reminder_plan, stage_on

STAGES = (90, 60, 30, 14, 7, 0)
DUE = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2027, 11, 30), ""),
        (date(2027, 12, 1), "90"),
        (date(2027, 12, 30), "90"),
        (date(2027, 12, 31), "60"),
        (date(2028, 1, 29), "60"),
        (date(2028, 1, 30), "30"),
        (date(2028, 2, 15), "14"),
        (date(2028, 2, 21), "14"),
        (date(2028, 2, 22), "7"),
        (date(2028, 2, 28), "7"),
        # The leap day itself, and the days after it until the first week is over.
        (date(2028, 2, 29), "0"),
        (date(2028, 3, 1), "0"),
        (date(2028, 3, 6), "0"),
        (date(2028, 3, 7), "overdue:7"),
        (date(2028, 3, 13), "overdue:7"),
        (date(2028, 3, 14), "overdue:14"),
        (date(2029, 2, 28), "overdue:364"),
    ],
)
def test_the_stage_of_a_day(today, stage):
    assert stage_on(today, DUE, STAGES, 7) == stage


@given(first=st.integers(-120, 60), outage=st.integers(0, 6))
def test_no_stage_is_passed_over_by_a_short_outage(first, outage):
    """Whoever is due a reminder gets it on the first day after, as long as the next stage has not come."""
    day = DUE + timedelta(days=first)
    before, after = stage_on(day, DUE, STAGES, 7), stage_on(day + timedelta(days=outage), DUE, STAGES, 7)
    known = ["", *map(str, STAGES), *(f"overdue:{week * 7}" for week in range(1, 30))]
    assert known.index(after) - known.index(before) in (0, 1)


@pytest.mark.parametrize("key", sorted({key for key, _ in available_policies()}))
def test_every_policy_set_has_a_plan_in_both_languages(key):
    plan = reminder_plan(key)
    assert plan.stages == STAGES
    assert set(plan.words) == set(LANGUAGES)
    assert all(set(plan.words[language]) == set(Phase) for language in LANGUAGES)


def values() -> dict:
    return tomllib.loads((PLAN_FOLDER / "county.toml").read_text(encoding="utf-8"))


def test_a_name_that_nothing_fills_in_is_refused():
    broken = values()
    broken["words"]["es"]["ahead"]["title"] = "La calificación {rating} de {employee}"
    with pytest.raises(PolicyError) as refusal:
        read_plan(broken, "county.toml")
    assert str(refusal.value) == (
        "county.toml: words.es.ahead.title names rating, which is not filled in here; known: days, due_on, employee, "
        "period_end, period_start, waits_for"
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"stages": [7, 14]}, "stages must name each stage once, the earliest (the largest number of days) first"),
        ({"stages": [7, -1]}, "stages must be a list of whole numbers from 0 on"),
        ({"overdue_every_days": 0}, "overdue_every_days must be a whole number from 1 on"),
        ({"surprise": 1}, "surprise is not a known key"),
        ({"words": {"en": {}}}, "words.en.ahead is missing"),
    ],
)
def test_a_malformed_plan_is_refused_by_file_and_key(change, complaint):
    with pytest.raises(PolicyError) as refusal:
        read_plan({**values(), **change}, "county.toml")
    assert str(refusal.value) == f"county.toml: {complaint}"


def test_a_set_without_a_plan_is_said():
    with pytest.raises(PolicyError) as refusal:
        reminder_plan("harbor")
    assert str(refusal.value) == (
        "the policy set 'harbor' has no plan of reminders; write harbor.toml beside the others"
    )
