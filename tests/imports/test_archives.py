"""Archives that are no workbooks, or are meant to do harm: refused with a sentence, at a bounded cost."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from tests.imports.acts import sheet_of
from tests.imports.corpus import ANA, HEAD, read

GOOD = sheet_of(HEAD, ("0617", "Ana", "2026-07-01", "6"))
DAMAGED = "The workbook is damaged: "
TOO_LARGE = (
    "Unpacked, the workbook would be larger than 250 MB, or far larger than it looks: copy the rows that are needed "
    "into a new workbook."
)


def repacked(change: Callable[[str, bytes], bytes | None], *, more: dict[str, bytes] | None = None) -> bytes:
    """The good workbook with each part as `change` gives it back, and more parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return packed.getvalue()


def as_is(name: str, content: bytes) -> bytes:
    return content


def a_bomb() -> bytes:
    """Three hundred megabytes of spaces in a sheet that weighs some hundred kilobytes."""
    return repacked(
        lambda name, content: (
            content.replace(b"</sheetData>", b"</sheetData>" + b" " * (300 * 1024**2)) if "sheet1" in name else content
        )
    )


def a_bomb_that_lies() -> bytes:
    """The same, with sizes in the directory that say nothing of it."""
    bomb = a_bomb()
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        (entry,) = [one for one in archive.infolist() if one.filename.endswith("sheet1.xml")]
    return bomb.replace(struct.pack("<L", entry.file_size), struct.pack("<L", 4000))


def with_doctype(name: str, content: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10))
    doctype = b"<!DOCTYPE worksheet [" + entities + b"]>"
    return content.replace(b"<worksheet", doctype + b"<worksheet", 1) if "sheet1" in name else content


ARCHIVES: list[tuple[str, Callable[[], bytes], str]] = [
    ("cut off", lambda: GOOD[: len(GOOD) // 2], DAMAGED),
    ("only its beginning", lambda: b"PK\x03\x04" + b"\0" * 100, DAMAGED),
    ("a bomb", a_bomb, TOO_LARGE),
    ("a bomb that lies", a_bomb_that_lies, TOO_LARGE),
    ("words that grow", lambda: repacked(with_doctype), "The workbook holds XML that spreadsheets do not write"),
    ("broken XML", lambda: repacked(lambda name, content: content[:-30] if "sheet1" in name else content), DAMAGED),
    (
        "no workbook inside",
        lambda: repacked(lambda name, content: None, more={"report.docx": b"x"}),
        "The file is an archive without a workbook",
    ),
    (
        "a binary workbook",
        lambda: repacked(as_is, more={"xl/workbook.bin": b"x"}),
        "The workbook has the binary format of Excel (.xlsb)",
    ),
    (
        "an OpenDocument file",
        lambda: repacked(lambda name, content: None, more={"content.xml": b"<x/>"}),
        "The file is an OpenDocument file (.ods)",
    ),
    (
        "a way out",
        lambda: repacked(as_is, more={"../../etc/passwd.xml": b"<x/>"}),
        "The workbook names parts outside itself",
    ),
    (
        "too many parts",
        lambda: repacked(as_is, more={f"xl/p{n}.xml": b"<x/>" for n in range(2001)}),
        "The workbook holds too many parts",
    ),
    (
        "an old workbook",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "The workbook has the old format of Excel (.xls)",
    ),
    (
        "a protected one",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "The workbook is protected by a password",
    ),
]


@pytest.mark.parametrize(("make", "beginning"), [pytest.param(*row[1:], id=row[0]) for row in ARCHIVES])
def test_archives_that_are_not_to_be_read(make: Callable[[], bytes], beginning: str) -> None:
    said = read(make())
    assert isinstance(said, str)
    assert said[: len(beginning)] == beginning


def test_macros_and_pictures_are_left_alone() -> None:
    assert read(repacked(as_is, more={"xl/vbaProject.bin": b"\0" * 100, "xl/media/image1.png": b"x"})) == ([ANA], [])
