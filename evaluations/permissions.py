"""Who may do what with an evaluation, apart from what the rules ask of its content.

`ACTIONS` joins the two halves: *when* (the states) and *who* (the standing of a person). A person's standing follows
from the work: the employee, the Rater, the signer of the pending step (or that signer's designee), HR by role.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from accounts.selectors import delegations_active
from common.errors import Conflict, NotAllowed, NotVisible
from evaluations.enums import Capacity, EvaluationKind, EvaluationStatus, FollowUpStatus
from evaluations.models import Consultation, Evaluation, SigningStep
from evaluations.policy_versions import policy_named
from evaluations.recusal_permissions import REFUSAL, is_recused, recused_accounts, recused_people
from evaluations.rules.immutability import change_of_content
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import listed
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee
from workforce.selectors import chain_of_command

Status = EvaluationStatus
REVIEWS = frozenset({Status.HR_REVIEW, Status.REVIEWER_REVIEW, Status.DEPARTMENT_HEAD_REVIEW})
CAPACITY_OF_STATUS = {
    Status.REVIEWER_REVIEW.value: Capacity.REVIEWER.value,
    Status.DEPARTMENT_HEAD_REVIEW.value: Capacity.DEPARTMENT_HEAD.value,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to one evaluation on one day. `signs_for` is set where a designee acts for the principal.

    `is_recused`: takes no part in any capacity, and no exception is on record (R23).
    """

    is_employee: bool
    is_rater: bool
    is_signer: bool
    signs_for: Employee | None
    is_involved: bool
    user: User
    is_recused: bool = False


def pending_step(evaluation: Evaluation) -> SigningStep | None:
    """The step of the present round that waits for a signature; None outside the two signing states."""
    capacity = CAPACITY_OF_STATUS.get(evaluation.status)
    if capacity is None:
        return None
    return next((step for step in _steps_of_round(evaluation) if step.capacity == capacity), None)


def standing_of(user: User, evaluation: Evaluation, on: date, *, principals: Collection[int] | None = None) -> Standing:
    """The person's standing. A designee who is the Rater, the employee or another signer is no signer (§5), nor is
    whoever is recused, nor the designee of somebody who is (R23).

    `principals`: the ids of the users whose designee this person is on that day, where a list asks for many
    evaluations and has read them once; otherwise they are read where they matter.
    """
    is_employee = evaluation.employee.user_id == user.pk
    is_rater = evaluation.rater.user_id == user.pk
    steps = _steps_of_round(evaluation)
    has_step = any(step.principal.user_id == user.pk for step in steps)
    has_signed = any(step.signature is not None and step.signature.user_id == user.pk for step in steps)
    # Whoever found the rating proper has judged it once already and signs in no capacity.
    has_concurred = any(
        row.by_user_id == user.pk and row.round == evaluation.signing_round for row in evaluation.concurrences.all()
    )
    is_signer, signs_for = False, None
    step = pending_step(evaluation)
    recused = _recused(evaluation, on)
    # Neither in person nor by a designee: for a recused principal nobody signs, since the route passes over them.
    has_no_part = user.pk in recused or (step is not None and step.principal.user_id in recused)
    if step is not None and not (is_employee or is_rater or has_signed or has_concurred or has_no_part):
        if step.principal.user_id == user.pk:
            is_signer = True
        elif not has_step and _is_designee(user, step.principal, evaluation, on, principals):
            is_signer, signs_for = True, step.principal
    involved = is_employee or is_rater or has_step or has_signed
    return Standing(is_employee, is_rater, is_signer, signs_for, involved, user, is_recused=user.pk in recused)


def _recused(evaluation: Evaluation, on: date) -> frozenset[int]:
    """R23: the accounts of those who take no part in this evaluation on that day, by its own policy set."""
    if not policy_named(evaluation.policy_key, evaluation.policy_version).is_on("R23"):
        return frozenset()
    return recused_accounts(evaluation.employee, on)


def _steps_of_round(evaluation: Evaluation) -> list[SigningStep]:
    return [step for step in evaluation.steps.all() if step.round == evaluation.signing_round]


def _is_designee(
    user: User, principal: Employee, evaluation: Evaluation, on: date, principals: Collection[int] | None
) -> bool:
    if principals is not None:
        return principal.user_id in principals
    rows = delegations_active(on).filter(principal_id=principal.user_id, delegate=user)
    # Nobody chooses who signs their own evaluation, nor the one they wrote, by entering a delegation for somebody else.
    interested = {evaluation.employee.user_id, evaluation.rater.user_id} - {principal.user_id}
    return rows.exclude(created_by_id__in=[pk for pk in interested if pk]).exists()


# --- the predicates: about the person only ---------------------------------------------------------------------------


def is_rater(standing: Standing, evaluation: Evaluation) -> bool:
    return standing.is_rater


