"""Words and looks of values, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.looks import LOOKS, Look, look_of, words
from evaluations.enums import Capacity, EvaluationStatus, FollowUpStatus, Rating
from workforce.enums import ManagementLevel

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Rating.IMPROVEMENT_NEEDED, "Improvement Needed"),
        ("improvement_needed", "Improvement Needed"),
        ("very_good", "Very Good"),
        ("not_applicable", "Not applicable"),
        (ManagementLevel.DIVISION_CHIEF, "District/Division Chief"),
        (Capacity.DEPARTMENT_HEAD, "Department Head"),
        ("department_head", "Department Head"),
        ("Department Head", "Department Head"),
        ("hr_review", "HR propriety review"),
        ("McAllister", "McAllister"),
        ("some_new_state", "Some new state"),
    ],
)
def test_words(value: str, expected: str) -> None:
    assert words(value) == expected


@pytest.mark.parametrize("status", [*EvaluationStatus, *FollowUpStatus])
def test_every_status_has_its_own_look_and_an_icon_of_the_sprite(status: str) -> None:
    sprite = json.loads((ROOT / "assets" / "icons.json").read_text())
    assert status.value in LOOKS
    assert look_of(status) == Look(status.label, LOOKS[status.value].icon, LOOKS[status.value].tone)
    assert LOOKS[status.value].icon in sprite


def test_every_look_names_an_icon_of_the_sprite() -> None:
    sprite = set(json.loads((ROOT / "assets" / "icons.json").read_text()))
    assert {look.icon for look in LOOKS.values()} - sprite == set()


def test_an_unknown_status_is_neutral() -> None:
    assert look_of("some_new_state") == Look("Some new state", "info_outline", "")
