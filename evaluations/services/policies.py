"""The agency's own versions of policy sets: copied into a draft, edited, published once (§3).

Every step locks all own versions, which are few: who comes second reads what the first one left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action
from accounts.services import Proof, WrongPassword, identity_confirm, password_failure_record
from audit.services import event_record
from common.canonical import sha256_of_text
from common.dates import in_words
from common.errors import Conflict, NotVisible, Objection, RuleViolations
from evaluations.enums import PolicyScope, PolicyStatus
from evaluations.models import PolicyVersion
from evaluations.rules.policy import FIRST_OWN_VERSION, available_policies, read_policy
from evaluations.rules.policy_choice import shipped_root
from evaluations.rules.policy_fields import objections_to
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.policy_text import Values, policy_text, policy_values, shipped_values
from evaluations.selectors.policies import days_used_by, members_unknown
from jobs.services import enqueue
from workforce.services import FOLLOW_JOB

ONLY_ADMIN = "A classification administrator looks after the policy sets."
LONGEST_KEY, LONGEST_TITLE = 40, 200
NOTHING_PUBLISHED = "Nothing was published."
Changes = Mapping[str, Any]


class StalePolicy(Conflict):
    """Somebody else saved the draft in the meantime."""

    def __init__(self, row: PolicyVersion) -> None:
        sentence = (
            f"{row.changed_by} saved this draft after you had opened it. Nothing of yours was saved: open it again "
            "and repeat your change where it is still wanted."
        )
        super().__init__(sentence, url=row.get_absolute_url(), url_label="Open the draft")


@transaction.atomic
def policy_draft_create(
    *,
    follows: str,
    by: User,
    at: datetime,
    suffix: str = "",
    scope: PolicyScope | None = None,
    members: Collection[str] = (),
) -> PolicyVersion:
    """A draft with everything that the version `follows` ("county-1") says, numbered after the last one of its set.

    With `suffix` it begins a set of its own, which stems from that one: "school_721". The installation's set is the
    whole agency's; every other one is for bargaining units or an employee group, which `scope` and `members` name where
    the version copied does not already. Raises NotAllowed, NotVisible (no such version), RuleViolations (422), Conflict
    (the set has a draft already).
    """
    check_has_action(by, Action.POLICY_MANAGE, ONLY_ADMIN)
    rows = _locked()
    values, copied = _copied(rows, follows)
    key = _key_of(values["key"], suffix)
    if scope is None and copied is not None and not suffix:
        scope, members = PolicyScope(copied.scope), copied.members
    scope, members = _scope_of(key, scope, members)
    _require_no_draft(rows, key)
    row = PolicyVersion(
        key=key, version=_next_version(rows, key), follows=follows, title=values["title"], scope=scope.value,
        members=members, effective_from=timezone.localdate(at), created_at=at, created_by=by, changed_at=at,
        changed_by=by,
    )  # fmt: skip
    _write(row, values)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as failure:  # nothing was there to be locked, and somebody was faster
        raise Conflict("Somebody began a draft of this set at this moment. Open the list of sets again.") from failure
    _record(row, "policy_draft_created", by, at, follows=follows, scope=row.scope, members=row.members)
    return row


@transaction.atomic
def policy_draft_save(
    *,
    name: str,
    revision: int,
    changes: Changes,
    by: User,
    at: datetime,
    scope: PolicyScope | None = None,
    members: Collection[str] | None = None,
) -> PolicyVersion:
    """Write values of a draft: path in the file → value, None takes it out ("probation.paid_days": None).

    `revision` is the one that was shown. Raises NotAllowed, NotVisible, StalePolicy (409), Conflict (published
    meanwhile), RuleViolations (422) with the path of each value that cannot be.
    """
    row = _draft(name, by, revision)
    values = policy_values(row.body, row.name)
    written = [path for path, value in changes.items() if _set(values, path, value)]
    if members is not None:
        found, row.members = _scope_of(row.key, scope, members)
        row.scope = found.value
    _write(row, values)
    row.revision += 1
    row.changed_at, row.changed_by = at, by
    row.save()
    _record(row, "policy_draft_saved", by, at, fields=sorted(written), scope=row.scope, members=row.members)
    return row


@transaction.atomic
def policy_draft_discard(*, name: str, revision: int, by: User, at: datetime) -> None:
    """Delete a draft; that it was there stays in the trail. Raises as `policy_draft_save`."""
    row = _draft(name, by, revision)
    _record(row, "policy_draft_discarded", by, at)
    row.delete()


def policy_publish(
    *,
    name: str,
    revision: int,
    effective_from: date,
    effective_to: date | None,
    proof: Proof,
    by: User,
    at: datetime,
) -> PolicyVersion:
    """Bring a draft into force from a day on, for good. Evaluations that were begun before keep their version.

    Raises NotAllowed, NotVisible, WrongPassword (422), StalePolicy and Conflict (409), RuleViolations (422: the day
    lies in the past, or belongs to the version under which evaluations were begun on it).
    """
    try:
        with transaction.atomic():
            row = _draft(name, by, revision)
            _require_free_days(row, effective_from, effective_to, timezone.localdate(at))
            confirmed = identity_confirm(user=by, proof=proof, at=at, consequence=NOTHING_PUBLISHED)
            row.effective_from, row.effective_to = effective_from, effective_to
            _write(row, policy_values(row.body, row.name))
            row.publish()
            row.published_at = row.changed_at = at
            row.published_by = row.changed_by = by
            row.save()
            days = [effective_from.isoformat(), effective_to.isoformat() if effective_to else ""]
            _record(row, "policy_published", by, at, days=days, scope=row.scope, members=row.members, proof=confirmed)
            if effective_from == timezone.localdate(at):
                # Who is due when may follow from it; from a later day on the morning's work sees to that.
                enqueue(name=FOLLOW_JOB, key=row.stream, payload={})
            return row
    except WrongPassword:
        # Written after the rollback, which would have taken it along.
        password_failure_record(user=by, at=at)
        raise


def _locked() -> list[PolicyVersion]:
    # Ends as a list: without it nothing would be locked yet.
    return list(PolicyVersion.objects.select_for_update().order_by("pk"))


def _draft(name: str, by: User, revision: int) -> PolicyVersion:
    check_has_action(by, Action.POLICY_MANAGE, ONLY_ADMIN)
    row = next((row for row in _locked() if row.name == name), None)
    if row is None:
        raise NotVisible
    if row.status != PolicyStatus.DRAFT.value:
        sentence = f"{row} has been published and does not change any more. Make a new version of it."
        raise Conflict(sentence, url=row.get_absolute_url(), url_label="Open it")
    if row.revision != revision:
        raise StalePolicy(row)
    return row


def _copied(rows: Collection[PolicyVersion], name: str) -> tuple[Values, PolicyVersion | None]:
    """The values of a shipped or published version, and its row where it is the agency's own."""
    own = next((row for row in rows if row.name == name and row.status == PolicyStatus.PUBLISHED.value), None)
    if own is not None:
        return policy_values(own.body, name), own
    shipped = next(((key, number) for key, number in available_policies() if f"{key}-{number}" == name), None)
    if shipped is None:
        raise NotVisible
    return shipped_values(*shipped), None


