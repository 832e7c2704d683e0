"""Starting an evaluation, and moving its period while it is a draft (R1, R5)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from accounts.models import User
from audit.services import event_record
from common.dates import in_words
from common.errors import Conflict, RuleViolations
from competencies.models import Classification
from evaluations.enums import EvaluationKind
from evaluations.models import Evaluation, FactorRating, FollowUp, FormItem, ItemRating
from evaluations.permissions import check_can_start
from evaluations.rules.facts import Period
from evaluations.rules.policy_shape import Policy
from evaluations.rules.violation import Violation, error, form_error
from evaluations.selectors import open_follow_up_of, period_violations_of, policy_of, template_for
from evaluations.selectors.policies import policy_for
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.engine import step
from workforce.models import Employee

OVERLAP_SENTENCE = (
    "Another evaluation of this employee already covers some of these days. "
    "Rating periods never overlap: choose a period that starts after it."
)


def evaluation_start(
    *, employee: Employee, period_start: date, period_end: date, kind: EvaluationKind, by: User, at: datetime
) -> Evaluation:
    """A new draft by the employee's immediate supervisor, or the next level where that one is recused (R23).

    It has every factor and item of the newest form, blank.

    Raises NotVisible (404) for anybody else, RuleViolations (422) for a period that ends before it starts or
    overlaps another one, also when two requests arrive at once (R5). Warnings on the period are asked about on
    submitting, when the reasons are recorded with what is signed.
    """
    today = timezone.localdate(at)
    rater = check_can_start(by, employee, today)
    _require_order(period_start, period_end)
    _require_within_the_rules(employee)
    with _overlap_becomes_a_sentence(lambda: policy_for(employee, today)), transaction.atomic():
        locked = Employee.objects.select_for_update().get(pk=employee.pk)
        evaluation = _new_draft(locked, rater, period_start, period_end, kind, by, at)
        _require_no_period_error(evaluation, today)
        _begin(evaluation, by=by, at=at)
        due_dates_refresh(employee_ids=[employee.pk], at=at)
    return evaluation


@transaction.atomic
def evaluation_start_by_system(
    *,
    employee: Employee,
    rater: Employee,
    period: Period,
    kind: EvaluationKind,
    classification_id: int,
    org_unit_id: int,
    at: datetime,
) -> Evaluation:
    """A new draft that nobody asked for by hand, under the class and unit of its days (R1: a period closed early).

    Raises RuleViolations (422) where another evaluation covers some of the days (R5).
    """
    locked = Employee.objects.select_for_update().get(pk=employee.pk)
    group = Classification.objects.get(pk=classification_id)
    evaluation = _new_draft(locked, rater, period.start, period.end, kind, None, at, classification=group)
    evaluation.org_unit_id = org_unit_id
    _require_no_period_error(evaluation, timezone.localdate(at))
    _begin(evaluation, by=None, at=at)
    due_dates_refresh(employee_ids=[employee.pk], at=at)
    return evaluation


def _begin(evaluation: Evaluation, *, by: User | None, at: datetime) -> None:
    evaluation.save()
    rows_create(evaluation)
    event_record(
        stream=evaluation.stream,
        action="evaluation_started",
        by=by,
        at=at,
        data={
            "employee_no": evaluation.employee.employee_no,
            "period": [evaluation.period_start.isoformat(), evaluation.period_end.isoformat()],
            "kind": evaluation.kind,
            "policy": policy_of(evaluation).name,
        },
    )


def evaluation_change_period(
    *,
    public_id: uuid.UUID,
    period_start: date,
    period_end: date,
    by: User,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Evaluation:
    """Another rating period for a draft. Raises as `evaluation_start`, and as `engine.step`."""
    _require_order(period_start, period_end)
    with (
        _overlap_becomes_a_sentence(lambda: policy_of(Evaluation.objects.get(public_id=public_id))),
        step(public_id=public_id, action="edit", by=by, at=at, token=token) as s,
    ):
        if s.is_repeat:
            return s.evaluation
        Employee.objects.select_for_update().get(pk=s.evaluation.employee_id)
        s.evaluation.period_start, s.evaluation.period_end = period_start, period_end
        _require_no_period_error(s.evaluation, s.today)
        s.evaluation.content_version += 1
        s.save("period_start", "period_end", "content_version")
        s.record("period_changed", period=[period_start.isoformat(), period_end.isoformat()])
    return s.evaluation


def rows_create(evaluation: Evaluation) -> None:
    """A blank row for every factor and item of the form."""
    template = evaluation.template
    FactorRating.objects.bulk_create(
        FactorRating(evaluation=evaluation, factor=factor) for factor in template.factors.all()
    )
    ItemRating.objects.bulk_create(
        ItemRating(evaluation=evaluation, item=item) for item in FormItem.objects.filter(factor__template=template)
    )


def _new_draft(
    employee: Employee,
    rater: Employee,
    start: date,
    end: date,
    kind: EvaluationKind,
    by: User | None,
    at: datetime,
    *,
    classification: Classification | None = None,
) -> Evaluation:
    """Under the policy set of the person today; `classification` is the class of the days, where it is another one."""
    group = classification or employee.classification
    policy = policy_for(employee, timezone.localdate(at), classification=group)
    follow_up = _window_to_end(employee, kind)
    return Evaluation(
        employee=employee,
        rater=rater,
        classification=group,
        org_unit_id=employee.org_unit_id,
        template=template_for(employee),
        kind=kind.value,
        policy_key=policy.key,
        policy_version=policy.version,
        period_start=start,
        period_end=end,
        follow_up=follow_up,
        created_at=at,
        created_by_id=by.pk if by else None,
        content_saved_at=at,
    )


def _window_to_end(employee: Employee, kind: EvaluationKind) -> FollowUp | None:
    """The open window that this kind of evaluation ends. Raises RuleViolations where the two do not fit (R13)."""
    window = open_follow_up_of(employee)
    if kind is EvaluationKind.FOLLOW_UP_FINAL:
        if window is None:
            sentence = (
                f"{employee.full_name} has no open follow-up window, so there is none to end. Choose another kind."
            )
            raise RuleViolations([form_error(code="no_open_window", message=sentence, field="kind")])
        return window
    if window is not None and kind in {EvaluationKind.ANNUAL, EvaluationKind.PROBATION}:
        sentence = (
            f"{employee.full_name} is in a follow-up window until {in_words(window.ends_on)}. The next evaluation is "
            "the one that ends it: choose “Final of a follow-up window”."
        )
        raise RuleViolations([form_error(code="window_open", message=sentence, field="kind")])
    return None


def _require_within_the_rules(employee: Employee) -> None:
    """§3: whoever is under a management appraisal plan is not rated by the five ratings."""
    if employee.is_management_plan:
        sentence = (
            f"{employee.full_name} is under a management appraisal plan, outside of these evaluations. Where that is "
            "wrong, whoever imports people corrects it."
        )
        raise RuleViolations([form_error(code="management_plan", message=sentence, field="kind")])


def _require_order(start: date, end: date) -> None:
    if end < start:
        sentence = "The last day of the period lies before its first day. Correct one of the two dates."
        raise RuleViolations([form_error(code="period_out_of_order", message=sentence, field="period_end")])


def _require_no_period_error(evaluation: Evaluation, today: date) -> None:
    errors = [violation for violation in period_violations_of(evaluation, today=today) if violation.is_error]
    if errors:
        raise RuleViolations(errors)


@contextmanager
def _overlap_becomes_a_sentence(policy: Callable[[], Policy]) -> Iterator[None]:
    """Two requests at once end in the exclusion constraint (23P01) or a deadlock (40P01): both are R5's sentence."""
    try:
        yield
    except IntegrityError as failure:
        if "evaluations_periods_never_overlap" not in str(failure):
            raise
        raise RuleViolations([_overlap(policy())]) from failure
    except OperationalError as failure:
        if getattr(failure.__cause__, "pgcode", "") != "40P01":
            raise
        raise Conflict("Two people worked on this employee at the same moment. Open the page again.") from failure


def _overlap(policy: Policy) -> Violation:
    return error(policy, "R5", code="period_overlaps", message=OVERLAP_SENTENCE, field="period_start")
