"""The extension of a follow-up window: for absence, by HR, in time, one after the other; and who is told (R14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.models import DueDate, FollowUp, WarningReason, WindowExtension
from evaluations.selectors.windows import window_get
from evaluations.services.extensions import extension_approve
from evaluations.services.reminders import reminders_make
from evaluations.services.reversion import windows_revert
from evaluations.window_permissions import may_decide
from notifications.models import Mail, Notice
from tests.evaluations.journeys import hr_analyst, signed, submitted, user_of
from tests.evaluations.windowing import (
    EARLY,
    END,
    LAST_SECOND,
    LATE,
    MIDNIGHT,
    NEW_END,
    REASONS,
    afresh,
    approved,
    asked,
    codes,
    declined,
    final_of,
    in_window,
)
from tests.factories import make_employee
from workforce.models import Employee, Leave

pytestmark = pytest.mark.django_db
LATE_KEY, LONG_KEY = REASONS


def refused(do) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolations) as refusal:
        do()
    return codes(refusal.value)


def told() -> set[tuple[str, str, date | None, bool]]:
    """Notices: kind, to whom, the day that they name, and whether a mail goes at once."""
    rows = Notice.objects.exclude(kind__in=["issued", "your_turn_to_sign", "ready_to_issue", "hr_review"])
    rows = rows.filter(kind__in=["extension_asked", "extension_declined", "window_moved", "window_moved_own"])
    return {(row.kind, row.recipient.name, row.due_on, row.mail_id is not None) for row in rows}


def test_a_manager_asks_hr_approves_and_everybody_is_told():
    chain, window = in_window()
    request = asked(window, chain.program_head, reasons={})
    assert (request.status, request.contacted_on, request.old_end) == ("asked", EARLY.date(), END)
    analyst = hr_analyst()
    assert {row[:2] for row in told()} == {
        ("extension_asked", "Noor Analyst"), ("extension_asked", chain.hr_manager.full_name),
    }  # fmt: skip
    window = approved(window, reasons={})
    request.refresh_from_db()
    assert (window.status, window.ends_on, window.original_ends_on) == ("extended", NEW_END, END)
    assert (request.status, request.new_end, request.told_on) == ("approved", NEW_END, EARLY.date())
    assert request.decided_by_name == analyst.full_name
    assert told() - {row for row in told() if row[0] == "extension_asked"} == {
        ("window_moved_own", chain.employee.full_name, NEW_END, True),
        ("window_moved", chain.supervisor.full_name, NEW_END, True),
        ("window_moved", chain.program_head.full_name, NEW_END, True),
        ("window_moved", chain.division_chief.full_name, NEW_END, True),
    }
    assert not Notice.objects.filter(kind="extension_asked", done_at=None).exists()
    assert Mail.objects.filter(recipient=chain.employee.user, notices__kind="window_moved_own").count() == 1
    events = AuditEvent.objects.filter(stream=window.evaluation.stream, action__startswith="extension")
    assert [(row.action, row.actor_name) for row in events.order_by("pk")] == [
        ("extension_asked", chain.program_head.full_name), ("extension_approved", "Noor Analyst"),
    ]  # fmt: skip
    assert events.last().data == {"old_end": "2027-01-06", "new_end": "2027-03-08", "told_on": "2026-11-02"}


def test_the_due_day_and_the_reminders_move_with_the_end():
    chain, window = in_window()
    assert DueDate.objects.get(employee=chain.employee).due_on == END
    thirty_days = datetime(2026, 12, 7, 20, 0, tzinfo=EARLY.tzinfo)
    asked(window, chain.program_head, at=thirty_days)
    reminders_make(at=thirty_days)
    assert set(Notice.objects.filter(kind="window_ends").values_list("due_on", flat=True)) == {END}
    approved(window, at=thirty_days)
    assert DueDate.objects.get(employee=chain.employee).due_on == NEW_END
    assert not Notice.objects.filter(kind="window_ends", done_at=None).exists()
    reminders_make(at=LATE)
    assert not Notice.objects.filter(kind="window_ends", done_at=None).exists()
    reminders_make(at=datetime(2027, 2, 6, 20, 0, tzinfo=EARLY.tzinfo))
    open_ones = Notice.objects.filter(kind="window_ends", done_at=None)
    assert set(open_ones.values_list("due_on", flat=True)) == {NEW_END}


@pytest.mark.parametrize("has_final", [True, False])
def test_what_the_employee_was_told_is_not_done_when_the_window_ends(has_final):
    """Else it would say, before the final is issued, that the window is over; the reminders of the end are done."""
    chain, window = in_window()
    asked(window, chain.program_head)
    approved(window)
    later = datetime(2027, 3, 1, 17, 0, tzinfo=EARLY.tzinfo)
    reminders_make(at=later)
    assert Notice.objects.filter(kind="window_ends", done_at=None).exists()
    if has_final:
        signed(signed(submitted(final_of(chain, at=later), at=later), at=later), at=later)
    else:
        windows_revert(at=datetime(2027, 3, 10, 17, 0, tzinfo=EARLY.tzinfo))
    assert not afresh(window).is_in_force
    own = Notice.objects.filter(recipient=chain.employee.user, kind="window_moved_own")
    assert list(own.values_list("done_at", flat=True)) == [None]
    assert not Notice.objects.filter(kind="window_ends", done_at=None).exists()


def test_a_final_after_the_old_end_counts_in_an_extended_window():
    chain, window = in_window()
    asked(window, chain.program_head)
    approved(window)
    later = datetime(2027, 2, 1, 17, 0, tzinfo=EARLY.tzinfo)
    signed(signed(submitted(final_of(chain, at=later), at=later), at=later), at=later)
    window = afresh(window)
    assert (window.status, window.closed_on) == ("closed_competent", date(2027, 2, 1))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"for_absence": False}, [("R14", "not_for_absence")]),
        ({"new_end": END}, [("R14", "new_end_not_later")]),
        ({"new_end": date(2026, 12, 31)}, [("R14", "new_end_not_later")]),
        ({"new_end": NEW_END + timedelta(days=1)}, [("R14", "longer_than_absence")]),
        ({"at": LATE}, [("R14", "extension_contact_late")]),
        ({"at": MIDNIGHT}, [("R14", "extension_contact_late"), ("R14", "not_approved")]),
    ],
)
def test_what_the_rule_says_of_a_request(changes, found):
    chain, window = in_window()
    assert refused(lambda: asked(window, chain.division_chief, **{"reasons": {}, **changes})) == found
    assert not WindowExtension.objects.exists()


def test_reasons_for_warnings_are_kept_and_not_asked_for_twice():
    chain, window = in_window()
    request = asked(window, chain.program_head, new_end=NEW_END + timedelta(days=9), at=LATE)
    # The same words again at the approval need no second reason; other words do.
    longer = NEW_END + timedelta(days=10)
    assert refused(lambda: approved(window, new_end=longer, reasons={}, at=LATE)) == [("R14", "longer_than_absence")]
    approved(window, new_end=longer, reasons={LONG_KEY: "The next course ends then."}, at=LATE)
    kept = [(row.code, row.reason, row.by_name) for row in request.warning_reasons.all()]
    assert kept == [
        ("extension_contact_late", REASONS[LATE_KEY], chain.program_head.full_name),
        ("longer_than_absence", REASONS[LONG_KEY], chain.program_head.full_name),
        ("longer_than_absence", "The next course ends then.", "Noor Analyst"),
    ]
    assert WarningReason.objects.filter(extension=None).count() == 0


def test_approved_in_the_last_second_and_not_in_the_first_one_after():
    chain, window = in_window()
    asked(window, chain.program_head)
    late = refused(lambda: approved(window, told_on=date(2027, 1, 7), at=MIDNIGHT, reasons={}))
    assert late == [("R14", "told_late"), ("R14", "approved_late")]
    assert (afresh(window).status, afresh(window).ends_on) == ("open", END)
    assert approved(window, told_on=END, at=LAST_SECOND).ends_on == NEW_END


@pytest.mark.parametrize(
    ("told_on", "found"),
    [
        (date(2026, 11, 1), [("form", "told_out_of_order")]),  # before HR was contacted
        (date(2026, 11, 3), [("form", "told_out_of_order")]),  # tomorrow
    ],
)
def test_the_day_of_telling_is_a_fact(told_on, found):
    chain, window = in_window()
    asked(window, chain.program_head)
    assert refused(lambda: approved(window, told_on=told_on)) == found


def test_one_extension_after_the_other_each_against_the_end_in_force():
    chain, window = in_window()
    asked(window, chain.program_head)
    approved(window)
    # Thirty days before March 8, 2027.
    in_time = datetime(2027, 2, 6, 17, 0, tzinfo=EARLY.tzinfo)
    Leave.objects.create(employee=chain.employee, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 13))
    second = NEW_END + timedelta(days=10)
    assert refused(lambda: asked(window, chain.program_head, new_end=NEW_END, reasons={}, at=in_time)) == [
        ("R14", "new_end_not_later")
    ]
    too_long = second + timedelta(days=1)
    assert refused(lambda: asked(window, chain.program_head, new_end=too_long, reasons={}, at=in_time)) == [
        ("R14", "longer_than_absence")
    ]
    day_later = in_time + timedelta(days=1)
    assert refused(lambda: asked(window, chain.program_head, new_end=second, reasons={}, at=day_later)) == [
        ("R14", "extension_contact_late")
    ]
    asked(window, chain.program_head, new_end=second, reasons={}, at=in_time)
    assert approved(window, new_end=second, reasons={}, at=in_time).ends_on == second
    rows = window.extensions.values_list("old_end", "new_end")
    assert list(rows) == [(END, NEW_END), (NEW_END, second)]


def test_hr_records_for_a_manager_with_the_day_of_contact():
    chain, window = in_window()
    analyst = hr_analyst()
    whole = {"asked_by_no": chain.division_chief.employee_no, "contacted_on": date(2026, 10, 30)}
    assert refused(lambda: asked(window, analyst)) == [("form", "asker_unknown"), ("form", "contact_missing")]
    for_another = {**whole, "asked_by_no": chain.supervisor.employee_no}
    assert refused(lambda: asked(window, analyst, **for_another)) == [("form", "asker_unknown")]
    for day in (date(2026, 7, 5), date(2026, 11, 3)):
        outside = {**whole, "contacted_on": day}
        assert refused(lambda values=outside: asked(window, analyst, **values)) == [("form", "contact_out_of_window")]
    # Recorded late in December, contacted in time: no warning.
    request = asked(window, analyst, reasons={}, at=LATE, **whole)
    assert (request.asked_by_id, request.contacted_on) == (chain.division_chief.pk, date(2026, 10, 30))
    assert request.recorded_by_name == "Noor Analyst"


@pytest.mark.parametrize("is_hr", [False, True])
def test_who_asks_in_person_names_neither_another_nor_another_day(is_hr):
    """Nor does a manager who also is of HR: that would be evidence of a contact that nobody made (R14)."""
    chain, window = in_window()
    if is_hr:
        chain.program_head.user.role_grants.create(role="hr", granted_at=EARLY)
    own, other = chain.program_head.employee_no, chain.division_chief.employee_no
    earlier = date(2026, 10, 1)
    for given, found in [
        ({"asked_by_no": other}, ["asked_by"]),
        ({"asked_by_no": own}, ["asked_by"]),
        ({"contacted_on": earlier}, ["contacted_on"]),
        ({"asked_by_no": own, "contacted_on": earlier}, ["asked_by", "contacted_on"]),
    ]:
        with pytest.raises(RuleViolations) as refusal:
            asked(window, chain.program_head, **given)
        assert [(one.code, one.field) for one in refusal.value.violations] == [("not_yours", name) for name in found]
    assert not WindowExtension.objects.exists()
    request = asked(window, chain.program_head)
    assert (request.asked_by_id, request.contacted_on) == (chain.program_head.pk, EARLY.date())


def test_a_manager_of_the_chain_decides_nothing_that_they_recorded():
    chain, window = in_window()
    analyst = hr_analyst()
    asked(window, analyst, asked_by_no=chain.division_chief.employee_no, contacted_on=date(2026, 10, 30))
    assert may_decide_now(window, analyst)
    analyst.management_level, analyst.supervisor = "program_head", chain.division_chief
    analyst.save(update_fields=["management_level", "supervisor"])
    chain.supervisor.supervisor = analyst
    chain.supervisor.save(update_fields=["supervisor"])
    assert not may_decide_now(window, analyst)
    with pytest.raises(NotAllowed):
        approved(window, by=analyst)
    assert approved(window, by=chain.hr_manager).ends_on == NEW_END


def may_decide_now(window: FollowUp, person: Employee) -> bool:
    shown, standing = window_get(window.public_id, user_of(person), EARLY.date())
    return may_decide(standing, shown)


def test_who_asks_and_who_decides():
    chain, window = in_window()
    outsider = make_employee(last_name="Outside")
    for person in (outsider, chain.deputy_director):
        with pytest.raises(NotVisible):
            asked(window, person)
    for person in (chain.employee, chain.supervisor):
        with pytest.raises(NotAllowed):
            asked(window, person)
    asked(window, chain.program_head)
    with pytest.raises(Conflict):
        asked(window, chain.division_chief)
    for person in (chain.employee, chain.supervisor, chain.program_head, chain.division_chief):
        with pytest.raises(NotAllowed):
            approved(window, by=person)
    assert approved(window, by=chain.hr_manager).ends_on == NEW_END


def test_nobody_of_hr_decides_what_is_their_own():
    """Of HR's own staff: the employee, the Rater, and a manager who asked."""
    chain, window = in_window()
    for person in (chain.employee, chain.supervisor, chain.program_head):
        person.user.role_grants.create(role="hr", granted_at=EARLY)
    with pytest.raises(NotAllowed):
        asked(window, chain.employee)
    asked(window, chain.program_head)
    for person in (chain.employee, chain.supervisor, chain.program_head):
        with pytest.raises(NotAllowed):
            approved(window, by=person)
    hr_analyst()
    assert not Notice.objects.filter(
        kind="extension_asked", recipient__in=[chain.employee.user, chain.supervisor.user, chain.program_head.user]
    ).exists()


