"""Access tokens as the table component takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Scope
from accounts.models import AccessToken
from common.templatetags.ui import full_datetime


def token_rows(tokens: Iterable[AccessToken]) -> dict[str, list[Any]]:
    """Columns and rows; each token leads to the page that asks whether to revoke it."""
    columns = [
        _("Name"), _("Begins with"), _("May be used for"), _("Made"), _("Last used"), _("Last day"), _("Step"),
    ]  # fmt: skip
    rows = []
    for token in tokens:
        rows.append(
            [
                {"text": token.name},
                {"text": f"{token.hint}…"},
                {"text": scope_words(token)},
                {"text": full_datetime(token.created_at)},
                {"text": full_datetime(token.last_used_at) or _("Not yet")},
                {"date": token.expires_on},
                {"text": _("Revoke"), "url": reverse("accounts:token_revoke", args=[token.public_id])},
            ]
        )
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def scope_words(token: AccessToken) -> str:
    """What it may be used for, in words."""
    return "; ".join(Scope(scope).label for scope in token.scopes)
