"""Contacts with HR as their readers may see them, and what the rules ask about them (R10, R11)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotAllowed, NotVisible
from common.searchkeys import search_words
from evaluations.enums import EvaluationStatus, NoticeOfDeficiency, Rating
from evaluations.models import Consultation, DueDate, Evaluation
from evaluations.permissions import (
    check_can_contact_hr,
    check_can_record_contact,
    check_can_withdraw,
    managers_who_may_contact,
)
from evaluations.recusal_permissions import recused_from, recused_people
from evaluations.rules.facts import EarlierNotice, Period
from evaluations.selectors.policies import policy_choice, policy_for
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee
from workforce.selectors import below, chain_of_command

LOW = [rating.value for rating in Rating if rating.is_low]
MOST_EARLIER = 5
_LOW_FACTORS = ArrayAgg("factor_ratings__factor__key", filter=Q(factor_ratings__rating__in=LOW), default=[])


@dataclass(frozen=True, slots=True)
class Contacted:
    """What is on record about one likely rating of one period: the first contact, and the issue last expected."""

    first_on: date | None = None
    anticipated_issue_on: date | None = None


def consultations_visible_to(user: User, on: date) -> QuerySet[Consultation]:
    """What this person may read: never about themselves, also in HR, since a leaked draft is a grievance.

    HR and the auditor: everybody's. The manager who asked: the own ones, for good. The Rater: those about the
    evaluation. Else those that still count: whoever could have asked HR, of evaluations by their Raters; while nobody
    has begun to rate, they and the supervisor, of their people, where somebody of their own line asked. So a contact
    stays with the line in which it was made, and does not follow the employee to the next one. Whoever is recused: none
    (R23).
    """
    rows = Consultation.objects.exclude(employee__user=user).exclude(employee__in=recused_from(user, on))
    if has_action(user, Action.EVALUATION_READ_ALL) or has_action(user, Action.EVALUATION_HR_REVIEW):
        return rows
    me = Employee.objects.filter(user=user).exclude(status=EmploymentStatus.SEPARATED.value).first()
    if me is None:
        return rows.none()
    by_own_line = Q(contacted_by__in=below([me.pk])) | Q(contacted_by__in=[one.pk for one in chain_of_command(me)])
    of_rated, of_people = Q(evaluation__rater=me), Q(employee__supervisor=me)
    from_level = policy_choice().agency(on).consultation.from_level
    if ManagementLevel(me.management_level).reaches(from_level):
        of_rated |= Q(evaluation__rater__in=below([me.pk]))
        of_people |= Q(employee__in=below([me.pk]))
    counting = Q(withdrawn_at=None) & (of_rated | (Q(evaluation=None) & of_people & by_own_line))
    return rows.filter(Q(contacted_by=me) | Q(evaluation__rater=me) | counting)


def consultations_shown() -> QuerySet[Consultation]:
    """Consultations with what a page or a row says of each."""
    return Consultation.objects.select_related(
        "employee__classification",
        "employee__org_unit",
        "employee__user",
        "employee__supervisor",
        "contacted_by__user",
        "evaluation__rater__user",
    )


def consultation_get(public_id: uuid.UUID, user: User, on: date) -> Consultation:
    """One consultation. Raises NotVisible (404) where it is not there or not this person's to see."""
    seen = consultations_visible_to(user, on).filter(public_id=public_id).order_by().values("pk")
    found = consultations_shown().filter(pk__in=seen).first()
    if found is None:
        raise NotVisible
    return found


