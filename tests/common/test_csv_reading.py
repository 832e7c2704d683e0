"""Files as they come: each of the corpus is read, rejected line by line, or refused with a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.csvimport.columns import Column, ignored_headings, known_headings, parse_table
from common.csvimport.difference import Row
from common.csvimport.reading import UnusableFile, file_bytes, read_table
from common.csvimport.values import code, day, text, whole_number

COLUMNS = (
    Column("number", code(8, is_required=True), ("number",), is_required=True),
    Column("name", text(20), ("name",), is_required=True),
    Column("born_on", day(), ("born_on",)),
    Column("months", whole_number(0, 24), ("months",)),
)
GOOD = "number,name\n001,Ana\n002,Bo\n"
ANA, BO = ("001", {"name": "Ana"}), ("002", {"name": "Bo"})


def read(data: bytes, encoding: str = ""):
    """([(number, values)], [(line, reasons)])"""
    table = read_table(data, known=known_headings(COLUMNS), encoding=encoding)
    rows, rejections = parse_table(table, COLUMNS, key="number")
    found = [(rejection.line, [problem.reason for problem in rejection.problems]) for rejection in rejections]
    return [(row.key, row.values) for row in rows], sorted(found)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", "|").encode(),
        GOOD.rstrip("\n").encode(),
        b'"number","name"\n"001","Ana"\n"002","Bo"\n',
        b"\n\nnumber,name\n001,Ana\n\n,\n002,Bo\n,,,\n",
        b"Number , NAME,\n001, Ana ,\n002,\xc2\xa0Bo\xe2\x80\x8b\n",
        b"\xef\xbb\xbfsurplus,number,name,name of dog,,\nx,001,Ana,Rex,,\ny,002,Bo,,,\n",
    ],
    ids=[
        "plain", "byte order mark", "utf-16", "windows lines", "old mac lines", "semicolons", "tabs", "bars",
        "no last line end", "quoted", "empty lines", "spaces and invisible signs", "surplus columns",
    ],
)  # fmt: skip
def test_every_harmless_spelling_reads_the_same(data: bytes) -> None:
    assert read(data) == ([ANA, BO], [])


def test_a_named_encoding_is_used() -> None:
    data = "number,name\n001,José\n".encode("windows-1252")
    assert read(data, "windows-1252") == ([("001", {"name": "José"})], [])


def test_letters_have_one_spelling() -> None:
    assert read("number,name\n001,Jose\u0301\n".encode()) == ([("001", {"name": "Jos\u00e9"})], [])


UNCLOSED = "the line cannot be taken apart: a quotation mark is not closed, or a value is far too long"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"003,Jos\xe9", "the value holds bytes that are no text in the file's encoding"),
        (b"003,A\x00na", "the value holds control signs, such as NUL"),
        (b"003,A\xc2\x92na", "the value holds control signs, such as NUL"),
        (b"003,Jos\xef\xbf\xbd", "a letter was lost before the file was written (replacement sign)"),
        (b'003,"Ana', UNCLOSED),
        (b'"003"x,Ana', UNCLOSED),
        (b"003," + b"x" * 200_000, UNCLOSED),
        (b"003", "it has 1 values under 2 headings"),
        (b"003,Ana,more", "it has 3 values under 2 headings"),
        (b"003," + b"x" * 21, "it has 21 signs, more than 20"),
        (b",Ana", "it is empty"),
        (b"1E+05,Ana", "a spreadsheet has rewritten the number"),
        (b"0 03,Ana", "it may hold letters, digits and . _ - only"),
    ],
    ids=[
        "undecoded", "NUL", "control of windows", "replacement sign", "unclosed quote", "text after quote",
        "huge value", "too few", "too many", "too long", "no number", "scientific", "space in number",
    ],
)  # fmt: skip
def test_a_damaged_line_falls_alone(line: bytes, reason: str) -> None:
    data = b"number,name\n001,Ana\n" + line + b"\n002,Bo\n"
    assert read(data) == ([ANA, BO], [(3, [reason])])


def test_a_quote_that_is_never_closed_swallows_no_line_below() -> None:
    good = "".join(f"{number:03d},Bo\n" for number in range(200))
    rows, rejections = read(f'number,name\nx,"Ana\n{good}'.encode())
    assert (len(rows), rejections) == (200, [(2, [UNCLOSED])])


def test_a_quoted_line_end_counts_for_the_lines_below() -> None:
    data = b'number,name\n001,"Ana\nMaria"\n002,Bo\n003\n'
    assert read(data) == (
        [("001", {"name": "Ana Maria"}), BO],
        [(5, ["it has 1 values under 2 headings"])],
    )


def test_all_reasons_of_a_line_are_given() -> None:
    _, rejections = read(b"number,name,born_on,months\n001,Ana,2026-02-30,25\n002,Bo,1/2/2026,six\n")
    assert rejections == [
        (2, ["there is no such day in the calendar", "it does not lie between 0 and 24"]),
        (3, ["it is not a date", "it is not a whole number"]),
    ]


def test_equal_repetitions_leave_one_and_contradictions_none() -> None:
    rows, rejections = read(b"number,name\n001,Ana\n002,Bo\n001,Ana\n002,Cy\n")
    assert rows == [ANA]
    assert rejections == [
        (3, ["lines 3, 5 are about the same number 002, and contradict each other"]),
        (4, ["lines 2, 4 are about the same number 001, and are equal"]),
        (5, ["lines 3, 5 are about the same number 002, and contradict each other"]),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n \n,,\n", "The file is empty."),
        (b"PK\x03\x04rest", "The workbook is damaged: it may not have been uploaded or saved to its end."),
        (b"\xff\xfen\x00\x00\xd8x", "The file is no text in its encoding: save the file as"),
        (b'"number,name\n001,Ana\n', "The first row, which names the columns, cannot be read"),
        (b"number,name,Name \n001,Ana,Bo\n", "The file has more than one column named name: keep one of each."),
        (b"number,title\n001,Ana\n", "The file lacks the columns name. Its headings are: number, title."),
        (b"001,Ana\n002,Bo\n", "The file lacks the columns number, name. Its headings are: 001, ana."),
    ],
    ids=["nothing", "blank", "workbook", "broken utf-16", "unclosed heading", "twice", "missing", "no headings"],
)
def test_a_file_of_no_use_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnusableFile) as refused:
        read(data)
    assert refused.value.sentence.startswith(sentence)


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(UnusableFile, match="There is no encoding named 'klingon'"):
        read(GOOD.encode(), "klingon")


def test_files_that_cannot_be_opened_are_refused(tmp_path) -> None:
    with pytest.raises(UnusableFile, match="cannot be read: No such file or directory"):
        file_bytes(str(tmp_path / "none.csv"))
    with pytest.raises(UnusableFile, match="cannot be read: Is a directory"):
        file_bytes(str(tmp_path))


def test_columns_that_are_not_used_are_named() -> None:
    table = read_table(b"number,name,dog,,cat\n", known=known_headings(COLUMNS))
    assert ignored_headings(table, COLUMNS) == ["dog", "cat"]


def lines_are_kept(data: bytes) -> None:
    try:
        table = read_table(data, known=known_headings(COLUMNS))
        rows, rejections = parse_table(table, COLUMNS, key="number")
    except UnusableFile:
        return
    lines = [row.line for row in rows] + [rejection.line for rejection in rejections]
    assert len(set(lines)) == len(lines)
    assert all(isinstance(row, Row) and row.key for row in rows)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise_anything_else(data: bytes) -> None:
    lines_are_kept(data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff", b"001", b"Ana", b";", b" ", b"\\"])))
def test_no_mix_of_signs_raises_anything_else(parts: list[bytes]) -> None:
    lines_are_kept(b"number,name\n" + b"".join(parts))
