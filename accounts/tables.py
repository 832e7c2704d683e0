"""Rows of the lists as the table component takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Delegation, OpenSession, User


def delegation_rows(delegations: Iterable[Delegation], *, user: User, is_hr: bool, today: date) -> dict[str, list[Any]]:
    """Columns and rows of designees; a standing one can be withdrawn by the principal and by HR."""
    columns = [_("Designee of"), _("Designee"), _("First day"), _("Last day"), _("Reason"), _("State"), _("Step")]
    rows = []
    for delegation in delegations:
        state = delegation_state(delegation, today)
        can_end = state in ("now", "planned") and (is_hr or delegation.principal_id == user.pk)
        step = {"text": _("Withdraw"), "url": reverse("accounts:delegation_end", args=[delegation.pk])}
        rows.append(
            [
                {"text": str(delegation.principal)},
                {"text": str(delegation.delegate)},
                {"date": delegation.starts_on},
                {"date": delegation.ends_on},
                {"text": delegation.reason},
                {"text": _delegation_words(state)},
                step if can_end else {"text": "–"},
            ]
        )
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def delegation_state(delegation: Delegation, today: date) -> str:
    """withdrawn, over, planned or now."""
    if delegation.ended_at is not None:
        return "withdrawn"
    if delegation.ends_on < today:
        return "over"
    return "planned" if delegation.starts_on > today else "now"


def _delegation_words(state: str) -> str:
    return {
        "withdrawn": _("Withdrawn"),
        "over": _("Over"),
        "planned": _("Planned"),
        "now": _("In force"),
    }[state]


def account_rows(users: Iterable[User]) -> dict[str, list[Any]]:
    """Columns and rows of accounts. `users` come with their roles."""
    columns = [_("Name"), _("E-mail address"), _("Roles"), _("State")]
    rows = []
    for user in users:
        roles = ", ".join(Role(grant.role).label for grant in user.role_grants.all())
        rows.append(
            [
                {"text": str(user), "url": reverse("accounts:account", args=[user.pk])},
                {"text": user.email},
                {"text": roles or _("None granted")},
                {"text": _("Active") if user.is_active else _("Deactivated")},
            ]
        )
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def session_rows(sessions: Iterable[OpenSession], *, current: str) -> list[dict[str, Any]]:
    """Where somebody is signed in, for the page that ends it."""
    return [
        {
            "pk": row.pk,
            "device": row.device,
            "network": row.network or _("unknown"),
            "signed_in_at": row.signed_in_at,
            "last_seen_at": row.last_seen_at,
            "is_current": row.session_key == current,
        }
        for row in sessions
    ]
