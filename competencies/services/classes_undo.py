"""Takes an import of classes back, as long as nothing depends on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.selectors import import_run_of
from audit.services import import_run_record
from common.csvimport.columns import WRITING, Tell, silent
from common.csvimport.copying import lock_imports, update_rows
from common.csvimport.difference import Change
from common.csvimport.errors import CannotUndo
from common.csvimport.undoing import Entry, changed_since, inverse, pointing_to
from competencies.models import Classification
from competencies.services.classes_columns import COLUMNS
from competencies.services.classes_import import KIND, WRITTEN, existing_classes, written_rows
from imports.registry import dependants_of

Existing = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def classifications_undo(*, stream: str, by: User | None, at: datetime, tell: Tell = silent) -> str:
    """Give changed classes their values of before and remove new ones; the stream of the undoing.

    Raises CannotUndo where a class was changed since, or where anything points to a new one.
    """
    run = import_run_of(stream)
    entries: list[Entry] = json.loads(run.changes)
    lock_imports(KIND)
    existing = existing_classes()
    reasons = [*_changed(entries, existing), *_in_use(entries, existing)]
    ids = [existing[entry["key"]]["id"] for entry in entries if entry["key"] in existing]
    reasons += dependants_of(KIND, stream=stream, ids=ids)
    if reasons:
        raise CannotUndo(reasons)
    tell(WRITING, 0, len(entries))
    removed = [existing[entry["key"]]["id"] for entry in entries if entry["kind"] == "new"]
    Classification.objects.filter(pk__in=removed).delete()
    _restore([entry for entry in entries if entry["kind"] == "changed"], existing)
    counts = {"removed": len(removed), "changed": len(entries) - len(removed)}
    undone = import_run_record(
        kind=KIND, file_name=run.file_name, file_sha256=run.file_sha256, counts=counts,
        changes=[inverse(entry) for entry in entries], by=by, at=at, undoes=stream,
    )  # fmt: skip
    return undone.stream


def _changed(entries: Sequence[Entry], existing: Existing) -> list[str]:
    found = ((entry["key"], changed_since(entry, existing.get(entry["key"]))) for entry in entries)
    sentence = _("The class %(code)s has been changed since: %(fields)s.")
    return [sentence % {"code": code, "fields": ", ".join(fields)} for code, fields in found if fields]


def _in_use(entries: Sequence[Entry], existing: Existing) -> list[str]:
    codes = [entry["key"] for entry in entries if entry["kind"] == "new" and entry["key"] in existing]
    new = {existing[code]["id"]: code for code in codes}
    return [
        _("The new class %(code)s is in use: %(what)s.") % {"code": new[number], "what": ", ".join(words)}
        for number, words in pointing_to(Classification, list(new), with_own=True).items()
    ]


def _restore(entries: Sequence[Entry], existing: Existing) -> None:
    parse = {column.field: column.parse for column in COLUMNS}
    changes = []
    for entry in entries:
        before = {name: (new, parse[name](_cell(old))) for name, (old, new) in entry["fields"].items()}
        changes.append(Change(entry["line"], entry["key"], before))
    ids = [existing[change.key]["id"] for change in changes]
    update_rows(Classification, WRITTEN, written_rows(changes, ids, existing))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
