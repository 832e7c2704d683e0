"""What every service of this room begins with: the row locked, the person permitted, the step possible."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.db import OperationalError, connection
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from accounts.models import User
from common.errors import Conflict, NotVisible
from imports.enums import UploadStatus
from imports.models import Upload
from imports.permissions import check_can_import
from imports.registry import Kind
from imports.selectors import JOB_OF, job_key
from imports.services.progress import progress_begin
from jobs.services import enqueue

PATIENCE = "3s"


def locked_for(public_id: uuid.UUID, by: User) -> tuple[Upload, Kind]:
    """The upload, locked until the transaction ends, and its kind. Raises NotVisible, Conflict (a worker has it)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        upload = Upload.objects.select_for_update().filter(public_id=public_id).first()
    except OperationalError as error:
        raise Conflict(_("A worker has this import in hand just now. Try again in a moment.")) from error
    if upload is None:
        raise NotVisible
    return upload, check_can_import(by, upload.kind)


def locked_of_round(public_id: uuid.UUID, round: int, status: UploadStatus) -> Upload | None:
    """The upload for the worker, locked; None where its work of this round is done, or no longer wanted."""
    rows = Upload.objects.select_for_update(of=("self",)).select_related("by", "asked_by", "applied_by", "undone_by")
    return rows.filter(public_id=public_id, round=round, status=status.value).first()


def move(transition: Callable[[], None], upload: Upload) -> None:
    """Take a step of the graph. Raises Conflict (409) where it is not possible from here."""
    try:
        transition()
    except TransitionNotAllowed:
        label = UploadStatus(upload.status).label
        sentence = _("This import has moved on in the meantime; it is in the state “%(state)s”.") % {"state": label}
        raise Conflict(sentence, url=upload.get_absolute_url(), url_label=_("Open the import")) from None


def ask_worker(upload: Upload) -> None:
    """Ask for the work of the upload's new state, in the caller's transaction. The caller saves the upload."""
    upload.round += 1
    progress_begin(upload)
    payload = {"public_id": str(upload.public_id), "round": upload.round}
    enqueue(name=JOB_OF[upload.status], key=job_key(upload), payload=payload)
