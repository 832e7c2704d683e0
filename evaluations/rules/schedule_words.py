"""Why an evaluation is due when it is, and what would move that day: the sentences of the schedule.

The sentences are read by the person, the Rater and HR alike. They name no rating and no reason of a leave.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from common.dates import ONE_DAY, add_calendar_days, add_months, in_words, period_end
from evaluations.enums import EvaluationKind
from evaluations.rules.facts import Period
from evaluations.rules.periods import spells
from evaluations.rules.policy_shape import Policy
from evaluations.rules.schedule_facts import Decision, Mover, Reason, ScheduleFacts
from evaluations.rules.schedule_probation import with_probation_end
from evaluations.rules.violation import listed

Said = tuple[str, str, str]  # code, rule, sentence


def reasons_of(decision: Decision, facts: ScheduleFacts, policy: Policy, today: date) -> tuple[Reason, ...]:
    """Every reason, in the order in which they are read: the beginning, the end, then what goes with it."""
    said = [*_beginning(decision, facts), *_end(decision, facts, policy)]
    said += [*_day(decision, facts, today), *_probation(decision, facts, policy, today)]
    said += [*_leaves(decision, facts), *_step(decision, facts, policy, today)]
    return tuple(Reason(code, sentence, rule, policy.citation(rule)) for code, rule, sentence in said)


def movers_of(decision: Decision, facts: ScheduleFacts, policy: Policy, today: date) -> tuple[Mover, ...]:
    """What would move the due day, and the leave that does not; a rule that the policy set switches off is silent."""
    said = [*_movers_of_window(decision, facts, policy), *_movers_of_probation(decision, facts, policy, today)]
    said += _movers_of_everybody(decision, facts)
    return tuple(Mover(code, sentence, rule) for code, rule, sentence in said if policy.is_on(rule))


def _beginning(decision: Decision, facts: ScheduleFacts) -> Iterator[Said]:
    start, name = decision.period.start, facts.name
    if decision.evaluation is not None:
        yield "under_way", "R1", "An evaluation has been begun, and its own rating period decides."
    elif any(one.period.end + ONE_DAY == start for one in facts.evaluations):
        yield (
            "after_last", "R5",
            f"The day after the last period is {in_words(start)}; periods follow each other without a gap.",
        )  # fmt: skip
        last = facts.last
        if last is not None and last.kind in {EvaluationKind.INTERIM, EvaluationKind.SPECIAL}:
            kind = last.kind.label.lower()
            yield (
                "after_extra",
                "R5",
                f"The last one was {kind}: its period counts like every other, so the year runs anew.",
            )
    elif start == facts.appointed:
        yield (
            "appointed", "R1",
            f"{name} was appointed on {in_words(start)}, and no evaluation is recorded here yet. "
            "Where there is one on paper, start on the day after its period.",
        )  # fmt: skip
    elif not facts.evaluations:
        yield (
            "on_paper", "R1",
            f"No evaluation of {name} is recorded here yet; earlier ones are on paper. The proposal is the "
            "year of service that is due. Where the last one on paper ends on another day, start on the day after "
            "that.",
        )  # fmt: skip
        if facts.anniversary is not None:
            yield (
                "anniversary",
                "R1",
                f"Years of service are counted by the anniversary, {in_words(facts.anniversary)}.",
            )


def _end(decision: Decision, facts: ScheduleFacts, policy: Policy) -> Iterator[Said]:
    period, window, months = decision.period, facts.window, policy.longest_period_months
    if decision.kind is EvaluationKind.FOLLOW_UP_FINAL and window is not None:
        endings = listed([rating.label for rating in policy.follow_up.final_ratings]).replace(" and ", " or ")
        yield (
            "window", "R12",
            f"A follow-up window is open until {in_words(window.end)}. The evaluation that ends it is {endings} "
            "and counts only with the last agency signature by that day, so its period may well end earlier.",
        )  # fmt: skip
    elif decision.kind is EvaluationKind.FOLLOW_UP_FINAL and decision.due_on is not None:
        yield "window", "R12", f"It ends a follow-up window, whose last day is {in_words(decision.due_on)}."
    elif decision.evaluation is not None and decision.due_on == period.end:
        yield "own_end", "R1", f"It is due on the last day of its rating period, {in_words(period.end)}."
    elif _is_probations_end(decision, facts):
        yield from _by_probation(facts)
    elif period.end == facts.separated_on:
        yield "separated", "R1", f"The last day of service of {facts.name} is {in_words(period.end)}."
    elif period.end == period_end(period.start, months):
        sentence = f"A rating period lasts {months} months at most; this one would end on {in_words(period.end)}."
        yield "longest", "R1", sentence
    elif decision.evaluation is None:
        sentence = (
            f"Another class or unit from {in_words(period.end + ONE_DAY)} on closes the rating period early, "
            f"on {in_words(period.end)}."
        )
        yield "closed_early", "R1", sentence


def _is_probations_end(decision: Decision, facts: ScheduleFacts) -> bool:
    return facts.is_probationary and decision.due_on is not None and decision.due_on == facts.probation_ends_on


def _by_probation(facts: ScheduleFacts) -> Iterator[Said]:
    if facts.probation_ends_on is not None:
        day = in_words(facts.probation_ends_on)
        yield "probation", "R2", f"Probation ends on {day}, and the evaluation is due by then."


def _day(decision: Decision, facts: ScheduleFacts, today: date) -> Iterator[Said]:
    """Where the day is not simply the period's last one, or has passed in a way that has consequences."""
    if decision.due_on is None:
        yield (
            "due_unknown", "R1",
            "No due day is given: nothing on record says when the last evaluation was, so nothing is called late.",
        )  # fmt: skip
        return
    if facts.told is not None and not facts.evaluations and decision.due_on == facts.told < today:
        yield "told", "R1", f"The day, {in_words(facts.told)}, was announced and stays until the evaluation is begun."
    is_final = decision.kind is EvaluationKind.FOLLOW_UP_FINAL
    if is_final and facts.window is not None and facts.window.end < today:
        sentence = (
            f"The window ended on {in_words(facts.window.end)} without a final evaluation. HR says what applies now."
        )
        yield "window_over", "R15", sentence
    if is_final and _is_probations_end(decision, facts):
        yield from _by_probation(facts)


