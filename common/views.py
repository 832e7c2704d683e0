from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not posted from a page of this site, or its page is too old."""
    return render(request, "csrf.html", status=403)
