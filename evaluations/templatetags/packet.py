"""Filters for the packet's templates, which see nothing but the packet document: strings in ISO form and plain text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.utils import dateformat, timezone

from common.plaintext import plain_text

register = template.Library()

# Laying out one unbroken word takes time that grows with the square of its length.
LONGEST_WORD = 600
# A text of line breaks alone would fill thousands of pages: beyond this, lines run on with a mark between them.
MOST_LINES = 1_500
LINE_MARK = " ¶ "

EMOJI = re.compile("[\U0001f000-\U0001f3fa\U0001f400-\U0001faff]")
# Skin tones, the mark that asks for colour, and what joins several emoji to one picture.
EMOJI_JOINTS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]|(?<=[\U0001f000-\U0001faff\ufe0f])\u200d")
UNSEEN = ("Cc", "Cs", "Cn", "Co")  # control, surrogate, unassigned, private use (Unicode Standard §4.5)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph: its lines, its direction ("ltr" or "rtl"), and whether it goes on with a word cut before it."""

    lines: tuple[str, ...]
    direction: str
    is_continued: bool = False


@register.filter
def iso_day(value: str | None) -> str:
    """ "2026-07-06" as July 6, 2026; empty for nothing."""
    return dateformat.format(date.fromisoformat(value), "F j, Y") if value else ""


@register.filter
def iso_moment(value: str | None) -> str:
    """An ISO time as July 6, 2026, 3:40 p.m. PDT, in the agency's time zone; empty for nothing."""
    return dateformat.format(timezone.localtime(datetime.fromisoformat(value)), "F j, Y, g:i a T") if value else ""


@register.filter
def one_line(value: str | None) -> str:
    """A name or label without line breaks, control characters and direction marks."""
    return " ".join(_printable(value or "").split())


@register.filter
def blocks(value: str | None) -> list[Block]:
    """A person's text as paragraphs: an empty line parts them, other line breaks stay."""
    text = _printable(value or "").strip()
    if text.count("\n") > MOST_LINES:
        text = LINE_MARK.join(line for line in text.split("\n") if line.strip())
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.strip():
            found += _paragraph(paragraph)
    return found


def _paragraph(text: str) -> list[Block]:
    """The paragraph in pieces, cut only inside words beyond all measure."""
    pieces = re.sub(r"\S+", _cut, text).split("\0")
    direction = _direction(text)
    return [Block(tuple(piece.split("\n")), direction, index > 0) for index, piece in enumerate(pieces)]


def _cut(word: re.Match[str]) -> str:
    """The word, with a mark wherever it is cut."""
    return "\0".join(word[0][start : start + LONGEST_WORD] for start in range(0, len(word[0]), LONGEST_WORD))


def _direction(text: str) -> str:
    """That of the first letter that has one (Unicode UAX #9, rules P2 and P3)."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def _printable(text: str) -> str:
    """Line breaks made alike, emoji spelled, and what no font draws left out."""
    text = EMOJI.sub(_spelled, EMOJI_JOINTS.sub("", plain_text(text).replace("\t", " ")))
    return "".join(
        character for character in text if character == "\n" or unicodedata.category(character) not in UNSEEN
    )


def _spelled(match: re.Match[str]) -> str:
    """A paper copy must not depend on which emoji font a machine has, and a screen reader says the name anyway."""
    return f"[{unicodedata.name(match[0], 'symbol').lower()}]"
