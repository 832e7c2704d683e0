"""Files to take away: the empty layout, the difference, and the rejected rows to be corrected."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.errors import Conflict
from imports import exports
from imports.enums import Outcome
from imports.models import Upload
from imports.permissions import check_can_import
from imports.views.access import upload_of

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the right headings."""
    found = check_can_import(request.user, kind)
    return _csv(exports.template_lines(found), f"{found.name}.csv")


@require_safe
@never_cache
def difference_csv(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What becomes of the rows of one outcome."""
    upload, kind = upload_of(request, public_id)
    _check_compared(upload)
    asked = request.GET.get("outcome", "")
    outcome = next((one for one in Outcome if one.value == asked), Outcome.CHANGED)
    return _csv(exports.difference_lines(upload, kind, outcome), f"{_stem(upload)}-{outcome.value}.csv")


@require_safe
@never_cache
def difference_xlsx(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The same as a workbook with a sheet for each outcome."""
    upload, kind = upload_of(request, public_id)
    _check_compared(upload)
    return _file(exports.difference_workbook(upload, kind), f"{_stem(upload)}-difference.xlsx")


@require_safe
@never_cache
def rejected(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse | FileResponse:
    """The rejected rows as they stand in the file, with what is wrong behind them: to be corrected and uploaded."""
    upload, kind = upload_of(request, public_id)
    _check_compared(upload)
    name = f"{_stem(upload)}-rejected.{upload.format}"
    if upload.format == "csv":
        return _csv(exports.rejected_lines(upload, kind), name)
    return _file(exports.rejected_workbook(upload, kind), name)


def _check_compared(upload: Upload) -> None:
    if not upload.counts or not upload.file:
        raise Conflict(_("There is no preview of this file."), url=upload.get_absolute_url(), url_label=_("Open it"))


def _stem(upload: Upload) -> str:
    return Path(upload.name).stem or "import"


def _csv(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=CSV_TYPE)
    return _named(response, name)


def _file(file: exports.File, name: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _named(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
