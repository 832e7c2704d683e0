"""Who is told what when an evaluation moves, in the step's own transaction. The employee learns nothing before issue.

Each service calls one of these after its move; what was asked for before is done with it. Told twice is told once: a
notice is named by the evaluation, the round and the capacity.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role, delegations_active
from evaluations.enums import EvaluationStatus, FiledAs
from evaluations.models import Evaluation
from evaluations.permissions import is_hr_reviewer, may_issue, pending_step, standing_of
from evaluations.recusal_permissions import recused_people
from evaluations.selectors.due_dates import raters_who_can
from evaluations.services.engine import Step
from notifications.services import notice_add, notices_done

Status = EvaluationStatus
TURN_KINDS = (
    "your_turn_to_sign", "turn_waits", "hr_review", "hr_review_waits", "returned", "ready_to_issue", "issue_waits",
    "closed_early", "rerouted", "handed_over_to", "contact_due",
)  # fmt: skip


def subject_of(evaluation: Evaluation) -> str:
    """What the notices about an evaluation name as their subject."""
    return f"evaluation:{evaluation.public_id}"


def tell_next(s: Step) -> None:
    """After a submission, a concurrence or a signature: whoever acts next is told."""
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=TURN_KINDS, at=s.at)
    # The Rater has done what the reminders asked for; from here on they go to whoever signs.
    notices_done(subject=f"due:{evaluation.employee.employee_no}", kinds=("due", "due_escalated"), at=s.at)
    if evaluation.status == Status.HR_REVIEW.value:
        _tell_hr(s, evaluation)
    elif evaluation.status == Status.READY_TO_ISSUE.value:
        _tell_issuer(s, evaluation)
    else:
        _tell_signer(s, evaluation)


def tell_returned(s: Step) -> None:
    """Back with the Rater: told, unless the Rater took it back. Nobody else is asked any more."""
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=TURN_KINDS, at=s.at)
    # What is open of these went to whoever was to sign; the Rater's own ended with the submission.
    notices_done(subject=f"due:{evaluation.employee.employee_no}", kinds=("due", "due_escalated"), at=s.at)
    if s.by is None or evaluation.rater.user_id != s.by.pk:
        more = {"by": s.by.name if s.by else ""}
        tell(evaluation, evaluation.rater.user, "returned", page="detail", more=more, at=s.at)


def tell_issued(s: Step) -> None:
    """The employee is told at once, whatever they have switched off: terms run from here (R19, R25)."""
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=TURN_KINDS, at=s.at)
    notices_done(subject=f"due:{evaluation.employee.employee_no}", at=s.at)
    tell(evaluation, evaluation.employee.user, "issued", page="detail", is_immediate=True, is_statutory=True, at=s.at)


def tell_outcome(s: Step) -> None:
    """The employee's receipt is recorded: nobody asks for it any more, and the Rater knows."""
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=("issued", "sign_receipt", "record_outcome"), at=s.at)
    if s.by is None or evaluation.rater.user_id != s.by.pk:
        tell(evaluation, evaluation.rater.user, "outcome_recorded", page="detail", is_action=False, at=s.at)


def tell_response(s: Step) -> None:
    """A response is filed: its last day matters no more, and the Rater is told.

    Of a letter that somebody else has entered: where the Rater has, everybody of HR who might have; where HR has, the
    Rater. Nobody has to do anything; they know whom to ask for the letter.
    """
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=("response_until",), at=s.at)
    if s.evaluation.response_filed_as == FiledAs.EMPLOYEE.value:
        tell(evaluation, evaluation.rater.user, "response_filed", page="detail", is_action=False, at=s.at)
        return
    received_on = s.evaluation.response_on.isoformat() if s.evaluation.response_on else ""
    more = {"by": s.evaluation.response_by_name, "received_on": received_on}
    told: list[User | None] = [evaluation.rater.user]
    if s.evaluation.response_filed_as == FiledAs.RATER.value:
        told = [*_hr_who_may_issue(s, evaluation)]
    for user in told:
        if user is not None and user.pk != s.evaluation.response_by_user_id:
            tell(evaluation, user, "letter_filed", page="detail", more=more, is_action=False, at=s.at)


