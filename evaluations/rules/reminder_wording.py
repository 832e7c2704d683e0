"""What a plan of reminders says, in every language: the occasions, the names that each fills in, and what is refused.

No name carries a rating or a comment, and a text that spells a rating out is refused: mail travels unprotected.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from common.enums import Labelled
from evaluations.enums import Rating
from evaluations.rules.policy_table import PolicyError, Table

LANGUAGES = ("en", "es")
LONGEST = {"title": 120, "sentence": 400}
_PERIOD = frozenset({"period_start", "period_end"})
_DUE = _PERIOD | {"employee", "due_on", "days"}


class Phase(Labelled):
    """The occasions of a reminder. Those after `OWN` are named as the notice's kind is."""

    AHEAD = "ahead", "Ahead of the due day"
    TODAY = "today", "On the due day"
    OVERDUE = "overdue", "Overdue"
    NEXT_LEVEL = "next_level", "Overdue, to the next level"
    HR = "hr", "Long overdue, to HR"
    OWN = "own", "To the employee"
    NOBODY = "due_nobody", "Nobody can be the Rater, to HR"
    HR_REVIEW = "hr_review_waits", "HR's review waits"
    TURN = "turn_waits", "A signature waits"
    TURN_FOR = "turn_waits_designee", "A signature waits, to the designee"
    ISSUE = "issue_waits", "Signed by everybody, and no Rater who would issue it, to HR"
    WINDOW = "window_ends", "A term ends"
    CONTACT = "contact_due", "Contact with HR ahead of a low rating, to the manager, and to HR once it is late"
    CHECK_IN = "check_in", "A check-in of the Plan for Improvement is due, to the Rater"
    CHECK_IN_MISSED = "check_in_missed", "Nothing is recorded of a check-in, to the Rater"
    OUTCOME = "record_outcome", "Not signed by the employee yet, to the Rater"
    RECEIPT = "sign_receipt", "Not signed by the employee yet, to the employee"
    RESPONSE = "response_until", "The last day of the written response"


PLACEHOLDERS: Mapping[Phase, frozenset[str]] = MappingProxyType(
    {
        Phase.AHEAD: _DUE,
        Phase.TODAY: _DUE,
        Phase.OVERDUE: _DUE,
        Phase.NEXT_LEVEL: _DUE | {"waits_for"},
        Phase.HR: frozenset({"count", "days"}),
        Phase.OWN: _DUE,
        Phase.NOBODY: frozenset({"count"}),
        Phase.HR_REVIEW: frozenset({"employee", "days"}),
        Phase.TURN: frozenset({"employee", "capacity", "days"}),
        Phase.TURN_FOR: frozenset({"employee", "capacity", "principal", "days"}),
        Phase.ISSUE: frozenset({"employee", "days"}),
        Phase.WINDOW: frozenset({"employee", "due_on", "days"}),
        Phase.CONTACT: frozenset({"employee", "due_on", "days"}),
        Phase.CHECK_IN: frozenset({"employee", "due_on", "days"}),
        Phase.CHECK_IN_MISSED: frozenset({"employee", "due_on", "days"}),
        Phase.OUTCOME: _PERIOD | {"employee", "days"},
        Phase.RECEIPT: _PERIOD | {"days"},
        Phase.RESPONSE: _PERIOD | {"due_on", "days"},
    }
)
# Without these nobody knows whom or what a reminder means; the last day of a term is what the rule asks us to tell.
NEEDED: Mapping[Phase, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(Phase, frozenset({"employee"})),
        Phase.HR: frozenset({"count"}),
        Phase.NOBODY: frozenset({"count"}),
        Phase.OWN: frozenset({"due_on"}),
        Phase.TURN_FOR: frozenset({"employee", "principal"}),
        Phase.WINDOW: frozenset({"employee", "due_on"}),
        Phase.CONTACT: frozenset({"employee", "due_on"}),
        Phase.RECEIPT: frozenset(),
        Phase.RESPONSE: frozenset({"due_on"}),
    }
)
_NOT_OF_A_LINE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_SPANISH_RATINGS = ("sobresaliente", "muy bueno", "competente", "necesita mejorar", "insatisfactorio")
_RATINGS = re.compile(
    r"\b(" + "|".join([*(rating.label.lower() for rating in Rating), *_SPANISH_RATINGS]) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A title of one line and a sentence, with names in braces."""

    title: str
    sentence: str


Words = Mapping[str, Mapping[Phase, Wording]]


def read_words(table: Table) -> Words:
    """The wordings of every language and occasion. Raises PolicyError, which names the file and the key."""
    words = {language: _wordings(table.table(language)) for language in LANGUAGES}
    table.done()
    return MappingProxyType(words)


def _wordings(table: Table) -> Mapping[Phase, Wording]:
    wordings = {phase: _wording(table, phase) for phase in Phase}
    table.done()
    return MappingProxyType(wordings)


def _wording(parent: Table, phase: Phase) -> Wording:
    table = parent.table(phase.value)
    texts = {key: table.text(key) for key in LONGEST}
    table.done()
    named = {name for key, text in texts.items() for name in _names(table, key, text, PLACEHOLDERS[phase])}
    if missing := NEEDED[phase] - named:
        raise parent.error(phase.value, f"must say {_listed(missing)} in its title or its sentence")
    return Wording(**texts)


def _names(table: Table, key: str, text: str, known: frozenset[str]) -> set[str]:
    """The names in the text's braces. Raises PolicyError for whatever could not be said, or must not be."""
    if any(unicodedata.category(character) in _NOT_OF_A_LINE for character in text):
        raise table.error(key, "must be one line without control characters")
    if len(text) > LONGEST[key]:
        raise table.error(key, f"is longer than {LONGEST[key]} characters")
    if found := _RATINGS.search(text):
        raise table.error(key, f"names a rating ({found[0]}), and no reminder may tell one")
    fields = _fields(table, key, text)
    names = {name for name, _, _ in fields}
    if unknown := names - known:
        raise table.error(key, f"names {_listed(unknown)}, which is not filled in here; known: {_listed(known)}")
    if any(spec or conversion for _, spec, conversion in fields):
        raise table.error(key, "holds more than a name between braces; write {employee}, for example")
    return names


def _fields(table: Table, key: str, text: str) -> list[tuple[str, str | None, str | None]]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as failure:
        raise _broken(table, key) from failure
    return [(name, spec, conversion) for _, name, spec, conversion in parts if name is not None]


def _broken(table: Table, key: str) -> PolicyError:
    return table.error(key, "has a brace without its partner; a brace that is meant is written twice")


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
