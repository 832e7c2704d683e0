"""The rule book for a machine: one document of facts in, every rule's word on them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from evaluations.enums import FollowUpStatus, Rating
from evaluations.rules import book
from evaluations.rules.consultation import hr_contact_by
from evaluations.rules.deadlines import copy_due_on, response_due_on
from evaluations.rules.explain_document import DATES, QUESTION, facts_from
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.policy import Policy, PolicyError, policy_for_day
from evaluations.rules.probation import due_on, probation_ends_on
from evaluations.rules.shapes import ShapeError, an_object
from evaluations.rules.steps import step_on
from evaluations.rules.windows import LONGER_THAN_ABSENCE, extension_contact_by, reverts_on, status_of_window, window_of

FindPolicy = Callable[[str, date], Policy]


def explain(document: Any, *, today: date, find_policy: FindPolicy = policy_for_day) -> dict[str, Any]:
    """What the rules say of the facts in `document`, as JSON values (the shapes are in docs/reference/).

    `today` stands in where the document names none. Raises ShapeError, which names the key, for a document that cannot
    be read, a policy that cannot be found among them.
    """
    an_object(document, "")
    given = QUESTION.read(document, "")
    on = given["today"] or today
    try:
        policy = find_policy(given["policy"], on)
    except PolicyError as problem:
        raise ShapeError("policy", str(problem)) from problem
    facts = facts_from(given)
    if facts.employee.management_plan:
        return _answer_outside(facts, policy, on)
    return {
        "violations": _violations(facts, policy, on, given),
        "signers": _signers(facts, policy, on),
        "dates": _dates(facts, policy, given, on),
        "outcome": book.outcome(facts),
        "step": _step(facts, policy, on),
        "follow_up_status": _value(status_of_window(facts, policy, on)),
        "policy_version": policy.name,
    }


def _answer_outside(facts: EvaluationFacts, policy: Policy, on: date) -> dict[str, Any]:
    """Section 3: the flag takes the employee out of the rules, so that none has anything to say."""
    return {
        "violations": [],
        "signers": [],
        "dates": dict.fromkeys(DATES),
        "outcome": book.outcome(facts),
        "step": _step(facts, policy, on),
        "follow_up_status": None,
        "policy_version": policy.name,
    }


def _violations(facts: EvaluationFacts, policy: Policy, on: date, given: dict[str, Any]) -> list[dict[str, str]]:
    found = book.rule_violations(facts, policy, on)
    # Without a chain of command nobody can say who is missing in it, and without any leave how long the absence was.
    if given["chain"] is None:
        found = tuple(one for one in found if one.rule != "R17")
    if given["leaves"] is None:
        found = tuple(one for one in found if one.code != LONGER_THAN_ABSENCE)
    return [
        {"rule": one.rule, "severity": one.severity.value, "message": one.message, "citation": one.citation}
        for one in found
    ]


def _signers(facts: EvaluationFacts, policy: Policy, on: date) -> list[dict[str, Any]]:
    return [
        {"capacity": signer.capacity.value, "person": signer.person, "for": signer.acting_for}
        for signer in book.route_for(facts, policy, on).signers
    ]


def _dates(facts: EvaluationFacts, policy: Policy, given: dict[str, Any], on: date) -> dict[str, str | None]:
    window = window_of(facts, policy)
    presented_on = facts.presented_on
    days = (
        _due_on(facts, policy, given),
        hr_contact_by(facts, policy, on),
        probation_ends_on(facts.employee, policy),
        window.end if window else None,
        extension_contact_by(window, policy) if window else None,
        reverts_on(facts, policy),
        copy_due_on(presented_on, policy) if presented_on and policy.is_on("R19") else None,
        response_due_on(presented_on, policy) if presented_on and policy.is_on("R25") else None,
    )
    return {name: day.isoformat() if day else None for name, day in zip(DATES, days, strict=True)}


def _due_on(facts: EvaluationFacts, policy: Policy, given: dict[str, Any]) -> date | None:
    """R1, R2: the due date. The end of a period says it alone, also where nobody told when the period began."""
    end = given["period"]["end"] if facts.period is None and given["period"] else None
    return min([day for day in (due_on(facts, policy), end) if day], default=None)


def _step(facts: EvaluationFacts, policy: Policy, on: date) -> dict[str, str]:
    window = window_of(facts, policy)
    is_reverted = status_of_window(facts, policy, on) is FollowUpStatus.REVERTED
    filed = [
        replace(one, is_reverted=True)
        if is_reverted
        and window is not None
        and one.overall is Rating.IMPROVEMENT_NEEDED
        and one.filed_on is not None
        and window.issued_on <= one.filed_on <= window.end
        else one
        for one in facts.filed
    ]
    step = step_on(facts.employee, filed, policy)
    return {"decision": step.decision.value, "reason": step.reason}


def _value(status: FollowUpStatus | None) -> str | None:
    return status.value if status else None
