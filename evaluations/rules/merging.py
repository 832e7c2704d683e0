"""Two versions of one form that both came from a third: whose words stand where, and what only a person can say."""

from __future__ import annotations

from collections.abc import Mapping

from evaluations.rules.content import DraftContent, changed_fields, flattened

MINE, THEIRS, ASK = "mine", "theirs", "ask"
PLAN_ROWS = "deficiency:"


def sides(base: DraftContent | None, mine: DraftContent, theirs: DraftContent) -> dict[str, str]:
    """For each field that differs between the two: MINE or THEIRS where only that one changed it, else ASK.

    `base` is what both began with; None where nobody knows, and then everything is asked. The rows of the Plan for
    Improvement are told apart by their place alone, and a removed row moves the next ones up: where both changed any
    of them, each that differs is asked.
    """
    names = changed_fields(mine, theirs)
    if base is None:
        return dict.fromkeys(names, ASK)
    before, here, there = flattened(base), flattened(mine), flattened(theirs)
    is_plan_torn = _is_plan_changed(base, mine) and _is_plan_changed(base, theirs)
    return {
        name: ASK if is_plan_torn and name.startswith(PLAN_ROWS) else _side(name, before, here, there) for name in names
    }


def _is_plan_changed(before: DraftContent, after: DraftContent) -> bool:
    return any(name.startswith(PLAN_ROWS) for name in changed_fields(before, after))


def _side(name: str, before: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str]) -> str:
    was = before.get(name, "")
    if here.get(name, "") == was:
        return THEIRS
    return MINE if there.get(name, "") == was else ASK
