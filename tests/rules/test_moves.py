"""What a changed supervisor, class or unit, or a separation, does to an evaluation under way (R1, R17, R21)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import EvaluationKind, EvaluationStatus, MoveEffect
from evaluations.rules.facts import Period
from evaluations.rules.moves import Consequence, Move, UnderWay, consequence_of, is_new_post, period_to_close
from workforce.enums import ChangedFact

Fact = ChangedFact
Status = EvaluationStatus
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30))
MARCH = date(2026, 3, 2)
BEFORE_MARCH = date(2026, 3, 1)
BEFORE = date(2025, 6, 30)


def move(*facts: Fact, on: date = MARCH) -> Move:
    return Move(frozenset(facts), on)


def left(on: date) -> Move:
    return Move(frozenset({Fact.SEPARATION}), on)


def draft(**changed: object) -> UnderWay:
    known = {"status": Status.DRAFT, "kind": EvaluationKind.ANNUAL, "period": YEAR, "has_other_supervisor": True}
    return UnderWay(**{**known, **changed})


def gone(**changed: object) -> UnderWay:
    """A draft about somebody who is not in service any more."""
    return draft(is_employee_in_service=False, **changed)


@pytest.mark.parametrize(
    ("moved", "evaluation", "effect", "new_end"),
    [
        # R1: transfer, reclassification and promotion close the period on the day before; the Rater who saw it rates.
        (move(Fact.ORG_UNIT, Fact.SUPERVISOR), draft(), MoveEffect.CLOSED_EARLY, BEFORE_MARCH),
        (move(Fact.CLASSIFICATION), draft(has_other_supervisor=False), MoveEffect.CLOSED_EARLY, BEFORE_MARCH),
        (move(Fact.CLASSIFICATION, Fact.MANAGEMENT_LEVEL), draft(), MoveEffect.CLOSED_EARLY, BEFORE_MARCH),
        # Another status is no other work.
        (move(Fact.STATUS), draft(), MoveEffect.NOTHING, None),
        (move(Fact.STATUS), draft(status=Status.REVIEWER_REVIEW), MoveEffect.REROUTED, None),
        # A new supervisor alone closes nothing: the evaluation goes on with the new one (R21).
        (move(Fact.SUPERVISOR), draft(), MoveEffect.HANDED_OVER, None),
        (move(Fact.SUPERVISOR), draft(has_other_supervisor=False), MoveEffect.NOTHING, None),
        # The period was over before the change: whoever saw it finishes it.
        (move(Fact.SUPERVISOR, on=date(2026, 7, 1)), draft(), MoveEffect.NOTHING, None),
        (move(Fact.SUPERVISOR, on=date(2026, 6, 30)), draft(), MoveEffect.HANDED_OVER, None),
        (move(Fact.CLASSIFICATION, on=date(2026, 7, 1)), draft(), MoveEffect.NOTHING, None),
        # The first and the last day that close something.
        (move(Fact.CLASSIFICATION, on=date(2025, 7, 2)), draft(), MoveEffect.CLOSED_EARLY, date(2025, 7, 1)),
        (move(Fact.CLASSIFICATION, on=date(2026, 6, 30)), draft(), MoveEffect.CLOSED_EARLY, date(2026, 6, 29)),
        # The change came before the period: all of it is the new supervisor's.
        (move(Fact.CLASSIFICATION, on=date(2025, 7, 1)), draft(), MoveEffect.HANDED_OVER, None),
        (move(Fact.CLASSIFICATION, on=date(2025, 1, 1)), draft(), MoveEffect.HANDED_OVER, None),
        # The Rater has left: somebody else finishes, whatever the days.
        (move(Fact.SUPERVISOR), draft(is_rater_in_service=False), MoveEffect.HANDED_OVER, None),
        (
            move(Fact.SUPERVISOR, on=date(2026, 7, 1)),
            draft(is_rater_in_service=False),
            MoveEffect.HANDED_OVER,
            None,
        ),
        (
            move(Fact.ORG_UNIT, Fact.SUPERVISOR),
            draft(is_rater_in_service=False),
            MoveEffect.CLOSED_AND_HANDED_OVER,
            BEFORE_MARCH,
        ),
        (
            move(Fact.SUPERVISOR),
            draft(is_rater_in_service=False, has_other_supervisor=False),
            MoveEffect.UNPLACED,
            None,
        ),
        # A separation: its day is the last one of work.
        (move(Fact.SEPARATION), draft(), MoveEffect.CLOSED_EARLY, MARCH),
        (move(Fact.SEPARATION, on=date(2026, 6, 30)), draft(), MoveEffect.NOTHING, None),
        # After the last day there is no work to rate: blank it goes, and nobody's words are thrown away.
        (left(BEFORE), gone(is_blank=True), MoveEffect.DISCARDED, None),
        (left(BEFORE), gone(is_blank=True, has_other_supervisor=False), MoveEffect.DISCARDED, None),
        (left(BEFORE), gone(), MoveEffect.TO_DISCARD, None),
        (left(BEFORE), gone(kind=EvaluationKind.FOLLOW_UP_FINAL), MoveEffect.TO_DISCARD, None),
        (left(YEAR.start), gone(is_blank=True), MoveEffect.CLOSED_EARLY, YEAR.start),
        (left(BEFORE), draft(is_blank=True), MoveEffect.NOTHING, None),  # came back since
        (left(BEFORE), gone(is_blank=True, is_correction=True), MoveEffect.NOTHING, None),
        (left(BEFORE), gone(status=Status.REVIEWER_REVIEW), MoveEffect.REROUTED, None),
        (left(BEFORE), gone(status=Status.VOID, is_blank=True), MoveEffect.NOTHING, None),
        # A final of a follow-up ends with its window, wherever the person works; a correction keeps its days.
        (move(Fact.CLASSIFICATION), draft(kind=EvaluationKind.FOLLOW_UP_FINAL), MoveEffect.HANDED_OVER, None),
        (move(Fact.ORG_UNIT, Fact.SUPERVISOR), draft(is_correction=True), MoveEffect.NOTHING, None),
        (move(Fact.CLASSIFICATION), draft(is_correction=True, is_rater_in_service=False), MoveEffect.HANDED_OVER, None),
        # What people sign keeps its days and its Rater; open places are filled anew.
        (move(Fact.CLASSIFICATION), draft(status=Status.HR_REVIEW), MoveEffect.REROUTED, None),
        (move(Fact.SUPERVISOR), draft(status=Status.REVIEWER_REVIEW), MoveEffect.REROUTED, None),
        (move(Fact.SEPARATION), draft(status=Status.DEPARTMENT_HEAD_REVIEW), MoveEffect.REROUTED, None),
        # What has every signature, or is with the employee, is not touched.
        (move(Fact.CLASSIFICATION), draft(status=Status.READY_TO_ISSUE), MoveEffect.NOTHING, None),
        (move(Fact.SEPARATION), draft(status=Status.ISSUED), MoveEffect.NOTHING, None),
    ],
)
def test_what_a_move_does(moved, evaluation, effect, new_end):
    assert consequence_of(moved, evaluation) == Consequence(effect, new_end)


@given(
    facts=st.frozensets(st.sampled_from(list(Fact)), min_size=1),
    on=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    in_service=st.booleans(),
)
def test_a_period_is_only_ever_shortened_and_once(facts, on, in_service):
    evaluation = draft(is_rater_in_service=in_service)
    found = consequence_of(Move(facts, on), evaluation)
    if found.new_end is not None:
        assert YEAR.start <= found.new_end < YEAR.end
        closed = draft(period=Period(YEAR.start, found.new_end), has_other_supervisor=False)
        assert consequence_of(Move(facts, on), closed) == Consequence(MoveEffect.NOTHING)


@pytest.mark.parametrize(
    ("moved", "next_start", "counted", "closed"),
    [
        (move(Fact.CLASSIFICATION), date(2025, 7, 1), [], Period(date(2025, 7, 1), BEFORE_MARCH)),
        (move(Fact.CLASSIFICATION), BEFORE_MARCH, [], Period(BEFORE_MARCH, BEFORE_MARCH)),
        # Nothing runs: the next period begins with the change.
        (move(Fact.CLASSIFICATION), MARCH, [YEAR], None),
        # Its evaluation is there already, whatever it is for.
        (move(Fact.CLASSIFICATION), date(2025, 7, 1), [Period(date(2025, 12, 1), date(2026, 1, 31))], None),
        # Only R1's moves close a period.
        (move(Fact.SUPERVISOR), date(2025, 7, 1), [], None),
        (move(Fact.SEPARATION), date(2025, 7, 1), [], None),
    ],
)
def test_the_period_that_a_move_closes(moved, next_start, counted, closed):
    assert period_to_close(moved, next_start, counted) == closed


@pytest.mark.parametrize(
    ("facts", "closes"),
    [
        ({Fact.CLASSIFICATION}, True),
        ({Fact.ORG_UNIT, Fact.SUPERVISOR}, True),
        # A unit that is renamed or hung elsewhere takes its people along: nobody is transferred.
        ({Fact.ORG_UNIT}, False),
        ({Fact.SUPERVISOR}, False),
        ({Fact.MANAGEMENT_LEVEL}, False),
        ({Fact.SEPARATION}, False),
    ],
)
def test_what_is_a_new_post(facts, closes):
    assert is_new_post(facts) is closes
