"""A notice is said once: alone in its fact's transaction, or many in one statement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.db.models import F

from jobs.models import Job
from jobs.services import enqueue_from
from notifications.enums import MailKind
from notifications.models import Mail, Notice, Preference
from notifications.services import notice_add, notices_add_from, notices_read
from tests.counting import queries_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)


def say(user, **fields):
    values = {"kind": "returned", "subject": "evaluation:1", "path": "/evaluations/1/", "at": AT, **fields}
    return notice_add(recipient=user, **values)


def test_the_same_thing_is_said_once():
    user, other = make_user(), make_user()
    said = [
        say(user),
        say(user, words={"employee": "Somebody else"}),
        say(user, stage="30"),
        say(user, due_on=date(2026, 8, 1)),
        say(user, due_on=date(2026, 8, 1), path="/"),
        say(user, kind="issued"),
        say(user, subject="evaluation:2"),
        say(other),
    ]
    assert said == [True, False, True, True, False, True, True, True]
    assert Notice.objects.count() == 6
    assert Notice.objects.earliest("id").words == {}


def test_said_in_a_transaction_that_fails_it_was_not_said():
    user = make_user()

    def fail():
        say(user, is_immediate=True)
        raise RuntimeError("the step failed")

    with pytest.raises(RuntimeError), transaction.atomic():
        fail()
    assert (Notice.objects.count(), Mail.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_an_immediate_one_asks_for_its_mail_at_once_and_for_no_second_one():
    user = make_user()
    assert say(user, is_immediate=True, stage="round:1:reviewer") is True
    assert say(user, is_immediate=True, stage="round:1:reviewer") is False
    mail = Mail.objects.get()
    assert (mail.recipient, mail.kind, mail.day, mail.status) == (user, "immediate", date(2026, 7, 6), "queued")
    assert mail.message_id.endswith("@localhost>")
    assert Notice.objects.get().mail == mail
    job = Job.objects.get()
    assert (job.name, job.key, job.payload) == (
        "notifications.mail_send", f"mail:{mail.pk}", {"mail_id": mail.pk},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "is_statutory", "mails"),
    [
        ({}, False, 1),
        ({"has_digest": False}, False, 1),
        ({"has_immediate": False}, False, 0),
        ({"has_immediate": False}, True, 1),
        ({"quiet_until": date(2026, 7, 6)}, False, 0),
        ({"quiet_until": date(2026, 7, 6)}, True, 1),
        ({"quiet_until": date(2026, 7, 5)}, False, 1),
        ({"is_quiet_on_weekends": True}, False, 1),
    ],
)
def test_what_a_person_wishes_decides_over_the_mail_of_an_immediate_one(wish, is_statutory, mails):
    user = make_user()
    Preference.objects.create(user=user, **wish)
    say(user, is_immediate=True, is_statutory=is_statutory)
    assert (Notice.objects.count(), Mail.objects.count()) == (1, mails)


def test_nobody_without_an_active_account_gets_a_mail():
    say(make_user(is_active=False), is_immediate=True, is_statutory=True)
    assert (Notice.objects.count(), Mail.objects.count()) == (1, 0)


def test_an_invitation_is_a_mail_of_its_own_kind():
    say(make_user(), is_immediate=True, mail_kind=MailKind.INVITATION)
    assert Mail.objects.get().kind == "invitation"


SELECT = """
    SELECT id, 'due', 'due:' || email, DATE '2026-08-01', '30', jsonb_build_object('employee', name), '/', TRUE, FALSE,
           FALSE, %s
    FROM accounts_user WHERE email LIKE %s
"""


def test_many_are_said_in_one_statement_and_each_once():
    def add(pattern):
        return notices_add_from(select=SELECT, params=[AT, pattern])

    make_user(email="a1@set.example")
    assert add("a1@set%") == 1
    make_user(email="a2@set.example", name="Zoë O’Neill")
    make_user(email="a3@set.example")
    counts = []
    assert queries_of(lambda: counts.append(add("%@set.example"))) == 1
    assert (counts, add("%@set.example"), Notice.objects.count()) == ([2], 0, 3)
    notice = Notice.objects.get(subject="due:a2@set.example")
    assert (notice.words, notice.due_on, notice.stage, notice.mail) == (
        {"employee": "Zoë O’Neill"}, date(2026, 8, 1), "30", None,
    )  # fmt: skip


def test_jobs_too_are_asked_for_in_one_statement_and_each_once(django_capture_on_commit_callbacks):
    select = "SELECT 'k' || n, jsonb_build_object('n', n) FROM generate_series(1, %s) AS n"
    with django_capture_on_commit_callbacks() as callbacks:
        asked = [enqueue_from(name="tests.many", select=select, params=[count], at=AT) for count in (1, 3, 3)]
    assert asked == [1, 2, 0]
    assert [callback.__name__ for callback in callbacks] == ["wake", "wake"]
    jobs = Job.objects.order_by("key").values_list("key", "payload", "status", "attempts", "available_at")
    assert list(jobs) == [(f"k{n}", {"n": n}, "queued", 0, AT) for n in (1, 2, 3)]
    assert Job.objects.exclude(last_error="").exclude(created_at=F("available_at")).count() == 0


def test_a_person_reads_their_own_notices():
    user, other = make_user(), make_user()
    for subject in ("a", "b", "c"):
        say(user, subject=subject)
    say(other)
    first = Notice.objects.get(subject="a")
    theirs = Notice.objects.get(recipient=other)
    assert notices_read(recipient=user, at=AT, ids=[first.pk, theirs.pk]) == 1
    assert notices_read(recipient=user, at=AT) == 2
    assert notices_read(recipient=user, at=AT) == 0
    assert list(Notice.objects.filter(read_at=None)) == [theirs]
