"""The reference documents as pages: the same content as in `docs/reference/`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.enums import Action
from accounts.permissions import has_action
from common.errors import NotVisible
from workspace.forms import PolicySetForm
from workspace.reference.drawing import drawing_of
from workspace.reference.rules import policy_sets, rules
from workspace.reference.shapes import Block, Picture, Section, Table
from workspace.reference.shelf import DOCUMENTS, document
from workspace.views.access import user_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is to look up."""
    _check_may_read(request)
    found = [document(slug) for slug in DOCUMENTS]
    return render(request, "workspace/reference.html", {"documents": found})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One document; the rules for all policy sets or for one."""
    _check_may_read(request)
    if slug not in DOCUMENTS:
        raise NotVisible
    found, form, status = document(slug), None, 200
    if slug == "rules":
        form = PolicySetForm(request.GET, sets=[(policy.key, policy.title) for policy in policy_sets()])
        status = 200 if form.is_valid() else 422
        found = rules(form.cleaned_data.get("set", ""))
    context = {
        "document": found,
        "form": form,
        "sections": [_section(section) for section in found.sections],
        "links": [{"label": section.heading, "url": f"#{section.key}"} for section in found.sections],
        "breadcrumbs": [{"label": _("Reference"), "url": reverse("reference")}, {"label": found.title}],
    }
    return render(request, "workspace/reference_page.html", context, status=status)


def _check_may_read(request: HttpRequest) -> None:
    """Raises NotVisible: for everybody whose work it is not to know these pages, they do not exist."""
    if not has_action(user_of(request), Action.REFERENCE_READ):
        raise NotVisible


def _section(section: Section) -> dict[str, Any]:
    is_single = sum(isinstance(block, Table) for block in section.blocks) == 1
    blocks = [_block(block, is_single=is_single) for block in section.blocks]
    return {"key": section.key, "heading": section.heading, "blocks": blocks}


def _block(block: Block, *, is_single: bool) -> dict[str, Any]:
    if isinstance(block, Table):
        # The section's heading names a single table; the caption then serves those who do not see it.
        columns = [{"label": label} for label in block.columns]
        return {"caption": block.caption, "is_hidden": is_single, "columns": columns, "rows": block.rows}
    if isinstance(block, Picture):
        return {"drawing": drawing_of(block.graph)}
    return {"words": block.words}
