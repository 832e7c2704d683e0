"""The extension of probation for absence without pay, and what HR says when it records one (R3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from common.dates import days_in, in_words
from evaluations.rules.facts import Leave
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error, warning


@dataclass(frozen=True, slots=True)
class ProbationExtensionAsked:
    """A new end of probation, the absence without pay that it is for (both days in it), and the day of the notice."""

    new_end: date
    absent_from: date
    absent_to: date
    notified_on: date


def probation_extension_violations(
    asked: ProbationExtensionAsked,
    *,
    appointed: date,
    end: date,
    leaves: Collection[Leave],
    policy: Policy,
    today: date,
) -> tuple[Violation, ...]:
    """R3: everything that speaks against it. `end` is the end in force: the one that an extension would move.

    A notice on the last day itself is in time, since probation runs through that day.
    """
    return (
        *_notice(asked, appointed, end, policy, today),
        *_absence(asked, appointed, end, leaves, policy),
        *_new_end(asked, end, policy),
    )


def _notice(
    asked: ProbationExtensionAsked, appointed: date, end: date, policy: Policy, today: date
) -> Iterator[Violation]:
    if asked.notified_on > today or asked.notified_on < appointed:
        message = (
            f"{in_words(asked.notified_on)} cannot be the day of the notice: it lies between the appointment and today."
        )
        yield form_error(code="notice_out_of_order", message=message, field="notified_on")
    elif asked.notified_on > end:
        message = (
            f"The employee was notified on {in_words(asked.notified_on)}, after probation had ended on "
            f"{in_words(end)}. "
            "An extension counts only where the employee is notified before that: the end stands."
        )
        yield error(policy, "R3", code="late_notice", message=message, field="notified_on")


def _absence(
    asked: ProbationExtensionAsked, appointed: date, end: date, leaves: Collection[Leave], policy: Policy
) -> Iterator[Violation]:
    if asked.absent_to < asked.absent_from:
        message = "The last day of the absence lies before its first. Correct one of the two."
        yield form_error(code="absence_out_of_order", message=message, field="absent_to")
        return
    if asked.absent_to < appointed or asked.absent_from > end:
        message = (
            f"The absence lies outside of probation, which ran from {in_words(appointed)} to {in_words(end)}. Only "
            "absence without pay within it extends it."
        )
        yield error(policy, "R3", code="absence_elsewhere", message=message, field="absent_from")
        return
    unpaid = [leave for leave in leaves if leave.paid is False]
    if not any(leave.start <= asked.absent_to and asked.absent_from <= leave.end for leave in unpaid):
        message = (
            "No absence without pay on these days is on record. Absence with pay extends nothing: check the people "
            "file, or say how the absence is known."
        )
        yield warning(policy, "R3", code="absence_not_on_record", message=message, field="absent_from")


def _new_end(asked: ProbationExtensionAsked, end: date, policy: Policy) -> Iterator[Violation]:
    if asked.new_end <= end:
        message = f"The new end has to lie after the end in force, {in_words(end)}. Enter a later day."
        yield error(policy, "R3", code="new_end_not_later", message=message, field="new_end")
        return
    if asked.absent_to < asked.absent_from:
        return
    added, away = (asked.new_end - end).days, days_in(asked.absent_from, asked.absent_to)
    if added > away:
        message = (
            f"Probation would be {added} days longer, and the absence lasted {away}. Enter an earlier end, or say why "
            "it is longer than the absence."
        )
        yield warning(policy, "R3", code="longer_than_absence", message=message, field="new_end")
