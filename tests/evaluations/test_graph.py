"""The graph of states, edge by edge: a wider transition is seen here before anybody walks it."""

from __future__ import annotations

import pytest

from common.errors import Conflict
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, FollowUp, WindowExtension
from evaluations.services.engine import system_step
from tests.evaluations.journeys import AT, evaluation_in, fresh

EDGES = {
    ("draft", "submit_to_hr", "hr_review"),
    ("draft", "submit_to_reviewer", "reviewer_review"),
    ("draft", "submit_to_department_head", "department_head_review"),
    ("hr_review", "concur_to_reviewer", "reviewer_review"),
    ("hr_review", "concur_to_department_head", "department_head_review"),
    ("reviewer_review", "sign_as_reviewer", "department_head_review"),
    ("department_head_review", "sign_as_department_head", "ready_to_issue"),
    ("hr_review", "return_to_rater", "draft"),
    ("reviewer_review", "return_to_rater", "draft"),
    ("department_head_review", "return_to_rater", "draft"),
    ("hr_review", "withdraw", "draft"),
    ("reviewer_review", "withdraw", "draft"),
    ("department_head_review", "withdraw", "draft"),
    ("ready_to_issue", "withdraw", "draft"),
    ("ready_to_issue", "issue", "issued"),
    ("issued", "finalize", "final"),
    ("final", "supersede", "superseded"),
    ("draft", "void", "void"),
    ("hr_review", "void", "void"),
    ("reviewer_review", "void", "void"),
    ("department_head_review", "void", "void"),
    ("ready_to_issue", "void", "void"),
    ("issued", "void", "void"),
}
MOVES = sorted({name for _source, name, _target in EDGES})


def test_the_graph_has_these_edges_and_no_others():
    declared = Evaluation().get_all_status_transitions()
    assert {(edge.source, edge.name, edge.target) for edge in declared} == EDGES


IN_FORCE, CLOSED = ("open", "extended"), ("closed_competent", "closed_unsatisfactory")
WINDOW_EDGES = {
    *((source, "extend", "extended") for source in IN_FORCE),
    *((source, "revert", "reverted") for source in IN_FORCE),
    *((source, "lift", "lifted") for source in IN_FORCE),
    # From a closed one by a correction of its final alone.
    *((source, "close_competent", "closed_competent") for source in (*IN_FORCE, *CLOSED)),
    *((source, "close_unsatisfactory", "closed_unsatisfactory") for source in (*IN_FORCE, *CLOSED)),
}


def test_the_graphs_of_windows_and_their_extensions():
    declared = FollowUp().get_all_status_transitions()
    assert {(edge.source, edge.name, edge.target) for edge in declared} == WINDOW_EDGES
    extension = WindowExtension().get_all_status_transitions()
    assert {(edge.source, edge.name, edge.target) for edge in extension} == {
        ("asked", "approve", "approved"),
        ("asked", "decline", "declined"),
        ("asked", "lapse", "lapsed"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("status", [EvaluationStatus.DRAFT, EvaluationStatus.ISSUED, EvaluationStatus.FINAL])
def test_a_move_that_the_graph_does_not_hold_is_a_conflict(status):
    evaluation = evaluation_in(status)
    legal = {name for source, name, _target in EDGES if source == status.value}
    for move in MOVES:
        if move in legal:
            continue
        with system_step(pk=evaluation.pk, at=AT) as s, pytest.raises(Conflict) as refusal:
            s.move(move)
        assert "this step is not possible from there" in refusal.value.sentence
    assert fresh(evaluation).status == status.value
