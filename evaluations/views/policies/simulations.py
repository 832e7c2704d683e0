"""Trying a version of a policy set out on past evaluations: asked for, waited for, looked through, taken away."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.models import User
from common.background import background
from common.dates import ONE_DAY, add_months, in_words
from common.errors import Conflict, NotVisible, RuleViolations
from common.paging import page_of
from common.spreadsheets import csv_lines
from evaluations.enums import SimulatedKind
from evaluations.forms.policies import SimulateForm, SimulationFilterForm, put_refusal
from evaluations.models import Evaluation, PolicySimulation
from evaluations.rules.policy_shape import Policy
from evaluations.rules.simulation import LEAST_TOLD
from evaluations.selectors.policies import check_can_manage_policies
from evaluations.selectors.simulations import (
    change_lines,
    changed_evaluations,
    changes_counted,
    check_can_read_changes,
    counts_by_kind,
    may_read_changes,
    simulation_get,
    simulations_of,
    with_changes,
)
from evaluations.services.simulations import policy_simulate, policy_simulation_export_record
from evaluations.views.access import user_of
from evaluations.views.policies.versions import frame_of, version_of

MOST_RUNS = 20
HEADINGS = (
    "Employee number", "Employee", "Unit", "Period from", "Period to", "Kind", "Rule", "What", "Before",
    "By this version",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def simulate(request: HttpRequest, name: str) -> HttpResponse:
    """Over which evaluations; the judging is a worker's. Earlier runs stand below."""
    check_can_manage_policies(user_of(request))
    found = version_of(request, name)
    if found.row is None:
        raise NotVisible
    at = timezone.now()
    form = SimulateForm(request.POST if request.method == "POST" else None, initial=_last_year(timezone.localdate(at)))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(policy_simulate(name=name, **form.cleaned_data, by=user_of(request), at=at))
        except RuleViolations as refusal:
            put_refusal(form, refusal)
    runs = simulations_of(found.row)[:MOST_RUNS]
    context = {
        **frame_of(found, "Simulate"),
        "form": form,
        "columns": [{"label": label} for label in ("Periods that ended", "Asked for", "State")],
        "rows": [_listed(one, found.row.sha256) for one in runs],
    }
    return render(request, "policies/simulate.html", context, status=422 if request.method == "POST" else 200)


def _last_year(today: date) -> dict[str, date]:
    return {"first": add_months(today, -12) + ONE_DAY, "last": today}


def _listed(one: PolicySimulation, sha256: str) -> list[Any]:
    state = "has_failed" if one.error else "done" if one.finished_at else "in_progress"
    days = {"text": f"{in_words(one.first)} to {in_words(one.last)}", "url": one.get_absolute_url()}
    asked = {"date": one.asked_at, "note": str(one.asked_by)}
    note = "" if one.sha256 == sha256 else "The draft has been changed since"
    return [days, asked, {"status": state, "note": note}]


@require_safe
@never_cache
def simulation(request: HttpRequest, name: str, public_id: uuid.UUID) -> HttpResponse:
    """What would have changed: by rule, for who reads them evaluation by evaluation; meanwhile, how far a worker is."""
    found = simulation_get(user_of(request), name, public_id)
    version = version_of(request, name)
    here = f"{found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}"
    context = {**frame_of(version, "Simulate", here), "simulation": found, "facts": _facts(found)}
    context["is_outdated"] = version.row is not None and version.row.sha256 != found.sha256
    if found.finished_at is None or found.error:
        return render(request, "policies/simulation_running.html", context)
    if not may_read_changes(user_of(request)):
        context |= _counted(found, version.policy, user_of(request))
        return render(request, "policies/simulation_counts.html", context)
    form = SimulationFilterForm(request.GET)
    asked = form.query
    rows = changed_evaluations(found, user_of(request), **asked)
    page = page_of(rows, request.GET, shown=with_changes(found, asked["kind"]))
    context |= {
        "form": form,
        "page": page,
        "items": [_item(row) for row in page.object_list],
        "tabs": _tabs(found, user_of(request), asked),
        "is_narrowed": any(asked.values()),
        "csv_url": f"{reverse('policies:simulation_csv', args=[name, public_id])}?{request.GET.urlencode()}",
    }
    return render(request, "policies/simulation.html", context)


@require_safe
@never_cache
@login_not_required
@background
def progress(request: HttpRequest, name: str, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that asks for itself; once the work or the session is over, the page is loaded again."""
    if not request.user.is_authenticated:
        return HttpResponse(headers={"HX-Refresh": "true"})
    found = simulation_get(user_of(request), name, public_id)
    if found.finished_at is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "policies/_progress.html", {"simulation": found})


@require_GET
@never_cache
def as_csv(request: HttpRequest, name: str, public_id: uuid.UUID) -> StreamingHttpResponse:
    """Every change that the page's filters ask for, one a line. Raises NotAllowed (403)."""
    user = user_of(request)
    found = simulation_get(user, name, public_id)
    check_can_read_changes(user)
    if found.finished_at is None or found.error:
        raise Conflict("This simulation is not finished.", url=found.get_absolute_url(), url_label="Open it")
    asked = SimulationFilterForm(request.GET).query
    rows = list(change_lines(found, user, **asked))
    policy_simulation_export_record(simulation=found, asked=asked, rows=len(rows), by=user, at=timezone.now())
    lines = csv_lines(HEADINGS, rows)
    response = StreamingHttpResponse((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    file_name = f"{name}-simulated-{found.first:%Y%m%d}-{found.last:%Y%m%d}.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _facts(found: PolicySimulation) -> list[dict[str, Any]]:
    return [
        {"label": "Periods that ended", "period_start": found.first, "period_end": found.last},
        {"label": "Judged", "text": f"{found.done:,} of {found.total:,}", "note": "Issued evaluations of these people"},
        {
            "label": "Under way", "text": f"{found.under_way:,}",
            "note": "Not issued yet: they keep their version and are not judged here",
        },
        {"label": "Asked for by", "text": str(found.asked_by)},
    ]  # fmt: skip


def _counted(found: PolicySimulation, policy: Policy, user: User) -> dict[str, Any]:
    """The table of kinds and rules, for who looks after policy sets and reads no evaluations."""
    return {
        "columns": [{"label": label} for label in ("What would differ", "Rule", "Evaluations")],
        "rows": [
            [kind.label, _titled(rule, policy), f"At least {count:,}"]
            for kind, rule, count in changes_counted(found, user)
        ],
        "least": LEAST_TOLD,
    }


def _titled(rule: str, policy: Policy) -> Any:
    return {"text": rule, "note": policy.rules[rule].title} if rule in policy.rules else "The form"


def _tabs(found: PolicySimulation, user: User, asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = counts_by_kind(found, user)
    query = f"&q={asked['search']}" if asked["search"] else ""
    kinds = [("", "Anything"), *((kind.value, kind.label) for kind in SimulatedKind)]
    return [
        {"url": f"?kind={kind}{query}", "label": label, "count": counts[kind], "is_current": kind == asked["kind"]}
        for kind, label in kinds
    ]


def _item(row: Evaluation) -> dict[str, Any]:
    return {
        "name": row.employee.full_name,
        "employee_no": row.employee.employee_no,
        "unit": row.org_unit.path,
        "start": row.period_start,
        "end": row.period_end,
        "changes": row.changes,  # type: ignore[attr-defined]  # by the prefetch
    }
