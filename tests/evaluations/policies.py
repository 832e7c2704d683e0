"""Own versions of policy sets, made as people make them: copied, edited, published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from accounts.enums import Role
from accounts.models import User
from evaluations.enums import PolicyScope
from evaluations.models import PolicyVersion
from evaluations.services.policies import policy_draft_create, policy_draft_save, policy_publish
from tests.factories import PASSWORD, make_user

# Wednesday, July 1, 2026, 9:00 in Los Angeles: five days before the steps of `journeys`.
BEFORE = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 7, 1)


def policy_admin() -> User:
    """Who looks after the policy sets; always the same person."""
    known = User.objects.filter(email="policies@agency.example").first()
    roles = [Role.CLASSIFICATION_ADMIN]
    return known or make_user(email="policies@agency.example", name="Casey Rulekeeper", roles=roles)


def drafted(
    follows: str = "county-1",
    *,
    suffix: str = "",
    scope: PolicyScope | None = None,
    members: Collection[str] = (),
    at: datetime = BEFORE,
    **changes: Any,
) -> PolicyVersion:
    """A draft with these changes: dotted path, its dots written as two underscores → value."""
    by = policy_admin()
    row = policy_draft_create(follows=follows, suffix=suffix, scope=scope, members=members, by=by, at=at)
    if not changes:
        return row
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    return policy_draft_save(name=row.name, revision=row.revision, changes=paths, by=by, at=at)


def published(
    follows: str = "county-1", *, on: date = FIRST_DAY, until: date | None = None, at: datetime = BEFORE, **how: Any
) -> PolicyVersion:
    """Such a draft in force from that day on."""
    row = drafted(follows, at=at, **how)
    return policy_publish(
        name=row.name, revision=row.revision, effective_from=on, effective_to=until, proof=PASSWORD,
        by=policy_admin(), at=at,
    )  # fmt: skip
