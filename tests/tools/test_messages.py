"""The translations are compiled where Django looks for them, once; a faulty one stops the start."""

from __future__ import annotations

import gettext

import pytest

from tools import messages
from tools.errors import CannotStart
from tools.messages import build_messages, compiled
from tools.stamps import Stamp
from tools.steps import Steps
from tools.supervise import Signals

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Day %(n)s"\nmsgstr "Día %(n)s"\n'


@pytest.fixture
def source(monkeypatch, tmp_path):
    """A language of its own, away from the checkout's."""
    folder = tmp_path / "locale" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "STAMP", Stamp(tmp_path / "stamp"))
    monkeypatch.setattr("tools.stamps.ROOT", tmp_path)
    source = folder / "django.po"
    source.write_text(PO)
    return source


def build(tmp_path):
    with Signals() as signals:
        build_messages(Steps(signals, log=tmp_path / "log"))


def test_it_is_compiled_and_left_alone_until_it_changes(source, tmp_path):
    build(tmp_path)
    with compiled(source).open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Day %(n)s") == "Día %(n)s"
    compiled(source).write_bytes(b"kept")
    build(tmp_path)
    assert compiled(source).read_bytes() == b"kept"
    source.write_text(PO.replace("Día", "Fecha"))
    build(tmp_path)
    assert b"Fecha" in compiled(source).read_bytes()


def test_what_was_removed_is_made_again(source, tmp_path):
    build(tmp_path)
    compiled(source).unlink()
    build(tmp_path)
    assert compiled(source).is_file()


def test_a_faulty_translation_stops_the_start(source, tmp_path):
    source.write_text(PO + '\n#, python-format\nmsgid "%(a)s"\nmsgstr "%(b)s"\n')
    with pytest.raises(CannotStart, match=r"A translation could not be compiled\."):
        build(tmp_path)
