"""What several files of this folder stand on."""

from __future__ import annotations

import pytest

from tests.factories import make_classification


@pytest.fixture
def classes(db: None) -> None:
    """The two classes that people files of these tests name."""
    make_classification(code="0617", title="Office Technician")
    make_classification(code="1733", title="Program Manager")
