"""R19: the employee's copy, twenty calendar days after the evaluation was presented."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.cases import BOTH, COMPETENT, findings, messages

PRESENTED = date(2026, 7, 6)
LATE = ("R19", "warning", "copy_late", "issued_on")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("issued_on", "today", "expected"),
    [
        (None, date(2026, 7, 26), []),
        (None, date(2026, 7, 27), [LATE]),
        (date(2026, 7, 26), date(2026, 9, 1), []),
        (date(2026, 7, 27), date(2026, 9, 1), [LATE]),
        (PRESENTED, PRESENTED, []),
    ],
)
def test_a_copy_is_overdue_from_the_21st_day(policy, issued_on, today, expected):
    assert findings(replace(COMPETENT, presented_on=PRESENTED, issued_on=issued_on), policy, today) == expected


def test_what_was_not_presented_has_no_copy_to_give():
    assert findings(COMPETENT, today=date(2027, 7, 27)) == []


def test_the_sentence_names_the_days():
    (open_yet,) = messages(replace(COMPETENT, presented_on=PRESENTED), today=date(2026, 7, 27))
    (late,) = messages(replace(COMPETENT, presented_on=PRESENTED, issued_on=date(2026, 7, 30)))
    assert "has no copy yet" in open_yet
    assert "July 26, 2026" in open_yet
    assert "July 30, 2026" in late