def consultations_listed(user: User, on: date, *, search: str = "", state: str = "") -> QuerySet[Consultation]:
    """Those that the user may see, the latest first; `state` is waiting, answered, withdrawn or empty."""
    rows = consultations_shown().filter(pk__in=consultations_visible_to(user, on).order_by().values("pk"))
    for word in search_words(search):
        rows = rows.filter(employee__search_key__contains=word)
    if state == "waiting":
        rows = rows.filter(answered_at=None, withdrawn_at=None)
    elif state == "answered":
        rows = rows.filter(answered_at__isnull=False, withdrawn_at=None)
    elif state == "withdrawn":
        rows = rows.filter(withdrawn_at__isnull=False)
    return rows.order_by("-contacted_on", "-id")


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody who opens the form is shown: `manager` is the person of the chain who asks, None where HR records;
    `managers` are all who may ask. `period` and `due_on` are those of the evaluation under way, or of the next one."""

    manager: Employee | None
    managers: list[Employee]
    period: Period | None
    due_on: date | None
    earlier: list[Consultation]


def asking_about(user: User, employee: Employee, on: date) -> Asking:
    """Raises NotVisible (404), NotAllowed (403: below the level that contacts HR)."""
    coming = DueDate.objects.select_related("evaluation__rater").filter(employee=employee).first()
    period = Period(coming.period_start, coming.period_end) if coming else None
    evaluation = evaluation_about(employee.pk, period.start, period.end) if period else None
    chain = chain_about(employee, evaluation)
    policy = policy_for(employee, on)
    is_in_chain = any(person.user_id == user.pk for person in chain)
    if is_in_chain or not has_action(user, Action.EVALUATION_HR_REVIEW):
        manager = check_can_contact_hr(user, employee, chain, policy, on)
    else:
        check_can_record_contact(user, employee, on)
        manager = None
    return Asking(
        manager=manager,
        managers=managers_who_may_contact(chain, policy, recused=recused_people(employee, on)),
        period=period,
        due_on=coming.due_on if coming else None,
        earlier=consultations_of(user, employee, on),
    )


def is_contact_open_to(user: User, employee: Employee, on: date) -> bool:
    """True for a manager who may contact HR about this person, and for HR, who records what others asked."""
    try:
        asking_about(user, employee, on)
    except (NotVisible, NotAllowed):
        return False
    return employee.status != EmploymentStatus.SEPARATED.value


def consultations_of(user: User, employee: Employee, on: date) -> list[Consultation]:
    """The latest contacts about this person that the user may see and that still count."""
    rows = consultations_visible_to(user, on).filter(employee=employee, withdrawn_at=None)
    return list(rows.order_by("-contacted_on", "-pk")[:MOST_EARLIER])


def chain_about(employee: Employee, evaluation: Evaluation | None) -> list[Employee]:
    """Whose chain contacts HR: that which signs the evaluation, where there is one; else the employee's own.

    Where the employee has moved on since, the days that are rated were worked in the Rater's line.
    """
    chain = chain_of_command(employee)
    if evaluation is None or any(person.pk == evaluation.rater_id for person in chain):
        return chain
    return [evaluation.rater, *chain_of_command(evaluation.rater)]


def check_can_withdraw_contact(user: User, contact: Consultation, on: date) -> None:
    """Raises NotAllowed (403), Conflict (409), as `check_can_withdraw`, by the chain of today."""
    check_can_withdraw(user, contact, chain_about(contact.employee, contact.evaluation), on)


def check_can_list_consultations(user: User) -> None:
    """Raises NotVisible (404) for everybody but HR, the auditor and people who supervise somebody."""
    actions = (Action.EVALUATION_HR_REVIEW, Action.EVALUATION_READ_ALL)
    if any(has_action(user, action) for action in actions):
        return
    if not Employee.objects.filter(supervisor__user=user).exists():
        raise NotVisible


def consultations_about(employee_id: int, start: date, end: date) -> QuerySet[Consultation]:
    """The contacts about the evaluation of a period that still count, the earliest first.

    Periods of evaluations that count never overlap (R5). A contact is about the earliest one with a day of its period,
    also where that was closed early or another evaluation has taken the first one's place; never about the next one.
    """
    earlier = _live().filter(employee=employee_id, period_end__lt=start, period_end__gte=OuterRef("period_start"))
    rows = Consultation.objects.filter(employee=employee_id, withdrawn_at=None)
    rows = rows.filter(period_start__lte=end, period_end__gte=start).exclude(Exists(earlier))
    return rows.order_by("contacted_on", "pk")


def _live() -> QuerySet[Evaluation]:
    return Evaluation.objects.exclude(status__in=[EvaluationStatus.VOID.value, EvaluationStatus.SUPERSEDED.value])


def evaluation_about(employee_id: int, start: date, end: date) -> Evaluation | None:
    """The evaluation that a contact about that period is about, where one is under way or done."""
    rows = _live().filter(employee=employee_id, period_start__lte=end, period_end__gte=start)
    return rows.select_related("rater__user").order_by("period_start", "-pk").first()


def contact_first(evaluation: Evaluation, overall: str) -> Consultation | None:
    """R10, R11: the contact that counts for that rating of the evaluation."""
    rows = consultations_about(evaluation.employee_id, evaluation.period_start, evaluation.period_end)
    return rows.select_related("contacted_by").filter(likely_rating=overall).first()


def contacted_about(contacts: Iterable[Consultation], overall: str) -> Contacted:
    """R10, R11: each rule names its own rating, so a contact about the one does not stand for the other.

    Where HR advised the other rating, the contact about that one is made then; late is a warning with a reason.
    """
    own = [contact for contact in contacts if contact.likely_rating == overall]
    return Contacted(own[0].contacted_on, own[-1].anticipated_issue_on) if own else Contacted()


def earlier_notices_of(
    evaluation: Evaluation, own: Iterable[int], contacts: Iterable[Consultation]
) -> tuple[EarlierNotice, ...]:
    """§7: what told of deficiencies before: low ratings that were issued, and contacts with HR. One query.

    `own` are the evaluation and the versions that it corrects.
    """
    consulted = [EarlierNotice(NoticeOfDeficiency.CONSULTATION, contact.contacted_on) for contact in contacts]
    rows = (
        Evaluation.objects.filter(employee=evaluation.employee_id, issued_on__isnull=False)
        .exclude(status=EvaluationStatus.VOID.value)
        .exclude(pk__in=[pk for pk in own if pk])
        .order_by("issued_on", "pk")
        .annotate(low=_LOW_FACTORS)
        .values_list("issued_on", "overall", "low")
    )
    rated = [
        EarlierNotice(NoticeOfDeficiency.EARLIER_RATING, issued_on, frozenset(low))
        for issued_on, overall, low in rows
        if issued_on is not None and (low or overall in LOW)
    ]
    return (*rated, *consulted)
