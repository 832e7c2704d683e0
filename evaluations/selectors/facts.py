"""Gathers what the rules ask about an evaluation, and asks them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import Delegation
from accounts.selectors import delegations_active, hr_manager
from evaluations.enums import ActionKind, ActionStage, Capacity, EvaluationKind, EvaluationStatus, ItemRating, Rating
from evaluations.models import Evaluation, FollowUp
from evaluations.policy_versions import policy_named
from evaluations.recusal_permissions import is_excepted, recusals_about
from evaluations.rules import book, facts, signing
from evaluations.rules.content import DraftContent
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import is_one_year_class
from evaluations.rules.violation import Violation
from evaluations.selectors.consultations import (
    chain_about,
    consultations_about,
    contacted_about,
    earlier_notices_of,
)
from evaluations.selectors.content import content_of
from evaluations.selectors.probation import paid_days_of, probation_extended_to
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee

PERIOD_RULES = frozenset({"R1", "R5"})


def policy_of(evaluation: Evaluation) -> Policy:
    """The policy version that the evaluation was made under: a shipped one, or one of the agency's own."""
    return policy_named(evaluation.policy_key, evaluation.policy_version)


def facts_of(evaluation: Evaluation, content: DraftContent | None = None, *, on: date) -> facts.EvaluationFacts:
    """Everything the rules may ask, with people as Employee ids. `content` replaces the stored one (live panel)."""
    content = content_of(evaluation) if content is None else content
    employee = evaluation.employee
    chain = rating_chain(evaluation)
    manager = _hr_manager()
    signers = [*chain, manager] if manager else chain
    delegations = _delegations(signers, on)
    people = [*signers, employee, evaluation.rater, *(row.delegate.employee for row in delegations)]
    recusals = recusals_about(employee, on)
    return facts.EvaluationFacts(
        employee=employee_facts(employee, policy_of(evaluation)),
        kind=EvaluationKind(evaluation.kind),
        period=facts.Period(evaluation.period_start, evaluation.period_end),
        other_periods=_other_periods(evaluation),
        leaves=leaves_of(employee),
        **_content_facts(content),
        **_told_before(evaluation, content),
        attachments=len(evaluation.attachments.all()),
        chain=tuple(facts.ChainMember(person.pk, ManagementLevel(person.management_level)) for person in chain),
        hr_manager=manager.pk if manager else None,
        unable_to_sign=frozenset(person.pk for person in chain if person.user is None or not person.user.is_active),
        is_hr_manager_away=manager is not None and manager.leaves.filter(starts_on__lte=on, ends_on__gte=on).exists(),
        delegations=tuple(_delegation_facts(row) for row in delegations),
        recused=frozenset(row.against_id for row in recusals),
        recusal_exceptions=frozenset(row.against_id for row in recusals if is_excepted(row)),
        rater=evaluation.rater_id,
        given=_given(evaluation),
        presented_on=evaluation.presented_on,
        issued_on=evaluation.issued_on,
        follow_up=_follow_up_facts(evaluation.follow_up, content, evaluation.kind),
        open_window=_open_window(evaluation),
        labels=_labels(evaluation),
        names={person.pk: person.full_name for person in people},
    )


def rating_chain(evaluation: Evaluation) -> list[Employee]:
    """The chain of command that signs, nearest first: the employee's own.

    Where the employee has moved on since (R1: a transfer closes the period), the days that are rated were worked in
    the Rater's line, so that line signs: the Rater and everybody above.
    """
    return chain_about(evaluation.employee, evaluation)


def period_violations_of(evaluation: Evaluation, *, today: date) -> tuple[Violation, ...]:
    """What the rules say of the period alone (R1, R5), also of an evaluation that is not saved yet."""
    known = facts.EvaluationFacts(
        kind=EvaluationKind(evaluation.kind),
        period=facts.Period(evaluation.period_start, evaluation.period_end),
        other_periods=_other_periods(evaluation),
        leaves=leaves_of(evaluation.employee),
    )
    found = book.rule_violations(known, policy_of(evaluation), today)
    return tuple(violation for violation in found if violation.rule in PERIOD_RULES)


