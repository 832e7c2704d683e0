"""From the bytes of a file to its records with their line numbers.

A damaged record is rejected alone: after a quotation mark that is never closed, reading starts again on the line
below, so that the good lines after it are not swallowed.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from common.csvimport.difference import Problem, Rejection

LARGEST_FILE = 200 * 1024 * 1024
MOST_LINES_IN_A_RECORD = 50
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

# Bytes that are no text in the file's encoding (kept by surrogateescape), control signs, and the replacement sign.
_UNDECODED = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_SAVE_AS_UTF8 = 'save the file as "CSV UTF-8", or name its encoding, for example --encoding windows-1252'


class UnusableFile(Exception):
    """The file as a whole cannot be imported; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Record:
    """One record: the number of its first line and its cells under the normalised headings."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """A file that could be read: its headings, its records, and those that had to be left out."""

    headings: tuple[str, ...]
    records: list[Record]
    rejections: list[Rejection]
    delimiter: str
    sha256: str


def file_bytes(path: str) -> bytes:
    """The content of the file. Raises UnusableFile where there is none, or too much of it."""
    try:
        if Path(path).stat().st_size > LARGEST_FILE:
            raise UnusableFile(f"{path} is larger than {LARGEST_FILE // 1024 // 1024} MB: split it.")
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableFile(f"{path} cannot be read: {reason}.") from error


def normalised(heading: str) -> str:
    """A heading as it is compared: "E-mail " and "e_mail" are the same."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")


def read_table(data: bytes, *, known: Collection[str], encoding: str = "") -> Table:
    """The records under the file's first row, the headings.

    `known` are the normalised headings that the import understands: they decide which delimiter it is, and one
    of them given twice makes the file unusable. Raises UnusableFile.
    """
    text = _decoded(data, encoding)
    delimiter = _delimiter(text, known)
    records = _records(text, delimiter)
    headings = _headings(records, known)
    table = Table(headings, [], [], delimiter, hashlib.sha256(data).hexdigest())
    is_clean = not (_UNDECODED.search(text) or _CONTROL.search(text) or _REPLACED in text)
    for line, cells in records:
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        problems = _problems(headings, cells, is_clean)
        if problems or cells is None:
            table.rejections.append(Rejection(line, "", problems))
        else:
            table.records.append(Record(line, dict(zip(headings, cells, strict=False))))
    return table


def _decoded(data: bytes, encoding: str) -> str:
    if not data.strip(b"\0\r\n\t ,;"):
        raise UnusableFile("The file is empty.")
    if data.startswith(b"PK\x03\x04") or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableFile('The file is a spreadsheet, not CSV: save it as "CSV UTF-8" first.')
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if data.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
        return data.decode(encoding or "utf-8", "surrogateescape")
    except LookupError as error:
        raise UnusableFile(f"There is no encoding named {encoding!r}; try utf-8 or windows-1252.") from error
    except (UnicodeError, ValueError) as error:
        raise UnusableFile(f"The file is no text in its encoding: {_SAVE_AS_UTF8}.") from error


def _delimiter(text: str, known: Collection[str]) -> str:
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def headings_found(delimiter: str) -> int:
        return len({normalised(part) for part in first.split(delimiter)} & set(known))

    return max(DELIMITERS, key=headings_found)


class _Feed:
    """Hands the physical lines to the csv reader and knows where the current record began."""

    def __init__(self, lines: list[str], start: int) -> None:
        self.lines = lines
        self.next = self.record_start = start

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.next >= len(self.lines):
            raise StopIteration
        if self.next - self.record_start >= MOST_LINES_IN_A_RECORD:
            raise csv.Error("record too long")
        self.next += 1
        return self.lines[self.next - 1]


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """(line number, cells) of each record; cells is None where the record cannot be told apart."""
    feed = _Feed(list(io.StringIO(text, newline="")), 0)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.record_start = feed.next
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield feed.record_start + 1, None
            feed = _Feed(feed.lines, feed.record_start + 1)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        yield feed.record_start + 1, cells


def _headings(records: Iterator[tuple[int, list[str] | None]], known: Collection[str]) -> tuple[str, ...]:
    first = next((cells for _, cells in records if cells is None or any(cell.strip() for cell in cells)), None)
    if first is None:
        raise UnusableFile(
            "The first row, which names the columns, cannot be read: look for an unclosed quotation mark."
        )
    while first and not first[-1].strip():
        first.pop()
    headings = tuple(normalised(heading) for heading in first)
    twice = sorted({heading for heading in headings if heading in known and headings.count(heading) > 1})
    if twice:
        raise UnusableFile(f"The file has more than one column named {', '.join(twice)}: keep one of each.")
    return headings


def _problems(headings: tuple[str, ...], cells: list[str] | None, is_clean: bool) -> tuple[Problem, ...]:
    if cells is None:
        reason = "the line cannot be taken apart: a quotation mark is not closed, or a value is far too long"
        return (Problem("", "", reason, "look for a stray quotation mark; inside quotes it is written twice"),)
    surplus = any(cell.strip() for cell in cells[len(headings) :])
    if len(cells) < len(headings) or surplus:
        reason = f"it has {len(cells)} values under {len(headings)} headings"
        return (Problem("", "", reason, "look for a missing or surplus delimiter; quote values that contain one"),)
    if is_clean:
        return ()
    return tuple(problem for heading, cell in zip(headings, cells, strict=False) if (problem := _damage(heading, cell)))


def _damage(heading: str, cell: str) -> Problem | None:
    if _UNDECODED.search(cell):
        return Problem(heading, cell, "the value holds bytes that are no text in the file's encoding", _SAVE_AS_UTF8)
    if _CONTROL.search(cell):
        return Problem(heading, cell, "the value holds control signs, such as NUL", "type the value again")
    if _REPLACED in cell:
        remedy = "export it again from the source with the right encoding"
        return Problem(heading, cell, "a letter was lost before the file was written (replacement sign)", remedy)
    return None
