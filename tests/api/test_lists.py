"""Lists: who sees whom, whole and in pages, with a number of queries that does not grow."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from evaluations.services.due_dates import due_dates_refresh
from tests.api.asking import Program
from tests.counting import queries_of
from tests.evaluations.journeys import AT, agency, evaluation_in, started, user_of
from tests.factories import Chain, make_classification, make_employee, make_org_unit, make_user
from workforce.models import OrgUnit

pytestmark = pytest.mark.django_db
LISTS = ("classifications/", "people/", "org-units/", "evaluations/", "calendar/", "me/tokens/")


@pytest.fixture
def chain() -> Chain:
    return agency()


def auditor() -> Program:
    return Program(make_user(roles=[Role.AUDITOR]))


def read_through(program: Program, path: str, key: str) -> list[str]:
    """The key of every row of every page."""
    keys, body = [], program.get(path)
    while True:
        keys += [str(row[key]) for row in body["results"]]
        if body["next"] is None:
            return keys
        body = program.get(body["next"].removeprefix("http://testserver/api/v1/"))


def test_pages_leave_nobody_out_while_people_come(chain: Chain) -> None:
    program = auditor()
    first = program.get("people/?page_size=3")
    make_employee(employee_no="000000")
    rest = read_through(program, first["next"].removeprefix("http://testserver/api/v1/"), "employee_no")
    numbers = [row["employee_no"] for row in first["results"]] + rest
    assert numbers == sorted(person.employee_no for person in [chain.employee, *chain.above, chain.hr_manager])


def test_a_rater_sees_the_own_line_alone(chain: Chain) -> None:
    make_employee()
    program = Program(user_of(chain.program_head))
    seen = sorted(person.employee_no for person in (chain.employee, chain.supervisor, chain.program_head))
    assert read_through(program, "people/", "employee_no") == seen


def test_people_are_found_by_words_class_and_unit(chain: Chain) -> None:
    records = make_org_unit("Department / Records")
    archivist = make_classification(title="Archivist")
    person = make_employee(first_name="Zoë", last_name="Okafor", org_unit=records, classification=archivist)
    program = auditor()
    queries = (
        "q=okafor+zoe",
        f"classification={archivist.code}",
        "unit=Department+/+Records",
        "q=okafor&status=permanent",
    )
    for query in queries:
        assert [row["employee_no"] for row in program.get(f"people/?{query}")["results"]] == [person.employee_no]


def test_units_are_those_of_the_people_seen_and_what_is_above(chain: Chain) -> None:
    other = make_org_unit("Elsewhere / Far")
    own, all_of_them = Program(user_of(chain.supervisor)), auditor()
    assert [row["path"] for row in own.get("org-units/")["results"]] == ["Department", "Department / Operations"]
    assert len(all_of_them.get("org-units/")["results"]) == OrgUnit.objects.count()
    own.get(f"org-units/{other.pk}/")
    assert own.status == 404
    assert [row["path"] for row in all_of_them.get(f"org-units/?parent={other.parent_id}")["results"]] == [other.path]


def test_evaluations_are_those_of_the_page(chain: Chain) -> None:
    evaluation = evaluation_in("issued", chain)
    for person, seen in ((chain.employee, 1), (chain.supervisor, 1), (chain.director, 0)):
        rows = Program(user_of(person)).get("evaluations/")["results"]
        assert [row["public_id"] for row in rows] == [str(evaluation.public_id)] * seen


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("people/?status=gone", "status"),
        ("people/?salary=9", "salary"),
        ("people/?cursor=nonsense", "cursor"),
        ("people/?page_size=0", "page_size"),
        ("people/?page_size=201", "page_size"),
        ("people/?page_size=ten", "page_size"),
        ("evaluations/?rating=splendid", "rating"),
        ("org-units/?parent=-1", "parent"),
        ("calendar/?first=2026-07-02&last=2026-07-01", "last"),
        ("calendar/?state=issued", "state"),
        ("calendar/month/?year=2026&month=13", "month"),
    ],
)
def test_a_filter_that_is_not_heard_is_an_error(path: str, field: str) -> None:
    program = auditor()
    answer = program.get(path)
    assert (program.status, [row["field"] for row in answer["violations"]]) == (422, [field])


def test_only_hr_asks_for_those_whom_nobody_can_rate(chain: Chain) -> None:
    program = Program(user_of(chain.program_head))
    answer = program.get("calendar/?state=without_rater")
    assert (program.status, answer["violations"][0]["message"]) == (422, "Only HR and the auditor ask for that.")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_makes_as_many_queries_for_three_as_for_one(chain: Chain, path: str) -> None:
    program = auditor()
    people = [chain.employee]
    started(chain)
    due_dates_refresh(employee_ids=None, at=AT)
    program.get(path)
    one = queries_of(program.get, path)
    for number in range(2):
        unit = make_org_unit(f"Department / Unit {number}")
        people.append(make_employee(supervisor=chain.supervisor, org_unit=unit, classification=make_classification()))
        started(chain, employee=people[-1])
        Program(program.user)
    due_dates_refresh(employee_ids=None, at=AT)
    assert queries_of(program.get, path) == one