def _key_of(key: str, suffix: str) -> str:
    if not suffix:
        return key
    found = f"{shipped_root(key)}_{suffix}"
    if not suffix.isascii() or not suffix.replace("_", "").isalnum() or suffix != suffix.lower():
        raise _refusal("suffix", "Use small letters, digits and _ alone, for example unit_721.")
    if len(found) > LONGEST_KEY:
        raise _refusal("suffix", f"Use {LONGEST_KEY - len(found) + len(suffix)} characters at most.")
    return found


def _scope_of(key: str, scope: PolicyScope | None, members: Collection[str]) -> tuple[PolicyScope, list[str]]:
    """The installation's set is everybody's; every other is for some, and says for whom."""
    if key == settings.POLICY_SET:
        return PolicyScope.AGENCY, []
    named = sorted({member.strip() for member in members if member.strip()})
    if scope is None or scope is PolicyScope.AGENCY:
        raise _refusal("scope", f"The whole agency has the set {settings.POLICY_SET}. Choose for whom this one is.")
    if not named:
        raise _refusal("members", "Name at least one, so that the set is for somebody.")
    unknown = members_unknown(scope, named)
    if unknown:
        raise _refusal("members", f"Nobody is known here under {', '.join(unknown)}. Correct it or leave it out.")
    return scope, named


