"""Takes a follow-up window through its steps the way people do. Its days are those of the handbook's example (§6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from common.dates import add_months
from common.errors import RuleViolations
from evaluations.enums import EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Evaluation, FollowUp, WindowExtension
from evaluations.services.extensions import extension_approve, extension_ask, extension_decline
from tests.evaluations.journeys import (
    agency,
    concurred,
    evaluation_in,
    hr_analyst,
    issued,
    rated,
    signed,
    started,
    submitted,
    user_of,
)
from tests.factories import Chain
from workforce.models import Employee, Leave

START, END, REVERTS = date(2026, 7, 6), date(2027, 1, 6), date(2027, 1, 7)
AWAY = (date(2026, 9, 1), date(2026, 10, 31))  # 61 days
NEW_END = END + timedelta(days=61)  # March 8, 2027
# Monday, November 2, 2026, 9:00 in Los Angeles: more than thirty days before the end.
EARLY = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
# Monday, December 28, 2026, 9:00: within the thirty days.
LATE = datetime(2026, 12, 28, 17, 0, tzinfo=UTC)
# January 6, 2027, 23:59:59, and the first second of the next day.
LAST_SECOND = datetime(2027, 1, 7, 7, 59, 59, tzinfo=UTC)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)
SECOND_PERIOD = (date(2026, 7, 1), date(2026, 12, 27))
REASONS = {
    "R14:extension_contact_late:contacted_on": "The Program Head was away.",
    "R14:longer_than_absence:new_end": "The class that was missed begins anew in May.",
}


def in_window(*, away: tuple[date, date] | None = AWAY) -> tuple[Chain, FollowUp]:
    """An Improvement Needed given on July 6, 2026, its employee away for two months of the window."""
    chain = agency()
    evaluation = evaluation_in(EvaluationStatus.FINAL, chain, rating=Rating.IMPROVEMENT_NEEDED)
    if away:
        Leave.objects.create(employee=chain.employee, starts_on=away[0], ends_on=away[1])
    return chain, FollowUp.objects.get(evaluation=evaluation)


def afresh(window: FollowUp) -> FollowUp:
    return FollowUp.objects.select_related("evaluation", "employee").get(pk=window.pk)


def asked(
    window: FollowUp, by: Employee, *, new_end: date = NEW_END, for_absence: bool = True,
    reasons: Mapping[str, str] | None = None, at: datetime = EARLY, asked_by_no: str = "",
    contacted_on: date | None = None,
) -> WindowExtension:  # fmt: skip
    """The request of that person, with a reason for every warning unless told otherwise."""
    extension_ask(
        public_id=window.public_id, asked_end=new_end, for_absence=for_absence,
        reasons=REASONS if reasons is None else reasons, by=user_of(by), at=at, asked_by_no=asked_by_no,
        contacted_on=contacted_on, token=uuid4(),
    )  # fmt: skip
    return window.extensions.latest("pk")


def approved(
    window: FollowUp, *, new_end: date = NEW_END, told_on: date | None = None, by: Employee | None = None,
    reasons: Mapping[str, str] | None = None, at: datetime = EARLY,
) -> FollowUp:  # fmt: skip
    """HR approves the request that waits."""
    extension_approve(
        public_id=window.public_id, new_end=new_end, told_on=told_on or at.date(), by=user_of(by or hr_analyst()),
        reasons=REASONS if reasons is None else reasons, at=at, token=uuid4(),
    )  # fmt: skip
    return afresh(window)


def declined(window: FollowUp, *, at: datetime = EARLY, reason: str = "The absence was before the window.") -> FollowUp:
    extension_decline(
        public_id=window.public_id, reason=reason, by=user_of(hr_analyst()), at=at, token=uuid4()
    )  # fmt: skip
    return afresh(window)


def final_of(chain: Chain, rating: Rating = Rating.COMPETENT, *, at: datetime = LATE) -> Evaluation:
    """A complete draft of the evaluation that ends the window."""
    draft = started(chain, period=SECOND_PERIOD, kind=EvaluationKind.FOLLOW_UP_FINAL, at=at)
    return rated(draft, rating, at=at)


def codes(error: RuleViolations) -> list[tuple[str, str]]:
    return [(violation.rule, violation.code) for violation in error.violations]


def low_given(chain: Chain, employee: Employee, at: datetime) -> FollowUp:
    """Somebody under the chain's supervisor gets an Improvement Needed then, for the year up to the day before."""
    today = timezone.localdate(at)
    period = (add_months(today, -12), today - timedelta(days=1))
    draft = rated(started(chain, employee=employee, period=period, at=at), Rating.IMPROVEMENT_NEEDED, at=at)
    ready = signed(signed(concurred(submitted(draft, at=at), at=at), at=at), at=at)
    issued(ready, presented_on=today, issued_on=today, at=at)
    return FollowUp.objects.get(evaluation=ready)
