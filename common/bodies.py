"""How much anybody may send to an address, asked before a byte of it is read.

The CSRF check reads the whole body, files to disk included, and it comes before any view: without this, everybody on
the network could fill the disk. Most addresses take what one form holds; `largest_body` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from common.api.problems import is_api, problem_answer

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024


def largest_body(size: int, sentence: Callable[[], str] | None = None) -> Callable[[View], View]:
    """The outermost decorator of a view that takes up to `size` bytes; `sentence` is said to whoever sends more."""

    def decorate(view: View) -> View:
        view.__dict__.update(largest_body=size, largest_body_sentence=sentence)
        return view

    return decorate


class BodySizeMiddleware:
    """413 for a body that is too large, 411 for one that does not say how large it is; neither is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _read_as_text(request)
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
            sentence = _("What is sent here has to say beforehand how large it is. Nothing of it was kept.")
            return _refused(request, 411, sentence, title=_("The size is missing"))
        if length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            size, sentence = _limit_of(request)
            if int(length) > size:
                return _refused(request, 413, sentence or _too_large(size, is_form=not is_api(request)))
        return self.get_response(request)


def _refused(request: HttpRequest, status: int, sentence: str, title: str = "") -> HttpResponse:
    if is_api(request):
        return problem_answer(status, sentence)
    return render(request, "413.html", {"title": title, "sentence": sentence}, status=status)


def _read_as_text(request: HttpRequest) -> None:
    """A charset that is none of text (zlib, rot13) would make reading the address itself fail."""
    try:
        "".encode(request.encoding or settings.DEFAULT_CHARSET)
    except LookupError:
        request.encoding = settings.DEFAULT_CHARSET


def _limit_of(request: HttpRequest) -> tuple[int, str]:
    """What the address takes, and what it wants said beyond that."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        view = None
    size: int = getattr(view, "largest_body", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    sentence = getattr(view, "largest_body_sentence", None)
    return size, sentence() if sentence else ""


def _too_large(size: int, *, is_form: bool) -> str:
    if not is_form:
        return _("More than %(size)d MB cannot be sent here, and nothing of it was kept.") % {"size": size // MEGABYTE}
    return _(
        "More than %(size)d MB cannot be sent here, and nothing of it was kept. Go back and send less: "
        "your browser may still have what you entered."
    ) % {"size": size // MEGABYTE}
