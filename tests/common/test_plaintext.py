"""What no text of ours holds, and what stays in it."""

from __future__ import annotations

import unicodedata

import pytest

from common.plaintext import plain_line, plain_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("One line.\tTwo.\n\nThree.", "One line.\tTwo.\n\nThree."),
        (
            "One\r\ntwo\rthree\u2028four\u2029five\vsix\fseven\x85eight",
            "One\ntwo\nthree\nfour\nfive\nsix\nseven\neight",
        ),
        ("rated \u202etnetepmoC\u202c here", "rated tnetepmoC here"),
        ("a\u202ab\u202bc\u202cd\u202de\u202ef\u2066g\u2067h\u2068i\u2069j", "abcdefghij"),
        ("a\x00b\x07c\x1bd\x1ce\x7ff\x80g\x9fh", "abcdefgh"),
        # Marks that write a language as it is written, and pictures, are somebody's text.
        ("نعم\u200f! नमस्ते क्\u200dष 👩\u200d👧 O’Brien José", "نعم\u200f! नमस्ते क्\u200dष 👩\u200d👧 O’Brien José"),
    ],
)
def test_a_text_keeps_its_words_and_its_lines(text: str, expected: str) -> None:
    assert plain_text(text) == expected


def test_no_control_character_but_line_end_and_tab_is_left() -> None:
    every = "".join(chr(code) for code in range(0x2100))
    assert [sign for sign in plain_text(every) if unicodedata.category(sign) == "Cc" and sign not in "\n\t"] == []
    assert len(every) - len(plain_text(every)) == 59 + 9  # controls that are no space, and direction marks


def test_a_name_stands_on_one_line() -> None:
    assert plain_line(" Ann\u202e\r\nMarie\t  O’Hara\x00 ") == "Ann Marie O’Hara"
