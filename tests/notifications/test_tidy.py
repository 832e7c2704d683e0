"""What was seen to long ago makes room: what goes, what stays, and that nothing goes twice or is mailed again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from audit.models import AuditEvent
from jobs.services import enqueue
from notifications.models import Mail, Notice
from notifications.services import digests_make, notices_done, notices_read, notices_tidy, tidy
from notifications.services.sending import mail_given_up, mail_send
from tests.counting import queries_of
from tests.factories import make_user
from tests.notifications.rows import AT, digest, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATE = AT + 400 * DAY + timedelta(seconds=1)
KEPT, PARAMS = "SELECT unnest(%(subjects)s::text[])", {"subjects": ["evaluation:open"]}


def tidied(at=LATE, kept_days=400):
    return notices_tidy(at=at, kept_days=kept_days, kept=KEPT, params=PARAMS)


def said(subject="evaluation:over", *, read=False, done=False, mail="", at=AT, **fields):
    """A notice with its digest in that state (empty: none was made)."""
    user = make_user()
    assert tell(user, subject=subject, at=at, **fields)
    if mail:
        digest(user, at=at)
        status, _, settled = mail.partition(" ")
        Mail.objects.filter(recipient=user).update(status=status, settled_at=at if settled else None)
    if read:
        notices_read(recipient=user, at=at)
    if done:
        notices_done(subject=subject, at=at)
    return user


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        # read or done, and its mail is settled for good
        ({"read": True, "mail": "sent"}, True),
        ({"done": True, "mail": "sent"}, True),
        ({"done": True, "mail": "dropped"}, True),
        ({"read": True, "mail": "failed settled"}, True),
        ({"read": True, "mail": "bounced settled"}, True),
        # nobody has seen it
        ({"mail": "sent"}, False),
        ({"mail": "failed settled"}, False),
        # a mail is still to come, or somebody has still to see to it
        ({"read": True, "mail": "queued"}, False),
        ({"read": True, "mail": "failed"}, False),
        ({"read": True, "mail": "bounced"}, False),
        # never mailed: a digest brings what is not done, whenever the person wishes for digests again
        ({"read": True}, False),
        ({"done": True}, True),
        ({}, False),
        ({"read": True, "kind": "mail_failed"}, True),  # comes by no mail
        # statutory
        ({"read": True, "mail": "sent", "is_statutory": True}, True),
        ({"read": True, "mail": "sent", "is_statutory": True, "subject": "evaluation:open"}, False),
        ({"read": True, "mail": "sent", "is_statutory": False, "subject": "evaluation:open"}, True),
        # a second younger
        ({"read": True, "mail": "sent", "at": AT + timedelta(seconds=1)}, False),
    ],
)
def test_what_goes_and_what_stays(state, goes):
    said(**state)
    mails = Mail.objects.count()
    counts = tidied()
    assert counts == ({"notices": 1, "mails": mails} if goes else {"notices": 0, "mails": 0})
    assert (Notice.objects.count(), Mail.objects.count()) == ((0, 0) if goes else (1, mails))


def test_a_mail_stays_as_long_as_one_of_its_notices_and_brings_none_of_them_again():
    user = make_user()
    tell(user, subject="evaluation:over")
    tell(user, subject="evaluation:2")
    digest(user)
    Mail.objects.update(status="sent")
    notices_read(recipient=user, at=AT, ids=[Notice.objects.get(subject="evaluation:over").pk])
    assert tidied() == {"notices": 1, "mails": 0}
    assert (digests_make(at=LATE).digests, Notice.objects.get().mail) == (0, Mail.objects.get())
    notices_read(recipient=user, at=LATE)
    assert tidied() == {"notices": 1, "mails": 1}


def test_a_notice_waits_for_the_age_of_its_mail():
    user = said(read=True)
    digest(user, at=AT + 100 * DAY)  # quiet until then
    Mail.objects.update(status="sent")
    assert tidied() == {"notices": 0, "mails": 0}
    assert tidied(LATE + 100 * DAY) == {"notices": 1, "mails": 1}


def test_each_portion_has_its_event_and_a_second_run_takes_nothing(monkeypatch):
    monkeypatch.setattr(tidy, "PORTION", 2)
    for _ in range(5):
        said(read=True, mail="sent")
    assert (tidied(), tidied()) == ({"notices": 5, "mails": 5}, {"notices": 0, "mails": 0})
    events = AuditEvent.objects.filter(stream="notices").order_by("sequence")
    before = {"made_before": (LATE - 400 * DAY).isoformat()}
    assert [(event.action, event.actor_name, event.data) for event in events] == [
        *[("notices_removed", "System", {"count": count, **before}) for count in (2, 2, 1)],
        *[("mails_removed", "System", {"count": count, **before}) for count in (2, 2, 1)],
    ]


def test_a_portion_costs_the_same_however_much_goes():
    def cost() -> int:
        return queries_of(tidied)

    said(read=True, mail="sent")
    tidied()  # the stream's first event makes its head
    counts = []
    for number in (1, 3):
        for _ in range(number):
            said(read=True, mail="sent")
        counts.append(cost())
    assert counts[0] == counts[1]


@pytest.mark.parametrize("days", [366, 30, 0, -1])
def test_nothing_is_taken_while_its_stage_may_last(days):
    said(read=True, mail="sent")
    with pytest.raises(ValueError, match=r"^Notices are kept for more than 366 days\.$"):
        tidied(kept_days=days)
    assert Notice.objects.count() == 1


def test_a_job_whose_mail_is_gone_is_done():
    said(read=True, mail="failed settled")
    mail = Mail.objects.get()
    enqueue(name="notifications.mail_send", key=f"mail:{mail.pk}", payload={"mail_id": mail.pk})
    tidied()
    mail_send(mail_id=mail.pk, at=LATE)
    mail_given_up(mail_id=mail.pk, error="tried again by hand", at=LATE)
    assert Mail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_each_row_once(monkeypatch):
    monkeypatch.setattr(tidy, "PORTION", 3)
    for _ in range(12):
        said(read=True, mail="sent")
    counts: list[dict[str, int]] = []
    gate = threading.Barrier(2)

    def work() -> None:
        try:
            gate.wait(timeout=30)
            counts.append(tidied())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(count["notices"] for count in counts) == 12
    assert sum(count["mails"] for count in counts) == 12
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
