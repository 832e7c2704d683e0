"""Uploads and their rows as the table and fact components take them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.csvimport.headings import normalised
from common.templatetags.ui import full_datetime
from imports.enums import Outcome, UploadStatus
from imports.forms import samples_of
from imports.models import Progress, SavedMapping, Upload, UploadRow
from imports.registry import Kind

# What a person has to look at comes first.
FIRST_SHOWN = (Outcome.REJECTED.value, Outcome.CHANGED.value, Outcome.NEW.value)
TABS = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED)
APPLIED = (UploadStatus.APPLIED.value, UploadStatus.UNDOING.value, UploadStatus.UNDONE.value)


def upload_rows(uploads: Iterable[Upload], kinds: Sequence[Kind]) -> dict[str, list[Any]]:
    """Columns and rows of the list of uploads."""
    labels = {kind.name: str(kind.label) for kind in kinds}
    columns = [_("File"), _("Holds"), _("State"), _("Rows"), _("Uploaded")]
    rows = [
        [
            {"text": upload.name, "url": upload.get_absolute_url()},
            {"text": labels[upload.kind]},
            {"status": UploadStatus(upload.status)},
            {"text": counts_words(upload) or "–"},
            {"text": full_datetime(upload.created_at), "note": str(upload.by)},
        ]
        for upload in uploads
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def counts_words(upload: Upload) -> str:
    """“3 new, 1 rejected”: nothing is said of what there is none of."""
    counts = [(upload.counts.get(outcome.value, 0), outcome.label.lower()) for outcome in TABS]
    return ", ".join(f"{intcomma(count)} {word}" for count, word in counts if count)


def upload_facts(upload: Upload, kind: Kind) -> list[dict[str, Any]]:
    """Which file it is, and what has happened to it."""
    facts: list[dict[str, Any]] = [
        {"label": _("State"), "status": UploadStatus(upload.status)},
        {"label": _("Holds"), "text": str(kind.label)},
        {"label": _("File"), "text": upload.name, "note": filesizeformat(upload.size)},
        {"label": _("Uploaded"), "text": full_datetime(upload.created_at), "note": str(upload.by)},
    ]
    if upload.checked_at:
        facts.append({"label": _("Compared"), "text": full_datetime(upload.checked_at)})
    if upload.applied_at:
        facts.append({"label": _("Applied"), "text": full_datetime(upload.applied_at), "note": str(upload.applied_by)})
    if upload.undone_at:
        facts.append({"label": _("Undone"), "text": full_datetime(upload.undone_at), "note": str(upload.undone_by)})
    return facts


def apply_facts(upload: Upload, kind: Kind) -> list[dict[str, Any]]:
    """What will be applied and what is left out."""
    words = {
        Outcome.NEW: _("Will be added"),
        Outcome.CHANGED: _("Will be changed"),
        Outcome.UNCHANGED: _("Stay as they are"),
        Outcome.REJECTED: _("Are rejected and left out"),
    }
    facts = [{"label": words[outcome], "text": intcomma(upload.counts[outcome.value])} for outcome in TABS]
    facts.append({"label": _("File"), "text": upload.name})
    if upload.effects_count:
        facts.append({"label": _("Evaluations under way that this touches"), "text": intcomma(upload.effects_count)})
    return facts


def tabs(upload: Upload, outcome: str, search: str) -> list[dict[str, Any]]:
    """The four outcomes with their counts; a search goes along."""
    kept = {"q": search} if search else {}
    return [
        {
            "label": one.label,
            "count": upload.counts.get(one.value, 0),
            "url": f"?{urlencode({'outcome': one.value, **kept})}",
            "is_current": one.value == outcome,
        }
        for one in TABS
    ]


def progress_words(upload: Upload, told: Progress | None) -> str:
    """What the worker is doing, as a sentence."""
    if told is None or not told.phase:
        return _("Waiting for a worker.")
    if not told.total:
        return f"{told.phase}."
    of = ngettext("%(done)s of %(total)s row", "%(done)s of %(total)s rows", told.total)
    return f"{told.phase}: {of % {'done': intcomma(told.done), 'total': intcomma(told.total)}}."


def row_items(
    rows: Sequence[UploadRow], upload: Upload, kind: Kind, *, user: User | AnonymousUser
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows in people's words, in a number of queries that does not depend on how many there are."""
    words = kind.words((name, value) for row in rows for name, *values in row.fields for value in values)
    column_words = column_reader(upload, kind)
    is_applied = upload.status in APPLIED
    items = []
    for row in rows:
        is_there = row.outcome in (Outcome.CHANGED.value, Outcome.UNCHANGED.value) or (
            row.outcome == Outcome.NEW.value and is_applied and upload.status != UploadStatus.UNDONE.value
        )
        items.append(
            {
                "line": row.line,
                "key": row.key,
                "name": row.name,
                "url": kind.url(user, row.key) if is_there and row.key else "",
                "fields": _fields(row, kind, words),
                "problems": [
                    {
                        "column": column_words(column),
                        "value": value,
                        "reason": _sentence(reason),
                        "remedy": _sentence(remedy),
                    }
                    for column, value, reason, remedy in row.problems
                ],
                "effective_on": row.effective_on,
            }
        )
    return items