def is_employee(standing: Standing, evaluation: Evaluation) -> bool:
    return standing.is_employee


def is_signer(standing: Standing, evaluation: Evaluation) -> bool:
    return standing.is_signer


def is_hr_reviewer(standing: Standing, evaluation: Evaluation) -> bool:
    """HR, unless the reviewer is part of this evaluation: nobody reviews their own, nor signs in two capacities.

    Nor whoever is recused (R23): a propriety review is a capacity like the others.
    """
    may = has_action(standing.user, Action.EVALUATION_HR_REVIEW)
    return may and not (standing.is_involved or standing.is_recused)


def may_return(standing: Standing, evaluation: Evaluation) -> bool:
    if evaluation.status == Status.HR_REVIEW.value:
        return is_hr_reviewer(standing, evaluation)
    return standing.is_signer


def may_withdraw(standing: Standing, evaluation: Evaluation) -> bool:
    return standing.is_rater and not standing.is_recused


def may_issue(standing: Standing, evaluation: Evaluation) -> bool:
    by_role = has_action(standing.user, Action.EVALUATION_ISSUE) and not standing.is_employee
    return (standing.is_rater or by_role) and not standing.is_recused


def may_respond(standing: Standing, evaluation: Evaluation) -> bool:
    """The employee. Whoever has left signs in no more: a response that comes by letter is filed by the Rater or HR."""
    has_left = evaluation.employee.status == EmploymentStatus.SEPARATED.value
    return standing.is_employee or (has_left and may_issue(standing, evaluation))


def may_correct(standing: Standing, evaluation: Evaluation) -> bool:
    by_role = has_action(standing.user, Action.EVALUATION_CORRECT) and not standing.is_employee
    return (standing.is_rater or by_role) and not standing.is_recused


def may_void(standing: Standing, evaluation: Evaluation) -> bool:
    """The Rater discards an own draft; everything further is HR's, by somebody who has no part in it."""
    if evaluation.status == Status.DRAFT.value and standing.is_rater:
        return True
    return has_action(standing.user, Action.EVALUATION_VOID) and not (standing.is_involved or standing.is_recused)


# --- the map: when and who, with the sentence for each refusal --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActionRule:
    """`states`: when; `who`: the predicate; `refusal`: said to a person who sees the evaluation but may not."""

    label: str
    states: frozenset[Status]
    who: Callable[[Standing, Evaluation], bool]
    refusal: str


ACTIONS: dict[str, ActionRule] = {
    "edit": ActionRule("Edit", frozenset({Status.DRAFT}), is_rater, "Only the Rater changes an evaluation."),
    "submit": ActionRule("Sign and submit", frozenset({Status.DRAFT}), is_rater, "Only the Rater submits it."),
    "withdraw": ActionRule(
        "Take it back", REVIEWS | {Status.READY_TO_ISSUE}, may_withdraw, "Only the Rater takes an evaluation back."
    ),
    "concur": ActionRule(
        "Concur",
        frozenset({Status.HR_REVIEW}),
        is_hr_reviewer,
        "The propriety review is done by somebody in HR who has no part in this evaluation.",
    ),
    "return": ActionRule(
        "Return to the Rater", REVIEWS, may_return, "Only the person who reviews it now returns it to the Rater."
    ),
    "sign": ActionRule(
        "Sign",
        frozenset({Status.REVIEWER_REVIEW, Status.DEPARTMENT_HEAD_REVIEW}),
        is_signer,
        "Somebody else signs at this step.",
    ),
    "issue": ActionRule(
        "Issue", frozenset({Status.READY_TO_ISSUE}), may_issue, "The Rater or HR issues the evaluation."
    ),
    "sign_as_employee": ActionRule(
        "Sign as the employee", frozenset({Status.ISSUED}), is_employee, "Only the employee signs here."
    ),
    "record_outcome": ActionRule(
        "Record a refusal or absence",
        frozenset({Status.ISSUED}),
        may_issue,
        "The Rater or HR records what the employee did.",
    ),
    "respond": ActionRule("Respond", frozenset({Status.ISSUED}), may_respond, "Only the employee responds."),
    "waive": ActionRule(
        "Waive the response", frozenset({Status.ISSUED}), is_employee, "Only the employee waives the response."
    ),
    "plan_meeting": ActionRule(
        "Plan a meeting",
        frozenset({Status.DRAFT, Status.READY_TO_ISSUE, Status.ISSUED}) | REVIEWS,
        may_issue,
        "The Rater or HR plans the meeting with the employee.",
    ),
    "continue": ActionRule(
        "Go on as an ordinary evaluation",
        frozenset({Status.DRAFT}),
        is_rater,
        "Only the Rater goes on with an evaluation that came too late for its follow-up window.",
    ),
    "correct": ActionRule(
        "Start a correction", frozenset({Status.FINAL}), may_correct, "The Rater or HR starts a correction."
    ),
    "void": ActionRule(
        "Void",
        frozenset({Status.DRAFT, Status.READY_TO_ISSUE, Status.ISSUED}) | REVIEWS,
        may_void,
        "HR voids an evaluation; a Rater only discards an own draft.",
    ),
}

