"""`verify_audit` holds signed texts, sealed files and recorded facts against the trail; a changed text is not shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pgtrigger
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Signature
from common.canonical import sha256_of_text
from common.errors import Conflict
from evaluations.enums import EvaluationStatus, PacketKind, Rating
from evaluations.models import Attachment, Concurrence, Evaluation, Packet, Return, SignedDocument
from evaluations.selectors.verification import evaluation_findings
from evaluations.services import attachment_add
from evaluations.services.documents import packet_document
from evaluations.services.packets import SealedPacket, packet_file
from tests.evaluations import journeys
from tests.evaluations.journeys import AT, HOUR, agency, fresh, user_of
from tests.evaluations.pages import address, client_of, page_of, said, values_of
from tests.factories import PASSWORD, Chain
from workforce.models import Employee

pytestmark = pytest.mark.django_db
FORM = "step-form"


@pytest.fixture(autouse=True)
def private_store(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def chain() -> Chain:
    return agency()


@pytest.fixture
def final(chain: Chain) -> Evaluation:
    """Returned once, found proper by HR, with a file, a refusal, a response and a packet: all that is kept."""
    draft = journeys.rated(journeys.started(chain), Rating.IMPROVEMENT_NEEDED)
    upload = SimpleUploadedFile("log.txt", b"The log of March.")
    attachment_add(public_id=draft.public_id, upload=upload, by=user_of(chain.supervisor), at=AT)
    ready = journeys.agency_signed(journeys.returned(journeys.submitted(draft)))
    evaluation = journeys.responded(journeys.refused(journeys.issued(ready)))
    sealed = SealedPacket(text='{"schema":"fairstep/packet/1"}', data=b"%PDF-1.7 sealed", pages=1)
    packet_file(evaluation=evaluation, kind=PacketKind.RECORD, round_number=2, sealed=sealed, at=AT + 8 * HOUR)
    assert evaluation.status == EvaluationStatus.FINAL.value
    return evaluation


def found() -> list[str]:
    return [finding.problem for finding in evaluation_findings()]


@pytest.mark.parametrize("status", list(EvaluationStatus))
def test_an_evaluation_in_any_state_is_as_it_was_recorded(status: EvaluationStatus) -> None:
    rating = Rating.IMPROVEMENT_NEEDED if status is EvaluationStatus.HR_REVIEW else Rating.COMPETENT
    journeys.evaluation_in(status, rating=rating)
    assert found() == []


def test_all_that_is_kept_is_as_it_was_recorded(final: Evaluation) -> None:
    assert found() == []


def test_the_one_command_names_the_evaluation_with_a_changed_text(final: Evaluation, capsys) -> None:
    with pgtrigger.ignore():
        change_text()
    with pytest.raises(CommandError) as failure:
        call_command("verify_audit")
    lines = capsys.readouterr().out.splitlines()
    assert (lines, str(failure.value)) == (
        [f"{final.stream}: the text of round 2 is not the text that was signed: the hash differs"],
        "The audit trail is not intact: 1 finding.",
    )


def change_text() -> None:
    signed = SignedDocument.objects.get(round=2)
    text = signed.text.replace("Improvement Needed", "Outstanding")
    SignedDocument.objects.filter(pk=signed.pk).update(text=text)


def change_text_and_hash() -> None:
    change_text()
    signed = SignedDocument.objects.get(round=2)
    SignedDocument.objects.filter(pk=signed.pk).update(sha256=sha256_of_text(signed.text))


def remove_text() -> None:
    SignedDocument.objects.filter(round=1).delete()


def change_packet_document() -> None:
    Packet.objects.update(document="{}")


def exchange_packet() -> None:
    Packet.objects.update(document="{}", document_sha256=sha256_of_text("{}"))


def exchange_packet_file() -> None:
    Path(Packet.objects.get().file.path).write_bytes(b"%PDF-1.7 other")


def remove_packet_file() -> None:
    Path(Packet.objects.get().file.path).unlink()


def lead_the_packet_elsewhere() -> None:
    Packet.objects.update(file="../../secret.pdf")


def exchange_attachment() -> None:
    Path(Attachment.objects.get().file.path).write_bytes(b"The log of April.")


def remove_attachment() -> None:
    Attachment.objects.all().delete()


def change(**fields: object) -> Callable[[], None]:
    """One column of the evaluation, past every guard."""

    def tamper() -> None:
        Evaluation.objects.update(**fields)

    tamper.__name__ = f"change_{'_and_'.join(fields)}"
    return tamper


def change_return() -> None:
    Return.objects.update(reason="Rate it lower.")


def change_note() -> None:
    Concurrence.objects.update(note="Not proper.")


def remove_packet() -> None:
    Packet.objects.all().delete()


RECORDED = "the {} of the evaluation is not the one that was recorded"
CHANGED = RECORDED.format("employee's response")
OUTCOME = RECORDED.format("employee's outcome")


@pytest.mark.parametrize(
    ("tamper", "problems"),
    [
        (change_text, ["the text of round 2 is not the text that was signed: the hash differs"]),
        (
            change_text_and_hash,
            [
                f"the text of round 2 is not the one that was signed by {name} in round 2"
                for name in (
                    "Avery Supervisor as rater",
                    "Avery DistrictDivisionChief as reviewer",
                    "Harper Resources as department_head",
                )
            ],
        ),
        (remove_text, ["the text that was signed by Avery Supervisor as rater in round 1 is gone"]),
        (change(overall="outstanding"), ["the overall rating of the evaluation is not the one that was signed"]),
        (change(period_end="2026-05-31"), ["the rating period of the evaluation is not the one that was signed"]),
        (remove_attachment, ["the attached files are not those that were signed"]),
        (change_packet_document, ["the document of packet {packet} is not the one that was sealed: the hash differs"]),
        (exchange_packet, ["the packets of the evaluation are not those that were recorded"]),
        (remove_packet, ["the packets of the evaluation are not those that were recorded"]),
        (exchange_packet_file, ["the file of packet {packet} is not the one that was sealed: the hash differs"]),
        (remove_packet_file, ["the file of packet {packet} cannot be read"]),
        (lead_the_packet_elsewhere, ["the file of packet {packet} cannot be read"]),
        (exchange_attachment, ["the attached file {attachment} is not the one that was attached: the hash differs"]),
        (change(issued_on="2026-07-01"), [RECORDED.format("issue")]),
        (change(presented_on="2026-07-01"), [RECORDED.format("issue")]),
        (change(issue_method="mailed"), [RECORDED.format("issue")]),
        (change(outcome="signed"), [OUTCOME]),
        (change(outcome_note="Would gladly sign."), [OUTCOME]),
        (change(outcome_witness="Nobody"), [OUTCOME]),
        (change(response="I agree."), [CHANGED]),
        (change(response_on="2026-07-20"), [CHANGED]),
        (change(response_filed_as="rater"), [CHANGED]),
        (change(response_filed_at=AT), [CHANGED]),
        (change(response_by_name="Somebody Else"), [CHANGED]),
        (change(response_by_user_id=0), [CHANGED]),
        (
            change(
                response="",
                response_on=None,
                response_filed_at=None,
                response_filed_as="",
                response_by_name="",
                response_by_user_id=None,
            ),
            ["the employee's response that was recorded is gone from the evaluation"],
        ),
        (
            change(response_waived_on="2026-07-06"),
            ["the employee's waiver of a response of the evaluation was never recorded"],
        ),
        (
            change(filed_on="2026-07-01"),
            [RECORDED.format("filing"), "the day of filing does not follow from the employee's outcome"],
        ),
        (change(finalized_at=AT), [RECORDED.format("filing")]),
        (change(void_reason="It never was."), ["the void of the evaluation was never recorded"]),
        (change_return, ["the returns of the evaluation are not those that were recorded"]),
        (change_note, ["the notes of HR of the evaluation are not those that were recorded"]),
    ],
)
def test_each_change_behind_the_back_of_the_trail_is_named(
    final: Evaluation, tamper: Callable[[], None], problems: list[str]
) -> None:
    packet, attachment = Packet.objects.get().public_id, Attachment.objects.get().public_id
    with pgtrigger.ignore():
        tamper()
    assert found() == [problem.format(packet=packet, attachment=attachment) for problem in problems]


def test_an_evaluation_that_is_gone_is_named(chain: Chain) -> None:
    draft = journeys.started(chain)
    with pgtrigger.ignore():
        draft.delete()
    assert [str(finding) for finding in evaluation_findings()] == [
        f"{draft.stream} #1: the evaluation that this event records is gone"
    ]


def test_what_changes_between_two_reads_is_no_finding(chain: Chain) -> None:
    """A person files a response after the row was read and before its events are: no second look sees that again."""
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    looks = []

    def respond_before_the_events(execute, sql, params, many, context):
        if 'FROM "audit_auditevent"' in sql and '"sequence" ASC' in sql and params == (evaluation.stream,):
            looks.append(params)
            if len(looks) == 1:
                journeys.responded(evaluation)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(respond_before_the_events):
        assert found() == []
    assert (fresh(evaluation).response, len(looks)) == ("The log of March is incomplete.", 2)


# --- pages ------------------------------------------------------------------------------------------------------------

REFUSAL = (
    "What is stored differs from what the signatures stand under, so it is neither shown nor signed. Tell HR and the "
    "people who run this system."
)


def damage(evaluation: Evaluation) -> None:
    with pgtrigger.ignore():
        signed = SignedDocument.objects.filter(evaluation=evaluation)
        signed.update(text=signed.get().text.replace("412 of 420", "112 of 420"))


def refusal_of(response) -> tuple[int, bool, bool]:
    """Status, whether the sentence stands there, and whether the changed text does."""
    page = said(page_of(response))
    return response.status_code, REFUSAL in page, "112 of 420" in page


@pytest.mark.parametrize(
    ("status", "name", "person"),
    [
        (EvaluationStatus.REVIEWER_REVIEW, "detail", "supervisor"),
        (EvaluationStatus.REVIEWER_REVIEW, "sign", "program_head"),
        (EvaluationStatus.ISSUED, "detail", "employee"),
        (EvaluationStatus.ISSUED, "sign_as_employee", "employee"),
    ],
)
def test_a_changed_text_is_not_shown(chain: Chain, status: EvaluationStatus, name: str, person: str) -> None:
    evaluation = journeys.evaluation_in(status, chain)
    damage(evaluation)
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        response = client_of(getattr(chain, person)).get(address(name, evaluation))
    assert refusal_of(response) == (409, True, False)


@pytest.mark.parametrize(
    ("status", "name", "person"),
    [
        (EvaluationStatus.REVIEWER_REVIEW, "sign", "program_head"),
        (EvaluationStatus.ISSUED, "sign_as_employee", "employee"),
    ],
)
def test_a_text_that_was_changed_after_the_page_opened_is_not_signed(
    chain: Chain, status: EvaluationStatus, name: str, person: str
) -> None:
    evaluation = journeys.evaluation_in(status, chain)
    signer: Employee = getattr(chain, person)
    before = Signature.objects.count()
    with time_machine.travel(AT + 9 * HOUR, tick=False):
        client = client_of(signer)
        values = values_of(client.get(address(name, evaluation)), FORM)
        damage(evaluation)
        response = client.post(address(name, evaluation), values | {"password": PASSWORD})
    assert refusal_of(response) == (409, True, False)
    assert (fresh(evaluation).status, Signature.objects.count()) == (status.value, before)


def test_no_packet_is_made_of_a_changed_text(chain: Chain) -> None:
    evaluation = journeys.evaluation_in(EvaluationStatus.ISSUED, chain)
    damage(evaluation)
    with pytest.raises(Conflict) as refusal:
        packet_document(evaluation, PacketKind.EMPLOYEE_COPY, AT + 9 * HOUR)
    assert refusal.value.sentence == REFUSAL
