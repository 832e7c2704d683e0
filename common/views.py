"""Answers that belong to no room: what is refused or fails before any view, and how the process is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.api.problems import is_api, problem_answer
from common.health import readiness


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not posted from a page of this site, or its page is too old."""
    if is_api(request):
        return problem_answer(403, "Send the form's token in the header X-CSRFToken, or use an access token.")
    return render(request, "csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no program of good will sends: another host's name, thousands of fields."""
    if is_api(request):
        return problem_answer(400, "The request could not be understood. Look at its headers and the form of its body.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What middleware forbids; the rooms say their own sentences."""
    if is_api(request):
        return problem_answer(403, "This may not be done here.")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address, or nothing there."""
    if is_api(request):
        return problem_answer(404, "There is no such address. Each one ends with a slash; /api/docs/ has them all.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The fault is ours."""
    if is_api(request):
        return problem_answer(500, "The fault is ours, and it has been recorded. Please try again in a few minutes.")
    return defaults.server_error(request)


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever restarts processes: this one answers. It asks nobody else: a lost database restarts nothing."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """For load balancers: 200 where pages can be answered (`degraded`: and some work waits), else 503."""
    checks = readiness()
    is_ready = all(check.is_ok for check in checks if check.is_vital)
    status = "ready" if all(check.is_ok for check in checks) else "degraded" if is_ready else "unavailable"
    answer = {"status": status, "checks": {check.name: check.words for check in checks}}
    return JsonResponse(answer, status=200 if is_ready else 503)
