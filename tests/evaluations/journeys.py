"""Brings an evaluation into any state the way people do: through the services, never by writing a status.

    chain = agency()                                       # forms loaded, a full chain of command, HR
    draft = started(chain)
    ready = evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain)
    window = evaluation_in(EvaluationStatus.ISSUED, chain, rating=Rating.IMPROVEMENT_NEEDED)
    blank = submitted(deemed_competent(chain))

Each step takes the evaluation, acts as the person whose turn it is, and returns it read afresh. Every person signs
in with `tests.factories.PASSWORD`. The steps happen one hour apart on AT's day, so nothing leans on the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import hr_manager
from common.canonical import canonical_json, sha256_of_text
from evaluations.enums import (
    ContactWay,
    EmployeeOutcome,
    EvaluationKind,
    EvaluationStatus,
    IssueMethod,
    ItemRating,
    Rating,
)
from evaluations.models import Consultation, Evaluation, SignedDocument
from evaluations.permissions import managers_who_may_contact, pending_step
from evaluations.rules.contacts import Contact
from evaluations.rules.content import DeficiencyContent, DraftContent, FactorContent
from evaluations.selectors import content_of, policy_of
from evaluations.selectors.consultations import chain_about, consultations_about
from evaluations.selectors.review import checks_of
from evaluations.services import (
    evaluation_concur,
    evaluation_correct,
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_respond,
    evaluation_return,
    evaluation_save_draft,
    evaluation_sign,
    evaluation_sign_as_employee,
    evaluation_start,
    evaluation_submit,
    evaluation_void,
    evaluation_waive_response,
    evaluation_withdraw,
    form_templates_load,
    reason_key,
    submission_preview,
)
from evaluations.services.checklist import Looked
from evaluations.services.consultations import consultation_record
from tests.factories import PASSWORD, Chain, make_chain, make_employee, make_org_unit
from workforce.models import Employee, Leave

PERIOD = (date(2025, 7, 1), date(2026, 6, 30))
# Monday, July 6, 2026, 9:00 in the morning in Los Angeles.
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
TODAY = date(2026, 7, 6)
HOUR = timedelta(hours=1)
LEAVE = (date(2025, 7, 1), date(2026, 5, 31))
EVIDENCE = (
    "Closed 412 of 420 cases within ten days between July 2025 and May 2026; the audit of March 3 found no error."
)
REASON = "Looked at again; both stand for the reasons written in Comments."
# The word that most factors get, so that the overall and its factors fit together (R37).
FACTOR_WORDS = {
    Rating.OUTSTANDING: ItemRating.OUTSTANDING,
    Rating.VERY_GOOD: ItemRating.VERY_GOOD,
    Rating.COMPETENT: ItemRating.COMPETENT,
    Rating.IMPROVEMENT_NEEDED: ItemRating.IMPROVEMENT_NEEDED,
    Rating.UNSATISFACTORY: ItemRating.UNSATISFACTORY,
}


def agency() -> Chain:
    """The shipped forms and a full chain of command; `hr_analyst()` does the propriety review."""
    form_templates_load()
    return make_chain()


def hr_analyst() -> Employee:
    """Somebody of HR outside every chain of command, who therefore reviews low ratings; always the same person."""
    known = Employee.objects.filter(user__email="analyst@agency.example").select_related("user").first()
    return known or make_employee(
        first_name="Noor", last_name="Analyst", email="analyst@agency.example", roles=[Role.HR],
        org_unit=make_org_unit("Department / Human Resources"),
    )  # fmt: skip


def fresh(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is stored now, with the people that the steps need."""
    rows = Evaluation.objects.select_related("employee__user", "rater__user", "template", "follow_up")
    return rows.get(pk=evaluation.pk)


def user_of(employee: Employee) -> User:
    """The employee's account, read afresh."""
    return User.objects.get(employee=employee)


# --- content ----------------------------------------------------------------------------------------------------------


def complete_content(evaluation: Evaluation, rating: Rating = Rating.COMPETENT) -> DraftContent:
    """A form that the rules accept for that overall rating, with every factor and item answered."""
    word = FACTOR_WORDS[rating].value
    factors = {
        key: FactorContent(word, f"{key.replace('_', ' ').capitalize()}: as agreed.", dict.fromkeys(blank.items, word))
        for key, blank in content_of(evaluation).factors.items()
    }
    content = DraftContent(factors=factors, overall=rating.value, overall_comments=EVIDENCE)
    if rating is Rating.IMPROVEMENT_NEEDED:
        content = with_plan(content)
    if rating is Rating.UNSATISFACTORY:
        content = replace(
            content,
            action_kind="discharge",
            action_stage="proposed",
            action_effective_on=date(2026, 9, 1),
            action_notice_on=date(2026, 7, 1),
        )
    return content


