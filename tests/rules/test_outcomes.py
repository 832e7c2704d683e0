"""R20 and R25 as checks: the employee's answer and the written response."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import EmployeeOutcome
from evaluations.rules.facts import EmployeeFacts, Leave, OutcomeFacts
from tests.rules.cases import BOTH, COMPETENT, TODAY, findings, messages

PRESENTED = replace(COMPETENT, presented_on=TODAY)
REFUSED = OutcomeFacts(EmployeeOutcome.REFUSED, TODAY, note="Handed over at 10:00.", witness="R. Ortiz")
AWAY = OutcomeFacts(EmployeeOutcome.UNAVAILABLE, TODAY)
NOT_AWAY = ("R20", "error", "not_unavailable", "outcome")
NO_NOTE = ("R20", "error", "refusal_without_note", "outcome_note")
NO_WITNESS = ("R20", "warning", "refusal_without_witness", "outcome_witness")
LATE = ("R25", "error", "response_late", "response")


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (OutcomeFacts(EmployeeOutcome.SIGNED, TODAY), []),
        (REFUSED, []),
        (replace(REFUSED, note=" "), [NO_NOTE]),
        (replace(REFUSED, witness=""), [NO_WITNESS]),
        (replace(REFUSED, note="", witness=""), [NO_NOTE, NO_WITNESS]),
        (AWAY, [NOT_AWAY]),
    ],
)
def test_the_employees_outcomes(policy, answer, expected):
    assert findings(replace(PRESENTED, outcome=answer), policy) == expected


@pytest.mark.parametrize(
    ("leaves", "employee", "expected"),
    [
        ([Leave(TODAY, TODAY)], EmployeeFacts(), []),
        ([Leave(date(2026, 7, 7), date(2026, 8, 1))], EmployeeFacts(), [NOT_AWAY]),
        ([Leave(date(2026, 6, 1), date(2026, 7, 5))], EmployeeFacts(), [NOT_AWAY]),
        ([], EmployeeFacts(separated_on=TODAY), []),
        ([], EmployeeFacts(in_service=False), []),
        ([], EmployeeFacts(separated_on=date(2026, 7, 7)), [NOT_AWAY]),
    ],
)
def test_unavailable_is_only_who_is_on_leave_or_separated(leaves, employee, expected):
    assert findings(replace(PRESENTED, outcome=AWAY, leaves=tuple(leaves), employee=employee)) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 7, 5), [("R20", "error", "outcome_before_presented", "outcome_on")]),
        (TODAY, []),
        (date(2026, 7, 7), [("R20", "error", "outcome_in_future", "outcome_on")]),
    ],
)
def test_the_answer_comes_after_presenting_and_not_in_the_future(on, expected):
    assert findings(replace(PRESENTED, outcome=OutcomeFacts(EmployeeOutcome.SIGNED, on))) == expected


@pytest.mark.parametrize("policy", BOTH, ids=lambda policy: policy.key)
@pytest.mark.parametrize(
    ("response_on", "expected"), [(date(2026, 7, 20), []), (date(2026, 7, 21), [LATE]), (TODAY, []), (None, [])]
)
def test_a_response_joins_within_ten_business_days(policy, response_on, expected):
    assert findings(replace(PRESENTED, response_on=response_on), policy) == expected


def test_a_late_response_names_the_last_day():
    assert messages(replace(PRESENTED, response_on=date(2026, 8, 1))) == [
        "The time for a written response ended on July 20, 2026, 10 business days after the evaluation was presented. "
        "A later response cannot be attached to it."
    ]
