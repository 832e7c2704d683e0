"""Model fields that all rooms share."""

from __future__ import annotations

from typing import Any

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
