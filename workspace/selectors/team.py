"""The people whom a Rater rates, each with the evaluation at hand and the day on which the next one is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.facts import Period
from evaluations.selectors import evaluations_visible_to, next_period
from evaluations.selectors.turns import due_of
from workforce.enums import EmploymentStatus
from workforce.models import Employee
from workforce.selectors import direct_reports

Status = EvaluationStatus
CLOSED = {Status.FINAL.value, Status.SUPERSEDED.value, Status.VOID.value}


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A direct report. `evaluation` is the newest one that counts; `due` belongs to it, or to the next one;
    None where no evaluation is on record and the first period would be long over.

    `is_unseen`: it is under way with an earlier Rater and not the reader's to see. Then nothing but its Rater and its
    period is told: where it stands would tell the rating, and so would what became of a window.
    """

    employee: Employee
    evaluation: Evaluation | None
    is_in_progress: bool
    is_unseen: bool
    next_period: Period
    window: FollowUp | None
    due: date | None


def team_of(rater: Employee, on: date) -> list[TeamMember]:
    """The direct reports by name. The number of queries is constant, however many they are."""
    counting = Evaluation.objects.exclude(status__in=[Status.VOID.value, Status.SUPERSEDED.value])
    counting = counting.select_related("rater", "follow_up")
    seen = set(_seen_under_way(rater, on))
    people = direct_reports(rater).prefetch_related(
        Prefetch("evaluations", counting.order_by("-period_end", "-pk"), to_attr="counting"),
        Prefetch("follow_ups", FollowUp.objects.filter(status__in=["open", "extended"]), to_attr="open_windows"),
    )
    return [_member(person, seen, on) for person in people]


def _seen_under_way(rater: Employee, on: date) -> Iterable[int]:
    """The ids of the reports' evaluations under way that the Rater may read."""
    if rater.user is None:
        return []
    rows = evaluations_visible_to(rater.user, on).filter(employee__supervisor=rater)
    return rows.exclude(status__in=CLOSED).values_list("pk", flat=True)


def _member(person: Employee, seen: Collection[int], on: date) -> TeamMember:
    counting: list[Evaluation] = person.counting  # type: ignore[attr-defined]  # by the prefetch
    windows: list[FollowUp] = person.open_windows  # type: ignore[attr-defined]  # by the prefetch
    window = windows[0] if windows else None
    last_end = max((row.period_end for row in counting), default=None)
    period = next_period(person, last_end, window, on)
    under_way = next((row for row in counting if row.status not in CLOSED), None)
    evaluation = under_way or next(iter(counting), None)
    is_open = under_way is not None and not _only_opened(under_way, window)
    is_unseen = is_open and under_way is not None and under_way.pk not in seen
    is_first = last_end is None and person.status != EmploymentStatus.PROBATIONARY.value
    # Of somebody of many years the earlier evaluations lie on paper: nothing that is recorded here is late.
    due = window.ends_on if window else None if is_first and period.end < on else period.end
    if is_open and under_way is not None:
        due = under_way.period_end if is_unseen else due_of(under_way)
    return TeamMember(
        employee=person,
        evaluation=evaluation,
        is_in_progress=is_open,
        is_unseen=is_unseen,
        next_period=period,
        window=None if is_unseen else window,
        due=due,
    )


def _only_opened(evaluation: Evaluation, window: FollowUp | None) -> bool:
    """True where the evaluation under way is the issued one that opened the window: the final is still to be begun."""
    return window is not None and window.evaluation_id == evaluation.pk
