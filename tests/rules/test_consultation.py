"""R10, R11: contact with HR ahead of a low rating."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import ActionKind, Rating
from evaluations.rules.book import rule_violations
from evaluations.rules.consultation import hr_contact_by
from evaluations.rules.facts import EmployeeFacts, Extension, FollowUp, FollowUpFinal, PersonnelAction
from tests.rules.cases import COMPETENT, COUNTY, IMPROVEMENT_NEEDED, SCHOOL, TODAY, findings, messages

UNSATISFACTORY = replace(
    IMPROVEMENT_NEEDED,
    overall=Rating.UNSATISFACTORY,
    action=PersonnelAction(ActionKind.DISCHARGE, effective_on=date(2026, 9, 1)),
)
WINDOW = FollowUp(issued_on=date(2026, 7, 6))
EXTENDED = FollowUp(
    issued_on=date(2026, 7, 6), extension=Extension(date(2026, 12, 1), date(2026, 12, 15), date(2027, 3, 6), True)
)
LATE = "hr_contact_late"
MISSING = "hr_contact_missing"


@pytest.mark.parametrize(
    ("facts", "changes", "expected"),
    [
        # the worked example, and the edge beside it
        (IMPROVEMENT_NEEDED, {}, date(2026, 5, 1)),
        # whichever is earlier, for an Improvement Needed alone
        (IMPROVEMENT_NEEDED, {"anticipated_issue_on": date(2026, 6, 1)}, date(2026, 4, 2)),
        (IMPROVEMENT_NEEDED, {"anticipated_issue_on": date(2026, 7, 20)}, date(2026, 5, 1)),
        (IMPROVEMENT_NEEDED, {"anticipated_issue_on": date(2026, 6, 1), "period": None}, date(2026, 4, 2)),
        (IMPROVEMENT_NEEDED, {"period": None}, None),
        (UNSATISFACTORY, {}, date(2026, 5, 1)),
        (UNSATISFACTORY, {"anticipated_issue_on": date(2026, 6, 1)}, date(2026, 5, 1)),
        # the final of a follow-up counts from the end of its window, as it stands
        (UNSATISFACTORY, {"follow_up": WINDOW}, date(2026, 11, 7)),
        (UNSATISFACTORY, {"follow_up": EXTENDED}, date(2027, 1, 5)),
        (
            UNSATISFACTORY,
            {"follow_up": replace(WINDOW, final=FollowUpFinal(Rating.UNSATISFACTORY, date(2026, 12, 28)))},
            date(2026, 11, 7),
        ),
        # a window that a Competent has ended is over
        (
            UNSATISFACTORY,
            {"follow_up": replace(WINDOW, final=FollowUpFinal(Rating.COMPETENT, date(2026, 12, 28)))},
            date(2026, 5, 1),
        ),
        # a probationer is due by the end of probation
        (
            IMPROVEMENT_NEEDED,
            {"employee": EmployeeFacts(status="probationary", appointed=date(2025, 12, 1), probation_months=6)},
            date(2026, 4, 1),
        ),
        (COMPETENT, {}, None),
    ],
)
def test_the_last_day_in_time(facts, changes, expected):
    changed = replace(facts, **changes)
    assert hr_contact_by(changed, COUNTY, TODAY) == expected
    assert hr_contact_by(changed, SCHOOL, TODAY) is None


@pytest.mark.parametrize(("facts", "rule"), [(IMPROVEMENT_NEEDED, "R10"), (UNSATISFACTORY, "R11")])
@pytest.mark.parametrize(
    ("contact_on", "expected"),
    [
        (date(2026, 5, 1), []),
        (date(2026, 5, 2), [("warning", LATE)]),
        (date(2026, 5, 15), [("warning", LATE)]),
        (None, [("error", MISSING)]),
    ],
)
def test_contact_is_in_time_late_or_missing(facts, rule, contact_on, expected):
    changed = replace(facts, hr_contact_on=contact_on)
    assert findings(changed) == [(rule, severity, code, "hr_contact") for severity, code in expected]
    assert findings(changed, SCHOOL) == []


def test_sentences_name_the_days_and_who_calls():
    (late,) = messages(replace(IMPROVEMENT_NEEDED, hr_contact_on=date(2026, 5, 15)))
    assert "May 15, 2026" in late
    assert "May 1, 2026" in late
    assert "60 days" in late
    (missing,) = messages(replace(UNSATISFACTORY, hr_contact_on=None))
    assert "Program Head" in missing
    assert "Unsatisfactory" in missing


@pytest.mark.parametrize(
    ("changes", "nearest"),
    [
        ({"names": {"supervisor": "Ana Reyes", "head": "Rosa Delgado", "chief": "Ben Cho"}}, "Rosa Delgado"),
        ({"names": {"head": "Rosa Delgado", "chief": "Ben Cho"}, "recused": frozenset({"head"})}, "Ben Cho"),
        ({"names": {}}, None),
        ({"chain": IMPROVEMENT_NEEDED.chain[:1], "names": {"supervisor": "Ana Reyes"}}, None),
    ],
)
def test_a_missing_contact_names_the_nearest_who_may_ask(changes, nearest):
    (missing,) = [
        entry
        for entry in rule_violations(replace(IMPROVEMENT_NEEDED, hr_contact_on=None, **changes), COUNTY, TODAY)
        if entry.rule == "R10"
    ]
    named = f"; the nearest in this chain of command is {nearest}" if nearest else ""
    assert missing.message == (
        "No contact with HR about the Improvement Needed is recorded. A Program Head or a manager above contacts HR"
        f"{named}. The evaluation can go on when the contact is recorded: asked here, or entered by HR after a call or "
        "a visit."
    )


def test_other_ratings_need_no_contact():
    assert findings(replace(COMPETENT, hr_contact_on=None)) == []
