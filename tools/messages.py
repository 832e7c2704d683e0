"""Translations: each `locale/*/LC_MESSAGES/django.po` compiled beside itself, skipped while it is the same."""

from pathlib import Path

from tools.paths import ROOT, VAR
from tools.stamps import Stamp, fingerprint
from tools.steps import Steps, say

LOCALE = ROOT / "locale"
STAMP = Stamp(VAR / "stamps" / "messages")


def build_messages(steps: Steps) -> None:
    """Bring the compiled translations up to date; raises `CannotStart` where a translation is faulty."""
    sources = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    wanted = fingerprint(sources)
    if STAMP.matches(wanted) and all(compiled(source).is_file() for source in sources):
        return
    say("Compiling the translations …")
    STAMP.clear()
    for source in sources:
        # --check-format alone: the header's names of translators are nobody's here.
        command: list[str | Path] = ["msgfmt", "--check-format", "--output-file", compiled(source), source]
        steps.run(command, failure="A translation could not be compiled.")
    STAMP.set(wanted)


def compiled(source: Path) -> Path:
    """Where Django looks for it."""
    return source.with_suffix(".mo")
