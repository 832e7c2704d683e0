"""The seal and what is said of a file that comes back: intact, altered or unknown, and never an error."""

from __future__ import annotations

import random
import shutil
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

from common.pdf.errors import SealKeyMissing
from common.pdf.keys import certificates, make_key, sealing_key, serial_hex
from common.pdf.render import PdfAttachment, render_pdf
from common.pdf.seal import SealPlace, Verdict, seal_pdf, verify_pdf
from common.pdf.timestamps import UrlTimeStamper
from tests.packet.conftest import AT, read, words_of

PAGES = '<html lang="en"><title>T</title><p>The first page.</p><p style="break-before: page">The second page.</p>'


@pytest.fixture(scope="module")
def unsealed() -> bytes:
    return render_pdf(PAGES, files={}, attachments=(PdfAttachment("a.json", "A", '{"a":1}'),)).data


@pytest.fixture(scope="module")
def sealed(unsealed: bytes, seal_folder: Path) -> bytes:
    return seal_pdf(unsealed, place=SealPlace(seal_folder, "County of Alder Creek"), reason="Sealed", at=AT)


def test_a_sealed_file_is_intact_and_reads_as_before(sealed: bytes, seal_folder: Path) -> None:
    assert verify_pdf(sealed, folder=seal_folder) == Verdict.INTACT
    assert words_of(sealed) == "The first page. The second page."
    assert read(sealed).attachments["a.json"] == [b'{"a":1}']
    assert read(sealed).trailer["/Root"]["/MarkInfo"] == {"/Marked": True}


def test_the_seal_is_a_hidden_certification_that_allows_no_changes(sealed: bytes) -> None:
    root = read(sealed).trailer["/Root"]
    field = root["/AcroForm"]["/Fields"][0].get_object()
    seal = root["/Perms"]["/DocMDP"]
    hidden, printed = 2, 4
    assert field["/F"] & (hidden | printed) == hidden
    assert seal["/SubFilter"] == "/ETSI.CAdES.detached"
    assert seal["/Reference"][0].get_object()["/TransformParams"]["/P"] == 1
    assert (seal["/Name"], seal["/Reason"]) == ("County of Alder Creek", "Sealed")


def rewritten(data: bytes) -> bytes:
    """The pages in another order, written anew by another program, the old seal dragged along."""
    writer = PdfWriter(clone_from=BytesIO(data))
    pages = writer.root_object["/Pages"]["/Kids"]
    pages.reverse()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def updated(data: bytes) -> bytes:
    """The pages in another order by an incremental update, which leaves every sealed byte in its place."""
    writer = PdfWriter(BytesIO(data), incremental=True)
    writer.root_object["/Pages"]["/Kids"].reverse()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def padding_of(data: bytes) -> int:
    return data.index(b"0" * 200) + 100


