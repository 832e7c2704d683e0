"""Who works where and under whom: every read of more than one row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from common.errors import NotVisible
from common.paging import both_ways
from common.searchkeys import search_words
from competencies.models import Classification
from competencies.selectors import classifications_found
from workforce.enums import EmploymentStatus
from workforce.models import Employee, OrgUnit

SEPARATOR = " / "
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
    return RawSQL(_LINES_DOWNWARDS, [list(people)])  # noqa: S611 - the statement above, whole  # nosec B611


def employee_of(user: User | AnonymousUser) -> Employee | None:
    """The person behind an account, or None for an account without one."""
    return _people().filter(user_id=_own_id(user)).first()


def direct_reports(employee: Employee) -> QuerySet[Employee]:
    """The people in service whose immediate supervisor this is, by name."""
    return _people().filter(supervisor=employee).exclude(status=EmploymentStatus.SEPARATED.value)


def employee_visible_to(user: User | AnonymousUser, employee_no: str) -> Employee:
    """The person; raises NotVisible where there is none that this account may see."""
    people = employees_visible_to(user).filter(employee_no=employee_no).select_related("supervisor")
    found = people.first() if employee_no.isprintable() else None
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
    people = people_found(search, among=_people())
    if has_action(user, Action.PEOPLE_READ):
        return people
    own = Employee.objects.filter(user_id=_own_id(user)).values_list("pk", flat=True).first()
    return people.filter(pk__in=_line(_LINE_DOWNWARDS, own))


def units_visible_to(user: User | AnonymousUser, search: str = "") -> QuerySet[OrgUnit]:
    """Every unit for those who may read people; otherwise the units of everybody visible, and those above. Two queries.

    `search` finds parts of the way from the top, in any order, without accents.
    """
    units = OrgUnit.objects.all()
    for word in search_words(search):
        units = units.filter(search_key__contains=word)
    if has_action(user, Action.PEOPLE_READ):
        return units
    used = employees_visible_to(user).order_by().values_list("org_unit__path", flat=True).distinct()
    return units.filter(path__in={way for path in used for way in ways_to(path)})


def unit_visible_to(user: User | AnonymousUser, pk: int) -> OrgUnit:
    """The unit; raises NotVisible where there is none that this account may see."""
    found = units_visible_to(user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotVisible
    return found


def ways_to(path: str) -> list[str]:
    """The paths from the top down to that one, itself included; none for the empty path."""
    names = path.split(SEPARATOR) if path else []
    return [SEPARATOR.join(names[:depth]) for depth in range(1, len(names) + 1)]


_BY_NAME = ("sort_key", "employee_no")
# What a list of people may be sorted by; the number makes the order one and the same on every page.
SORTS = both_ways(
    {
        "name": _BY_NAME,
        "number": ("employee_no",),
        "class": (Lower("classification__title"), *_BY_NAME),
        "unit": ("org_unit__path", *_BY_NAME),
    }
)
DEFAULT_SORT = "name"


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What is looked for; empty strings ask for everybody."""

    search: str = ""
    status: str = ""
    level: str = ""
    classification: str = ""
    unit: str = ""
    supervisor: str = ""
    sort: str = DEFAULT_SORT


def people_listed(user: User | AnonymousUser, query: PeopleQuery) -> QuerySet[Employee]:
    """Those visible to the account, narrowed by what is asked.

    Words find parts of names, of the number and of the e-mail address, in any order, accents and case apart; likewise
    the class by code or title, the unit by its way from the top, the supervisor. An exact code, way or number means
    that one alone. A unit is asked for with everything below it.
    """
    people = employees_visible_to(user, query.search)
    if query.status:
        people = people.filter(status=query.status)
    if query.level:
        people = people.filter(management_level=query.level)
    if query.classification:
        people = people.filter(classification__in=_classes_meant(query.classification))
    if query.unit:
        people = people.filter(org_unit__in=_units_meant(query.unit))
    if query.supervisor:
        people = people.filter(supervisor__in=_supervisors_meant(query.supervisor))
    return people.order_by(*SORTS[query.sort])


def people_found(search: str, *, among: QuerySet[Employee] | None = None) -> QuerySet[Employee]:
    """The people who are meant by all of the words."""
    people = Employee.objects.all() if among is None else among
    for word in search_words(search):
        people = people.filter(search_key__contains=word)
    return people


def people_shown() -> QuerySet[Employee]:
    """People with what a row of a list says of each."""
    return _people()


def _classes_meant(text: str) -> QuerySet[Classification]:
    exact = Classification.objects.filter(code=text.strip())
    return exact if exact.exists() else classifications_found(text)


def _units_meant(text: str) -> QuerySet[OrgUnit]:
    """What lies below a unit bears the unit's own words in its way from the top."""
    path = text.strip()
    if OrgUnit.objects.filter(path=path).exists():
        return OrgUnit.objects.filter(Q(path=path) | Q(path__startswith=f"{path} / "))
    units = OrgUnit.objects.all()
    for word in search_words(text):
        units = units.filter(search_key__contains=word)
    return units


def _supervisors_meant(text: str) -> QuerySet[Employee]:
    exact = Employee.objects.filter(employee_no=text.strip())
    return exact if exact.exists() else people_found(text)


def _people() -> QuerySet[Employee]:
    return Employee.objects.select_related("user", "classification", "org_unit")


def _own_id(user: User | AnonymousUser) -> int:
    return user.pk or 0


def _line(statement: str, start: int | None) -> RawSQL:
    # The statements are the two above, whole; nothing that comes from outside becomes part of one.
    return RawSQL(statement, [start])  # noqa: S611 - see above  # nosec B611
