"""Drafts about days after the last day of service: blank ones go, words are never thrown away, their Rater is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from audit.models import AuditEvent
from evaluations.enums import EvaluationStatus
from evaluations.import_effects import what_was_done
from evaluations.models import DueDate, Evaluation
from evaluations.selectors import content_of, evaluation_get
from evaluations.selectors.moves import written_in
from evaluations.services import attachment_add, evaluation_save_draft
from evaluations.services.changes import changes_follow, changes_follow_all
from evaluations.services.coming import coming_evaluations_create
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.meetings import Appointment, meeting_cancel, meeting_plan
from notifications.models import Notice
from notifications.registry import words_of
from tests.evaluations.journeys import (
    AT,
    HOUR,
    TODAY,
    agency,
    complete_content,
    fresh,
    rated,
    returned,
    started,
    submitted,
    user_of,
    voided,
)
from tests.evaluations.test_changes import actions, effects, moved, other_supervisor, separated
from tests.evaluations.test_foresight import apply, file_of, foreseen
from tests.factories import Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
Status = EvaluationStatus
LEFT_ON = date(2026, 5, 29)
# A period that began after that day, and before anybody knew of the separation.
LATER = (date(2026, 6, 1), date(2026, 8, 31))


def draft_of(chain: Chain) -> Evaluation:
    return started(chain, period=LATER)


def told() -> list[tuple[str, str]]:
    """(kind, who) of what is said about such drafts, in order."""
    rows = Notice.objects.filter(kind__in=["discarded", "to_discard"], done_at=None).order_by("pk")
    return list(rows.values_list("kind", "recipient__name"))


def test_a_blank_one_is_void_with_its_event_and_its_rater_is_told_once():
    chain = agency()
    draft = draft_of(chain)
    separated(chain.employee, on=LEFT_ON)
    assert changes_follow_all(at=AT) == {"followed": 1, "discarded": 1}
    after = fresh(draft)
    assert (after.status, after.voided_at) == ("void", AT)
    event = AuditEvent.objects.filter(stream=draft.stream).latest("sequence")
    assert (event.action, event.actor_name, event.data["came_from"]) == ("voided", "System", "draft")
    assert effects() == [("separation", "discarded")]
    assert told() == [("discarded", chain.supervisor.full_name)]
    notice = Notice.objects.get(kind="discarded")
    assert (notice.is_action, notice.path) == (False, draft.get_absolute_url())
    assert evaluation_get(draft.public_id, user_of(chain.supervisor), TODAY) == after
    assert words_of(notice).sentence == (
        "The employee left before June 1, 2026, the first day of the rating period. The draft was blank and has been "
        "discarded; there is nothing to do."
    )
    assert changes_follow_all(at=AT + HOUR) == {}
    assert told() == [("discarded", chain.supervisor.full_name)]
    call_command("verify_audit")


def test_void_it_is_due_no_more_and_is_not_begun_again():
    chain = agency()
    draft_of(chain)
    separated(chain.employee, on=LEFT_ON)
    changes_follow_all(at=AT)
    due_dates_refresh(employee_ids=None, at=AT)
    assert not DueDate.objects.filter(employee=chain.employee).exists()
    assert coming_evaluations_create(at=AT)["created"] == 0
    assert Evaluation.objects.filter(employee=chain.employee).count() == 1


def test_one_that_the_system_began_goes_like_one_begun_by_hand():
    chain = agency()
    Employee.objects.filter(pk=chain.employee.pk).update(appointed_on=date(2025, 10, 1))
    due_dates_refresh(employee_ids=None, at=AT)
    assert coming_evaluations_create(at=AT)["created"] == 1
    draft = Evaluation.objects.get()
    separated(chain.employee, on=date(2025, 9, 30))  # appointed, and never came
    assert changes_follow_all(at=AT) == {"followed": 1, "discarded": 1}
    assert fresh(draft).status == "void"


@pytest.mark.parametrize("what", ["comment", "rating", "item", "action", "file", "meeting"])
def test_what_somebody_has_written_stays_and_its_rater_is_asked_to_discard_it(what):
    chain = agency()
    draft = draft_of(chain)
    touch(draft, what)
    separated(chain.employee, on=LEFT_ON)
    assert changes_follow_all(at=AT) == {"followed": 1, "to_discard": 1}
    assert fresh(draft).status == "draft"
    assert told() == [("to_discard", chain.supervisor.full_name)]
    assert Notice.objects.get(kind="to_discard").is_action
    assert changes_follow_all(at=AT + timedelta(days=1)) == {}
    assert told() == [("to_discard", chain.supervisor.full_name)]
    voided(draft)
    assert told() == []


def touch(draft: Evaluation, what: str) -> None:
    """One thing that a Rater does, and nothing else."""
    rater = user_of(draft.rater)
    if what == "file":
        upload = SimpleUploadedFile("log.pdf", b"%PDF-1.7 log")
        attachment_add(public_id=draft.public_id, upload=upload, by=rater, at=AT)
    elif what == "meeting":
        appointment = Appointment(starts_at=AT + timedelta(days=9), minutes=30, place="Room 3", note="")
        meeting_plan(public_id=draft.public_id, appointment=appointment, by=rater, at=AT)
    else:
        blank = content_of(draft)
        key, factor = next(iter(blank.factors.items()))
        whole = complete_content(draft).factors[key]
        changed = {
            "comment": lambda: replace(blank, overall_comments="Calls were answered."),
            "rating": lambda: replace(blank, factors={**blank.factors, key: replace(factor, rating=whole.rating)}),
            "item": lambda: replace(blank, factors={**blank.factors, key: replace(factor, items=whole.items)}),
            "action": lambda: replace(blank, action_notice_on=TODAY),
        }[what]()
        evaluation_save_draft(
            public_id=draft.public_id, content=changed, expected_version=draft.content_version, by=rater, at=AT
        )
    assert written_in([draft.pk]) == {draft.pk}


def test_what_was_taken_out_again_leaves_it_blank():
    chain = agency()
    draft = draft_of(chain)
    blank = content_of(draft)
    meeting = meeting_plan(
        public_id=draft.public_id, by=user_of(chain.supervisor), at=AT,
        appointment=Appointment(starts_at=AT + timedelta(days=9), minutes=30, place="Room 3", note=""),
    )  # fmt: skip
    meeting_cancel(meeting_id=meeting.public_id, by=user_of(chain.supervisor), at=AT)
    rated(draft)
    rated(draft, content=blank)
    assert written_in([draft.pk]) == set()
    separated(chain.employee, on=LEFT_ON)
    assert changes_follow_all(at=AT) == {"followed": 1, "discarded": 1}


def test_a_period_that_holds_one_day_of_service_is_closed_on_it():
    chain = agency()
    draft = draft_of(chain)
    separated(chain.employee, on=LATER[0])
    assert changes_follow_all(at=AT) == {"followed": 1, "closed_early": 1}
    assert (fresh(draft).status, fresh(draft).period_end) == ("draft", LATER[0])


def test_somebody_who_has_come_back_keeps_the_draft_of_the_days_since():
    chain = agency()
    draft = draft_of(chain)
    separated(chain.employee, on=LEFT_ON)
    Employee.objects.filter(pk=chain.employee.pk).update(status="permanent", separated_on=None)
    assert changes_follow_all(at=AT) == {"followed": 1}
    assert fresh(draft).status == "draft"


def test_one_that_a_signer_returns_later_is_found_by_how_it_stands():
    chain = agency()
    draft = submitted(rated(draft_of(chain)))
    separated(chain.employee, on=LEFT_ON)
    assert changes_follow_all(at=AT + 2 * HOUR) == {"followed": 1}
    returned(draft, at=AT + 3 * HOUR)
    assert changes_follow_all(at=AT + 4 * HOUR) == {"to_discard": 1}
    assert told() == [("to_discard", chain.supervisor.full_name)]


def test_where_the_rater_has_left_too_the_next_supervisor_is_asked():
    chain = agency()
    rated(draft_of(chain))
    new = other_supervisor(chain)
    moved(chain.employee, on=LEFT_ON, supervisor=new)
    separated(chain.employee, on=LEFT_ON)
    separated(chain.supervisor, on=LEFT_ON)
    changes_follow_all(at=AT)
    assert told() == [("to_discard", new.full_name)]


def test_it_is_said_before_the_file_is_applied_and_the_import_is_not_taken_back_afterwards():
    chain = agency()
    draft = draft_of(chain)
    rater = chain.supervisor.full_name
    data = file_of((chain.employee, {"status": "separated", "separated_on": "2026-05-29"}))
    sentence = (
        "An evaluation is only about days after the last day of service: it is discarded while it is blank, else "
        f"{rater} is asked to."
    )
    assert [(one.words, one.told) for one in foreseen(data)] == [(sentence, rater)]
    rated(draft)
    assert [(one.words, one.told) for one in foreseen(data)] == [(sentence, rater)]
    stream = apply(data)
    assert dict(changes_follow(at=AT).effects) == {"to_discard": 1}
    assert what_was_done(stream=stream, ids=[chain.employee.pk]) == [
        f"The evaluation of {chain.employee.full_name} has been changed after this import. "
        "Import the earlier values as a new file instead."
    ]
    assert actions(draft)[-1] == "content_saved"