# Which action takes which move of the graph; a move that is not here follows by itself from what was recorded.
ACTION_OF_MOVE = {
    "submit_to_hr": "submit",
    "submit_to_reviewer": "submit",
    "submit_to_department_head": "submit",
    "concur_to_reviewer": "concur",
    "concur_to_department_head": "concur",
    "sign_as_reviewer": "sign",
    "sign_as_department_head": "sign",
    "return_to_rater": "return",
    "withdraw": "withdraw",
    "issue": "issue",
    "void": "void",
}


def is_overtaken(evaluation: Evaluation) -> bool:
    """R15, R22: it was to end a follow-up window that reverted or was lifted before it counted; it ends none now."""
    is_final = evaluation.kind == EvaluationKind.FOLLOW_UP_FINAL.value and evaluation.corrects_id is None
    window = evaluation.follow_up if is_final else None
    return window is not None and window.status in (FollowUpStatus.REVERTED.value, FollowUpStatus.LIFTED.value)


# Within `issued` some steps are done once; the states do not tell, the record does.
_DONE_ALREADY: dict[str, tuple[Callable[[Evaluation], bool], str]] = {
    "sign_as_employee": (lambda e: bool(e.outcome), "The employee's outcome has been recorded already."),
    "record_outcome": (lambda e: bool(e.outcome), "The employee's outcome has been recorded already."),
    "respond": (
        lambda e: bool(e.response_on or e.response_waived_on),
        "A response has been filed or waived already.",
    ),
    "continue": (
        lambda e: not is_overtaken(e),
        "This evaluation has no follow-up window that ended without it: it is what it was begun as.",
    ),
    "void": (
        lambda e: bool(e.outcome),
        "The employee's outcome has been recorded. What is wrong in this evaluation is mended by a correction.",
    ),
    "waive": (
        lambda e: bool(e.response_on or e.response_waived_on),
        "A response has been filed or waived already.",
    ),
}


def check_can(
    user: User, action: str, evaluation: Evaluation, on: date, *, standing: Standing | None = None
) -> Standing:
    """Returns the standing. Raises NotAllowed (403) for the wrong person, Conflict (409) for the wrong moment.

    Whether the person sees the evaluation at all is asked before (`selectors.evaluation_get`, 404). Who asks for
    several actions at once passes the standing in.
    """
    rule = ACTIONS[action]
    standing = standing or standing_of(user, evaluation, on)
    in_state = evaluation.status in {state.value for state in rule.states}
    # The signer of a step is only known while that step waits: out of state, the moment is the reason.
    if not in_state and rule.who in {is_signer, may_return}:
        raise Conflict(_wrong_moment(evaluation))
    if not rule.who(standing, evaluation):
        raise NotAllowed(REFUSAL if standing.is_recused else rule.refusal)
    if not in_state:
        raise Conflict(_closed_content(evaluation) if action == "edit" else _wrong_moment(evaluation))
    is_done, sentence = _DONE_ALREADY.get(action, (lambda _e: False, ""))
    if is_done(evaluation):
        raise Conflict(sentence)
    return standing


def _closed_content(evaluation: Evaluation) -> str:
    """Why the content does not change any more, in the rule's own words (R17, R35)."""
    policy = policy_named(evaluation.policy_key, evaluation.policy_version)
    violation = change_of_content(EvaluationStatus(evaluation.status), policy)
    return violation.message if violation else _wrong_moment(evaluation)


def _wrong_moment(evaluation: Evaluation) -> str:
    label = EvaluationStatus(evaluation.status).label
    return f"This evaluation is now in the state “{label}”, where this step is not possible. Look at it again first."


def can(user: User, action: str, evaluation: Evaluation, on: date, *, standing: Standing | None = None) -> bool:
    """True where `check_can` would pass."""
    try:
        check_can(user, action, evaluation, on, standing=standing)
    except (NotAllowed, Conflict):
        return False
    return True


def check_can_start(user: User, employee: Employee, on: date) -> Employee:
    """Returns the Rater. The immediate supervisor starts an evaluation (§5), or the next level where that one is
    recused (R23).

    Raises NotVisible (404) for everybody to whom the employee is not visible as a report, NotAllowed (403) for a
    recused supervisor.
    """
    rater: Employee | None = getattr(user, "employee", None)
    if rater is None:
        raise NotVisible
    recused = recused_people(employee, on)
    if employee.supervisor_id == rater.pk:
        if rater.pk in recused:
            raise NotAllowed(REFUSAL)
        return rater
    if employee.supervisor_id not in recused:
        raise NotVisible
    instead = next((one for one in chain_of_command(employee) if one.pk not in recused), None)
    if instead is None or instead.pk != rater.pk:
        raise NotVisible
    return rater


