"""Holds a step back until the rules are content: every error blocks, every warning needs a reason (domain §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from common.errors import RuleViolations
from evaluations.enums import Severity
from evaluations.models import WarningReason
from evaluations.rules.violation import Violation
from evaluations.services.engine import Step


def reason_key(violation: Violation) -> str:
    """Under which name a step is given the reason for going on in spite of that warning."""
    return violation.reason_key


def require_lawful(violations: Iterable[Violation], reasons: Mapping[str, str]) -> list[tuple[Violation, str]]:
    """The warnings with their reasons. Raises RuleViolations (422) with all that still stands in the way."""
    given = {key: reason.strip() for key, reason in reasons.items()}
    blocking, accepted = [], []
    for violation in violations:
        if violation.is_error:
            blocking.append(violation)
        elif violation.severity is Severity.WARNING:
            reason = given.get(reason_key(violation), "")
            if reason:
                accepted.append((violation, reason))
            else:
                blocking.append(
                    replace(violation, message=f"{violation.message} To go on all the same, give a reason.")
                )
    if blocking:
        raise RuleViolations(blocking)
    return accepted


def keep_reasons(step: Step, accepted: Iterable[tuple[Violation, str]]) -> list[WarningReason]:
    """Record why the person went on in spite of each warning."""
    if step.by is None:
        raise ValueError("only a person gives a reason for a warning")
    return WarningReason.objects.bulk_create(
        WarningReason(
            evaluation=step.evaluation,
            round=step.evaluation.signing_round,
            rule=violation.rule,
            code=violation.code,
            message=violation.message,
            reason=reason,
            by_name=step.by.name,
            by_user_id=step.by.pk,
            at=step.at,
        )
        for violation, reason in accepted
    )
