"""What the API answers where something is not done: problem details (RFC 9457) with the sentences of the pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from common.errors import Conflict, ProductError, RuleViolations

PROBLEM_TYPE = "application/problem+json"
API_PATH = "/api/"
Problem = dict[str, Any]
# What an error of the framework is called; the sentence is its own.
TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "This step is not yours",
    404: "There is nothing here",
    405: "This address has no such method",
    406: "This cannot be answered in the format asked for",
    411: "The size is missing",
    412: "This has changed in the meantime",
    413: "Too large",
    415: "This format is not understood",
    422: "Some of it is not right yet",
    428: "Say which version you mean",
    429: "Too many requests",
    500: "Something went wrong here",
}
NOT_RIGHT = "Some of what was sent is not right; each field is named below."


def problem(status: int, detail: str, *, title: str = "", violations: Iterable[Problem] = (), **more: Any) -> Problem:
    """The body of a refusal. `violations` is always there, so that nobody has to ask whether it is."""
    return {
        "type": "about:blank",
        "title": title or TITLES.get(status, "This could not be done"),
        "status": status,
        "detail": detail,
        "violations": list(violations),
        **more,
    }


def problem_answer(status: int, detail: str, **more: Any) -> HttpResponse:
    """For what is refused outside of any view of the API: a body that is too large, an address that is not there."""
    body = json.dumps(problem(status, detail, **more))
    return HttpResponse(body, status=status, content_type=PROBLEM_TYPE, headers={"Cache-Control": "no-store, private"})


def is_api(request: HttpRequest) -> bool:
    """True where whoever asks reads JSON and no pages."""
    return request.path_info.startswith(API_PATH)


def violation(*, field: str, message: str, code: str, rule: str = "form", severity: str = "error") -> Problem:
    """One reason why something is not done, in the shape of the rules' own."""
    return {
        "rule": rule, "severity": severity, "code": code, "field": field, "message": message, "citation": "",
        "reason_key": "",
    }  # fmt: skip


def rule_violation(found: Any) -> Problem:
    """A violation of the rules as JSON. A warning's `reason_key` names the reason with which one may go on."""
    is_warning = str(found.severity) == "warning"
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "code": found.code,
        "field": found.field,
        "message": found.message,
        "citation": found.citation,
        "reason_key": found.reason_key if is_warning else "",
    }


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to whatever a view of the API raises; None for a fault of ours, which becomes a 500."""
    if isinstance(error, ProductError):
        return _answer(error.status_code, _of_product(error))
    if isinstance(error, Http404):
        return _answer(404, problem(404, "There is nothing here that you can see."))
    if isinstance(error, exceptions.ValidationError):
        return _answer(422, problem(422, NOT_RIGHT, violations=_flattened(error.get_full_details())))
    if isinstance(error, exceptions.APIException):
        answer = _answer(error.status_code, problem(error.status_code, _sentence(error)))
        return _with_headers(answer, error)
    return None


def _answer(status: int, body: Problem) -> Response:
    return Response(body, status=status, content_type=PROBLEM_TYPE)


def _of_product(error: ProductError) -> Problem:
    more: Problem = dict(getattr(error, "more", {}))
    if isinstance(error, Conflict) and error.url:
        more["see"] = error.url
    field = getattr(error, "field", "")
    found: list[Problem] = []
    if isinstance(error, RuleViolations):
        found = [rule_violation(one) for one in error.violations]
    elif field:
        found = [violation(field=field, message=error.sentence, code="not_accepted")]
    title = TITLES[404] if error.status_code == 404 else error.title  # its own speaks of a page
    return problem(error.status_code, error.sentence, title=title, violations=found, **more)


def _flattened(details: Any, path: Sequence[str] = ()) -> list[Problem]:
    """Every message with the way to its field: `deficiencies.0.standard`."""
    if isinstance(details, Mapping) and set(details) == {"message", "code"}:
        return [violation(field=".".join(path), message=str(details["message"]), code=str(details["code"]))]
    if isinstance(details, Mapping):
        pairs = [(() if key == "non_field_errors" else (str(key),), part) for key, part in details.items()]
    else:
        is_rows = any(isinstance(part, Mapping) and "message" not in part for part in details)
        pairs = [((str(place),) if is_rows else (), part) for place, part in enumerate(details)]
    return [found for more, part in pairs for found in _flattened(part, (*path, *more))]


def _sentence(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.Throttled):
        return f"Too many requests. Wait {int(error.wait or 1)} seconds, then go on."
    return str(error.detail)


def _with_headers(answer: Response, error: exceptions.APIException) -> Response:
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if isinstance(error, exceptions.Throttled) and error.wait:
        answer["Retry-After"] = str(int(error.wait) + 1)
    return answer
