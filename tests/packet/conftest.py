"""One seal key for the whole run, a private store per test, and renders shared by the tests of a module."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from common.pdf.keys import make_key

AT = datetime(2026, 7, 6, 22, 41, 10, tzinfo=UTC)


@pytest.fixture(scope="session")
def seal_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seal")
    make_key(folder, agency="County of Alder Creek", at=datetime(2026, 1, 1, tzinfo=UTC))
    return folder


@pytest.fixture(autouse=True)
def private_places(settings, seal_folder: Path, tmp_path: Path) -> None:
    """The run's key, an empty file store, no counted tries."""
    settings.SEAL_DIR = seal_folder
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def words_of(data: bytes, *pages: int) -> str:
    """The text of these pages, counted from 0 (all where none are named), every run of space one space."""
    texts = [page.extract_text() for number, page in enumerate(read(data).pages) if not pages or number in pages]
    return " ".join(" ".join(texts).split())


def between(text: str, start: str, end: str) -> str:
    """What stands between the first `start` and the next `end`, both of which must be there."""
    rest = text[text.index(start) + len(start) :]
    return rest[: rest.index(end)].strip()
