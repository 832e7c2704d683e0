"""`verify_audit` names the first bad row, whatever was done to the tables behind the application's back."""

from datetime import UTC, datetime

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent, ImportRun, Signature, StreamHead
from audit.services import event_record, import_run_record, signature_record
from tests.factories import make_user

AT = datetime(2026, 7, 6, 15, 40, tzinfo=UTC)
TRIGGERS = ["audit.AuditEvent:append_only", "audit.Signature:append_only", "audit.ImportRun:append_only"]
STREAM = "evaluation:a"
pytestmark = pytest.mark.django_db


@pytest.fixture
def trail():
    """Five events in one stream, the last one a signature's; two streams beside it, one of them an import."""
    user = make_user(name="Rita Rater")
    for number in range(1, 5):
        event_record(stream=STREAM, action="saved", by=user, at=AT, data={"number": number})
    signature_record(
        stream=STREAM, round=1, capacity="rater", by=user, title="Manager", acting_for="", statement="I sign.",
        content_sha256="0" * 64, template_version="standard-1", policy_version="county-1", at=AT,
    )  # fmt: skip
    event_record(stream="account:1", action="signed_in", by=None, at=AT)
    return import_run_record(
        kind="people", file_name="people.csv", file_sha256="1" * 64, counts={"new": 1}, changes=[{"no": "1"}],
        by=None, at=AT,
    )  # fmt: skip


def event(sequence):
    return AuditEvent.objects.filter(stream=STREAM, sequence=sequence)


def verify(capsys):
    """What the command prints line by line, and the sentence it fails with."""
    with pytest.raises(CommandError) as failure:
        call_command("verify_audit")
    return capsys.readouterr().out.splitlines(), str(failure.value)


def test_an_untouched_trail_is_intact(trail, capsys):
    call_command("verify_audit")
    expected = "The audit trail is intact: 7 events in 3 streams, 0 signed checkpoints.\n"
    assert capsys.readouterr().out == expected


def test_an_empty_trail_is_intact(capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out == "The audit trail is intact: 0 events in 0 streams, 0 signed checkpoints.\n"


def forge_data():
    event(2).update(data={"number": 7})


def forge_with_its_own_hash():
    event(2).update(data={"number": 7}, hash="f" * 64)


def remove_middle():
    event(2).delete()


def remove_two():
    AuditEvent.objects.filter(stream=STREAM, sequence__in=[2, 3]).delete()


def remove_first():
    event(1).delete()


def cut_tail():
    AuditEvent.objects.filter(stream="account:1").delete()
    event(4).delete()


def forget_head():
    StreamHead.objects.filter(stream="account:1").delete()


def forge_head():
    StreamHead.objects.filter(stream="account:1").update(hash="0" * 64)


def change_signature():
    Signature.objects.update(statement="I sign something else.")


def remove_signature():
    Signature.objects.all().delete()


def change_import():
    ImportRun.objects.update(changes="[]")


@pytest.mark.parametrize(
    ("tamper", "lines"),
    [
        (forge_data, [f"{STREAM} #2: its content is not what was written: the hash differs"]),
        (forge_with_its_own_hash, [f"{STREAM} #2: its content is not what was written: the hash differs"]),
        (remove_middle, [f"{STREAM} #3: what came before it is missing (row 2)"]),
        (remove_two, [f"{STREAM} #4: what came before it is missing (rows 2 to 3)"]),
        (remove_first, [f"{STREAM} #2: what came before it is missing (row 1)"]),
        (
            cut_tail,
            [
                f"{STREAM} #5: what came before it is missing (row 4)",
                "account:1 #1: the head stands, and every row of the stream is gone",
            ],
        ),
        (forget_head, ["account:1 #1: the stream has rows and no head"]),
        (forge_head, ["account:1 #1: the head's hash is not that of the last row"]),
        (
            change_signature,
            [f"{STREAM}: the signature of Rita Rater as rater in round 1 is not what was signed: the hash differs"],
        ),
        (remove_signature, [f"{STREAM} #5: the signature that this event records is gone"]),
    ],
)
def test_each_way_of_tampering_is_named(trail, capsys, tamper, lines):
    with pgtrigger.ignore(*TRIGGERS):
        tamper()
    count = len(lines)
    sentence = f"The audit trail is not intact: {count} finding{'s' if count > 1 else ''}."
    assert verify(capsys) == (lines, sentence)


def test_a_changed_list_of_an_import_is_named(trail, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        change_import()
    lines, _sentence = verify(capsys)
    assert lines == [f"{trail.stream} #1: the list of changes is not the one that was applied"]


def test_a_row_with_a_hash_of_its_own_making_breaks_the_next_one(trail, capsys):
    forged = event(2).get()
    forged.data = {"number": 7}
    from audit.selectors.verification import _hash_of

    with pgtrigger.ignore(*TRIGGERS):
        event(2).update(data=forged.data, hash=_hash_of(forged))
    lines, _sentence = verify(capsys)
    assert lines == [f"{STREAM} #3: does not follow from the row before it: one of the two was exchanged"]


def test_a_tail_that_was_cut_is_named_by_the_head(trail, capsys):
    with pgtrigger.ignore(*TRIGGERS):
        Signature.objects.all().delete()
        AuditEvent.objects.filter(stream=STREAM, sequence__gt=3).delete()
    lines, _sentence = verify(capsys)
    assert lines == [f"{STREAM} #4: the end of the stream is missing (rows 4 to 5)"]


def test_a_row_added_past_the_writer_is_named(trail, capsys):
    last = AuditEvent.objects.get(stream="account:1")
    added = event_record(stream="account:1", action="forged", by=None, at=AT)
    StreamHead.objects.filter(stream="account:1").update(sequence=1, hash=last.hash)
    lines, _sentence = verify(capsys)
    assert (added.sequence, lines) == (2, ["account:1 #2: stands behind the head: no writer of ours put it there"])
