"""When somebody is told by mail, as a literal table."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.rules import Wishes, comes_at_once, comes_with_digest, is_quiet

MONDAY, SATURDAY, SUNDAY = date(2026, 7, 6), date(2026, 7, 4), date(2026, 7, 5)


@pytest.mark.parametrize(
    ("wishes", "day", "quiet"),
    [
        (Wishes(), MONDAY, False),
        (Wishes(), SATURDAY, False),
        (Wishes(is_quiet_on_weekends=True), SATURDAY, True),
        (Wishes(is_quiet_on_weekends=True), SUNDAY, True),
        (Wishes(is_quiet_on_weekends=True), MONDAY, False),
        (Wishes(quiet_until=MONDAY), SATURDAY, True),
        (Wishes(quiet_until=MONDAY), MONDAY, True),
        (Wishes(quiet_until=SUNDAY), MONDAY, False),
    ],
)
def test_quiet_days(wishes, day, quiet):
    assert is_quiet(wishes, day) is quiet


@pytest.mark.parametrize(
    ("wishes", "digest", "statutory_digest", "at_once", "statutory_at_once"),
    [
        (Wishes(), True, True, True, True),
        (Wishes(has_digest=False), False, True, True, True),
        (Wishes(has_immediate=False), True, True, False, True),
        (Wishes(quiet_until=MONDAY), False, True, False, True),
        (Wishes(has_digest=False, has_immediate=False, quiet_until=MONDAY), False, True, False, True),
    ],
)
def test_what_is_statutory_cannot_be_switched_off(wishes, digest, statutory_digest, at_once, statutory_at_once):
    found = [
        comes_with_digest(wishes, MONDAY, is_statutory=False),
        comes_with_digest(wishes, MONDAY, is_statutory=True),
        comes_at_once(wishes, MONDAY, is_statutory=False),
        comes_at_once(wishes, MONDAY, is_statutory=True),
    ]
    assert found == [digest, statutory_digest, at_once, statutory_at_once]
