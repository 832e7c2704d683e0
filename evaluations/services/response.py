"""The employee's written response, by the employee's own hand or by a letter that somebody enters; and that none comes
(R25).
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime

from accounts.models import User
from common.canonical import sha256_of_text
from common.dates import in_words
from evaluations.enums import FiledAs
from evaluations.models import Evaluation
from evaluations.permissions import Standing
from evaluations.rules import outcomes
from evaluations.rules.violation import Violation, form_error
from evaluations.selectors import facts_of, policy_of
from evaluations.services.engine import Step, step
from evaluations.services.issue import finalize_if_complete
from evaluations.services.notices import tell_response, tell_waiver
from evaluations.services.reasons import require_lawful


def evaluation_respond(
    *,
    public_id: uuid.UUID,
    text: str,
    by: User,
    at: datetime,
    received_on: date | None = None,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """The employee's written response, attached when it comes in time (R25).

    Of somebody who has left, whose account ended with that, the Rater or HR files the letter and says by `received_on`
    on which day it came: that day counts, not the one on which it is entered. Raises RuleViolations (422).
    """
    with step(public_id=public_id, action="respond", by=by, at=at, token=token) as s:
        if s.is_repeat or s.standing is None:
            return s.evaluation
        filed_as = _filed_as(s.standing)
        found = _form_violations(s, filed_as, text, received_on)
        response_on = received_on or s.today
        facts = replace(facts_of(s.evaluation, on=s.today), response_on=response_on)
        require_lawful([*found, *outcomes.response_in_time(facts, policy_of(s.evaluation), s.today)], {})
        s.evaluation.response, s.evaluation.response_on = text.strip(), response_on
        s.evaluation.response_filed_at, s.evaluation.response_filed_as = at, filed_as.value
        s.evaluation.response_by_user_id, s.evaluation.response_by_name = by.pk, by.name
        s.save(
            "response",
            "response_on",
            "response_filed_at",
            "response_filed_as",
            "response_by_user_id",
            "response_by_name",
        )
        s.record(
            "responded",
            response_sha256=sha256_of_text(text.strip()),
            response_on=response_on.isoformat(),
            filed_as=filed_as.value,
        )
        tell_response(s)
        finalize_if_complete(s)
    return s.evaluation


def evaluation_waive_response(
    *, public_id: uuid.UUID, by: User, at: datetime, token: uuid.UUID | None = None
) -> Evaluation:
    """The employee says that no response will come."""
    with step(public_id=public_id, action="waive", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        s.evaluation.response_waived_on = s.today
        s.save("response_waived_on")
        s.record("response_waived")
        tell_waiver(s)
        finalize_if_complete(s)
    return s.evaluation


def _filed_as(standing: Standing) -> FiledAs:
    """As what the person files it; whoever is both Rater and of HR does so as the Rater."""
    if standing.is_employee:
        return FiledAs.EMPLOYEE
    return FiledAs.RATER if standing.is_rater else FiledAs.HR


def _form_violations(s: Step, filed_as: FiledAs, text: str, received_on: date | None) -> list[Violation]:
    found = []
    if not text.strip():
        message = "The response is empty. Write it, or say that you will not respond."
        if filed_as is not FiledAs.EMPLOYEE:
            message = "The response is empty. Copy the employee's letter here, word for word."
        found.append(form_error(code="response_empty", message=message, field="response"))
    if message := _about_the_day(s, filed_as, received_on):
        found.append(form_error(code="not_the_day_received", message=message, field="received_on"))
    return found


def _about_the_day(s: Step, filed_as: FiledAs, received_on: date | None) -> str:
    """What is wrong with the day on which a letter is said to have come; empty where nothing is."""
    if filed_as is FiledAs.EMPLOYEE:
        return (
            "" if received_on is None else "Your own response counts on the day on which you file it. Leave this out."
        )
    presented_on = s.evaluation.presented_on
    if received_on is None:
        return "Say on which day the letter was received: that day decides whether it came in time."
    if received_on > s.today:
        return f"{in_words(received_on)} lies in the future. Enter the day on which the letter was received."
    if presented_on is not None and received_on < presented_on:
        return (
            f"The evaluation was presented on {in_words(presented_on)}; a letter about it cannot have come before. "
            "Enter the day on which it was received."
        )
    return ""
