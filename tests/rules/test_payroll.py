"""What a file for payroll says, and what of it is news (R18)."""

from dataclasses import replace
from datetime import date

import pytest

from evaluations.enums import PayrollChange, StepState
from evaluations.rules.payroll import COLUMNS, Given, change_of

A, LATE = date(2026, 10, 1), date(2026, 11, 20)
GRANTED = Given(A, StepState.GRANTED)
HELD = Given(A, StepState.HELD)
RELEASED = Given(A, StepState.RELEASED, LATE)
PAID_BACK = replace(RELEASED, is_paid_back=True)
NONE = Given(A, StepState.NONE)


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        (GRANTED, ("new", "000123", A, "granted", A, None, "")),
        (HELD, ("new", "000123", A, "held", None, None, "")),
        (RELEASED, ("new", "000123", A, "released", LATE, LATE, "no")),
        (PAID_BACK, ("new", "000123", A, "released", A, LATE, "yes")),
        (NONE, ("new", "000123", A, "none", None, None, "")),
    ],
)
def test_a_line(given, cells):
    assert given.cells("000123", PayrollChange.NEW) == cells
    assert given.cells("000123", None) == ("", *cells[1:])
    assert len(cells) == len(COLUMNS)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (None, GRANTED, "new"),
        (None, HELD, "new"),
        (None, NONE, "new"),
        (GRANTED, GRANTED, "same"),
        (HELD, HELD, "same"),
        (HELD, RELEASED, "changed"),
        (HELD, GRANTED, "changed"),
        (RELEASED, PAID_BACK, "changed"),
        (RELEASED, GRANTED, "changed"),
        (GRANTED, HELD, "withdrawn"),
        (RELEASED, HELD, "withdrawn"),
        (GRANTED, NONE, "withdrawn"),
        (HELD, NONE, "changed"),
        (NONE, GRANTED, "changed"),
    ],
)
def test_what_is_news(before, now, change):
    assert change_of(now, before) == change


@pytest.mark.parametrize(
    ("columns", "given"),
    [
        (("grant", None, False), GRANTED),
        (("hold", None, False), HELD),
        (("hold", LATE, False), RELEASED),
        (("hold", LATE, True), PAID_BACK),
        (("not_applicable", None, False), NONE),
    ],
)
def test_as_it_is_stored(columns, given):
    assert Given.of(A, *columns) == given