def _probation(decision: Decision, facts: ScheduleFacts, policy: Policy, today: date) -> Iterator[Said]:
    if not facts.is_probationary:
        return
    end = facts.probation_ends_on
    if facts.probation_why and policy.is_on("R3"):
        yield "probation_end", "R3", facts.probation_why
    if end is not None and today <= end:
        yield (
            "release_by", "R2",
            f"An evaluation supports a release from probation only where it is issued by {in_words(end)}. After that "
            "day it is filed as an ordinary one.",
        )  # fmt: skip
    elif decision.due_on == end and end is not None:
        yield (
            "probation_over", "R2",
            f"Probation ended on {in_words(end)}. The evaluation is filed as an ordinary one now and cannot support a "
            "release from probation.",
        )  # fmt: skip
    half = interim_advised_on(facts, policy)
    if half is not None and end is not None and today <= end:
        yield (
            "interim", "R2",
            f"Half of probation is over on {in_words(half)}. Somebody doing poorly gets an interim report "
            "by then.",
        )  # fmt: skip


def interim_advised_on(facts: ScheduleFacts, policy: Policy) -> date | None:
    """R2: half-way through probation, when an interim report is advised for somebody doing poorly.

    None where no probation runs, or an evaluation of it has been begun. Probation after a promotion begins its months
    before its end, not with the first appointment.
    """
    facts = with_probation_end(facts, policy)
    end = facts.probation_ends_on
    if not facts.is_probationary or end is None:
        return None
    months = facts.probation_months or policy.probation.default_months
    begins = max(facts.appointed, add_months(end, -months))
    if end <= begins or any(one.period.end >= begins for one in facts.evaluations):
        return None
    return begins + (end - begins) // 2


