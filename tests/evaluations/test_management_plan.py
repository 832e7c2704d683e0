"""Whoever is under a management appraisal plan is outside of the ratings, the due dates and the steps (§3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleViolations
from evaluations.enums import DocketKind
from evaluations.models import ComingStep, DueDate, Evaluation, StepIncrease
from evaluations.selectors.docket import DocketQuery, docket_listed
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.steps import steps_decide
from tests.evaluations import journeys
from tests.evaluations.journeys import user_of
from tests.evaluations.pages import page_of, said
from tests.factories import Chain, make_classification, make_employee
from tests.imports.acts import people_csv, person
from workforce.models import Employee
from workforce.services import people_import

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 17, 0, tzinfo=UTC)


@pytest.fixture
def chain() -> Chain:
    return journeys.agency()


def manager(chain: Chain, **fields) -> Employee:
    values = {"supervisor": chain.supervisor, "appointed_on": date(2025, 8, 1), "is_management_plan": True}
    return make_employee(**{**values, **fields})


def test_no_due_day_and_no_coming_evaluation(chain):
    person, other = manager(chain), manager(chain, is_management_plan=False)
    due_dates_refresh(employee_ids=None, at=AT)
    assert not DueDate.objects.filter(employee=person).exists()
    assert DueDate.objects.filter(employee=other).exists()
    coming_evaluations_create(at=AT, created_ahead_days=60)
    assert not Evaluation.objects.filter(employee=person).exists()
    assert Evaluation.objects.filter(employee=other).exists()


def test_the_flag_takes_a_due_day_away_and_gives_it_back(chain):
    person = manager(chain, is_management_plan=False)
    for flag in (False, True, False):
        Employee.objects.filter(pk=person.pk).update(is_management_plan=flag)
        due_dates_refresh(employee_ids=[person.pk], at=AT)
        assert DueDate.objects.filter(employee=person).exists() is not flag


def test_nobody_starts_an_evaluation_of_theirs(chain):
    with pytest.raises(RuleViolations) as refusal:
        journeys.started(chain, employee=manager(chain))
    assert [one.code for one in refusal.value.violations] == ["management_plan"]


def test_no_step_is_decided_nor_expected(chain):
    person, other = (manager(chain, anniversary=date(2026, 7, 1), is_management_plan=flag) for flag in (True, False))
    steps_decide(at=AT, begin_on=date(2026, 7, 1))
    assert list(StepIncrease.objects.values_list("employee", flat=True)) == [other.pk]
    assert set(ComingStep.objects.values_list("employee", flat=True)) == {other.pk}
    assert person.pk != other.pk


def test_the_docket_does_not_wait_for_their_probation(chain):
    ends = {"status": "probationary", "probation_ends_on": date(2026, 7, 1)}
    manager(chain, **ends)
    other = manager(chain, is_management_plan=False, **ends)
    rows = list(docket_listed(None, date(2026, 7, 6), DocketQuery(kind=DocketKind.PROBATION.value)))
    assert [row[2] for row in rows] == [other.pk]


def test_the_pages_say_so(chain, time_machine):
    time_machine.move_to(AT)
    flagged = manager(chain)
    for reader, address in (
        (flagged, reverse("due", args=[flagged.employee_no])),
        (chain.supervisor, reverse("due", args=[flagged.employee_no])),
        (chain.supervisor, reverse("team")),
        (chain.supervisor, reverse("workforce:employee", args=[flagged.employee_no])),
    ):
        client = Client()
        client.force_login(user_of(reader))
        assert "management appraisal plan" in said(page_of(client.get(address))).lower()


@pytest.mark.parametrize(("cell", "flag"), [("yes", True), ("Y", True), ("no", False), ("", False), ("0", False)])
def test_the_people_file_sets_it(cell, flag):
    make_classification(code="0617")
    head, row = people_csv(person("000001")).decode().splitlines()
    data = f"{head},management_plan\n{row},{cell}\n".encode()
    people_import(data=data, file_name="people.csv", by=None, at=AT)
    assert Employee.objects.get(employee_no="000001").is_management_plan is flag


def test_another_word_is_refused():
    make_classification(code="0617")
    head, row = people_csv(person("000001")).decode().splitlines()
    result = people_import(
        data=f"{head},management_plan\n{row},perhaps\n".encode(), file_name="people.csv", by=None, at=AT
    )
    ((problem,),) = (row.problems for row in result.difference.rejected)
    assert (problem.column, problem.reason) == ("management_plan", "it is neither yes nor no")


def test_nobody_takes_themselves_out():
    make_classification(code="0617")
    people_import(data=people_csv(person("000001")), file_name="people.csv", by=None, at=AT)
    head, row = people_csv(person("000001")).decode().splitlines()
    by = Employee.objects.get(employee_no="000001").user
    result = people_import(data=f"{head},management_plan\n{row},yes\n".encode(), file_name="people.csv", by=by, at=AT)
    ((problem,),) = (row.problems for row in result.difference.rejected)
    assert (problem.column, problem.value, problem.reason) == ("management_plan", "yes", "this is about yourself")
