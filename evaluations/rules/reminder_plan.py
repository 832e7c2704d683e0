"""When a policy set reminds whom, and in which words: `evaluations/reminder_plans/<key>.toml` as frozen data.

No evaluation is judged by these numbers, so they carry no version: an agency edits the file. An evaluation is reminded
of by the plan of the policy set that it was made under. No number is larger than `LONGEST_STAGE_DAYS`, so that a stage
is over long before its notices are taken away, and is never said a second time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from evaluations.rules.policy_choice import shipped_root
from evaluations.rules.policy_table import PolicyError, Table
from evaluations.rules.reminder_wording import Words, read_words
from notifications.rules import LONGEST_STAGE_DAYS

PLAN_FOLDER = Path(__file__).resolve().parent.parent / "reminder_plans"


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Stages are days before the due day, the earliest first; everything else is days, too."""

    created_ahead_days: int
    stages: tuple[int, ...]
    employee_stages: tuple[int, ...]
    window_stages: tuple[int, ...]
    check_in_stages: tuple[int, ...]
    response_stages: tuple[int, ...]
    overdue_every_days: int
    next_level_after_days: int
    hr_after_days: int
    waiting_every_days: int
    contact_stages: tuple[int, ...]
    answer_business_days: int
    window_owner_days: int
    words: Words


@lru_cache
def reminder_plan(key: str) -> ReminderPlan:
    """The plan of the policy set of that key; for an agency's own set without one that of the set it stems from.

    Raises PolicyError where there is none, or where it is malformed.
    """
    path = PLAN_FOLDER / f"{key}.toml"
    if not path.exists():
        path = PLAN_FOLDER / f"{shipped_root(key)}.toml"
    try:
        return read_plan(tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    except FileNotFoundError as failure:
        raise PolicyError(
            f"the policy set {key!r} has no plan of reminders; write {path.name} beside the others"
        ) from failure
    except UnicodeDecodeError as failure:
        raise PolicyError(f"{path.name} is not UTF-8; save it in that encoding") from failure
    except tomllib.TOMLDecodeError as failure:
        raise PolicyError(f"{path.name} is not TOML: {failure}") from failure


def read_plan(values: Mapping[str, object], source: str) -> ReminderPlan:
    """The plan that the values of a file describe. Raises PolicyError, which names the file and the key."""
    table = Table(values, source)
    plan = ReminderPlan(
        created_ahead_days=_days(table, "created_ahead_days"),
        stages=_stages(table, "stages"),
        employee_stages=_stages(table, "employee_stages"),
        window_stages=_stages(table, "window_stages"),
        check_in_stages=_stages(table, "check_in_stages"),
        response_stages=_stages(table, "response_stages"),
        overdue_every_days=_days(table, "overdue_every_days"),
        next_level_after_days=_days(table, "next_level_after_days"),
        hr_after_days=_days(table, "hr_after_days"),
        waiting_every_days=_days(table, "waiting_every_days"),
        contact_stages=_stages(table, "contact_stages"),
        answer_business_days=_days(table, "answer_business_days"),
        window_owner_days=_days(table, "window_owner_days"),
        words=read_words(table.table("words")),
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


def _days(table: Table, key: str) -> int:
    days = table.number(key)
    if days > LONGEST_STAGE_DAYS:
        raise table.error(key, f"must be {LONGEST_STAGE_DAYS} days at most")
    return days


def _stages(table: Table, key: str) -> tuple[int, ...]:
    values = table.whole_numbers(key)
    if any(value > LONGEST_STAGE_DAYS for value in values):
        raise table.error(key, f"must name {LONGEST_STAGE_DAYS} days at most")
    if list(values) != sorted(set(values), reverse=True):
        raise table.error(key, "must name each stage once, the earliest (the largest number of days) first")
    return values
