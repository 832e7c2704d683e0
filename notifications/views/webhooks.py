"""Webhooks, for whoever runs the installation; for everybody else they are not there (404).

A secret stands on the page that makes it, once; no other page shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import RuleViolations
from common.paging import page_of
from notifications.forms import DeliveryFilterForm, WebhookForm
from notifications.models import WebhookEndpoint
from notifications.permissions import check_can_manage_webhooks
from notifications.selectors import deliveries_listed, webhook_for, webhooks_listed
from notifications.services import webhooks as service
from notifications.tables import delivery_rows, webhook_facts, webhook_rows
from notifications.views.own import user_of


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every webhook, with its state and how far it is behind."""
    user = user_of(request)
    check_can_manage_webhooks(user)
    page = page_of(webhooks_listed(user), request.GET)
    context = {"page": page, "table": webhook_rows(page.object_list, timezone.now())}
    return render(request, "notifications/webhooks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Make one; the answer shows its secret."""
    user = user_of(request)
    check_can_manage_webhooks(user)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    title = _("New webhook")
    if request.method != "POST":
        return _form_page(request, form, title)
    made = _accepted(form, lambda asked: service.webhook_create(**asked, by=user, at=timezone.now()))
    if made is None:
        return _form_page(request, form, title, status=422)
    endpoint, secret = made
    return _secret_page(request, endpoint, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another name, address or choice of events."""
    user = user_of(request)
    endpoint = webhook_for(user, public_id)
    title = _("Change the webhook")
    if request.method != "POST":
        return _form_page(request, WebhookForm.showing(endpoint), title, endpoint)
    form = WebhookForm(request.POST)
    known = {"public_id": public_id, "by": user, "at": timezone.now()}
    if _accepted(form, lambda asked: service.webhook_update(**asked, **known)) is None:
        return _form_page(request, form, title, endpoint, status=422)
    messages.success(request, _("The webhook is changed."))
    return redirect("notifications:webhook", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One webhook and its messages; posting tests, pauses, resumes it, makes another secret, or sends one again."""
    user, at = user_of(request), timezone.now()
    endpoint = webhook_for(user, public_id)
    do, _colon, which = request.POST.get("do", "").partition(":")
    if do == "rotate":
        return _secret_page(request, *service.webhook_secret_rotate(public_id=public_id, by=user, at=at))
    if request.method == "POST" and (sentence := _done(do, which, {"by": user, "at": at}, public_id)):
        messages.success(request, sentence)
        return redirect("notifications:webhook", public_id=public_id)
    form = DeliveryFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(deliveries_listed(user, endpoint, **asked), request.GET)
    context = {
        "webhook": endpoint,
        "facts": webhook_facts(endpoint, at),
        "form": form,
        "page": page,
        "rows": delivery_rows(page.object_list),
        "is_filtered": any(asked.values()),
        "is_unknown": request.method == "POST",
        "breadcrumbs": _breadcrumbs(str(endpoint)),
    }
    return render(request, "notifications/webhook.html", context, status=422 if request.method == "POST" else 200)


def _done(do: str, which: str, known: dict[str, Any], public_id: UUID) -> str:
    """Do what the button says; the sentence about it, empty for an unknown one. A refusal is raised."""
    if do == "ping":
        service.webhook_ping(public_id=public_id, **known)
        return _("The test message is on its way; what becomes of it stands in the list.")
    if do == "pause":
        service.webhook_pause(public_id=public_id, **known)
        return _("It is paused. What happens meanwhile waits.")
    if do == "resume":
        service.webhook_resume(public_id=public_id, **known)
        return _("It is resumed; what has waited is sent first.")
    if do == "again" and (delivery := _uuid(which)):
        service.delivery_again(public_id=delivery, **known)
        return _("The message is in the queue again.")
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_delete(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it away, after a question."""
    user = user_of(request)
    endpoint = webhook_for(user, public_id)
    if request.method == "POST":
        service.webhook_delete(public_id=public_id, by=user, at=timezone.now())
        messages.success(request, _("The webhook %(name)s is deleted.") % {"name": endpoint})
        return redirect("notifications:webhooks")
    context = {
        "facts": webhook_facts(endpoint, timezone.now())[:3],
        "cancel_url": reverse("notifications:webhook", args=[public_id]),
        "breadcrumbs": _breadcrumbs(str(endpoint), public_id, _("Delete")),
    }
    return render(request, "notifications/webhook_delete.html", context)


def _accepted(form: WebhookForm, save: Callable[[dict[str, Any]], Any]) -> Any:
    """What the service made of the form; None where something is to be put right, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return save(form.cleaned_data)
    except RuleViolations as refusal:
        for violation in refusal.violations:
            form.add_error(violation.field, violation.message)
        return None


def _form_page(
    request: HttpRequest, form: WebhookForm, title: str, endpoint: WebhookEndpoint | None = None, *, status: int = 200
) -> HttpResponse:
    steps = (str(endpoint), endpoint.public_id, _("Change")) if endpoint else (title,)
    cancel = ("notifications:webhook", [endpoint.public_id]) if endpoint else ("notifications:webhooks", [])
    context = {
        "form": form,
        "title": title,
        "is_new": endpoint is None,
        "cancel_url": reverse(cancel[0], args=cancel[1]),
        "breadcrumbs": _breadcrumbs(*steps),
    }
    return render(request, "notifications/webhook_form.html", context, status=status)


def _secret_page(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    context = {
        "webhook": endpoint,
        "secret": secret,
        "is_rotated": endpoint.previous_until is not None,
        "breadcrumbs": _breadcrumbs(str(endpoint), endpoint.public_id, _("Secret")),
    }
    return render(request, "notifications/webhook_secret.html", context)


def _breadcrumbs(name: str, public_id: UUID | None = None, here: str = "") -> list[dict[str, str]]:
    start = {"label": _("Webhooks"), "url": reverse("notifications:webhooks")}
    if public_id is None:
        return [start, {"label": name}]
    own = {"label": name, "url": reverse("notifications:webhook", args=[public_id])}
    return [start, own, {"label": here}]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
