"""The steps of an upload: each asks first, and is the worker's part."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import Conflict, RuleViolations
from imports.enums import UploadStatus
from imports.forms import ApplyForm
from imports.models import OPEN, Upload
from imports.services import upload_apply, upload_check_again, upload_discard, upload_undo
from imports.tables import apply_facts, upload_facts
from imports.views.access import frame_of, upload_of, user_of


@require_POST
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compare once more: what is stored may have changed, or the worker may have given up."""
    upload_of(request, public_id)
    return redirect(upload_check_again(public_id=public_id, by=user_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what will be applied and what is left out; then ask the worker for it."""
    upload, kind = upload_of(request, public_id)
    _check_state(upload, [UploadStatus.CHECKED.value])
    form = ApplyForm(request.POST if request.method == "POST" else None, initial={"digest": upload.digest})
    if not upload.counts["rejected"]:
        del form.fields["is_strict"]
    if request.method == "POST" and form.is_valid():
        chosen = {"is_strict": False, **form.cleaned_data}
        try:
            return redirect(upload_apply(public_id=public_id, **chosen, by=user_of(request)))
        except RuleViolations as refusal:
            form.add_error("is_strict" if chosen["is_strict"] else None, refusal.sentence)
    context = {**frame_of(upload, kind, _("Apply")), "form": form, "facts": apply_facts(upload, kind)}
    return _confirm(request, "imports/apply.html", upload, context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what taking it back means; then ask the worker for it."""
    upload, kind = upload_of(request, public_id)
    _check_state(upload, [UploadStatus.APPLIED.value])
    if request.method == "POST":
        return redirect(upload_undo(public_id=public_id, by=user_of(request)))
    context = {**frame_of(upload, kind, _("Undo")), "facts": upload_facts(upload, kind)}
    return _confirm(request, "imports/undo.html", upload, context)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete the file and its preview."""
    upload, kind = upload_of(request, public_id)
    _check_state(upload, OPEN)
    if request.method == "POST":
        upload_discard(public_id=public_id, by=user_of(request))
        messages.success(request, _("“%(name)s” and its preview are deleted.") % {"name": upload.name})
        return redirect("imports:uploads")
    context = {**frame_of(upload, kind, _("Discard")), "facts": upload_facts(upload, kind)}
    return _confirm(request, "imports/discard.html", upload, context)


def _check_state(upload: Upload, states: list[str]) -> None:
    """Raises Conflict (409) where the step is not possible now; the services look again under the lock."""
    if upload.status not in states:
        sentence = _("This step is not possible now; the import is in the state “%(state)s”.")
        label = UploadStatus(upload.status).label
        raise Conflict(sentence % {"state": label}, url=upload.get_absolute_url(), url_label=_("Open the import"))


def _confirm(request: HttpRequest, template: str, upload: Upload, context: dict[str, Any]) -> HttpResponse:
    context = {**context, "cancel_url": upload.get_absolute_url()}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
