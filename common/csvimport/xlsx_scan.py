"""What a sheet says beside its values: errors, formulas without a result, zeros that are only shown, merged cells.

The library that reads the values says nothing for these, which would look like empty cells and empty a field. Part of
the process of `xlsx_worker`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from common.csvimport.xlsx_package import Refused

Place = tuple[int, int]
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 300_000, 1_000, 3_000_000
MOST_MERGED = 20_000
# A number format such as 000000 shows zeros that the value does not have.
_ZEROS = re.compile(r"(0{2,20})(;.*)?")
_DIGITS = "0123456789"


@dataclass
class Remarks:
    """By (row, column), both counted from 0: `damage` (code, what is shown), `zeros` (how many digits are shown),
    `merged` (what a cell of a merged range leans on). `rows` and `columns` say how far the values reach."""

    damage: dict[Place, tuple[str, str]] = field(default_factory=dict)
    zeros: dict[Place, int] = field(default_factory=dict)
    merged: dict[Place, Place] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


@dataclass(frozen=True)
class Book:
    """Where each sheet's XML lies, which cell styles show leading zeros, and how days are counted."""

    paths: Mapping[str, str]
    zeros: Mapping[str, int]
    is_1904: bool


def book_of(parts: Mapping[str, bytes]) -> Book:
    """What the workbook says of its sheets. Raises Refused."""
    targets: dict[str, str] = {}
    for _, attributes in _elements(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship"):
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target[1:] if target[:1] == "/" else posixpath.normpath(f"xl/{target}")
    paths, is_1904 = {}, False
    for name, attributes in _elements(parts["xl/workbook.xml"], "sheet", "workbookPr"):
        if name == "workbookPr":
            is_1904 = attributes.get("date1904", "") in ("1", "true")
        else:
            number = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            paths[attributes.get("name", "")] = targets.get(number, "")
    return Book(paths, _styles_with_zeros(parts.get("xl/styles.xml", b"")), is_1904)


def _styles_with_zeros(styles: bytes) -> dict[str, int]:
    codes: dict[str, int] = {}
    found: dict[str, int] = {}
    number, is_in_cells = 0, False
    for name, attributes in _elements(styles, "numFmt", "cellXfs", "/cellXfs", "xf"):
        if name == "numFmt" and (zeros := _ZEROS.fullmatch(attributes.get("formatCode", ""))):
            codes[attributes.get("numFmtId", "")] = len(zeros[1])
        elif name.endswith("cellXfs"):
            is_in_cells = name == "cellXfs"
        elif name == "xf" and is_in_cells:
            if attributes.get("numFmtId", "") in codes:
                found[str(number)] = codes[attributes["numFmtId"]]
            number += 1
    return found


def _elements(xml: bytes, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of these names with their attributes, whatever prefix they have; "/name" is an element's end."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in wanted:
            found.append((name, attributes))

    def end(tag: str) -> None:
        name = f"/{tag.rpartition(':')[2]}"
        if name in wanted:
            found.append((name, {}))

    if xml:
        parse(xml, StartElementHandler=start, EndElementHandler=end)
    return found


def parse(xml: bytes, **handlers: Any) -> None:
    """Read the XML; a document type, which could define words that grow without end, is refused. Raises Refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    for name, handler in {**handlers, "StartDoctypeDeclHandler": _no_doctype}.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise Refused("The workbook is damaged: a part of it cannot be read. Save it again.") from error


def _no_doctype(*_: Any) -> None:
    raise Refused("The workbook holds XML that spreadsheets do not write: copy the sheet into a new workbook.")


def remarks_of(xml: bytes, zeros: Mapping[str, int]) -> Remarks:
    """Everything remarkable in one sheet. Raises Refused where its values reach too far for a table."""
    scan = _Scan(zeros)
    parse(xml, StartElementHandler=scan.start, EndElementHandler=scan.end, CharacterDataHandler=scan.text)
    remarks = scan.remarks
    is_too_large = remarks.rows > MOST_ROWS or remarks.columns > MOST_COLUMNS
    if is_too_large or remarks.rows * remarks.columns > MOST_CELLS:
        raise Refused(
            f"The sheet's values reach to row {remarks.rows} and column {remarks.columns}, which is more than a table "
            "needs: delete what stands far away from the others, or split the table."
        )
    return remarks


class _Scan:
    """Goes through one sheet, cell by cell."""

    def __init__(self, zeros: Mapping[str, int]) -> None:
        self.remarks = Remarks()
        self.styles = zeros
        self.row, self.column = -1, -1
        self.kind = self.style = self.said = ""
        self.is_formula = self.is_filled = False
        self.is_heard = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "c":
            self._enter(attributes)
        elif name == "v":
            self.is_filled = True
            self.is_heard = self.is_formula or self.kind == "e"
        elif name == "is":
            self.is_filled = True
        elif name == "f":
            self.is_formula = True
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self.row + 1
            self.column = -1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, words: str) -> None:
        if self.is_heard:
            self.said += words

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "v":
            self.is_heard = False
        elif name == "c":
            self._leave()

    def _enter(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self.column = _column(reference.rstrip(_DIGITS)) if reference else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.is_formula = self.is_filled = False
        self.said = ""

    def _leave(self) -> None:
        place = (self.row, self.column)
        if self.kind == "e":
            self.remarks.damage[place] = ("error", self.said)
        elif self.is_formula and not self.said and self.kind != "str":
            self.remarks.damage[place] = ("formula", "")
        elif not self.is_filled:
            return
        elif self.style in self.styles and self.kind == "n":
            self.remarks.zeros[place] = self.styles[self.style]
        self.remarks.rows = max(self.remarks.rows, self.row + 1)
        self.remarks.columns = max(self.remarks.columns, self.column + 1)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        area = max(0, bottom - top + 1) * max(0, right - left + 1)
        if len(self.remarks.merged) + area > MOST_MERGED:
            return
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.remarks.merged[row, column] = (top, left)


def _place(reference: str) -> Place:
    letters = reference.rstrip(_DIGITS)
    digits = reference[len(letters) :]
    return (int(digits) - 1 if digits else 0, _column(letters))


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    """ "A" is 0, "AA" is 26. Raises Refused for what no spreadsheet writes."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise Refused("The workbook names a cell that cannot be: save it again.")
        number = 26 * number + ord(letter) - ord("A") + 1
    if number > 16_384:
        raise Refused("The workbook names a cell that cannot be: save it again.")
    return number - 1
