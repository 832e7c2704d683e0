"""What the services refuse, keep and write: start, save, submit, return, outcome, response, correction, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services import WrongPassword
from audit.models import Signature
from audit.selectors import events_of
from common.errors import Conflict, NotVisible, RuleViolations
from evaluations.enums import EmployeeOutcome, EvaluationKind, EvaluationStatus, Rating
from evaluations.models import Attachment, Evaluation, WarningReason
from evaluations.selectors import content_of, proposal_for
from evaluations.services import (
    StaleContent,
    attachment_add,
    attachment_remove,
    evaluation_change_period,
    evaluation_correct,
    evaluation_record_outcome,
    evaluation_respond,
    evaluation_save_draft,
    evaluation_start,
    evaluation_submit,
    evaluations_finalize_due,
    submission_preview,
)
from evaluations.services.attachments import MAX_BYTES, MAX_FILES
from jobs.models import Job
from tests.evaluations.journeys import (
    AT,
    TODAY,
    agency,
    agency_signed,
    complete_content,
    correction_of,
    evaluation_in,
    finished,
    fresh,
    issued,
    rated,
    refused,
    returned,
    signed_by_employee,
    started,
    submitted,
    user_of,
)
from tests.factories import PASSWORD, make_employee

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


def codes(error: RuleViolations) -> list[tuple[str, str]]:
    return [(violation.rule, violation.code) for violation in error.violations]


# --- start ------------------------------------------------------------------------------------------------------------


def test_only_the_immediate_supervisor_starts():
    chain = agency()
    chain.employee.supervisor = chain.program_head
    chain.employee.save()
    evaluation = started(chain)
    assert evaluation.rater == chain.program_head
    assert (evaluation.policy_key, evaluation.policy_version) == ("county", 1)
    with pytest.raises(NotVisible):
        evaluation_start(
            employee=chain.employee, period_start=date(2026, 7, 1), period_end=date(2027, 6, 30),
            kind=EvaluationKind.ANNUAL, by=user_of(chain.supervisor), at=AT,
        )  # fmt: skip


def test_a_supervisor_is_rated_on_the_supervisory_form():
    chain = agency()
    plain = started(chain)
    supervisory = started(chain, employee=chain.supervisor)
    assert plain.factor_ratings.count() == 6
    assert supervisory.factor_ratings.count() == 7
    assert supervisory.item_ratings.count() == 31


def test_an_overlap_of_one_day_is_refused():
    chain = agency()
    finished(rated(started(chain)))
    with pytest.raises(RuleViolations) as refusal:
        started(chain, period=(date(2026, 6, 30), date(2027, 6, 29)))
    assert codes(refusal.value) == [("R5", "period_overlaps")]
    assert Evaluation.objects.count() == 1


def test_the_period_of_a_draft_moves_and_never_onto_another_one():
    chain = agency()
    first = finished(rated(started(chain)))
    draft = started(chain, period=(date(2026, 7, 1), date(2027, 6, 30)))
    move = {"public_id": draft.public_id, "by": user_of(chain.supervisor), "at": AT}
    with pytest.raises(RuleViolations) as refusal:
        evaluation_change_period(period_start=first.period_end, period_end=date(2027, 6, 29), token=uuid4(), **move)
    assert [rule for rule, _ in codes(refusal.value)] == ["R5"]
    evaluation_change_period(period_start=date(2026, 8, 1), period_end=date(2027, 6, 30), token=uuid4(), **move)
    assert fresh(draft).period_start == date(2026, 8, 1)


def test_the_proposed_period_follows_the_last_one():
    chain = agency()
    assert proposal_for(chain.employee, TODAY).period.start == date(2025, 7, 1)
    finished(rated(started(chain)))
    period = proposal_for(chain.employee, TODAY).period
    assert (period.start, period.end) == (date(2026, 7, 1), date(2027, 6, 30))


# --- save -------------------------------------------------------------------------------------------------------------


def test_a_stale_save_keeps_both_texts():
    chain = agency()
    draft = started(chain)
    by, blank = user_of(chain.supervisor), content_of(draft)
    save = {"public_id": draft.public_id, "expected_version": draft.content_version, "by": by, "at": AT}
    evaluation_save_draft(content=replace(blank, overall_comments="Mine"), **save)
    with pytest.raises(StaleContent) as stale:
        evaluation_save_draft(content=replace(blank, overall_comments="Also mine"), **save)
    assert stale.value.theirs.overall_comments == "Mine"
    assert stale.value.yours.overall_comments == "Also mine"


def test_saving_the_same_words_again_is_no_save():
    chain = agency()
    draft = rated(started(chain))
    before = len(events_of(draft.stream))
    rated(draft, content=content_of(draft))
    assert fresh(draft).content_version == draft.content_version
    assert len(events_of(draft.stream)) == before


def test_the_trail_holds_digests_and_never_the_words():
    chain = agency()
    draft = rated(started(chain))
    text = str([event.data for event in events_of(draft.stream)])
    assert "overall_comments" in text
    assert "412 of 420" not in text


# --- submit, return ---------------------------------------------------------------------------------------------------


def test_a_wrong_password_signs_nothing():
    chain = agency()
    draft = rated(started(chain))
    preview = submission_preview(fresh(draft), TODAY)
    with pytest.raises(WrongPassword):
        evaluation_submit(
            public_id=draft.public_id, content_sha256=preview.sha256, password="not this one at all", reasons={},
            by=user_of(chain.supervisor), at=AT, token=uuid4(),
        )  # fmt: skip
    assert (fresh(draft).status, Signature.objects.count()) == ("draft", 0)


def test_what_changed_under_the_raters_eyes_is_not_signed():
    chain = agency()
    draft = rated(started(chain))
    seen = submission_preview(fresh(draft), TODAY).sha256
    changed = replace(content_of(draft), overall_comments="Other words")
    rated(draft, content=changed)
    with pytest.raises(Conflict):
        evaluation_submit(
            public_id=draft.public_id, content_sha256=seen, password=PASSWORD, reasons={},
            by=user_of(chain.supervisor), at=AT, token=uuid4(),
        )  # fmt: skip
    assert fresh(draft).status == "draft"


def test_an_incomplete_form_names_all_that_is_missing():
    chain = agency()
    draft = rated(started(chain), content=replace(content_of(started_blank(chain)), overall="very_good"))
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft, reasons={})
    rules = [rule for rule, _ in codes(refusal.value)]
    assert rules[0] == "R7"
    assert rules.count("form") == 6


def started_blank(chain):
    """A throwaway draft of a colleague, whose blank content fits every general form."""
    return started(chain, employee=make_employee(supervisor=chain.supervisor))


def test_a_warning_needs_a_reason_and_the_reason_is_signed():
    chain = agency()
    draft = started(chain, period=(date(2025, 7, 1), date(2026, 7, 5)))
    draft = rated(draft)
    with pytest.raises(RuleViolations) as refusal:
        submitted(draft, reasons={})
    assert codes(refusal.value) == [("R1", "period_too_long")]
    evaluation = submitted(draft)
    reason = WarningReason.objects.get()
    assert (reason.rule, reason.round) == ("R1", 1)
    warnings = evaluation.documents.get().as_document()["warnings"]
    assert [row["rule"] for row in warnings] == ["R1"]


def test_a_return_voids_every_signature_of_the_round():
    chain = agency()
    evaluation = evaluation_in(Status.DEPARTMENT_HEAD_REVIEW, chain)
    evaluation = returned(evaluation, reason="The dates of the audit are missing.")
    assert (evaluation.status, evaluation.signing_round) == ("draft", 1)
    again = submitted(evaluation)
    assert again.signing_round == 2
    assert [s.round for s in Signature.objects.order_by("id")] == [1, 1, 2]
    assert again.steps.filter(round=2, signature__isnull=False).count() == 1
    event = next(event for event in events_of(evaluation.stream) if event.action == "returned")
    assert event.data["signatures_voided"] == 2
    assert "audit" not in str(event.data)


def test_a_return_without_a_reason_is_refused():
    chain = agency()
    evaluation = evaluation_in(Status.REVIEWER_REVIEW, chain)
    with pytest.raises(RuleViolations) as refusal:
        returned(evaluation, reason="   ")
    assert codes(refusal.value) == [("form", "reason_missing")]


# --- issue, outcome, response -----------------------------------------------------------------------------------------


def test_issue_sets_the_deadlines_and_asks_for_the_employees_copy():
    evaluation = evaluation_in(Status.ISSUED, agency())
    assert evaluation.copy_due_on == date(2026, 7, 26)
    assert evaluation.response_due_on == date(2026, 7, 20)
    assert list(Job.objects.filter(name="evaluations.packet_render").values_list("key", flat=True)) == [
        f"{evaluation.public_id}:employee_copy"
    ]


def test_a_day_before_the_last_signature_or_in_the_future_is_refused():
    ready = evaluation_in(Status.READY_TO_ISSUE, agency())
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=date(2026, 7, 5), issued_on=date(2026, 7, 7))
    assert codes(refusal.value) == [("form", "day_before_signature"), ("form", "day_in_future")]


def test_a_copy_on_day_21_needs_a_reason():
    ready = evaluation_in(Status.READY_TO_ISSUE, agency())
    at = datetime(2026, 7, 27, 17, 0, tzinfo=UTC)
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=TODAY, issued_on=date(2026, 7, 27), at=at)
    # By then the ten business days from the day it was shown are over, too: that HR records, not the Rater alone.
    assert codes(refusal.value) == [("R19", "copy_late"), ("R25", "term_over")]


def test_on_day_20_it_is_in_time():
    ready = evaluation_in(Status.READY_TO_ISSUE, agency())
    at = datetime(2026, 7, 26, 17, 0, tzinfo=UTC)
    with pytest.raises(RuleViolations) as refusal:
        issued(ready, presented_on=TODAY, issued_on=date(2026, 7, 26), at=at)
    assert codes(refusal.value) == [("R25", "term_over")]


def test_an_employee_at_work_is_not_unavailable():
    chain = agency()
    evaluation = evaluation_in(Status.ISSUED, chain)
    with pytest.raises(RuleViolations) as refusal:
        evaluation_record_outcome(
            public_id=evaluation.public_id, outcome=EmployeeOutcome.UNAVAILABLE, on=TODAY, note="Not seen", witness="",
            reasons={}, by=user_of(chain.supervisor), at=AT, token=uuid4(),
        )  # fmt: skip
    assert codes(refusal.value) == [("R20", "not_unavailable")]


def test_a_response_in_time_ends_it_and_the_packet_of_record_is_asked_for():
    chain = agency()
    evaluation = refused(evaluation_in(Status.ISSUED, chain))
    assert (evaluation.status, evaluation.filed_on) == ("issued", TODAY)
    last_day = datetime(2026, 7, 21, 6, 59, tzinfo=UTC)  # still July 20 in Los Angeles
    evaluation_respond(
        public_id=evaluation.public_id, text="I was never told.", by=user_of(chain.employee), at=last_day, token=uuid4()
    )
    evaluation = fresh(evaluation)
    assert (evaluation.status, evaluation.response_on) == ("final", date(2026, 7, 20))
    assert Job.objects.filter(key=f"{evaluation.public_id}:record").count() == 1


def test_a_late_response_is_refused_and_the_sweep_files_the_evaluation():
    chain = agency()
    evaluation = signed_by_employee(evaluation_in(Status.ISSUED, chain))
    late = datetime(2026, 7, 21, 7, 1, tzinfo=UTC)
    with pytest.raises(RuleViolations) as refusal:
        evaluation_respond(
            public_id=evaluation.public_id, text="Too late", by=user_of(chain.employee), at=late, token=uuid4()
        )
    assert codes(refusal.value) == [("R25", "response_late")]
    assert evaluations_finalize_due(at=datetime(2026, 7, 20, 17, 0, tzinfo=UTC)) == 0
    assert evaluations_finalize_due(at=late) == 1
    assert evaluations_finalize_due(at=late) == 0
    assert fresh(evaluation).status == "final"


def test_without_an_outcome_the_sweep_files_nothing():
    evaluation = evaluation_in(Status.ISSUED, agency())
    assert evaluations_finalize_due(at=datetime(2027, 7, 21, 7, 1, tzinfo=UTC)) == 0
    assert fresh(evaluation).status == "issued"


def test_the_school_set_files_at_the_end_of_the_response_time(settings):
    settings.POLICY_SET = "school"
    chain = agency()
    evaluation = signed_by_employee(issued(agency_signed(rated(started(chain)))))
    assert (evaluation.policy_key, evaluation.filed_on) == ("school", date(2026, 7, 20))


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_supersedes_only_when_it_is_final():
    chain = agency()
    original = evaluation_in(Status.FINAL, chain)
    draft = correction_of(original)
    assert (draft.version, draft.corrects_id, content_of(draft)) == (2, original.pk, content_of(original))
    with pytest.raises(Conflict):
        evaluation_correct(
            public_id=original.public_id, reason="Again", by=user_of(chain.supervisor), at=AT, token=uuid4()
        )
    assert fresh(original).status == "final"
    corrected = finished(rated(draft, content=complete_content(draft, Rating.VERY_GOOD)))
    assert (fresh(original).status, corrected.status, corrected.overall) == ("superseded", "final", "very_good")


# --- files ------------------------------------------------------------------------------------------------------------


def attach(evaluation, name: str, content: bytes) -> Attachment:
    by = user_of(evaluation.rater)
    return attachment_add(public_id=evaluation.public_id, upload=SimpleUploadedFile(name, content), by=by, at=AT)


def test_a_file_is_hashed_named_by_its_bytes_and_signed():
    chain = agency()
    draft = rated(started(chain))
    attachment = attach(draft, "../../etc/Log of letters.exe", PDF)
    assert (attachment.name, attachment.content_type) == ("Log of letters.pdf", "application/pdf")
    document = submitted(draft).documents.get().as_document()
    assert [(row["name"], row["sha256"]) for row in document["attachments"]] == [
        ("Log of letters.pdf", attachment.sha256)
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.pdf", b"", "file_empty"),
        ("program.pdf", b"MZ\x90\x00" + b"\x00" * 60, "file_type"),
        ("page.html", b"\xff\xfe<script>", "file_type"),
        ("large.txt", b"a" * (MAX_BYTES + 1), "file_too_large"),
    ],
)
def test_other_files_are_refused_with_a_sentence(name, content, code):
    draft = started(agency())
    with pytest.raises(RuleViolations) as refusal:
        attach(draft, name, content)
    assert codes(refusal.value) == [("form", code)]
    assert Attachment.objects.count() == 0


def test_no_more_than_ten_files():
    draft = started(agency())
    for number in range(MAX_FILES):
        attach(draft, f"note {number}.txt", b"Notes")
    with pytest.raises(RuleViolations) as refusal:
        attach(draft, "one more.txt", b"Notes")
    assert codes(refusal.value) == [("form", "too_many_files")]


def test_a_removed_file_is_gone_after_the_commit(django_capture_on_commit_callbacks):
    draft = started(agency())
    attachment = attach(draft, "note.txt", b"Notes")
    storage, stored = attachment.file.storage, attachment.file.name
    with django_capture_on_commit_callbacks(execute=True):
        attachment_remove(public_id=draft.public_id, attachment_id=attachment.public_id, by=user_of(draft.rater), at=AT)
    assert (Attachment.objects.count(), storage.exists(stored)) == (0, False)
