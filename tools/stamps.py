"""Stamps: a step is skipped while the files it was made from are the same as when it last succeeded."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tools.paths import ROOT


def fingerprint(files: Iterable[Path], *facts: str) -> str:
    """A digest over the files' names and contents, and over facts such as a version."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    for fact in facts:
        digest.update(fact.encode() + b"\0")
    return digest.hexdigest()


class Stamp:
    """What a product was made from, kept in a file that goes away with the product."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def matches(self, wanted: str) -> bool:
        return self.path.is_file() and self.path.read_text() == wanted

    def set(self, value: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(value)

    def clear(self) -> None:
        """To be called before the product changes: a half-made product has no stamp."""
        self.path.unlink(missing_ok=True)
