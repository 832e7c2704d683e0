"""Dates that people write into Comments."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import in_words
from evaluations.rules.mentions import mentions

SEPTEMBER_1 = date(2025, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "On leave from 2025-09-01.",
        "9/1/2025-5/31/2026",
        "09/01/25",
        "9/1 to 5/31",
        "9-1-2025",
        "9.1.2025",
        "from September 1, 2025 on",
        "from september 1 2025",
        "Sept. 1, 2025",
        "Sep 1",
        "Sept 1st, 2025",
        "September 1st.",
        "1 September 2025",
        "the 1st of September 2025",
        "01 Sep 2025",
        "September 1 to May 31, 2026",
        "(2025-09-01/2026-05-31)",
    ],
)
def test_a_date_is_found_as_people_write_it(text):
    assert mentions(text, SEPTEMBER_1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "On leave for most of the year.",
        "September 2025",
        "2024-09-01",
        "September 1, 2024",
        "1 September 2024",
        "9/1/2024",
        "9/1/24",
        "September 10, 2025",
        "September 11",
        "9/11/2025",
        "19/1/2025",
        "11 September 2025",
        "2025-09-011",
        "12025-09-01",
        "Sector 1",
        "1 Seppuku 2025",
        "2025-01-09",
    ],
)
def test_another_date_is_not_taken_for_it(text):
    assert not mentions(text, SEPTEMBER_1)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31)))
def test_the_dates_that_our_own_messages_write_are_found(day):
    assert mentions(f"leave from {in_words(day)}.", day)
    assert mentions(f"({day.isoformat()})", day)
    assert mentions(f"{day.month}/{day.day}/{day.year}", day)


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31)),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31)),
)
def test_one_date_never_stands_for_another(written, asked):
    assert mentions(written.isoformat(), asked) == (written == asked)
    assert mentions(in_words(written), asked) == (written == asked)
