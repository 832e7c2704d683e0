"""The description of the API (OpenAPI 3.1), made from the views once in each process."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


@cache
def api_description() -> dict[str, Any]:
    """The whole of it, in English as the API itself. The same for everybody: what it names is not what one may see."""
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped there
    return made
