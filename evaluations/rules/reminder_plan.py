"""When a policy set reminds whom, and in which words: `evaluations/reminder_plans/<key>.toml` as frozen data.

No evaluation is judged by these numbers, so they carry no version. Every language has every phase, with the names in
braces that the phase can fill in and no others.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from common.enums import Labelled
from evaluations.rules.policy_table import PolicyError, Table

PLAN_FOLDER = Path(__file__).resolve().parent.parent / "reminder_plans"
LANGUAGES = ("en", "es")
_OF_ONE = frozenset({"employee", "due_on", "days", "period_start", "period_end", "waits_for"})


class Phase(Labelled):
    """What a reminder of a due evaluation is about."""

    AHEAD = "ahead", "Ahead of the due day"
    TODAY = "today", "On the due day"
    OVERDUE = "overdue", "Overdue"
    NEXT_LEVEL = "next_level", "Overdue, to the next level"
    HR = "hr", "Long overdue, to HR"
    OWN = "own", "To the employee"


PLACEHOLDERS: Mapping[Phase, frozenset[str]] = MappingProxyType(
    {**dict.fromkeys(Phase, _OF_ONE), Phase.HR: frozenset({"count", "days"})}
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A title of one line and a sentence, with names in braces."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Stages are days before the due day, the earliest first; everything else is days, too."""

    created_ahead_days: int
    stages: tuple[int, ...]
    employee_stages: tuple[int, ...]
    window_stages: tuple[int, ...]
    response_stages: tuple[int, ...]
    overdue_every_days: int
    next_level_after_days: int
    hr_after_days: int
    waiting_every_days: int
    words: Mapping[str, Mapping[Phase, Wording]]


@lru_cache
def reminder_plan(key: str) -> ReminderPlan:
    """The plan of the policy set of that key. Raises PolicyError where there is none, or where it is malformed."""
    path = PLAN_FOLDER / f"{key}.toml"
    try:
        return read_plan(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError as failure:
        raise PolicyError(
            f"the policy set {key!r} has no plan of reminders; write {path.name} beside the others"
        ) from (failure)
    except tomllib.TOMLDecodeError as failure:
        raise PolicyError(f"{path.name} is not TOML: {failure}") from failure


def read_plan(values: Mapping[str, object], source: str) -> ReminderPlan:
    """The plan that the values of a file describe. Raises PolicyError, which names the file and the key."""
    table = Table(values, source)
    plan = ReminderPlan(
        created_ahead_days=table.number("created_ahead_days"),
        stages=_stages(table, "stages"),
        employee_stages=_stages(table, "employee_stages"),
        window_stages=_stages(table, "window_stages"),
        response_stages=_stages(table, "response_stages"),
        overdue_every_days=table.number("overdue_every_days"),
        next_level_after_days=table.number("next_level_after_days"),
        hr_after_days=table.number("hr_after_days"),
        waiting_every_days=table.number("waiting_every_days"),
        words=_words(table.table("words")),
    )
    table.done()
    return plan


def stage_on(today: date, due_on: date, stages: tuple[int, ...], every_days: int) -> str:
    """The stage that a reminder of that day belongs to; empty before the first one.

    The nearest stage whose day has come: after days of outage the one that is due now is said, none twice. Once the
    due day is past, "0" stands until the first overdue stage: overdue:7, overdue:14 and so on.
    """
    left = (due_on - today).days
    if left >= 0:
        reached = [stage for stage in stages if stage >= left]
        return str(min(reached)) if reached else ""
    late = -left // every_days * every_days
    return f"overdue:{late}" if late else "0"


def _stages(table: Table, key: str) -> tuple[int, ...]:
    values = table.whole_numbers(key)
    if list(values) != sorted(set(values), reverse=True):
        raise table.error(key, "must name each stage once, the earliest (the largest number of days) first")
    return values


def _words(table: Table) -> Mapping[str, Mapping[Phase, Wording]]:
    words = {language: _wordings(table.table(language)) for language in LANGUAGES}
    table.done()
    return MappingProxyType(words)


def _wordings(table: Table) -> Mapping[Phase, Wording]:
    wordings = {phase: _wording(table.table(phase.value), phase) for phase in Phase}
    table.done()
    return MappingProxyType(wordings)


def _wording(table: Table, phase: Phase) -> Wording:
    texts = {key: table.text(key) for key in ("title", "sentence")}
    table.done()
    for key, text in texts.items():
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        if unknown := sorted(named - PLACEHOLDERS[phase]):
            known = ", ".join(sorted(PLACEHOLDERS[phase]))
            raise table.error(key, f"names {', '.join(unknown)}, which is not filled in here; known: {known}")
    return Wording(**texts)
