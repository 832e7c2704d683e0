"""The day's digests: one per person, as each wishes, in one statement for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection

from jobs.models import Job
from notifications.models import Mail, Notice, Preference
from notifications.rules import Wishes, comes_with_digest
from notifications.services import digests_make, notices_done
from notifications.services.digests import Made
from tests.counting import queries_of
from tests.factories import make_employee, make_user
from tests.notifications.rows import AT, TODAY, tell, turn

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def carried(user):
    """The subjects that the person's mails carry."""
    return sorted(Notice.objects.filter(recipient=user).exclude(mail=None).values_list("subject", flat=True))


def test_one_mail_a_person_with_all_that_waits_and_one_job_each():
    first, second, third = make_user(), make_user(), make_user()
    tell(first, subject="a")
    tell(first, subject="b")
    tell(second)
    assert digests_make(at=AT) == Made(digests=2, notices=3)
    mails = Mail.objects.order_by("recipient")
    assert [(mail.recipient, mail.kind, mail.day, mail.status, mail.created_at) for mail in mails] == [
        (first, "digest", TODAY, "queued", AT),
        (second, "digest", TODAY, "queued", AT),
    ]
    assert (carried(first), carried(second), carried(third)) == (["a", "b"], ["due:000001"], [])
    jobs = Job.objects.order_by("payload__mail_id").values_list("name", "key", "payload")
    assert list(jobs) == [
        ("notifications.mail_send", f"mail:{mail.pk}", {"mail_id": mail.pk}) for mail in mails
    ]  # fmt: skip


def test_every_mail_has_a_message_id_of_its_own_at_this_host(settings):
    settings.SITE_URL = "https://fairstep.example.org"
    for _ in range(3):
        tell(make_user())
    digests_make(at=AT)
    ids = set(Mail.objects.values_list("message_id", flat=True))
    assert len(ids) == 3
    assert all(name.startswith("<") and name.endswith("@fairstep.example.org>") for name in ids)


def test_a_second_run_of_the_day_makes_nothing_and_what_came_since_waits_for_tomorrow():
    user = make_user()
    tell(user, subject="a")
    assert digests_make(at=AT) == Made(1, 1)
    tell(user, subject="b")
    assert digests_make(at=AT + timedelta(hours=8)) == Made(0, 0)
    assert carried(user) == ["a"]
    assert digests_make(at=AT + DAY) == Made(1, 1)
    assert carried(user) == ["a", "b"]
    assert list(Mail.objects.order_by("day").values_list("day", flat=True)) == [TODAY, TODAY + DAY]
    assert Job.objects.count() == 2


def test_after_three_days_without_a_run_nobody_is_missed():
    user = make_user()
    for number in range(3):
        tell(user, subject=f"day {number}", at=AT + number * DAY)
    assert digests_make(at=AT + 3 * DAY) == Made(1, 3)


def test_the_day_is_the_local_one_also_where_clocks_change():
    user = make_user()
    # Sunday, November 1, 2026: at 2 in the morning it is 1 again. 23:30 in Los Angeles is the next day in UTC.
    late = AT.replace(month=11, day=2, hour=7, minute=30)
    tell(user)
    digests_make(at=late)
    tell(user, subject="later")
    assert digests_make(at=late + timedelta(minutes=29)) == Made(0, 0)
    assert digests_make(at=late + timedelta(minutes=31)) == Made(1, 1)
    days = list(Mail.objects.order_by("day").values_list("day", flat=True))
    assert days == [date(2026, 11, 1), date(2026, 11, 2)]


def test_what_has_its_own_mail_or_is_done_does_not_come_again():
    user = make_user()
    turn(user)
    tell(user, subject="done")
    notices_done(subject="done", at=AT)
    assert digests_make(at=AT) == Made(0, 0)


def test_an_immediate_one_that_somebody_does_not_want_at_once_comes_with_the_digest():
    user = make_user()
    Preference.objects.create(user=user, has_immediate=False)
    tell(user, "your_turn_to_sign", subject="evaluation:1", is_immediate=True)
    assert digests_make(at=AT) == Made(1, 1)


def test_nobody_gets_mail_who_cannot_or_should_not():
    closed, nowhere = make_user(is_active=False), make_user()
    type(nowhere).objects.filter(pk=nowhere.pk).update(email="")
    gone = make_employee(status="separated", separated_on=date(2026, 6, 30))
    for user in (closed, nowhere, gone.user):
        tell(user, is_statutory=True)
    assert digests_make(at=AT) == Made(0, 0)


def test_news_about_mail_itself_is_never_mailed():
    tell(make_user(), "mail_failed", subject="mail_failed")
    assert digests_make(at=AT) == Made(0, 0)


WISHES = [
    Wishes(has_digest=has_digest, is_quiet_on_weekends=on_weekends, quiet_until=until)
    for has_digest, on_weekends, until in product((True, False), (True, False), (None, TODAY - DAY, TODAY, TODAY + DAY))
]


@pytest.mark.parametrize("day", range(7))
def test_the_database_decides_as_the_rule_does(day):
    """Every combination of wishes, statutory or not, on every day of a week."""
    at = AT + (day - 3) * DAY
    expected = {}
    for number, wishes in enumerate([None, *WISHES]):
        user = make_user()
        if wishes is not None:
            Preference.objects.create(
                user=user, has_digest=wishes.has_digest, is_quiet_on_weekends=wishes.is_quiet_on_weekends,
                quiet_until=wishes.quiet_until,
            )  # fmt: skip
        for is_statutory in (False, True):
            subject = f"{number}:{is_statutory}"
            tell(user, subject=subject, is_statutory=is_statutory)
            today = TODAY + (day - 3) * DAY
            expected[subject] = comes_with_digest(wishes or Wishes(), today, is_statutory=is_statutory)
    digests_make(at=at)
    found = {row.subject: row.mail_id is not None for row in Notice.objects.all()}
    assert found == expected


def test_what_a_quiet_time_held_back_comes_with_the_first_digest_after_it():
    user = make_user()
    Preference.objects.create(user=user, quiet_until=TODAY)
    tell(user, subject="a")
    tell(user, subject="b", is_statutory=True)
    digests_make(at=AT)
    assert carried(user) == ["b"]
    digests_make(at=AT + DAY)
    assert carried(user) == ["a", "b"]


def many(first, last):
    """Accounts and a notice for each, made by the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (email, name, search_key, password, is_active, created_at, sessions_epoch)"
            " SELECT 'n' || n || '@many.example', 'Person ' || n, 'person ' || n, '!', TRUE, now(), 0"
            " FROM generate_series(%s, %s) n",
            [first, last],
        )
        cursor.execute(
            "INSERT INTO notifications_notice (recipient_id, kind, subject, stage, words, path, is_action,"
            " is_immediate, is_statutory, created_at)"
            " SELECT id, 'due', 'due:' || id, '30', '{}', '/', TRUE, FALSE, FALSE, now()"
            " FROM accounts_user u WHERE email LIKE '%%@many.example'"
            " AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.recipient_id = u.id)"
        )


def test_for_38000_people_it_takes_as_many_queries_as_for_one():
    counts, made = [], []
    many(1, 1)
    counts.append(queries_of(lambda: made.append(digests_make(at=AT))))
    many(2, 38_000)
    counts.append(queries_of(lambda: made.append(digests_make(at=AT + DAY))))
    assert (counts[0], made) == (counts[1], [Made(1, 1), Made(37_999, 37_999)])
    assert Job.objects.count() == 38_000
