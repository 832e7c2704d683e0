"""The people whom a Rater rates, each with the evaluation at hand and the day on which the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, FollowUp
from evaluations.rules.facts import Period
from evaluations.selectors import next_period
from workforce.enums import EmploymentStatus
from workforce.models import Employee
from workforce.selectors import direct_reports

Status = EvaluationStatus
CLOSED = {Status.FINAL.value, Status.SUPERSEDED.value, Status.VOID.value}


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A direct report. `evaluation` is the newest one that counts; `due` belongs to it, or to the next one;
    None where no evaluation is on record and the first period would be long over.
    """

    employee: Employee
    evaluation: Evaluation | None
    is_in_progress: bool
    is_mine: bool
    next_period: Period
    window: FollowUp | None
    due: date | None


def team_of(rater: Employee, on: date) -> list[TeamMember]:
    """The direct reports by name. Three queries, however many they are."""
    counting = Evaluation.objects.exclude(status__in=[Status.VOID.value, Status.SUPERSEDED.value])
    people = direct_reports(rater).prefetch_related(
        Prefetch("evaluations", counting.order_by("-period_end", "-pk"), to_attr="counting"),
        Prefetch("follow_ups", FollowUp.objects.filter(status__in=["open", "extended"]), to_attr="open_windows"),
    )
    return [_member(rater, person, on) for person in people]


def _member(rater: Employee, person: Employee, on: date) -> TeamMember:
    counting: list[Evaluation] = person.counting  # type: ignore[attr-defined]  # by the prefetch
    windows: list[FollowUp] = person.open_windows  # type: ignore[attr-defined]  # by the prefetch
    window = windows[0] if windows else None
    last_end = max((row.period_end for row in counting), default=None)
    period = next_period(person, last_end, window, on)
    under_way = next((row for row in counting if row.status not in CLOSED), None)
    evaluation = under_way or next(iter(counting), None)
    is_open = under_way is not None and not _only_opened(under_way, window)
    is_first = last_end is None and person.status != EmploymentStatus.PROBATIONARY.value
    # Of somebody of many years the earlier evaluations lie on paper: nothing that is recorded here is late.
    next_due = None if is_first and period.end < on else period.end
    due = under_way.period_end if is_open and under_way else window.ends_on if window else next_due
    return TeamMember(
        employee=person,
        evaluation=evaluation,
        is_in_progress=is_open,
        is_mine=evaluation is not None and evaluation.rater_id == rater.pk,
        next_period=period,
        window=window,
        due=due,
    )


def _only_opened(evaluation: Evaluation, window: FollowUp | None) -> bool:
    """True where the evaluation under way is the issued one that opened the window: the final is still to be begun."""
    return window is not None and window.evaluation_id == evaluation.pk
