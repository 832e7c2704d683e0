"""Which rules a reader checks for one rating: those that ask something of the content, not of the people."""

from __future__ import annotations

from evaluations.enums import EvaluationKind, Rating
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.policy_shape import Policy


def rules_to_check(facts: EvaluationFacts, policy: Policy) -> tuple[str, ...]:
    """The numbers of the rules that this rating, kind and period bring into play, in rule order (domain §4)."""
    overall = facts.overall
    asked = {
        "R1": True,
        "R5": True,
        "R6": facts.has_leave_in_period or overall is None,
        "R7": overall in policy.comment_ratings,
        "R8": overall is Rating.IMPROVEMENT_NEEDED,
        "R9": overall is Rating.IMPROVEMENT_NEEDED,
        "R10": overall is Rating.IMPROVEMENT_NEEDED,
        "R11": overall is Rating.UNSATISFACTORY,
        "R13": facts.kind is EvaluationKind.FOLLOW_UP_FINAL,
        "R16": overall is Rating.UNSATISFACTORY,
        "R37": overall is not None,
    }
    return tuple(rule for rule, is_asked in asked.items() if is_asked and policy.is_on(rule))
