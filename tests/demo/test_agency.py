"""What the demo agency holds: believable, in every state, and nothing in it that the rules forbid."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from accounts.models import RoleGrant, User
from audit.models import AuditEvent, Signature
from audit.selectors import chain_findings, head_findings, import_findings, signature_findings
from competencies.models import Classification
from evaluations.enums import EmployeeOutcome, EvaluationStatus
from evaluations.models import Evaluation, FollowUp, Meeting, Return, WarningReason
from evaluations.selectors.packets import PACKET_JOB
from evaluations.selectors.verification import evaluation_findings
from jobs.models import Job
from notifications.models import Mail, Notice, Preference
from notifications.selectors import failures_listed
from tests.demo.conftest import LOADED_AT
from workforce.models import Employee, Leave, OrgUnit
from workforce.selectors import chain_of_command
from workspace.demo.agency import agency_told
from workspace.demo.story import evaluations_told

pytestmark = [pytest.mark.usefixtures("agency"), pytest.mark.django_db]
TODAY = date(2026, 11, 22)


def evaluation_of(employee_no: str, **lookup: object) -> Evaluation:
    rows = Evaluation.objects.filter(employee__employee_no=employee_no, **lookup)
    return rows.latest("period_end", "version")


def test_the_size_of_the_agency() -> None:
    assert (Employee.objects.count(), Classification.objects.count(), OrgUnit.objects.count()) == (66, 21, 27)
    assert Counter(Employee.objects.values_list("status", flat=True)) == {
        "permanent": 63,
        "probationary": 2,
        "separated": 1,
    }


def test_codes_and_numbers_keep_their_leading_zeros() -> None:
    numbers = [*Employee.objects.values_list("employee_no", flat=True)]
    codes = [*Classification.objects.values_list("code", flat=True)]
    assert {len(number) for number in numbers} == {6}
    assert {len(code) for code in codes} == {4}
    assert sum(code.startswith("0") for code in codes) == 12


def test_everybody_but_the_director_has_a_chain_of_command_up_to_her() -> None:
    tops = {chain_of_command(person)[-1].employee_no for person in Employee.objects.exclude(employee_no="000101")}
    assert tops == {"000101"}


def test_every_state_is_there() -> None:
    assert Counter(Evaluation.objects.values_list("status", flat=True)) == {
        EvaluationStatus.DRAFT: 5,
        EvaluationStatus.HR_REVIEW: 1,
        EvaluationStatus.REVIEWER_REVIEW: 3,
        EvaluationStatus.DEPARTMENT_HEAD_REVIEW: 2,
        EvaluationStatus.READY_TO_ISSUE: 1,
        EvaluationStatus.ISSUED: 2,
        EvaluationStatus.FINAL: 20,
        EvaluationStatus.VOID: 1,
        EvaluationStatus.SUPERSEDED: 1,
    }


def test_every_rating_and_every_outcome_is_there() -> None:
    ratings = {"", "outstanding", "very_good", "competent", "improvement_needed", "unsatisfactory"}
    assert {*Evaluation.objects.values_list("overall", flat=True)} == ratings
    assert {*Evaluation.objects.values_list("outcome", flat=True)} == {"", *EmployeeOutcome}


def test_a_draft_was_returned_with_a_reason() -> None:
    returned = Return.objects.get()
    assert (returned.evaluation.employee.employee_no, returned.evaluation.status) == ("001053", "draft")
    assert (returned.by_name, returned.reason[:42]) == ("Desmond Achebe", "I believe the rating may well be right, bu")


def test_follow_up_windows_are_open_near_their_end_closed_and_reverted() -> None:
    rows = FollowUp.objects.order_by("starts_on").values_list("employee__employee_no", "status", "starts_on", "ends_on")
    assert [*rows] == [
        ("001121", "closed_competent", date(2025, 12, 5), date(2026, 6, 5)),
        ("001187", "reverted", date(2026, 5, 1), date(2026, 11, 1)),
        ("001155", "open", date(2026, 6, 10), date(2026, 12, 10)),
        ("001090", "open", date(2026, 9, 11), date(2027, 3, 11)),
    ]
    near, gone = (FollowUp.objects.get(employee__employee_no=number) for number in ("001155", "001187"))
    held = [(one.planned_on == one.held_on, one.progress, bool(one.remark)) for one in near.check_ins.all()]
    assert held == [(True, "not_yet", True), (True, "partly", False)]
    assert (gone.reverted_on, gone.prior_status) == (date(2026, 11, 2), "permanent")


def test_a_designee_signed_for_the_department_head() -> None:
    signature = Signature.objects.exclude(acting_for="").get()
    assert (signature.capacity, signature.name, signature.acting_for) == (
        "department_head",
        "Leopoldo Quiñones",
        "Josephine Baptiste",
    )


def test_a_discharge_waits_for_hr_and_a_refusal_has_its_witness() -> None:
    low, refused = evaluation_of("001112"), evaluation_of("001083")
    assert (low.status, low.action_kind, low.action_stage) == ("hr_review", "discharge", "proposed")
    assert (refused.status, refused.outcome, refused.outcome_witness) == ("final", "refused", "Darnell Washington")


def test_a_long_leave_is_deemed_competent_and_a_correction_replaced_its_original() -> None:
    blank = evaluation_of("001079")
    assert (blank.status, blank.overall, blank.filed_on) == ("final", "", date(2026, 9, 1))
    old, new = Evaluation.objects.filter(employee__employee_no="001099").order_by("version")
    assert [(old.status, old.version), (new.status, new.version, new.corrects)] == [
        ("superseded", 1),
        ("final", 2, old),
    ]


def test_the_only_warning_was_given_a_reason() -> None:
    kept = WarningReason.objects.get()
    assert (kept.rule, kept.evaluation.employee.employee_no) == ("R37", "001163")


def test_nothing_says_why_anybody_was_away() -> None:
    """R6: dates only."""
    told = " ".join(map(str, evaluations_told())).casefold()
    kinds = (
        r"\b(sick\w*|illness|medical\w*|maternity|paternity|parental|pregnan\w*|military|bereave\w*|disab\w*|fmla)\b"
    )
    assert re.findall(kinds, told) == []
    assert Leave.objects.count() == 4


def test_texts_differ_from_person_to_person() -> None:
    texts = [text for text in Evaluation.objects.values_list("overall_comments", flat=True) if text]
    marks = [text for text in texts if "{" in text or "}" in text]
    assert (len(texts) - len(set(texts)), marks) == (0, [])


def test_history_is_past_and_the_trail_whole() -> None:
    times = [*AuditEvent.objects.order_by("stream", "sequence").values_list("stream", "at")]
    assert max(at for _, at in times) < LOADED_AT
    evaluations = [row for row in times if row[0].startswith("evaluation:")]
    assert (len(evaluations) > 200, evaluations == sorted(evaluations)) == (True, True)
    checks = (chain_findings, head_findings, import_findings, signature_findings, evaluation_findings)
    assert [finding for check in checks for finding in check()] == []


def test_every_issued_evaluation_asks_for_its_packets() -> None:
    issued = Evaluation.objects.exclude(issued_on=None).count()
    final = Evaluation.objects.exclude(finalized_at=None).count()
    assert (issued, final, Job.objects.filter(name=PACKET_JOB).count()) == (23, 21, 44)


def test_mail_of_the_past_was_sent_and_one_came_back() -> None:
    assert set(Mail.objects.values_list("status", flat=True)) == {"sent", "bounced"}
    (lost,) = failures_listed()
    assert (str(lost.recipient), lost.error) == ("Nkechi Eze", "550 5.1.1 No mailbox here by that name")
    assert Notice.objects.get(kind="mail_failed").recipient.email == "hyun-woo.park@madrona.example"


def test_a_conference_lies_ahead_and_somebody_is_told_in_spanish() -> None:
    meeting = Meeting.objects.get()
    assert (meeting.evaluation.employee.employee_no, meeting.starts_at > LOADED_AT) == ("001042", True)
    assert [str(row.user) for row in Preference.objects.filter(language="es")] == ["Sofía Restrepo"]


def test_everybody_in_service_signs_in_with_the_one_phrase() -> None:
    hashes = {*User.objects.values_list("password", flat=True)}
    assert (len(hashes), User.objects.filter(is_active=False).count(), User.objects.count()) == (1, 1, 67)
    assert User.objects.get(email="jonah.feldstein@madrona.example").check_password("six lanterns over the harbor")


def test_roles() -> None:
    assert [*RoleGrant.objects.order_by("role", "user__name").values_list("role", "user__name")] == [
        ("auditor", "Ruth Abramowitz"),
        ("classification_admin", "Vera Kuznetsova"),
        ("hr", "Benjamin Stein-Harlow"),
        ("hr", "Sofía Restrepo"),
        ("hr_manager", "Marguerite Delacroix-Osei"),
        ("system_admin", "Hyun-woo Park"),
    ]


def test_the_readme_names_the_demo_as_it_is() -> None:
    told, text = agency_told(), (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    missing = [row["email"] for row in told["signins"] if f"| {row['email']} |" not in text]
    sizes = f"{Employee.objects.count()} people, {Classification.objects.count()} classes"
    assert (missing, f"`{told['passphrase']}`" in text, sizes in text) == ([], True, True)
