"""R16: the discharge or reduction that goes with an Unsatisfactory."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import ActionKind, ActionStage, EvaluationKind, Rating
from evaluations.rules.actions import details_of_action
from evaluations.rules.facts import EmployeeFacts, PersonnelAction
from tests.rules.cases import COMPETENT, SCHOOL, TODAY, factors, findings, messages

UNSATISFACTORY = replace(
    COMPETENT,
    overall=Rating.UNSATISFACTORY,
    factors=factors("unsatisfactory", "competent"),
    comments="Case notes were missing in every month since January 2026.",
)
DISCHARGE = PersonnelAction(ActionKind.DISCHARGE, ActionStage.PROPOSED, date(2027, 2, 10))
MISSING = ("R16", "error", "action_missing", "action_kind")
NO_DATE = ("action_date_missing", "action_effective_on")
NO_STAGE = ("action_stage_missing", "action_stage")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (DISCHARGE, []),
        (replace(DISCHARGE, kind=ActionKind.REDUCTION, stage=ActionStage.FINAL), []),
        (replace(DISCHARGE, stage=None), []),
        (None, [MISSING]),
        (PersonnelAction(), [MISSING]),
        (replace(DISCHARGE, kind=None), [MISSING]),
        # a proposed action may have no day yet; the form asks for it
        (replace(DISCHARGE, effective_on=None), []),
    ],
)
def test_unsatisfactory_needs_a_linked_action(action, expected):
    assert findings(replace(UNSATISFACTORY, action=action)) == expected


@pytest.mark.parametrize(
    ("action", "employee", "expected"),
    [
        (DISCHARGE, EmployeeFacts(), []),
        (replace(DISCHARGE, effective_on=None), EmployeeFacts(), [NO_DATE]),
        (replace(DISCHARGE, effective_on=None), EmployeeFacts(separated_on=TODAY), []),
        (replace(DISCHARGE, stage=None), EmployeeFacts(), [NO_STAGE]),
        (PersonnelAction(ActionKind.REDUCTION), EmployeeFacts(), [NO_DATE, NO_STAGE]),
        (PersonnelAction(), EmployeeFacts(), []),
        (None, EmployeeFacts(), []),
    ],
)
def test_the_form_asks_for_the_details_of_the_action(action, employee, expected):
    facts = replace(UNSATISFACTORY, action=action, employee=employee)
    assert [(entry.code, entry.field) for entry in details_of_action(facts, TODAY)] == expected
    assert list(details_of_action(replace(facts, overall=Rating.COMPETENT), TODAY)) == []


@pytest.mark.parametrize(
    ("employee", "expected"),
    [
        (EmployeeFacts(), [MISSING]),
        (EmployeeFacts(in_service=True), [MISSING]),
        (EmployeeFacts(in_service=False), []),
        (EmployeeFacts(separated_on=date(2026, 7, 5)), []),
        (EmployeeFacts(separated_on=TODAY), []),
        (EmployeeFacts(separated_on=date(2026, 7, 7)), [MISSING]),
        (EmployeeFacts(separated_on=date(2026, 7, 5), in_service=True), [MISSING]),
    ],
)
def test_no_action_is_needed_where_the_employee_has_left(employee, expected):
    assert findings(replace(UNSATISFACTORY, employee=employee)) == expected


def test_a_later_effective_date_is_accepted_within_a_follow_up():
    facts = replace(UNSATISFACTORY, kind=EvaluationKind.FOLLOW_UP_FINAL, action=DISCHARGE)
    assert findings(facts, today=date(2026, 12, 28)) == []


def test_schools_have_the_rule_switched_off():
    assert findings(UNSATISFACTORY, SCHOOL) == []


@pytest.mark.parametrize("overall", [rating for rating in Rating if rating is not Rating.UNSATISFACTORY])
def test_no_other_rating_needs_an_action(overall):
    assert [entry for entry in findings(replace(UNSATISFACTORY, overall=overall)) if entry[0] == "R16"] == []


def test_the_message_says_what_to_choose():
    assert messages(UNSATISFACTORY) == [
        "An overall rating of Unsatisfactory needs a discharge or a reduction, proposed or final, since the employee "
        "is still in service. Choose which one."
    ]
