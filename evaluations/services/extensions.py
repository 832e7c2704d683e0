"""The extension of a follow-up window for absence: asked for, approved, declined (R14)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from accounts.models import User
from common.canonical import sha256_of_text
from common.dates import in_words
from common.errors import RuleViolations
from evaluations.models import FollowUp, WarningReason, WindowExtension
from evaluations.rules.facts import EvaluationFacts, Extension
from evaluations.rules.facts import FollowUp as FollowUpFacts
from evaluations.rules.violation import Violation, form_error
from evaluations.rules.windows import extension_of_window
from evaluations.selectors import policy_of
from evaluations.selectors.facts import leaves_of
from evaluations.services.reasons import require_lawful
from evaluations.services.signing import require_reason
from evaluations.services.window_engine import WindowStep, window_step
from evaluations.services.window_notices import tell_extension_asked, tell_extension_declined, tell_window_extended
from evaluations.window_permissions import pending_extension
from workforce.models import Employee

# What the rules call a field → what forms and the API call it.
FIELDS = {
    "extension_for_absence": "for_absence",
    "extension_new_end": "new_end",
    "extension_told_on": "told_on",
    "extension_requested_on": "contacted_on",
}


def extension_ask(
    *,
    public_id: uuid.UUID,
    asked_end: date,
    for_absence: bool,
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    asked_by_no: str = "",
    contacted_on: date | None = None,
    token: uuid.UUID | None = None,
) -> FollowUp:
    """A manager of the employee's chain asks HR for an extension, or HR records that one did, and on which day.

    `asked_by_no` and `contacted_on` are HR's to give; a manager's own request counts from today, and names neither.
    Raises RuleViolations (422: R14, each against the end now in force), and what `window_step` raises. A late contact,
    and more days than the recorded absence, want a reason.
    """
    with window_step(public_id=public_id, action="ask_extension", by=by, at=at, token=token) as s:
        if s.is_repeat:
            return s.window
        asker, day = _asker(s, asked_by_no, contacted_on)
        asked = Extension(requested_on=day, new_end=asked_end, for_absence=for_absence)
        accepted = require_lawful(extension_violations(s.window, asked, s.today), reasons)
        extension = WindowExtension.objects.create(
            follow_up=s.window, old_end=s.window.ends_on, asked_end=asked_end, asked_by=asker, contacted_on=day,
            recorded_at=at, recorded_by_name=by.name, recorded_by_user_id=by.pk,
        )  # fmt: skip
        _keep_reasons(s, extension, accepted)
        s.record(
            "extension_asked",
            asked_by=asker.full_name,
            contacted_on=day.isoformat(),
            old_end=s.window.ends_on.isoformat(),
            asked_end=asked_end.isoformat(),
        )
        tell_extension_asked(s, extension)
    return s.window


def extension_approve(
    *,
    public_id: uuid.UUID,
    new_end: date,
    told_on: date,
    reasons: Mapping[str, str],
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> FollowUp:
    """HR approves it with the new end, on or before the day of the old one; the employee is told at once.

    `told_on` is the day on which the employee was told. Raises RuleViolations (422: R14), and what `window_step`
    raises.
    """
    with window_step(public_id=public_id, action="approve_extension", by=by, at=at, token=token) as s:
        extension = pending_extension(s.window)
        if s.is_repeat or extension is None:
            return s.window
        found = _telling_violations(told_on, extension, s.today)
        granted = Extension(extension.contacted_on, s.today, new_end, True, told_on)
        found += _still_to_explain(extension, extension_violations(s.window, granted, s.today))
        accepted = require_lawful(found, reasons)
        extension.approve()
        extension.new_end, extension.told_on = new_end, told_on
        _decided(s, extension, "new_end", "told_on")
        _keep_reasons(s, extension, accepted)
        old_end, s.window.ends_on = s.window.ends_on, new_end
        s.move("extend")
        s.save("ends_on")
        s.record(
            "extension_approved", old_end=old_end.isoformat(), new_end=new_end.isoformat(), told_on=told_on.isoformat()
        )
        tell_window_extended(s, extension)
    return s.window


def extension_decline(
    *, public_id: uuid.UUID, reason: str, by: User, at: datetime, token: uuid.UUID | None = None
) -> FollowUp:
    """HR declines it with a reason: the old end stands. Raises what `window_step` raises, RuleViolations (422)."""
    with window_step(public_id=public_id, action="decline_extension", by=by, at=at, token=token) as s:
        extension = pending_extension(s.window)
        if s.is_repeat or extension is None:
            return s.window
        text = require_reason(reason)
        extension.decline()
        extension.decision_reason = text
        _decided(s, extension, "decision_reason")
        s.record("extension_declined", old_end=extension.old_end.isoformat(), reason_sha256=sha256_of_text(text))
        tell_extension_declined(s, extension)
    return s.window


def extension_violations(window: FollowUp, asked: Extension, today: date) -> list[Violation]:
    """What R14 says of that extension of the window, judged against the end now in force."""
    told = FollowUpFacts(issued_on=window.starts_on, extension=asked, earlier_end=window.ends_on)
    facts = EvaluationFacts(follow_up=told, leaves=leaves_of(window.employee))
    found = extension_of_window(facts, policy_of(window.evaluation), today)
    return [replace(one, field=FIELDS.get(one.field, one.field)) for one in found]


def _asker(s: WindowStep, asked_by_no: str, contacted_on: date | None) -> tuple[Employee, date]:
    """Who asks, and the day of the contact. Raises RuleViolations (422)."""
    if s.standing is None:
        raise ValueError("only a person asks")
    if s.standing.own_asker is not None:
        _refuse_own({"asked_by": asked_by_no, "contacted_on": contacted_on})
        return s.standing.own_asker, s.today
    asker = next((one for one in s.standing.askers if one.employee_no == asked_by_no), None)
    found = []
    if asker is None:
        names = ", ".join(f"{one.full_name} ({one.employee_no})" for one in s.standing.askers) or "nobody at present"
        message = f"Choose who contacted HR: a Program Head or District/Division Chief of the chain, {names}."
        found.append(form_error(code="asker_unknown", message=message, field="asked_by"))
    if contacted_on is None:
        message = "Enter the day on which HR was contacted."
        found.append(form_error(code="contact_missing", message=message, field="contacted_on"))
    elif not s.window.starts_on <= contacted_on <= s.today:
        message = (
            f"{in_words(contacted_on)} cannot be the day of the contact: it lies between "
            f"{in_words(s.window.starts_on)}, when the window began, and today."
        )
        found.append(form_error(code="contact_out_of_window", message=message, field="contacted_on"))
    if asker is None or contacted_on is None or found:
        raise RuleViolations(found)
    return asker, contacted_on


def _refuse_own(given: Mapping[str, object]) -> None:
    """The day of a contact is evidence (R14): whoever may ask does so today and in their own name, also within HR."""
    message = "You ask HR yourself, today, so this is not for you to say. Leave it out; HR records what others asked."
    found = [form_error(code="not_yours", message=message, field=name) for name, value in given.items() if value]
    if found:
        raise RuleViolations(found)


def _telling_violations(told_on: date, extension: WindowExtension, today: date) -> list[Violation]:
    if extension.contacted_on <= told_on <= today:
        return []
    message = (
        f"{in_words(told_on)} cannot be the day on which the employee was told: it lies between "
        f"{in_words(extension.contacted_on)}, when HR was contacted, and today."
    )
    return [form_error(code="told_out_of_order", message=message, field="told_on")]


def _still_to_explain(extension: WindowExtension, found: list[Violation]) -> list[Violation]:
    """Without the warnings for which a reason was given when it was asked for, word for word the same."""
    explained = {row.message for row in extension.warning_reasons.all()}
    return [one for one in found if not (one.is_warning and one.message in explained)]


def _decided(s: WindowStep, extension: WindowExtension, *fields: str) -> None:
    if s.by is None:
        raise ValueError("only a person decides")
    extension.decided_at, extension.decided_on = s.at, s.today
    extension.decided_by_name, extension.decided_by_user_id = s.by.name, s.by.pk
    decided = ("decided_at", "decided_on", "decided_by_name", "decided_by_user_id")
    extension.save(update_fields=["status", *decided, *fields])


def _keep_reasons(s: WindowStep, extension: WindowExtension, accepted: list[tuple[Violation, str]]) -> None:
    if s.by is None:
        raise ValueError("only a person gives a reason for a warning")
    WarningReason.objects.bulk_create(
        WarningReason(
            evaluation_id=s.window.evaluation_id, extension=extension, round=s.window.evaluation.signing_round,
            rule=violation.rule, code=violation.code, message=violation.message, reason=reason, by_name=s.by.name,
            by_user_id=s.by.pk, at=s.at,
        )
        for violation, reason in accepted
    )  # fmt: skip
