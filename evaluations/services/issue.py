"""Issue, the employee's outcome, and the filing that ends it (R12, R19, R20, R25)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from accounts.services import Proof, identity_confirm
from audit.services import signature_record
from common.canonical import sha256_of_text
from common.dates import in_words
from common.errors import Conflict, RuleViolations
from evaluations.enums import EmployeeOutcome, EvaluationStatus, GrievanceStatus, IssueMethod, PacketKind, Rating
from evaluations.models import Evaluation, SignedDocument
from evaluations.rules import deadlines, outcomes
from evaluations.rules.facts import OutcomeFacts
from evaluations.rules.statements import EMPLOYEE, statement_for
from evaluations.rules.violation import Violation, error, form_error, warning
from evaluations.selectors import facts_of, policy_of
from evaluations.selectors.packets import PACKET_JOB, packet_key
from evaluations.selectors.people import title_of
from evaluations.services.engine import Step, step, system_step
from evaluations.services.follow_up import follow_up_correct, follow_up_give, follow_up_open
from evaluations.services.new_reports import new_report_begin
from evaluations.services.notices import tell_issued, tell_outcome
from evaluations.services.reasons import keep_reasons, require_lawful
from jobs.services import enqueue
from workforce.enums import EmploymentStatus

logger = logging.getLogger(__name__)


def evaluation_issue(
    *,
    public_id: uuid.UUID,
    method: IssueMethod,
    issued_on: date,
    presented_on: date,
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """Record that it was shown to the employee and given or mailed. Opens the window of an Improvement Needed (R12).

    Raises RuleViolations (422) for days out of order; a copy later than R19 allows needs a reason.
    """
    with step(public_id=public_id, action="issue", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        evaluation, policy = s.evaluation, policy_of(s.evaluation)
        found = _issue_violations(evaluation, issued_on, presented_on, s.today)
        found += _backdating(s, issued_on, presented_on)
        accepted = require_lawful(found, reasons)
        evaluation.issue_method = method.value
        evaluation.issued_on, evaluation.presented_on = issued_on, presented_on
        evaluation.copy_due_on = deadlines.copy_due_on(presented_on, policy)
        evaluation.response_due_on = deadlines.response_due_on(presented_on, policy)
        s.move("issue")
        s.save("issue_method", "issued_on", "presented_on", "copy_due_on", "response_due_on")
        keep_reasons(s, accepted)
        s.record("issued", method=method.value, issued_on=issued_on.isoformat(), presented_on=presented_on.isoformat())
        follow_up_open(s)
        follow_up_give(s)
        enqueue_packet(evaluation, PacketKind.EMPLOYEE_COPY)
        tell_issued(s)
    return s.evaluation


def evaluation_sign_as_employee(
    *,
    public_id: uuid.UUID,
    content_sha256: str,
    password: Proof,
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """The employee signs: it says received, not agreed (R20)."""
    with step(public_id=public_id, action="sign_as_employee", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        signed = SignedDocument.objects.get(evaluation=s.evaluation, round=s.evaluation.signing_round)
        signed.check_text()
        if signed.sha256 != content_sha256:
            raise Conflict("The evaluation is no longer the one that was on your screen. Read it again, then sign.")
        require_lawful(_outcome_violations(s, EmployeeOutcome.SIGNED, s.today, "", ""), {})
        confirmed_by = identity_confirm(user=by, proof=password, at=at)
        signature_record(
            stream=s.evaluation.stream,
            round=s.evaluation.signing_round,
            capacity=EMPLOYEE,
            by=by,
            title=title_of(s.evaluation.employee),
            acting_for="",
            statement=statement_for(EMPLOYEE),
            content_sha256=signed.sha256,
            template_version=f"{s.evaluation.template.key}-{s.evaluation.template.version}",
            policy_version=policy_of(s.evaluation).name,
            confirmed_by=confirmed_by,
            at=at,
        )
        _record_outcome(s, EmployeeOutcome.SIGNED, s.today)
    return s.evaluation


def evaluation_record_outcome(
    *,
    public_id: uuid.UUID,
    outcome: EmployeeOutcome,
    on: date,
    note: str,
    witness: str,
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """The Rater or HR records that the employee refused or is unavailable (R20); signing is the employee's own."""
    if outcome is EmployeeOutcome.SIGNED:
        sentence = "Only the employee signs. Record a refusal or that the employee is unavailable."
        raise RuleViolations([form_error(code="not_yours_to_sign", message=sentence, field="outcome")])
    with step(public_id=public_id, action="record_outcome", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.evaluation
        found = _outcome_violations(s, outcome, on, note, witness)
        accepted = require_lawful(found, reasons)
        s.evaluation.outcome_note, s.evaluation.outcome_witness = note.strip(), witness.strip()
        keep_reasons(s, accepted)
        _record_outcome(s, outcome, on)
    return s.evaluation


def evaluations_finalize_due(*, at: datetime) -> int:
    """File what only waited for the response time to end; how many. Safe to run twice and late."""
    today = timezone.localdate(at)
    waiting = (
        Evaluation.objects.filter(status=EvaluationStatus.ISSUED.value, response_due_on__lt=today)
        .exclude(outcome="")
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    count = 0
    for pk in list(waiting):
        try:
            with system_step(pk=pk, at=at) as s:
                count += finalize_if_complete(s)
        except Exception:  # one evaluation that cannot be filed keeps nobody else's from being filed
            logger.exception("Evaluation %s could not be filed; the next sweep tries again.", pk)
    return count


def enqueue_packet(evaluation: Evaluation, kind: PacketKind) -> None:
    """Ask the worker for the sealed packet; asking twice is one packet."""
    enqueue(
        name=PACKET_JOB,
        key=packet_key(evaluation, kind),
        payload={"public_id": str(evaluation.public_id), "kind": kind.value},
    )


def _issue_violations(evaluation: Evaluation, issued_on: date, presented_on: date, today: date) -> list[Violation]:
    signed_on = evaluation.last_agency_signature_on
    found = []
    for field, day in (("presented_on", presented_on), ("issued_on", issued_on)):
        if day > today:
            message = f"{in_words(day)} lies in the future. Enter the day on which it happened."
            found.append(form_error(code="day_in_future", message=message, field=field))
        elif signed_on is not None and day < signed_on:
            message = (
                f"The last agency signature was given on {in_words(signed_on)}; the employee sees the evaluation "
                "after that. Enter that day or a later one."
            )
            found.append(form_error(code="day_before_signature", message=message, field=field))
    if issued_on < presented_on:
        message = "The copy cannot be given or mailed before the evaluation was shown. Correct one of the two days."
        found.append(form_error(code="issued_before_presented", message=message, field="issued_on"))
    policy = policy_of(evaluation)
    due_on = deadlines.copy_due_on(presented_on, policy)
    if policy.is_on("R19") and deadlines.is_copy_overdue(presented_on, None, policy, issued_on):
        message = f"The employee's copy was due on {in_words(due_on)} and is given on {in_words(issued_on)}."
        found.append(warning(policy, "R19", code="copy_late", message=message, field="issued_on"))
    return found


def _backdating(s: Step, issued_on: date, presented_on: date) -> list[Violation]:
    """A day that is past is recorded with its reason. Where a term of the employee's is over by now, HR records it.

    The Rater alone cannot take the time for a response (R25) or of the follow-up window (R12) from the employee.
    """
    signed_on = s.evaluation.last_agency_signature_on
    if min(issued_on, presented_on) >= s.today or (signed_on is not None and min(issued_on, presented_on) < signed_on):
        return []
    policy, evaluation = policy_of(s.evaluation), s.evaluation
    is_low = evaluation.overall == Rating.IMPROVEMENT_NEEDED.value
    window_end = deadlines.follow_up_window(issued_on, policy).end if is_low else None
    lost = [
        (words, rule, day)
        for words, rule, day in (
            ("the time for a written response", "R25", deadlines.response_due_on(presented_on, policy)),
            ("the follow-up window", "R12", window_end),
        )
        if day is not None and day < s.today
    ]
    is_hr = s.standing is not None and not s.standing.is_rater
    for words, rule, day in lost:
        message = f"With these days {words} would be over since {in_words(day)}, before the evaluation was recorded."
        if not is_hr:
            message += " Enter the day on which the employee is really given it, or let HR record the earlier one."
        make = warning if is_hr else error
        return [make(policy, rule, code="term_over", message=message, field="presented_on")]
    message = f"These days are past; today is {in_words(s.today)}. Say why it is recorded only now."
    return [warning(policy, "R19", code="recorded_late", message=message, field="issued_on")]


def _outcome_violations(s: Step, outcome: EmployeeOutcome, on: date, note: str, witness: str) -> list[Violation]:
    answer = OutcomeFacts(outcome, on, note.strip(), witness.strip())
    facts = replace(facts_of(s.evaluation, on=s.today), outcome=answer)
    return list(outcomes.employee_outcome(facts, policy_of(s.evaluation), s.today))


def _record_outcome(s: Step, outcome: EmployeeOutcome, on: date) -> None:
    s.evaluation.outcome, s.evaluation.outcome_on = outcome.value, on
    # Filed on the day of recording: a day that somebody types decides no step increase (R18).
    s.evaluation.filed_on = deadlines.filed_on(s.today, s.evaluation.response_due_on, policy_of(s.evaluation))
    s.save("outcome", "outcome_on", "outcome_note", "outcome_witness", "filed_on")
    s.record(
        "outcome_recorded",
        outcome=outcome.value,
        on=on.isoformat(),
        note_sha256=sha256_of_text(s.evaluation.outcome_note),
        witness_sha256=sha256_of_text(s.evaluation.outcome_witness),
    )
    tell_outcome(s)
    finalize_if_complete(s)


def finalize_if_complete(s: Step) -> bool:
    """Final: outcome recorded, and the response filed, waived or its time over. A correction replaces its original.

    Not while a grievance waits (R22); where one was decided for a new report, that is begun now.
    """
    evaluation = s.evaluation
    is_over = deadlines.response_is_over(
        _awaited_until(evaluation),
        responded_on=evaluation.response_on,
        waived_on=evaluation.response_waived_on,
        today=s.today,
    )
    if evaluation.status != EvaluationStatus.ISSUED.value or not evaluation.outcome or not is_over:
        return False
    if evaluation.grievances.filter(status=GrievanceStatus.OPEN.value).exists():
        return False
    if evaluation.corrects_id:
        _supersede(s, evaluation.corrects_id)
    evaluation.finalized_at = s.at
    s.move("finalize")
    s.save("finalized_at")
    s.record("finalized", filed_on=evaluation.filed_on.isoformat() if evaluation.filed_on else None)
    enqueue_packet(evaluation, PacketKind.RECORD)
    new_report_begin(s)
    return True


def _awaited_until(evaluation: Evaluation) -> date | None:
    """The last day on which a response may be filed. Of somebody who has left a letter that came in time may be."""
    due_on = evaluation.response_due_on
    if due_on is None or evaluation.employee.status != EmploymentStatus.SEPARATED.value:
        return due_on
    return deadlines.letter_filed_by(due_on, policy_of(evaluation))


def _supersede(s: Step, corrected_pk: int) -> None:
    corrected = Evaluation.objects.select_for_update().get(pk=corrected_pk)
    replaced = Step(corrected, None, s.by, s.at, is_repeat=False)
    replaced.move("supersede")
    replaced.save()
    replaced.record("superseded", by_version=s.evaluation.version)
    follow_up_correct(s, corrected)