def with_plan(content: DraftContent) -> DraftContent:
    """The content with the three parts of R8 and a Plan for Improvement with one complete deficiency (R9)."""
    deficiency = DeficiencyContent(
        factor=next(iter(content.factors)),
        standard="By October 31, 2026, no more than 2 of 50 letters a week are sent back for correction.",
        evidence="On March 3, April 14 and May 20, 2026, 9 to 12 of 50 letters were sent back.",
        required_action="Check every letter against the list before it leaves the desk.",
        assistance="A weekly hour with the lead technician; the writing class of August 2026.",
        measure="The log of letters sent back, counted every Friday.",
        target_on=date(2026, 10, 31),
        check_ins=(date(2026, 8, 7), date(2026, 9, 4), date(2026, 10, 2)),
    )
    return replace(
        content,
        improvement_informed="Told by the supervisor on March 5 and May 22, 2026, with the letters on the table.",
        improvement_required="To check each letter against the list and to ask before sending where in doubt.",
        improvement_assistance="The list was written together on March 6; the lead technician sat in twice a week.",
        improvement_finding="Letters were sound until January 2026; with the list and the class they can be again.",
        deficiencies=(deficiency,),
    )


# --- steps ------------------------------------------------------------------------------------------------------------


def started(
    chain: Chain,
    *,
    employee: Employee | None = None,
    period: tuple[date, date] = PERIOD,
    kind: EvaluationKind = EvaluationKind.ANNUAL,
    at: datetime = AT,
) -> Evaluation:
    """A blank draft by the immediate supervisor."""
    employee = Employee.objects.get(pk=(employee or chain.employee).pk)
    rater = user_of(Employee.objects.get(pk=employee.supervisor_id))
    start, end = period
    return fresh(
        evaluation_start(employee=employee, period_start=start, period_end=end, kind=kind, by=rater, at=at)
    )  # fmt: skip


def rated(
    evaluation: Evaluation,
    rating: Rating = Rating.COMPETENT,
    *,
    content: DraftContent | None = None,
    at: datetime = AT,
) -> Evaluation:
    """The Rater saves a complete form, or the content that is given; HR was contacted in time about a low rating."""
    evaluation = fresh(evaluation)
    content = complete_content(evaluation, rating) if content is None else content
    contacted(evaluation, content.overall)
    evaluation_save_draft(
        public_id=evaluation.public_id,
        content=content,
        expected_version=evaluation.content_version,
        by=user_of(evaluation.rater),
        at=at,
    )
    return fresh(evaluation)


def contacted(evaluation: Evaluation, overall: str, *, on: date | None = None) -> Consultation | None:
    """HR has recorded a Program Head's call about that rating, once, in time for every policy set (R10, R11).

    None where the rating needs no call, or the line holds nobody who could make one.
    """
    if not (overall and Rating(overall).is_low):
        return None
    start, end = evaluation.period_start, evaluation.period_end
    rows = consultations_about(evaluation.employee_id, start, end).filter(likely_rating=overall)
    callers = managers_who_may_contact(chain_about(evaluation.employee, evaluation), policy_of(evaluation))
    if rows.exists() or not callers:
        return rows.first()
    # In time, and not so long before a short period that it would be about the one before.
    day = on or max(end - timedelta(days=90), start - timedelta(days=60))
    return consultation_record(
        employee=evaluation.employee,
        contact=Contact(Rating(overall), start, end, max(end, day), "Letters come back.", "Told twice; a list helps."),
        contacted_by=callers[0],
        contacted_on=day,
        way=ContactWay.TELEPHONE,
        advice="Write down the talks, with their days.",
        by=_hr_beside(evaluation),
        at=max(AT, datetime.combine(day, time(20), tzinfo=UTC)),
    )


def _hr_beside(evaluation: Evaluation) -> User:
    """The HR Manager, or the analyst where there is none or the HR Manager has a part in it."""
    manager, parts = hr_manager(), {evaluation.rater.user_id, evaluation.employee.user_id}
    return manager if manager is not None and manager.pk not in parts else user_of(hr_analyst())


def deemed_competent(chain: Chain, *, at: datetime = AT) -> Evaluation:
    """A draft with every rating blank for a long leave, its dates in Comments (R6)."""
    Leave.objects.get_or_create(employee=chain.employee, starts_on=LEAVE[0], ends_on=LEAVE[1])
    evaluation = started(chain, at=at)
    comments = "On leave from July 1, 2025 to May 31, 2026."
    return rated(evaluation, content=replace(content_of(evaluation), overall_comments=comments), at=at)


