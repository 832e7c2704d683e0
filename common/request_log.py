"""One line in the log, one count and one duration for each request: by route, never by what was asked or typed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

from common.metrics import request_counted
from common.request_ids import HEADER, named, request_id, safe_request_id

logger = logging.getLogger(__name__)
# Asked every few seconds by machines; as long as all is well there is nothing to say.
QUIET = {"healthz", "readyz", "metrics"}


class RequestLogMiddleware:
    """The outermost but for the proxy's: what the others refuse is told, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        with named(safe_request_id(request.headers.get(HEADER, ""))):
            response = self.get_response(request)
            response[HEADER] = request_id()
            _tell(request, response, time.monotonic() - started)
        return response


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    match = request.resolver_match
    route = (match.view_name or match.route) if match else ""
    request_counted(method=str(request.method), route=route, status=response.status_code, seconds=seconds)
    if route in QUIET and response.status_code < 400:
        return
    told = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "user_id": known_user_id(request),
    }
    logger.info("%s %s %s", told["method"], route or "(no address)", told["status"], extra=told)


def known_user_id(request: HttpRequest) -> int | None:
    """The number of whoever is signed in, where the request has found that out already: nothing is asked for it."""
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject) and user.__dict__["_wrapped"] is empty:
        return None
    pk = getattr(user, "pk", None)
    return pk if isinstance(pk, int) else None
