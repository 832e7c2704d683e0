"""Mail that did not arrive: reported by mail servers, owned by somebody, settled or sent again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed
from jobs.models import Job
from jobs.services import drain
from notifications.models import Mail, Notice
from notifications.selectors import failures_listed
from notifications.services.bounces import Report, report_read
from notifications.services.failures import failure_assign, failure_settle, mail_again, mail_bounce
from tests.factories import make_user
from tests.notifications.rows import AT, turn

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REPORT = """\
From: MAILER-DAEMON@mail.example
To: bounces@agency.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-1@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; rita@agency.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such
 person here

--B
Content-Type: {original}

{returned}
--B--
"""
RETURNED = "From: fairstep@localhost\nSubject: 2 things to do\nMessage-ID: {message_id}\n\n"


def report(message_id, *, action="failed", original="message/rfc822", returned=RETURNED):
    text = REPORT.format(action=action, original=original, returned=returned.format(message_id=message_id))
    return text.encode()


@pytest.fixture
def admin():
    return make_user(name="Hyun-woo Park", roles=[Role.SYSTEM_ADMIN])


@pytest.fixture
def sent(admin):
    """A mail that the server took."""
    mail = turn(make_user(email="rita@agency.example"))
    drain(at=AT)
    mail.refresh_from_db()
    assert mail.status == "sent"
    return mail


@pytest.fixture
def bounced(sent):
    return mail_bounce(message_id=sent.message_id, reason="550 No such person", at=AT + HOUR)


# --- reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_is_read(original):
    found = report_read(report("<1@localhost>", original=original))
    assert found == Report("<1@localhost>", True, "smtp; 550 5.1.1 No such person here")


def test_a_delay_is_no_bounce():
    assert report_read(report("<1@localhost>", action="delayed")).is_final is False


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: somebody@agency.example\nMessage-ID: <1@localhost>\n\nI am out of the office.",
        report("<1@localhost>", returned="Subject: without a name\n\n"),
        report("<1@localhost>").replace(b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_is_no_report_about_a_mail_is_none(raw):
    assert report_read(raw) is None


def test_a_report_of_any_size_is_read_within_bounds():
    assert report_read(report("<1@localhost>") + b"x" * 5_000_000) is not None


# --- the command ------------------------------------------------------------------------------------------------------


def run(monkeypatch, raw=b"", **options):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
    out = StringIO()
    call_command("mail_bounce", stdout=out, **options)
    return out.getvalue().strip()


def test_a_mail_server_pipes_its_report_in(monkeypatch, sent):
    said = run(monkeypatch, report(sent.message_id))
    sent.refresh_from_db()
    assert said == f"{sent.message_id} came back; it stands among the mail that did not arrive."
    assert (sent.status, sent.error) == ("bounced", "smtp; 550 5.1.1 No such person here")


def test_a_person_names_the_mail(monkeypatch, sent):
    run(monkeypatch, message_id=sent.message_id, reason="Came back on paper")
    sent.refresh_from_db()
    assert (sent.status, sent.error) == ("bounced", "Came back on paper")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (report("<1@elsewhere>"), "No mail of this installation has the Message-ID <1@elsewhere>."),
        (report("<1@elsewhere>", action="delayed"), "<1@elsewhere> is delayed; the mail server goes on trying."),
        (b"Subject: Hello\n\nHello", "This is no report about a mail that was sent; nothing is noted."),
    ],
)
def test_whatever_else_arrives_is_no_error_to_the_mail_server(monkeypatch, raw, said):
    assert run(monkeypatch, raw) == said


def test_a_message_id_typed_wrong_is_one(monkeypatch):
    with pytest.raises(CommandError, match="No mail of this installation has the Message-ID <nothing>"):
        run(monkeypatch, message_id="<nothing>")


# --- bounces ----------------------------------------------------------------------------------------------------------


def test_a_bounce_told_twice_is_noted_once_and_the_administrators_once_a_day(sent, admin):
    for _ in range(2):
        mail_bounce(message_id=sent.message_id, reason="550", at=AT)
    mail_bounce(message_id=turn(make_user()).message_id, reason="551", at=AT)
    assert AuditEvent.objects.filter(action="mail_bounced").count() == 2
    assert list(Notice.objects.filter(kind="mail_failed").values_list("recipient", "due_on")) == [(admin.pk, AT.date())]


def test_a_bounce_that_is_faster_than_our_own_note_keeps_the_mail_from_going_out_again(admin):
    mail = turn(make_user())
    mail_bounce(message_id=mail.message_id, reason="550", at=AT)
    drain(at=AT)
    mail.refresh_from_db()
    assert (mail.status, mail.sent_at) == ("bounced", None)


# --- an owner, an end -------------------------------------------------------------------------------------------------


def test_a_failure_has_the_administrator_with_the_fewest_open_ones_as_owner_at_once(admin):
    other = make_user(roles=[Role.SYSTEM_ADMIN])
    make_user(roles=[Role.SYSTEM_ADMIN], is_active=False)
    make_user(roles=[Role.HR])

    def bounce():
        return mail_bounce(message_id=turn(make_user()).message_id, reason="550", at=AT)

    first, second = bounce(), bounce()
    failure_settle(mail=second, note="Done.", by=other, at=AT)
    third, fourth = bounce(), bounce()
    assert [mail.owner for mail in (first, second, third, fourth)] == [admin, other, other, admin]
    event = AuditEvent.objects.get(stream=f"mail:{first.pk}")
    assert event.data == {"message_id": first.message_id, "owner_id": admin.pk}


def test_what_fails_again_stays_with_its_owner_while_that_one_can_see_to_it(bounced, admin):
    other = make_user(roles=[Role.SYSTEM_ADMIN])

    def once_more():
        mail_again(mail=bounced, by=other, at=AT)
        return mail_bounce(message_id=bounced.message_id, reason="550", at=AT)

    failure_assign(mail=bounced, owner=other, by=admin, at=AT)
    assert once_more().owner == other
    failure_assign(mail=bounced, owner=admin, by=admin, at=AT)
    User.objects.filter(pk=admin.pk).update(is_active=False)
    assert once_more().owner == other


def test_without_an_administrator_it_is_said_that_nobody_can_see_to_it(monkeypatch, caplog):
    mail = turn(make_user())
    said = run(monkeypatch, message_id=mail.message_id)
    nobody = "Mail could not be delivered and nobody can see to it: there is no active system administrator."
    assert said == f"{mail.message_id} came back; it stands among the mail that did not arrive. {nobody}"
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [nobody]
    mail.refresh_from_db()
    assert (mail.status, mail.owner) == ("bounced", None)


def test_a_failure_gets_an_owner_and_is_settled_with_a_note(bounced, admin):
    other = make_user(roles=[Role.SYSTEM_ADMIN])
    assert list(failures_listed()) == [bounced]
    failure_assign(mail=bounced, owner=other, by=admin, at=AT)
    settled = failure_settle(mail=bounced, note="Told by\ntelephone.", by=admin, at=AT + HOUR)
    assert (settled.owner, settled.settled_at, settled.settled_note) == (other, AT + HOUR, "Told by telephone.")
    assert (list(failures_listed()), list(failures_listed(is_settled=True))) == ([], [bounced])
    events = AuditEvent.objects.filter(stream=f"mail:{bounced.pk}").order_by("sequence")
    assert list(events.values_list("action", flat=True)) == [
        "mail_bounced", "mail_failure_assigned", "mail_failure_settled",
    ]  # fmt: skip


def test_whoever_settles_what_nobody_owned_owned_it(bounced, admin):
    Mail.objects.update(owner=None)
    assert failure_settle(mail=bounced, note="Done.", by=admin, at=AT).owner == admin


def test_sent_again_it_is_the_same_mail(bounced, admin, mailoutbox):
    mail_again(mail=bounced, by=admin, at=AT + 2 * HOUR)
    assert (list(failures_listed()), Job.objects.get().status) == ([], "queued")
    drain(at=AT + 2 * HOUR)
    again = Mail.objects.get(pk=bounced.pk)
    assert (again.status, again.message_id, again.error, again.failed_at) == ("sent", bounced.message_id, "", None)
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == [bounced.message_id] * 2


@pytest.mark.parametrize("step", [failure_settle, mail_again, failure_assign])
def test_what_is_settled_is_settled_and_only_administrators_settle(bounced, admin, step):
    more = {failure_settle: {"note": "x"}, failure_assign: {"owner": admin}, mail_again: {}}[step]
    with pytest.raises(NotAllowed, match="Only a system administrator"):
        step(mail=bounced, by=make_user(roles=[Role.HR]), at=AT, **more)
    failure_settle(mail=bounced, note="Done.", by=admin, at=AT)
    with pytest.raises(Conflict, match="seen to this mail already"):
        step(mail=bounced, by=admin, at=AT, **more)


def test_nobody_else_becomes_an_owner(bounced, admin):
    with pytest.raises(NotAllowed, match="Only an active system administrator"):
        failure_assign(mail=bounced, owner=make_user(roles=[Role.HR]), by=admin, at=AT)
