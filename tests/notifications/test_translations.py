"""Everything that people are told has its Spanish; nothing else is translated by halves."""

from __future__ import annotations

import ast
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation.template import templatize

from notifications.models import Notice
from notifications.registry import known_kinds, words_of

ROOT = Path(settings.BASE_DIR)
PO = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
CODE = (
    "evaluations/notice_words.py", "evaluations/meeting_words.py", "evaluations/reminder_words.py",
    "notifications/notice_words.py", "notifications/registry.py", "notifications/services/mail_text.py",
    "workspace/selectors/calendar_feed.py",
)  # fmt: skip
TEMPLATES = ("templates/notifications/mail.txt", "templates/notifications/mail_body.html")
WORDS = {
    "employee": "Ana Núñez", "period_start": "2025-07-01", "period_end": "2026-06-30", "capacity": "reviewer",
    "principal": "", "by": "Luis Soto", "to": "Eva Ruiz", "count": 1, "days": 7, "rater": "Luis Soto",
    "waits_for": "Luis Soto", "webhook": "Nóminas", "received_on": "2026-07-14", "held": 12, "released": 3,
    "changed": 1, "open": 40, "person": "Luis Soto",
    "starts_at": "2026-07-20T16:30:00+00:00", "minutes": 60, "place": "3-A", "uid": "m@x", "sequence": 0,
    "stamp": "2026-07-06T16:00:00+00:00", "attendees": [],
}  # fmt: skip


def msgids(source: str) -> set[str]:
    """The texts of gettext, ngettext and pgettext calls."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1}.get(node.func.id)
            if place is not None:
                found.add(ast.literal_eval(node.args[place]))
    return found


def template_msgids(source: str) -> set[str]:
    """The same of a template, whose calls Django writes out as code for gettext's own reader."""
    text = templatize(source)
    calls = re.findall(r"""n?gettext\((?:u?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", text)
    calls += re.findall(r"""\b_\((?:u?)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", text)
    return {ast.literal_eval(call) for call in calls}


def translated() -> set[str]:
    """The msgids of the file that have a translation."""
    found = set()
    for block in PO.read_text().split("\n\n"):
        msgid = re.search(r'^msgid "(.+)"$', block, re.MULTILINE)
        if msgid and not re.search(r'^msgstr(\[\d\])? ""$', block, re.MULTILINE):
            found.add(msgid[1].replace('\\"', '"'))
    return found


def test_every_text_has_its_spanish_and_no_spanish_is_left_over():
    texts = set()
    for path in CODE:
        texts |= msgids((ROOT / path).read_text())
    for path in TEMPLATES:
        texts |= template_msgids((ROOT / path).read_text())
    assert translated() == texts


def test_nothing_is_fuzzy():
    assert "fuzzy" not in PO.read_text()


@pytest.mark.parametrize("kind", sorted(known_kinds()))
def test_every_kind_speaks_both_languages(kind):
    notice = Notice(kind=kind, words=WORDS, path="/x/", subject="s")
    with translation.override("en"):
        english = words_of(notice)
    with translation.override("es"):
        spanish = words_of(notice)
    for ours, theirs in zip((english.title, english.sentence, english.action),
                            (spanish.title, spanish.sentence, spanish.action), strict=True):  # fmt: skip
        assert ours
        assert ours != theirs
        assert ("%(" in ours, "%(" in theirs) == (False, False)


def test_no_kind_names_a_rating():
    """The names of ratings, and whatever would tell one."""
    out = StringIO()
    for kind in known_kinds():
        notice = Notice(kind=kind, words=WORDS, path="/x/", subject="s")
        for language in ("en", "es"):
            with translation.override(language):
                words = words_of(notice)
                out.write(f"{words.title} {words.sentence} {words.action}\n")
    said = out.getvalue().lower()
    telling = ("outstanding", "very good", "competent", "improvement", "unsatisfactory", "propriety", "follow-up",
               "low rating", "competente", "insatisfactori", "mejora", "seguimiento")  # fmt: skip
    assert [word for word in telling if word in said] == []


def test_a_meeting_is_said_in_spanish_down_to_what_calendars_take_over():
    notice = Notice(kind="meeting_changed", words=WORDS, path="/x/", subject="s")
    with translation.override("es"):
        words = words_of(notice)
    assert (words.title, words.sentence, words.action) == (
        "Cambió la reunión; ahora es el 20 de julio de 2026 a las 09:30: Ana Núñez y Luis Soto",
        "Dura 60 minutos. Lugar: 3-A.",
        "Abrir la reunión",
    )
    assert "SUMMARY:Reunión: Ana Núñez y Luis Soto" in words.invitation.text.decode()
