"""Classes as the table and fact components take them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.paging import sort_heading
from competencies.enums import ClassificationStatus
from competencies.models import Classification


def classification_columns(query: QueryDict, sort: str) -> list[dict[str, Any]]:
    """The columns of the list of classes; title and code sort it."""
    others = (_("Status"), _("Monthly pay"), _("Probation"), _("Bargaining unit"))
    return [
        sort_heading(_("Title"), "title", query, sort),
        sort_heading(_("Code"), "code", query, sort),
        *({"label": label} for label in others),
    ]


def classification_rows(classifications: Iterable[Classification]) -> list[list[dict[str, Any]]]:
    """The rows of the list of classes."""
    return [
        [
            {"text": found.title, "url": found.get_absolute_url()},
            {"text": found.code},
            {"text": ClassificationStatus(found.status).label},
            {"text": pay_words(found)},
            {"text": probation_words(found)},
            {"text": found.bargaining_unit or _("None")},
        ]
        for found in classifications
    ]


def classification_facts(found: Classification) -> list[dict[str, Any]]:
    """Everything known of one class."""
    pairs = [
        (_("Code"), found.code),
        (_("Schematic code"), found.schematic_code or _("Not given")),
        (_("Status"), ClassificationStatus(found.status).label),
        (_("Monthly pay"), pay_words(found)),
        (_("Alternate ranges"), ", ".join(found.alternate_ranges.split("|")) or _("None")),
        (_("Probation"), probation_words(found)),
        (_("Work week group"), found.work_week_group or _("Not given")),
        (_("Bargaining unit"), found.bargaining_unit or _("None")),
    ]
    return [{"label": label, "text": text} for label, text in pairs]


def probation_words(found: Classification) -> str:
    """R3: the length is set per class; a class may have none."""
    if found.probation_months is None:
        return _("None")
    return ngettext("%(count)d month", "%(count)d months", found.probation_months) % {"count": found.probation_months}


def pay_words(found: Classification) -> str:
    """The monthly range, as far as it is known."""
    lowest, highest = _dollars(found.monthly_min), _dollars(found.monthly_max)
    if lowest and highest:
        return _("%(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest}
    if highest:
        return _("up to %(highest)s") % {"highest": highest}
    return _("from %(lowest)s") % {"lowest": lowest} if lowest else _("Not given")


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"${intcomma(f'{amount:.2f}', use_l10n=False)}"
