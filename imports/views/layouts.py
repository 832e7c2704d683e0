"""What the columns of each kind mean, and which choices of columns people have kept for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from imports.permissions import check_can_import
from imports.registry import Kind
from imports.selectors import mapping_of, mappings_listed
from imports.services import mapping_delete as delete_mapping
from imports.tables import layout_rows, mapping_facts, mapping_rows
from imports.views.access import user_of


@require_safe
def layout(request: HttpRequest, kind: str) -> HttpResponse:
    """Every column of a kind: what it means, whether it is needed, under which headings it is found."""
    found = check_can_import(request.user, kind)
    context = {
        "kind": found,
        "table": layout_rows(found),
        "kept": mapping_rows(found, mappings_listed(found)),
        "breadcrumbs": [*_crumbs(), {"label": _columns_of(found)}],
    }
    return render(request, "imports/layout.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mapping_delete(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask, then forget choices of columns that somebody has kept."""
    found = check_can_import(request.user, kind)
    mapping = mapping_of(found, pk)
    url = reverse("imports:layout", args=[found.name])
    if request.method == "POST":
        delete_mapping(kind=found.name, pk=pk, by=user_of(request), at=timezone.now())
        messages.success(request, _("The choices “%(name)s” are deleted.") % {"name": mapping.name})
        return redirect(url)
    context = {
        "mapping": mapping,
        "facts": mapping_facts(found, mapping),
        "cancel_url": url,
        "breadcrumbs": [*_crumbs(), {"label": _columns_of(found), "url": url}, {"label": mapping.name}],
    }
    return render(request, "imports/mapping_delete.html", context)


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Imports"), "url": reverse("imports:uploads")}]


def _columns_of(kind: Kind) -> str:
    return _("Columns: %(kind)s") % {"kind": kind.label}
