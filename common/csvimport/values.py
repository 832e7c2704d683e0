"""Parsers of cells. Each takes the cell's text and returns a value, or raises BadValue with reason and remedy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from common.plaintext import plain_text

Parser = Callable[[str], Any]
Choice = TypeVar("Choice", bound=StrEnum)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
# Signs that nobody sees, beside those that no text of ours holds (`common.plaintext`).
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TEXT_BY_FORMULA = re.compile(r'="([^"]*)"')  # how people make a spreadsheet keep zeros in a CSV file
_FORMULA_STARTS = ("=", "+", "-", "@")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")  # databases export a day so
_WITH_SLASHES = re.compile(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})")
_SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EMAIL = re.compile(
    r"[^\s@,;:<>()\"\\]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


class BadValue(ValueError):
    """`is_private`: the report must not repeat the value."""

    def __init__(self, reason: str, remedy: str, *, is_private: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.is_private = is_private


def described(parser: Parser, **schema: Any) -> Parser:
    """The parser with the words of JSON Schema for the one spelling that it always takes (`csvimport.described`)."""
    parser.__dict__["described"] = schema
    return parser


def tidy(cell: str) -> str:
    """One spelling for one text: composed letters, single spaces, nothing invisible."""
    if not (cell.isascii() and cell.isprintable()):
        cell = unicodedata.normalize("NFC", _INVISIBLE.sub("", plain_text(cell)))
    if cell[:1] == "'" and cell[1:2] in _FORMULA_STARTS:  # as spreadsheets and our own downloads keep a formula off
        cell = cell[1:]
    if cell.startswith("=") and (found := _TEXT_BY_FORMULA.fullmatch(cell)):
        cell = found[1]
    return " ".join(cell.split())


def text(most: int, *, is_required: bool = False) -> Parser:
    """Tidied text of at most `most` signs."""

    def parse(cell: str) -> str:
        value = tidy(cell)
        if is_required and not value:
            raise BadValue("it is empty", "fill it in")
        if len(value) > most:
            raise BadValue(f"it has {len(value)} signs, more than {most}", "shorten it")
        if value in _SHEET_ERRORS:
            raise BadValue("the spreadsheet shows an error instead of a value", "mend the formula, or type the value")
        if value.startswith("="):
            raise BadValue("it is a formula, not its result", "copy the column and paste it as values alone")
        return value

    return described(parse, **_lengths(most, is_required))


def _lengths(most: int, is_required: bool) -> dict[str, int]:
    return {"maxLength": most, **({"minLength": 1} if is_required else {})}


def code(most: int, *, is_required: bool = False) -> Parser:
    """A number or code kept as text: leading zeros are part of it."""
    as_text = text(most, is_required=is_required)

    def parse(cell: str) -> str:
        value: str = as_text(cell)
        if _SCIENTIFIC.fullmatch(value):
            raise BadValue("a spreadsheet has rewritten the number", "format the column as text and export it again")
        if value and not _CODE.fullmatch(value):
            raise BadValue("it may hold letters, digits and . _ - only", "correct the number")
        return value

    pattern = f"^{_CODE.pattern}$" if is_required else f"^({_CODE.pattern})?$"
    return described(parse, pattern=pattern, **_lengths(most, is_required))


def whole_number(least: int, most: int) -> Parser:
    """A whole number or None; "6.0" is 6, as spreadsheets write it."""

    def parse(cell: str) -> int | None:
        value = tidy(cell)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", value):
            raise BadValue("it is not a whole number", f"write a number from {least} to {most}")
        number = int(value.partition(".")[0])
        if not least <= number <= most:
            raise BadValue(f"it does not lie between {least} and {most}", "correct the number")
        return number

    return described(parse, enum=["", *map(str, range(least, most + 1))])


def money(cell: str) -> Decimal | None:
    """Dollars and cents, or None; a dollar sign and commas between thousands are left out."""
    value = tidy(cell).removeprefix("$").replace(",", "")
    if not value:
        return None
    try:
        amount = Decimal(value) if re.fullmatch(r"[0-9.]{1,20}", value) else None
    except InvalidOperation:
        amount = None
    if amount is None or amount > Decimal("9999999.99"):
        raise BadValue("it is not an amount of money", "write it like 4600.00")
    if amount != amount.quantize(Decimal("0.01")):
        raise BadValue("it has parts of a cent", "write it like 4600.00")
    return amount.quantize(Decimal("0.01"))


def iso_day(value: str) -> date:
    """The calendar date that "2026-07-01" writes. Raises BadValue."""
    if not _ISO_DAY.fullmatch(value):
        remedy = "write year-month-day, like 2026-07-01"
        if _WITH_SLASHES.fullmatch(value):
            remedy += "; or say of the whole file that its dates are written month/day/year"
        raise BadValue("it is not a date", remedy)
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise BadValue("there is no such day in the calendar", "correct the date") from error
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise BadValue(f"the year does not lie between {EARLIEST_YEAR} and {LATEST_YEAR}", "correct the date")
    return found


def day(*, is_required: bool = False) -> Parser:
    """A date written 2026-07-01, or None."""

    def parse(cell: str) -> date | None:
        value = _MIDNIGHT.sub("", tidy(cell))
        if value:
            return iso_day(value)
        if is_required:
            raise BadValue("it is empty", "write the date, like 2026-07-01")
        return None

    written = r"\d{4}-\d{2}-\d{2}"
    return described(parse, pattern=f"^{written}$" if is_required else f"^({written})?$")


def email(cell: str) -> str:
    """An e-mail address in small letters, or nothing."""
    value = tidy(cell).lower()
    if value and (len(value) > 254 or not _EMAIL.fullmatch(value) or not value.isprintable()):
        raise BadValue("it is not an e-mail address", "correct it, or leave it empty")
    return value


def choice(options: type[Choice], *, empty: Choice | None = None) -> Parser:
    """One of an enumeration's values or labels, in any spelling of case, spaces and dashes."""
    by_word = {_word(word): member for member in options for word in (member.value, str(getattr(member, "label", "")))}

    def parse(cell: str) -> str:
        word = _word(cell)
        if not word and empty is not None:
            return empty.value
        if word not in by_word:
            known = ", ".join(member.value for member in options)
            raise BadValue("it is empty" if not word else "it is not known", f"write one of: {known}")
        return by_word[word].value

    return described(parse, enum=[*([] if empty is None else [""]), *(member.value for member in options)])


def _word(cell: str) -> str:
    return re.sub(r"[\W_]+", "_", tidy(cell).casefold()).strip("_")


described(money, pattern=r"^(\d+(\.\d{1,2})?)?$")
described(email, maxLength=254, pattern="^(.+@.+)?$")
