"""Applied imports: one row with the list of changes, one event with its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.enums import IMPORT_APPLIED, SYSTEM_NAME
from audit.models import ImportRun
from audit.services.trail import Actor, event_record
from common.canonical import canonical_json, sha256_of_text


@transaction.atomic(savepoint=False)
def import_run_record(
    *,
    kind: str,
    file_name: str,
    file_sha256: str,
    counts: Mapping[str, int],
    changes: Sequence[Mapping[str, Any]],
    by: Actor | None,
    at: datetime,
    undoes: str = "",
) -> ImportRun:
    """Keep what an import changed, and one event with the digest of that list on the run's own stream.

    `undoes` is the stream of the import that this one takes back.
    """
    listed = canonical_json(changes)
    run = ImportRun.objects.create(
        kind=kind,
        file_name=file_name[:255],
        file_sha256=file_sha256,
        counts=dict(counts),
        changes=listed,
        changes_sha256=sha256_of_text(listed),
        actor_name=str(by)[:300] if by else SYSTEM_NAME,
        at=at,
    )
    data = {
        "kind": kind,
        "file_sha256": file_sha256,
        "changes_sha256": run.changes_sha256,
        "counts": dict(counts),
        **({"undoes": undoes} if undoes else {}),
    }
    event_record(stream=run.stream, action=IMPORT_APPLIED, by=by, at=at, data=data)
    return run
