"""Applies the difference that somebody has looked at, and takes it back: each in one transaction, by a worker."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.csvimport.columns import READING, Tell
from common.csvimport.errors import CannotUndo, Outdated, UnusableFile
from common.errors import Conflict, NotVisible, RuleViolations
from imports.enums import UploadStatus
from imports.models import Upload
from imports.permissions import check_can_import
from imports.selectors import content_of, layout_of
from imports.services.access import ask_worker, locked_for, locked_of_round, move
from imports.services.checking import check_anew
from imports.services.progress import progress_of

CHANGED_SINCE = (
    "The data have changed since this preview, so nothing was applied. This is the new preview: check it again."
)
ANOTHERS_PREVIEW = (
    "The data have changed since this preview, or some of it is not for you to bring in: it was made for somebody "
    "else. So nothing was applied. This is the new preview: check it again."
)
LOOKING = "Looking for what depends on it"
NOT_ENTITLED = "The person who asked for it may not import any more, so nothing was done."


@transaction.atomic
def upload_apply(*, public_id: uuid.UUID, is_strict: bool, digest: str, by: User) -> Upload:
    """Ask for the difference `digest`, the one that the person was shown, to be applied.

    Raises NotVisible, Conflict (another preview by now), RuleViolations (422: nothing to apply; strict and rejected).
    """
    upload, _kind = locked_for(public_id, by)
    move(upload.begin_apply, upload)
    if upload.digest != digest:
        raise Conflict(_("The preview has changed since you looked at it."), url=upload.get_absolute_url(),
                       url_label=_("Look at it again"))  # fmt: skip
    if not (upload.counts["new"] or upload.counts["changed"]):
        raise RuleViolations((), _("There is nothing to apply: everything is stored as the file says it."))
    if is_strict and upload.counts["rejected"]:
        raise RuleViolations((), _("Rows are rejected, and you asked to apply nothing then. Correct them first."))
    upload.is_strict, upload.applied_by, upload.error = is_strict, by, ""
    ask_worker(upload)
    upload.save()
    return upload


def upload_apply_run(*, public_id: uuid.UUID, round: int, at: datetime) -> None:
    """The worker's part: all of it in one transaction, or none. Whoever comes second does nothing."""
    upload = Upload.objects.filter(public_id=public_id, round=round, status=UploadStatus.APPLYING.value).first()
    if upload is None:
        return
    with progress_of(upload.pk) as tell:
        tell(READING, 0, 0)
        try:
            _apply(upload, at=at, tell=tell)
        except Outdated:
            _refuse(upload, CHANGED_SINCE if upload.asked_by_id == upload.applied_by_id else ANOTHERS_PREVIEW)
        except NotVisible:
            _refuse(upload, NOT_ENTITLED)
        except UnusableFile as error:
            _refuse(upload, error.sentence)


@transaction.atomic
def _apply(stale: Upload, *, at: datetime, tell: Tell) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.APPLYING)
    if upload is None or upload.applied_by is None:
        return
    kind = check_can_import(upload.applied_by, upload.kind)
    result = kind.run(
        data=content_of(upload), file_name=upload.name, layout=layout_of(upload), is_dry_run=False,
        is_strict=upload.is_strict, expected=upload.digest, by=upload.applied_by, at=at, tell=tell,
    )  # fmt: skip
    if not result.is_applied:
        raise Outdated
    upload.end_apply()
    upload.stream, upload.applied_at = result.stream, at
    upload.save()


@transaction.atomic
def _refuse(stale: Upload, sentence: str) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.APPLYING)
    if upload is not None:
        check_anew(upload, sentence, by=upload.applied_by)


@transaction.atomic
def upload_undo(*, public_id: uuid.UUID, by: User) -> Upload:
    """Ask for an applied import to be taken back. Raises NotVisible, Conflict."""
    upload, _kind = locked_for(public_id, by)
    move(upload.begin_undo, upload)
    upload.undone_by, upload.error, upload.reasons = by, "", []
    ask_worker(upload)
    upload.save()
    return upload


def upload_undo_run(*, public_id: uuid.UUID, round: int, at: datetime) -> None:
    """The worker's part: all of it in one transaction; where something depends on the import, it says what."""
    upload = Upload.objects.filter(public_id=public_id, round=round, status=UploadStatus.UNDOING.value).first()
    if upload is None:
        return
    with progress_of(upload.pk) as tell:
        tell(LOOKING, 0, 0)
        try:
            _undo(upload, at=at, tell=tell)
        except CannotUndo as refusal:
            _stay(upload, refusal.sentence, list(refusal.reasons), refusal.count)
        except NotVisible:
            _stay(upload, NOT_ENTITLED, [], 0)


@transaction.atomic
def _undo(stale: Upload, *, at: datetime, tell: Tell) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.UNDOING)
    if upload is None or upload.undone_by is None:
        return
    kind = check_can_import(upload.undone_by, upload.kind)
    upload.undo_stream = kind.undo(stream=upload.stream, by=upload.undone_by, at=at, tell=tell)
    upload.end_undo()
    upload.undone_at = at
    upload.save()


@transaction.atomic
def _stay(stale: Upload, sentence: str, reasons: list[str], count: int) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.UNDOING)
    if upload is None:
        return
    upload.keep()
    upload.undone_by, upload.error = None, sentence
    more = count - len(reasons)
    upload.reasons = [*reasons, _("And %(count)d more.") % {"count": more}] if more > 0 else reasons
    upload.save()
