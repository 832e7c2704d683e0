"""Rows into tables by COPY: the number of statements does not depend on the number of rows.

Values are written as they are: what the model's validation would say must have been checked before. The table's
constraints still hold; a breach rolls the whole transaction back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, models

_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def lock_imports(kind: str) -> None:
    """Two imports of one kind run one after the other; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{kind}"])


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Fresh primary keys, so that rows can point at each other before they are written."""
    if not count:
        return []
    with connection.cursor() as cursor:
        statement = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(statement, (model._meta.db_table, "id", count))
        return [number for (number,) in cursor.fetchall()]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Add the rows, each with the values of `fields` in order."""
    if not rows:
        return
    with connection.cursor() as cursor:
        _copy(cursor, _quoted(model._meta.db_table), _column_names(model, fields), rows)


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Set `fields` of the rows named by their primary key; each row is (id, *values)."""
    if not rows:
        return
    names = _column_names(model, fields)
    key, table = _column_names(model, ["id"])[0], _quoted(model._meta.db_table)
    settings = ", ".join(f"{name} = staged.{name}" for name in names)
    with connection.cursor() as cursor:
        columns = ", ".join([key, *names])
        # Names come from the models, never from a file.
        cursor.execute(f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608 - our names  # nosec B608
        _copy(cursor, "staged", [key, *names], rows)
        cursor.execute(f"UPDATE {table} SET {settings} FROM staged WHERE {table}.{key} = staged.{key}")  # noqa: S608 - our names  # nosec B608
        cursor.execute("DROP TABLE staged")


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    lines = io.StringIO()
    for row in rows:
        lines.write("\t".join(map(_copied, row)))
        lines.write("\n")
    lines.seek(0)
    # The driver's own call: without this its errors would not be Django's.
    with connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", lines)


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def _column_names(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [_quoted(columns[field]) for field in fields]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
