"""The outbox: every mail and what became of it, and those that did not arrive.

Whoever runs the installation sees to whom and when, not what a mail says. Only in the demo everybody reads its mail.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action, has_action
from common.errors import NotVisible
from common.templatetags.ui import full_datetime
from notifications.enums import MailKind, MailStatus
from notifications.forms import AssignForm, MailFilterForm, SettleForm
from notifications.models import Mail
from notifications.rules import FAILED
from notifications.selectors import failures_listed, mails_listed
from notifications.services.failures import ONLY_ADMIN, failure_assign, failure_settle, mail_again
from notifications.services.mail_text import mail_text
from notifications.views.own import user_of

PAGE_SIZE = 25


def check_can_read_outbox(user: User) -> None:
    """Raises NotVisible (404): for all others the outbox is not there. In the demo it is shown to everybody."""
    if not (settings.DEMO or has_action(user, Action.OPERATIONS_READ)):
        raise NotVisible


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every mail, the latest first."""
    check_can_read_outbox(user_of(request))
    form = MailFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    listed = mails_listed(search=asked.get("q", ""), status=asked.get("status", ""))
    page = Paginator(listed, PAGE_SIZE).get_page(request.GET.get("page"))
    columns = [_("To"), _("Mail"), _("Status"), _("Made"), _("Sent")]
    context = {
        "form": form,
        "page": page,
        "columns": [{"label": label} for label in columns],
        "rows": [_row(mail) for mail in page.object_list],
        "is_filtered": any(asked.values()),
        "open_failures": failures_listed().count(),
    }
    return render(request, "notifications/outbox.html", context)


def _row(mail: Mail) -> list[Any]:
    return [
        _recipient(mail),
        MailKind(mail.kind).label,
        {"status": MailStatus(mail.status)},
        full_datetime(mail.created_at),
        full_datetime(mail.sent_at) or "–",
    ]


def _recipient(mail: Mail) -> dict[str, str]:
    url = reverse("notifications:mail", args=[mail.pk])
    return {"text": str(mail.recipient), "url": url, "note": mail.sent_to or mail.recipient.email}


@require_safe
def failures(request: HttpRequest) -> HttpResponse:
    """Mail that did not arrive: what is to be seen to, or (`?settled=1`) what was."""
    check_can_read_outbox(user_of(request))
    is_settled = request.GET.get("settled") == "1"
    page = Paginator(failures_listed(is_settled=is_settled), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = [_("To"), _("Status"), _("When"), _("Why"), _("Who sees to it")]
    context = {
        "page": page,
        "columns": [{"label": label} for label in columns],
        "rows": [_failure_row(mail) for mail in page.object_list],
        "is_settled": is_settled,
    }
    return render(request, "notifications/failures.html", context)


def _failure_row(mail: Mail) -> list[Any]:
    return [
        _recipient(mail),
        {"status": MailStatus(mail.status)},
        full_datetime(mail.failed_at),
        mail.error,
        {"text": str(mail.owner) if mail.owner else _("Nobody yet"), "note": mail.settled_note},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail; posting gives its failure an owner, settles it, or sends the mail again."""
    user = user_of(request)
    check_can_read_outbox(user)
    found = Mail.objects.select_related("recipient", "owner").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    assign = AssignForm(request.POST if request.POST.get("do") == "assign" else None)
    settle = SettleForm(request.POST if request.POST.get("do") == "settle" else None)
    if request.method == "POST":
        check_has_action(user, Action.MAIL_MANAGE, ONLY_ADMIN)
        sentence = _change(request.POST.get("do", ""), found, assign, settle, by=user)
        if sentence:
            messages.success(request, sentence)
            return redirect("notifications:mail", pk=pk)
    status = 422 if request.method == "POST" else 200
    return _mail_page(request, user, found, assign, settle, status=status)


def _change(do: str, found: Mail, assign: AssignForm, settle: SettleForm, *, by: User) -> str:
    """Do what was chosen; the sentence that says so, or nothing where the form is not complete."""
    at = timezone.now()
    if do == "assign" and assign.is_valid():
        owner = assign.cleaned_data["owner"]
        failure_assign(mail=found, owner=owner, by=by, at=at)
        return _("%(name)s sees to it.") % {"name": owner}
    if do == "settle" and settle.is_valid():
        failure_settle(mail=found, note=settle.cleaned_data["note"], by=by, at=at)
        return _("It is settled.")
    if do == "again":
        mail_again(mail=found, by=by, at=at)
        return _("The mail is in the queue again.")
    return ""


def _mail_page(
    request: HttpRequest, user: User, found: Mail, assign: AssignForm, settle: SettleForm, *, status: int
) -> HttpResponse:
    is_open = found.status in FAILED and found.settled_at is None
    if not assign.is_bound:
        assign.initial = {"owner": found.owner_id or user.pk}
    context = {
        "mail": found,
        "facts": _facts(found),
        "is_open": is_open and has_action(user, Action.MAIL_MANAGE),
        "assign": assign,
        "settle": settle,
        "text": mail_text(found, today=timezone.localdate(found.sent_at)) if settings.DEMO else None,
        "breadcrumbs": [{"label": _("Outbox"), "url": reverse("notifications:outbox")}, {"label": str(found)}],
    }
    return render(request, "notifications/mail_page.html", context, status=status)


def _facts(found: Mail) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("To"), "text": str(found.recipient), "note": found.sent_to or found.recipient.email},
        {"label": _("Kind"), "text": MailKind(found.kind).label},
        {"label": _("Status"), "status": MailStatus(found.status)},
        {"label": _("Made"), "text": full_datetime(found.created_at)},
        {"label": _("Message-ID"), "text": found.message_id},
    ]
    if found.sent_at:
        facts.append({"label": _("Handed to the mail server"), "text": full_datetime(found.sent_at)})
    if found.error:
        facts.append({"label": _("Why it did not arrive"), "text": found.error, "note": full_datetime(found.failed_at)})
        facts.append({"label": _("Who sees to it"), "text": str(found.owner) if found.owner else _("Nobody yet")})
    if found.settled_at:
        facts.append({"label": _("Settled"), "text": found.settled_note, "note": full_datetime(found.settled_at)})
    return facts
