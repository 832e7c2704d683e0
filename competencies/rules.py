"""What a title says beside the name of the class."""

from __future__ import annotations

import re

_ABOLISHED_IN_BRACKETS = re.compile(r"\s*[(\[]\s*abolished\b[^)\]]*[)\]]", re.IGNORECASE)
_ABOLISHED_AT_THE_END = re.compile(
    r"\s*(?:[-\u2013\u2014,;:*]\s*|\s)abolished\b[\s\d/.,-]*(?:per\b.*)?$", re.IGNORECASE
)


def title_without_note(title: str) -> tuple[str, bool]:
    """(the title, whether a note in it says that the class is abolished).

    Class lists write it behind the title: "Plant Officer (Abolished 01/07/2016 per Pay Letter 16-05)".
    """
    plain = _ABOLISHED_AT_THE_END.sub("", _ABOLISHED_IN_BRACKETS.sub("", title)).strip()
    return (plain, True) if plain != title.strip() and plain else (title, False)
