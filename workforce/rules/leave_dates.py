"""Leaves as a people file writes them: "2025-09-01..2026-05-31; 2026-07-01..2026-07-10 unpaid"."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from common.csvimport.values import BadValue, iso_day, tidy

# (first day, last day, whether paid)
LeaveDates = tuple[date, date, bool]

_ONE = re.compile(r"(\S+?)\s*\.\.\s*(\S+)(?:\s+(\S.*))?")
_HOW = "write first..last day, like 2025-09-01..2026-05-31, several separated by semicolons"


def leaves_in(cell: str) -> tuple[LeaveDates, ...]:
    """The leaves in order of their first day. Raises BadValue, which never repeats what was written.

    Only dates and the word "unpaid" are taken: kind and reason of a leave have no place here (R6).
    """
    leaves = sorted(_leave(part) for part in map(str.strip, tidy(cell).split(";")) if part)
    for (_, last, _), (first, _, _) in pairwise(leaves):
        if first <= last:
            raise BadValue("two leaves overlap or are the same", "put them together", is_private=True)
    return tuple(leaves)


def _leave(part: str) -> LeaveDates:
    found = _ONE.fullmatch(part)
    if not found:
        raise BadValue("a leave is not written as two dates", _HOW, is_private=True)
    first, last, word = found.groups()
    if word and word.casefold() not in ("unpaid", "paid"):
        reason = 'something else than dates and "unpaid" is said about a leave'
        raise BadValue(reason, "leave the kind and the reason out: only dates are kept", is_private=True)
    leave = (_day(first), _day(last), word is None or word.casefold() == "paid")
    if leave[1] < leave[0]:
        raise BadValue("a leave ends before it begins", "correct its dates", is_private=True)
    return leave


def _day(text: str) -> date:
    try:
        return iso_day(text)
    except BadValue as bad:
        raise BadValue(f"in a leave: {bad.reason}", bad.remedy, is_private=True) from bad
