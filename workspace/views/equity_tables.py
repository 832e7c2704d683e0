"""The tables of the equity view: one row for each group that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from common.statistics.selection import Compared
from common.statistics.severity import Severities, Severity
from common.statistics.suppression import Counts
from evaluations.enums import Rating
from workspace.rules.equity import RATINGS

COUNT_COLUMNS = [{"label": rating.label, "is_number": True} for rating in RATINGS]
FIELDS = ("year", "grouped_by", "group", *(rating.value for rating in RATINGS), "people")
RATE_FIELDS = ("mark", "reached", "rate", "ratio_to_highest", "ratio_low", "ratio_high", "exact_p", "p_after_holm")
SEVERITY_FIELDS = ("mean", "shrunk_mean", "shrunk_low", "shrunk_high")


def counts_columns(heading: str) -> list[dict[str, Any]]:
    return [{"label": heading}, *COUNT_COLUMNS, {"label": _("People"), "is_number": True}]


def counts_row(first: Any, counts: Counts) -> list[Any]:
    return [first, *(intcomma(count) for count in counts), intcomma(sum(counts))]


def rate_columns(heading: str, mark: Rating) -> list[dict[str, Any]]:
    labels = (
        _("%(mark)s or better") % {"mark": mark.label}, _("Rate"), _("Ratio to the highest"),
        _("95% interval of the ratio"), _("Exact test"), _("After Holm’s correction"),
    )  # fmt: skip
    return [{"label": heading}, *({"label": label, "is_number": True} for label in labels), {"label": _("Reading")}]


def rate_row(label: str, one: Compared) -> list[Any]:
    group = one.group
    return [
        label,
        _("%(reached)s of %(people)s") % {"reached": intcomma(group.reached), "people": intcomma(group.people)},
        f"{float(group.rate):.1%}",
        "–" if one.ratio is None else f"{float(one.ratio):.2f}",
        _interval(one.interval),
        probability(one.p),
        probability(one.adjusted),
        reading(one),
    ]


def probability(p: float | None) -> str:
    """A probability with three places; a small one as such."""
    if p is None:
        return "–"
    return _("under 0.001") if p < 0.001 else f"{p:.3f}"


def reading(one: Compared) -> str:
    """What the figures say in words; never more than that."""
    if one.ratio is None:
        return _("Nobody reached the mark")
    if one.is_highest:
        return _("The highest rate")
    is_clear = one.adjusted is not None and one.adjusted < 0.05
    if one.is_below_four_fifths:
        return (
            _("Below four fifths, and hardly by chance: worth looking into")
            if is_clear
            else _("Below four fifths, but chance alone can do that")
        )
    return _("Not below four fifths, yet hardly by chance") if is_clear else _("Not below four fifths")


def _interval(interval: tuple[float, float] | None) -> str:
    return "–" if interval is None else _("%(low)s to %(high)s") % {
        "low": f"{interval[0]:.2f}", "high": f"{interval[1]:.2f}"
    }  # fmt: skip


def severity_columns() -> list[dict[str, Any]]:
    labels = (_("Evaluations"), _("Mean of the ratings"), _("Drawn towards the mean of all"), _("95% interval"))
    return [{"label": _("Rater")}, *({"label": label, "is_number": True} for label in labels), {"label": _("Reading")}]


def severity_row(label: str, one: Severity, every: Severities) -> list[Any]:
    return [
        label, intcomma(one.ratings), f"{one.mean:.2f}", f"{one.shrunk:.2f}",
        "–" if every.is_chance else _interval((one.low, one.high)), severity_reading(one, every),
    ]  # fmt: skip


def severity_reading(one: Severity, every: Severities) -> str:
    """Where the interval lies; what it comes from is not said, since it is not known."""
    if every.is_chance or one.low <= every.mean <= one.high:
        return _("Not to be told from the mean of all")
    if one.shrunk < every.mean:
        return _("Ratings lower than the mean of all")
    return _("Ratings higher than the mean of all")


def exported_rate(one: Compared | None, mark: Rating) -> Sequence[object]:
    if one is None:
        return [""] * len(RATE_FIELDS)
    low, high = one.interval or (None, None)
    ratio = None if one.ratio is None else float(one.ratio)
    figures = (float(one.group.rate), ratio, low, high, one.p, one.adjusted)
    return [mark.value, one.group.reached, *("" if value is None else f"{value:.6f}" for value in figures)]


def exported_severity(one: Severity | None) -> Sequence[object]:
    if one is None:
        return [""] * len(SEVERITY_FIELDS)
    return [f"{value:.6f}" for value in (one.mean, one.shrunk, one.low, one.high)]
