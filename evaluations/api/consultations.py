"""Contact with HR about a likely low rating: asked, recorded, read, answered, withdrawn (R10, R11)."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.views import ApiView, operation
from accounts.enums import Scope
from common.api.serializers import Asked, DayField, LineField, ProseField, Shown, WordField
from common.errors import NotVisible, RuleViolations
from evaluations.api.asked import LONG, ReasonAsked
from evaluations.enums import ContactWay, Rating
from evaluations.models import Consultation
from evaluations.permissions import check_can_answer
from evaluations.rules.contacts import Contact
from evaluations.rules.violation import form_error
from evaluations.selectors.consultations import (
    asking_about,
    check_can_withdraw_contact,
    consultation_get,
    consultations_listed,
)
from evaluations.services.consultations import (
    consultation_answer,
    consultation_record,
    consultation_request,
    consultation_withdraw,
)
from workforce.api import PersonNamed
from workforce.models import Employee

LOW = [rating.value for rating in Rating if rating.is_low]
ELSEWHERE = [way.value for way in ContactWay if way is not ContactWay.HERE]
OF_HR = ("contacted_by", "contacted_on", "way", "advice")


class ConsultationsAsked(Asked):
    q = LineField(source="search", required=False, help_text="Words of the employee's names and number.")
    state = serializers.ChoiceField(choices=["waiting", "answered", "withdrawn"], required=False)


class ContactAsked(Asked):
    """The last four are HR's, for a contact outside of this program."""

    employee_no = LineField(max_length=20, help_text="Of the employee whom it is about.")
    likely_rating = serializers.ChoiceField(choices=LOW)
    period_start = DayField(help_text="The first day of the rating period.")
    period_end = DayField(help_text="This day still belongs to the period.")
    anticipated_issue_on = DayField(help_text="When the evaluation is expected to be issued (R10).")
    deficiencies = ProseField(max_length=LONG, help_text="What falls short, with dates.")
    efforts = ProseField(max_length=LONG, help_text="What supervision has done so far.")
    contacted_by = LineField(max_length=20, required=False, help_text="Number of the manager who contacted HR.")
    contacted_on = DayField(required=False, help_text="The day of the contact, never ahead.")
    way = serializers.ChoiceField(choices=ELSEWHERE, required=False)
    advice = ProseField(max_length=LONG, required=False, help_text="What HR advised in that contact.")


class AdviceAsked(Asked):
    advice = ProseField(max_length=LONG, help_text="What HR advises.")


class ConsultationShown(Shown):
    public_id = serializers.UUIDField()
    employee = PersonNamed()
    likely_rating = serializers.ChoiceField(choices=LOW)
    period_start = DayField()
    period_end = DayField()
    anticipated_issue_on = DayField()
    deficiencies = serializers.CharField()
    efforts = serializers.CharField()
    way = WordField(ContactWay)
    contacted_by = PersonNamed()
    contacted_on = DayField(help_text="The day that the rules count (R10, R11).")
    recorded_by = serializers.CharField(source="recorded_by_name")
    recorded_at = serializers.DateTimeField()
    answer_due_on = DayField()
    advice = serializers.CharField(help_text="Empty while HR has not answered.")
    answered_on = DayField(allow_null=True)
    answered_by = serializers.CharField(source="answered_by_name")
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawn_reason = serializers.CharField()


def rows_shown(rows: list[Consultation]) -> list[dict[str, Any]]:
    """The rows of one page."""
    return [ConsultationShown(row).data for row in rows]


class ConsultationView(ApiView):
    """An address about contacts with HR. To the employee none of them exists."""

    def told(self, kept: Consultation, *, status: int = 200) -> Response:
        """The contact as it is now."""
        shown = ConsultationShown(consultation_get(kept.public_id, self.person, self.today)).data
        return self.one(shown, status=status)


class Consultations(ConsultationView):
    scopes = {"GET": Scope.EVALUATIONS_READ, "POST": Scope.EVALUATIONS_WRITE}
    ordering = ("-id",)

    @operation(summary="List contacts with HR", answers=ConsultationShown(many=True), query=ConsultationsAsked)
    def get(self, request: Request) -> Response:
        """The contacts about likely low ratings that the person may see, the latest recorded first."""
        found = consultations_listed(self.person, self.today, **self.query(ConsultationsAsked))
        return self.page(found, rows_shown)

    @operation(summary="Contact HR, or record a contact", asked=ContactAsked, answers=ConsultationShown, status=201)
    def post(self, request: Request) -> Response:
        """A Program Head or above asks HR: today is the day of the contact. HR records one of elsewhere."""
        data = self.body(ContactAsked)
        employee = Employee.objects.filter(employee_no=data.pop("employee_no")).first()
        if employee is None:
            raise NotVisible
        asking = asking_about(self.person, employee, self.today)
        recorded = {name: data.pop(name) for name in OF_HR if name in data}
        contact = Contact(**{**data, "likely_rating": Rating(data["likely_rating"])})
        if asking.manager is not None:
            _refuse(recorded)
            kept = consultation_request(employee=employee, contact=contact, by=self.person, at=self.at)
        else:
            values = _recorded(recorded, asking.managers)
            kept = consultation_record(employee=employee, contact=contact, by=self.person, at=self.at, **values)
        return self.told(kept, status=201)


def _refuse(recorded: dict[str, Any]) -> None:
    if recorded:
        name = next(iter(recorded))
        message = "You ask HR yourself, so this is not for you to say. Leave it out."
        raise RuleViolations([form_error(code="not_yours", message=message, field=name)])


def _recorded(recorded: dict[str, Any], managers: list[Employee]) -> dict[str, Any]:
    """What HR enters. Raises RuleViolations (422) for what is missing, or a manager who may not ask."""
    missing = [name for name in ("contacted_by", "contacted_on", "way") if name not in recorded]
    if missing:
        message = "HR records who contacted it, when and how. Send all three."
        raise RuleViolations([form_error(code="contact_incomplete", message=message, field=name) for name in missing])
    number = recorded["contacted_by"]
    manager = next((person for person in managers if person.employee_no == number), None)
    if manager is None:
        message = "This is nobody of the employee's chain of command at the level that contacts HR."
        raise RuleViolations([form_error(code="not_a_manager", message=message, field="contacted_by")])
    return {**recorded, "contacted_by": manager, "way": ContactWay(recorded["way"])}


class OneConsultation(ConsultationView):
    scopes = {"GET": Scope.EVALUATIONS_READ}

    @operation(summary="Read a contact with HR", answers=ConsultationShown)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """What was asked, and what HR advised."""
        self.no_query()
        return self.told(consultation_get(public_id, self.person, self.today))


class AnswerConsultation(ConsultationView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="Answer a contact with HR", asked=AdviceAsked, answers=ConsultationShown)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """HR advises; the manager who asked is told."""
        check_can_answer(self.person, consultation_get(public_id, self.person, self.today), self.today)
        data = self.body(AdviceAsked)
        return self.told(consultation_answer(public_id=public_id, **data, by=self.person, at=self.at))


class WithdrawConsultation(ConsultationView):
    scopes = {"POST": Scope.EVALUATIONS_WRITE}

    @operation(summary="Withdraw a contact with HR", asked=ReasonAsked, answers=ConsultationShown)
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """It stays on record with the reason, and the rules count it no more."""
        found = consultation_get(public_id, self.person, self.today)
        check_can_withdraw_contact(self.person, found, self.today)
        data = self.body(ReasonAsked)
        return self.told(consultation_withdraw(public_id=public_id, **data, by=self.person, at=self.at))
