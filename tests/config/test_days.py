"""Days from the environment."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import day


@pytest.mark.parametrize(("text", "expected"), [("", None), ("2026-10-01", date(2026, 10, 1))])
def test_a_day_or_none(text, expected):
    assert day("STEPS_FROM", text) == expected


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "10/01/2026", " "])
def test_anything_else_is_refused_by_name(text):
    with pytest.raises(ImproperlyConfigured, match="STEPS_FROM has to be a day like 2026-10-01, or empty"):
        day("STEPS_FROM", text)
