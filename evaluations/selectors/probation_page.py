"""One person's probation as a page shows it: its end and why, what is on record of it, what may be done (R2, R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from common.dates import add_months
from evaluations.enums import EvaluationKind, EvaluationStatus
from evaluations.models import Evaluation, ProbationExtension
from evaluations.permissions import can_extend_probation
from evaluations.rules.facts import PaidDays
from evaluations.rules.probation import probation_ends_on, why_probation_ends
from evaluations.selectors.due_dates import evaluations_counting
from evaluations.selectors.facts import employee_facts
from evaluations.selectors.policies import policy_for
from evaluations.selectors.probation import extensions_of
from workforce.enums import EmploymentStatus
from workforce.models import Employee

# No probation lasts longer: an evaluation of years ago is about another one.
LONGEST_MONTHS = 18
LOW = ("improvement_needed", "unsatisfactory")


@dataclass(frozen=True, slots=True)
class ProbationShown:
    """`end` is None for somebody who is not on probation. `issued` is the evaluation of it that the employee has.

    `is_interim_advised`: the reader supervises, somebody is doing poorly, and no interim report was issued (R2).
    """

    end: date | None
    why: str
    length_citation: str
    release_citation: str
    paid_days: PaidDays | None
    reached_on: date | None
    counts_paid_days: bool
    issued: Evaluation | None
    extensions: tuple[ProbationExtension, ...]
    can_extend: bool
    is_interim_advised: bool

    def supports_release(self, on: date) -> bool:
        """R2: whether an evaluation that is issued on that day still supports a release from probation."""
        return self.end is not None and on <= self.end


def probation_shown(user: User, employee: Employee, on: date) -> ProbationShown:
    """What the reader, who sees the person, is told. Nothing about an evaluation that is not issued yet."""
    policy = policy_for(employee, on)
    facts = employee_facts(employee, policy)
    is_on = employee.status == EmploymentStatus.PROBATIONARY.value
    end = probation_ends_on(facts, policy) if is_on else None
    return ProbationShown(
        end=end,
        why=why_probation_ends(facts, policy) if is_on else "",
        length_citation=policy.citation("R3"),
        release_citation=policy.citation("R2"),
        paid_days=facts.paid_days,
        reached_on=facts.paid_day_130_on,
        counts_paid_days=policy.probation.paid_days is not None,
        issued=_issued_about(employee, end) if end else None,
        extensions=tuple(extensions_of(employee)),
        can_extend=can_extend_probation(user, employee),
        is_interim_advised=end is not None and on <= end and _is_interim_advised(user, employee),
    )


def has_interim_report(employee: Employee) -> bool:
    """R2: whether an interim report has been issued to the person."""
    rows = evaluations_counting().filter(employee=employee, kind=EvaluationKind.INTERIM.value)
    return rows.filter(issued_on__isnull=False).exists()


def _issued_about(employee: Employee, end: date) -> Evaluation | None:
    """The first issued evaluation that is about the end of this probation."""
    rows = evaluations_counting().filter(employee=employee, issued_on__isnull=False)
    of_this_probation = {"kind": EvaluationKind.PROBATION.value, "period_end__gt": add_months(end, -LONGEST_MONTHS)}
    about = rows.filter(period_start__lte=end, period_end__gte=end) | rows.filter(**of_this_probation)
    return about.order_by("issued_on", "pk").first()


def _is_interim_advised(user: User, employee: Employee) -> bool:
    supervisor = employee.supervisor
    if supervisor is None or supervisor.user_id != user.pk or user.pk is None:
        return False
    rows = evaluations_counting().filter(employee=employee)
    if has_interim_report(employee):
        return False
    own_drafts = rows.filter(status=EvaluationStatus.DRAFT.value, rater=supervisor)
    last = rows.filter(issued_on__isnull=False).order_by("-period_end", "-pk").first()
    is_draft_low = own_drafts.filter(overall__in=LOW) | own_drafts.filter(factor_ratings__rating__in=LOW)
    return is_draft_low.exists() or (last is not None and last.overall in LOW)
