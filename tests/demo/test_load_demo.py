"""The command around it: once, whole or not at all, and never by accident."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from evaluations.models import Evaluation, FormTemplate
from tests.demo.conftest import stored_files
from tests.factories import make_employee
from workspace.demo import agency, steps
from workspace.demo.agency import agency_told
from workspace.demo.story import evaluations_told

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """The agency with its first evaluations only, which is quick; the folder of the sign-ins."""
    monkeypatch.setattr(steps, "evaluations_told", lambda: evaluations_told()[:2])
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    return tmp_path / "demo-signins.json"


def written_by_people() -> int:
    """The evaluations of the story, without those that the first morning's work has begun."""
    return Evaluation.objects.exclude(created_by_id=None).count()


def test_a_second_call_does_nothing_and_says_nothing(few: Path) -> None:
    first = said("load_demo")
    kept = few.read_bytes()
    second = said("load_demo")
    assert (first, second) == ("The demo agency is loaded; `manage.py demo_signins` lists who can sign in.\n", "")
    assert (written_by_people(), few.read_bytes()) == (2, kept)


def test_the_sign_ins_are_one_per_role_and_for_the_owner_alone(few: Path) -> None:
    said("load_demo")
    people = json.loads(few.read_text())
    assert stat.S_IMODE(few.stat().st_mode) == 0o600
    assert [person["role"] for person in people] == [row["role"] for row in agency_told()["signins"]]
    assert people[0] == {
        "name": "Jonah Feldstein",
        "role": "Employee: signs an evaluation",
        "email": "jonah.feldstein@madrona.example",
        "password": "six lanterns over the harbor",
    }
    assert all(User.objects.get(email=person["email"]).check_password(person["password"]) for person in people)
    assert [line.split("  ")[0] for line in said("demo_signins").splitlines()[1:3]] == [
        "Jonah Feldstein",
        "Yolanda Reyes-Whitfield",
    ]


def test_lost_sign_ins_are_written_again(few: Path) -> None:
    said("load_demo")
    kept = few.read_bytes()
    few.unlink()
    assert (said("load_demo"), few.read_bytes()) == ("", kept)


def test_a_crash_half_way_leaves_nothing_and_can_be_repeated(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored_files()
    broken = [*evaluations_told()[:2], {**evaluations_told()[2], "steps": ["9 start", "8 fly"]}]
    monkeypatch.setattr(steps, "evaluations_told", lambda: broken)
    with pytest.raises(KeyError, match="fly"):
        said("load_demo")
    assert (User.objects.count(), FormTemplate.objects.count(), few.exists()) == (0, 0, False)
    assert stored_files() == before
    monkeypatch.setattr(steps, "evaluations_told", lambda: broken[:2])
    assert said("load_demo") != ""
    assert written_by_people() == 2


def test_it_refuses_outside_a_demo_unless_forced(few: Path, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"^DEMO is off here"):
        said("load_demo")
    assert User.objects.count() == 0
    assert said("load_demo", "--force") != ""
    assert User.objects.count() == 67


def test_it_never_mixes_with_another_agency(few: Path) -> None:
    make_employee()
    with pytest.raises(CommandError, match=r"^This database holds accounts or people already"):
        said("load_demo")
    assert User.objects.count() == 1


def test_it_refuses_data_that_the_importer_rejects(few: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = agency_told()
    (tmp_path / "agency.toml").write_bytes((agency.FOLDER / "agency.toml").read_bytes())
    (tmp_path / "classifications.csv").write_text("code,title\n0001,\n")
    monkeypatch.setattr(agency, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"^classifications\.csv: .*it is empty"):
        said("load_demo")
    assert told["imports"][0]["file"] == "classifications.csv"


def test_reference_data_load_once() -> None:
    first, second = said("load_reference"), said("load_reference")
    assert (first, second) == ("New: General form, version 1.\nNew: Supervisory form, version 1.\n", "")
    assert FormTemplate.objects.count() == 2
