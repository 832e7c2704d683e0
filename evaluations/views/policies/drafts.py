"""A draft of a policy set: begun, edited part by part, discarded, published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.selectors import ways_to_confirm
from accounts.services import WrongPassword
from common.dates import in_words
from common.errors import Conflict, NotVisible, RuleViolations
from evaluations import policy_tables
from evaluations.enums import PolicyScope, PolicyStatus
from evaluations.forms.policies import FORMS, NewVersionForm, PartForm, PolicyForm, PublishForm, put_refusal
from evaluations.models import PolicyVersion
from evaluations.rules.policy_differences import PolicyPart, policy_differences
from evaluations.selectors.policies import (
    Version,
    bargaining_units_known,
    check_can_manage_policies,
    evaluations_under_way_with,
)
from evaluations.services.policies import (
    StalePolicy,
    policy_draft_create,
    policy_draft_discard,
    policy_draft_save,
    policy_publish,
)
from evaluations.views.access import check_same_account, user_of
from evaluations.views.policies.versions import frame_of, version_of

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def new(request: HttpRequest, name: str) -> HttpResponse:
    """Copy a version into a draft, of the same set or of a set of its own."""
    check_can_manage_policies(user_of(request))
    found = version_of(request, name)
    if found.is_draft:
        raise NotVisible
    form = NewVersionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            row = policy_draft_create(
                follows=name, suffix=asked["suffix"], scope=PolicyScope(asked["scope"]) if asked["scope"] else None,
                members=asked["members"], by=user_of(request), at=timezone.now(),
            )  # fmt: skip
        except RuleViolations as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, f"{row} is a draft now. Nothing changes for anybody until it is published.")
            return redirect(row)
    context = {
        **frame_of(found, "New version"),
        "form": form,
        "is_agencys": found.policy.key == settings.POLICY_SET,
        "units": bargaining_units_known(),
    }
    return render(request, "policies/new.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(ASKED)
@never_cache
def edit(request: HttpRequest, name: str, part: str) -> HttpResponse:
    """One part of a draft. What was typed stays, also where somebody else was faster (409)."""
    found, _row = _draft(request, name)
    if part not in {one.value for one in PolicyPart}:
        raise NotVisible
    chosen = PolicyPart(part)
    form = FORMS[chosen](request.POST if request.method == "POST" else None, version=found)
    status = 200
    if request.method == "POST":
        status = _save(request, form, name)
        if status == 200:
            messages.success(request, f"{chosen.label}: saved.")
            return redirect("policies:version", name)
    context = {**frame_of(found, chosen.label), "form": form, "part": chosen}
    return render(request, "policies/edit.html", context, status=status)


def _save(request: HttpRequest, form: PartForm, name: str) -> int:
    """The status of the answer; the form then says why not."""
    check_same_account(request)
    if not form.is_valid():
        return 422
    try:
        policy_draft_save(
            name=name, revision=form.cleaned_data["revision"], changes=form.changes, **form.serving,
            by=user_of(request), at=timezone.now(),
        )  # fmt: skip
    except RuleViolations as refusal:
        put_refusal(form, refusal)
        return 422
    except StalePolicy as refusal:
        form.add_error(None, refusal.sentence)
        return refusal.status_code
    return 200


@require_http_methods(ASKED)
@never_cache
def discard(request: HttpRequest, name: str) -> HttpResponse:
    """Ask, then delete the draft."""
    found, row = _draft(request, name)
    form = PolicyForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision})
    if request.method == "POST" and form.is_valid():
        policy_draft_discard(
            name=name, revision=form.cleaned_data["revision"], by=user_of(request), at=timezone.now()
        )  # fmt: skip
        messages.success(request, "The draft was discarded.")
        return redirect("policies:sets")
    context = {**frame_of(found, "Discard"), "form": form}
    return render(request, "policies/discard.html", context, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters("password")
@require_http_methods(ASKED)
@never_cache
def publish(request: HttpRequest, name: str) -> HttpResponse:
    """From which day on, what that means, and who says so; then it is in force for good."""
    (found, row), at = _draft(request, name), timezone.now()
    ways = ways_to_confirm(request.session, user_of(request), at)
    form = PublishForm(
        request.POST if request.method == "POST" else None, ways=ways, initial={"revision": row.revision}
    )
    if request.method == "POST":
        check_same_account(request)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            published = policy_publish(
                name=name, revision=asked["revision"], effective_from=asked["effective_from"],
                effective_to=asked["effective_to"], proof=form.proof, by=user_of(request), at=at,
            )  # fmt: skip
        except (RuleViolations, WrongPassword) as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, f"{published} is published, from {in_words(published.effective_from)} on.")
            return redirect(published)
    context = {**frame_of(found, "Publish"), "form": form, **_consequences(request, found, row)}
    return render(request, "policies/publish.html", context, status=422 if request.method == "POST" else 200)


def _consequences(request: HttpRequest, found: Version, row: PolicyVersion) -> dict[str, Any]:
    before = version_of(request, row.follows)
    told = policy_differences(before.policy, found.policy)
    return {
        "facts": [
            {"label": "For whom", "text": policy_tables.serves_words(found, settings.POLICY_SET)},
            {
                "label": "Changed values",
                "text": str(len(told)),
                "note": f"Against {before.policy.title}, version {before.policy.version}",
                "url": reverse("policies:differences", args=[found.policy.name]),
            },
        ],
        "under_way": evaluations_under_way_with(row),
        "is_placeholder": found.policy.is_placeholder,
        "ends_placeholder": before.policy.is_placeholder and not found.policy.is_placeholder,
    }


def _draft(request: HttpRequest, name: str) -> tuple[Version, PolicyVersion]:
    """The draft and its row. Raises NotVisible for whoever does not manage policy sets, Conflict once published."""
    check_can_manage_policies(user_of(request))
    found = version_of(request, name)
    if found.row is None:
        raise NotVisible
    if found.row.status == PolicyStatus.PUBLISHED.value:
        sentence = f"{found.row} has been published and does not change any more. Make a new version of it."
        raise Conflict(sentence, url=found.row.get_absolute_url(), url_label="Open it")
    return found, found.row
