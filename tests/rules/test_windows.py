"""R12, R14, R15: the follow-up window, its extension, and the day on which the employee reverts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import Rating
from evaluations.rules.facts import EvaluationFacts, Extension, FollowUp, FollowUpFinal, Leave
from evaluations.rules.windows import days_absent, extension_contact_by, reverts_on, status_of_window, window_of
from tests.rules.cases import COUNTY, IMPROVEMENT_NEEDED, SCHOOL, findings, messages

ISSUED = date(2026, 7, 6)
END = date(2027, 1, 6)
AWAY = Leave(date(2026, 10, 1), date(2026, 12, 31))
LAWFUL = Extension(date(2026, 12, 7), date(2027, 1, 6), date(2027, 3, 6), True)
OPEN = EvaluationFacts(follow_up=FollowUp(ISSUED), leaves=(AWAY,))


def extended(**changes) -> EvaluationFacts:
    return replace(OPEN, follow_up=FollowUp(ISSUED, replace(LAWFUL, **changes)))


def ended(overall: Rating | None, rated_on: date | None, facts: EvaluationFacts = OPEN) -> EvaluationFacts:
    return replace(facts, follow_up=replace(facts.follow_up, final=FollowUpFinal(overall, rated_on)))


@pytest.mark.parametrize(
    ("issued_on", "end", "contact_by", "reverts"),
    [
        (ISSUED, END, date(2026, 12, 7), date(2027, 1, 7)),
        (date(2026, 8, 31), date(2027, 2, 28), date(2027, 1, 29), date(2027, 3, 1)),
        (date(2027, 8, 31), date(2028, 2, 29), date(2028, 1, 30), date(2028, 3, 1)),
        (date(2024, 2, 29), date(2024, 8, 29), date(2024, 7, 30), date(2024, 8, 30)),
    ],
)
def test_the_window_and_its_days(issued_on, end, contact_by, reverts):
    for facts in (
        EvaluationFacts(follow_up=FollowUp(issued_on)),
        replace(IMPROVEMENT_NEEDED, issued_on=issued_on),
        replace(IMPROVEMENT_NEEDED, issued_on=date(2020, 1, 1), follow_up=FollowUp(issued_on)),
    ):
        window = window_of(facts, COUNTY)
        assert (window.end, extension_contact_by(window, COUNTY), reverts_on(facts, COUNTY)) == (
            end, contact_by, reverts,
        )  # fmt: skip
        # Schools ask for no contact ahead of an extension.
        assert extension_contact_by(window, SCHOOL) is None
        assert reverts_on(facts, SCHOOL) == reverts


def test_only_an_improvement_needed_that_was_issued_opens_a_window():
    for facts in (IMPROVEMENT_NEEDED, EvaluationFacts(), replace(IMPROVEMENT_NEEDED, follow_up=FollowUp())):
        assert window_of(facts, COUNTY) is None
        assert status_of_window(facts, COUNTY, END) is None
    competent = replace(IMPROVEMENT_NEEDED, overall=Rating.COMPETENT, issued_on=ISSUED)
    assert (window_of(competent, COUNTY), reverts_on(competent, COUNTY)) == (None, None)


@pytest.mark.parametrize(
    ("changes", "end", "expected"),
    [
        ({}, date(2027, 3, 6), []),
        ({"requested_on": date(2026, 12, 8)}, date(2027, 3, 6), ["warning extension_contact_late"]),
        ({"approved_on": date(2027, 1, 7)}, END, ["error approved_late"]),
        ({"approved_on": None}, END, ["info approval_open"]),
        ({"new_end": END}, END, ["error new_end_not_later"]),
        ({"new_end": date(2026, 12, 31)}, END, ["error new_end_not_later"]),
        ({"new_end": date(2027, 1, 7)}, date(2027, 1, 7), []),
        ({"new_end": None}, END, ["error new_end_missing"]),
        ({"for_absence": False}, END, ["error not_for_absence"]),
        ({"for_absence": None}, END, ["error not_for_absence"]),
        # 92 days of absence are recorded
        ({"new_end": END + timedelta(days=92)}, END + timedelta(days=92), []),
        ({"new_end": END + timedelta(days=93)}, END + timedelta(days=93), ["warning longer_than_absence"]),
        # an approval in time shows that HR knew in time
        ({"requested_on": None, "approved_on": date(2026, 12, 7)}, date(2027, 3, 6), []),
        (
            {"requested_on": None, "approved_on": date(2026, 12, 8)},
            date(2027, 3, 6),
            ["warning extension_contact_late"],
        ),
        (
            {"for_absence": False, "requested_on": date(2027, 1, 8), "approved_on": date(2027, 1, 8), "new_end": END},
            END,
            [
                "error not_for_absence",
                "warning extension_contact_late",
                "error approved_late",
                "error new_end_not_later",
            ],
        ),
    ],
)
def test_an_extension_is_lawful_or_the_old_end_stands(changes, end, expected):
    facts = extended(**changes)
    found = [f"{severity} {code}" for rule, severity, code, _ in findings(facts, COUNTY, date(2026, 12, 20))]
    assert found == expected
    assert window_of(facts, COUNTY).end == end
    assert reverts_on(facts, COUNTY) == end + timedelta(days=1)
    # Schools ask for no contact; everything else holds for them, too.
    without_contact = [one for one in expected if "contact" not in one]
    assert [f"{two} {three}" for _, two, three, _ in findings(facts, SCHOOL, date(2026, 12, 20))] == without_contact
    # The contact is counted from the unextended end.
    assert extension_contact_by(window_of(facts, COUNTY), COUNTY) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("changes", "end", "expected"),
    [
        # judged against March 6, 2027, the end that the first extension gave
        ({"approved_on": date(2027, 3, 6), "new_end": date(2027, 3, 20)}, date(2027, 3, 20), []),
        ({"approved_on": date(2027, 3, 7), "new_end": date(2027, 3, 20)}, date(2027, 3, 6), ["error approved_late"]),
        ({"new_end": date(2027, 3, 6)}, date(2027, 3, 6), ["error new_end_not_later"]),
        ({"new_end": date(2027, 2, 1)}, date(2027, 3, 6), ["error new_end_not_later"]),
        # thirty days before March 6
        ({"requested_on": date(2027, 2, 4), "new_end": date(2027, 3, 20)}, date(2027, 3, 20), []),
        (
            {"requested_on": date(2027, 2, 5), "new_end": date(2027, 3, 20)},
            date(2027, 3, 20),
            ["warning extension_contact_late"],
        ),
        # 92 days of absence in all, and 59 of them are used up
        ({"new_end": END + timedelta(days=92)}, END + timedelta(days=92), []),
        ({"new_end": END + timedelta(days=93)}, END + timedelta(days=93), ["warning longer_than_absence"]),
    ],
)
def test_a_second_extension_is_judged_against_the_end_in_force(changes, end, expected):
    second = replace(LAWFUL, **changes)
    facts = replace(OPEN, follow_up=FollowUp(ISSUED, second, earlier_end=date(2027, 3, 6)))
    found = [f"{severity} {code}" for _, severity, code, _ in findings(facts, COUNTY, date(2027, 2, 20))]
    assert found == expected
    window = window_of(facts, COUNTY)
    assert (window.end, extension_contact_by(window, COUNTY)) == (end, date(2027, 2, 4))
    assert status_of_window(facts, COUNTY, date(2026, 7, 6)) == "extended"


def test_an_earlier_end_never_shortens_either():
    facts = replace(OPEN, follow_up=FollowUp(ISSUED, earlier_end=date(2026, 12, 1)))
    assert window_of(facts, COUNTY).end == END


@pytest.mark.parametrize(
    ("told_on", "end", "expected"),
    [
        (END, date(2027, 3, 6), []),
        (date(2027, 1, 7), END, ["error told_late"]),
    ],
)
def test_the_employee_is_told_by_the_old_end(told_on, end, expected):
    facts = extended(told_on=told_on)
    found = [f"{severity} {code}" for _, severity, code, _ in findings(facts, COUNTY, date(2026, 12, 20))]
    assert (found, window_of(facts, COUNTY).end) == (expected, end)


def test_an_extension_that_nobody_approved_in_time_cannot_be_any_more():
    facts = extended(approved_on=None)
    assert [entry[1:3] for entry in findings(facts, COUNTY, END)] == [("info", "approval_open")]
    assert [entry[1:3] for entry in findings(facts, COUNTY, date(2027, 1, 7))] == [("error", "not_approved")]
    assert "January 6, 2027" in messages(facts, COUNTY, date(2027, 1, 7))[0]


def test_days_of_absence_are_those_within_the_window_counted_once():
    leaves = (
        Leave(date(2026, 6, 1), date(2026, 7, 8)),  # two days after the start
        Leave(date(2026, 7, 8), date(2026, 7, 10)),  # overlaps it
        Leave(date(2027, 3, 1), date(2027, 4, 30)),  # one day until the end
    )
    assert days_absent(ISSUED, date(2027, 3, 1), leaves) == 5
    assert days_absent(ISSUED, date(2027, 3, 1), ()) == 0


@pytest.mark.parametrize(
    ("facts", "reverts", "statuses", "rules"),
    [
        # what the window is on 2026-07-05, on its first day, on its last, and on the day after
        (OPEN, date(2027, 1, 7), [None, "open", "open", "reverted"], []),
        (ended(Rating.COMPETENT, END), None, [None, "open", "closed_competent", "closed_competent"], []),
        (ended(Rating.COMPETENT, ISSUED), None, [None, *["closed_competent"] * 3], []),
        (ended(Rating.UNSATISFACTORY, date(2026, 12, 28)), None, [None, "open", *["closed_unsatisfactory"] * 2], []),
        # too late, not lawful, blank, and one without a day: none of them ends it
        (ended(Rating.COMPETENT, date(2027, 1, 7)), date(2027, 1, 7), [None, "open", "open", "reverted"], ["R15"]),
        (ended(Rating.VERY_GOOD, date(2026, 12, 1)), date(2027, 1, 7), [None, "open", "open", "reverted"], ["R13"]),
        (ended(None, date(2026, 12, 1)), date(2027, 1, 7), [None, "open", "open", "reverted"], ["R13"]),
        (ended(Rating.COMPETENT, None), date(2027, 1, 7), [None, "open", "open", "reverted"], []),
        (ended(Rating.COMPETENT, date(2026, 7, 5)), date(2027, 1, 7), [None, "open", "open", "reverted"], []),
        # with a lawful extension, approved on the last day
        (extended(), date(2027, 3, 7), [None, "open", "extended", "extended"], []),
        (ended(Rating.COMPETENT, date(2027, 3, 6), extended()), None, [None, "open", "extended", "extended"], []),
        # with one that is not lawful
        (extended(new_end=ISSUED), date(2027, 1, 7), [None, "open", "open", "reverted"], ["R14"]),
    ],
)
def test_how_a_window_ends(facts, reverts, statuses, rules):
    days = [date(2026, 7, 5), ISSUED, END, date(2027, 1, 7)]
    assert [status_of_window(facts, COUNTY, day) for day in days] == statuses
    assert [status_of_window(facts, SCHOOL, day) for day in days] == statuses
    assert reverts_on(facts, COUNTY) == reverts
    assert [entry[0] for entry in findings(facts, COUNTY, ISSUED)] == rules


def test_an_extended_window_reverts_after_its_new_end():
    days = [date(2027, 3, 6), date(2027, 3, 7)]
    assert [status_of_window(extended(), COUNTY, day) for day in days] == ["extended", "reverted"]
    final = ended(Rating.COMPETENT, date(2027, 3, 7), extended())
    assert [status_of_window(final, COUNTY, day) for day in days] == ["extended", "reverted"]
    assert "March 7, 2027" in messages(final)[0]


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MAYBE = st.none() | DAYS
EXTENSIONS = st.builds(Extension, MAYBE, MAYBE, MAYBE, st.none() | st.booleans(), MAYBE)


@given(DAYS, st.none() | EXTENSIONS, MAYBE, DAYS)
def test_an_extension_never_shortens_a_window(issued_on, extension, earlier_end, today):
    plain = EvaluationFacts(follow_up=FollowUp(issued_on, earlier_end=earlier_end))
    facts = EvaluationFacts(follow_up=FollowUp(issued_on, extension, earlier_end=earlier_end))
    before, after = window_of(plain, COUNTY), window_of(facts, COUNTY)
    assert after.end >= before.end
    assert reverts_on(facts, COUNTY) >= reverts_on(plain, COUNTY)
    # An error of R14 and a moved end exclude each other.
    has_error = any(rule == "R14" and severity == "error" for rule, severity, *_ in findings(facts, COUNTY, today))
    assert not (has_error and after.end > before.end)


@given(DAYS, st.none() | EXTENSIONS, st.sampled_from([None, *Rating]), MAYBE, DAYS)
def test_a_window_has_reverted_exactly_from_its_day_on(issued_on, extension, overall, rated_on, today):
    facts = EvaluationFacts(follow_up=FollowUp(issued_on, extension, FollowUpFinal(overall, rated_on)))
    day = reverts_on(facts, COUNTY)
    is_reverted = status_of_window(facts, COUNTY, today) == "reverted"
    assert is_reverted == (day is not None and today >= day)
