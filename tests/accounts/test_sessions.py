"""How long a sign-in lasts, where one is signed in, and what ends it at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import OpenSession
from accounts.rules import Limits, TimeLeft, device_words, is_over, time_left
from accounts.selectors import accounts_that_may_sign_in, accounts_with_mail, may_sign_in, open_sessions_of
from accounts.services import user_deactivate
from audit.selectors import events_of
from tests.counting import queries_of
from tests.factories import PASSWORD, make_employee, make_user

START = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = Limits(idle=30 * MINUTE, longest=12 * HOUR)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
pytestmark = pytest.mark.django_db


def sign_in(user, agent=FIREFOX, place="192.0.2.7"):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=place)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/"
    return client


def is_signed_in(client):
    """As a script asks, which is no activity."""
    return client.get(reverse("accounts:session")).status_code == 200


def works(client):
    """As a person opens a page, which is activity."""
    return client.get(reverse("accounts:delegations")).status_code == 200


@pytest.mark.parametrize(
    ("age", "quiet", "left", "over"),
    [
        (0 * MINUTE, 0 * MINUTE, TimeLeft(START + 30 * MINUTE, True), False),
        (29 * MINUTE, 29 * MINUTE, TimeLeft(START + 30 * MINUTE, True), False),
        (30 * MINUTE, 30 * MINUTE, TimeLeft(START + 30 * MINUTE, True), True),
        (11 * HOUR + 45 * MINUTE, 0 * MINUTE, TimeLeft(START + 12 * HOUR, False), False),
        (12 * HOUR, 0 * MINUTE, TimeLeft(START + 12 * HOUR, False), True),
    ],
)  # fmt: skip
def test_the_earlier_of_two_ends_counts(age, quiet, left, over):
    now = START + age
    times = {"signed_in_at": START, "active_at": now - quiet, "limits": LIMITS}
    assert (time_left(**times), is_over(**times, now=now)) == (left, over)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.14", "curl"),
        ("<script>", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_in_words(line, words):
    assert device_words(line) == words


def test_thirty_minutes_without_activity_end_a_sign_in_and_activity_puts_that_off():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(user)
        for minutes in (29, 58, 87):
            clock.move_to(START + minutes * MINUTE)
            assert works(client) is True
        clock.move_to(START + 117 * MINUTE)
        assert works(client) is False
        assert OpenSession.objects.count() == 0


def test_what_a_page_asks_by_itself_is_no_activity():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(user)
        clock.move_to(START + 20 * MINUTE)
        assert client.get(reverse("accounts:session")).json()["seconds_left"] == 600
        quiet = {"X-Background": "1"}
        assert client.get(reverse("accounts:delegations"), headers=quiet).status_code == 200
        assert client.get(reverse("accounts:session")).json()["seconds_left"] == 600
        clock.move_to(START + 30 * MINUTE)
        assert is_signed_in(client) is False


def test_saying_that_one_is_there_starts_the_thirty_minutes_again():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(user)
        clock.move_to(START + 29 * MINUTE)
        assert client.post(reverse("accounts:stay")).json() == {"seconds_left": 1800, "may_stay": True}
        clock.move_to(START + 58 * MINUTE)
        assert is_signed_in(client) is True


def test_after_twelve_hours_no_activity_helps():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(user)
        for minutes in range(20, 720, 20):
            clock.move_to(START + minutes * MINUTE)
            assert works(client) is True
        clock.move_to(START + 719 * MINUTE)
        assert client.post(reverse("accounts:stay")).json() == {"seconds_left": 60, "may_stay": False}
        clock.move_to(START + 720 * MINUTE)
        assert works(client) is False


def test_both_limits_are_settings(settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_MAX_HOURS = 10, 0.25
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        idle, busy = sign_in(user), sign_in(user)
        clock.move_to(START + 9 * MINUTE)
        assert works(busy) is True
        clock.move_to(START + 11 * MINUTE)
        assert (works(idle), works(busy)) == (False, True)
        clock.move_to(START + 15 * MINUTE)
        assert works(busy) is False


def test_the_page_knows_for_how_long_and_when_to_warn():
    with time_machine.travel(START, tick=False):
        page = sign_in(make_user()).get("/designees/").content.decode()
    assert 'data-seconds-left="1800" data-warn-seconds="300"' in page
    assert "data-idle" not in Client().get(reverse("account_login")).content.decode()


def test_the_list_says_browser_place_and_times_and_one_is_ended_at_once():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        other = sign_in(user, agent="curl/8.14", place="198.51.100.9")
        clock.shift(5 * MINUTE)
        client = sign_in(user)
        rows = client.get(reverse("accounts:sessions")).context["rows"]
        assert [(row["device"], row["network"], row["is_current"]) for row in rows] == [
            ("Firefox on Windows", "192.0.2.7", True), ("curl", "198.51.100.9", False),
        ]  # fmt: skip
        assert [row["last_seen_at"] for row in rows] == [START + 5 * MINUTE, START]
        assert client.post(reverse("accounts:sessions"), {"do": "end", "session": rows[1]["pk"]}).status_code == 302
        assert (works(other), works(client)) == (False, True)
    assert [(event.action, event.data) for event in events_of(f"account:{user.pk}")][-1] == (
        "session_ended", {"device": "curl"},
    )  # fmt: skip


def test_all_others_are_ended_and_ones_own_goes_on():
    user = make_user()
    others, client = [sign_in(user) for _ in range(2)], sign_in(user)
    answer = client.post(reverse("accounts:sessions"), {"do": "end_others"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["2 other sessions have ended."]
    assert [works(one) for one in (*others, client)] == [False, False, True]
    assert events_of(f"account:{user.pk}").filter(action="other_sessions_ended").get().data == {"sessions": 2}


def test_somebody_elses_is_not_there_and_an_empty_form_says_what_is_missing():
    sign_in(make_user())
    client = sign_in(make_user())
    theirs = OpenSession.objects.order_by("pk").first()
    assert client.post(reverse("accounts:sessions"), {"do": "end", "session": theirs.pk}).status_code == 404
    answer = client.post(reverse("accounts:sessions"), {"do": "end"})
    assert (answer.status_code, answer.context["form"].errors["session"]) == (422, ["Choose which one."])
    assert OpenSession.objects.count() == 2


def test_signing_out_and_a_new_password_keep_the_list_true():
    user = make_user()
    leaving, other, client = sign_in(user), sign_in(user), sign_in(user)
    leaving.post(reverse("account_logout"))
    new = "seven loud maple leaves"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    rows = client.get(reverse("accounts:sessions")).context["rows"]
    assert [row["is_current"] for row in rows] == [True]
    assert works(other) is False


def test_queries_do_not_grow_with_the_list():
    user = make_user()
    client = sign_in(user)
    one = queries_of(client.get, reverse("accounts:sessions"))
    sign_in(user), sign_in(user)
    assert len(client.get(reverse("accounts:sessions")).context["rows"]) == 3
    assert queries_of(client.get, reverse("accounts:sessions")) == one


def test_what_has_run_out_leaves_the_list_with_the_next_sign_in():
    user = make_user()
    with time_machine.travel(START, tick=False) as clock:
        sign_in(user)
        clock.shift(13 * HOUR)
        assert open_sessions_of(user, START + 13 * HOUR).count() == 0
        sign_in(user)
        assert OpenSession.objects.count() == 1


def test_a_separation_ends_everything_at_once():
    person = make_employee()
    client = sign_in(person.user)
    assert (works(client), may_sign_in(person.user)) == (True, True)
    # As a people file would, were the account left open by mistake: the separation alone decides.
    person.status, person.separated_on = "separated", date(2026, 7, 5)
    person.save(update_fields=["status", "separated_on"])
    assert (works(client), may_sign_in(person.user)) == (False, False)
    answer = Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == reverse("account_inactive")
    assert accounts_with_mail().filter(pk=person.user.pk).exists() is False


def test_who_may_sign_in():
    active, closed = make_user(), make_user(is_active=False)
    left = make_employee(status="separated", separated_on=date(2026, 6, 30)).user
    works_here = make_employee().user
    assert set(accounts_that_may_sign_in()) == {active, works_here}
    assert [may_sign_in(user) for user in (active, works_here, closed, left)] == [True, True, False, False]


def test_a_closed_account_leaves_no_session_behind():
    user = make_user()
    client = sign_in(user)
    user_deactivate(user=user, by=None, at=START)
    assert (works(client), OpenSession.objects.count()) == (False, 0)


def test_an_ended_session_does_not_come_back_with_a_request_that_was_under_way():
    client = sign_in(make_user())
    key = client.session.session_key
    late = client.session
    assert late.keys()  # read before it was ended
    Session.objects.filter(session_key=key).delete()
    late["seen"] = True
    with pytest.raises(UpdateError):
        late.save()
    assert Session.objects.filter(session_key=key).exists() is False