CHANGES = {
    "first byte of the body": lambda data: flipped(data, 20),
    "a byte of a page": lambda data: flipped(data, data.index(b"stream") + 20),
    "a byte of the seal": lambda data: flipped(data, data.index(b"/Contents <3082") + 400),
    "a byte of the padding": lambda data: flipped(data, padding_of(data)),
    "the case of the seal": lambda data: data.replace(b"0D06092A864886F7", b"0d06092A864886F7"),
    "a byte at the end": lambda data: data + b"\n",
    "junk in front": lambda data: b"\n" + data,
    "the end cut off": lambda data: data[:-40],
    "half of it": lambda data: data[: data.rindex(b"/Contents <3082") + 4000],
    "twice": lambda data: data + data,
    "pages swapped by an update": updated,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_altered(change: str, sealed: bytes, seal_folder: Path) -> None:
    changed = CHANGES[change](sealed)
    assert changed != sealed
    assert verify_pdf(changed, folder=seal_folder) == Verdict.ALTERED


def test_pages_swapped_by_another_program_are_altered(sealed: bytes, seal_folder: Path) -> None:
    swapped = rewritten(sealed)
    assert words_of(swapped) == "The second page. The first page."
    assert serial_hex(certificates(seal_folder)[0]) in swapped.lower()
    assert verify_pdf(swapped, folder=seal_folder) == Verdict.ALTERED


def test_no_changed_byte_that_matters_passes(sealed: bytes, seal_folder: Path) -> None:
    """Every covered byte counts; the few of the envelope that no signature covers are the record's to find."""
    gap = sealed.index(b"/Contents <3082"), padding_of(sealed)
    covered = [at for at in range(len(sealed)) if not gap[0] < at < gap[1]]
    for at in random.Random(7).sample(covered, 6):  # noqa: S311 - a sample, not a secret
        assert verify_pdf(flipped(sealed, at), folder=seal_folder) != Verdict.INTACT, at


UNKNOWNS = {
    "empty": b"",
    "text": b"Performance Evaluation",
    "head alone": b"%PDF-1.7\n",
    "zeros": b"%PDF-1.7\n" + bytes(100_000),
    "an endless object": b"%PDF-1.7\n1 0 obj\n" + b"<<" * 100_000,
    "a page tree that is its own child": (
        b"%PDF-1.4\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>"
    ),
    "large": b"%PDF-1.7\n" + b"x" * 20_000_000,
}


@pytest.mark.parametrize("junk", UNKNOWNS)
def test_junk_is_unknown(junk: str, seal_folder: Path) -> None:
    assert verify_pdf(UNKNOWNS[junk], folder=seal_folder) == Verdict.UNKNOWN


def test_a_file_without_a_seal_is_unknown(unsealed: bytes, seal_folder: Path) -> None:
    assert verify_pdf(unsealed, folder=seal_folder) == Verdict.UNKNOWN
    assert verify_pdf(encrypted(unsealed), folder=seal_folder) == Verdict.UNKNOWN


def test_an_encrypted_copy_of_a_sealed_file_hides_the_seal(sealed: bytes, seal_folder: Path) -> None:
    assert verify_pdf(encrypted(sealed), folder=seal_folder) == Verdict.UNKNOWN


@pytest.mark.parametrize("name", ["an endless object", "a page tree that is its own child", "zeros"])
def test_junk_that_spells_our_mark_is_altered(name: str, seal_folder: Path) -> None:
    mark = serial_hex(certificates(seal_folder)[0])
    assert verify_pdf(UNKNOWNS[name] + mark, folder=seal_folder) == Verdict.ALTERED


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=300))
def test_no_bytes_raise(data: bytes, seal_folder: Path) -> None:
    assert verify_pdf(b"%PDF-1.7\n" + data, folder=seal_folder) == Verdict.UNKNOWN


def test_somebody_elses_seal_is_unknown(unsealed: bytes, seal_folder: Path, tmp_path: Path) -> None:
    make_key(tmp_path, agency="County of Alder Creek", at=AT)
    foreign = seal_pdf(unsealed, place=SealPlace(tmp_path, "County of Alder Creek"), reason="Sealed", at=AT)
    assert verify_pdf(foreign, folder=tmp_path) == Verdict.INTACT
    assert verify_pdf(foreign, folder=seal_folder) == Verdict.UNKNOWN
    assert verify_pdf(foreign, folder=tmp_path / "absent") == Verdict.UNKNOWN


def test_a_foreign_seal_that_spells_our_mark_is_altered(unsealed: bytes, seal_folder: Path, tmp_path: Path) -> None:
    make_key(tmp_path, agency="County of Alder Creek", at=AT)
    mark = serial_hex(certificates(seal_folder)[0]).decode()
    foreign = seal_pdf(unsealed, place=SealPlace(tmp_path, "County of Alder Creek"), reason=mark, at=AT)
    assert verify_pdf(foreign, folder=seal_folder) == Verdict.ALTERED


