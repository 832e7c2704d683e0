"""What undoing any import asks: is everything still as it was written, and does anything point to what was new?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import CASCADE, Model
from django.db.models.fields.reverse_related import ForeignObjectRel

from common.csvimport.difference import plain

Entry = Mapping[str, Any]


def changed_since(entry: Entry, stored: Mapping[str, Any] | None) -> list[str]:
    """The fields whose stored value is no longer the one that the import wrote; all where the record is gone."""
    if stored is None:
        return list(entry["fields"])
    return [name for name, (_, new) in entry["fields"].items() if plain(stored[name]) != new]


def inverse(entry: Entry) -> dict[str, Any]:
    """The entry of the run that takes this one back."""
    fields = {name: [new, old] for name, (old, new) in entry["fields"].items()}
    kind = "removed" if entry["kind"] == "new" else entry["kind"]
    return {"kind": kind, "line": entry["line"], "key": entry["key"], "fields": fields}


def pointing_to(
    model: type[Model],
    ids: Collection[int],
    *,
    besides: Collection[tuple[type[Model], str]] = (),
    with_own: bool = False,
) -> dict[int, list[str]]:
    """What points to each of the records, in words, one query for each relation of the model.

    Rows that go with a record (CASCADE: its leaves, say) are part of it and count only `with_own`; `besides` are
    relations that the caller looks at by itself.
    """
    found: dict[int, list[str]] = {}
    for relation in _relations(model):
        is_own = relation.on_delete is CASCADE
        if (is_own and not with_own) or (relation.related_model, relation.field.name) in besides:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        words = str(relation.related_model._meta.verbose_name_plural)
        for number in rows.order_by().values_list(relation.field.attname, flat=True).distinct():
            found.setdefault(number, []).append(words)
    return found


def _relations(model: type[Model]) -> list[ForeignObjectRel]:
    """Every foreign key of any room to the model, those without a name of their own among them."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ForeignObjectRel) and not field.many_to_many]