def reasons_for(evaluation: Evaluation, today: date = TODAY) -> dict[str, str]:
    """A reason for every warning that stands, under the keys that the submission asks for."""
    warnings = [violation for violation in submission_preview(evaluation, today).violations if violation.is_warning]
    return {reason_key(violation): REASON for violation in warnings}


def submitted(
    evaluation: Evaluation, *, reasons: Mapping[str, str] | None = None, at: datetime = AT + HOUR
) -> Evaluation:
    """The Rater signs and submits, with a reason for every warning."""
    evaluation = fresh(evaluation)
    today = timezone.localdate(at)
    evaluation_submit(
        public_id=evaluation.public_id,
        content_sha256=submission_preview(evaluation, today).sha256,
        password=PASSWORD,
        reasons=reasons_for(evaluation, today) if reasons is None else reasons,
        by=user_of(evaluation.rater),
        at=at,
        token=uuid4(),
    )
    return fresh(evaluation)


def concurred(evaluation: Evaluation, *, at: datetime = AT + 2 * HOUR) -> Evaluation:
    """HR finds the low rating proper."""
    by, checklist = user_of(hr_analyst()), all_ticked(evaluation, timezone.localdate(at))
    evaluation_concur(
        public_id=evaluation.public_id, note="Proper.", checklist=checklist, by=by, at=at, token=uuid4()
    )  # fmt: skip
    return fresh(evaluation)


def all_ticked(evaluation: Evaluation, today: date = TODAY) -> dict[str, Looked]:
    """HR has looked at every rule of the checklist and found it proper."""
    return {check.rule: Looked(is_proper=True) for check in checks_of(fresh(evaluation), today)}


def signed(evaluation: Evaluation, *, by: User | None = None, at: datetime = AT + 3 * HOUR) -> Evaluation:
    """Whoever's turn it is signs: the Reviewer or the Department Head, or the designee given as `by`."""
    evaluation = fresh(evaluation)
    step = pending_step(evaluation)
    assert step is not None, f"nobody signs in the state {evaluation.status}"
    evaluation_sign(
        public_id=evaluation.public_id,
        content_sha256=signed_document(evaluation).sha256,
        password=PASSWORD,
        by=by or user_of(step.principal),
        at=at,
        token=uuid4(),
    )
    return fresh(evaluation)


def returned(evaluation: Evaluation, *, reason: str = "Name the dates.", at: datetime = AT + 3 * HOUR) -> Evaluation:
    """Whoever reviews it now returns it to the Rater."""
    step = pending_step(fresh(evaluation))
    by = user_of(step.principal) if step else user_of(hr_analyst())
    evaluation_return(public_id=evaluation.public_id, reason=reason, by=by, at=at, token=uuid4())
    return fresh(evaluation)


def withdrawn(evaluation: Evaluation, *, at: datetime = AT + 3 * HOUR) -> Evaluation:
    """The Rater takes it back."""
    by = user_of(evaluation.rater)
    evaluation_withdraw(public_id=evaluation.public_id, reason="A date is wrong.", by=by, at=at, token=uuid4())
    return fresh(evaluation)


def issued(
    evaluation: Evaluation,
    *,
    presented_on: date = TODAY,
    issued_on: date = TODAY,
    method: IssueMethod = IssueMethod.GIVEN,
    reasons: Mapping[str, str] | None = None,
    at: datetime = AT + 5 * HOUR,
) -> Evaluation:
    """The Rater shows it to the employee and gives or mails the copy."""
    evaluation_issue(
        public_id=evaluation.public_id,
        method=method,
        issued_on=issued_on,
        presented_on=presented_on,
        reasons=reasons or {},
        by=user_of(evaluation.rater),
        at=at,
        token=uuid4(),
    )
    return fresh(evaluation)


def signed_by_employee(evaluation: Evaluation, *, at: datetime = AT + 6 * HOUR) -> Evaluation:
    """The employee signs: received, not agreed."""
    evaluation_sign_as_employee(
        public_id=evaluation.public_id,
        content_sha256=signed_document(evaluation).sha256,
        password=PASSWORD,
        by=user_of(evaluation.employee),
        at=at,
        token=uuid4(),
    )
    return fresh(evaluation)


