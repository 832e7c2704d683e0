"""A person's text on paper: what stays, what is cut, what is left out."""

from __future__ import annotations

import pytest

from evaluations.templatetags.packet import LONGEST_WORD, MOST_LINES, Block, blocks, iso_day, iso_moment, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n ", []),
        (None, []),
        ("One line.", [Block(("One line.",), "ltr")]),
        ("One\r\ntwo\rthree", [Block(("One", "two", "three"), "ltr")]),
        ("First.\n \t\n\nSecond.", [Block(("First.",), "ltr"), Block(("Second.",), "ltr")]),
        ("שלום world", [Block(("שלום world",), "rtl")]),
        ("12: العربية", [Block(("12: العربية",), "rtl")]),
        ("World שלום", [Block(("World שלום",), "ltr")]),
        ("a\x00b\x07c\ufffed\ue000e", [Block(("abcde",), "ltr")]),
        ("rated \u202etnetepmoc\u202c here", [Block(("rated tnetepmoc here",), "ltr")]),
        ("well done 👍🏽 ❤️", [Block(("well done [thumbs up sign] ❤",), "ltr")]),
        ("👩‍👩‍👧", [Block(("[woman][woman][girl]",), "ltr")]),
        ("नमस्ते क्\u200dष", [Block(("नमस्ते क्\u200dष",), "ltr")]),
    ],
)
def test_blocks(text: str, expected: list[Block]) -> None:
    assert blocks(text) == expected


def test_a_word_beyond_all_measure_is_cut_without_losing_a_letter() -> None:
    word = "x" * (2 * LONGEST_WORD + 1)
    assert blocks(f"before {word} after") == [
        Block(("before " + "x" * LONGEST_WORD,), "ltr"),
        Block(("x" * LONGEST_WORD,), "ltr", is_continued=True),
        Block(("x after",), "ltr", is_continued=True),
    ]


def test_lines_beyond_all_measure_run_on() -> None:
    lines = [f"line {number}" for number in range(MOST_LINES + 2)]
    assert blocks("\n".join(lines)) == [Block((" ¶ ".join(lines),), "ltr")]
    assert blocks("\n".join(lines[:MOST_LINES])) == [Block(tuple(lines[:MOST_LINES]), "ltr")]


def test_names_stand_on_one_line() -> None:
    assert one_line("Ann\nMarie\t  O’Hara\x00") == "Ann Marie O’Hara"


def test_dates_are_words_in_the_agencys_time_zone(settings) -> None:
    settings.TIME_ZONE = "America/Los_Angeles"
    assert iso_day("2026-07-06") == "July 6, 2026"
    assert iso_day(None) == ""
    assert iso_moment("2026-07-06T22:41:10+00:00") == "July 6, 2026, 3:41 p.m. PDT"
    assert iso_moment("2026-01-06T16:00:00+00:00") == "January 6, 2026, 8:00 a.m. PST"
    assert iso_moment("") == ""
