"""The tables of the compliance board: the same rows on the page, on paper and in files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.charts import Chart, stacked_bars
from common.dates import in_words
from evaluations.enums import EvaluationKind
from workspace.enums import Timeliness
from workspace.rules.compliance import DEFINITIONS, DUE, PROBATION, RATE, Tally
from workspace.selectors.compliance import Board, PartTally, RaterTally

FIELDS = ("by", "name", "due", *(state.value for state in Timeliness), "rate_on_time")
EVALUATION_FIELDS = (
    "employee_no", "first_name", "last_name", "unit", "kind", "period_start", "period_end", "due_on", "filed_on",
    "timeliness", "rater_no",
)  # fmt: skip
PROBATION_FIELDS = ("employee_no", "first_name", "last_name", "class", "unit", "probation_end", "filed_on", "standing")
# From the best to the worst, and grey for what nobody can judge yet: which of the chart's looks each has.
FILLS = (0, 3, 4, 2)


def tally_columns(heading: str) -> list[dict[str, Any]]:
    labels = (_("Due"), *(state.label for state in Timeliness), _("Rate on time"))
    return [{"label": heading}, *({"label": label, "is_number": True} for label in labels)]


def tally_row(first: Any, tally: Tally) -> list[Any]:
    return [first, intcomma(tally.total), *(intcomma(count) for count in tally.counts), rate_words(tally)]


def rate_words(tally: Tally) -> str:
    return "–" if tally.rate is None else f"{tally.rate:.1%}"


def figures(board: Board, probations: int) -> list[list[Any]]:
    """Each figure with its definition, in words and as a question to the record."""
    numbers = zip(Timeliness, board.total.counts, strict=True)
    rows = [(DUE, intcomma(board.total.total)), *((DEFINITIONS[state], intcomma(count)) for state, count in numbers)]
    rows += [(RATE, rate_words(board.total)), (PROBATION, intcomma(probations))]
    return [[one.label, number, one.words, one.query] for one, number in rows]


def figures_columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Figure")}, {"label": _("Number"), "is_number": True}, {"label": _("What it counts")},
        {"label": _("As a question to the record")},
    ]  # fmt: skip


def part_name(part: PartTally) -> str:
    return part.unit.name if part.unit else _("Directly in this unit")


def rater_name(rater: RaterTally) -> str:
    return f"{rater.name} {rater.number}" if rater.number else _("Nobody can be the Rater")


def month_name(month: date) -> str:
    return f"{month:%B} {month.year}"


def month_rows(board: Board) -> list[list[Any]]:
    return [tally_row(month_name(month), tally) for month, tally in board.months.items()]


def rater_rows(board: Board) -> list[list[Any]]:
    return [tally_row(rater_name(rater), rater.tally) for rater in board.raters]


def total_row(board: Board) -> list[Any]:
    return tally_row(_("Together"), board.total)


def months_chart(board: Board) -> Chart:
    rows = [(month_name(month), tally.counts) for month, tally in board.months.items()]
    return _chart("months", _("Evaluations due, by month"), rows, is_share=False)


def parts_chart(board: Board) -> Chart:
    rows = [(part_name(part), part.tally.counts) for part in board.parts]
    return _chart("units", _("Shares by unit, with the number of evaluations"), rows, is_share=True)


def _chart(name: str, title: str, rows: list[tuple[str, tuple[int, ...]]], *, is_share: bool) -> Chart:
    series = [state.label for state in Timeliness]
    return stacked_bars(name, title, series=series, rows=rows, fills=FILLS, is_share=is_share)


def probation_columns() -> list[dict[str, Any]]:
    labels = (_("Employee"), _("Unit"), _("Probation ended"), _("Evaluation"), _("Supervisor"))
    return [{"label": label} for label in labels]


def probation_row(person: Any) -> list[Any]:
    return [
        {
            "text": person.full_name,
            "url": person.get_absolute_url(),
            "note": f"{person.employee_no} · {person.classification.title}",
        },
        person.org_unit.name,
        {"date": person.probation_ends_on},
        standing(person),
        person.supervisor.full_name if person.supervisor else "–",
    ]


def standing(person: Any) -> str:
    """What became of the evaluation that should have been there."""
    if person.filed_later is not None:
        days = (person.filed_later - person.probation_ends_on).days
        late = ngettext("%(days)d day after the end", "%(days)d days after the end", days) % {"days": days}
        return _("Filed on %(day)s, %(late)s") % {"day": in_words(person.filed_later), "late": late}
    return _("Under way, not filed") if person.is_under_way else _("None on record")


# --- files ------------------------------------------------------------------------------------------------------------


def exported_figures(board: Board) -> Iterator[list[object]]:
    yield _exported("total", board.query.path or "everybody", board.total)
    for part in board.parts:
        yield _exported("unit", part.unit.path if part.unit else f"{board.query.path}, directly", part.tally)
    for month, tally in board.months.items():
        yield _exported("month", f"{month:%Y-%m}", tally)
    for rater in board.raters:
        yield _exported("rater", rater_name(rater), rater.tally)


def _exported(by: str, name: str, tally: Tally) -> list[object]:
    return [by, name, tally.total, *tally.counts, "" if tally.rate is None else f"{tally.rate:.4f}"]


def exported_evaluations(rows: Iterable[dict[str, Any]]) -> Iterator[list[object]]:
    names = ("employee_no", "first_name", "last_name", "unit", "due_kind", "starts", "ends", "due", "filed")
    for row in rows:
        yield [*(row[name] for name in names), row["how"], row["rater_no"]]


def exported_probations(rows: Iterable[Any]) -> Iterator[list[object]]:
    for person in rows:
        yield [
            person.employee_no, person.first_name, person.last_name, person.classification.code, person.org_unit.path,
            person.probation_ends_on, person.filed_later, standing(person),
        ]  # fmt: skip


def kind_words(kind: str) -> str:
    return EvaluationKind(kind).label if kind else _("Any")
