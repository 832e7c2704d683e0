"""The case of one follow-up window as its reader may know it: clock, plan, check-ins, extensions, endings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from common.dates import ONE_DAY
from evaluations.enums import EvaluationStatus, ExtensionStatus, FollowUpStatus, IssueMethod
from evaluations.models import CheckIn, Deficiency, Evaluation, FollowUp, WindowExtension
from evaluations.rules.facts import EvaluationFacts, Period
from evaluations.rules.facts import FollowUp as FollowUpFacts
from evaluations.rules.periods import spells
from evaluations.rules.policy_shape import FinalCountsOn, Policy
from evaluations.rules.windows import Window, extension_contact_by, window_of
from evaluations.selectors.evaluations import evaluations_visible_to
from evaluations.selectors.facts import leaves_of, policy_of
from evaluations.window_permissions import WindowStanding
from workforce.enums import EmploymentStatus

WAITING = {FollowUpStatus.OPEN.value, FollowUpStatus.EXTENDED.value}


@dataclass(frozen=True, slots=True)
class Clock:
    """How far the window has run. `days_left` is 0 on the last day; `part_gone` is a percentage, 0 to 100."""

    starts_on: date
    ends_on: date
    days: int
    days_gone: int
    days_left: int
    part_gone: int


@dataclass(frozen=True, slots=True)
class PlannedCheckIn:
    """A check-in of the Plan for Improvement; `record` where it was held. `state`: done, due_soon, overdue, waiting."""

    on: date
    record: CheckIn | None
    state: str


@dataclass(frozen=True, slots=True)
class Case:
    """One window to one reader. `has_plan`: whether that reader sees the Plan for Improvement and what became of it.

    `evaluation` is the Improvement Needed where the reader sees it, `final` the evaluation that ends the window as far
    as they may know of one; `final_url` leads to it where they see it. `shows_reasons`: whether they read why a manager
    and HR went on in spite of a warning, which is between these two.
    """

    clock: Clock
    is_waiting: bool
    given: str
    prior_status: str
    reverts_on: date | None
    citation: str
    ending_citation: str
    counts_on: str
    contact_by: date | None
    absences: list[Period]
    extensions: list[WindowExtension]
    shows_reasons: bool
    has_plan: bool
    deficiencies: list[Deficiency]
    planned: list[PlannedCheckIn]
    held: list[CheckIn]
    others: list[CheckIn]
    can_remark: bool
    evaluation: Evaluation | None
    final: Evaluation | None
    is_final_visible: bool


def case_of(window: FollowUp, standing: WindowStanding, today: date) -> Case:
    """The case. A number of queries that does not depend on how much there is."""
    policy = policy_of(window.evaluation)
    is_waiting = window.shown_status in WAITING  # type: ignore[attr-defined]  # by the selector
    visible = evaluations_visible_to(standing.user, today)
    final = _final_of(window, standing)
    plan = plan_of(window) if standing.sees_case else None
    held = list(window.check_ins.all()) if standing.sees_case else []
    deficiencies = list(plan.deficiencies.select_related("factor")) if plan else []
    planned = planned_check_ins(deficiencies, held, today, is_waiting=is_waiting)
    used = {one.record.pk for one in planned if one.record}
    both = [window.evaluation_id, *([final.pk] if final else [])]
    seen = set(visible.filter(pk__in=both).values_list("pk", flat=True))
    return Case(
        clock=clock_of(window, today),
        is_waiting=is_waiting,
        given=IssueMethod(window.evaluation.issue_method).label if window.evaluation.issue_method else "",
        prior_status=EmploymentStatus(window.prior_status).label,
        reverts_on=window.ends_on + ONE_DAY if policy.is_on("R15") else None,
        citation=policy.citation("R15"),
        ending_citation=policy.citation("R13"),
        counts_on=_COUNTS[policy.follow_up.final_counts_on],
        contact_by=extension_contact_by(pure_window(window, policy), policy),
        absences=absences_in(window),
        extensions=_extensions(window, standing),
        shows_reasons=not standing.is_employee,
        has_plan=plan is not None,
        deficiencies=deficiencies,
        planned=planned,
        held=held,
        others=[one for one in held if one.pk not in used],
        can_remark=standing.is_employee,
        evaluation=window.evaluation if window.evaluation_id in seen else None,
        final=final,
        is_final_visible=final is not None and final.pk in seen,
    )


_COUNTS = {
    FinalCountsOn.SIGNED: "on the day of its last agency signature, by the clock of this system",
    FinalCountsOn.GIVEN: "on the day on which it is given or mailed to the employee",
}


def pure_window(window: FollowUp, policy: Policy) -> Window:
    """The window as the rules see it, moved by the extensions so far."""
    facts = EvaluationFacts(follow_up=FollowUpFacts(issued_on=window.starts_on, earlier_end=window.ends_on))
    return window_of(facts, policy) or Window(
        window.starts_on, window.original_ends_on, old_end=window.ends_on, end=window.ends_on
    )


def clock_of(window: FollowUp, today: date) -> Clock:
    """Counted in local calendar dates; the start day is not counted, the last one is (§3)."""
    days = (window.ends_on - window.starts_on).days
    gone = min(max((today - window.starts_on).days, 0), days)
    return Clock(window.starts_on, window.ends_on, days, gone, days - gone, round(100 * gone / days))


def absences_in(window: FollowUp) -> list[Period]:
    """The recorded absences that touch the window's days so far, by their dates alone (R6), overlapping ones as one."""
    whole = Period(window.starts_on, window.ends_on)
    return [spell for spell in spells(leaves_of(window.employee)) if whole.overlaps(spell)]


