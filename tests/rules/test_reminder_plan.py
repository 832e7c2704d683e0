"""When who is reminded of what, and in which words."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.policy import available_policies
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.reminder_plan import PLAN_FOLDER, read_plan, reminder_plan, stage_on
from evaluations.rules.reminder_wording import LANGUAGES, Phase

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


@pytest.mark.parametrize(
    ("place", "text", "complaint"),
    [
        ("es.ahead.title", "La calificación {rating} de {employee}",
         "names {rating}, which is not filled in here; known: {days}, {due_on}, {employee}, {period_end}, "
         "{period_start}"),
        ("en.sign_receipt.sentence", "{overall_comments}",
         "names {overall_comments}, which is not filled in here; known: {days}, {period_end}, {period_start}"),
        ("en.due_nobody.title", "{employee}: {count}",
         "names {employee}, which is not filled in here; known: {count}"),
        ("en.ahead.title", "{} {employee}",
         "names {}, which is not filled in here; known: {days}, {due_on}, {employee}, {period_end}, {period_start}"),
        ("en.ahead.title", "{employee.user.password}",
         "names {employee.user.password}, which is not filled in here; known: {days}, {due_on}, {employee}, "
         "{period_end}, {period_start}"),
        ("en.ahead.title", "{employee!r}", "holds more than a name between braces; write {employee}, for example"),
        ("en.ahead.title", "{employee:{rating}}",
         "holds more than a name between braces; write {employee}, for example"),
        ("en.ahead.title", "Due: {employee", "has a brace without its partner; a brace that is meant is written twice"),
        ("en.ahead.title", "Due: }", "has a brace without its partner; a brace that is meant is written twice"),
        ("en.ahead.title", "Evaluation due:\n{employee}", "must be one line without control characters"),
        ("en.ahead.title", "Evaluation due:\u2028{employee}", "must be one line without control characters"),
        ("en.ahead.title", "   ", "must not be blank"),
        ("en.ahead.title", 7, "must be a text"),
        ("en.ahead.title", "{employee} " + "x" * 110, "is longer than 120 characters"),
        ("es.ahead.sentence", "x" * 401, "is longer than 400 characters"),
        ("en.hr_review_waits.title", "Improvement Needed: {employee}",
         "names a rating (Improvement Needed), and no reminder may tell one"),
        ("es.window_ends.sentence", "Vence tras la nota de insatisfactorio.",
         "names a rating (insatisfactorio), and no reminder may tell one"),
    ],
)  # fmt: skip
def test_a_wording_that_could_not_be_said_or_must_not_be_is_refused(place, text, complaint):
    broken = values()
    language, phase, key = place.split(".")
    broken["words"][language][phase][key] = text
    with pytest.raises(PolicyError) as refusal:
        read_plan(broken, "county.toml")
    assert str(refusal.value) == f"county.toml: words.{place} {complaint}"


@pytest.mark.parametrize(
    ("phase", "needed"),
    [
        ("ahead", "{employee}"), ("today", "{employee}"), ("overdue", "{employee}"), ("next_level", "{employee}"),
        ("hr", "{count}"), ("own", "{due_on}"), ("due_nobody", "{count}"), ("hr_review_waits", "{employee}"),
        ("turn_waits", "{employee}"), ("turn_waits_designee", "{employee}, {principal}"),
        ("window_ends", "{due_on}, {employee}"), ("record_outcome", "{employee}"), ("sign_receipt", ""),
        ("response_until", "{due_on}"),
    ],
)  # fmt: skip
def test_each_occasion_says_whom_or_which_day_it_means(phase, needed):
    mute = values()
    mute["words"]["es"][phase] = {"title": "Aviso", "sentence": "Aviso."}
    if not needed:
        assert read_plan(mute, "county.toml").words["es"][Phase(phase)].title == "Aviso"
        return
    with pytest.raises(PolicyError) as refusal:
        read_plan(mute, "county.toml")
    expected = f"county.toml: words.es.{phase} must say {needed} in its title or its sentence"
    assert str(refusal.value) == expected


def test_a_brace_that_is_meant_and_a_name_in_either_part_are_taken():
    plain = values()
    plain["words"]["en"]["ahead"] = {"title": "Due {{soon}}", "sentence": "It is {employee}."}
    wording = read_plan(plain, "county.toml").words["en"][Phase.AHEAD]
    assert (wording.title.format(), wording.sentence.format(employee="Ana")) == ("Due {soon}", "It is Ana.")


@pytest.mark.parametrize("place", ["fr", "en.celebration", "es.ahead.subtitle"])
def test_a_language_an_occasion_and_a_part_that_nobody_asks_for_are_refused(place):
    more = values()
    table = more["words"]
    *above, last = place.split(".")
    for name in above:
        table = table[name]
    table[last] = {}
    with pytest.raises(PolicyError) as refusal:
        read_plan(more, "county.toml")
    assert str(refusal.value) == f"county.toml: words.{place} is not a known key"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"stages = [", "harbor.toml is not TOML: Invalid value (at end of document)"),
        ("title = “período”".encode("cp1252"), "harbor.toml is not UTF-8; save it in that encoding"),
    ],
)
def test_a_file_that_an_editor_spoilt_is_said(tmp_path, monkeypatch, content, complaint):
    (tmp_path / "harbor.toml").write_bytes(content)
    monkeypatch.setattr("evaluations.rules.reminder_plan.PLAN_FOLDER", tmp_path)
    with pytest.raises(PolicyError) as refusal:
        reminder_plan("harbor")
    assert str(refusal.value) == complaint


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"stages": [7, 14]}, "stages must name each stage once, the earliest (the largest number of days) first"),
        ({"stages": [7, -1]}, "stages must be a list of whole numbers from 0 on"),
        ({"overdue_every_days": 0}, "overdue_every_days must be a whole number from 1 on"),
        ({"surprise": 1}, "surprise is not a known key"),
        ({"stages": [400, 7]}, "stages must name 366 days at most"),
        ({"waiting_every_days": 367}, "waiting_every_days must be 366 days at most"),
        ({"words": {"en": {}}}, "words.en.ahead is missing"),
        ({"words": {"en": values()["words"]["en"]}}, "words.es is missing"),
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


def test_a_set_of_the_agencys_own_follows_the_plan_of_the_one_that_it_stems_from():
    assert reminder_plan("school_721") == reminder_plan("school")
    with pytest.raises(PolicyError, match="the policy set 'oak_park' has no plan of reminders"):
        reminder_plan("oak_park")