def test_the_newest_key_seals_and_old_seals_stay_intact(
    unsealed: bytes, sealed: bytes, seal_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "seal"
    shutil.copytree(seal_folder, folder)
    newer = make_key(folder, agency="County of Alder Creek", at=AT)
    again = seal_pdf(unsealed, place=SealPlace(folder, "County of Alder Creek"), reason="Sealed", at=AT)
    assert sealing_key(folder, at=AT) == newer
    assert serial_hex(newer.certificate) in again.lower()
    assert [verify_pdf(data, folder=folder) for data in (sealed, again)] == [Verdict.INTACT, Verdict.INTACT]


def test_an_expired_key_seals_no_more_but_its_seals_stay_intact(unsealed: bytes, tmp_path: Path) -> None:
    made = datetime(2010, 1, 4, tzinfo=UTC)
    make_key(tmp_path, agency="County of Alder Creek", at=made)
    place = SealPlace(tmp_path, "County of Alder Creek")
    old = seal_pdf(unsealed, place=place, reason="Sealed", at=made)
    assert verify_pdf(old, folder=tmp_path) == Verdict.INTACT
    with pytest.raises(SealKeyMissing):
        seal_pdf(unsealed, place=place, reason="Sealed", at=made + timedelta(days=3652))


def test_without_a_key_the_error_names_the_command(unsealed: bytes, tmp_path: Path) -> None:
    message = f"There is no valid key for seals in {tmp_path}; make one with `manage.py make_seal_key`."
    with pytest.raises(SealKeyMissing) as caught:
        seal_pdf(unsealed, place=SealPlace(tmp_path, "County"), reason="Sealed", at=AT)
    assert str(caught.value) == message


def test_the_command_makes_one_private_key_and_rotates_on_demand(settings, tmp_path: Path) -> None:
    settings.SEAL_DIR = str(tmp_path / "deep" / "seal")
    settings.AGENCY_NAME = "Department of " + "Very Long Names " * 10
    said = StringIO()
    call_command("make_seal_key", stdout=said)
    call_command("make_seal_key", stdout=said)
    folder = Path(settings.SEAL_DIR)
    first = certificates(folder)
    call_command("make_seal_key", "--rotate", stdout=said)
    assert [line.split(",")[0] for line in said.getvalue().splitlines()] == [
        "Made a key for seals",
        "There is a key already",
        "Made a key for seals",
    ]
    assert (len(first), len(certificates(folder))) == (1, 2)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_place_that_cannot_be_written_is_one_sentence(settings, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    settings.SEAL_DIR = blocker / "seal"
    with pytest.raises(CommandError, match=r"^The key could not be written to .*/file/seal: Not a directory\.$"):
        call_command("make_seal_key")


class Authority(BaseHTTPRequestHandler):
    """A time-stamp authority with the seal's own key, over HTTP."""

    stamper: DummyTimeStamper
    content_type = "application/timestamp-reply"

    def do_POST(self) -> None:
        query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.stamper.request_tsa_response(query).dump()
        self.send_response(200)
        self.send_header("Content-Type", self.content_type)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def authority(seal_folder: Path) -> Iterator[str]:
    key = sealing_key(seal_folder, at=AT)
    certificate_file = key.key_file.with_name(key.key_file.name.replace(".key.", ".cert."))
    Authority.stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(pem.unarmor(certificate_file.read_bytes())[2]),
        tsa_key=asn1_keys.PrivateKeyInfo.load(pem.unarmor(key.key_file.read_bytes())[2]),
        certs_to_embed=SimpleCertificateStore(),
    )
    server = HTTPServer(("127.0.0.1", 0), Authority)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_time_stamp_is_part_of_the_seal(unsealed: bytes, seal_folder: Path, authority: str) -> None:
    place = SealPlace(seal_folder, "County of Alder Creek", authority)
    stamped = seal_pdf(unsealed, place=place, reason="Sealed", at=AT)
    time_stamp_token = "060B2A864886F70D010910020E"  # id-aa-timeStampToken, RFC 3161 Appendix A, in DER
    assert stamped.count(time_stamp_token.encode()) == 1
    assert verify_pdf(stamped, folder=seal_folder) == Verdict.INTACT


def test_an_authority_that_is_gone_leaves_no_seal(unsealed: bytes, seal_folder: Path) -> None:
    place = SealPlace(seal_folder, "County of Alder Creek", "http://127.0.0.1:9/")
    with pytest.raises(OSError, match="refused"):
        seal_pdf(unsealed, place=place, reason="Sealed", at=AT)


def test_an_authority_has_a_web_address() -> None:
    with pytest.raises(ValueError, match=r"has to begin with http or https, and is file:///etc/passwd\.$"):
        UrlTimeStamper("file:///etc/passwd")
