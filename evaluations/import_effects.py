"""What a people file would do to evaluations under way, said before it is applied; and that what it did stays done.

Names alone are said, and days that follow from the file, since whoever imports people may read no evaluation: no rating
period, no state, no kind. Their own evaluation is nothing that they learn of here before it is issued.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from accounts.enums import Action
from accounts.permissions import roles_with
from accounts.selectors import active_accounts_with_role
from common.csvimport.difference import Difference
from common.dates import in_words
from evaluations.enums import MoveEffect
from evaluations.models import FollowedChange
from evaluations.selectors.foresight import Foreseen, moves_foreseen
from imports.registry import Effect, dependants, effects

KIND = "people"
MOST_NAMED = 10
_ONE_MORE = "The evaluation of one person who is not named here has"


@effects(KIND)
def effects_on_evaluations(difference: Difference, *, at: datetime) -> list[Effect]:
    """One line for each evaluation that the file would close, pass on, start or ask other signatures for."""
    return [_effect(found) for found in moves_foreseen(difference, at=at)]


def _effect(found: Foreseen) -> Effect:
    new_rater = found.new_rater or "the next supervisor"
    sentences = {
        MoveEffect.CLOSED_EARLY: f"an evaluation ends early, on {_day(found)}; {found.rater} finishes it (R1).",
        MoveEffect.CLOSED_AND_HANDED_OVER: (
            f"an evaluation ends early, on {_day(found)}, and passes from {found.rater} to {new_rater} (R1)."
        ),
        MoveEffect.HANDED_OVER: f"an evaluation passes from {found.rater} to {new_rater}.",
        MoveEffect.STARTED: (
            f"an evaluation is started for {found.rater}: the rating period closes early, on {_day(found)} (R1)."
        ),
        MoveEffect.UNPLACED: f"an evaluation has nobody who could finish it: {found.rater} has left. HR sees to it.",
        MoveEffect.REROUTED: (
            "signatures that are still open under an evaluation are asked of whoever holds the capacity then (R17)."
        ),
    }
    words = sentences[found.effect]
    if found.waits_for is not None:
        words = f"From {in_words(found.waits_for)}: {words}"
    return Effect(words[0].upper() + words[1:], found.employee, told=", ".join(found.told), about=found.account)


def _day(found: Foreseen) -> str:
    return in_words(found.new_end) if found.new_end else ""


@dependants(KIND)
def what_was_done(*, stream: str, ids: Collection[int]) -> list[str]:
    """An import that has closed, passed on or started an evaluation stays: the people of it have been told.

    Whoever imports people reads this, so those who may are counted and not named: it may be about themselves.
    """
    done = FollowedChange.objects.filter(change__stream=stream, evaluation__isnull=False)
    rows = done.select_related("evaluation__employee").order_by("pk")
    people = {row.evaluation.employee_id: row.evaluation.employee for row in rows if row.evaluation}
    importers = set(active_accounts_with_role(*roles_with(Action.PEOPLE_IMPORT)).values_list("pk", flat=True))
    named = [person.full_name for person in people.values() if person.user_id not in importers][:MOST_NAMED]
    whose = [f"The evaluation of {name} has" for name in named]
    more = len(people) - len(named)
    if more:
        whose.append(f"Evaluations of {more} {'more people' if named else 'people'} have" if more > 1 else _ONE_MORE)
    return [
        f"{words} been changed after this import. Import the earlier values as a new file instead." for words in whose
    ]
