"""Turns the product's own errors into pages with their sentence and status."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.api.problems import is_api, problem_answer
from common.errors import Conflict, ProductError


class ErrorPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ProductError):
            return None
        if is_api(request):
            return problem_answer(exception.status_code, exception.sentence, title=exception.title)
        request.__dict__["is_refused"] = True  # the menu around it reads nothing that costs (workspace)
        context = {"title": exception.title, "sentence": exception.sentence}
        if isinstance(exception, Conflict):
            context |= {"url": exception.url, "url_label": exception.url_label}
        return render(request, f"{exception.status_code}.html", context, status=exception.status_code)