# --- contact with HR ahead of a low rating (R10, R11) -----------------------------------------------------------------


def managers_who_may_contact(
    chain: Iterable[Employee], policy: Policy, *, recused: Collection[int] = ()
) -> list[Employee]:
    """R10: who of a chain of command contacts HR, nearest first; nobody who is recused (R23)."""
    level = policy.consultation.from_level
    able = (person for person in chain if person.pk not in recused)
    return [person for person in able if ManagementLevel(person.management_level).reaches(level)]


def check_can_contact_hr(user: User, employee: Employee, chain: list[Employee], policy: Policy, on: date) -> Employee:
    """Returns the manager. Raises NotVisible (404) outside the chain, NotAllowed (403) below the level in it, or for
    whoever is recused (R23)."""
    me = next((person for person in chain if person.user_id == user.pk), None)
    if me is None:
        raise NotVisible
    recused = recused_people(employee, on)
    if me.pk in recused:
        raise NotAllowed(REFUSAL)
    able = managers_who_may_contact(chain, policy, recused=recused)
    if me not in able:
        level, names = policy.consultation.from_level.label, listed([person.full_name for person in able])
        whom = f" Ask one of these to do so: {names}." if able else " Nobody in this chain of command is; ask HR."
        raise NotAllowed(f"A {level} or a manager above contacts HR about {employee.full_name}.{whom}")
    return me


def check_can_record_contact(user: User, employee: Employee, on: date) -> None:
    """HR records a contact by telephone or visit. Raises NotVisible (404) for others, about oneself, and for whoever
    is recused (R23)."""
    if not has_action(user, Action.EVALUATION_HR_REVIEW) or employee.user_id == user.pk:
        raise NotVisible
    if is_recused(user, employee, on):
        raise NotVisible


def check_can_extend_probation(user: User, employee: Employee) -> None:
    """R3: HR records what moves somebody's probation, nobody one's own. Raises NotVisible (404) for others."""
    if not has_action(user, Action.EVALUATION_HR_REVIEW) or employee.user_id == user.pk:
        raise NotVisible


def can_extend_probation(user: User, employee: Employee) -> bool:
    """True where `check_can_extend_probation` would pass and somebody is on probation."""
    try:
        check_can_extend_probation(user, employee)
    except NotVisible:
        return False
    return employee.status == EmploymentStatus.PROBATIONARY.value


def may_answer(user: User, consultation: Consultation, on: date) -> bool:
    """HR, but nobody who has a part in it: the employee, the manager who asked, the supervisor, the Rater; nor whoever
    is recused (R23)."""
    parts = [consultation.employee, consultation.contacted_by]
    if consultation.employee.supervisor is not None:
        parts.append(consultation.employee.supervisor)
    if consultation.evaluation is not None:
        parts.append(consultation.evaluation.rater)
    is_part = any(person.user_id == user.pk for person in parts)
    may = has_action(user, Action.EVALUATION_HR_REVIEW) and not is_part
    return may and not is_recused(user, consultation.employee, on)


def check_can_answer(user: User, consultation: Consultation, on: date) -> None:
    """Raises NotAllowed (403) for the wrong person, Conflict (409) where it waits for no answer."""
    if not may_answer(user, consultation, on):
        raise NotAllowed("Somebody in HR answers who has no part in it: neither asks, supervises nor rates here.")
    if consultation.is_withdrawn:
        raise Conflict("This contact has been withdrawn, so it waits for no answer.")
    if consultation.answered_at is not None:
        raise Conflict(f"{consultation.answered_by_name} has answered already. Read that answer first.")


def check_can_withdraw(user: User, consultation: Consultation, chain: Iterable[Employee], on: date) -> None:
    """The manager who asked, while in the `chain` that contacts HR about it, or HR. Raises NotAllowed (403); Conflict
    (409) where an evaluation rests on it."""
    if not may_answer(user, consultation, on):
        if consultation.contacted_by.user_id != user.pk:
            raise NotAllowed("The manager who contacted HR withdraws it, or HR does.")
        if consultation.contacted_by not in chain:
            raise NotAllowed("You are not in this employee's chain of command any more. HR withdraws the contact.")
    if consultation.is_withdrawn:
        raise Conflict("This contact has been withdrawn already.")
    evaluation = consultation.evaluation
    if evaluation is not None and evaluation.submitted_at is not None:
        raise Conflict("An evaluation has been submitted that rests on this contact, so it stands.")
