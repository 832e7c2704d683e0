"""The people whom a Rater rates, each with the evaluation at hand and the day on which the next one is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation, FollowUp
from evaluations.rules import schedule
from evaluations.rules.facts import Period
from evaluations.rules.policy_shape import Policy
from evaluations.rules.schedule_facts import ScheduleFacts
from evaluations.selectors import evaluations_visible_to
from evaluations.selectors.due_dates import policy_by, schedule_facts
from evaluations.selectors.policies import policy_choice
from evaluations.selectors.turns import day_of, due_of
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
    `interim_advised_on` is the half of a probation that runs without any evaluation so far (R2).
    """

    employee: Employee
    evaluation: Evaluation | None
    is_in_progress: bool
    is_unseen: bool
    next_period: Period
    window: FollowUp | None
    due: date | None
    interim_advised_on: date | None = None


def team_of(rater: Employee, on: date) -> list[TeamMember]:
    """The direct reports by name. The number of queries is constant, however many they are."""
    counting = Evaluation.objects.exclude(status__in=[Status.VOID.value, Status.SUPERSEDED.value])
    counting = counting.select_related("rater", "follow_up")
    seen = set(_seen_under_way(rater, on))
    people = direct_reports(rater).prefetch_related(
        Prefetch("evaluations", counting.order_by("-period_end", "-pk"), to_attr="counting"),
        Prefetch("follow_ups", FollowUp.objects.filter(status__in=["open", "extended"]), to_attr="open_windows"),
    )
    facts, choice = schedule_facts(direct_reports(rater)), policy_choice()
    return [_member(person, facts[person.pk], policy_by(facts[person.pk], on, choice), seen, on) for person in people]


def _seen_under_way(rater: Employee, on: date) -> Iterable[int]:
    """The ids of the reports' evaluations under way that the Rater may read."""
    if rater.user is None:
        return []
    rows = evaluations_visible_to(rater.user, on).filter(employee__supervisor=rater)
    return rows.exclude(status__in=CLOSED).values_list("pk", flat=True)


def _member(
    person: Employee, facts: ScheduleFacts, policy: Policy, seen: Collection[int], on: date
) -> TeamMember:  # fmt: skip
    counting: list[Evaluation] = person.counting  # type: ignore[attr-defined]  # by the prefetch
    windows: list[FollowUp] = person.open_windows  # type: ignore[attr-defined]  # by the prefetch
    window = windows[0] if windows else None
    coming = schedule.coming(facts, policy, on)
    under_way = next((row for row in counting if row.status not in CLOSED), None)
    is_open = under_way is not None and not _only_opened(under_way, window)
    is_unseen = is_open and under_way is not None and under_way.pk not in seen
    due = None if person.is_management_plan else coming.due_on
    if is_open and under_way is not None:
        due = day_of(under_way) if is_unseen else due_of(under_way)
    return TeamMember(
        employee=person,
        evaluation=under_way or next(iter(counting), None),
        is_in_progress=is_open,
        is_unseen=is_unseen,
        next_period=coming.period,
        window=None if is_unseen else window,
        due=due,
        interim_advised_on=schedule.interim_advised_on(facts, policy),
    )


def _only_opened(evaluation: Evaluation, window: FollowUp | None) -> bool:
    """True where the evaluation under way is the issued one that opened the window: the final is still to be begun."""
    return window is not None and window.evaluation_id == evaluation.pk