def route_of(evaluation: Evaluation, content: DraftContent | None = None, *, today: date) -> signing.Route:
    """Who signs for the rating as it stands."""
    return signing.route_for(facts_of(evaluation, content, on=today), policy_of(evaluation), today)


def lawful_routes_of(evaluation: Evaluation, *, today: date) -> tuple[signing.Route, ...]:
    """By which routes people sign the evaluation on that day, today's own first."""
    return signing.lawful_routes(facts_of(evaluation, on=today), policy_of(evaluation), today)


def _given(evaluation: Evaluation) -> dict[Capacity, int]:
    """The signatures that stand: none while it is a draft, since a change of content voids them all (R17)."""
    if evaluation.status == EvaluationStatus.DRAFT.value:
        return {}
    steps = (step for step in evaluation.steps.all() if step.round == evaluation.signing_round and step.signature_id)
    return {Capacity(step.capacity): step.principal_id for step in steps}


def _content_facts(content: DraftContent) -> dict[str, Any]:
    factors = {
        key: facts.FactorFacts(
            ItemRating(factor.rating) if factor.rating else None,
            {item: ItemRating(rating) if rating else None for item, rating in factor.items.items()},
        )
        for key, factor in content.factors.items()
    }
    is_low = content.overall == Rating.IMPROVEMENT_NEEDED.value
    return {
        "overall": Rating(content.overall) if content.overall else None,
        "factors": factors,
        "comments": _all_comments(content),
        "improvement_evidence": facts.ImprovementEvidence(
            content.improvement_informed, content.improvement_required, content.improvement_assistance
        )
        if is_low
        else None,
        "improvement_plan": _plan_facts(content) if is_low else None,
        "action": _action_facts(content),
    }


def _told_before(evaluation: Evaluation, content: DraftContent) -> dict[str, Any]:
    """R10, R11, §7: contact with HR and earlier notices. Two queries where something is rated low; else unknown."""
    words = {content.overall, *(factor.rating for factor in content.factors.values())}
    if not words & {rating.value for rating in Rating if rating.is_low}:
        return {}
    start, end = evaluation.period_start, evaluation.period_end
    contacts = list(consultations_about(evaluation.employee_id, start, end))
    contacted = contacted_about(contacts, content.overall)
    own = [version.pk for version in versions_of(evaluation)]
    return {
        "hr_contact_on": contacted.first_on,
        "anticipated_issue_on": contacted.anticipated_issue_on,
        "earlier_notices": earlier_notices_of(evaluation, own, contacts),
    }


def _all_comments(content: DraftContent) -> str:
    """Comments on the overall rating and on the factors together: evidence counts wherever the form has room for it."""
    on_factors = [factor.comments.strip() for factor in content.factors.values()]
    return "\n".join(part for part in [content.overall_comments.strip(), *on_factors] if part)


def _plan_facts(content: DraftContent) -> facts.ImprovementPlan:
    deficiencies = tuple(
        facts.PlanDeficiency(
            row.factor,
            row.standard,
            row.evidence,
            row.required_action,
            row.assistance,
            row.measure,
            row.target_on,
            row.check_ins,
        )
        for row in content.deficiencies
    )
    return facts.ImprovementPlan(deficiencies, content.improvement_finding)


def _action_facts(content: DraftContent) -> facts.PersonnelAction | None:
    if not content.action_kind:
        return None
    return facts.PersonnelAction(
        kind=ActionKind(content.action_kind),
        stage=ActionStage(content.action_stage) if content.action_stage else None,
        effective_on=content.action_effective_on,
        notice_on=content.action_notice_on,
    )


def employee_facts(employee: Employee, policy: Policy) -> facts.EmployeeFacts:
    """What the rules know of the employee's service. One query more for somebody on probation: its extensions."""
    months = employee.classification.probation_months
    is_on_probation = employee.status == EmploymentStatus.PROBATIONARY.value
    return facts.EmployeeFacts(
        person=employee.pk,
        status=employee.status,
        appointed=employee.appointed_on,
        probation_months=months,
        one_year_class=is_one_year_class(months, policy),
        separated_on=employee.separated_on,
        anniversary=employee.anniversary,
        management_plan=employee.is_management_plan,
        probation_ends_on=employee.probation_recorded_on,
        paid_days=paid_days_of(employee.paid_days, employee.paid_days_counted_on),
        paid_day_130_on=employee.paid_days_reached_on,
        probation_extended_to=probation_extended_to(employee.pk) if is_on_probation else None,
    )