def _require_no_draft(rows: Collection[PolicyVersion], key: str) -> None:
    draft = next((row for row in rows if row.key == key and row.status == PolicyStatus.DRAFT.value), None)
    if draft is not None:
        sentence = f"{draft.created_by} has begun a draft of this set. Go on with that one, or discard it first."
        raise Conflict(sentence, url=draft.get_absolute_url(), url_label="Open the draft")


def _next_version(rows: Collection[PolicyVersion], key: str) -> int:
    return max([FIRST_OWN_VERSION - 1, *(row.version for row in rows if row.key == key)]) + 1


def _require_free_days(row: PolicyVersion, start: date, end: date | None, today: date) -> None:
    if start < today:
        raise _refusal("effective_from", f"Choose {in_words(today)} or later: days that are over keep theirs.")
    if end is not None and end < start:
        raise _refusal("effective_to", "The last day lies before the first one. Choose a later one, or leave it empty.")
    if days_used_by(row.key, PolicyScope(row.scope), row.members, start):
        sentence = (
            "Evaluations were begun today under the version in force. A day belongs to one version: choose tomorrow or "
            "a later day."
        )
        raise _refusal("effective_from", sentence)
    same = PolicyVersion.objects.filter(
        status=PolicyStatus.PUBLISHED.value, scope=row.scope, members__overlap=row.members, effective_from=start
    ).exclude(key=row.key)
    if other := same.first():
        raise _refusal("effective_from", f"{other} comes into force on the same day for some of the same people.")


def _set(values: Values, path: str, value: Any) -> bool:
    """True where that changes something."""
    *parents, last = path.split(".")
    table = values
    for parent in parents:
        table = table.setdefault(parent, {})
    before = table.pop(last, None)
    if value is not None:
        table[last] = value
    return bool(before != value)


def _write(row: PolicyVersion, values: Values) -> None:
    """Body and digest, in the shape of the shipped files. Raises RuleViolations where the reader refuses it."""
    values |= {"key": row.key, "version": row.version, "effective_from": row.effective_from}
    _set(values, "effective_to", row.effective_to)
    try:
        policy = read_policy(values, row.name)
    except PolicyError as problem:
        raise _unreadable(row.name, str(problem)) from problem
    if len(policy.title) > LONGEST_TITLE:
        raise _refusal("title", f"Use {LONGEST_TITLE} characters at most.")
    found = [Objection(path, sentence) for path, sentence in objections_to(policy)]
    if found:
        raise RuleViolations(found, found[0].message)
    row.title, row.body = policy.title, policy_text(values)
    row.sha256 = sha256_of_text(row.body)


def _unreadable(name: str, problem: str) -> RuleViolations:
    """What the reader says, "county-101: follow_up.window_months must be …", beside the field that it is about."""
    path, _space, complaint = problem.removeprefix(f"{name}: ").partition(" ")
    return _refusal(path, f"This {complaint}.")


def _refusal(field: str, sentence: str) -> RuleViolations:
    return RuleViolations([Objection(field, sentence)], sentence)


def _record(row: PolicyVersion, action: str, by: User, at: datetime, **data: Any) -> None:
    told = {"version": row.name, "sha256": row.sha256, **data}
    event_record(stream=row.stream, action=action, by=by, at=at, data=told)
