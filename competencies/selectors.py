"""Reads of classifications."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from common.errors import NotVisible
from common.paging import both_ways
from common.searchkeys import search_words
from competencies.models import Classification

# Titles come in capitals and in small letters, and the database sorts by bytes.
SORTS = both_ways({"title": (Lower("title"), "code"), "code": ("code",)})
DEFAULT_SORT = "title"


def classifications_listed(
    *, search: str = "", status: str = "", bargaining_unit: str = ""
) -> QuerySet[Classification]:
    """Classes whose code and title hold every searched word or part of one, accents and case apart."""
    rows = classifications_found(search)
    if status:
        rows = rows.filter(status=status)
    if bargaining_unit:
        rows = rows.filter(bargaining_unit=bargaining_unit)
    return rows


def classifications_found(search: str) -> QuerySet[Classification]:
    """Classes whose code and title hold every searched word or part of one."""
    rows = Classification.objects.all()
    for word in search_words(search):
        rows = rows.filter(search_key__contains=word)
    return rows


def bargaining_units() -> list[str]:
    """Every bargaining unit that a class names."""
    units = Classification.objects.exclude(bargaining_unit="").order_by("bargaining_unit")
    return list(units.values_list("bargaining_unit", flat=True).distinct())


def classification_get(code: str) -> Classification:
    """The class; raises NotVisible where there is none."""
    found = Classification.objects.filter(code=code).first() if code.isprintable() else None
    if found is None:
        raise NotVisible
    return found


def people_in_service(classification: Classification) -> int:
    """How many people in service hold the class.

    Asked through the relation that the workforce declares: the classes stand below it and do not import it.
    """
    return classification.employees.exclude(status="separated").count()
