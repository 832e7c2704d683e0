"""Which column of the file holds which field, and how the file is read."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Conflict, RuleViolations
from imports.enums import UploadStatus
from imports.forms import ColumnsForm, ReadingForm
from imports.models import OPEN, Upload
from imports.registry import Kind
from imports.services import mapping_save, upload_check, upload_read_anew
from imports.tables import heading_rows
from imports.views.access import frame_of, upload_of, user_of


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The guess, to be looked at and corrected; posting it asks for the comparison."""
    upload, kind = upload_of(request, public_id)
    _check_open(upload)
    form = ColumnsForm(request.POST if request.method == "POST" else None, upload=upload, kind=kind)
    if request.method == "POST" and form.is_valid():
        by, mapping = user_of(request), form.mapping()
        if form.cleaned_data["save_as"]:
            name = form.cleaned_data["save_as"]
            mapping_save(kind=kind.name, name=name, headings=mapping, by=by, at=timezone.now())
            messages.success(request, _("The choices are kept as “%(name)s”.") % {"name": name})
        is_month_first = bool(form.cleaned_data["is_month_first"])
        upload_check(public_id=public_id, mapping=mapping, is_month_first=is_month_first, by=by)
        return redirect(upload)
    return _page(request, upload, kind, form, ReadingForm(upload=upload))


@require_POST
def reading(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read the file in another way: another sheet, encoding or row of headings."""
    upload, kind = upload_of(request, public_id)
    _check_open(upload)
    form = ReadingForm(request.POST, upload=upload)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            upload_read_anew(
                public_id=public_id, sheet=chosen.get("sheet") or "", encoding=chosen.get("encoding") or "",
                header_row=_row_asked(upload, form), by=user_of(request),
            )  # fmt: skip
        except RuleViolations as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The file has been read anew; look at the columns again."))
            return redirect("imports:columns", public_id)
    return _page(request, upload, kind, ColumnsForm(upload=upload, kind=kind), form)


def _row_asked(upload: Upload, form: ReadingForm) -> int:
    """Another sheet has its headings elsewhere: there the row is found again, unless it was chosen in the same go."""
    row = int(form.cleaned_data.get("header_row") or 0)
    is_other_sheet = (form.cleaned_data.get("sheet") or upload.sheet) != upload.sheet
    return 0 if is_other_sheet and row == upload.outline["header_row"] else row


def _check_open(upload: Upload) -> None:
    if upload.status not in OPEN:
        label = UploadStatus(upload.status).label
        sentence = _("The columns are chosen before a file is checked; this one is in the state “%(state)s”.")
        raise Conflict(sentence % {"state": label}, url=upload.get_absolute_url(), url_label=_("Open the import"))


def _page(
    request: HttpRequest, upload: Upload, kind: Kind, form: ColumnsForm, reading_form: ReadingForm
) -> HttpResponse:
    context = {
        **frame_of(upload, kind, _("Columns")),
        "form": form,
        "reading_form": reading_form,
        "table": heading_rows(upload),
        "is_csv": upload.format == "csv",
    }
    return render(request, "imports/columns.html", context, status=422 if request.method == "POST" else 200)
