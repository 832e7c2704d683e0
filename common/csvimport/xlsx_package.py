"""A workbook's archive, taken apart within limits before any library sees it. Part of the process of `xlsx_worker`.

What the archive says of its own sizes is not believed: each part is inflated here, piece by piece, up to a limit, and
the library gets a new archive of the parts that were measured.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 250 * MEGABYTE
MOST_PARTS = 2000
MOST_TIMES_LARGER = 600
SMALL = 16 * MEGABYTE
PIECE = 256 * 1024

BINARY_WORKBOOK = "xl/workbook.bin"
WORKBOOK = "xl/workbook.xml"


class Refused(Exception):
    """The archive is not to be read, for the reason in the sentence."""


def parts_of(data: bytes) -> dict[str, bytes]:
    """The XML parts of the workbook by name. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise Refused(
            "The workbook is damaged: it may not have been uploaded or saved to its end. Save it again."
        ) from error
    names = [entry.filename for entry in entries]
    _check_kind(set(names))
    if len(names) > MOST_PARTS or len(set(names)) < len(names):
        raise Refused("The workbook holds too many parts, or one of them twice: copy the sheet into a new workbook.")
    if any(".." in name.split("/") or name.startswith("/") for name in names):
        raise Refused("The workbook names parts outside itself: copy the sheet into a new workbook.")
    parts: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            parts[entry.filename] = _inflated(data, entry, left)
            left -= len(parts[entry.filename])
    return parts


def clean_archive(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _check_kind(names: set[str]) -> None:
    save = 'open it in a spreadsheet and save it as "Excel workbook (.xlsx)"'
    if BINARY_WORKBOOK in names:
        raise Refused(f"The workbook has the binary format of Excel (.xlsb): {save}.")
    if "content.xml" in names and WORKBOOK not in names:
        raise Refused(f"The file is an OpenDocument file (.ods): {save}.")
    if WORKBOOK not in names:
        raise Refused("The file is an archive without a workbook in it: unpack it first, or choose another file.")


def _inflated(data: bytes, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The part's content, not trusting what the archive says of its size. Raises Refused."""
    if entry.flag_bits & 1:
        raise Refused("The workbook is protected by a password: take the password off and save it again.")
    if entry.file_size > most:
        raise _too_large()
    start = _content_start(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        content = data[start : start + entry.compress_size]
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        content = _inflated_from(data, start, most)
    else:
        raise Refused("The workbook is packed in a way that spreadsheets do not use: save it again.")
    if len(content) != entry.file_size:
        raise Refused("The workbook says something untrue about the size of its parts: save it again.")
    if len(content) > SMALL and len(content) > MOST_TIMES_LARGER * max(entry.compress_size, 1):
        raise _too_large()
    return content


def _content_start(data: bytes, entry: zipfile.ZipInfo) -> int:
    head = data[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise Refused("The workbook is damaged: its parts are not where it says. Save it again.")
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    return int(entry.header_offset + 30 + name_length + extra_length)


def _inflated_from(data: bytes, start: int, most: int) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces, size, rest, packed = [], 0, memoryview(data)[start:], b""
    try:
        while not inflate.eof:
            if not packed:
                packed, rest = bytes(rest[:PIECE]), rest[PIECE:]
            is_last = not packed
            piece = inflate.decompress(packed, 8 * PIECE)
            packed = inflate.unconsumed_tail
            if is_last and not piece:
                raise zlib.error("cut off")
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise _too_large()
    except zlib.error as error:
        raise Refused("The workbook is damaged: a part of it cannot be unpacked. Save it again.") from error
    return b"".join(pieces)


def _too_large() -> Refused:
    return Refused(
        f"Unpacked, the workbook would be larger than {LARGEST_UNPACKED // MEGABYTE} MB, or far larger than it looks: "
        "copy the rows that are needed into a new workbook."
    )
