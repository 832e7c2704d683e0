"""Step increases: what was decided, what is at risk, one person's with the reasons, and the files for payroll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, DayField, LineField, Shown, Told, WordField
from evaluations.enums import PayrollChange, Rating, StepState
from evaluations.models import ComingStep, StepIncrease
from evaluations.rules.steps import Outlook
from evaluations.selectors.payroll import (
    PARTS,
    check_can_export,
    check_can_read_exports,
    counts_of,
    export_file,
    export_numbered,
    exports_listed,
    file_name,
)
from evaluations.services.payroll import payroll_file_record
from workforce.api import PersonNamed, UnitNamed
from workspace.enums import CalendarState
from workspace.selectors.steps import (
    AHEAD,
    DECIDED,
    Holder,
    StepQuery,
    check_can_read_steps,
    coming_listed,
    holders_of,
    people_in,
    person_with_steps,
    steps_listed,
    with_people,
)
from workspace.selectors.steps_person import steps_of_person


class StepShown(Shown):
    """One decision on a step increase, as of its anniversary."""

    anniversary = DayField()
    decision = WordField(StepState, source="state")
    effective_on = DayField(allow_null=True, help_text="The day from which it counts; null where it does not.")
    released_on = DayField(allow_null=True)
    is_paid_back = serializers.BooleanField()
    code = serializers.CharField(help_text="Why, for programs.")
    reason = serializers.CharField(help_text="Why, for people.")
    evaluation = serializers.UUIDField(source="evaluation.public_id", default=None, allow_null=True)
    released_by = serializers.UUIDField(source="released_by.public_id", default=None, allow_null=True)
    policy = serializers.SerializerMethodField()
    decided_at = serializers.DateTimeField()

    def get_policy(self, row: StepIncrease) -> str:
        return f"{row.policy_key}-{row.policy_version}"


class StepOfSomebodyShown(StepShown):
    """The same with whose it is."""

    employee = PersonNamed()
    org_unit = UnitNamed(source="employee.org_unit")


class StepsAsked(Asked):
    q = LineField(source="search", required=False, help_text="Name, number or e-mail address of the employee.")
    unit = LineField(required=False, max_length=900, help_text="Words of a unit's way, with everything below it.")
    decision = serializers.ChoiceField(source="state", choices=DECIDED, required=False)
    first = DayField(required=False, help_text="Anniversaries on that day or later.")
    last = DayField(required=False, help_text="Anniversaries on that day or earlier.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "first" in data and "last" in data and data["last"] < data["first"]:
            raise ValidationError({"last": ["The last day lies before the first day."]})
        return data


class Steps(ApiView):
    scopes = {"GET": Scope.STEPS_READ}
    ordering = ("id",)

    @operation(summary="List step increases", answers=StepOfSomebodyShown(many=True), query=StepsAsked)
    def get(self, request: Request) -> Response:
        """The decisions in force, in the order in which they were made. For HR and the auditor."""
        check_can_read_steps(self.person)
        rows = with_people(steps_listed(self.person, StepQuery(**self.query(StepsAsked)))).order_by()
        return self.page(rows, lambda found: list(StepOfSomebodyShown(found, many=True).data))


class ComingStepShown(Shown):
    """A coming anniversary that nothing on file supports yet, and with whom the evaluation is."""

    employee = PersonNamed()
    org_unit = UnitNamed(source="employee.org_unit")
    anniversary = DayField()
    until = DayField(help_text="The last day on which an evaluation is in time.")
    missing = serializers.CharField(help_text="What is missing, for people.")
    rater = PersonNamed(allow_null=True)
    due_on = DayField(allow_null=True, help_text="By when that evaluation is due.")
    state = WordField(CalendarState, allow_null=True, help_text="How far it is.")


class AtRiskAsked(Asked):
    days = serializers.ChoiceField(choices=AHEAD, required=False, help_text="How far ahead; 90 where it is left out.")
    q = LineField(source="search", required=False, help_text="Name, number or e-mail address of the employee.")
    unit = LineField(required=False, max_length=900, help_text="Words of a unit's way, with everything below it.")


class StepsAtRisk(ApiView):
    scopes = {"GET": Scope.STEPS_READ}
    ordering = ("employee_no",)

    @operation(summary="List step increases at risk", answers=ComingStepShown(many=True), query=AtRiskAsked)
    def get(self, request: Request) -> Response:
        """Whose coming step increase nothing on file supports yet, by employee number. For HR and the auditor."""
        check_can_read_steps(self.person)
        asked = self.query(AtRiskAsked)
        days = asked.pop("days", max(AHEAD))
        rows, outlooks = coming_listed(self.person, StepQuery(state=f"risk_{days}", **asked), self.today)
        rows = with_people(rows).annotate(employee_no=F("employee__employee_no")).order_by()
        return self.page(rows, lambda found: self._shown(found, outlooks))

    def _shown(self, found: list[ComingStep], outlooks: Mapping[int, Outlook]) -> list[dict[str, Any]]:
        holders = holders_of(self.person, people_in(found))
        told = [_told(row, outlooks[row.employee_id], holders.get(row.employee_id)) for row in found]
        return list(ComingStepShown(told, many=True).data)


def _told(row: Any, outlook: Outlook, holder: Holder | None) -> Told:
    return Told(
        row,
        until=outlook.until,
        missing=outlook.sentence,
        rater=holder.rater if holder else None,
        due_on=holder.due_on if holder else None,
        state=holder.state.value if holder else None,
    )


class ComingOfPersonShown(Shown):
    """How the coming anniversary stands today."""

    anniversary = DayField()
    is_supported = serializers.BooleanField()
    until = DayField()
    sentence = serializers.CharField()


class FiledShown(Shown):
    """One evaluation on file."""

    evaluation = serializers.UUIDField(source="evaluation.public_id")
    filed_on = DayField(source="one.evaluation.filed_on")
    period_start = DayField(source="evaluation.period_start")
    period_end = DayField(source="evaluation.period_end")
    overall = WordField(Rating, source="evaluation.overall", allow_blank=True, help_text="Blank: deemed competent.")
    counts = serializers.BooleanField(help_text="It supports a step increase.")


class StepsOfPersonShown(Shown):
    """All about one person's step increases."""

    coming = ComingOfPersonShown(allow_null=True, help_text="Null where none is named, or no step is asked for.")
    decided = StepShown(many=True, help_text="Every decision, the latest anniversary first; the first of a day holds.")
    filed = FiledShown(many=True)


