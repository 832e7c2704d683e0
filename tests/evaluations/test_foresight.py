"""What a people file would do to evaluations is said before it is applied, by the rules that do it afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from evaluations.import_effects import what_was_done
from evaluations.models import FollowedChange
from evaluations.services.changes import changes_follow
from imports.registry import Effect, effects_of
from tests.evaluations.journeys import AT, PERIOD, agency, rated, started, submitted
from tests.factories import make_classification, make_employee, make_org_unit
from workforce.enums import ManagementLevel
from workforce.models import Employee
from workforce.services import people_import

pytestmark = pytest.mark.django_db
HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "separated_on", "effective_on",
)  # fmt: skip


def file_of(*people: tuple[Employee, dict[str, str]]) -> bytes:
    lines = [",".join(HEADINGS)]
    for person, changes in people:
        person = Employee.objects.select_related("supervisor", "classification", "org_unit").get(pk=person.pk)
        row = {
            "employee_no": person.employee_no, "first_name": person.first_name, "last_name": person.last_name,
            "email": person.email, "class_code": person.classification.code, "org_unit": person.org_unit.path,
            "supervisor_no": person.supervisor.employee_no if person.supervisor else "",
            "management_level": person.management_level, "status": person.status,
            "appointed_on": person.appointed_on.isoformat(), "separated_on": "", "effective_on": "", **changes,
        }  # fmt: skip
        lines.append(",".join(row[name] for name in HEADINGS))
    return "\n".join(lines).encode()


def foreseen(data: bytes) -> list[Effect]:
    result = people_import(data=data, file_name="people.csv", is_dry_run=True, by=None, at=AT)
    assert result.difference.rejected == []
    return effects_of("people", result.difference, at=AT)


def apply(data: bytes) -> str:
    result = people_import(data=data, file_name="people.csv", by=None, at=AT)
    assert result.is_applied
    return result.stream


def successor(chain):
    return make_employee(
        first_name="Robin", last_name="Successor", level=ManagementLevel.SUPERVISOR, supervisor=chain.program_head
    )


def test_a_transfer_in_the_period_closes_it_and_says_who_finishes():
    chain = agency()
    started(chain)
    new, unit = successor(chain), make_org_unit("Department / Elsewhere")
    changes = {"supervisor_no": new.employee_no, "org_unit": unit.path, "effective_on": "2026-03-02"}
    data = file_of((chain.employee, changes))
    rater = chain.supervisor.full_name
    assert foreseen(data) == [
        Effect(
            f"An evaluation ends early, on March 1, 2026; {rater} finishes it (R1).",
            chain.employee.full_name,
            told=rater,
            about=chain.employee.user_id,
        )
    ]
    stream = apply(data)
    assert dict(changes_follow(at=AT).effects) == {"closed_early": 1}
    ids = [chain.employee.pk]
    assert what_was_done(stream=stream, ids=ids) == [
        f"The evaluation of {chain.employee.full_name} has been changed after this import. "
        "Import the earlier values as a new file instead."
    ]


def test_a_new_supervisor_and_a_rater_who_leaves():
    chain = agency()
    started(chain)
    new = successor(chain)
    effective = {"supervisor_no": new.employee_no, "effective_on": "2026-03-02"}
    (effect,) = foreseen(file_of((chain.employee, effective)))
    passes = "An evaluation passes from"
    assert effect.words == f"{passes} {chain.supervisor.full_name} to Robin Successor."
    assert effect.told == f"{chain.supervisor.full_name}, Robin Successor"
    leaving = {"status": "separated", "separated_on": "2026-07-03"}
    (effect,) = foreseen(file_of((chain.supervisor, leaving)))
    assert effect.words == f"{passes} {chain.supervisor.full_name} to {chain.program_head.full_name}."


def test_a_change_of_a_later_day_says_so():
    chain = agency()
    started(chain, period=(date(2026, 7, 1), date(2027, 6, 30)))
    new = successor(chain)
    (effect,) = foreseen(file_of((chain.employee, {"supervisor_no": new.employee_no, "effective_on": "2026-08-03"})))
    assert effect.words.startswith("From August 3, 2026: an evaluation passes from")


def test_a_running_period_that_nobody_began():
    chain = agency()
    started(chain)
    new_class = make_classification(title="Program Specialist")
    changes = {"class_code": new_class.code, "effective_on": "2026-07-06"}
    (effect,) = foreseen(file_of((chain.employee, changes)))
    assert effect.words == (
        f"An evaluation is started for {chain.supervisor.full_name}: "
        "the rating period closes early, on July 5, 2026 (R1)."
    )
    assert effect.about == chain.employee.user_id
    apply(file_of((chain.employee, changes)))
    assert dict(changes_follow(at=AT).effects) == {"started": 1}


def test_signatures_that_are_asked_of_others_tell_no_state():
    chain = agency()
    submitted(rated(started(chain)))
    new_head = make_employee(last_name="Newhead", level=ManagementLevel.PROGRAM_HEAD, supervisor=chain.division_chief)
    (effect,) = foreseen(file_of((chain.supervisor, {"supervisor_no": new_head.employee_no})))
    assert effect.name == chain.employee.full_name
    assert effect.words == (
        "Signatures that are still open under an evaluation are asked of whoever holds the capacity then (R17)."
    )
    assert effect.about == chain.employee.user_id


def test_an_import_that_passed_a_signature_on_is_not_taken_back():
    chain = agency()
    submitted(rated(started(chain)))
    new_head = make_employee(last_name="Newhead", level=ManagementLevel.PROGRAM_HEAD, supervisor=chain.division_chief)
    stream = apply(file_of((chain.supervisor, {"supervisor_no": new_head.employee_no})))
    assert dict(changes_follow(at=AT).effects) == {"rerouted": 1}
    assert what_was_done(stream=stream, ids=[chain.supervisor.pk]) == [
        f"The evaluation of {chain.employee.full_name} has been changed after this import. "
        "Import the earlier values as a new file instead."
    ]


def test_who_could_read_of_their_own_evaluation_when_an_import_stays_is_counted_and_not_named():
    chain = agency()
    started(chain)
    other = make_employee(supervisor=chain.supervisor, appointed_on=date(2015, 7, 1))
    people = [chain.employee, other]
    started(chain, employee=other)
    changes = {"supervisor_no": successor(chain).employee_no, "effective_on": "2026-03-02"}
    stream = apply(file_of(*((person, changes) for person in people)))
    assert dict(changes_follow(at=AT).effects) == {"handed_over": 2}
    chain.employee.user.role_grants.create(role=Role.CLASSIFICATION_ADMIN.value, granted_at=AT)
    rest = "been changed after this import. Import the earlier values as a new file instead."
    ids = [person.pk for person in people]
    assert what_was_done(stream=stream, ids=ids) == [
        f"The evaluation of {other.full_name} has {rest}",
        f"The evaluation of one person who is not named here has {rest}",
    ]
    other.user.role_grants.create(role=Role.CLASSIFICATION_ADMIN.value, granted_at=AT)
    assert what_was_done(stream=stream, ids=ids) == [f"Evaluations of 2 people have {rest}"]


def test_an_import_that_touched_no_evaluation_may_be_undone():
    chain = agency()
    person = make_employee(supervisor=chain.supervisor, appointed_on=date(2015, 7, 1))
    stream = apply(file_of((person, {"supervisor_no": successor(chain).employee_no})))
    changes_follow(at=AT + timedelta(minutes=1))
    assert FollowedChange.objects.filter(evaluation__isnull=True).count() == 1
    assert what_was_done(stream=stream, ids=[person.pk]) == []


def test_what_is_foreseen_costs_the_same_for_one_and_for_many():
    chain = agency()
    new, people = successor(chain), [chain.employee]
    started(chain)
    changes = {"supervisor_no": new.employee_no, "effective_on": "2026-03-02"}

    def count(some: list[Employee]) -> int:
        result = people_import(
            data=file_of(*((person, changes) for person in some)), file_name="p.csv", is_dry_run=True, by=None, at=AT
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(effects_of("people", result.difference, at=AT)) == 1
        return len(queries)

    people += [make_employee(supervisor=chain.supervisor, appointed_on=date(2015, 7, 1)) for _ in range(2)]
    assert count(people[:1]) == count(people)
    assert (date(2025, 7, 1), date(2026, 6, 30)) == PERIOD
