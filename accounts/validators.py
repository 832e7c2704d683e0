"""Passwords that are long and yet among the first that anybody tries.

The library's blocklist compares whole passwords, and hardly any on it reaches the 15 characters that we ask for: the
length is filled by repeating, counting on, or padding a short one. NIST SP 800-63B-4 §3.1.1.2 asks for a blocklist
of common and expected values, the name of the service among them; it forbids rules about kinds of characters.
"""

from __future__ import annotations

import string
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PADDING = string.digits + string.punctuation + string.whitespace
OWN_WORDS = {"fairstep"}
RUNS = (string.ascii_lowercase * 3, "0123456789" * 4, "1234567890" * 4, "qwertyuiopasdfghjklzxcvbnm" * 2)


class GuessablePasswordValidator(CommonPasswordValidator):
    """Refuses a common password, or the service's name, made long; a short piece repeated; and a row of keys."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = password.casefold().strip()
        core = smallest_piece(folded.strip(PADDING))
        is_padded = core in self.passwords or core in OWN_WORDS
        if is_padded or smallest_piece(folded) != folded or is_run(folded):
            raise ValidationError(
                _("This password is long and still easy to guess. A few unrelated words make a good one."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Not a common password made longer, nothing repeated, and no row of keys.")


def smallest_piece(text: str) -> str:
    """The piece that the text is a repetition of; the text itself where it is none ("abcabcab" → "abc")."""
    # How much of the text before each place repeats its beginning (Knuth, Morris and Pratt): one pass, since anybody
    # may send a password of a megabyte.
    repeats = [0] * len(text)
    for place in range(1, len(text)):
        length = repeats[place - 1]
        while length and text[place] != text[length]:
            length = repeats[length - 1]
        repeats[place] = length + (text[place] == text[length])
    piece = len(text) - repeats[-1] if text else 0
    return text[:piece] if 2 * piece <= len(text) else text


def is_run(text: str) -> bool:
    """Whether it is the alphabet, the digits or the keyboard's rows, from anywhere and in either direction."""
    return any(text in run or text in run[::-1] for run in RUNS)
