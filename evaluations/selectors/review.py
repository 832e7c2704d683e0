"""What a person who reviews or signs wants to see at once: what the rules ask of this rating, and what changed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from evaluations.models import Evaluation, Return, ReviewCheck, SignedDocument
from evaluations.rules.book import rule_violations
from evaluations.rules.differences import Difference, differences
from evaluations.rules.relevance import rules_to_check
from evaluations.rules.surprise import surprises
from evaluations.rules.violation import Violation
from evaluations.selectors.facts import facts_of, policy_of


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and how the evaluation stands to it: `state` is met, warning (with the Rater's reason) or error."""

    rule: str
    title: str
    citation: str
    state: str
    messages: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from what was signed before; `since` says what that was."""

    since: str
    rows: tuple[Difference, ...]


def checks_of(evaluation: Evaluation, today: date) -> tuple[Check, ...]:
    """The rules that this rating brings into play, each met, warned about or broken."""
    facts, policy = facts_of(evaluation, on=today), policy_of(evaluation)
    said = [
        violation for violation in rule_violations(facts, policy, today) if violation.is_error or violation.is_warning
    ]
    own = [row for row in evaluation.warning_reasons.all() if row.extension_id is None]
    reasons = [row for row in own if row.round == evaluation.signing_round]
    return tuple(
        Check(
            rule=rule,
            title=policy.rules[rule].title,
            citation=policy.citation(rule),
            state=_state([violation for violation in said if violation.rule == rule]),
            messages=tuple(violation.message for violation in said if violation.rule == rule),
            reasons=tuple(row.reason for row in reasons if row.rule == rule),
        )
        for rule in rules_to_check(facts, policy)
    )


def surprises_of(evaluation: Evaluation, today: date) -> tuple[Violation, ...]:
    """§7: what of this rating the employee would hear for the first time."""
    return tuple(surprises(facts_of(evaluation, on=today)))


def _state(violations: list[Violation]) -> str:
    if any(violation.is_error for violation in violations):
        return "error"
    return "warning" if violations else "met"


def looked_at(evaluation: Evaluation) -> list[ReviewCheck]:
    """What HR's review of the present round says of each rule: what was ticked or found; the rest says nothing."""
    rows = ReviewCheck.objects.filter(evaluation=evaluation, round=evaluation.signing_round)
    return list(rows.exclude(is_proper=False, finding=""))


def returns_shown(evaluation: Evaluation) -> list[Return]:
    """The returns, the latest first, each with the findings of HR's checklist where HR returned it (`findings`)."""
    returns = list(evaluation.returns.all())
    if returns:
        found = list(ReviewCheck.objects.filter(evaluation=evaluation).exclude(finding=""))
        for row in returns:
            row.findings = [one for one in found if one.at == row.at]  # type: ignore[attr-defined]
    return returns


def signed_document_of(evaluation: Evaluation) -> SignedDocument | None:
    """The document of the present round; None before the first submission."""
    return SignedDocument.objects.filter(evaluation=evaluation, round=evaluation.signing_round).first()


def check_signed_text(public_id: uuid.UUID) -> None:
    """Asked before a posted signature. Raises SignedTextDamaged (409) where the stored text is not what was signed."""
    rows = SignedDocument.objects.filter(evaluation__public_id=public_id, round=F("evaluation__signing_round"))
    for signed in rows:
        signed.check_text()


def changes_of(evaluation: Evaluation, signed: SignedDocument) -> Changes | None:
    """What changed since the last round, or since the version that this one corrects; None where it is the first."""
    before = SignedDocument.objects.filter(evaluation=evaluation, round__lt=signed.round).order_by("-round").first()
    since = "the last time it was submitted"
    if before is None and evaluation.corrects_id:
        before = SignedDocument.objects.filter(evaluation=evaluation.corrects_id).order_by("-round").first()
        since = f"version {evaluation.version - 1}, which it corrects"
    if before is None:
        return None
    return Changes(since, differences(before.as_document(), signed.as_document()))
