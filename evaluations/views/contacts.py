"""Contacts with HR as facts beside an evaluation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from evaluations.enums import Rating
from evaluations.models import Consultation, Evaluation
from evaluations.selectors.consultations import consultations_about, consultations_visible_to


def contact_fact(one: Consultation) -> dict[str, Any]:
    """One line: the likely rating, the day, and whether HR has answered."""
    label, note = Rating(one.likely_rating).label, _("answered") if one.answered_on else _("waits for HR")
    return {"label": label, "date": one.contacted_on, "url": one.get_absolute_url(), "note": note}


def contacts_shown(user: User, evaluation: Evaluation, on: date) -> list[dict[str, Any]]:
    """Those about the evaluation's period that the reader may see: none for the employee."""
    about = consultations_about(evaluation.employee_id, evaluation.period_start, evaluation.period_end)
    seen = consultations_visible_to(user, on).filter(pk__in=about.order_by().values("pk"))
    return [contact_fact(one) for one in seen.order_by("contacted_on", "pk")]
