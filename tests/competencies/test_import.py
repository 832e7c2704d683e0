import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from audit.models import AuditEvent, ImportRun
from common.canonical import sha256_of_text
from common.csvimport.layout import Layout
from common.csvimport.mapping import load_mapping
from common.csvimport.reading import UnusableFile
from competencies.models import Classification
from competencies.services import MAPPINGS, classifications_import
from competencies.services.classes_columns import COLUMNS
from tests.counting import queries_of
from tests.factories import make_classification, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
HEAD = "code,title,monthly_min,monthly_max,probation_months,bargaining_unit\n"
FILE = HEAD + "0617,BAKERY CHIEF,4000,5000.50,12,R01\n0044,RECORDS CLERK (Abolished 01/07/2016),,,0,\n"


def run(text: str, **options):
    return classifications_import(data=text.encode(), file_name="classes.csv", by=None, at=AT, **options)


def test_new_classes_with_zeros_kept_probation_none_and_abolished_read_from_the_title() -> None:
    result = run(FILE)
    assert result.difference.counts == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0}
    fields = (
        "code", "title", "search_key", "status", "monthly_min", "monthly_max", "probation_months", "bargaining_unit",
        "schematic_code",
    )  # fmt: skip
    assert list(Classification.objects.values_list(*fields)) == [
        (
            "0617",
            "BAKERY CHIEF",
            "0617 bakery chief bakerychief",
            "in_force",
            Decimal("4000.00"),
            Decimal("5000.50"),
            12,
            "R01",
            "",
        ),
        ("0044", "RECORDS CLERK", "0044 records clerk recordsclerk", "abolished", None, None, None, "", ""),
    ]


def test_a_second_run_has_no_effect_and_leaves_no_trace() -> None:
    run(FILE)
    result = run(FILE)
    assert (result.difference.counts["unchanged"], result.is_applied, result.stream) == (2, False, "")
    assert (ImportRun.objects.count(), AuditEvent.objects.count()) == (1, 1)


def test_changes_are_told_field_by_field_and_columns_that_are_missing_change_nothing() -> None:
    run(FILE)
    result = run("code,title,monthly_max\n0617,BAKERY CHIEF,5100\n0044,RECORDS CLERK,\n")
    (first, second) = result.difference.changed
    assert (first.line, first.key, first.fields) == (
        2, "0617", {"monthly_max": (Decimal("5000.50"), Decimal("5100.00"))},
    )  # fmt: skip
    assert (second.key, second.fields) == ("0044", {"status": ("abolished", "in_force")})
    changed = Classification.objects.get(code="0617")
    assert (changed.monthly_min, changed.monthly_max, changed.probation_months) == (Decimal(4000), Decimal(5100), 12)


def test_the_event_carries_the_digest_of_the_stored_list() -> None:
    by = make_user(name="Ada Analyst")
    result = classifications_import(data=FILE.encode(), file_name="classes.csv", by=by, at=AT)
    stored = ImportRun.objects.get()
    event = AuditEvent.objects.get(stream=result.stream)
    assert (result.stream, stored.actor_name, event.actor_id) == (f"import:{stored.public_id}", "Ada Analyst", by.pk)
    assert event.data["changes_sha256"] == sha256_of_text(stored.changes)
    assert [change["key"] for change in json.loads(stored.changes)] == ["0617", "0044"]
    assert json.loads(stored.changes)[0]["fields"]["monthly_max"] == [None, "5000.50"]


def test_a_dry_run_tells_all_and_changes_nothing() -> None:
    result = run(FILE, is_dry_run=True)
    assert (len(result.difference.new), result.is_applied) == (2, False)
    assert (Classification.objects.count(), ImportRun.objects.count()) == (0, 0)


MIXED = FILE + "0700,PAY CHIEF,5000,4000,6,\n0701,LONG CHIEF,,,36,\n"


def test_rejected_rows_are_left_out_with_their_reasons() -> None:
    difference = run(MIXED).difference
    assert [(found.line, found.key, found.problems[0].reason) for found in difference.rejected] == [
        (5, "0701", "it does not lie between 0 and 24"),
        (4, "0700", "the lowest pay 5000.00 lies above the highest pay 4000.00"),
    ]
    assert set(Classification.objects.values_list("code", flat=True)) == {"0617", "0044"}


def test_strict_leaves_everything_out() -> None:
    result = run(MIXED, is_strict=True)
    assert (len(result.difference.new), result.is_applied) == (2, False)
    assert Classification.objects.count() == 0


def test_statements_do_not_grow_with_the_rows() -> None:
    def file(size: int, unit: str) -> str:
        return HEAD + "".join(f"{number:04d},CLASS {number},,,6,{unit}\n" for number in range(size))

    new, changed = set(), set()
    for size in (1, 3, 300):
        Classification.objects.all().delete()
        new.add(queries_of(run, file(size, "R01")))
        changed.add(queries_of(run, file(size, "R02")))
        assert Classification.objects.filter(bargaining_unit="R02").count() == size
    assert (len(new), len(changed)) == (1, 1)


