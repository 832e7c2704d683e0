# ruff: noqa: RUF001 - letters that look like others are what this module is about
"""Stored keys that names and titles are sorted and searched by: no collation of the database is relied on."""

from __future__ import annotations

import re
import unicodedata

# Letters that are letters of their own in Unicode, so that taking accents off leaves them as they are.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# What a row of an index can hold, in whatever letters.
LONGEST_KEY = 600


def search_key(*parts: str) -> str:
    """The parts in small letters without accents, apostrophes dropped, every other sign a single space.

    `search_key("O’Brien-Núñez", "José")` is "obrien nunez jose".
    """
    text = _APOSTROPHES.sub("", " ".join(parts)).casefold()
    if not text.isascii():
        # Folded again: what stands for a letter (a bold A, say) becomes that letter, and a capital, only here.
        parted = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(sign for sign in parted if not unicodedata.combining(sign)).translate(_LETTERS)
    return _BETWEEN_WORDS.sub(" ", text).strip()


def found_by(*names: str, also: str = "") -> str:
    """What a row is found by: the key of everything, and names of several words once more as one.

    `found_by("Baker-Hughes", "Ana", "A-17")` is "baker hughes ana a 17 bakerhughes a17": found with the hyphen, with a
    space and with neither.
    """
    joined = (key.replace(" ", "") for key in map(search_key, names) if " " in key)
    return " ".join((search_key(*names, also), *joined))[:LONGEST_KEY].strip()


def search_words(query: str, most: int = 8) -> list[str]:
    """The words to look for in a search key, in any order; at most `most`, since nobody types more on purpose."""
    return search_key(query[:200]).split()[:most]
