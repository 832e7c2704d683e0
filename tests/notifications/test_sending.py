"""Mail against a real mail server on loopback: taken, refused, slow, dying, not there."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from jobs.models import Job
from jobs.services import drain
from notifications.models import Notice
from notifications.services import notices_done
from tests.factories import make_employee, make_user
from tests.notifications.mailserver import unused_port
from tests.notifications.processes import start
from tests.notifications.rows import AT, digest, tell, turn

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def fresh(mail):
    mail.refresh_from_db()
    return mail


@contextmanager
def in_another_process(mail, post, settings):
    """Another process sends the mail and, the server having taken it, hangs; it is killed (-9) at the end."""
    url = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"
    process = start("send", mail.pk, EMAIL_URL=url, EMAIL_TIMEOUT="60")
    try:
        assert post.took_one.wait(timeout=60)
        yield
    finally:
        process.kill()
        process.communicate(timeout=60)


def job_of(mail):
    job = Job.objects.get(key=f"mail:{mail.pk}")
    return job.status, job.attempts


# --- taken ------------------------------------------------------------------------------------------------------------


def test_a_mail_that_the_server_takes_is_sent_once(post):
    mail = turn(make_user(email="rita@agency.example", name="Rita Moreno"))
    assert drain(at=AT) == 1
    assert (post.recipients, len(post.accepted)) == (["rita@agency.example"], 1)
    assert (fresh(mail).status, mail.sent_to, job_of(mail)) == ("sent", "rita@agency.example", ("done", 1))
    assert AT <= mail.sent_at < AT + HOUR
    assert (drain(at=AT + HOUR), len(post.accepted)) == (0, 1)


def test_what_stands_in_its_head(post, settings):
    settings.AGENCY_NAME, settings.DEFAULT_FROM_EMAIL = "Madrona County", "Madrona County <hr@agency.example>"
    settings.BOUNCE_ADDRESS = "bounces@agency.example"
    mail = turn(make_user(email="rita@agency.example", name="Rita Moreno"))
    drain(at=AT)
    (message,) = post.messages
    assert {name: message[name] for name in ("From", "To", "Subject", "Message-ID", "Content-Language")} == {
        "From": "Madrona County <hr@agency.example>",
        "To": "Rita Moreno <rita@agency.example>",
        "Subject": "Your turn to sign as Reviewer: Zoë O’Neill",
        "Message-ID": mail.message_id,
        "Content-Language": "en",
    }
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert post.senders == ["bounces@agency.example"]


def test_a_mail_has_the_same_words_as_text_and_as_html(post):
    turn(make_user())
    drain(at=AT)
    (message,) = post.messages
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for words in ("Zoë O’Neill", "July 1, 2025 to June 30, 2026", "http://localhost:8000/evaluations/"):
        assert (words in text, words in html) == (True, True)
    assert "<style>" in html
    assert "src=" not in html


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Ñúñez-O’Brien 張偉",
        "Rita\r\nBcc: everybody@agency.example\r\n\r\nHello",
        'Rita "The Rater", Moreno <x@y.example>',
        "R" * 300,
    ],
)
def test_no_name_can_do_more_than_be_a_name(post, name):
    words = {"employee": name, "capacity": "reviewer", "principal": "", "period_start": "", "period_end": ""}
    turn(make_user(email="rita@agency.example", name=name), words=words)
    drain(at=AT)
    (message,) = post.messages
    assert (post.recipients, message["Bcc"]) == (["rita@agency.example"], None)
    shown = " ".join(name.split())
    assert message["To"].addresses[0].display_name == shown
    assert message["To"].addresses[0].addr_spec == "rita@agency.example"
    assert message["Subject"].strip() == f"Your turn to sign as Reviewer: {shown}"[:150]
    assert max(len(line) for line in post.accepted[0].splitlines()) <= 998  # RFC 5322 §2.1.1


def test_a_digest_carries_what_is_still_to_be_said(post):
    user = make_user()
    tell(user, subject="a", words={"employee": "Ann Early", "period_start": "", "period_end": ""})
    tell(user, subject="b", words={"employee": "Bob Done", "period_start": "", "period_end": ""})
    mail = digest(user)
    notices_done(subject="b", at=AT)
    drain(at=AT)
    text = post.messages[0].get_body(("plain",)).get_content()
    assert ("Ann Early" in text, "Bob Done" in text, fresh(mail).status) == (True, False, "sent")


# --- not needed -------------------------------------------------------------------------------------------------------


def test_nothing_is_sent_where_all_of_it_is_done(post):
    mail = turn(make_user())
    notices_done(subject="evaluation:1", at=AT)
    drain(at=AT)
    assert (post.accepted, fresh(mail).status, job_of(mail)) == ([], "dropped", ("done", 1))


def test_nothing_is_sent_to_somebody_whose_account_was_closed_or_who_has_left(post):
    closed, gone = make_user(), make_employee()
    mails = [turn(closed), turn(gone.user, subject="evaluation:2")]
    User.objects.filter(pk=closed.pk).update(is_active=False)
    gone.status, gone.separated_on = "separated", AT.date()
    gone.save()
    drain(at=AT)
    assert (post.accepted, [fresh(mail).status for mail in mails]) == ([], ["dropped", "dropped"])


# --- refused for good -------------------------------------------------------------------------------------------------


def test_an_address_that_the_server_refuses_fails_alone_and_somebody_is_told(post):
    admin = make_user(roles=[Role.SYSTEM_ADMIN])
    make_user(roles=[Role.SYSTEM_ADMIN], is_active=False)
    post.rcpt_answers["nobody@agency.example"] = "550 5.1.1 No such person\r\n"
    good, bad = turn(make_user()), turn(make_user(email="nobody@agency.example"), subject="evaluation:2")
    drain(at=AT)
    assert (fresh(good).status, fresh(bad).status, len(post.accepted)) == ("sent", "failed", 1)
    assert (bad.error, job_of(bad), bad.owner) == ("550 5.1.1 No such person", ("done", 1), admin)
    notice = Notice.objects.get(kind="mail_failed")
    assert (notice.recipient, notice.path, notice.mail) == (admin, "/outbox/failures/", None)
    drain(at=AT + HOUR)
    assert len(post.accepted) == 1


def test_a_mail_whose_text_is_refused_for_good_fails(post):
    post.data_answer = "554 5.7.1 Looks like spam"
    mail = turn(make_user())
    drain(at=AT)
    assert (fresh(mail).status, mail.error) == ("failed", "554 5.7.1 Looks like spam")


@pytest.mark.parametrize("address", ["rita@a.example, x@y.example", "rita@", "a@b@c.example"])
def test_an_address_that_is_none_fails_and_reaches_nobody(post, address):
    user = make_user()
    User.objects.filter(pk=user.pk).update(email=address)
    mail = turn(User.objects.get(pk=user.pk))
    drain(at=AT)
    assert (fresh(mail).status, "Invalid address" in mail.error, post.accepted) == ("failed", True, [])


# --- tried again ------------------------------------------------------------------------------------------------------


def test_a_temporary_refusal_is_tried_again_after_a_pause(post):
    post.rcpt_answers["rita@agency.example"] = "450 4.2.1 Mailbox busy"
    mail = turn(make_user(email="rita@agency.example"))
    drain(at=AT)
    assert (fresh(mail).status, job_of(mail)) == ("queued", ("queued", 1))
    post.rcpt_answers.clear()
    assert (drain(at=AT + timedelta(seconds=10)), drain(at=AT + HOUR)) == (0, 1)
    assert (fresh(mail).status, job_of(mail), len(post.accepted)) == ("sent", ("done", 2), 1)


def test_a_server_that_says_later_to_the_text_is_asked_later(post):
    post.data_answer = "451 4.3.0 Try later"
    mail = turn(make_user())
    drain(at=AT)
    assert (fresh(mail).status, job_of(mail)) == ("queued", ("queued", 1))


def test_a_server_that_does_not_answer_holds_nobody_up_for_long(post, settings):
    settings.EMAIL_TIMEOUT = 1
    post.mutes_data = True
    mail = turn(make_user())
    started = timezone.now()
    drain(at=AT)
    assert timezone.now() - started < timedelta(seconds=30)
    assert (fresh(mail).status, job_of(mail), post.accepted) == ("queued", ("queued", 1), [])
    assert "timed out" in Job.objects.get().last_error


def test_without_a_server_the_mail_waits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port()
    mail = turn(make_user())
    drain(at=AT)
    assert (fresh(mail).status, job_of(mail)) == ("queued", ("queued", 1))
    assert Job.objects.get().last_error.startswith("ConnectionRefusedError")


def test_after_the_last_try_it_counts_as_failed_and_can_be_sent_again(post):
    make_user(roles=[Role.SYSTEM_ADMIN])
    post.data_answer = "451 4.3.0 Try later"
    mail = turn(make_user())
    for number in range(8):
        assert drain(at=AT + number * 2 * HOUR) == 1
    assert (fresh(mail).status, job_of(mail)) == ("failed", ("failed", 8))
    assert "Try later" in mail.error
    assert Notice.objects.filter(kind="mail_failed").count() == 1


# --- twice, where it cannot be helped ---------------------------------------------------------------------------------


def test_a_connection_that_ends_before_the_answer_brings_the_same_mail_again(post):
    """Whether it was taken nobody can know then: at least once means once more, under the same name."""
    post.drops_data = True
    mail = turn(make_user())
    drain(at=AT)
    assert (fresh(mail).status, len(post.accepted)) == ("queued", 1)
    post.drops_data = False
    drain(at=AT + HOUR)
    assert (fresh(mail).status, [message["Message-ID"] for message in post.messages]) == (
        "sent", [mail.message_id, mail.message_id],
    )  # fmt: skip


def test_killed_after_the_server_took_it_and_before_the_commit_it_is_sent_again_under_the_same_name(post, settings):
    post.mutes_quit = True  # the mail is taken; our process hangs in its goodbye
    mail = turn(make_user())
    with in_another_process(mail, post, settings):
        pass  # it is killed where it hangs
    assert (fresh(mail).status, len(post.accepted)) == ("queued", 1)
    post.mutes_quit = False
    assert drain(at=timezone.now()) == 1
    assert (fresh(mail).status, [message["Message-ID"] for message in post.messages]) == (
        "sent", [mail.message_id, mail.message_id],
    )  # fmt: skip
    assert post.messages[0].get_body(("plain",)).get_content() == post.messages[1].get_body(("plain",)).get_content()


def test_two_workers_never_send_one_mail_beside_each_other(post, settings):
    post.mutes_quit = True
    mail = turn(make_user())
    with in_another_process(mail, post, settings):
        drain(at=timezone.now())
        assert (len(post.accepted), job_of(mail)) == (1, ("queued", 1))
        assert "could not obtain lock" in Job.objects.get().last_error
