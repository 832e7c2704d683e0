"""The checklist of HR's propriety review (§5): each rule with its state, HR's tick and finding, kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.errors import RuleViolations
from common.plaintext import plain_text
from evaluations.models import ReviewCheck
from evaluations.rules.violation import form_error
from evaluations.selectors.review import Check, checks_of
from evaluations.services.engine import Step


@dataclass(frozen=True, slots=True)
class Looked:
    """What HR says of one rule."""

    is_proper: bool = False
    finding: str = ""


Checklist = Mapping[str, Looked]


def checklist_keep(s: Step, checklist: Checklist, *, is_passed_on: bool) -> int:
    """Keep what HR says of every rule that this rating brings into play; how many were ticked.

    Raises RuleViolations (422) for a rule that is not on the list and, where the rating is passed on, for each that is
    broken or goes on with a reason and has no tick: what is out of the ordinary is looked at before anybody signs.
    """
    if s.by is None:
        raise ValueError("only a person reviews")
    checks = checks_of(s.evaluation, s.today)
    _require(checks, checklist, is_passed_on=is_passed_on)
    rows = [
        ReviewCheck(
            evaluation=s.evaluation,
            round=s.evaluation.signing_round,
            rule=check.rule,
            state=check.state,
            is_proper=checklist.get(check.rule, Looked()).is_proper,
            finding=plain_text(checklist.get(check.rule, Looked()).finding).strip(),
            by_name=s.by.name,
            by_user_id=s.by.pk,
            at=s.at,
        )
        for check in checks
    ]
    ReviewCheck.objects.bulk_create(rows)
    return sum(row.is_proper for row in rows)


def _require(checks: tuple[Check, ...], checklist: Checklist, *, is_passed_on: bool) -> None:
    known = {check.rule for check in checks}
    wrong = [
        form_error(
            code="rule_not_listed",
            message=f"{rule} is no rule that this rating brings into play. Leave it out.",
            field=f"proper_{rule}",
        )
        for rule in checklist
        if rule not in known
    ]
    missing = [
        form_error(
            code="rule_not_ticked",
            message=f"{check.rule} is not simply met. Tick it once you have found it proper all the same, or return "
            "the evaluation.",
            field=f"proper_{check.rule}",
        )
        for check in checks
        if is_passed_on and check.state != "met" and not checklist.get(check.rule, Looked()).is_proper
    ]
    if wrong or missing:
        raise RuleViolations([*wrong, *missing])
