import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from tests.factories import make_chain, make_employee, make_user
from workforce.enums import ManagementLevel
from workforce.models import Employee
from workforce.selectors import chain_of_command, direct_reports, employee_of, employees_visible_to

pytestmark = pytest.mark.django_db


def separate(employee: Employee) -> None:
    Employee.objects.filter(pk=employee.pk).update(status="separated", separated_on="2026-01-31")


def test_chain_runs_from_the_supervisor_to_the_director_in_one_query(django_assert_num_queries) -> None:
    chain = make_chain()
    with django_assert_num_queries(1):
        people = chain_of_command(chain.employee)
        names = [(person.user.email, person.classification.title) for person in people]
    assert people == chain.above
    assert names == [(person.email, "Program Manager") for person in chain.above]


def test_chain_of_the_director_is_empty() -> None:
    assert chain_of_command(make_chain().director) == []


def test_chain_passes_over_separated_people_to_those_above_them() -> None:
    chain = make_chain()
    separate(chain.supervisor)
    separate(chain.deputy_director)
    assert chain_of_command(chain.employee) == [
        chain.program_head, chain.division_chief, chain.chief_deputy_director, chain.director,
    ]  # fmt: skip


def test_chain_follows_the_stored_supervisor_not_a_stale_one() -> None:
    chain = make_chain()
    stale = Employee.objects.get(pk=chain.employee.pk)
    Employee.objects.filter(pk=chain.employee.pk).update(supervisor=chain.director)
    assert chain_of_command(stale) == [chain.director]


def test_a_circular_chain_ends() -> None:
    first = make_employee()
    second = make_employee(supervisor=first)
    third = make_employee(supervisor=second)
    Employee.objects.filter(pk=first.pk).update(supervisor=third)
    assert chain_of_command(third) == [second, first]


def test_direct_reports_are_those_in_service_by_name() -> None:
    chain = make_chain()
    zoe = make_employee(first_name="Zoë", last_name="Ábel", supervisor=chain.supervisor)
    gone = make_employee(last_name="Gone", supervisor=chain.supervisor)
    separate(gone)
    assert list(direct_reports(chain.supervisor)) == [zoe, chain.employee]


def test_employee_of_an_account() -> None:
    person = make_employee()
    assert employee_of(person.user) == person
    assert employee_of(make_user()) is None
    assert employee_of(AnonymousUser()) is None


def test_a_supervisor_sees_the_own_line_and_nobody_beside_it() -> None:
    chain = make_chain()
    make_employee(last_name="Elsewhere", supervisor=chain.division_chief, level=ManagementLevel.PROGRAM_HEAD)
    assert set(employees_visible_to(chain.program_head.user)) == {chain.program_head, chain.supervisor, chain.employee}
    assert list(employees_visible_to(chain.employee.user)) == [chain.employee]


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.HR, 8), (Role.HR_MANAGER, 8), (Role.AUDITOR, 8), (Role.SYSTEM_ADMIN, 0), (Role.CLASSIFICATION_ADMIN, 0),
    ],
)  # fmt: skip
def test_roles_that_read_people(role: Role, sees: int) -> None:
    chain = make_chain()
    user = chain.hr_manager.user if role is Role.HR_MANAGER else make_user(roles=[role])
    assert employees_visible_to(user).count() == sees


@pytest.mark.parametrize("search", ["nunez", "JOSÉ obrien", "obrien jose", "O'Brien", "4711", "jose.n@"])
def test_search_forgives(search: str) -> None:
    make_employee(last_name="Miller")
    wanted = make_employee(
        first_name="José", last_name="O’Brien-Núñez", employee_no="004711", email="jose.n@agency.example"
    )
    assert list(employees_visible_to(make_user(roles=[Role.HR]), search=search)) == [wanted]
