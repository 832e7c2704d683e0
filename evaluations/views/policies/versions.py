"""Policy sets to be looked at: the list, a version in words, as a file, and what a draft changes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.permissions import has_action
from common.errors import NotVisible
from evaluations import policy_tables
from evaluations.rules.policy_differences import PolicyPart, policy_differences
from evaluations.selectors.policies import Version, policy_version_get, policy_versions_listed
from evaluations.views.access import user_of


@require_safe
def sets(request: HttpRequest) -> HttpResponse:
    """Every set with its versions: which is in force now, from when, and how much it is used."""
    user, today = user_of(request), timezone.localdate(timezone.now())
    context = {
        "sets": policy_tables.sets_of(policy_versions_listed(user, today), settings.POLICY_SET),
        "columns": policy_tables.LIST_COLUMNS,
        "can_manage": has_action(user, Action.POLICY_MANAGE),
    }
    return render(request, "policies/sets.html", context)


@require_safe
@never_cache
def version(request: HttpRequest, name: str) -> HttpResponse:
    """Everything that one version says, and what can be done with it."""
    found = version_of(request, name)
    sections = policy_tables.sections_of(found.policy)
    context = {
        **frame_of(found),
        "facts": policy_tables.facts_of(found, settings.POLICY_SET),
        "sections": sections,
        "links": [{"label": section["heading"], "url": f"#{section['key']}"} for section in sections],
        "parts": [
            {"label": part.label, "url": reverse("policies:edit", args=[name, part.value])} for part in PolicyPart
        ],
        "can_manage": has_action(request.user, Action.POLICY_MANAGE),
    }
    return render(request, "policies/version.html", context)


@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """The version as a policy file: what its SHA-256 is about."""
    found = version_of(request, name)
    response = HttpResponse(found.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.toml")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def differences(request: HttpRequest, name: str) -> HttpResponse:
    """What the agency's own version changes in the one that it follows, value by value."""
    found = version_of(request, name)
    if found.row is None:
        raise NotVisible
    before = version_of(request, found.row.follows)
    told = policy_differences(before.policy, found.policy)
    context = {
        **frame_of(found, "Differences"),
        "before": before.policy,
        "before_url": reverse("policies:version", args=[before.policy.name]),
        "parts": policy_tables.differences_by_part(told),
        "columns": policy_tables.DIFFERENCE_COLUMNS,
        "count": len(told),
    }
    return render(request, "policies/differences.html", context)


def version_of(request: HttpRequest, name: str) -> Version:
    """Raises NotVisible (404) for who does not look rules up, and for drafts of all but who manages them."""
    return policy_version_get(user_of(request), name, timezone.localdate(timezone.now()))


def frame_of(found: Version, *more: str) -> dict[str, Any]:
    """What is the same around every page of a version; `more` are the names of pages below its own."""
    title = f"{found.policy.title}, version {found.policy.version}"
    url = reverse("policies:version", args=[found.policy.name])
    crumbs: list[dict[str, str]] = [{"label": "Policy sets", "url": reverse("policies:sets")}]
    crumbs += [{"label": title, "url": url}, *({"label": label} for label in more)] if more else [{"label": title}]
    return {
        "version": found,
        "name": found.policy.name,
        "heading": title,
        "version_url": url,
        "breadcrumbs": crumbs,
    }
