"""Lists in pages that do not shift while somebody leafs: each page begins after the last row of the one before."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination

LARGEST_PAGE = 200
NO_CURSOR = "This is no cursor of this list. Leave it out to begin anew."


class KeyPages(CursorPagination):
    """Rows in the order of one unique field (`ordering` of the view): `?cursor=` and `?page_size=` up to 200.

    A cursor that is none is an error and no first page: whoever copies everybody would begin anew without noticing.
    """

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        return tuple(view.ordering)

    def get_page_size(self, request: Any) -> int:
        text = request.query_params.get(self.page_size_query_param, "")
        if not text:
            return self.page_size
        size = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not 1 <= size <= LARGEST_PAGE:
            raise ValidationError({"page_size": [f"A page has 1 to {LARGEST_PAGE} rows."]})
        return size

    def decode_cursor(self, request: Any) -> Any:
        try:
            return super().decode_cursor(request)
        except (NotFound, ValueError, UnicodeError):
            raise ValidationError({"cursor": [NO_CURSOR]}) from None

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": self.page_size}
        return [
            {
                "name": self.cursor_query_param, "in": "query", "schema": {"type": "string"},
                "description": "Where a page begins: part of the address that `next` or `previous` gave.",
            },
            {
                "name": self.page_size_query_param, "in": "query", "schema": size, "description": "Rows on one page.",
            },
        ]  # fmt: skip

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except ValueError:  # a place that no row of this list can have: a word for a number, a sign that is none
            raise ValidationError({"cursor": [NO_CURSOR]}) from None

    def get_paginated_response_schema(self, schema: Any) -> Any:
        link = {"type": ["string", "null"], "format": "uri", "description": "The address of that page; null: none."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }
