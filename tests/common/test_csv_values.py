from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csvimport.report import shown
from common.csvimport.values import BadValue, choice, code, day, email, money, text, whole_number
from workforce.enums import ManagementLevel

LEVEL = choice(ManagementLevel, empty=ManagementLevel.NONE)


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (code(20), " 0617 ", "0617"),
        (whole_number(0, 24), "6.0", 6),
        (whole_number(0, 24), "", None),
        (money, "4600.5", Decimal("4600.50")),
        (money, "$4,600", Decimal("4600.00")),
        (money, "", None),
        (day(), "2024-02-29", date(2024, 2, 29)),
        (day(), " ", None),
        (email, "José.Núñez@Agency.Example ", "josé.núñez@agency.example"),
        (email, "", ""),
        (text(20), "Ann\u202eeiraM\u202c \u2066O’Hara\u2069\x07\u200b", "AnneiraM O’Hara"),
        (text(20), "Ann\x07 Marie", "Ann Marie"),
        (LEVEL, "District/Division Chief", "division_chief"),
        (LEVEL, "PROGRAM-HEAD", "program_head"),
        (LEVEL, "", "none"),
    ],
)
def test_cells_that_are_understood(parse, cell: str, value: object) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "reason"),
    [
        (whole_number(1, 24), "0", "it does not lie between 1 and 24"),
        (whole_number(0, 24), "6.5", "it is not a whole number"),
        (whole_number(0, 24), "٦", "it is not a whole number"),
        (money, "12.345", "it has parts of a cent"),
        (money, "-5", "it is not an amount of money"),
        (money, "1.2.3", "it is not an amount of money"),
        (money, "10000000", "it is not an amount of money"),
        (day(), "2026-7-1", "it is not a date"),
        (day(), "46204", "it is not a date"),
        (day(), "2026-02-29", "there is no such day in the calendar"),
        (day(), "0001-01-01", "the year does not lie between 1900 and 2200"),
        (day(is_required=True), "", "it is empty"),
        (email, "ana@agency", "it is not an e-mail address"),
        (email, "ana@agency.example, bo@agency.example", "it is not an e-mail address"),
        (email, "a@" + "x" * 260 + ".example", "it is not an e-mail address"),
        (LEVEL, "boss", "it is not known"),
        (choice(ManagementLevel), "", "it is empty"),
    ],
)
def test_cells_that_are_not_understood(parse, cell: str, reason: str) -> None:
    with pytest.raises(BadValue) as bad:
        parse(cell)
    assert bad.value.reason == reason
    assert bad.value.remedy != ""


@given(st.text(max_size=60))
def test_parsers_raise_nothing_but_bad_value(cell: str) -> None:
    for parse in (code(20), text(40), whole_number(0, 24), money, day(), email, LEVEL):
        try:
            value = parse(cell)
        except BadValue:
            continue
        assert value is None or isinstance(value, str | int | Decimal | date)


def test_a_shown_value_is_short_and_harmless() -> None:
    assert shown("a\x1b[31mb\n") == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}"
    assert shown("x" * 100) == "x" * 60 + "…"
    assert shown(((date(2026, 7, 1), True), "b")) == "2026-07-01, True, b"
    assert shown(None) == "(empty)"
