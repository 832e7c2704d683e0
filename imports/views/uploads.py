"""The list of uploads, and a new one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.bodies import MEGABYTE, largest_body
from common.errors import RuleViolations
from imports.forms import UploadForm, too_large
from imports.permissions import check_can_import_any
from imports.selectors import uploads_listed
from imports.services import LARGEST, upload_create
from imports.tables import upload_rows
from imports.views.access import user_of

PAGE_SIZE = 25


@require_safe
def uploads(request: HttpRequest) -> HttpResponse:
    """Every upload of the kinds that the person may import, the latest first."""
    kinds = check_can_import_any(request.user)
    page = Paginator(uploads_listed(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "table": upload_rows(page.object_list, kinds), "kinds": kinds}
    return render(request, "imports/uploads.html", context)


# The whole body is a form with one file.
@largest_body(LARGEST + MEGABYTE, sentence=too_large)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file. It is looked at while one waits; comparing it with what is stored is the worker's part."""
    kinds = check_can_import_any(request.user)
    asked = request.GET.get("kind")
    initial = {"kind": asked} if asked in {kind.name for kind in kinds} else None
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen: dict[str, Any] = form.cleaned_data
        try:
            upload = upload_create(**chosen, by=user_of(request), at=timezone.now())
        except RuleViolations as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("imports:columns", upload.public_id)
    if request.method == "POST" and not form.is_bound:
        form = UploadForm({}, {}, kinds=kinds)
    breadcrumbs = [{"label": _("Imports"), "url": reverse("imports:uploads")}, {"label": _("New import")}]
    context = {"form": form, "kinds": kinds, "breadcrumbs": breadcrumbs}
    return render(request, "imports/new.html", context, status=422 if request.method == "POST" else 200)