def _fields(row: UploadRow, kind: Kind, words: Callable[[str, Any], str]) -> list[dict[str, str]]:
    """Field by field; of a new record only what is filled in."""
    told = [
        {"label": kind.label_of(name), "before": words(name, before), "after": words(name, after)}
        for name, before, after in row.fields
    ]
    return told if row.outcome != Outcome.NEW.value else [field for field in told if field["after"]]


def _sentence(words: str) -> str:
    """Reasons are written as parts of a sentence; on a page they begin one."""
    return words[:1].upper() + words[1:]


def column_reader(upload: Upload, kind: Kind) -> Callable[[str], str]:
    """How a problem's column is called: as it is headed in the file, else by the field that it means."""
    titles = {heading: title for heading, (title, _samples) in samples_of(upload).items()} if upload.outline else {}
    fields = {normalised(name): column.field for column in kind.columns for name in (*column.headings, column.field)}

    def read(column: str) -> str:
        if not column:
            return ""
        field = fields.get(normalised(column), "")
        own = upload.mapping.get(field, "")
        return titles.get(normalised(column)) or titles.get(own) or kind.label_of(field or column)

    return read


def heading_rows(upload: Upload) -> dict[str, list[Any]]:
    """Every heading of the file with some values, and what is taken from it."""
    columns = [_("Heading in the file"), _("Values")]
    rows = [
        [{"text": title or _("(no heading)")}, {"text": " · ".join(values) or _("(empty)")}]
        for title, values in zip(upload.outline["titles"], upload.outline["samples"], strict=True)
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def mapping_rows(kind: Kind, mappings: Iterable[SavedMapping]) -> dict[str, list[Any]]:
    """What people have kept of the kind, each with the way to delete it."""
    columns = [_("Name"), _("Kept"), _("Headings"), _("Step")]
    rows = [
        [
            {"text": mapping.name},
            {"text": full_datetime(mapping.saved_at), "note": str(mapping.by)},
            {"text": _headings(kind, mapping)},
            {
                "text": _("Delete “%(name)s”") % {"name": mapping.name},
                "url": reverse("imports:mapping_delete", args=[kind.name, mapping.pk]),
            },
        ]
        for mapping in mappings
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def mapping_facts(kind: Kind, mapping: SavedMapping) -> list[dict[str, Any]]:
    """Whose choices they are, and which."""
    return [
        {"label": _("For files of"), "text": str(kind.label)},
        {"label": _("Kept"), "text": full_datetime(mapping.saved_at), "note": str(mapping.by)},
        {"label": _("Headings"), "text": _headings(kind, mapping)},
    ]


def _headings(kind: Kind, mapping: SavedMapping) -> str:
    """In the order of the kind's columns, whatever order they are stored in."""
    fields = (column.field for column in kind.columns)
    return ", ".join(mapping.headings[field] for field in fields if field in mapping.headings)


def layout_rows(kind: Kind) -> dict[str, list[Any]]:
    """Every column of the kind, with its headings and meaning."""
    columns = [_("Column"), _("What it holds"), _("Found under the headings")]
    rows = [
        [
            {"text": column.headings[0], "note": _("needed") if column.is_required else ""},
            {"text": f"{kind.label_of(column.field)}. {kind.about.get(column.field, '')}".strip()},
            {"text": ", ".join(dict.fromkeys((*column.headings, *column.synonyms)))},
        ]
        for column in kind.columns
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}
