"""The class list that an agency published, by the pages: 3,104 records, one of them a broken heading."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from python_calamine import load_workbook

from competencies.models import Classification
from tests.imports.acts import address, applied, checked, fresh, rows_shown, sheet_of, through, undone, uploaded

REAL = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data")) / "calhr_classes_2017.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.exists(), reason=f"the real class list is not there: {REAL}"),
]


@pytest.fixture
def classes(db: None) -> None:
    """None but those of the file."""


def test_it_is_recognised_checked_applied_and_taken_back(client: Client) -> None:
    upload = uploaded(client, REAL.read_bytes(), kind="classifications", name=REAL.name)
    assert (upload.outline["rows"], upload.outline["fitting"]) == (3104, "CalHR class list, 2017")
    upload = checked(client, upload)
    assert upload.counts == {"new": 3103, "changed": 0, "unchanged": 0, "rejected": 1}
    assert rows_shown(client.get(upload.get_absolute_url()))[0][1] == "115"
    upload = applied(client, upload)
    classes = Classification.objects
    assert (classes.count(), classes.filter(code__startswith="0").count()) == (3103, 139)
    again = checked(client, uploaded(client, REAL.read_bytes(), kind="classifications", name=REAL.name))
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 3103, "rejected": 1}
    assert (undone(client, upload).status, classes.count()) == ("undone", 0)


def as_number(cell: str) -> object:
    return int(cell) if cell.isdecimal() else cell


def test_codes_that_a_spreadsheet_made_numbers_of_are_not_taken_for_new_ones(client: Client) -> None:
    through(client, REAL.read_bytes(), kind="classifications", name=REAL.name)
    heads, *rows = csv.reader(io.StringIO(REAL.read_text(encoding="utf-8-sig")))
    place = heads.index("class_code")
    damaged = [[*row[:place], *map(as_number, row[place : place + 1]), *row[place + 1 :]] for row in rows]
    upload = uploaded(client, sheet_of(heads, *damaged), kind="classifications", name="classes.xlsx")
    upload = checked(client, upload)
    lost = upload.rows.filter(outcome="rejected", problems__0__2="there is no such class, but one with zeros in front")
    assert (upload.counts["new"], lost.count()) == (0, 139)
    told = b"".join(client.get(address("rejected", fresh(upload))).streaming_content)
    lines = load_workbook(io.BytesIO(told)).get_sheet_by_index(0).to_python()
    assert (len(lines), lines[1][place]) == (1 + upload.counts["rejected"], lost.first().key)
