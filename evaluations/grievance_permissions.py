"""R22: who files a grievance, withdraws it and decides on it, and what it holds."""

from __future__ import annotations

from django.db.models import Q

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import Conflict, NotAllowed
from evaluations.enums import EvaluationStatus, GrievanceStatus
from evaluations.models import Evaluation, Grievance
from evaluations.permissions import Standing
from evaluations.recusal_permissions import REFUSAL

GRIEVABLE = [EvaluationStatus.ISSUED.value, EvaluationStatus.FINAL.value]
OPEN, NEW_REPORT = GrievanceStatus.OPEN.value, GrievanceStatus.NEW_REPORT.value
DECIDED = [GrievanceStatus.STANDS.value, NEW_REPORT]
HELD_SENTENCE = (
    "A grievance holds this evaluation: it is given to nobody but the employee until that has ended (rule R22)."
)


def holding() -> Q:
    """The grievances that hold an evaluation: those that wait, and a new report until it is final.

    What a new version has superseded holds nothing: that one counts.
    """
    return Q(status=OPEN) | Q(status=NEW_REPORT, evaluation__status__in=GRIEVABLE)


def is_held(evaluation: Evaluation) -> bool:
    """R22: whether filing and distribution to others wait."""
    return Grievance.objects.filter(holding(), evaluation=evaluation).exists()


def may_file(standing: Standing) -> bool:
    """The employee, or HR on the employee's behalf: of a letter, or of somebody who has left."""
    by_role = has_action(standing.user, Action.EVALUATION_HR_REVIEW) and not standing.is_recused
    return standing.is_employee or by_role


def check_can_file(standing: Standing, evaluation: Evaluation) -> None:
    """Raises NotAllowed (403) for the wrong person, Conflict (409) for the wrong moment."""
    if not may_file(standing):
        raise NotAllowed(REFUSAL if standing.is_recused else "The employee files it, or HR on the employee's behalf.")
    if evaluation.status not in GRIEVABLE:
        raise Conflict("Only an evaluation that was issued, and that nothing has replaced, is grieved.")
    earlier = evaluation.grievances.exclude(status=GrievanceStatus.WITHDRAWN.value).first()
    if earlier is not None and earlier.status == OPEN:
        raise Conflict("A grievance about this evaluation waits already. One is decided before the next.")
    if earlier is not None:
        raise Conflict("A grievance about this evaluation has been decided. It is not filed a second time.")


def may_read(standing: Standing) -> bool:
    """The employee, HR that takes part, the auditor. Not the Rater, nor who signed."""
    reads = has_action(standing.user, Action.EVALUATION_READ_ALL)
    reads |= has_action(standing.user, Action.EVALUATION_HR_REVIEW) and not standing.is_recused
    return standing.is_employee or reads


def check_can_decide(standing: Standing, grievance: Grievance) -> None:
    """HR, by somebody who has no part in the evaluation and did not file it. Raises NotAllowed, Conflict."""
    is_own = standing.is_employee or standing.is_involved or standing.is_recused
    if not has_action(standing.user, Action.EVALUATION_HR_REVIEW) or is_own:
        raise NotAllowed("Somebody in HR decides who has no part in this evaluation.")
    if grievance.recorded_by_id == standing.user.pk:
        raise NotAllowed("You have filed it on the employee's behalf, so somebody else in HR decides.")
    _check_open(grievance)


def check_can_withdraw_grievance(standing: Standing, grievance: Grievance) -> None:
    """The employee, or HR where the employee says so. Raises NotAllowed (403), Conflict (409)."""
    if not may_file(standing):
        raise NotAllowed("The employee withdraws it, or HR on the employee's behalf.")
    _check_open(grievance)


def _check_open(grievance: Grievance) -> None:
    if grievance.status != OPEN:
        raise Conflict(f"It has ended: {GrievanceStatus(grievance.status).label}. Look at it again first.")


def may_be_given(evaluation: Evaluation, user: User) -> bool:
    """R22: whether the packet of record is given to this person: while it is held, to the employee alone."""
    return evaluation.employee.user_id == user.pk or not is_held(evaluation)
