"""Why somebody is evaluated then, and what would move the day, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from evaluations.rules.facts import Leave, PaidDays, Period
from evaluations.rules.schedule import closing_days, interim_advised_on, next_due
from evaluations.rules.schedule_facts import Changed, Recorded, ScheduleFacts
from tests.rules.schedules import (
    ANNUAL,
    BOSS,
    CLASS,
    COUNTY,
    DONE,
    INTERIM,
    LONG,
    NEW,
    SCHOOL,
    SPECIAL,
    TODAY,
    UNIT,
    WINDOW,
    YEAR,
    begun,
)
from workforce.enums import ChangedFact


def why(facts: ScheduleFacts, today: date = TODAY, policy: object = COUNTY) -> list[tuple[str, str]]:
    due = next_due(facts, policy, today)
    return [(reason.code, reason.rule) for reason in due.why]


def movers(facts: ScheduleFacts, today: date = TODAY, policy: object = COUNTY) -> list[str]:
    return [mover.code for mover in next_due(facts, policy, today).movers]


EVERYBODY = ["earlier_evaluation", "job_change", "separation", "leave_moves_nothing"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DONE, [("after_last", "R5"), ("longest", "R1")]),
        (ScheduleFacts(appointed=date(2025, 7, 15)), [("appointed", "R1"), ("longest", "R1")]),
        (
            replace(LONG, anniversary=date(2027, 3, 1)),
            [("on_paper", "R1"), ("anniversary", "R1"), ("longest", "R1"), ("due_unknown", "R1")],
        ),
        (
            NEW,
            [
                ("appointed", "R1"),
                ("probation", "R2"),
                ("probation_end", "R3"),
                ("release_by", "R2"),
                ("interim", "R2"),
            ],
        ),
        (
            replace(NEW, probation_ends_on=None),
            [
                ("appointed", "R1"),
                ("probation", "R2"),
                ("probation_end", "R3"),
                ("release_by", "R2"),
                ("interim", "R2"),
            ],
        ),
        (
            replace(NEW, probation_ends_on=date(2026, 7, 5)),
            [("appointed", "R1"), ("probation", "R2"), ("probation_end", "R3"), ("probation_over", "R2")],
        ),
        (replace(DONE, window=WINDOW), [("after_last", "R5"), ("window", "R12")]),
        (
            replace(DONE, window=Period(date(2026, 1, 5), date(2026, 7, 5))),
            [("after_last", "R5"), ("window", "R12"), ("window_over", "R15")],
        ),
        (
            replace(DONE, evaluations=(begun(ANNUAL, date(2026, 7, 1), date(2027, 6, 30)),)),
            [("under_way", "R1"), ("own_end", "R1")],
        ),
        (
            replace(DONE, evaluations=(Recorded(1, SPECIAL, YEAR),)),
            [("after_last", "R5"), ("after_extra", "R5"), ("longest", "R1")],
        ),
        (replace(DONE, changes=(Changed(CLASS, date(2026, 10, 1)),)), [("after_last", "R5"), ("closed_early", "R1")]),
        (replace(DONE, separated_on=date(2026, 8, 31)), [("after_last", "R5"), ("separated", "R1")]),
        (
            replace(DONE, leaves=(Leave(date(2026, 6, 1), date(2027, 7, 31)),)),
            [("after_last", "R5"), ("longest", "R1"), ("leave_whole", "R6"), ("leave_at_due", "R20")],
        ),
        (
            replace(DONE, leaves=(Leave(date(2026, 9, 1), date(2026, 9, 30)),)),
            [("after_last", "R5"), ("longest", "R1"), ("leave_part", "R6")],
        ),
        (
            replace(DONE, anniversary=date(2027, 7, 1)),
            [("after_last", "R5"), ("longest", "R1"), ("step_in_time", "R18")],
        ),
        (
            replace(DONE, anniversary=date(2027, 6, 30)),
            [("after_last", "R5"), ("longest", "R1"), ("step_before", "R18")],
        ),
    ],
)
def test_every_reason_with_its_rule(facts: ScheduleFacts, expected: list[tuple[str, str]]) -> None:
    assert why(facts) == expected


def test_the_reasons_are_sentences_with_their_source() -> None:
    due = next_due(replace(NEW, leaves=(Leave(date(2026, 6, 1), date(2026, 6, 12)),)), COUNTY, TODAY)
    assert [reason.sentence for reason in due.why] == [
        "Pat New was appointed on February 17, 2026, and no evaluation is recorded here yet. Where there is one on "
        "paper, start on the day after its period.",
        "Probation ends on August 16, 2026, and the evaluation is due by then.",
        "The people file says that probation ends on August 16, 2026.",
        "An evaluation supports a release from probation only where it is issued by August 16, 2026. After that day it "
        "is filed as an ordinary one.",
        "Half of probation is over on May 18, 2026. Somebody doing poorly gets an interim report by then.",
        "Leave is recorded for June 1, 2026 to June 12, 2026. The day stays; only the time worked is rated.",
    ]
    assert {reason.citation for reason in due.why} == {COUNTY.citation(rule) for rule in ("R1", "R2", "R3", "R6")}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (DONE, EVERYBODY),
        (LONG, ["first_recorded"]),
        (NEW, ["probation_extended", *EVERYBODY]),
        (replace(NEW, probation_ends_on=None), ["probation_extended", *EVERYBODY]),
        (replace(NEW, probation_ends_on=date(2026, 7, 5)), EVERYBODY),
        (replace(DONE, window=WINDOW), ["window_extended", "final_earlier", *EVERYBODY]),
        (replace(DONE, separated_on=date(2026, 8, 31)), [code for code in EVERYBODY if code != "separation"]),
    ],
)
def test_what_would_move_the_day(facts: ScheduleFacts, expected: list[str]) -> None:
    assert movers(facts) == expected


def test_the_school_set_counts_paid_days_and_has_no_contact_nor_steps() -> None:
    new = replace(NEW, anniversary=date(2027, 2, 17), probation_ends_on=None)
    assert why(new, policy=SCHOOL)[1:] == [
        ("probation", "R2"), ("probation_end", "R3"), ("release_by", "R2"), ("interim", "R2"),
    ]  # fmt: skip
    reasons = next_due(replace(new, paid_days=PaidDays(60, date(2026, 7, 3))), SCHOOL, TODAY).why
    (counted,) = (reason.sentence for reason in reasons if reason.code == "probation_end")
    assert counted.startswith("60 paid days were counted up to July 3, 2026: paid day 130 cannot come before October ")
    sentences = {
        policy.key: next(
            mover.sentence
            for mover in next_due(replace(DONE, window=WINDOW), policy, TODAY).movers
            if mover.code == "window_extended"
        )
        for policy in (COUNTY, SCHOOL)
    }
    ask = "HR may extend the window for absence from duties, on January 6, 2027 at the latest."
    assert sentences == {"county": f"{ask} A Program Head or Chief asks HR by December 7, 2026.", "school": ask}


@pytest.mark.parametrize(
    ("facts", "half"),
    [
        (NEW, date(2026, 5, 18)),
        (replace(NEW, evaluations=(begun(INTERIM, date(2026, 2, 17), date(2026, 5, 16)),)), None),
        (replace(NEW, is_probationary=False), None),
        # after a promotion probation begins its months before its end, not with the appointment
        (replace(NEW, appointed=date(2010, 1, 1)), date(2026, 5, 17)),
        (replace(NEW, appointed=date(2010, 1, 1), probation_months=12), date(2026, 2, 14)),
    ],
)
def test_half_of_probation(facts: ScheduleFacts, half: date | None) -> None:
    assert interim_advised_on(facts, COUNTY) == half


def test_the_days_that_close_a_period() -> None:
    day, later = date(2026, 5, 1), date(2026, 6, 1)
    level = Changed(ChangedFact.MANAGEMENT_LEVEL, day)
    assert closing_days([Changed(CLASS, later), Changed(BOSS, day), level]) == [later]
    assert closing_days([Changed(UNIT, day), Changed(BOSS, day), Changed(CLASS, later)]) == [day, later]
