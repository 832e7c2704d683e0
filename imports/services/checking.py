"""Compares an uploaded file with what is stored and keeps the difference, row by row, to be looked at."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import event_record
from common.csvimport.columns import READING, Tell
from common.csvimport.copying import insert_rows
from common.csvimport.difference import Difference, plain
from common.csvimport.errors import UnusableFile
from common.errors import RuleViolations
from common.searchkeys import search_key
from imports.enums import Outcome, UploadStatus
from imports.models import Upload, UploadRow
from imports.registry import Effect, Kind, effects_of, kind_named
from imports.rules import without
from imports.selectors import content_of, layout_of, trouble_of
from imports.services.access import ask_worker, locked_for, locked_of_round, move
from imports.services.progress import progress_of

KEEPING = "Keeping the preview"
CHECKED = "import_checked"
MOST_EFFECTS = 200
LONGEST_SHOWN = 300
BATCH = 5000
WRITTEN = ("upload", "line", "outcome", "key", "name", "search_key", "fields", "problems", "effective_on")


@transaction.atomic
def upload_check(
    *, public_id: uuid.UUID, mapping: Mapping[str, str], is_month_first: bool, by: User
) -> Upload:  # fmt: skip
    """Ask for the comparison, with the columns as the person chose them.

    Raises NotVisible, RuleViolations (422: a needed column is missing), Conflict.
    """
    upload, kind = locked_for(public_id, by)
    fields = {column.field for column in kind.columns}
    upload.mapping = {field: heading for field, heading in mapping.items() if field in fields and heading}
    upload.is_month_first = is_month_first
    missing = without(upload.mapping, kind.columns)
    if missing:
        raise RuleViolations((), f"No column is chosen for {', '.join(map(kind.label_of, missing))}.")
    _begin(upload, by)
    return upload


@transaction.atomic
def upload_check_again(*, public_id: uuid.UUID, by: User) -> Upload:
    """Ask for the comparison once more, or for what the workers have given up; an undoing given up leaves it applied.

    Raises NotVisible, Conflict (a worker is at it).
    """
    upload, _kind = locked_for(public_id, by)
    is_at_work = upload.status in (UploadStatus.CHECKING.value, UploadStatus.APPLYING.value, UploadStatus.UNDOING.value)
    if is_at_work and trouble_of(upload) != "given_up":
        return upload
    if upload.status == UploadStatus.UNDOING.value:
        upload.keep()
        upload.error = "The worker could not undo it; nothing has changed."
        upload.save()
        return upload
    if is_at_work:
        check_anew(upload, "", by=by)
    else:
        _begin(upload, by)
    return upload


def check_anew(upload: Upload, sentence: str, *, by: User | None) -> None:
    """In the caller's transaction: what was shown does not hold any more, so it is compared again, now for `by`."""
    upload.check_anew()
    upload.asked_by, upload.error, upload.reasons = by, sentence, []
    ask_worker(upload)
    upload.save()


def _begin(upload: Upload, by: User) -> None:
    move(upload.begin_check, upload)
    upload.asked_by, upload.error, upload.reasons = by, "", []
    ask_worker(upload)
    upload.save()


def upload_check_run(*, public_id: uuid.UUID, round: int, at: datetime) -> None:
    """The worker's part: compare and keep. Done twice, it does the same; what is not wanted any more is left alone."""
    rows = Upload.objects.select_related("by", "asked_by")
    upload = rows.filter(public_id=public_id, round=round, status=UploadStatus.CHECKING.value).first()
    kind = kind_named(upload.kind) if upload else None
    if upload is None or kind is None:
        return
    with progress_of(upload.pk) as tell:
        tell(READING, 0, 0)
        try:
            difference = _difference(upload, kind, at=at, tell=tell)
        except UnusableFile as error:
            _fail(upload, error.sentence)
            return
        effects = effects_of(kind.name, difference, at=at)
        _keep(upload, difference, effects, at=at, tell=tell)


def _difference(upload: Upload, kind: Kind, *, at: datetime, tell: Tell) -> Difference:
    """For whoever asked: what one person may bring in is not for another one, themselves the least."""
    result = kind.run(
        data=content_of(upload), file_name=upload.name, layout=layout_of(upload), is_dry_run=True, is_strict=False,
        expected="", by=upload.asked_by or upload.by, at=at, tell=tell,
    )  # fmt: skip
    return result.difference


@transaction.atomic
def _fail(stale: Upload, sentence: str) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.CHECKING)
    if upload is None:
        return
    upload.fail()
    upload.error = sentence
    upload.rows.all().delete()
    upload.save()


# What a file would do tells of people and of evaluations under way: whoever looks at it leaves a trace.
@transaction.atomic
def _keep(stale: Upload, difference: Difference, effects: list[Effect], *, at: datetime, tell: Tell) -> None:
    upload = locked_of_round(stale.public_id, stale.round, UploadStatus.CHECKING)
    if upload is None:
        return
    UploadRow.objects.filter(upload=upload).delete()
    rows = list(_rows(upload.pk, difference))
    for start in range(0, len(rows), BATCH):
        tell(KEEPING, start, len(rows))
        insert_rows(UploadRow, WRITTEN, rows[start : start + BATCH])
    upload.end_check()
    upload.counts, upload.notes, upload.digest = difference.counts, difference.notes, difference.digest()
    upload.effects = [asdict(effect) for effect in effects[:MOST_EFFECTS]]
    upload.effects_count, upload.checked_at = len(effects), at
    upload.save()
    data = {"file_sha256": upload.sha256, "counts": upload.counts, "effects": upload.effects_count}
    event_record(stream=upload.own_stream, action=CHECKED, by=upload.asked_by or upload.by, at=at, data=data)


def _rows(upload_id: int, difference: Difference) -> Iterator[list[Any]]:
    for outcome, changes in ((Outcome.NEW, difference.new), (Outcome.CHANGED, difference.changed)):
        for change in changes:
            fields = [[name, plain(old), plain(new)] for name, (old, new) in change.fields.items()]
            yield _row(upload_id, difference, change.line, outcome, change.key, fields=fields)
    for row in difference.unchanged:
        yield _row(upload_id, difference, row.line, Outcome.UNCHANGED, row.key)
    for rejection in difference.rejected:
        problems = [
            [problem.column, _shown(problem.value), problem.reason, problem.remedy] for problem in rejection.problems
        ]
        yield _row(upload_id, difference, rejection.line, Outcome.REJECTED, rejection.key, problems=problems)


def _row(
    upload_id: int,
    difference: Difference,
    line: int,
    outcome: Outcome,
    key: str,
    *,
    fields: list[Any] | None = None,
    problems: list[Any] | None = None,
) -> list[Any]:
    name = difference.names.get(key, "")[:400]
    search = search_key(key, name)[:700]
    effective_on = difference.effective_on.get(key)
    told = (json.dumps(fields or []), json.dumps(problems or []))
    return [upload_id, line, outcome.value, key[:300], name, search, *told, effective_on]


def _shown(value: str) -> str:
    """The found value with nothing in it that no database stores and no page shows."""
    signs = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in value[:LONGEST_SHOWN])
    return f"{signs}…" if len(value) > LONGEST_SHOWN else signs
