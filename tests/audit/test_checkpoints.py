"""Daily signed checkpoints: a tail cut from table and checkpoints alike still shows."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit.keys import key_path, public_key_path
from audit.models import AuditEvent, Checkpoint, StreamHead
from audit.selectors.checkpoints import checkpoints_path
from audit.services import checkpoint_create, event_record
from workspace.tasks import checkpoint as checkpoint_task

DAY_1 = datetime(2026, 7, 6, 20, 0, tzinfo=UTC)
DAY_2 = DAY_1 + timedelta(days=1)
TRIGGERS = ["audit.AuditEvent:append_only", "audit.Checkpoint:append_only"]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.CHECKPOINT_KEY_FILE = tmp_path / "keys" / "checkpoint.key"


@pytest.fixture
def two_days(db):
    """Three events on the first day, two on the second, a checkpoint of each."""
    for at, count in ((DAY_1, 3), (DAY_2, 2)):
        for number in range(count):
            event_record(stream="evaluation:a", action="saved", by=None, at=at, data={"number": number})
        checkpoint_create(at=at)


def findings(capsys, *args):
    with pytest.raises(CommandError):
        call_command("verify_audit", *args)
    return capsys.readouterr().out.splitlines()


def test_one_a_day_covers_everything_up_to_then(two_days, capsys):
    again = checkpoint_create(at=DAY_2 + timedelta(hours=2))
    kept = [(str(row.day), row.event_count) for row in Checkpoint.objects.all()]
    assert kept == [("2026-07-06", 3), ("2026-07-07", 5)]
    assert again.last_event_id == AuditEvent.objects.latest("id").pk
    call_command("verify_audit")
    assert capsys.readouterr().out.endswith("5 events in 1 streams, 2 signed checkpoints.\n")


def test_the_key_is_its_owners_alone_and_the_lines_stand_outside_the_database(two_days):
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(checkpoints_path().stat().st_mode) == 0o600
    assert b"PUBLIC KEY" in public_key_path().read_bytes()
    assert sorted(path.name for path in key_path().parent.iterdir()) == ["checkpoint.key", "checkpoint.key.pub"]
    lines = [json.loads(line) for line in checkpoints_path().read_text().splitlines()]
    assert [(line["day"], line["event_count"]) for line in lines] == [("2026-07-06", 3), ("2026-07-07", 5)]


def test_a_day_without_events_has_a_checkpoint_too(db, capsys):
    assert (checkpoint_create(at=DAY_1).event_count, checkpoint_create(at=DAY_2).event_count) == (0, 0)
    call_command("verify_audit")
    assert capsys.readouterr().out == "The audit trail is intact: 0 events in 0 streams, 2 signed checkpoints.\n"


def test_a_tail_cut_from_events_heads_and_checkpoints_alike_shows_in_the_file(two_days, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        Checkpoint.objects.filter(day="2026-07-07").delete()
        AuditEvent.objects.filter(sequence__gt=3).delete()
    last = AuditEvent.objects.get(sequence=3)
    StreamHead.objects.update(sequence=3, hash=last.hash)
    assert findings(capsys) == [
        "checkpoints.jsonl #2: the checkpoint of 2026-07-07 is gone from the database: its tail was cut"
    ]


def test_a_chain_forged_from_end_to_end_no_longer_fits_the_digest(two_days, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        ids = list(AuditEvent.objects.order_by("id").values_list("id", flat=True))
        AuditEvent.objects.all().delete()
        StreamHead.objects.all().delete()
        for number in range(5):
            made = event_record(stream="evaluation:a", action="saved", by=None, at=DAY_1, data={"forged": number})
            AuditEvent.objects.filter(pk=made.pk).update(id=ids[number])
    assert findings(capsys) == [
        "checkpoints: 2026-07-06: the events that it covers are not those of then: the digest differs",
        "checkpoints: 2026-07-07: the events that it covers are not those of then: the digest differs",
    ]


def test_events_taken_from_the_middle_are_counted(two_days, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        AuditEvent.objects.filter(sequence=5).delete()
        StreamHead.objects.update(sequence=4, hash=AuditEvent.objects.get(sequence=4).hash)
    assert findings(capsys) == [
        "checkpoints: 2026-07-07: it covers 2 events since the one before, and 1 stand in the database"
    ]


def test_a_checkpoint_that_was_changed_does_not_fit_its_signature(two_days, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        Checkpoint.objects.filter(day="2026-07-07").update(at=DAY_2 + timedelta(minutes=1))
    assert findings(capsys) == [
        "checkpoints: 2026-07-07: its signature does not match its content",
        "checkpoints.jsonl #2: the checkpoint of 2026-07-07 is another one in the database",
    ]


def test_an_unreadable_signature_and_line_are_findings_and_no_traceback(two_days, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        Checkpoint.objects.filter(day="2026-07-07").update(signature="not base64!")
    checkpoints_path().write_text("junk\n" + checkpoints_path().read_text())
    assert findings(capsys) == [
        "checkpoints: 2026-07-07: its signature is unreadable",
        "checkpoints.jsonl #1: this line is no checkpoint",
        "checkpoints.jsonl #3: the checkpoint of 2026-07-07 is another one in the database",
    ]


def test_only_the_keys_that_the_auditor_trusts_count(two_days, capsys, settings, tmp_path):
    own_copy = tmp_path / "auditor.pub"
    own_copy.write_bytes(public_key_path().read_bytes())
    name = Checkpoint.objects.first().key_id[:16]
    settings.CHECKPOINT_KEY_FILE = tmp_path / "other" / "checkpoint.key"
    checkpoint_create(at=DAY_2 + timedelta(days=1))
    assert findings(capsys) == [
        f"checkpoints: 2026-07-06: signed with a key that is not at hand ({name}…)",
        f"checkpoints: 2026-07-07: signed with a key that is not at hand ({name}…)",
    ]
    call_command("verify_audit", "--public-key", str(own_copy), "--public-key", str(public_key_path()))
    assert capsys.readouterr().out.endswith("3 signed checkpoints.\n")


def test_a_public_key_that_is_none_is_said_in_a_sentence(two_days, tmp_path):
    with pytest.raises(CommandError, match="This public key cannot be read"):
        call_command("verify_audit", "--public-key", str(tmp_path / "missing.pub"))


def test_a_line_lost_in_a_crash_is_written_the_next_time(two_days, capsys):
    first = checkpoints_path().read_text().splitlines()[0]
    checkpoints_path().write_text(first + "\n")
    assert findings(capsys) == ["checkpoints.jsonl: the checkpoint of 2026-07-07 has no line in the file"]
    checkpoint_create(at=DAY_2)
    call_command("verify_audit")
    assert Path(checkpoints_path()).read_text().count("\n") == 2


@pytest.mark.django_db(transaction=True)
def test_an_event_under_way_is_waited_for():
    """The lower id commits after the higher one, and yet no checkpoint stands above it without covering it."""
    written, may_commit = Event(), Event()

    def write_slowly():
        try:
            with transaction.atomic():
                event_record(stream="evaluation:slow", action="saved", by=None, at=DAY_1)
                written.set()
                may_commit.wait(timeout=20)
        finally:
            connection.close()

    def make():
        try:
            checkpoint_create(at=DAY_1)
        finally:
            connection.close()

    slow, maker = Thread(target=write_slowly), Thread(target=make)
    slow.start()
    assert written.wait(timeout=20)
    event_record(stream="evaluation:fast", action="saved", by=None, at=DAY_1)
    maker.start()
    _wait_for_a_waiting_lock()
    assert Checkpoint.objects.count() == 0
    may_commit.set()
    slow.join(timeout=20)
    maker.join(timeout=20)
    assert Checkpoint.objects.get().event_count == 2


def _wait_for_a_waiting_lock():
    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE relation = 'audit_auditevent'::regclass AND NOT granted"
            )
            if cursor.fetchone() == (1,):
                return
    raise AssertionError("nobody waits for the trail")


@pytest.mark.django_db(transaction=True)
def test_a_trail_held_too_long_is_left_for_the_next_hour(monkeypatch, caplog):
    monkeypatch.setattr("audit.services.checkpoints.LOCK_SECONDS", 0.05)
    written, may_commit = Event(), Event()

    def hold():
        try:
            with transaction.atomic():
                event_record(stream="evaluation:slow", action="saved", by=None, at=DAY_1)
                written.set()
                may_commit.wait(timeout=20)
        finally:
            connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert written.wait(timeout=20)
    checkpoint_task()
    may_commit.set()
    holder.join(timeout=20)
    assert Checkpoint.objects.count() == 0
    assert "the next hour tries again" in caplog.text
