"""The API for people: what each address does, takes and answers, written from its description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Scope
from workspace.selectors.api_docs import api_documented


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """For everybody who is signed in; it says nothing about anybody."""
    whole = api_documented()
    sections = [{"label": subject.title, "url": f"#{subject.name}"} for subject in whole.subjects]
    sections += [{"label": _("Objects"), "url": "#objects"}, {"label": _("A refusal"), "url": "#a-refusal"}]
    context = {"whole": whole, "scopes": list(Scope), "sections": sections}
    return render(request, "workspace/api_docs.html", context)
