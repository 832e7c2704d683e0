"""Classes as a kind of import."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Action
from accounts.models import User
from competencies.enums import ClassificationStatus
from competencies.services import classifications_import, classifications_undo
from competencies.services.classes_columns import COLUMNS, shipped_layouts
from imports.registry import Kind, Pairs, Words, register

MONEY = ("monthly_min", "monthly_max")
LABELS = {
    "code": gettext_lazy("Code"),
    "title": gettext_lazy("Title"),
    "schematic_code": gettext_lazy("Schematic code"),
    "status": gettext_lazy("Status"),
    "monthly_min": gettext_lazy("Lowest monthly pay"),
    "monthly_max": gettext_lazy("Highest monthly pay"),
    "alternate_ranges": gettext_lazy("Alternate ranges"),
    "probation_months": gettext_lazy("Months of probation"),
    "work_week_group": gettext_lazy("Work week group"),
    "bargaining_unit": gettext_lazy("Bargaining unit"),
}
ABOUT = {
    "code": gettext_lazy("Text: zeros in front are part of it."),
    "title": gettext_lazy("A note in it that the class is abolished becomes its status."),
    "status": gettext_lazy("in_force or abolished; empty means in force."),
    "monthly_min": gettext_lazy("Dollars, like 4600.00."),
    "monthly_max": gettext_lazy("Dollars, like 5100.00."),
    "alternate_ranges": gettext_lazy("Separated by bars, like A|B."),
    "probation_months": gettext_lazy("A whole number; 0 or empty means that the class has none (R3)."),
}


def words_of(pairs: Pairs) -> Words:
    """Stored values of classes as people read them."""

    def words(field: str, value: Any) -> str:
        if field == "probation_months":
            return _("none") if value is None else str(value)
        if value is None or value == "":
            return ""
        if field == "status":
            return ClassificationStatus(value).label
        return f"${value}" if field in MONEY else str(value)

    return words


def url_of(user: User | AnonymousUser, code: str) -> str:
    """The class's page, which everybody may read."""
    return reverse("competencies:classification", args=[code])


register(
    Kind(
        name="classifications", label=gettext_lazy("Classifications"), records=gettext_lazy("classes"),
        action=Action.CLASSIFICATION_MANAGE, columns=COLUMNS, key="code", labels=LABELS, about=ABOUT,
        run=classifications_import, undo=classifications_undo, words=words_of, url=url_of, layouts=shipped_layouts,
    )
)  # fmt: skip
