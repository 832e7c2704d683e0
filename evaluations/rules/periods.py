"""Rating periods: how long they last and how they join (R1, R5)."""

from collections.abc import Iterator
from datetime import date

from common.dates import ONE_DAY, add_calendar_days, add_months, days_in, in_words, period_end
from evaluations.rules.facts import EvaluationFacts, Leave, Period
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error, form_warning, information, warning

ENDS_SOON_DAYS = 90


def length_of_period(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R1: a rating period lasts at most 12 months, judged by its length alone."""
    period = facts.period
    if period is None:
        return
    months = policy.longest_period_months
    longest = period_end(period.start, months)
    if period.end > longest:
        yield warning(
            policy,
            "R1",
            code="period_too_long",
            message=(
                f"The rating period from {in_words(period.start)} to {in_words(period.end)} is longer than "
                f"{months} months. End it on {in_words(longest)} or earlier, or say why it is longer."
            ),
            field="period_end",
        )


def joining_of_periods(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R5: periods of one employee and assignment never overlap and should be contiguous."""
    period = facts.period
    if period is None:
        return
    others = sorted(facts.other_periods, key=lambda other: (other.start, other.end))
    for other in others:
        if period.overlaps(other):
            yield _overlap(period, other, policy)
    for gap, field in _gaps(period, others):
        yield _gap(gap, field, facts.leaves, policy)


def _overlap(period: Period, other: Period, policy: Policy) -> Violation:
    return error(
        policy,
        "R5",
        code="period_overlaps",
        message=(
            f"The rating period from {in_words(period.start)} to {in_words(period.end)} overlaps the period of "
            f"another evaluation, {in_words(other.start)} to {in_words(other.end)}. "
            "Change the dates so that the two share no day."
        ),
        field="period_end" if period.start < other.start else "period_start",
    )


def _gaps(period: Period, others: list[Period]) -> Iterator[tuple[Period, str]]:
    """The days without a period just before and just after this one, with the field they hang on."""
    earlier_ends = [other.end for other in others if other.start < period.start]
    if earlier_ends and max(earlier_ends) + ONE_DAY < period.start:
        yield Period(max(earlier_ends) + ONE_DAY, period.start - ONE_DAY), "period_start"
    later_starts = [other.start for other in others if other.end > period.end]
    if later_starts and min(later_starts) - ONE_DAY > period.end:
        yield Period(period.end + ONE_DAY, min(later_starts) - ONE_DAY), "period_end"


def _gap(gap: Period, field: str, leaves: tuple[Leave, ...], policy: Policy) -> Violation:
    count = days_in(gap.start, gap.end)
    if count == 1:
        days = f"1 day, {in_words(gap.start)},"
    else:
        days = f"{count} days, {in_words(gap.start)} to {in_words(gap.end)},"
    if any(spell.start <= gap.start and gap.end <= spell.end for spell in spells(leaves)):
        message = f"Recorded leave covers the gap of {days} between two rating periods. Nothing needs to be done."
        return information(policy, "R5", code="gap_on_leave", message=message, field=field)
    message = (
        f"A gap of {days} lies between two rating periods. Rating periods should follow each other without a gap: "
        "change the dates, or say why the gap stands."
    )
    return warning(policy, "R5", code="gap", message=message, field=field)


def days_of_period(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """The form: only work that was done is rated, so the period has begun, is nearly over, and lies within service."""
    period, appointed = facts.period, facts.employee.appointed
    if period is None:
        return
    if period.start > today:
        message = f"The rating period begins on {in_words(period.start)}, so there is no work to rate yet. Change it."
        yield form_error(code="period_in_future", message=message, field="period_start")
    elif period.end > add_calendar_days(today, policy.rated_ahead_days):
        message = (
            f"The rating period runs until {in_words(period.end)}, and most of what is left has not been worked. "
            "Wait for its end, or close the period early with a last day that is past."
        )
        yield form_warning(code="period_not_over", message=message, field="period_end")
    if appointed is not None and period.start < appointed:
        message = (
            f"The rating period begins on {in_words(period.start)}, before the appointment on {in_words(appointed)}. "
            "Begin it with the appointment or later."
        )
        yield form_warning(code="period_before_appointment", message=message, field="period_start")


def first_period_start(appointed_on: date, anniversary: date | None, months: int, on: date) -> date:
    """R1: where the first rating period on record begins, for a person without an earlier one.

    With the appointment, in the first two years of service. A longer service has evaluations on paper: then it is the
    last full year before an anniversary, or the running one where that ends within the first reminder's reach.
    """
    if on < add_months(appointed_on, 2 * months):
        return appointed_on
    next_one = anniversary or appointed_on
    years = on.year - next_one.year
    last = add_months(next_one, 12 * years)
    if last > on:
        last = add_months(next_one, 12 * (years - 1))
    is_running_one_due = add_months(last, months) <= add_calendar_days(on, ENDS_SOON_DAYS)
    return last if is_running_one_due else add_months(last, -months)


def spells(leaves: tuple[Leave, ...]) -> list[Period]:
    """The leaves as unbroken spells: those that overlap or follow each other directly are one."""
    merged: list[Period] = []
    for leave in sorted(leaves, key=lambda leave: leave.start):
        if merged and leave.start <= merged[-1].end + ONE_DAY:
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, leave.end))
        else:
            merged.append(Period(leave.start, leave.end))
    return merged
