"""Where the first rating period on record begins (R1)."""

from datetime import date

import pytest

from evaluations.rules.periods import first_period_start

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("appointed_on", "anniversary", "start"),
    [
        # The first two years begin with the appointment.
        (date(2026, 3, 1), None, date(2026, 3, 1)),
        (date(2025, 3, 1), None, date(2025, 3, 1)),
        (date(2024, 11, 23), None, date(2024, 11, 23)),
        # Longer service: the last full year before the anniversary.
        (date(2024, 11, 22), None, date(2025, 11, 22)),
        (date(2010, 11, 1), None, date(2025, 11, 1)),
        (date(2010, 6, 1), date(2027, 6, 1), date(2025, 6, 1)),
        (date(2010, 6, 1), date(2026, 9, 15), date(2025, 9, 15)),
        # The running year, where it ends within 90 days.
        (date(2010, 2, 20), None, date(2026, 2, 20)),
        (date(2010, 2, 21), None, date(2025, 2, 21)),
        # A leap day's anniversary is the last of February.
        (date(2016, 2, 29), date(2028, 2, 29), date(2025, 2, 28)),
    ],
)
def test_the_first_period_on_record(appointed_on, anniversary, start):
    assert first_period_start(appointed_on, anniversary, 12, TODAY) == start
