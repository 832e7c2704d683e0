"""Lets the demo's evaluations happen: each step of their files through the service that people use.

A step reads "38 submit": that many days ago, and what was done. Who acts follows from the evaluation, as in life;
"30 sign by 000241" names a designee.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from accounts.models import User
from common.dates import add_business_days, add_months, period_end
from evaluations.enums import CheckInProgress, EmployeeOutcome, EvaluationKind, IssueMethod, Rating
from evaluations.models import Evaluation, FollowUp, SignedDocument
from evaluations.permissions import managers_who_may_contact, pending_step
from evaluations.rules.contacts import Contact
from evaluations.selectors import content_of
from evaluations.selectors.policies import policy_for
from evaluations.selectors.review import checks_of
from evaluations.selectors.window_case import planned_days_of
from evaluations.services import (
    attachment_add,
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
    evaluations_finalize_due,
    reason_key,
    submission_preview,
)
from evaluations.services.check_ins import check_in_record, check_in_remark
from evaluations.services.checklist import Looked
from evaluations.services.consultations import consultation_answer, consultation_request
from evaluations.services.meetings import Appointment, meeting_plan
from evaluations.services.reversion import windows_revert
from workforce.models import Employee
from workforce.selectors import chain_of_command
from workspace.demo.content import Told, content_told
from workspace.demo.days import day
from workspace.demo.mail import mail_goes_out
from workspace.demo.story import Story, evaluations_told

MONTHS = 12


def started(story: Story, more: list[str]) -> None:
    employee = Employee.objects.select_related("supervisor__user").get(employee_no=story.told["employee"])
    start, end = _period(story.told["period"], story.today)
    kind = EvaluationKind(story.told.get("kind", "annual"))
    story.evaluation = evaluation_start(
        employee=employee, period_start=start, period_end=end, kind=kind, by=_rater_of(employee), at=story.at
    )


def _period(told: int | list[int] | list[str], today: date) -> tuple[date, date]:
    """A year from the first of the month that many months ago; or [months ago, length]; or two marks."""
    first, length = told if isinstance(told, list) else (told, MONTHS)
    if isinstance(first, str):
        return day(first, today), day(str(length), today)
    start = add_months(today.replace(day=1), first)
    return start, period_end(start, int(length))


def _rater_of(employee: Employee) -> User:
    if employee.supervisor is None:
        raise ValueError(f"{employee} has no supervisor")
    return _account(employee.supervisor)


def _account(person: Employee) -> User:
    """Read afresh, so that roles and activity are those of now."""
    return User.objects.get(employee=person)


def consulted(story: Story, more: list[str]) -> None:
    """The nearest manager who may contacts HR about the rating that the story comes to (R10, R11)."""
    employee = Employee.objects.get(employee_no=story.told["employee"])
    start, end = _period(story.told["period"], story.today)
    able = managers_who_may_contact(chain_of_command(employee), policy_for(employee, story.on))
    story.consultation = consultation_request(
        employee=employee,
        contact=Contact(
            Rating(story.told["overall"]), start, end, end + timedelta(days=7),
            story.text("asked"), story.text("efforts"),
        ),
        by=_account(able[0]),
        at=story.at,
    )  # fmt: skip


def advised(story: Story, more: list[str]) -> None:
    """HR answers."""
    if story.consultation is None:
        raise ValueError("HR answers what somebody has asked")
    consultation_answer(
        public_id=story.consultation.public_id, advice=story.text("advice"), by=story.hr, at=story.at
    )  # fmt: skip


def saved(story: Story, more: list[str]) -> None:
    _save(story, story.told)


def revised(story: Story, more: list[str]) -> None:
    """The next version's words replace those of the first one."""
    changes = story.told["revised"]
    notes = {**story.told.get("notes", {}), **changes.get("notes", {})}
    _save(story, {**story.told, **changes, "notes": notes})


def _save(story: Story, told: Told) -> None:
    evaluation = story.current
    evaluation_save_draft(
        public_id=evaluation.public_id,
        content=content_told(told, content_of(evaluation), story.today),
        expected_version=evaluation.content_version,
        by=_account(evaluation.rater),
        at=story.at,
    )


