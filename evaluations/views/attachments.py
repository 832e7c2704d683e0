"""Supporting files: added and removed on the rating form, downloaded by whoever may read the evaluation."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.bodies import MEGABYTE, largest_body
from common.errors import NotVisible, RuleViolations
from evaluations.forms.rating import RatingForm
from evaluations.models import Attachment
from evaluations.selectors import content_of, evaluation_get
from evaluations.services import attachment_add, attachment_remove
from evaluations.services.attachments import MAX_BYTES
from evaluations.views.access import evaluation_for, user_of
from evaluations.views.edit import edit_page


@largest_body(MAX_BYTES + MEGABYTE)
@require_POST
def attachment_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Attach a file; what is wrong with it is said beside the file field of the rating form."""
    at = timezone.now()
    evaluation = evaluation_for(request, public_id, "edit", at)
    upload = request.FILES.get("attachment")
    try:
        if upload is None:
            errors = [_("Choose a file first.")]
        else:
            file = attachment_add(public_id=public_id, upload=upload, by=user_of(request), at=at)
            messages.success(request, _("“%(name)s” has been attached.") % {"name": file.name})
            return redirect(_files_of(public_id))
    except RuleViolations as refusal:
        errors = [violation.message for violation in refusal.violations]
    form = RatingForm(evaluation=evaluation, content=content_of(evaluation))
    return edit_page(request, evaluation, form, at, file_errors=errors)


@require_POST
def attachment_gone(request: HttpRequest, public_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Take a file away again."""
    attachment_remove(public_id=public_id, attachment_id=attachment_id, by=user_of(request), at=timezone.now())
    messages.success(request, _("The file has been removed."))
    return redirect(_files_of(public_id))


@require_GET
def attachment(request: HttpRequest, public_id: uuid.UUID, attachment_id: uuid.UUID) -> FileResponse:
    """The file itself, always to be saved and never to be shown by the browser as a page of this site."""
    on = timezone.localdate(timezone.now())
    evaluation = evaluation_get(public_id, user_of(request), on)
    file = Attachment.objects.filter(evaluation=evaluation, public_id=attachment_id).first()
    if file is None:
        raise NotVisible
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _files_of(public_id: uuid.UUID) -> str:
    return f"{reverse('evaluations:edit', args=[public_id])}#section-attachments"
