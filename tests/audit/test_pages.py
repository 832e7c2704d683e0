"""The auditor's pages: for auditors alone, read-only, filtered, at a constant number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from audit.services import event_record
from tests.counting import queries_of
from tests.factories import make_user

AT = datetime(2026, 7, 6, 20, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    user = make_user(name="Ada Auditor", roles=[Role.AUDITOR])
    client.force_login(user)
    return user


def record(stream="evaluation:a", action="signed", by=None, at=AT, **data):
    return event_record(stream=stream, action=action, by=by, at=at, data=data)


def shown(response):
    """What the list holds: stream with sequence, and action."""
    return [(row[3]["note"], row[2]["text"]) for row in response.context["rows"]]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
@pytest.mark.parametrize("name", ["streams", "stream"])
def test_for_every_other_role_the_pages_do_not_exist(client, role, name):
    record()
    client.force_login(make_user(roles=[role]))
    response = client.get(reverse(f"audit:{name}", args=["evaluation:a"] if name == "stream" else []))
    assert (response.status_code, "evaluation:a" in response.content.decode()) == (404, False)


def test_without_a_sign_in_they_lead_to_it(client):
    response = client.get(reverse("audit:streams"))
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/audit/")


def test_they_only_read(client, auditor):
    assert client.post(reverse("audit:streams")).status_code == 405
    assert client.post(reverse("audit:stream", args=["evaluation:a"])).status_code == 405


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [("account:1 #1", "Signed in"), ("evaluation:b #1", "Issued"), ("evaluation:a #1", "Signed")]),
        ({"stream": "evaluation:"}, [("evaluation:b #1", "Issued"), ("evaluation:a #1", "Signed")]),
        ({"stream": "evaluation:b"}, [("evaluation:b #1", "Issued")]),
        ({"actor": "rita"}, [("evaluation:a #1", "Signed")]),
        ({"actor": "RÁTER  rita"}, [("evaluation:a #1", "Signed")]),
        ({"action": "SIGNED in"}, [("account:1 #1", "Signed in")]),
        ({"action": "in sign"}, [("account:1 #1", "Signed in")]),
        ({"action": "nothing"}, []),
        ({"action": "signed in"}, [("account:1 #1", "Signed in")]),
        ({"since": "2026-07-07", "until": "2026-07-07"}, [("evaluation:b #1", "Issued")]),
        ({"until": "2026-07-06"}, [("evaluation:a #1", "Signed")]),
        ({"actor": "nobody"}, []),
    ],
)
def test_filters(client, auditor, query, expected):
    record(by=make_user(name="Rita Rater"))
    record(stream="evaluation:b", action="issued", at=AT + timedelta(days=1))
    record(stream="account:1", action="signed_in", at=AT + timedelta(days=2))
    response = client.get(reverse("audit:streams"), {"stream": "", **query})
    rows = [row for row in shown(response) if row[0] != f"account:{auditor.pk} #1"]
    assert (response.status_code, rows) == (200, expected)


def test_an_actor_is_found_by_the_name_of_then_and_by_todays(client, auditor):
    rita = make_user(name="Rita Rater")
    record(by=rita)
    User.objects.filter(pk=rita.pk).update(name="Rita Núñez", search_key="rita nunez")
    for actor in ("rater", "nunez", "rita"):
        assert shown(client.get(reverse("audit:streams"), {"actor": actor})) == [("evaluation:a #1", "Signed")]


def test_the_trail_is_leafed_through_to_a_limit(client, auditor):
    rows = [AuditEvent(stream="import:a", sequence=n, at=AT, actor_name="System", action="x") for n in range(10_010)]
    AuditEvent.objects.bulk_create(rows)
    page = client.get(reverse("audit:streams"), {"page": "9999", "size": "100"}).context["page"]
    assert (page.number, page.paginator.count, page.paginator.is_cut, len(page)) == (100, 10_000, True, 100)
    assert (
        "9,901 to 10,000 of more than 10,000"
        in client.get(reverse("audit:streams"), {"page": "100", "size": "100"}).content.decode()
    )


def test_a_span_that_ends_before_it_begins_is_said(client, auditor):
    record()
    response = client.get(reverse("audit:streams"), {"since": "2026-07-07", "until": "2026-07-06"})
    assert (response.status_code, shown(response)) == (422, [])
    assert "The last day lies before the first day." in response.content.decode()


def test_one_stream_shows_its_events_its_head_and_never_markup(client, auditor):
    record(action="started")
    last = record(round=2, reason="<script>alert(1)</script>", names=["b", "a"], ok=True, nothing=None)
    response = client.get(reverse("audit:stream", args=["evaluation:a"]))
    page = response.content.decode()
    assert [event["what"] for event in response.context["events"]] == ["2. Signed", "1. Started"]
    assert response.context["events"][0]["text"] == (
        "Names: b, a; Nothing: –; Ok: yes; Reason: <script>alert(1)</script>; Round: 2"
    )
    assert (last.hash in page, "<script>alert" in page) == (True, False)


def test_the_list_shortens_digests_and_the_stream_shows_them_whole(client, auditor):
    record(content_sha256="a" * 64)
    rows = client.get(reverse("audit:streams"), {"stream": "evaluation:"}).context["rows"]
    events = client.get(reverse("audit:stream", args=["evaluation:a"])).context["events"]
    assert (rows[0][4]["text"], events[0]["text"]) == ("Content sha256: aaaaaaaaaaaa…", f"Content sha256: {'a' * 64}")


def test_an_unknown_stream_is_not_there(client, auditor):
    assert client.get(reverse("audit:stream", args=["evaluation:none"])).status_code == 404


@pytest.mark.parametrize("name", ["streams", "stream"])
def test_queries_do_not_grow_with_the_list(client, auditor, name):
    url = reverse(f"audit:{name}", args=["evaluation:a"] if name == "stream" else [])
    record()
    one = queries_of(client.get, url)
    record()
    record()
    assert queries_of(client.get, url) == one