def attached(story: Story, more: list[str]) -> None:
    evaluation, name = story.current, story.told["attachment"]
    lines = [f"{name}, {story.told['employee']}", *(f"month {number}: {15 + number % 3}" for number in range(1, 13))]
    upload = SimpleUploadedFile(f"{name}.txt", "\n".join(lines).encode())
    by = _account(evaluation.rater)
    story.stored.append(attachment_add(public_id=evaluation.public_id, upload=upload, by=by, at=story.at).file)


def submitted(story: Story, more: list[str]) -> None:
    evaluation = story.current
    preview = submission_preview(evaluation, story.on)
    warnings = [violation for violation in preview.violations if violation.is_warning]
    evaluation_submit(
        public_id=evaluation.public_id,
        content_sha256=preview.sha256,
        password=story.passphrase,
        reasons={reason_key(violation): story.text("warning") for violation in warnings},
        by=_account(evaluation.rater),
        at=story.at,
        token=story.token,
    )


def concurred(story: Story, more: list[str]) -> None:
    evaluation, note = story.current, story.text("hr_note")
    checklist = {check.rule: Looked(is_proper=True) for check in checks_of(evaluation, story.on)}
    evaluation_concur(
        public_id=evaluation.public_id, note=note, checklist=checklist, by=story.hr, at=story.at, token=story.token
    )  # fmt: skip


def signed(story: Story, more: list[str]) -> None:
    evaluation = story.current
    evaluation_sign(
        public_id=evaluation.public_id,
        content_sha256=_signed_sha256(evaluation),
        password=story.passphrase,
        by=_signer(evaluation, more),
        at=story.at,
        token=story.token,
    )


def _signer(evaluation: Evaluation, more: list[str]) -> User:
    """Whose turn it is, or the designee that the step names."""
    if more:
        return _account(Employee.objects.get(employee_no=more[-1]))
    step = pending_step(evaluation)
    if step is None:
        raise ValueError(f"nobody signs {evaluation.employee} in the state {evaluation.status}")
    return _account(step.principal)


def _signed_sha256(evaluation: Evaluation) -> str:
    return SignedDocument.objects.get(evaluation=evaluation, round=evaluation.signing_round).sha256


def returned(story: Story, more: list[str]) -> None:
    evaluation = story.current
    evaluation_return(
        public_id=evaluation.public_id,
        reason=story.text("reason"),
        by=_signer(evaluation, more),
        at=story.at,
        token=story.token,
    )


def issued(story: Story, more: list[str]) -> None:
    evaluation = story.current
    evaluation_issue(
        public_id=evaluation.public_id,
        method=IssueMethod(more[0]),
        issued_on=story.on,
        presented_on=story.on,
        reasons={},
        by=_account(evaluation.rater),
        at=story.at,
        token=story.token,
    )


def signed_by_employee(story: Story, more: list[str]) -> None:
    evaluation = story.current
    evaluation_sign_as_employee(
        public_id=evaluation.public_id,
        content_sha256=_signed_sha256(evaluation),
        password=story.passphrase,
        by=_account(evaluation.employee),
        at=story.at,
        token=story.token,
    )


def refused(story: Story, more: list[str]) -> None:
    _record(story, EmployeeOutcome.REFUSED, witness=story.told["texts"]["witness"])


def unavailable(story: Story, more: list[str]) -> None:
    _record(story, EmployeeOutcome.UNAVAILABLE, witness="")


def _record(story: Story, outcome: EmployeeOutcome, *, witness: str) -> None:
    evaluation = story.current
    evaluation_record_outcome(
        public_id=evaluation.public_id,
        outcome=outcome,
        on=story.on,
        note=story.text("note"),
        witness=witness,
        reasons={},
        by=_account(evaluation.rater),
        at=story.at,
        token=story.token,
    )


