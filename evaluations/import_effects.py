"""What a people file would do to evaluations under way, said before it is applied; and that what it did stays done.

Names and rating periods alone are said, since whoever imports people may read no evaluation: no state, no kind.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from common.csvimport.difference import Difference
from common.dates import in_words
from evaluations.enums import MoveEffect
from evaluations.models import FollowedChange
from evaluations.selectors.foresight import Foreseen, moves_foreseen
from imports.registry import Effect, dependants, effects

KIND = "people"
MOST_NAMED = 10


@effects(KIND)
def effects_on_evaluations(difference: Difference, *, at: datetime) -> list[Effect]:
    """One line for each evaluation that the file would close, pass on, start or ask other signatures for."""
    return [_effect(found) for found in moves_foreseen(difference, at=at)]


def _effect(found: Foreseen) -> Effect:
    period = f"{in_words(found.period.start)} to {in_words(found.period.end)}"
    # The days of a final that ends a follow-up window would tell the rating before it.
    about = f"the evaluation for {period}" if found.is_plain else "an evaluation"
    new_rater = found.new_rater or "the next supervisor"
    sentences = {
        MoveEffect.CLOSED_EARLY: f"{about} ends early, on {_day(found)}; {found.rater} finishes it (R1).",
        MoveEffect.CLOSED_AND_HANDED_OVER: (
            f"{about} ends early, on {_day(found)}, and passes from {found.rater} to {new_rater} (R1)."
        ),
        MoveEffect.HANDED_OVER: f"{about} passes from {found.rater} to {new_rater}.",
        MoveEffect.STARTED: f"an evaluation for {period} is started for {found.rater}: the period closes early (R1).",
        MoveEffect.UNPLACED: f"{about} has nobody who could finish it: {found.rater} has left. HR sees to it.",
        MoveEffect.DISCARDED: f"{about} is discarded: it is blank, and its days lie after the last day of service.",
        MoveEffect.TO_DISCARD: (
            f"{found.rater} is asked to discard {about}: its days lie after the last day of service."
        ),
        MoveEffect.REROUTED: (
            f"signatures that are still open under {about} are asked of whoever holds the capacity then (R17)."
        ),
    }
    words = sentences[found.effect]
    if found.waits_for is not None:
        words = f"From {in_words(found.waits_for)}: {words}"
    return Effect(words[0].upper() + words[1:], found.employee, told=", ".join(found.told))


def _day(found: Foreseen) -> str:
    return in_words(found.new_end) if found.new_end else ""


@dependants(KIND)
def what_was_done(*, stream: str, ids: Collection[int]) -> list[str]:
    """An import that has closed, passed on or started an evaluation stays: the people of it have been told."""
    done = FollowedChange.objects.filter(change__stream=stream, evaluation__isnull=False)
    rows = done.select_related("evaluation__employee").order_by("pk")
    names = list(dict.fromkeys(row.evaluation.employee.full_name for row in rows if row.evaluation))
    sentences = [
        f"The evaluation of {name} has been changed after this import. Import the earlier values as a new file instead."
        for name in names[:MOST_NAMED]
    ]
    more = len(names) - MOST_NAMED
    return [*sentences, f"So have the evaluations of {more} others."] if more > 0 else sentences
