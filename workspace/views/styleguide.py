"""Every component of the product's look on one page, for those who build and review it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.styleguide import styleguide_context


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Invented content only; nothing is read from the database for it."""
    return render(request, "styleguide.html", styleguide_context(request))
