"""People and units as far as the person may see them; they are changed by imports alone."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, DayField, LineField, Shown, WordField
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.models import Employee, OrgUnit
from workforce.selectors import (
    PeopleQuery,
    chain_of_command,
    employee_visible_to,
    people_listed,
    people_shown,
    unit_visible_to,
    units_visible_to,
    visible_in_chain,
)


class PersonNamed(Shown):
    employee_no = serializers.CharField(help_text="Text: zeros in front are part of it.")
    name = serializers.CharField(source="full_name")


class ClassNamed(Shown):
    code = serializers.CharField()
    title = serializers.CharField()


class UnitNamed(Shown):
    id = serializers.IntegerField()
    path = serializers.CharField(help_text="The way from the top: Bureau / Division / Program.")


class PersonShown(Shown):
    employee_no = serializers.CharField(help_text="Text: zeros in front are part of it.")
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    email = serializers.CharField(help_text="Empty where the person signs in nowhere.")
    classification = ClassNamed()
    org_unit = UnitNamed()
    management_level = WordField(ManagementLevel)
    status = WordField(EmploymentStatus)
    appointed_on = DayField()
    anniversary = DayField(allow_null=True)
    probation_ends_on = DayField(allow_null=True)
    separated_on = DayField(allow_null=True)
    bargaining_unit = serializers.CharField()


class LeaveShown(Shown):
    starts_on = DayField()
    ends_on = DayField(help_text="This day still belongs to the leave. Its kind and reason are nowhere (R6).")


class WholePersonShown(PersonShown):
    supervisor = PersonNamed(allow_null=True, help_text="Null at the top, and where this person may not see them.")
    chain = PersonNamed(many=True, help_text="The people above, nearest first, as far as this person may see them.")
    leaves = LeaveShown(many=True)


class PeopleAsked(Asked):
    q = LineField(
        source="search",
        required=False,
        help_text="Words of names, number and e-mail address in any order, without accents.",
    )
    status = WordField(EmploymentStatus, required=False)
    level = WordField(ManagementLevel, required=False)
    classification = LineField(required=False, help_text="A code, or words of a title.")
    unit = LineField(required=False, max_length=900, help_text="A way from the top with all below it, or words of one.")
    supervisor = LineField(required=False, help_text="A number, or words of a name.")


def shown(rows: list[Employee]) -> list[dict[str, Any]]:
    """People as lists show them."""
    return list(PersonShown(rows, many=True).data)


class People(ApiView):
    scopes = {"GET": Scope.PEOPLE_READ}
    ordering = ("employee_no",)

    @operation(summary="List people", answers=PersonShown(many=True), query=PeopleAsked)
    def get(self, request: Request) -> Response:
        """Everybody for HR and the auditor; otherwise oneself and everyone below oneself in the line."""
        found = people_listed(self.person, PeopleQuery(**self.query(PeopleAsked)))
        return self.page(people_shown().filter(pk__in=found.order_by().values("pk")), shown)


class OnePerson(ApiView):
    scopes = {"GET": Scope.PEOPLE_READ}

    @operation(summary="Read a person", answers=WholePersonShown)
    def get(self, request: Request, employee_no: str) -> Response:
        """One person with the line above them, and their leaves by dates alone."""
        self.no_query()
        person = employee_visible_to(self.person, employee_no)
        chain = chain_of_command(person)
        seen = visible_in_chain(self.person, chain)
        known = [one for one in chain if one.pk in seen]
        supervisor = person.supervisor if person.supervisor_id in seen else None
        data = {
            **PersonShown(person).data,
            "supervisor": PersonNamed(supervisor).data if supervisor else None,
            "chain": PersonNamed(known, many=True).data,
            "leaves": LeaveShown(person.leaves.all(), many=True).data,
        }
        return self.one(data)


class UnitShown(Shown):
    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField(help_text="The way from the top: Bureau / Division / Program.")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="The id of the unit above.")


class UnitsAsked(Asked):
    q = LineField(
        source="search", required=False, help_text="Words of the way from the top in any order, without accents."
    )
    parent = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="Only the units right below that one."
    )


def units_shown(rows: list[OrgUnit]) -> list[dict[str, Any]]:
    """Units as the API shows them."""
    return list(UnitShown(rows, many=True).data)


class OrgUnits(ApiView):
    scopes = {"GET": Scope.PEOPLE_READ}
    ordering = ("id",)

    @operation(summary="List units", answers=UnitShown(many=True), query=UnitsAsked)
    def get(self, request: Request) -> Response:
        """The units of everybody whom the person may see, and those above them."""
        asked = self.query(UnitsAsked)
        rows = units_visible_to(self.person, search=asked.get("search", ""))
        if "parent" in asked:
            rows = rows.filter(parent=asked["parent"])
        return self.page(rows, units_shown)


class OneOrgUnit(ApiView):
    scopes = {"GET": Scope.PEOPLE_READ}

    @operation(summary="Read a unit", answers=UnitShown)
    def get(self, request: Request, pk: int) -> Response:
        """One unit."""
        self.no_query()
        return self.one(UnitShown(unit_visible_to(self.person, pk)).data)
