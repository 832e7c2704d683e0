"""Events chain up, refuse to change, and keep their order under concurrent writers."""

import hashlib
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import InternalError, close_old_connections, connection, transaction

from audit.models import AuditEvent
from audit.rules import stored_form
from audit.selectors import chain_findings, events_of, head_findings, head_of
from audit.services import event_record
from tests.factories import make_user

AT = datetime(2026, 7, 6, 15, 40, 1, 250, tzinfo=UTC)
STREAM = "evaluation:1"


def record(action="saved", **data):
    return event_record(stream=STREAM, action=action, by=None, at=AT, data=data)


@pytest.mark.django_db
def test_a_link_is_the_digest_of_every_field_and_of_the_link_before_it():
    user = make_user(name="Maria Hernández")
    first = record("started")
    second = event_record(stream=STREAM, action="signed", by=user, at=AT, data={"round": 1, "capacity": "rater"})
    text = (
        f'{{"action":"signed","actor_id":{user.pk},"actor_name":"Maria Hernández",'
        '"at":"2026-07-06T15:40:01.000250+00:00",'
        f'"data":{{"capacity":"rater","round":1}},"previous_hash":"{first.hash}","sequence":2,"stream":"evaluation:1"}}'
    )
    assert second.hash == hashlib.sha256(text.encode()).hexdigest()
    assert (first.sequence, first.previous_hash, first.actor_name, first.actor_id) == (1, "", "System", None)
    head = head_of(STREAM)
    assert (head.sequence, head.hash) == (2, second.hash)


@pytest.mark.django_db
def test_what_the_database_gives_back_has_the_same_hash():
    record("saved", words="Zoë — “yes”", count=3, nothing=None, names=("b", "a"), by_number={10: True, 9: False})
    assert list(chain_findings()) == []
    assert events_of(STREAM).get().data["by_number"] == {"10": True, "9": False}


@pytest.mark.parametrize(
    ("data", "error"),
    [({"day": date(2026, 7, 6)}, TypeError), ({"share": 0.5}, ValueError), ({"x": {1, 2}}, TypeError)],
)
def test_data_that_would_not_come_back_the_same_are_refused(data, error):
    with pytest.raises(error):
        stored_form(data)


@pytest.mark.django_db
def test_a_time_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        event_record(stream=STREAM, action="saved", by=None, at=datetime(2026, 7, 6), data={})  # noqa: DTZ001 - that is refused


@pytest.mark.django_db
def test_an_event_goes_with_the_transaction_that_it_belongs_to():
    def fail():
        record("signed")
        raise RuntimeError("the step failed")

    with pytest.raises(RuntimeError), transaction.atomic():
        fail()
    assert (AuditEvent.objects.count(), head_of(STREAM)) == (0, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [lambda: AuditEvent.objects.update(action="forged"), lambda: AuditEvent.objects.all().delete()],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_an_event(change):
    record()
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        change()
    assert [event.action for event in AuditEvent.objects.all()] == ["saved"]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_unbroken_chain():
    writers, each = 4, 5
    barrier, errors = Barrier(writers), []

    def write():
        try:
            barrier.wait(timeout=20)
            for _ in range(each):
                record()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    close_old_connections()
    assert errors == []
    assert [event.sequence for event in events_of(STREAM)] == list(range(1, writers * each + 1))
    assert (list(chain_findings()), list(head_findings())) == ([], [])


@pytest.mark.django_db
def test_an_event_costs_the_same_number_of_queries_however_long_the_stream(django_assert_num_queries):
    record()
    for _ in range(2):
        with django_assert_num_queries(3):  # lock the head, add the event, move the head
            record()
