"""What a migration may do while the processes of the last version still run (docs/adr/0020)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, Field

FIRST = "0001"
REMOVES = (migrations.DeleteModel, migrations.RemoveField)
RENAMES = (migrations.RenameModel, migrations.RenameField, migrations.AlterModelTable)
BY_HAND = (migrations.RunSQL, migrations.RunPython)


def breaches(name: str, migration: migrations.Migration) -> list[str]:
    """A sentence for each step that old processes would not survive; none in a first migration or a contract step."""
    if name.startswith(FIRST) or vars(type(migration)).get("contract"):
        return []
    created = {op.name_lower for op in migration.operations if isinstance(op, migrations.CreateModel)}
    return [f"{name}: {words}" for op in migration.operations for words in _of(op, created)]


def _of(operation: Operation, created: set[str]) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _of(inner, created)
    elif isinstance(operation, REMOVES):
        yield f"{what}: old processes still use it; take it away in a contract step, a release later."
    elif isinstance(operation, RENAMES):
        yield f"{what}: old processes know the old name; add the new one, and take the old one away later."
    elif isinstance(operation, migrations.AddField) and operation.model_name_lower not in created:
        if _must_be_given(operation.field):
            yield f"{what}: old processes do not fill it; let it be empty, or give it a db_default."
    elif isinstance(operation, migrations.AlterField) and operation.model_name_lower not in created:
        if _must_be_given(operation.field):
            yield f"{what}: say in a contract step that nothing leaves it empty any more, or give it a db_default."
    elif isinstance(operation, BY_HAND) and not operation.reversible:
        yield f"{what}: give it a way back, or mark the migration as a contract step."


def _must_be_given(field: Field[Any, Any]) -> bool:
    """A row that does not name the column is refused. Django's own `default` is none of the database's."""
    return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)