def test_a_mapping_names_the_columns(tmp_path: Path) -> None:
    mapping = tmp_path / "ours.toml"
    mapping.write_text('[columns]\ncode = "Job No."\ntitle = "Job Name"\n')
    layout = Layout(headings=load_mapping(mapping, COLUMNS).headings)
    run("JOB NO;job name;code\n0617;BAKERY CHIEF;x\n", layout=layout)
    assert list(Classification.objects.values_list("code", "title")) == [("0617", "BAKERY CHIEF")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("columns = 3", "has no table"),
        ("[columns", "cannot be read"),
        ('[columns]\ncode = "a"\n', "lacks the fields title"),
        ('[columns]\ncode = "a"\ntitle = "b"\nboss = "c"\n', "names unknown fields: boss"),
    ],
)
def test_a_mapping_of_no_use_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    mapping = tmp_path / "ours.toml"
    mapping.write_text(content)
    with pytest.raises(UnusableFile, match=sentence):
        load_mapping(mapping, COLUMNS)


def call(path: Path, *options: str) -> tuple[int, str]:
    """(exit code, output)"""
    out = StringIO()
    try:
        call_command("import_classifications", str(path), *options, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    make_classification(code="0617", title="BAKERY CHIEF", bargaining_unit="R01", probation_months=12)
    path = tmp_path / "classes.csv"
    path.write_text(MIXED + "0800,New,,,,,\n")
    code, output = call(path, "--dry-run")
    Classification.objects.get(code="0617")
    assert code == 1
    assert output.splitlines() == [
        "line 3  new        0044: title RECORDS CLERK; status abolished",
        "line 6  new        0800: title New; status in_force",
        "line 2  changed    0617: monthly_min (empty) -> 4000.00; monthly_max (empty) -> 5000.50",
        "line 4  rejected   0700: monthly_min: the lowest pay 5000.00 lies above the highest pay 4000.00; "
        "remedy: correct one of the two",
        'line 5  rejected   0701: probation_months: it does not lie between 0 and 24 (found "36"); '
        "remedy: correct the number",
        "Classes: 2 new, 1 changed, 0 unchanged, 2 rejected.",
        "Dry run: nothing was changed.",
    ]
    assert Classification.objects.count() == 1


def test_exit_codes(tmp_path: Path) -> None:
    good, mixed, bad = (tmp_path / name for name in ("good.csv", "mixed.csv", "bad.csv"))
    good.write_text(FILE)
    mixed.write_text(MIXED)
    bad.write_bytes(b"\x00\x01")
    assert call(mixed, "--strict")[0] == 1
    assert Classification.objects.count() == 0
    code, output = call(good)
    assert (code, output.splitlines()[-1]) == (0, f"Applied. Audit stream: {ImportRun.objects.get().stream}")
    assert call(good) == (0, "Classes: 0 new, 0 changed, 2 unchanged, 0 rejected.\nNothing to apply.\n")
    assert call(mixed)[0] == 1
    assert call(bad)[0] == 2
    assert call(tmp_path / "none.csv")[0] == 2
    assert call(good, "--by", "nobody@agency.example") == (
        2, "There is no active account with the e-mail nobody@agency.example.",
    )  # fmt: skip


REAL = Path(os.environ.get("SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data")) / "calhr_classes_2017.csv"


@pytest.mark.skipif(
    not REAL.exists(), reason=f"the real class list is not there: {REAL} (SHARED_DATA names its folder)"
)
@pytest.mark.parametrize("mapping", [None, MAPPINGS / "calhr.toml"], ids=["found by its headings", "named"])
def test_the_real_class_list(mapping: Path | None) -> None:
    """3,104 records, one of them a broken heading without code and title."""
    layout = Layout(headings=load_mapping(mapping, COLUMNS).headings if mapping else None)
    result = classifications_import(data=REAL.read_bytes(), file_name=REAL.name, layout=layout, by=None, at=AT)
    assert result.difference.counts == {"new": 3103, "changed": 0, "unchanged": 0, "rejected": 1}
    assert [found.line for found in result.difference.rejected] == [115]
    classes = Classification.objects
    assert classes.filter(probation_months=None).count() == 162
    assert classes.filter(monthly_min=None).count() == 103
    assert classes.filter(code__startswith="0").count() == 139
    again = classifications_import(data=REAL.read_bytes(), file_name=REAL.name, layout=layout, by=None, at=AT)
    assert again.difference.counts == {"new": 0, "changed": 0, "unchanged": 3103, "rejected": 1}