def leaves_of(employee: Employee) -> tuple[facts.Leave, ...]:
    """The recorded absences, by their dates alone (R6)."""
    return tuple(facts.Leave(leave.starts_on, leave.ends_on, leave.is_paid) for leave in employee.leaves.all())


def _other_periods(evaluation: Evaluation) -> tuple[facts.Period, ...]:
    """Periods that count for R5: without void and superseded ones, and without those that this one corrects.

    An unfinished correction counts beside the version that it corrects: its days are taken for the day it is final.
    """
    own = {version.pk for version in versions_of(evaluation)}
    rows = (
        Evaluation.objects.filter(employee_id=evaluation.employee_id)
        .exclude(status__in=[EvaluationStatus.VOID.value, EvaluationStatus.SUPERSEDED.value])
        .exclude(pk__in=[pk for pk in own if pk])
        .order_by("period_start")
        .values_list("period_start", "period_end")
        .distinct()
    )
    return tuple(facts.Period(start, end) for start, end in rows)


def versions_of(evaluation: Evaluation) -> list[Evaluation]:
    """The evaluation and the versions that it corrects, newest first."""
    versions = [evaluation]
    while versions[-1].corrects is not None:
        versions.append(versions[-1].corrects)
    return versions


def window_of(evaluation: Evaluation) -> FollowUp | None:
    """The newest window that this evaluation, or a version that it corrects, has opened."""
    versions = [version.pk for version in versions_of(evaluation)]
    return FollowUp.objects.filter(evaluation__in=versions).order_by("-starts_on", "-pk").first()


def _open_window(evaluation: Evaluation) -> facts.Period | None:
    """The employee's open window, unless this evaluation ends it or is a version of the one that opened it."""
    if evaluation.kind == EvaluationKind.FOLLOW_UP_FINAL.value:
        return None
    window = open_follow_up_of(evaluation.employee)
    if window is None or window.evaluation_id in {version.pk for version in versions_of(evaluation)}:
        return None
    return facts.Period(window.starts_on, window.ends_on)


def open_follow_up_of(employee: Employee) -> FollowUp | None:
    """The employee's follow-up window that waits for its final, if any (there is at most one)."""
    return FollowUp.objects.filter(employee=employee, status__in=["open", "extended"]).first()


def _follow_up_facts(follow_up: FollowUp | None, content: DraftContent, kind: str) -> facts.FollowUp | None:
    if follow_up is None or kind != EvaluationKind.FOLLOW_UP_FINAL.value:
        return None
    final = facts.FollowUpFinal(Rating(content.overall) if content.overall else None)
    return facts.FollowUp(issued_on=follow_up.starts_on, final=final, earlier_end=follow_up.ends_on)


def _labels(evaluation: Evaluation) -> dict[str, str]:
    labels = {}
    for factor in evaluation.template.factors.prefetch_related("items"):
        labels[f"factor:{factor.key}"] = factor.label
        labels |= {f"item:{factor.key}:{item.key}": item.label for item in factor.items.all()}
    return labels


def _hr_manager() -> Employee | None:
    user = hr_manager()
    return Employee.objects.filter(user=user).first() if user else None


def _delegations(principals: Iterable[Employee], on: date) -> list[Delegation]:
    """The delegations of these people that are in force; a designee who is no employee cannot sign."""
    users = [person.user_id for person in principals if person.user_id]
    rows = delegations_active(on).filter(principal__in=users, delegate__employee__isnull=False)
    return list(rows.select_related("principal__employee", "delegate__employee"))


def _delegation_facts(row: Delegation) -> facts.Delegation:
    return facts.Delegation(row.principal.employee.pk, row.delegate.employee.pk, row.starts_on, row.ends_on)
