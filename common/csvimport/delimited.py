"""The bytes of a CSV file into lines of cells.

A damaged record falls alone: after a quotation mark that is never closed, reading starts again on the line below, so
that the good lines after it are not swallowed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator

from common.csvimport.errors import UnusableFile
from common.csvimport.grid import CSV, Grid, Line
from common.csvimport.headings import normalised

MOST_LINES_IN_A_RECORD = 50
DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAVE_AS_UTF8 = 'save the file as "CSV UTF-8", or name its encoding, for example windows-1252'

# Bytes that are no text in the file's encoding (kept by surrogateescape), control signs, and the replacement sign.
UNDECODED = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
REPLACED = "\N{REPLACEMENT CHARACTER}"

# What the first bytes say of files that people take for CSV: a web page that a browser saved as a spreadsheet, say.
_OTHERS = (
    (b"%pdf-", "The file is a PDF, not a table."),
    (b"<!doctype html", "The file is a web page with the name of a spreadsheet."),
    (b"<html", "The file is a web page with the name of a spreadsheet."),
    (b"<table", "The file is a web page with the name of a spreadsheet."),
    (b"<?xml", "The file is XML with the name of a spreadsheet."),
    (b"{\\rtf", "The file is a text document, not a table."),
)


def grid_of_csv(data: bytes, *, known: Collection[str], encoding: str) -> Grid:
    """The lines of the file. Raises UnusableFile where it is no text."""
    text = _decoded(data, encoding)
    delimiter = _delimiter(text, known)
    lines = [line for line in _records(text, delimiter) if line[1] is None or any(cell.strip() for cell in line[1])]
    is_clean = not (UNDECODED.search(text) or CONTROL.search(text) or REPLACED in text)
    return Grid(lines, CSV, delimiter, is_clean=is_clean)


def is_decodable(data: bytes, encoding: str) -> bool:
    """Whether every byte is text in the encoding (or in that of the file's byte order mark)."""
    try:
        text = _decoded(data, encoding)
    except UnusableFile:
        return False
    return not UNDECODED.search(text)


def _decoded(data: bytes, encoding: str) -> str:
    if not data.strip(b"\0\r\n\t ,;"):
        raise UnusableFile("The file is empty.")
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, sentence in _OTHERS:
        if start.startswith(beginning):
            raise UnusableFile(f"{sentence} Open it in a spreadsheet and save it as XLSX or as CSV.")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if data.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
        return data.decode(encoding or "utf-8", "surrogateescape")
    except LookupError as error:
        raise UnusableFile(f"There is no encoding named {encoding!r}; try utf-8 or windows-1252.") from error
    except (UnicodeError, ValueError) as error:
        raise UnusableFile(f"The file is no text in its encoding: {SAVE_AS_UTF8}.") from error


def _delimiter(text: str, known: Collection[str]) -> str:
    """The one that finds the most known headings in one of the first lines; where none does, the most frequent."""
    first = [line for _, line in zip(range(20), io.StringIO(text, newline=""), strict=False) if line.strip()]

    def found(delimiter: str) -> tuple[int, int]:
        parts = [{normalised(part) for part in line.split(delimiter)} & set(known) for line in first]
        return max((len(names) for names in parts), default=0), sum(line.count(delimiter) for line in first[:1])

    return max(DELIMITERS, key=found)


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


def _records(text: str, delimiter: str) -> Iterator[Line]:
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
