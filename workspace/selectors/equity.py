"""Final ratings of a year that is over, as they may be shown: by unit, class, length of service and Rater.

Nothing that reaches a page, a picture or a file has not passed `common.statistics.suppression`. Nothing is computed
from what is hidden, but the totals that contain it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.statistics.suppression import DIRECTLY, Counts, Path, Person, shown_groups
from competencies.models import Classification
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from workforce.models import Employee
from workspace.enums import EquityGrouping
from workspace.rules.equity import KEEP, RATINGS, paths_of, tenure_words

# What is shown of a year does not change any more; it is computed anew when an evaluation of it is added.
KEPT_SECONDS = 7 * 24 * 3600
_COLUMNS = (
    "overall", "org_unit__path", "classification__bargaining_unit", "classification__code", "employee__appointed_on",
    "period_end", "rater__employee_no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Release:
    """What may be shown of one year: for each grouping the groups with the number of people with each rating."""

    year: int
    groups: dict[EquityGrouping, dict[Path, Counts]]

    @property
    def total(self) -> Counts | None:
        """Everybody; None where not even that may be shown."""
        return self.groups[EquityGrouping.UNIT].get(())


@dataclass(frozen=True, slots=True)
class Level:
    """One group with those of its parts that may be shown, and the others together.

    `others` is as safe to show as a group is, or zero: the suppression sees to it.
    """

    path: Path
    total: Counts
    parts: dict[Path, Counts]
    others: Counts


def check_can_read_equity(user: User) -> None:
    """Raises NotVisible (404): for everybody but HR and the auditor there is no such page."""
    if not has_action(user, Action.EQUITY_READ):
        raise NotVisible


def equity_years(today: date) -> list[int]:
    """The years that are over and have final evaluations, the latest first. One query.

    A year that still runs is left out: two looks at it would differ by the one person whose evaluation became final.
    """
    first = _final().aggregate(first=Min("finalized_at"))["first"]
    return list(range(today.year - 1, timezone.localtime(first).year - 1, -1)) if first else []


def equity_release(year: int) -> Release:
    """The latest final evaluation of each person in that year, grouped in every way. Two queries, one where kept."""
    rows = _final().filter(finalized_at__gte=_begin(year), finalized_at__lt=_begin(year + 1))
    mark = rows.aggregate(count=Count("pk"), last=Max("pk"), at=Max("finalized_at"))
    key = f"equity:1:{year}:{mark['count']}:{mark['last']}:{mark['at'] and mark['at'].timestamp()}"
    kept: Release | None = cache.get(key)
    if kept is None:
        kept = _release(year, rows)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _final() -> QuerySet[Evaluation]:
    """What has become final. What a later correction replaced was final until then, and stays so in the year's figures:
    a year that is over does not change."""
    return Evaluation.objects.filter(status__in=[EvaluationStatus.FINAL.value, EvaluationStatus.SUPERSEDED.value])


def _begin(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))


def _release(year: int, rows: QuerySet[Evaluation]) -> Release:
    latest = rows.order_by("employee_id", "-period_end", "-version", "-pk").distinct("employee_id")
    people = list(_people(latest.values_list(*_COLUMNS).iterator(chunk_size=5000)))
    shown = shown_groups(people, categories=len(RATINGS), keep=[KEEP[grouping] for grouping in EquityGrouping])
    return Release(year, dict(zip(EquityGrouping, shown, strict=True)))


def _people(rows: Iterable[tuple[Any, ...]]) -> Iterator[Person]:
    """A blank overall (deemed competent, R6) is nobody's judgement, and a long leave nobody's business: left out."""
    ranks = {rating.value: rating.rank for rating in RATINGS}
    for overall, unit, bargaining_unit, class_code, appointed, period_end, rater in rows:
        if overall:
            paths = paths_of(
                unit=unit, bargaining_unit=bargaining_unit, class_code=class_code, appointed=appointed,
                period_end=period_end, rater=rater,
            )  # fmt: skip
            yield Person(ranks[overall], paths)


def level_of(release: Release, grouping: EquityGrouping, path: Path) -> Level:
    """That group with its parts. Raises NotVisible for one that may not be shown, and for one that there is not."""
    groups = release.groups[grouping]
    if path not in groups:
        raise NotVisible
    while (only := _only_part(groups, path)) is not None:
        path = only
    parts = {one: counts for one, counts in groups.items() if len(one) == len(path) + 1 and one[: len(path)] == path}
    shown = [sum(column) for column in zip(*parts.values(), strict=True)] or [0] * len(RATINGS)
    others = tuple(all_ - part for all_, part in zip(groups[path], shown, strict=True))
    return Level(path, groups[path], parts, others)


def _only_part(groups: dict[Path, Counts], path: Path) -> Path | None:
    """Where all people of a group stand in one part of it, the page begins there."""
    parts = [one for one in groups if len(one) == len(path) + 1 and one[: len(path)] == path]
    has_parts = any(len(one) > len(path) + 1 and one[: len(path)] == path for one in groups)
    return parts[0] if len(parts) == 1 and has_parts and groups[parts[0]] == groups[path] else None


def has_parts(release: Release, grouping: EquityGrouping, path: Path) -> bool:
    """True where some part of the group may be shown by itself."""
    return any(len(one) > len(path) and one[: len(path)] == path for one in release.groups[grouping])


def labels_of(grouping: EquityGrouping, paths: Iterable[Path]) -> dict[Path, str]:
    """The words of each group, by its last name. One query at most."""
    wanted = [path for path in paths if path]
    names: dict[str, str] = {}
    if grouping is EquityGrouping.CLASS:
        codes = {path[1] for path in wanted if len(path) == 2}
        names = {code: f"{code} {title}" for code, title in _titles(codes)}
    if grouping is EquityGrouping.RATER:
        people = Employee.objects.filter(employee_no__in={path[0] for path in wanted})
        names = {person.employee_no: f"{person.full_name} {person.employee_no}" for person in people}
    return {path: _label(grouping, path, names) for path in wanted}


def _titles(codes: Iterable[str]) -> Any:
    return Classification.objects.filter(code__in=set(codes)).values_list("code", "title") if codes else ()


def _label(grouping: EquityGrouping, path: Path, names: dict[str, str]) -> str:
    last = path[-1]
    if grouping is EquityGrouping.TENURE:
        return tenure_words(last)
    if grouping is EquityGrouping.CLASS and len(path) == 1:
        return f"Bargaining unit {last}" if last else "No bargaining unit"
    if last == DIRECTLY:
        return f"{path[-2]}, directly"
    return names.get(last, last)
