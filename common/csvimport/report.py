"""A difference in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from common.csvimport.difference import Difference, Problem, Rejection, plain

LONGEST_VALUE = 60


def counts_line(difference: Difference) -> str:
    counts = difference.counts
    return ", ".join(f"{counts[kind]} {kind}" for kind in counts)


def report_lines(difference: Difference, *, is_full: bool) -> Iterator[str]:
    """Every rejected row with line and reasons; with `is_full` the new, changed and unchanged ones before them."""
    if is_full:
        for change in difference.new:
            values = "; ".join(f"{name} {shown(new)}" for name, (_, new) in change.fields.items() if _is_there(new))
            yield f"line {change.line}  new        {change.key}: {values}"
        for change in difference.changed:
            steps = "; ".join(f"{name} {shown(old)} -> {shown(new)}" for name, (old, new) in change.fields.items())
            yield f"line {change.line}  changed    {change.key}: {steps}"
        for row in difference.unchanged:
            yield f"line {row.line}  unchanged  {row.key}"
    for rejection in sorted(difference.rejected, key=lambda rejection: rejection.line):
        yield _rejection_line(rejection)
    yield from (f"note: {note}" for note in difference.notes)


def shown(value: Any) -> str:
    """A value on one line of printable signs, cut where it is long."""
    if isinstance(value, tuple):
        return ", ".join(shown(part) for part in value) or "(empty)"
    text = "" if value is None else str(plain(value))
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[: LONGEST_VALUE + 1])
    return (f"{text[:LONGEST_VALUE]}…" if len(text) > LONGEST_VALUE else text) or "(empty)"


def _rejection_line(rejection: Rejection) -> str:
    key = f" {shown(rejection.key)}" if rejection.key else ""
    return f"line {rejection.line}  rejected  {key}: {' / '.join(map(_problem_words, rejection.problems))}"


def _problem_words(problem: Problem) -> str:
    place = f"{problem.column}: " if problem.column else ""
    value = f' (found "{shown(problem.value)}")' if problem.value else ""
    return f"{place}{problem.reason}{value}; remedy: {problem.remedy}"


def _is_there(value: Any) -> bool:
    return value is not None and value not in ("", ())
