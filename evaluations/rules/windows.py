"""The follow-up window of an Improvement Needed: its end, its extension, and what happens after (R12, R14, R15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from common.dates import ONE_DAY, add_calendar_days, days_in, in_words
from evaluations.enums import FollowUpStatus, Rating
from evaluations.rules.deadlines import follow_up_window
from evaluations.rules.facts import EvaluationFacts, Extension, FollowUpFinal, Leave, Period
from evaluations.rules.periods import spells
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, information, warning

LONGER_THAN_ABSENCE = "longer_than_absence"


@dataclass(frozen=True, slots=True)
class Window:
    """One follow-up window. `end` is the last day on which a final evaluation is in time.

    Extensions approved before the one at hand have moved the `original_end` to the `old_end`. That is the `end` too
    where no extension is lawful (R14), and `extended_on`, the day of HR's approval, is None.
    """

    issued_on: date
    original_end: date
    old_end: date
    end: date
    extended_on: date | None = None

    def is_extended_by(self, day: date) -> bool:
        """True where HR had approved an extension by that day."""
        return self.old_end > self.original_end or (self.extended_on is not None and self.extended_on <= day)


def window_of(facts: EvaluationFacts, policy: Policy) -> Window | None:
    """R12, R14: the window that the facts tell of, moved by a lawful extension; None where there is none.

    It opens when the Improvement Needed was given or mailed: that of the follow-up, else the one at hand.
    """
    issued_on = facts.follow_up.issued_on if facts.follow_up else None
    if issued_on is None and facts.overall is Rating.IMPROVEMENT_NEEDED:
        issued_on = facts.issued_on
    if issued_on is None or not policy.is_on("R12"):
        return None
    original_end, extension = follow_up_window(issued_on, policy).end, facts.follow_up_extension
    earlier_end = facts.follow_up.earlier_end if facts.follow_up and policy.is_on("R14") else None
    # Nothing earlier ever shortens a window.
    old_end = max(original_end, earlier_end or original_end)
    new_end = lawful_new_end(extension, old_end) if extension and policy.is_on("R14") else None
    if extension is None or new_end is None:
        return Window(issued_on, original_end, old_end, old_end)
    return Window(issued_on, original_end, old_end, new_end, extension.approved_on)


def extension_contact_by(window: Window, policy: Policy) -> date | None:
    """R14: the last day on which HR is asked in time, 30 days before the end that the extension is to move; None where
    no contact is asked for."""
    if not policy.is_on("R14") or not policy.follow_up.is_extension_contact_needed:
        return None
    return add_calendar_days(window.old_end, -policy.follow_up.extension_contact_days)


def lawful_new_end(extension: Extension, old_end: date) -> date | None:
    """R14: for absence alone, approved and told on or before the old end, to a day after it; else it moves nothing.

    A day of telling that is not known is no reason against it.
    """
    approved_on, new_end, told_on = extension.approved_on, extension.new_end, extension.told_on
    is_in_time = approved_on is not None and approved_on <= old_end and (told_on is None or told_on <= old_end)
    if extension.for_absence is not True or not is_in_time:
        return None
    return new_end if new_end is not None and new_end > old_end else None


def extension_of_window(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R14: what is wrong with the extension that is asked for; the old end stands wherever something is an error."""
    window, extension = window_of(facts, policy), facts.follow_up_extension
    if window is None or extension is None:
        return
    if extension.for_absence is not True:
        message = "A follow-up window is extended only for absence from duties. Name the absence, or leave the end."
        yield error(policy, "R14", code="not_for_absence", message=message, field="extension_for_absence")
    yield from _late_contact(extension, window, policy)
    yield from _approval(extension, window, policy, today)
    yield from _new_end(extension, window, facts.leaves, policy)


def _late_contact(extension: Extension, window: Window, policy: Policy) -> Iterator[Violation]:
    latest = extension_contact_by(window, policy)
    # An approval shows that HR knew by that day, where the day of the contact itself is not told.
    known_on = extension.requested_on or extension.approved_on
    if latest is not None and known_on is not None and known_on > latest:
        asked = f"HR was asked for the extension on {in_words(known_on)}, later than"
        message = (
            f"{asked if extension.requested_on else 'No contact with HR about the extension is recorded by'} "
            f"{in_words(latest)}, {policy.follow_up.extension_contact_days} days before the window's end. "
            "Say why it was late."
        )
        yield warning(policy, "R14", code="extension_contact_late", message=message, field="extension_requested_on")


