"""Pages of long lists: how many rows, which page, in which order, and how many there are in all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.functional import cached_property

SIZES = (25, 50, 100)
# What a list is ordered by, upwards.
Order = str | Lower


class ListPaginator(Paginator):  # type: ignore[type-arg]  # it takes no argument when the program runs
    """Pages of a queryset. `rows` are what is found, in order; `shown` is how a row of them is read for the page.

    With `shown` the joins for what a row shows are made for one page's rows, not for all those before it. With `most`
    the count stops there (`is_cut`): what can grow by millions is looked through by narrowing, not by leafing.
    """

    def __init__(
        self, rows: QuerySet[Any], per_page: int, *, shown: QuerySet[Any] | None = None, most: int | None = None
    ) -> None:
        super().__init__(rows, per_page)
        self.shown, self.most = shown, most

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.count() if self.most is None else rows.order_by()[: self.most + 1].count())

    @cached_property
    def count(self) -> int:
        return self._found if self.most is None else min(self._found, self.most)

    @property
    def is_cut(self) -> bool:
        """There are more rows than are counted and leafed through."""
        return self.most is not None and self._found > self.most

    def page(self, number: int | str) -> Page[Any]:
        """The page, read in two steps where `shown` says how."""
        if self.shown is None:
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        keys = list(self.object_list.values_list("pk", flat=True)[first:last])  # type: ignore[attr-defined]  # a queryset
        by_key = self.shown.in_bulk(keys)
        return Page([by_key[key] for key in keys if key in by_key], number, self)


def page_of(
    rows: QuerySet[Any], query: QueryDict, *, shown: QuerySet[Any] | None = None, most: int | None = None
) -> Page[Any]:
    """The page that the address asks for by `page` and `size`; the nearest one where there is none such."""
    size = query.get("size", "")
    per_page = int(size) if size in map(str, SIZES) else SIZES[0]
    return ListPaginator(rows, per_page, shown=shown, most=most).get_page(query.get("page"))


def sort_heading(label: str, name: str, query: QueryDict, sort: str) -> dict[str, Any]:
    """A column heading that sorts by its name, and the other way round when it does already."""
    asked = query.copy()
    asked["sort"] = f"-{name}" if sort == name else name
    asked.pop("page", None)
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"label": label, "sort_url": f"?{asked.urlencode()}", "sorted": order}


def both_ways(sorts: dict[str, tuple[Order, ...]]) -> dict[str, tuple[Order | OrderBy, ...]]:
    """Each order under its name, and turned round under the name with a minus."""
    turned = {f"-{name}": tuple(map(_turned, fields)) for name, fields in sorts.items()}
    return {**sorts, **turned}


def _turned(field: Order) -> Order | OrderBy:
    return f"-{field}" if isinstance(field, str) else field.desc()


def is_narrowed(chosen: dict[str, Any], without: Collection[str] = ("sort",)) -> bool:
    """True where anything but the order was asked for."""
    return any(value for name, value in chosen.items() if name not in without)