def test_where_both_posts_are_vacant_the_next_above_asks():
    chain, window = in_window()
    chain.supervisor.supervisor = chain.deputy_director
    chain.supervisor.save(update_fields=["supervisor"])
    assert asked(window, chain.deputy_director).asked_by_id == chain.deputy_director.pk


def test_declined_the_old_end_stands_and_another_may_be_asked_for():
    chain, window = in_window()
    request = asked(window, chain.program_head)
    assert refused(lambda: declined(window, reason="  ")) == [("form", "reason_missing")]
    window = declined(window)
    request.refresh_from_db()
    assert (request.status, window.status, window.ends_on) == ("declined", "open", END)
    assert {row[:3] for row in told() if row[0] == "extension_declined"} == {
        ("extension_declined", chain.program_head.full_name, END),
        ("extension_declined", chain.supervisor.full_name, END),
    }
    assert asked(window, chain.division_chief).pk != request.pk


def test_a_request_lapses_with_the_window():
    chain, window = in_window()
    request = asked(window, chain.program_head)
    signed(signed(submitted(final_of(chain), at=LATE), at=LATE), at=LATE)
    request.refresh_from_db()
    assert (afresh(window).status, request.status, request.decided_by_name) == ("closed_competent", "lapsed", "")
    with pytest.raises(Conflict):
        approved(window, at=LATE)


