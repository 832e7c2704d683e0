"""Void, going on with a final that came too late (R15), and the correction of a final evaluation (R35)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from common.canonical import sha256_of_text
from common.errors import Conflict
from evaluations.enums import EvaluationKind
from evaluations.models import Evaluation
from evaluations.selectors import content_of
from evaluations.services.attachments import attachments_copy
from evaluations.services.drafts import content_write
from evaluations.services.engine import Step, step
from evaluations.services.follow_up import follow_up_void
from evaluations.services.notices import subject_of, tell_void
from evaluations.services.signing import require_reason
from evaluations.services.start import rows_create
from notifications.services import notices_done


def evaluation_void(
    *, public_id: uuid.UUID, reason: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> Evaluation:
    """It never counts. A Rater discards an own draft; HR voids what has gone further; a final one is corrected."""
    with step(public_id=public_id, action="void", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        text = require_reason(reason)
        if s.evaluation.follow_up is not None and s.evaluation.follow_up.closed_by_id == s.evaluation.pk:
            raise Conflict("This evaluation has ended a follow-up window (R15). It is corrected, not voided.")
        void_apply(s, text)
    return s.evaluation


def void_apply(s: Step, reason: str) -> None:
    """The step itself, whoever takes it: the state, the trail, the window, and nobody is asked for anything more."""
    came_from = s.evaluation.status
    s.evaluation.voided_at, s.evaluation.void_reason = s.at, reason
    s.move("void")
    s.save("voided_at", "void_reason")
    s.record("voided", came_from=came_from, reason_sha256=sha256_of_text(reason))
    follow_up_void(s)
    tell_void(s)


def evaluation_continue(*, public_id: uuid.UUID, by: User, at: datetime, token: uuid.UUID | None = None) -> Evaluation:
    """The Rater goes on with a final that came too late for its window: an ordinary evaluation of the same days (R15).

    Only the Rater changes an evaluation (R17). Raises Conflict (409) where its window has not reverted.
    """
    with step(public_id=public_id, action="continue", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        window = s.evaluation.follow_up
        s.evaluation.kind, s.evaluation.follow_up = EvaluationKind.ANNUAL.value, None
        s.evaluation.content_version += 1
        s.save("kind", "follow_up", "content_version")
        s.record("continued_as_ordinary", window_ended_on=window.ends_on.isoformat() if window else None)
        notices_done(subject=subject_of(s.evaluation), kinds=("final_overtaken",), at=at)
    return s.evaluation


def evaluation_correct(
    *, public_id: uuid.UUID, reason: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> Evaluation:
    """A new version with the same content as a draft of the Rater; the final one stands until the new one is final.

    Raises Conflict (409) while another correction is under way. A repeated form returns the correction it began.
    """
    with step(public_id=public_id, action="correct", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation.corrections.latest("pk")
        return correction_begin(s, require_reason(reason))


def correction_begin(s: Step, text: str) -> Evaluation:
    """The step itself, whoever takes it (R22, R35). Raises Conflict (409) while another correction is under way."""
    correction = _next_version(s, text)
    try:
        with transaction.atomic():
            correction.save()
    except IntegrityError as failure:
        if "one_correction_at_a_time" not in str(failure):
            raise
        raise Conflict("A correction of this evaluation is under way already. Open that one.") from failure
    rows_create(correction)
    copy = Step(correction, None, s.by, s.at, is_repeat=False)
    content_write(copy, content_of(s.evaluation))
    attachments_copy(s.evaluation, correction)
    s.record("correction_started", version=correction.version, reason_sha256=sha256_of_text(text))
    copy.record("evaluation_started", corrects=str(s.evaluation.public_id), version=correction.version)
    return correction


def _next_version(s: Step, reason: str) -> Evaluation:
    old = s.evaluation
    return Evaluation(
        employee=old.employee,
        rater=old.rater,
        classification=old.classification,
        org_unit=old.org_unit,
        template=old.template,
        kind=old.kind,
        policy_key=old.policy_key,
        policy_version=old.policy_version,
        period_start=old.period_start,
        period_end=old.period_end,
        follow_up=old.follow_up,
        version=old.version + 1,
        corrects=old,
        correction_reason=reason,
        created_at=s.at,
        created_by_id=s.by.pk if s.by else None,
        content_saved_at=s.at,
    )
