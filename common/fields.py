"""Model fields and constraints that all rooms share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import UniqueConstraint
from django_fsm import FSMField


class StatusField(FSMField):
    """A protected state field: only a declared transition changes it.

    Migrations see a plain CharField, so that they never depend on the library.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("protected", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[Any, Any, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


class RefreshableStatusMixin:
    """`refresh_from_db()` on a protected field raises; dropping the old value first lets the fresh one in.

    (The library's own mixin switches protection off for the whole process while it works.)
    """

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("fields")
        for field in self._meta.concrete_fields:  # type: ignore[attr-defined] # a mixin for models
            if isinstance(field, StatusField) and (fields is None or field.attname in fields):
                self.__dict__.pop(field.attname, None)
        super().refresh_from_db(*args, **kwargs)  # type: ignore[misc] # a mixin for models


class OnceConstraint(UniqueConstraint):
    """A unique constraint to which empty is a value like any other. Migrations see a plain UniqueConstraint.

    The framework's check of it asks the database for its version, and commands that need no database must not; ours
    is always new enough (docs/adr/0002).
    """

    def __init__(self, *, fields: Sequence[str], name: str, nulls_distinct: bool = False) -> None:
        super().__init__(fields=fields, name=name, nulls_distinct=nulls_distinct)

    def deconstruct(self) -> tuple[Any, Any, Any]:
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs

    def _check(self, model: Any, connection: Any) -> list[Any]:
        return list(model._check_local_fields(self.fields, "constraints"))
