"""Two people at once, on real connections: the second one is told, nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from common.errors import ProductError
from evaluations.enums import EvaluationKind, EvaluationStatus, IssueMethod, Rating
from evaluations.models import Evaluation, FollowUp, PolicyVersion
from evaluations.selectors import content_of
from evaluations.services import (
    evaluation_issue,
    evaluation_return,
    evaluation_save_draft,
    evaluation_sign,
    evaluation_start,
    evaluation_submit,
    submission_preview,
)
from evaluations.services.policies import policy_draft_create, policy_draft_save, policy_publish
from tests.evaluations.journeys import AT, TODAY, agency, evaluation_in, fresh, rated, signed_document, started, user_of
from tests.evaluations.policies import drafted, policy_admin
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
Status = EvaluationStatus


def together(*calls: Callable[[], object]) -> list[str]:
    """Runs the calls at the same moment, each on its own connection; "done" or the error's class, sorted."""
    gate = threading.Barrier(len(calls))
    answers: list[str] = []

    def run(call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            call()
            answers.append("done")
        except ProductError as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(answers)


def test_two_overlapping_periods_at_once_are_one():
    chain = agency()
    by = user_of(chain.supervisor)

    def start(first: date, last: date) -> Callable[[], object]:
        return lambda: evaluation_start(
            employee=chain.employee, period_start=first, period_end=last, kind=EvaluationKind.ANNUAL, by=by, at=AT
        )

    answers = together(start(date(2025, 7, 1), date(2026, 6, 30)), start(date(2026, 6, 30), date(2027, 6, 29)))
    assert answers == ["RuleViolations", "done"]
    assert Evaluation.objects.count() == 1


def test_a_double_submit_signs_once():
    chain = agency()
    evaluation = rated(started(chain))
    preview = submission_preview(fresh(evaluation), TODAY)
    token, by = uuid4(), user_of(chain.supervisor)

    def submit() -> object:
        return evaluation_submit(
            public_id=evaluation.public_id, content_sha256=preview.sha256, password=PASSWORD, reasons={}, by=by, at=AT,
            token=token,
        )  # fmt: skip

    assert together(submit, submit) == ["done", "done"]
    evaluation = fresh(evaluation)
    assert (evaluation.status, evaluation.signing_round) == ("reviewer_review", 1)
    assert evaluation.steps.filter(signature__isnull=False).count() == 1


def test_two_signers_at_once_sign_one_after_the_other():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    sha256 = signed_document(evaluation).sha256

    def sign(person) -> Callable[[], object]:
        by = user_of(person)
        return lambda: evaluation_sign(
            public_id=evaluation.public_id, content_sha256=sha256, password=PASSWORD, by=by, at=AT, token=uuid4()
        )

    # The same person in two tabs: two forms, hence two tokens. The second finds the step to be somebody else's.
    assert together(sign(chain.program_head), sign(chain.program_head)) == ["NotAllowed", "done"]
    assert fresh(evaluation).steps.filter(signature__isnull=False).count() == 2
    assert fresh(evaluation).status == "department_head_review"


def test_a_signature_and_a_return_at_once_leave_one_of_them():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    sha256, by = signed_document(evaluation).sha256, user_of(chain.program_head)
    answers = together(
        lambda: evaluation_sign(
            public_id=evaluation.public_id, content_sha256=sha256, password=PASSWORD, by=by, at=AT, token=uuid4()
        ),
        lambda: evaluation_return(
            public_id=evaluation.public_id, reason="Name the dates.", by=by, at=AT, token=uuid4()
        ),
    )
    assert answers[1] == "done"
    assert answers[0] in {"Conflict", "NotVisible", "NotAllowed"}
    assert fresh(evaluation).status in {"draft", "department_head_review"}


def test_two_tabs_saving_different_words_lose_neither():
    chain = agency()
    evaluation = started(chain)
    by, content = user_of(chain.supervisor), content_of(evaluation)

    def save(words: str) -> Callable[[], object]:
        return lambda: evaluation_save_draft(
            public_id=evaluation.public_id,
            content=replace(content, overall_comments=words),
            expected_version=evaluation.content_version,
            by=by,
            at=AT,
        )

    assert together(save("From the first tab"), save("From the second tab")) == ["StaleContent", "done"]
    assert fresh(evaluation).content_version == evaluation.content_version + 1


def test_issuing_twice_opens_one_window():
    chain = agency()
    evaluation = evaluation_in(Status.READY_TO_ISSUE, chain, rating=Rating.IMPROVEMENT_NEEDED)
    by = user_of(chain.supervisor)

    def issue() -> object:
        return evaluation_issue(
            public_id=evaluation.public_id, method=IssueMethod.GIVEN, issued_on=TODAY, presented_on=TODAY, reasons={},
            by=by, at=AT, token=uuid4(),
        )  # fmt: skip

    assert together(issue, issue) == ["Conflict", "done"]
    assert [(row.starts_on, row.ends_on) for row in FollowUp.objects.all()] == [(date(2026, 7, 6), date(2027, 1, 6))]


def test_two_who_begin_the_next_version_begin_one():
    by = policy_admin()

    def begin() -> object:
        return policy_draft_create(follows="county-1", by=by, at=AT)

    assert together(begin, begin) == ["Conflict", "done"]
    assert PolicyVersion.objects.get().name == "county-101"


def test_two_who_save_a_draft_do_not_overwrite_each_other():
    row, by = drafted(at=AT), policy_admin()

    def save(title: str) -> object:
        return policy_draft_save(name=row.name, revision=row.revision, changes={"title": title}, by=by, at=AT)

    assert together(lambda: save("One"), lambda: save("Two")) == ["StalePolicy", "done"]
    assert PolicyVersion.objects.get().revision == 2


def test_a_draft_published_by_two_is_published_once():
    row, by = drafted(at=AT), policy_admin()

    def publish() -> object:
        return policy_publish(
            name=row.name, revision=row.revision, effective_from=TODAY, effective_to=None, proof=PASSWORD, by=by, at=AT
        )

    assert together(publish, publish) == ["Conflict", "done"]
    assert PolicyVersion.objects.get().status == "published"
