"""Many final evaluations at once, as they stand at the end of their way: what is counted, not how it came about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Evaluation, FormTemplate
from evaluations.services import form_templates_load
from tests.factories import make_employee
from workforce.models import Employee


def final_of(employee: Employee, rating: Rating | str, *, rater: Employee, on: date, **fields: Any) -> Evaluation:
    """A final evaluation that was filed and became final on that day; not stored yet."""
    at = timezone.make_aware(datetime.combine(on, time(12)))
    values: dict[str, Any] = {
        "kind": EvaluationKind.ANNUAL.value, "status": EvaluationStatus.FINAL.value, "overall": str(rating),
        "policy_key": "county", "policy_version": 1, "created_at": at, "content_saved_at": at, "submitted_at": at,
        "period_start": date(on.year - 1, 1, 1), "period_end": date(on.year - 1, 12, 31), "signing_round": 1,
        "presented_on": on, "issued_on": on, "issue_method": "given", "outcome": "signed", "outcome_on": on,
        "filed_on": on, "finalized_at": at, "org_unit_id": employee.org_unit_id,
        "classification_id": employee.classification_id, **fields,
    }  # fmt: skip
    return Evaluation(employee=employee, rater=rater, template=template(), **values)


def template() -> FormTemplate:
    if not FormTemplate.objects.exists():
        form_templates_load()
    return FormTemplate.objects.order_by("pk")[0]


def people_rated(ratings: Iterable[Rating | str], *, rater: Employee, on: date, **fields: Any) -> list[Employee]:
    """A person for each rating, all alike but for it, each with a final evaluation of that day."""
    found = [(make_employee(with_user=False, supervisor=rater, **fields), rating) for rating in ratings]
    Evaluation.objects.bulk_create([final_of(person, rating, rater=rater, on=on) for person, rating in found])
    return [person for person, _rating in found]