def refused(evaluation: Evaluation, *, on: date = TODAY, at: datetime = AT + 6 * HOUR) -> Evaluation:
    """The Rater records that the employee refused, with a witness."""
    evaluation_record_outcome(
        public_id=evaluation.public_id,
        outcome=EmployeeOutcome.REFUSED,
        on=on,
        note="Read it in the meeting and would not sign.",
        witness="Sam Witness",
        reasons={},
        by=user_of(evaluation.rater),
        at=at,
        token=uuid4(),
    )
    return fresh(evaluation)


def responded(
    evaluation: Evaluation, text: str = "The log of March is incomplete.", *, at: datetime = AT + 7 * HOUR
) -> Evaluation:
    """The employee's written response."""
    by = user_of(evaluation.employee)
    evaluation_respond(public_id=evaluation.public_id, text=text, by=by, at=at, token=uuid4())
    return fresh(evaluation)


def waived(evaluation: Evaluation, *, at: datetime = AT + 7 * HOUR) -> Evaluation:
    """The employee says that no response will come; a signed evaluation is final then."""
    evaluation_waive_response(
        public_id=evaluation.public_id, by=user_of(evaluation.employee), at=at, token=uuid4()
    )  # fmt: skip
    return fresh(evaluation)


def voided(evaluation: Evaluation, *, at: datetime = AT + 3 * HOUR) -> Evaluation:
    """HR voids it; the Rater discards an own draft."""
    is_draft = evaluation.status == EvaluationStatus.DRAFT.value
    by = user_of(evaluation.rater if is_draft else hr_analyst())
    evaluation_void(public_id=evaluation.public_id, reason="Begun for the wrong person.", by=by, at=at, token=uuid4())
    return fresh(evaluation)


def correction_of(evaluation: Evaluation, *, at: datetime = AT + 8 * HOUR) -> Evaluation:
    """The draft of the next version of a final evaluation."""
    correction = evaluation_correct(
        public_id=evaluation.public_id,
        reason="The number of cases was wrong.",
        by=user_of(evaluation.rater),
        at=at,
        token=uuid4(),
    )
    return fresh(correction)


def signed_document(evaluation: Evaluation) -> SignedDocument:
    """The document of the present round; its hash is what every signer of that round confirms."""
    document = SignedDocument.objects.get(evaluation=evaluation, round=fresh(evaluation).signing_round)
    assert document.sha256 == sha256_of_text(canonical_json(document.as_document()))
    return document


# --- whole ways -------------------------------------------------------------------------------------------------------


def agency_signed(evaluation: Evaluation) -> Evaluation:
    """From a complete draft to ready to issue: every step that the route asks for."""
    evaluation = submitted(evaluation)
    if evaluation.status == EvaluationStatus.HR_REVIEW.value:
        evaluation = concurred(evaluation)
    if evaluation.status == EvaluationStatus.REVIEWER_REVIEW.value:
        evaluation = signed(evaluation)
    return signed(evaluation, at=AT + 4 * HOUR)


def finished(evaluation: Evaluation) -> Evaluation:
    """From a complete draft to final: signed by everybody, issued, signed by the employee, response waived."""
    return waived(signed_by_employee(issued(agency_signed(evaluation))))


def evaluation_in(
    status: EvaluationStatus, chain: Chain | None = None, *, rating: Rating = Rating.COMPETENT
) -> Evaluation:
    """An evaluation of the chain's employee in that state. HR review is reached by the low ratings alone."""
    status = EvaluationStatus(status)
    draft = rated(started(chain or agency()), rating)
    if status is EvaluationStatus.VOID:
        return voided(draft)
    if status is EvaluationStatus.SUPERSEDED:
        original = finished(draft)
        finished(correction_of(original))
        return fresh(original)
    evaluation = _until(status, draft)
    assert evaluation.status == status.value, f"{rating.label} does not pass {status.label}"
    return evaluation


def _until(status: EvaluationStatus, evaluation: Evaluation) -> Evaluation:
    """Forward by one step after the other until the state is reached or the way ends."""
    next_step = {
        EvaluationStatus.DRAFT.value: submitted,
        EvaluationStatus.HR_REVIEW.value: concurred,
        EvaluationStatus.REVIEWER_REVIEW.value: signed,
        EvaluationStatus.DEPARTMENT_HEAD_REVIEW.value: signed,
        EvaluationStatus.READY_TO_ISSUE.value: issued,
        EvaluationStatus.ISSUED.value: lambda issued_one: waived(signed_by_employee(issued_one)),
    }
    while evaluation.status not in {status.value, EvaluationStatus.FINAL.value}:
        evaluation = next_step[evaluation.status](evaluation)
    return evaluation
