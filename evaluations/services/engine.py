"""The one way an evaluation moves: lock, see, permit, then the step, its save and its audit row, in one transaction.

`docs/adr/0003-one-engine-for-transitions.md` says why. Every service of this room that writes goes through `step()`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from accounts.models import User
from accounts.services import WrongPassword, password_failure_record
from audit.services import event_record
from common.errors import Conflict, NotVisible
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, SubmitToken
from evaluations.permissions import Standing, check_can
from evaluations.selectors import evaluations_for_page
from evaluations.services.due_dates import due_dates_refresh


@dataclass(slots=True)
class Step:
    """One step under way: the locked row, who takes it, when, and whether the same form was posted before."""

    evaluation: Evaluation
    standing: Standing | None
    by: User | None
    at: datetime
    is_repeat: bool

    @property
    def today(self) -> date:
        """The local calendar date of the step (§3)."""
        return timezone.localdate(self.at)

    def move(self, transition: str) -> None:
        """Apply a declared transition. Raises Conflict (409) where the graph does not allow it from here."""
        before = self.evaluation.status
        try:
            getattr(self.evaluation, transition)()
        except TransitionNotAllowed:
            label = EvaluationStatus(before).label
            raise Conflict(
                f"This evaluation is in the state “{label}”; this step is not possible from there."
            ) from None

    def save(self, *fields: str) -> None:
        """Write the status and the named fields."""
        self.evaluation.save(update_fields=["status", *fields])

    def record(self, action: str, **data: Any) -> None:
        """The audit row of the step: names and digests only, never the text of a comment."""
        event_record(stream=self.evaluation.stream, action=action, by=self.by, at=self.at, data=data)


@contextmanager
def step(
    *, public_id: uuid.UUID, action: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> Iterator[Step]:
    """Open a step of a person. The whole block is one transaction with the row locked.

    Raises NotVisible (404), NotAllowed (403), Conflict (409). Where `token` was spent before on the same action by the
    same person, `is_repeat` is set and the block must change nothing: a double click does the thing once.
    """
    today = timezone.localdate(at)
    try:
        with transaction.atomic():
            # The lock comes first and without joins, so that two people at once are served one after the other
            # and the second one reads what the first one left.
            locked = Evaluation.objects.select_for_update().filter(public_id=public_id).first()
            if locked is None:
                raise NotVisible
            if token is not None and is_spent(token, locked, action, by):
                yield Step(locked, None, by, at, is_repeat=True)
                return
            evaluation = evaluations_for_page(by, today).filter(public_id=public_id).first()
            if evaluation is None:
                raise NotVisible
            standing = check_can(by, action, evaluation, today)
            if token is not None:
                SubmitToken.objects.create(token=token, evaluation=evaluation, action=action, user_id=by.pk, at=at)
            with _due_date_follows(evaluation, at):
                yield Step(evaluation, standing, by, at, is_repeat=False)
    except WrongPassword:
        # Written after the rollback, which would have taken it along.
        password_failure_record(user=by, at=at)
        raise


@contextmanager
def system_step(*, pk: int, at: datetime) -> Iterator[Step]:
    """Open a step of the system (a scheduled move): the same lock and audit, no person's permission."""
    with transaction.atomic():
        evaluation = Evaluation.objects.select_for_update().get(pk=pk)
        with _due_date_follows(evaluation, at):
            yield Step(evaluation, None, None, at, is_repeat=False)


@contextmanager
def _due_date_follows(evaluation: Evaluation, at: datetime) -> Iterator[None]:
    """What is due next depends on states, periods and Raters; a saved comment moves nothing and costs nothing here."""
    before = _what_due_dates_depend_on(evaluation)
    yield
    if _what_due_dates_depend_on(evaluation) != before:
        due_dates_refresh(employee_ids=[evaluation.employee_id], at=at)


def _what_due_dates_depend_on(evaluation: Evaluation) -> tuple[Any, ...]:
    return (evaluation.status, evaluation.period_start, evaluation.period_end, evaluation.rater_id, evaluation.kind)


def is_spent(token: uuid.UUID, evaluation: Evaluation, action: str, by: User) -> bool:
    """True where this very form was posted before, also when its step took the evaluation out of the person's sight.

    Raises Conflict where the token belongs to another form.
    """
    spent = SubmitToken.objects.filter(token=token).first()
    if spent is None:
        return False
    if (spent.evaluation_id, spent.action, spent.user_id) != (evaluation.pk, action, by.pk):
        raise Conflict("This form belongs to another page. Open the evaluation again and repeat the step.")
    return True
