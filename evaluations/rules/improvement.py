"""Improvement Needed: what Comments show, the Plan for Improvement, the lawful ending (R8, R9, R13)."""

from collections.abc import Iterator
from datetime import date

from common.dates import in_words
from evaluations.enums import EvaluationKind, Rating
from evaluations.rules.facts import EvaluationFacts, FollowUpFinal, ImprovementPlan, PlanDeficiency
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, is_said, listed, warning

EVIDENCE_PARTS = {
    "informed": "that the employee was told of the deficiencies, when and by whom",
    "required": "what the employee had to do to correct them",
    "assistance": "what supervision did to help",
}
DEFICIENCY_PARTS = {
    "factor": "the factor",
    "standard": "the standard as a SMART goal",
    "evidence": "the evidence with its dates",
    "required_action": "the required action",
    "assistance": "the help offered",
    "measure": "the measure",
    "target_on": "the target date",
    "check_ins": "the check-in dates",
}


def three_parts_in_comments(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R8: an Improvement Needed shows that the employee was told, what was asked, and what help was given."""
    if facts.overall is not Rating.IMPROVEMENT_NEEDED:
        return
    for part, words in EVIDENCE_PARTS.items():
        said = getattr(facts.improvement_evidence, part) if facts.improvement_evidence else ""
        if not is_said(said):
            message = f"An overall rating of Improvement Needed must show {words}. Write it down."
            yield error(policy, "R8", code=f"{part}_missing", message=message, field=f"improvement_{part}")


def plan_for_improvement(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R9: an Improvement Needed cannot go on without a complete Plan for Improvement."""
    plan = facts.improvement_plan
    if facts.overall is not Rating.IMPROVEMENT_NEEDED or plan is True:
        return
    if not plan:
        message = (
            "An overall rating of Improvement Needed cannot go on without a Plan for Improvement. "
            "Write one: for each deficiency what is asked, by when, and with what help."
        )
        yield error(policy, "R9", code="plan_missing", message=message, field="improvement_plan")
    else:
        yield from _gaps_in_plan(plan, policy)


def _gaps_in_plan(plan: ImprovementPlan, policy: Policy) -> Iterator[Violation]:
    if not plan.deficiencies:
        message = "The Plan for Improvement names no deficiency yet. Add each one with its standard and its dates."
        yield error(policy, "R9", code="plan_without_deficiency", message=message, field="improvement_plan")
    for index, deficiency in enumerate(plan.deficiencies):
        missing = _missing_parts(deficiency)
        if missing:
            words = listed([DEFICIENCY_PARTS[part] for part in missing])
            message = f"Deficiency {index + 1} of the Plan for Improvement still lacks {words}."
            field = f"improvement_plan:{index}:{missing[0]}"
            yield error(policy, "R9", code="deficiency_incomplete", message=message, field=field)
    if not is_said(plan.finding):
        message = (
            "The Plan for Improvement lacks the rater's finding. Say why it is reasonable to expect that the "
            "employee will bring the work up to the standards."
        )
        yield error(policy, "R9", code="finding_missing", message=message, field="improvement_plan:finding")


def _missing_parts(deficiency: PlanDeficiency) -> list[str]:
    values = {part: getattr(deficiency, part) for part in DEFICIENCY_PARTS}
    return [part for part, value in values.items() if not (is_said(value) if isinstance(value, str) else value)]


def follow_up_endings(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R13: how a follow-up window ends, and what may stand beside it while it is open."""
    yield from _end_of_follow_up(facts, policy)
    yield from _beside_open_window(facts, policy)


def _end_of_follow_up(facts: EvaluationFacts, policy: Policy) -> Iterator[Violation]:
    """R13: only Competent or Unsatisfactory ends a follow-up; absence is ground for an extension."""
    final = _final_of_follow_up(facts)
    if final is None or final.overall in policy.follow_up.final_ratings:
        return
    endings = " or ".join(rating.label for rating in policy.follow_up.final_ratings)
    if final.overall is None:
        message = (
            f"The evaluation that ends a follow-up is {endings}; a blank one cannot end it. "
            "Choose one of the two. Where the employee was absent, ask HR for an extension instead."
        )
        yield error(policy, "R13", code="final_blank", message=message, field="overall")
    else:
        message = (
            f"The evaluation that ends a follow-up is {endings}, not {final.overall.label}. Choose one of the two."
        )
        yield error(policy, "R13", code="final_not_lawful", message=message, field="overall")


def _beside_open_window(facts: EvaluationFacts, policy: Policy) -> Iterator[Violation]:
    """R13: in an open follow-up window the next evaluation is its final; another one beside it needs a reason.

    A second Improvement Needed is no reason at all: the window that is open asks for Competent or Unsatisfactory. An
    Unsatisfactory is its final or nothing: beside the window it would not end it, and the employee would revert (R15).
    """
    window = facts.open_window
    if window is None:
        return
    days = f"A follow-up window is open until {in_words(window.end)}"
    if facts.overall is Rating.IMPROVEMENT_NEEDED:
        message = (
            f"{days}, so the employee cannot be rated Improvement Needed again. Write the evaluation that ends the "
            "window: Competent or Unsatisfactory."
        )
        yield error(policy, "R13", code="window_open_already", message=message, field="overall")
    elif facts.overall is Rating.UNSATISFACTORY:
        message = (
            f"{days}. An Unsatisfactory ends it, but only as its final evaluation: beside it the window would go on "
            "and revert. Begin the evaluation as “Final of a follow-up window”."
        )
        yield error(policy, "R13", code="unsatisfactory_beside_window", message=message, field="overall")
    else:
        message = f"{days}, and this evaluation does not end it: the window needs its own final evaluation by then."
        yield warning(policy, "R13", code="beside_open_window", message=message, field="overall")


def _final_of_follow_up(facts: EvaluationFacts) -> FollowUpFinal | None:
    """The recorded final, or the evaluation at hand where that is what it was written for."""
    if facts.follow_up_final is not None:
        return facts.follow_up_final
    return FollowUpFinal(facts.overall) if facts.kind is EvaluationKind.FOLLOW_UP_FINAL else None