def test_a_repeated_form_does_it_once():
    chain, window = in_window()
    asked(window, chain.program_head)
    token, by = uuid4(), user_of(hr_analyst())
    for _twice in range(2):
        extension_approve(
            public_id=window.public_id, new_end=NEW_END, told_on=EARLY.date(), reasons={}, by=by, at=EARLY, token=token
        )
    assert AuditEvent.objects.filter(action="extension_approved").count() == 1


def database_says(change) -> str:
    with pytest.raises(Error) as caught, transaction.atomic():
        change()
    return str(caught.value).splitlines()[0]


def test_the_database_holds_the_promises_itself():
    chain, window = in_window()
    asked(window, chain.program_head)
    approved(window)
    rows, requests = FollowUp.objects.filter(pk=window.pk), WindowExtension.objects.all()
    says = "R14: an extension never shortens a window"
    assert database_says(lambda: rows.update(ends_on=END)) == says
    assert "begins where it began" in database_says(lambda: rows.update(prior_status="probationary"))
    assert "never deleted" in database_says(lambda: rows._raw_delete(rows.db))
    assert "evaluations_window_never_shortened" in database_says(lambda: rows.update(status="open"))
    assert "evaluations_reverted_has_day" in database_says(lambda: rows.update(status="reverted"))
    assert "evaluations_reverted_next_day" in database_says(
        lambda: rows.update(status="reverted", reverted_on=NEW_END, reverted_at=EARLY)
    )
    assert "evaluations_window_closed_in_time" in database_says(lambda: rows.update(status="closed_competent"))
    assert "evaluations_window_closed_in_time" in database_says(
        lambda: rows.update(
            status="closed_competent", closed_on=NEW_END + timedelta(days=1), closed_by=window.evaluation
        )
    )
    assert "is decided once" in database_says(lambda: requests.update(new_end=NEW_END + timedelta(days=9)))
    assert "is decided once" in database_says(lambda: requests._raw_delete(rows.db))
    rows.update(status="reverted", reverted_on=NEW_END + timedelta(days=1), reverted_at=EARLY)
    assert "changes no more" in database_says(lambda: rows.update(status="lifted"))
    assert "changes no more" in database_says(lambda: rows.update(ends_on=NEW_END + timedelta(days=30)))
