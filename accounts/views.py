"""Designees for everybody; accounts, roles and lost second factors for the system administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required, suspend_request
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Action, Role
from accounts.forms import (
    AccountActionForm,
    AccountAskForm,
    AccountFilterForm,
    DelegationFilterForm,
    DelegationForm,
)
from accounts.models import Delegation, User
from accounts.permissions import (
    check_can_manage_accounts,
    check_can_manage_delegation_of,
    check_can_see_delegation,
    has_action,
)
from accounts.selectors import access_tokens_of, accounts_listed, delegations_listed, has_second_factor
from accounts.services import (
    delegation_create,
    role_grant,
    role_revoke,
    second_factor_remove,
    user_activate,
    user_deactivate,
)
from accounts.services import (
    delegation_end as end_delegation,
)
from accounts.tables import account_rows, delegation_rows
from accounts.token_tables import token_rows
from common.errors import Conflict, NotVisible, RuleViolations
from common.paging import is_narrowed, page_of

REMOVE_FACTOR = "remove_second_factor"


@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """One's designees, given and received (HR: everybody's), and the form that names another."""
    is_hr = has_action(request.user, Action.DELEGATION_MANAGE)
    form = DelegationForm(request.POST or None, own_only=not is_hr)
    status = 200
    if request.method == "POST":
        status = _create_delegation(request, form)
        if status == 302:
            return redirect("accounts:delegations")
    filters = DelegationFilterForm(request.GET) if is_hr else None
    search = filters.cleaned_data["q"] if filters and filters.is_valid() else ""
    listed = delegations_listed(request.user, is_everybodys=is_hr, search=search)
    page = page_of(listed, request.GET)
    rows = delegation_rows(page.object_list, user=request.user, is_hr=is_hr, today=timezone.localdate())
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "table": rows,
        "is_hr": is_hr,
        "is_narrowed": bool(search),
    }
    return render(request, "accounts/delegations.html", context, status=status)


def _create_delegation(request: HttpRequest, form: DelegationForm) -> int:
    """The answer's status: 302 where it was done, otherwise the form says why not."""
    if not form.is_valid():
        return 422
    values = {"principal": request.user, **form.cleaned_data}
    try:
        delegation = delegation_create(**values, by=request.user, at=timezone.now())
    except RuleViolations as error:
        for violation in error.violations:
            form.add_error(violation.field, violation.message)
        return error.status_code
    except Conflict as error:
        form.add_error("starts_on", error.sentence)
        return error.status_code
    messages.success(
        request, _("%(name)s is named designee; both of you find it here.") % {"name": delegation.delegate}
    )
    return 302


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw a designee before the last day."""
    delegation = Delegation.objects.select_related("principal", "delegate").filter(pk=pk).first()
    if delegation is None:
        raise NotVisible
    check_can_see_delegation(request.user, delegation)
    check_can_manage_delegation_of(request.user, delegation.principal)
    if request.method == "POST":
        end_delegation(delegation=delegation, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is designee no longer.") % {"name": delegation.delegate})
        return redirect("accounts:delegations")
    facts = [
        {"label": _("Designee of"), "text": str(delegation.principal)},
        {"label": _("Designee"), "text": str(delegation.delegate)},
        {"label": _("Days"), "period_start": delegation.starts_on, "period_end": delegation.ends_on},
    ]
    context = {"facts": facts, "cancel_url": reverse("accounts:delegations")}
    return render(request, "accounts/delegation_end.html", context)


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, searched by name, role and state."""
    check_can_manage_accounts(request.user)
    form = AccountFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    is_active = {"active": True, "closed": False}.get(chosen.get("state", ""))
    listed = accounts_listed(search=chosen.get("q", ""), role=chosen.get("role", ""), is_active=is_active)
    page = page_of(listed, request.GET)
    context = {"form": form, "page": page, "table": account_rows(page.object_list), "is_narrowed": is_narrowed(chosen)}
    return render(request, "accounts/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its roles; posting changes it, and `?ask=…` asks before what is not easily undone.

    Who takes somebody's second factor away shows first that it is still them: a desk left alone opens no account.
    """
    check_can_manage_accounts(request.user)
    asked = request.POST.get("do", "") or request.GET.get("ask", "")
    if asked == REMOVE_FACTOR and is_reauthentication_required(request, app="allauth.mfa"):
        return suspend_request(request, reverse("account_reauthenticate"))
    user = get_object_or_404(User.objects.prefetch_related("role_grants__granted_by"), pk=pk)
    form = AccountActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _change(user, form.cleaned_data, by=request.user))
        return redirect("accounts:account", pk=pk)
    breadcrumbs = [{"label": _("Accounts"), "url": reverse("accounts:accounts")}]
    if request.method != "POST" and asked == "deactivate" and user.is_active:
        return _ask_page(request, user, breadcrumbs, do=asked, heading=_("Deactivate an account"))
    if request.method != "POST" and asked == REMOVE_FACTOR and has_second_factor(user):
        return _ask_page(request, user, breadcrumbs, do=asked, heading=_("Remove a second factor"))
    held = [{"role": Role(grant.role), "grant": grant} for grant in user.role_grants.all()]
    grantable = [role for role in Role if role not in [row["role"] for row in held]]
    context = {
        "account": user,
        "held": held,
        "grantable": grantable,
        "form": form,
        "is_own": user.pk == request.user.pk,
        "has_second_factor": has_second_factor(user),
        "tokens": token_rows(access_tokens_of(user, timezone.localdate())),
        "breadcrumbs": [*breadcrumbs, {"label": str(user)}],
    }
    return render(request, "accounts/account.html", context, status=422 if request.method == "POST" else 200)


def _ask_page(
    request: HttpRequest, user: User, breadcrumbs: list[dict[str, str]], *, do: str, heading: str
) -> HttpResponse:
    url = reverse("accounts:account", args=[user.pk])
    context = {
        "form": AccountAskForm(initial={"do": do}),
        "do": do,
        "heading": heading,
        "facts": [{"label": _("Name"), "text": str(user)}, {"label": _("E-mail address"), "text": user.email}],
        "action_url": url,
        "cancel_url": url,
        "breadcrumbs": [*breadcrumbs, {"label": str(user), "url": url}, {"label": heading}],
    }
    return render(request, "accounts/account_ask.html", context)


def _change(user: User, chosen: dict[str, Any], *, by: User) -> str:
    """Do what was chosen; the sentence that says so. A refusal is raised and becomes a page."""
    at = timezone.now()
    if chosen["do"] == "activate":
        user_activate(user=user, by=by, at=at)
        return _("The account is active again.")
    if chosen["do"] == "deactivate":
        user_deactivate(user=user, by=by, at=at)
        return _("The account is deactivated, and its sessions have ended.")
    if chosen["do"] == REMOVE_FACTOR:
        second_factor_remove(user=user, by=by, at=at)
        return _("The second factor is removed, and the person has been told by mail.")
    role = Role(chosen["role"])
    if chosen["do"] == "grant":
        role_grant(user=user, role=role, by=by, at=at)
        return _("The role %(role)s is granted.") % {"role": role.label}
    role_revoke(user=user, role=role, by=by, at=at)
    return _("The role %(role)s is revoked.") % {"role": role.label}