def _leaves(decision: Decision, facts: ScheduleFacts) -> Iterator[Said]:
    """R6: dates only. The due day stays; what may be rated does not."""
    away = [spell for spell in spells(facts.leaves) if decision.period.overlaps(spell)]
    period, due_on = decision.period, decision.due_on
    if any(spell.start <= period.start and period.end <= spell.end for spell in away):
        yield (
            "leave_whole", "R6",
            "Recorded leave covers the whole rating period. The day stays; every rating may be left blank with the "
            "leave's dates in Comments, and the employee is then deemed competent.",
        )  # fmt: skip
    elif away:
        dates = listed([_dates(spell) for spell in away])
        yield "leave_part", "R6", f"Leave is recorded for {dates}. The day stays; only the time worked is rated."
    if due_on is not None and any(spell.start <= due_on <= spell.end for spell in spells(facts.leaves)):
        yield (
            "leave_at_due", "R20",
            f"On the due day, {in_words(due_on)}, leave is recorded. The evaluation is written and signed all the "
            "same; the employee's signature can be recorded as unavailable.",
        )  # fmt: skip


def _dates(spell: Period) -> str:
    return f"{in_words(spell.start)} to {in_words(spell.end)}"


def _step(decision: Decision, facts: ScheduleFacts, policy: Policy, today: date) -> Iterator[Said]:
    """R18: how the day lies to the step increase on the next anniversary."""
    step_on = facts.anniversary
    if not policy.is_on("R18") or step_on is None or step_on <= today or decision.due_on is None:
        return
    first = add_months(step_on, -policy.steps.lookback_months)
    span = f"filed from {in_words(first)} to {in_words(step_on - ONE_DAY)}"
    if first <= decision.due_on < step_on:
        yield (
            "step_in_time",
            "R18",
            f"The step increase on {in_words(step_on)} asks for an evaluation {span}: this one can be.",
        )
    elif decision.due_on >= step_on:
        sentence = f"It is due after the step increase on {in_words(step_on)}, which asks for an evaluation {span}."
        yield "step_before", "R18", sentence


def _movers_of_window(decision: Decision, facts: ScheduleFacts, policy: Policy) -> Iterator[Said]:
    if decision.kind is not EvaluationKind.FOLLOW_UP_FINAL or facts.window is None:
        return
    days = policy.follow_up.extension_contact_days
    ask_by = in_words(add_calendar_days(facts.window.end, -days))
    contact = f" A Program Head or Chief asks HR by {ask_by}." if policy.follow_up.is_extension_contact_needed else ""
    yield (
        "window_extended", "R14",
        f"HR may extend the window for absence from duties, on {in_words(facts.window.end)} at the latest.{contact}",
    )  # fmt: skip
    yield (
        "final_earlier",
        "R12",
        "The final evaluation may come earlier; a new year begins on the day after its period.",
    )


def _movers_of_probation(decision: Decision, facts: ScheduleFacts, policy: Policy, today: date) -> Iterator[Said]:
    end = facts.probation_ends_on
    if not facts.is_probationary or decision.due_on is None:
        return
    if end is not None and end >= today:
        yield (
            "probation_extended", "R3",
            "Absence without pay may extend probation, where the employee is notified before "
            f"{in_words(end)}; the day moves to the new end.",
        )  # fmt: skip


def _movers_of_everybody(decision: Decision, facts: ScheduleFacts) -> Iterator[Said]:
    if decision.due_on is None:
        yield "first_recorded", "R1", "The first evaluation recorded here: from then on the day follows its period."
        return
    yield (
        "earlier_evaluation", "R5",
        "An evaluation whose period ends earlier, an interim or special one too: the next period begins on the day "
        "after it.",
    )  # fmt: skip
    yield (
        "job_change", "R1",
        "A promotion, transfer or reclassification: the period ends on the day before, and the evaluation is due then.",
    )  # fmt: skip
    if facts.separated_on is None:
        yield "separation", "R1", "Leaving the service: the period ends with the last day, and none is due after it."
    yield "leave_moves_nothing", "R6", "A leave does not move it: the year runs on, and only the time worked is rated."