def plan_of(window: FollowUp) -> Evaluation:
    """The version of the Improvement Needed whose Plan for Improvement is in force: the latest that is final."""
    version = window.evaluation
    while (later := version.corrections.filter(status__in=_REPLACING).first()) is not None:
        version = later
    return version


_REPLACING = [EvaluationStatus.FINAL.value, EvaluationStatus.SUPERSEDED.value]


def planned_days_of(window: FollowUp) -> list[date]:
    """The days of the plan in force, each once."""
    return sorted({day for days in plan_of(window).deficiencies.values_list("check_ins", flat=True) for day in days})


def open_days_of(window: FollowUp) -> list[date]:
    """The days of the plan for which nothing is recorded yet."""
    held = {one.planned_on for one in window.check_ins.all()}
    return [day for day in planned_days_of(window) if day not in held]


def planned_check_ins(
    deficiencies: list[Deficiency], held: list[CheckIn], today: date, *, is_waiting: bool
) -> list[PlannedCheckIn]:
    """The days of the plan, each once, with what was held for it."""
    days = sorted({day for row in deficiencies for day in row.check_ins})
    records = {one.planned_on: one for one in held if one.planned_on}
    return [PlannedCheckIn(day, records.get(day), _state(day, day in records, today, is_waiting)) for day in days]


def _state(day: date, is_held: bool, today: date, is_waiting: bool) -> str:
    if is_held:
        return "done"
    if not is_waiting:
        return "skipped"
    return "overdue" if day < today else "due_soon" if (day - today).days <= 7 else "waiting"


def _extensions(window: FollowUp, standing: WindowStanding) -> list[WindowExtension]:
    """The employee reads what HR has decided; that somebody asks is between the manager and HR."""
    rows = list(window.extensions.all())
    if standing.is_employee:
        return [one for one in rows if one.status == ExtensionStatus.APPROVED.value]
    return rows


def _final_of(window: FollowUp, standing: WindowStanding) -> Evaluation | None:
    """The evaluation that ends the window, or is written to. The employee learns of it with its issue, and never
    before; a manager who only sees the days does not learn of it here."""
    finals = window.finals.exclude(status=EvaluationStatus.VOID.value).select_related("rater").order_by("-pk")
    if standing.is_employee:
        finals = finals.filter(issued_on__isnull=False)
    return finals.first() if standing.sees_case else None
