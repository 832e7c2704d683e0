"""Facts that the tables of the schedule share, varied per case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from evaluations.enums import EvaluationKind
from evaluations.rules.facts import Period
from evaluations.rules.policy import load_policy
from evaluations.rules.schedule import decide
from evaluations.rules.schedule_facts import Recorded, ScheduleFacts
from workforce.enums import ChangedFact

COUNTY, SCHOOL = load_policy("county"), load_policy("school")
TODAY = date(2026, 7, 6)
ANNUAL, PROBATION, FINAL = EvaluationKind.ANNUAL, EvaluationKind.PROBATION, EvaluationKind.FOLLOW_UP_FINAL
INTERIM, SPECIAL = EvaluationKind.INTERIM, EvaluationKind.SPECIAL
YEAR = Period(date(2025, 7, 1), date(2026, 6, 30))
LONG = ScheduleFacts(appointed=date(2010, 3, 1), name="Ana Petrov")
DONE = replace(LONG, evaluations=(Recorded(1, ANNUAL, YEAR),))
NEW = ScheduleFacts(
    appointed=date(2026, 2, 17), is_probationary=True, probation_ends_on=date(2026, 8, 16), name="Pat New"
)
WINDOW = Period(date(2026, 7, 6), date(2027, 1, 6))
CLASS, UNIT, BOSS = ChangedFact.CLASSIFICATION, ChangedFact.ORG_UNIT, ChangedFact.SUPERVISOR


def begun(kind: EvaluationKind, start: date, end: date, window_end: date | None = None) -> Recorded:
    return Recorded(9, kind, Period(start, end), is_under_way=True, window_end=window_end)


def said(facts: ScheduleFacts, today: date = TODAY) -> tuple[object, ...] | None:
    """Start, end, day and kind of what is due; None where nothing is."""
    decision = decide(facts, COUNTY, today)
    return decision and (decision.period.start, decision.period.end, decision.due_on, decision.kind)