def responded(story: Story, more: list[str]) -> None:
    evaluation, text = story.current, story.text("response")
    by = _account(evaluation.employee)
    evaluation_respond(public_id=evaluation.public_id, text=text, by=by, at=story.at, token=story.token)


def waived(story: Story, more: list[str]) -> None:
    evaluation = story.current
    by = _account(evaluation.employee)
    evaluation_waive_response(public_id=evaluation.public_id, by=by, at=story.at, token=story.token)


def closed(story: Story, more: list[str]) -> None:
    """The nightly sweep of that day, after the time for a response was over."""
    evaluations_finalize_due(at=story.at)


def corrected(story: Story, more: list[str]) -> None:
    evaluation, reason = story.current, story.text("reason")
    by = _account(evaluation.rater)
    story.evaluation = evaluation_correct(
        public_id=evaluation.public_id, reason=reason, by=by, at=story.at, token=story.token
    )


def voided(story: Story, more: list[str]) -> None:
    public_id, reason = story.current.public_id, story.text("reason")
    evaluation_void(public_id=public_id, reason=reason, by=story.hr, at=story.at, token=story.token)


def meeting_planned(story: Story, more: list[str]) -> None:
    """The Rater asks the employee to a meeting some days from now, at ten in the morning."""
    evaluation = story.current
    on = add_business_days(story.today, int(more[0]), ())
    starts_at = timezone.make_aware(datetime.combine(on, time(10, 0)))
    appointment = Appointment(starts_at, 45, story.text("place"), story.text("bring"))
    by = _account(evaluation.rater)
    meeting_plan(public_id=evaluation.public_id, appointment=appointment, by=by, at=story.at, token=story.token)


def checked_in(story: Story, more: list[str]) -> None:
    """The Rater records the check-in of that day: `texts` has its words, named by how many days ago it was."""
    evaluation, window = story.current, _window(story)
    days_ago = next(words.split()[0] for words in story.told["steps"] if words.endswith(f"check-in {more[0]}"))
    planned = story.on if story.on in planned_days_of(window) else None
    check_in_record(
        public_id=window.public_id, planned_on=planned, held_on=story.on, progress=CheckInProgress(more[0]),
        notes=story.text(f"check_in.{days_ago}"), by=_account(evaluation.rater), at=story.at, token=story.token,
    )  # fmt: skip


def remarked(story: Story, more: list[str]) -> None:
    """The employee's remark on the check-in that was recorded last."""
    last = _window(story).check_ins.latest("pk")
    by = _account(story.current.employee)
    check_in_remark(check_in_id=last.public_id, remark=story.text("remark"), by=by, at=story.at, token=story.token)


def reverted(story: Story, more: list[str]) -> None:
    """The daily work of that day, after the window's last one."""
    windows_revert(at=story.at)


def _window(story: Story) -> FollowUp:
    return FollowUp.objects.select_related("evaluation", "employee").get(evaluation=story.current)


STEPS: dict[str, Callable[[Story, list[str]], None]] = {
    "start": started,
    "consult": consulted,
    "advise": advised,
    "save": saved,
    "revise": revised,
    "attach": attached,
    "submit": submitted,
    "concur": concurred,
    "sign": signed,
    "return": returned,
    "issue": issued,
    "employee-sign": signed_by_employee,
    "refuse": refused,
    "unavailable": unavailable,
    "respond": responded,
    "waive": waived,
    "close": closed,
    "correct": corrected,
    "void": voided,
    "meet": meeting_planned,
    "check-in": checked_in,
    "remark": remarked,
    "revert": reverted,
}


def evaluations_happen(*, today: date, passphrase: str, hr: User, at: datetime, stored: list[FieldFile]) -> None:
    """Tell every evaluation. Files stored for attachments are added to `stored`: no transaction covers them."""
    for told in evaluations_told():
        story = Story(told, today, passphrase, hr, at, stored)
        for words in told["steps"]:
            days_ago, verb, *more = words.split()
            story.next_moment(int(days_ago))
            STEPS[verb](story, more)
            mail_goes_out(at=story.at)
