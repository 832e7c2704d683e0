"""The rule book: every rule of this product in rule order, run over one evaluation's facts.

Each rule is one function with its citation; a policy set switches it on or off. Deadlines
(R12, R19, R24 and R25 as dates) are in `deadlines`, changes of content (R35) in `immutability`.
"""

from datetime import date

from evaluations.rules.actions import details_of_action, linked_action
from evaluations.rules.consultation import contact_for_improvement_needed, contact_for_unsatisfactory
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.improvement import (
    follow_up_endings,
    plan_for_improvement,
    three_parts_in_comments,
)
from evaluations.rules.outcomes import copy_in_time, employee_outcome, response_in_time
from evaluations.rules.periods import days_of_period, joining_of_periods, length_of_period
from evaluations.rules.policy_shape import Policy
from evaluations.rules.probation import after_probation, length_of_probation
from evaluations.rules.ratings import (
    blank_ratings,
    evidence_in_comments,
    fit_of_factors,
    missing_answers,
    outcome,
    rating_to_sign,
)
from evaluations.rules.signing import recusal_of_rater, route_for, signing_chart
from evaluations.rules.surprise import surprises
from evaluations.rules.violation import Rule, Violation
from evaluations.rules.windows import extension_of_window, final_in_time

__all__ = ["RULES", "Violation", "outcome", "rating_to_sign", "route_for", "rule_violations", "violations"]

RULES: tuple[tuple[str, Rule], ...] = (
    ("R1", length_of_period),
    ("R2", after_probation),
    ("R3", length_of_probation),
    ("R5", joining_of_periods),
    ("R6", blank_ratings),
    ("R7", evidence_in_comments),
    ("R8", three_parts_in_comments),
    ("R9", plan_for_improvement),
    ("R10", contact_for_improvement_needed),
    ("R11", contact_for_unsatisfactory),
    ("R13", follow_up_endings),
    ("R14", extension_of_window),
    ("R15", final_in_time),
    ("R16", linked_action),
    ("R17", signing_chart),
    ("R19", copy_in_time),
    ("R20", employee_outcome),
    ("R23", recusal_of_rater),
    ("R25", response_in_time),
    ("R37", fit_of_factors),
)


def violations(facts: EvaluationFacts, policy: Policy, today: date) -> tuple[Violation, ...]:
    """Everything that the rules and the form have to say, rules first in rule order, then the form, then surprises."""
    return (
        *rule_violations(facts, policy, today),
        *days_of_period(facts, policy, today),
        *details_of_action(facts, today),
        *missing_answers(facts),
        *surprises(facts),
    )


def rule_violations(facts: EvaluationFacts, policy: Policy, today: date) -> tuple[Violation, ...]:
    """What the numbered rules alone have to say, in rule order; a rule that the set switches off is silent."""
    return tuple(
        violation for number, rule in RULES if policy.is_on(number) for violation in rule(facts, policy, today)
    )
