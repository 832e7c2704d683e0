from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.health import readiness


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not posted from a page of this site, or its page is too old."""
    return render(request, "csrf.html", status=403)


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
