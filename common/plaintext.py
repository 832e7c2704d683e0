"""What people write is one text everywhere: typed, stored, signed, shown and printed.

Explicit direction marks could make the words on the screen read otherwise than the ones that were signed (Unicode UAX
#9 §2), and control characters are drawn differently everywhere or not at all. Both go where a text comes in.
"""

from __future__ import annotations

import re

_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029\v\f\x85]")
_DIRECTION_MARKS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROLS = [code for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"]
_LEFT_OUT = dict.fromkeys([*_DIRECTION_MARKS, *_CONTROLS])


def plain_text(text: str) -> str:
    """The text with line ends made alike, without direction marks and control characters; tabs stay."""
    return _LINE_BREAK.sub("\n", text).translate(_LEFT_OUT)


def plain_line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(plain_text(text).split())