def _approval(extension: Extension, window: Window, policy: Policy, today: date) -> Iterator[Violation]:
    end, approved_on, told_on = window.old_end, extension.approved_on, extension.told_on
    if told_on is not None and told_on > end:
        message = (
            f"The employee was told of the extension on {in_words(told_on)}, after the window had ended on "
            f"{in_words(end)}. It moves nothing: the old end stands."
        )
        yield error(policy, "R14", code="told_late", message=message, field="extension_told_on")
    if approved_on is not None and approved_on > end:
        message = (
            f"The extension was approved on {in_words(approved_on)}, after the window had ended on {in_words(end)}. "
            "It moves nothing: the old end stands."
        )
        yield error(policy, "R14", code="approved_late", message=message, field="extension_approved_on")
    elif approved_on is None and today > end:
        message = (
            f"HR did not approve the extension by {in_words(end)}, the window's last day. It can be approved no more, "
            "and the old end stands."
        )
        yield error(policy, "R14", code="not_approved", message=message, field="extension_approved_on")
    elif approved_on is None:
        message = f"The extension waits for HR: it counts only when approved and told by {in_words(end)}."
        yield information(policy, "R14", code="approval_open", message=message, field="extension_approved_on")


def _new_end(extension: Extension, window: Window, leaves: tuple[Leave, ...], policy: Policy) -> Iterator[Violation]:
    end, new_end = window.old_end, extension.new_end
    if new_end is None:
        if extension.approved_on is not None:
            message = f"The extension has no new end. Enter a day after {in_words(end)}."
            yield error(policy, "R14", code="new_end_missing", message=message, field="extension_new_end")
    elif new_end <= end:
        message = (
            f"The new end, {in_words(new_end)}, does not lie after the window's end, {in_words(end)}. An extension "
            "never shortens a window: the old end stands."
        )
        yield error(policy, "R14", code="new_end_not_later", message=message, field="extension_new_end")
    else:
        # All extensions together against all recorded absence, or the same leave would be counted with each of them.
        longer, absent = (new_end - window.original_end).days, days_absent(window.issued_on, new_end, leaves)
        if longer > absent:
            so_far = "The extension gives" if end == window.original_end else "All extensions together give"
            message = (
                f"{so_far} {longer} more days, and {absent} days of absence are recorded from the start of "
                "the window to its new end. Say why it is longer."
            )
            yield warning(policy, "R14", code=LONGER_THAN_ABSENCE, message=message, field="extension_new_end")


def days_absent(issued_on: date, end: date, leaves: tuple[Leave, ...]) -> int:
    """R14: the days of recorded leave after the window's start, up to and with `end`."""
    window = Period(issued_on + ONE_DAY, max(end, issued_on + ONE_DAY))
    away = [spell for spell in spells(leaves) if window.overlaps(spell)]
    return sum(days_in(max(spell.start, window.start), min(spell.end, window.end)) for spell in away)


def lawful_final(facts: EvaluationFacts, window: Window, policy: Policy) -> FollowUpFinal | None:
    """R13, R15: the final evaluation where it ends the window: Competent or Unsatisfactory, counted by its last day."""
    final = facts.follow_up_final
    if final is None or final.rated_on is None or final.overall not in policy.follow_up.final_ratings:
        return None
    return final if window.issued_on <= final.rated_on <= window.end else None


def reverts_on(facts: EvaluationFacts, policy: Policy) -> date | None:
    """R15: the day after the window's end, when the employee reverts; None once a lawful final was rated in time."""
    window = window_of(facts, policy)
    if window is None or not policy.is_on("R15") or lawful_final(facts, window, policy) is not None:
        return None
    return window.end + ONE_DAY


def final_in_time(facts: EvaluationFacts, policy: Policy, today: date) -> Iterator[Violation]:
    """R15: a final evaluation after the window's end ends nothing: the employee reverted the day after that end."""
    window, final = window_of(facts, policy), facts.follow_up_final
    if window is None or final is None or final.rated_on is None or final.rated_on <= window.end:
        return
    message = (
        f"The final evaluation counts on {in_words(final.rated_on)}, and the window ended on {in_words(window.end)}. "
        f"It comes too late: the employee reverted to the prior status on {in_words(window.end + ONE_DAY)}."
    )
    yield error(policy, "R15", code="final_late", message=message, field="overall")


ENDING_OF = {
    Rating.COMPETENT: FollowUpStatus.CLOSED_COMPETENT,
    Rating.UNSATISFACTORY: FollowUpStatus.CLOSED_UNSATISFACTORY,
}


def status_of_window(facts: EvaluationFacts, policy: Policy, today: date) -> FollowUpStatus | None:
    """R12 to R15: how the window stands on that day; None where there is none, or it has not opened yet."""
    window = window_of(facts, policy)
    if window is None or today < window.issued_on:
        return None
    final = lawful_final(facts, window, policy)
    if final is not None and final.rated_on is not None and final.rated_on <= today:
        return ENDING_OF.get(final.overall or Rating.COMPETENT, FollowUpStatus.CLOSED_COMPETENT)
    if today > window.end and policy.is_on("R15"):
        return FollowUpStatus.REVERTED
    return FollowUpStatus.EXTENDED if window.is_extended_by(today) else FollowUpStatus.OPEN
