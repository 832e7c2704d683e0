"""The window of an Improvement Needed: opened on issue, ended by its final, unmoved by a correction (R12 to R15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from common.errors import Conflict, RuleViolations
from evaluations.enums import EvaluationKind, EvaluationStatus, IssueMethod, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.selectors import content_of
from evaluations.services import evaluation_void, evaluation_withdraw
from tests.evaluations.journeys import (
    agency,
    agency_signed,
    complete_content,
    concurred,
    correction_of,
    evaluation_in,
    finished,
    fresh,
    hr_analyst,
    issued,
    rated,
    reasons_for,
    signed,
    started,
    submitted,
    user_of,
)
from tests.factories import Chain
from workforce.models import Leave

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
# Monday, December 28, 2026, 9:00 in Los Angeles: inside the window of July 6, 2026 to January 6, 2027.
LATE = datetime(2026, 12, 28, 17, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)
SECOND_PERIOD = (date(2026, 7, 1), date(2026, 12, 27))


def in_window() -> tuple[Chain, FollowUp]:
    chain = agency()
    evaluation = evaluation_in(Status.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    return chain, FollowUp.objects.get(evaluation=evaluation)


def final_of(chain: Chain, rating: Rating, *, at: datetime = LATE) -> Evaluation:
    """A complete draft of the evaluation that ends the window."""
    draft = started(chain, period=SECOND_PERIOD, kind=EvaluationKind.FOLLOW_UP_FINAL, at=at)
    return rated(draft, rating, at=at)


def codes(error: RuleViolations) -> list[tuple[str, str]]:
    return [(violation.rule, violation.code) for violation in error.violations]


def test_the_window_runs_from_the_issue_and_keeps_the_prior_status():
    _chain, window = in_window()
    assert (window.starts_on, window.ends_on) == (date(2026, 7, 6), date(2027, 1, 6))
    assert (window.status, window.prior_status, window.closed_on) == ("open", "permanent", None)


def test_mailed_a_day_earlier_the_window_starts_on_that_day():
    chain = agency()
    ready = evaluation_in(Status.READY_TO_ISSUE, chain, rating=Rating.IMPROVEMENT_NEEDED)
    later = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
    issued(
        ready, presented_on=date(2026, 8, 31), issued_on=date(2026, 8, 31), method=IssueMethod.MAILED,
        reasons={"R19:recorded_late:issued_on": "Posted after the office had closed."}, at=later,
    )  # fmt: skip
    window = FollowUp.objects.get()
    # February lacks the 31st: its last day ends the window (§3).
    assert (window.starts_on, window.ends_on) == (date(2026, 8, 31), date(2027, 2, 28))


@pytest.mark.parametrize("rating", [Rating.OUTSTANDING, Rating.VERY_GOOD, Rating.IMPROVEMENT_NEEDED])
def test_the_final_is_only_competent_or_unsatisfactory(rating):
    chain, _window = in_window()
    draft = final_of(chain, rating)
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft, at=LATE)
    assert "R13" in {rule for rule, _code in codes(refusal.value)}


@pytest.mark.parametrize(
    ("rating", "status"),
    [(Rating.COMPETENT, "closed_competent"), (Rating.UNSATISFACTORY, "closed_unsatisfactory")],
)
def test_the_last_agency_signature_ends_the_window_that_day(rating, status):
    chain, window = in_window()
    draft = final_of(chain, rating)
    evaluation = submitted(draft, at=LATE)
    if evaluation.status == "hr_review":
        evaluation = concurred(evaluation, at=LATE)
    evaluation = signed(evaluation, at=LATE)
    window.refresh_from_db()
    assert window.status == "open"
    evaluation = signed(evaluation, at=LATE)
    window.refresh_from_db()
    assert (window.status, window.closed_on, window.closed_by_id) == (status, date(2026, 12, 28), evaluation.pk)


def test_after_the_end_no_final_is_submitted_or_signed():
    chain, window = in_window()
    draft = final_of(chain, Rating.COMPETENT)
    waiting = signed(submitted(draft, at=LATE), at=LATE)
    with pytest.raises(RuleViolations) as refusal:
        signed(waiting, at=AFTER)
    assert codes(refusal.value) == [("R15", "window_over")]
    window.refresh_from_db()
    assert window.status == "open"
    assert fresh(waiting).status == "department_head_review"


def test_a_final_that_ended_the_window_is_neither_taken_back_nor_voided():
    chain, _window = in_window()
    ready = signed(signed(submitted(final_of(chain, Rating.COMPETENT), at=LATE), at=LATE), at=LATE)
    with pytest.raises(Conflict) as taken_back:
        evaluation_withdraw(
            public_id=ready.public_id, reason="Too early.", by=user_of(chain.supervisor), at=LATE, token=uuid4()
        )
    assert "has ended the follow-up window" in taken_back.value.sentence
    with pytest.raises(Conflict) as voided:
        evaluation_void(public_id=ready.public_id, reason="Wrong.", by=user_of(hr_analyst()), at=LATE, token=uuid4())
    assert "has ended a follow-up window" in voided.value.sentence


def test_there_is_no_final_without_a_window():
    chain = agency()
    with pytest.raises(RuleViolations) as refusal:
        started(chain, kind=EvaluationKind.FOLLOW_UP_FINAL)
    assert codes(refusal.value) == [("form", "no_open_window")]


def test_a_correction_with_the_same_rating_leaves_the_clock_alone():
    _chain, window = in_window()
    finished(correction_of(window.evaluation))
    assert [(row.pk, row.status, row.ends_on) for row in FollowUp.objects.all()] == [
        (window.pk, "open", date(2027, 1, 6))
    ]


def test_a_correction_to_competent_ends_the_window_without_effect():
    _chain, window = in_window()
    correction = correction_of(window.evaluation)
    finished(rated(correction, content=complete_content(correction, Rating.COMPETENT)))
    window.refresh_from_db()
    assert window.status == "lifted"


def test_voiding_an_issued_improvement_needed_ends_its_window():
    chain = agency()
    evaluation = evaluation_in(Status.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    evaluation_void(
        public_id=evaluation.public_id, reason="Issued to the wrong person.", by=user_of(hr_analyst()),
        at=LATE, token=uuid4(),
    )  # fmt: skip
    assert FollowUp.objects.get().status == "lifted"


def test_a_blank_evaluation_cannot_end_the_window():
    chain, _window = in_window()
    draft = started(chain, period=SECOND_PERIOD, kind=EvaluationKind.FOLLOW_UP_FINAL, at=LATE)
    Leave.objects.create(employee=chain.employee, starts_on=SECOND_PERIOD[0], ends_on=SECOND_PERIOD[1])
    comments = "On leave from July 1, 2026 to December 27, 2026."
    draft = rated(draft, content=replace(content_of(draft), overall_comments=comments), at=LATE)
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft, reasons=reasons_for(draft, LATE.date()), at=LATE + timedelta(hours=1))
    assert [rule for rule, _code in codes(refusal.value)] == ["R13"]


def test_agency_signed_brings_a_low_rating_past_hr():
    chain = agency()
    assert agency_signed(rated(started(chain), Rating.UNSATISFACTORY)).status == "ready_to_issue"
