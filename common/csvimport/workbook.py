"""A workbook's sheet into lines of cells, read by a process of its own (`xlsx_worker`) within limits.

Workbooks are archives that anybody can make of anything: what they make a library do ends with that process.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from common.csvimport.difference import Problem
from common.csvimport.errors import UnusableFile
from common.csvimport.grid import SERIAL_START, SERIAL_START_1904, XLSX, Grid, Sheet
from common.pdf.errors import LimitExceeded
from common.pdf.limits import Limits, run_limited

LIMITS = Limits(cpu_seconds=90, wall_seconds=120, memory_bytes=2 * 1024**3)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
AS_XLSX = 'save it as "Excel workbook (.xlsx)"'

# What a cell without a value of its own is called: reason and remedy.
DAMAGE = {
    "error": ("the spreadsheet shows an error instead of a value", "mend the formula, or type the value"),
    "formula": (
        "it is a formula whose result is not stored in the file",
        "open the file in a spreadsheet, let it calculate, and save it again; or paste the values alone",
    ),
    "long": (
        "a spreadsheet has rewritten the number: it keeps 15 digits and makes the others 0",
        "format the column as text and enter the number again",
    ),
    "boolean": (
        "a spreadsheet has made TRUE or FALSE of the value",
        "format the column as text and enter the value again",
    ),
    "merged": (
        "the cell is merged with the one above or beside it, which alone holds the value",
        "take the cells apart and fill in each of them",
    ),
}


def is_workbook(data: bytes) -> bool:
    """Whether the content is that of a spreadsheet's own file, readable or not."""
    return data.startswith((ZIP, OLE))


def grid_of_workbook(data: bytes, *, known: Collection[str], sheet: str) -> Grid:
    """The lines of the sheet that is named, else of the one with the most known headings, a hidden one last.

    Raises UnusableFile.
    """
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise UnusableFile("The workbook is protected by a password: take the password off and save it again.")
        raise UnusableFile(f"The workbook has the old format of Excel (.xls): open it and {AS_XLSX}.")
    request = json.dumps({"known": sorted(known), "sheet": sheet}).encode() + b"\n" + data
    try:
        answer = run_limited("common.csvimport.xlsx_worker", request, limits=LIMITS)
    except LimitExceeded as error:
        told = str(error)
        if told.startswith("It "):  # our own words for time, memory and crashes
            told = f"The workbook cannot be read. {told} Save the sheet that is needed as CSV and take that instead."
        raise UnusableFile(told) from error
    return _grid(json.loads(answer))


def _grid(told: dict[str, Any]) -> Grid:
    damage = {}
    for line, place, code, found in told["damage"]:
        reason, remedy = DAMAGE[code]
        damage[line, place] = Problem("", found, reason, remedy)
    return Grid(
        lines=[(line, cells) for line, cells in told["lines"]],
        format=XLSX,
        sheet=told["sheet"],
        sheets=tuple(Sheet(name, is_hidden) for name, is_hidden in told["sheets"]),
        damage=damage,
        headed={(line, place): words for line, place, words in told["headed"]},
        serial_start=SERIAL_START_1904 if told["is_1904"] else SERIAL_START,
        is_clean=told["is_clean"],
    )
