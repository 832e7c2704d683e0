"""Who is due when, as its reader may know it: one person with the reasons, and the list behind the calendar."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django.db.models import F
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, DayField, LineField, Shown, WordField
from evaluations.enums import EvaluationKind, EvaluationStatus
from workforce.api import PersonNamed, UnitNamed
from workforce.selectors import employee_visible_to, unit_visible_to
from workspace.enums import CalendarState
from workspace.selectors.api_description import api_description
from workspace.selectors.calendar import (
    CalendarQuery,
    Reader,
    calendar_reader,
    open_listed,
    with_people,
)
from workspace.selectors.calendar_counts import month_counts
from workspace.selectors.due import due_shown_to

OPEN = [state.value for state in CalendarState if state is not CalendarState.ISSUED]


class ReasonShown(Shown):
    code = serializers.CharField()
    sentence = serializers.CharField()
    rule = serializers.CharField()


class DueShown(Shown):
    """What is due next for one person, and why."""

    due_on = DayField(allow_null=True, help_text="Null where nothing on record says so, or nothing is due any more.")
    kind = WordField(EvaluationKind, allow_null=True)
    period_start = DayField(allow_null=True)
    period_end = DayField(allow_null=True)
    rater = PersonNamed(allow_null=True, help_text="Null where nobody can be the Rater.")
    evaluation = serializers.UUIDField(allow_null=True, help_text="Under way, where you may see it.")
    status = WordField(EvaluationStatus, allow_null=True, help_text="Of that evaluation.")
    why = ReasonShown(many=True)
    movers = ReasonShown(many=True, help_text="What would move the day, or does not although people expect it.")


class DueOfPerson(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}

    @operation(summary="Read when a person is due, and why", answers=DueShown)
    def get(self, request: Request, employee_no: str) -> Response:
        """To the person, everybody above, HR and the auditor, each as far as they may know it."""
        self.no_query()
        told = due_shown_to(self.person, employee_visible_to(self.person, employee_no), self.today)
        due, evaluation = told.due, told.evaluation
        data = {
            "due_on": due.due_on if due else None,
            "kind": due.kind.value if due else None,
            "period_start": due.period.start if due else None,
            "period_end": due.period.end if due else None,
            "rater": told.rater,
            "evaluation": evaluation.public_id if evaluation else None,
            "status": evaluation.status if evaluation else None,
            "why": due.why if due else (),
            "movers": due.movers if due else (),
        }
        return self.one(DueShown(data).data)


class DueRowShown(Shown):
    """One line of the calendar's list."""

    employee = PersonNamed()
    org_unit = UnitNamed(source="employee.org_unit")
    rater = PersonNamed(allow_null=True)
    due_on = DayField(source="shown_due", allow_null=True)
    kind = WordField(EvaluationKind, source="shown_kind")
    period_end = DayField(source="shown_end")
    state = WordField(CalendarState)


class CalendarAsked(Asked):
    q = LineField(
        source="search",
        required=False,
        help_text="Name or number of the employee.",
    )
    rater = LineField(required=False, help_text="Name or number of the Rater.")
    unit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="The id of a unit, with everything below it."
    )
    kind = WordField(EvaluationKind, required=False)
    state = serializers.ChoiceField(choices=OPEN, required=False)
    first = DayField(required=False, help_text="Due on that day or later.")
    last = DayField(required=False, help_text="Due on that day or earlier.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "first" in data and "last" in data and data["last"] < data["first"]:
            raise ValidationError({"last": ["The last day lies before the first day."]})
        return data


class Calendar(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}
    ordering = ("employee_no",)

    @operation(summary="List who is due", answers=DueRowShown(many=True), query=CalendarAsked)
    def get(self, request: Request) -> Response:
        """Everybody whose next evaluation is not issued yet, as the calendar's list shows them, by employee number.

        For whoever supervises somebody, HR and the auditor.
        """
        reader = calendar_reader(self.person, self.today)
        rows = with_people(open_listed(reader, self._asked(reader)))
        rows = rows.annotate(employee_no=F("employee__employee_no")).order_by()
        return self.page(rows, lambda found: list(DueRowShown(found, many=True).data))

    def _asked(self, reader: Reader) -> CalendarQuery:
        values = self.query(CalendarAsked)
        if "unit" in values:
            values["unit"] = unit_visible_to(self.person, values["unit"])
        if values.get("state") == CalendarState.WITHOUT_RATER.value and not reader.sees_all:
            raise ValidationError({"state": ["Only HR and the auditor ask for that."]})
        return CalendarQuery(**values)


class MonthAsked(Asked):
    year = serializers.IntegerField(min_value=2000, max_value=2099, help_text="Four digits.")
    month = serializers.IntegerField(min_value=1, max_value=12, help_text="1 is January.")
    unit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**62, help_text="The id of a unit, with everything below it."
    )


class DayShown(Shown):
    on = DayField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="State → how many; overdue among them.")


class MonthShown(Shown):
    days = DayShown(many=True, help_text="Days on which nobody is due are left out.")


class Month(ApiView):
    scopes = {"GET": Scope.CALENDAR_READ}

    @operation(summary="Count who is due by day", answers=MonthShown, query=MonthAsked)
    def get(self, request: Request) -> Response:
        """The figures of one month, as the calendar shows them."""
        reader = calendar_reader(self.person, self.today)
        values = self.query(MonthAsked)
        first = date(values["year"], values["month"], 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        unit = unit_visible_to(self.person, values["unit"]) if "unit" in values else None
        counts = month_counts(reader, CalendarQuery(unit=unit, first=first, last=last))
        days = [{"on": on, "counts": dict(found)} for on, found in sorted(counts.items())]
        return self.one(MonthShown({"days": days}).data)


class Description(ApiView):
    """Not described by itself."""

    scopes = {"GET": None}
    schema = None

    def get(self, request: Request) -> Response:
        """The description of the API (OpenAPI 3.1), for everybody who may ask it anything."""
        self.no_query()
        return self.one(api_description())
