"""Who works where and under whom: every read of more than one row."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.searchkeys import search_words
from workforce.enums import EmploymentStatus
from workforce.models import Employee

# Upwards from one person, that person included. UNION (not UNION ALL) ends the walk where the line runs in a circle.
_CHAIN_UPWARDS = """
    WITH RECURSIVE upwards (id, supervisor_id) AS (
        SELECT id, supervisor_id FROM workforce_employee WHERE id = %s
        UNION
        SELECT above.id, above.supervisor_id
        FROM workforce_employee above JOIN upwards ON above.id = upwards.supervisor_id
    )
    SELECT id FROM upwards
"""
# Everybody below one person at any depth, that person included.
_LINE_DOWNWARDS = """
    WITH RECURSIVE downwards (id) AS (
        SELECT id FROM workforce_employee WHERE id = %s
        UNION
        SELECT below.id
        FROM workforce_employee below JOIN downwards ON below.supervisor_id = downwards.id
    )
    SELECT id FROM downwards
"""

# The same for several people at once.
_LINES_DOWNWARDS = """
    WITH RECURSIVE downwards (id) AS (
        SELECT id FROM workforce_employee WHERE id = ANY(%s)
        UNION
        SELECT below.id
        FROM workforce_employee below JOIN downwards ON below.supervisor_id = downwards.id
    )
    SELECT id FROM downwards
"""

# For each of many people the nearest person above who is in service. The walk goes on only over the separated.
_NEAREST_ABOVE = """
    WITH RECURSIVE upwards (start, id, is_out) AS (
        SELECT person.id, above.id, above.status = 'separated'
        FROM workforce_employee person JOIN workforce_employee above ON above.id = person.supervisor_id
        WHERE person.id = ANY(%s)
        UNION
        SELECT upwards.start, above.id, above.status = 'separated'
        FROM upwards
        JOIN workforce_employee gone ON gone.id = upwards.id
        JOIN workforce_employee above ON above.id = gone.supervisor_id
        WHERE upwards.is_out
    )
    SELECT start, id FROM upwards WHERE NOT is_out AND start <> id
"""


def nearest_in_service_above(employee_ids: Collection[int]) -> dict[int, int]:
    """Person → the immediate supervisor, or the next one above in service where that one has left; by ids, one query.

    People with nobody above them, or only themselves (a circular line), are left out.
    """
    if not employee_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST_ABOVE, [list(employee_ids)])
        return dict(cursor.fetchall())


def chain_of_command(employee: Employee) -> list[Employee]:
    """The people above the employee, nearest first, with their classification and account; one query.

    The line is followed through separated people, who are left out of the answer: a vacant level goes up the chain
    (domain §5). The employee is not included; a circular line ends where it would repeat itself.
    """
    people = _people().filter(pk__in=_line(_CHAIN_UPWARDS, employee.pk))
    by_id = {person.pk: person for person in people}
    start = by_id.pop(employee.pk, None)
    supervisor_id = start.supervisor_id if start else None
    chain = []
    while supervisor_id in by_id:
        person = by_id.pop(supervisor_id)
        chain.append(person)
        supervisor_id = person.supervisor_id
    return [person for person in chain if person.status != EmploymentStatus.SEPARATED.value]


def acting_supervisor(employee: Employee) -> Employee | None:
    """Who supervises the employee now: the immediate supervisor or, for a post whose holder has left, the nearest
    person above who is in service (domain §5: a vacant level goes up the chain). None at the top of the line."""
    return next(iter(chain_of_command(employee)), None)


def below(people: Collection[int]) -> RawSQL:
    """The ids of everybody below any of these people, at any depth, and of the people themselves, for a filter."""
    return RawSQL(_LINES_DOWNWARDS, [list(people)])  # noqa: S611  # nosec B611


def employee_of(user: User | AnonymousUser) -> Employee | None:
    """The person behind an account, or None for an account without one."""
    return _people().filter(user_id=_own_id(user)).first()


def direct_reports(employee: Employee) -> QuerySet[Employee]:
    """The people in service whose immediate supervisor this is, by name."""
    return _people().filter(supervisor=employee).exclude(status=EmploymentStatus.SEPARATED.value)


def employee_visible_to(user: User | AnonymousUser, employee_no: str) -> Employee:
    """The person; raises NotVisible where there is none that this account may see."""
    found = employees_visible_to(user).filter(employee_no=employee_no).select_related("supervisor").first()
    if found is None:
        raise NotVisible
    return found


def visible_in_chain(user: User | AnonymousUser, chain: list[Employee]) -> set[int]:
    """Who of a chain of command (nearest first) this account may see too: everybody, or up to oneself."""
    if has_action(user, Action.PEOPLE_READ):
        return {person.pk for person in chain}
    place = next((number for number, person in enumerate(chain) if person.user_id == user.pk), -1)
    return {person.pk for person in chain[: place + 1]}


def employees_visible_to(user: User | AnonymousUser, search: str = "") -> QuerySet[Employee]:
    """Everybody for those who may read people; otherwise oneself and everyone below oneself in the line.

    `search` finds parts of names, of the number and of the e-mail, in any order, without accents.
    """
    people = _people()
    if not has_action(user, Action.PEOPLE_READ):
        own = Employee.objects.filter(user_id=_own_id(user)).values_list("pk", flat=True).first()
        people = people.filter(pk__in=_line(_LINE_DOWNWARDS, own))
    for word in search_words(search):
        people = people.filter(Q(sort_key__contains=word) | Q(employee_no__icontains=word) | Q(email__icontains=word))
    return people


def people_listed(
    user: User | AnonymousUser, *, search: str = "", status: str = "", level: str = "", class_code: str = ""
) -> QuerySet[Employee]:
    """Those visible to the account, narrowed by what is given."""
    wanted = {"status": status, "management_level": level, "classification__code": class_code}
    return employees_visible_to(user, search=search).filter(
        **{field: value for field, value in wanted.items() if value}
    )


def _people() -> QuerySet[Employee]:
    return Employee.objects.select_related("user", "classification", "org_unit")


def _own_id(user: User | AnonymousUser) -> int:
    return user.pk or 0


def _line(statement: str, start: int | None) -> RawSQL:
    # The statements are the two above, whole; nothing that comes from outside becomes part of one.
    return RawSQL(statement, [start])  # noqa: S611  # nosec B611