def tell_waiver(s: Step) -> None:
    """None will come: its last day matters no more."""
    notices_done(subject=subject_of(s.evaluation), kinds=("response_until",), at=s.at)


def tell_void(s: Step) -> None:
    """Void: nothing about it is to be done any more."""
    notices_done(subject=subject_of(s.evaluation), at=s.at)


def _afresh(s: Step) -> Evaluation:
    """The evaluation with the steps of its present round: what the step read before its move may be older."""
    rows = Evaluation.objects.select_related("employee__user", "rater__user")
    return rows.prefetch_related("steps__principal__user", "steps__signature", "concurrences").get(pk=s.evaluation.pk)


def tell(
    evaluation: Evaluation,
    user: User | None,
    kind: str,
    *,
    at: datetime,
    page: str,
    stage: str = "",
    more: dict[str, str] | None = None,
    is_action: bool = True,
    is_immediate: bool = False,
    is_statutory: bool = False,
) -> bool:
    """One notice to one account, where the person has one; names and period fill in its words. True where it is new."""
    if user is None:
        return False
    words = {
        "employee": evaluation.employee.full_name,
        "period_start": evaluation.period_start.isoformat(),
        "period_end": evaluation.period_end.isoformat(),
        **(more or {}),
    }
    return notice_add(
        recipient=user,
        kind=kind,
        subject=subject_of(evaluation),
        stage=f"round:{evaluation.signing_round}{stage}",
        path=reverse(f"evaluations:{page}", args=[evaluation.public_id]),
        words=words,
        is_action=is_action,
        is_immediate=is_immediate,
        is_statutory=is_statutory,
        at=at,
    )


def _tell_hr(s: Step, evaluation: Evaluation) -> None:
    """Everybody of HR who has no part in it; with the digest."""
    for user in active_accounts_with_role(Role.HR, Role.HR_MANAGER):
        if is_hr_reviewer(standing_of(user, evaluation, s.today), evaluation):
            tell(evaluation, user, "hr_review", page="concur", at=s.at)


def _tell_issuer(s: Step, evaluation: Evaluation) -> None:
    """The Rater; where the Rater has left, is recused (R23) or has no active account, everybody of HR who may issue it
    instead."""
    issuers: list[User | None] = [evaluation.rater.user]
    cannot = evaluation.rater_id in recused_people(evaluation.employee, s.today)
    if cannot or evaluation.rater_id not in raters_who_can([evaluation.rater_id]):
        issuers = [*_hr_who_may_issue(s, evaluation)]
    for user in issuers:
        tell(evaluation, user, "ready_to_issue", page="issue", at=s.at)


def _hr_who_may_issue(s: Step, evaluation: Evaluation) -> list[User]:
    """Everybody of HR who may do what the Rater does once everybody has signed; never the employee."""
    hr = active_accounts_with_role(Role.HR, Role.HR_MANAGER)
    return [user for user in hr if may_issue(standing_of(user, evaluation, s.today), evaluation)]


def tell_new_signer(s: Step) -> None:
    """After the open places were filled with other people: whoever is asked now, and nobody else any more."""
    evaluation = _afresh(s)
    notices_done(subject=subject_of(evaluation), kinds=("your_turn_to_sign", "turn_waits"), at=s.at)
    _tell_signer(s, evaluation, since=f":{s.today.isoformat()}")


def _tell_signer(s: Step, evaluation: Evaluation, since: str = "") -> None:
    """The person of the route and the designee of the day, where there is one who may sign; at once.

    `since` tells a second time of asking from the first, for somebody who was asked, passed over and is asked again.
    """
    row = pending_step(evaluation)
    if row is None:
        return
    delegations = delegations_active(s.today).filter(principal_id=row.principal.user_id)
    candidates = [row.principal.user, *(delegation.delegate for delegation in delegations)]
    for user in candidates:
        if user is None or not standing_of(user, evaluation, s.today).is_signer:
            continue
        principal = "" if user.pk == row.principal.user_id else row.principal.full_name
        more = {"capacity": row.capacity, "principal": principal}
        stage = f":{row.capacity}{since}"
        tell(evaluation, user, "your_turn_to_sign", page="sign", stage=stage, more=more, is_immediate=True, at=s.at)