class StepsOfOnePerson(ApiView):
    scopes = {"GET": Scope.STEPS_READ}

    @operation(summary="Read a person's step increases, and why", answers=StepsOfPersonShown)
    def get(self, request: Request, employee_no: str) -> Response:
        """To the person, HR and the auditor."""
        self.no_query()
        employee = person_with_steps(self.person, employee_no)
        told = steps_of_person(self.person, employee, self.today)
        coming = Told(told.outlook, anniversary=told.anniversary) if told.outlook else None
        data = {"coming": coming, "decided": told.decided, "filed": told.filed}
        return self.one(StepsOfPersonShown(data).data)


class PayrollExportShown(Shown):
    """What payroll was given once."""

    number = serializers.IntegerField()
    first_on = DayField()
    last_on = DayField()
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(source="made_by.name")
    rows = serializers.IntegerField(help_text="Lines of the whole file.")
    changes = serializers.IntegerField(help_text="Lines of the difference.")
    sha256 = serializers.CharField(help_text="Of the whole file.")
    difference_sha256 = serializers.CharField()


class WholePayrollExportShown(PayrollExportShown):
    """The same with what was news in it."""

    news = serializers.DictField(child=serializers.IntegerField(), help_text="new, changed, withdrawn → how many.")


class PayrollExports(ApiView):
    scopes = {"GET": Scope.STEPS_READ}
    ordering = ("-number",)

    @operation(summary="List payroll exports", answers=PayrollExportShown(many=True))
    def get(self, request: Request) -> Response:
        """Every export, the latest first. For HR, payroll and the auditor."""
        check_can_read_exports(self.person)
        self.no_query()
        return self.page(exports_listed(), lambda found: list(PayrollExportShown(found, many=True).data))


class OnePayrollExport(ApiView):
    scopes = {"GET": Scope.STEPS_READ}

    @operation(summary="Read a payroll export", answers=WholePayrollExportShown)
    def get(self, request: Request, number: int) -> Response:
        """Its days, digests and news; the lines are in its files."""
        check_can_read_exports(self.person)
        self.no_query()
        export = export_numbered(number)
        told = (PayrollChange.NEW, PayrollChange.CHANGED, PayrollChange.WITHDRAWN)
        news = {change.value: count for change, count in counts_of(export).items() if change in told}
        return self.one(WholePayrollExportShown(Told(export, news=news)).data)


class PartAsked(Asked):
    part = serializers.ChoiceField(choices=PARTS, required=False, help_text="The difference where it is left out.")


class PayrollFile(ApiView):
    scopes = {"GET": Scope.STEPS_READ}

    @operation(
        summary="Download a file for payroll", answers=OpenApiTypes.BINARY, media="text/csv", query=PartAsked
    )  # fmt: skip
    def get(self, request: Request, number: int) -> Any:
        """The difference, or the whole, as CSV. For HR and payroll; each download is on the trail."""
        check_can_export(self.person)
        part = self.query(PartAsked).get("part", "difference")
        export = export_numbered(number)
        payroll_file_record(export=export, part=part, by=self.person, at=self.at)
        lines = (line.encode() for line in export_file(export, part))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name(export, part)}"'
        return response
