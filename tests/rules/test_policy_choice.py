"""Which policy set serves whom on which day, as literal tables: employee group, bargaining unit, agency."""

from datetime import date

import pytest

from evaluations.enums import PolicyScope
from evaluations.rules.policy_choice import PolicyChoice, Published, shipped_root
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.policy_text import policy_text, read_policy_text, shipped_values

AGENCY, UNIT, GROUP = PolicyScope.AGENCY, PolicyScope.BARGAINING_UNIT, PolicyScope.EMPLOYEE_GROUP
SPRING, JULY, AUGUST, NEW_YEAR = date(2026, 3, 1), date(2026, 7, 1), date(2026, 8, 1), date(2027, 1, 1)


def load(key, version):
    """A policy that says its name and nothing else that counts here."""
    values = {**shipped_values("county", 1), "key": key, "version": version}
    return read_policy_text(policy_text(values), f"{key}-{version}")


def own(key, version, scope, members, start, end=None):
    return Published(key, version, scope, frozenset(members.split()), start, end)


PUBLISHED = (
    own("county", 101, AGENCY, "", JULY),
    own("county", 102, AGENCY, "", NEW_YEAR),
    own("school", 101, UNIT, "721 722", JULY),
    own("school", 102, UNIT, "721", NEW_YEAR),  # 722 is left out from here on
    own("school_aides", 101, GROUP, "4120", JULY),
    own("school_pilot", 101, UNIT, "721", AUGUST, date(2026, 12, 31)),
)


def chosen(classification, unit, on, published=PUBLISHED):
    choice = PolicyChoice("county", published, load)
    return choice.policy(classification=classification, bargaining_unit=unit, on=on).name


@pytest.mark.parametrize(
    ("classification", "unit", "on", "name"),
    [
        # nobody's own set: the agency's, by the day
        ("0001", "R04", SPRING, "county-1"),
        ("0001", "R04", date(2026, 6, 30), "county-1"),
        ("0001", "R04", JULY, "county-101"),
        ("0001", "R04", date(2026, 12, 31), "county-101"),
        ("0001", "R04", NEW_YEAR, "county-102"),
        ("0001", "", JULY, "county-101"),
        # the bargaining unit's
        ("0001", "721", SPRING, "county-1"),
        ("0001", "721", JULY, "school-101"),
        ("0001", "722", JULY, "school-101"),
        ("0001", "722", NEW_YEAR, "county-102"),  # its newest version does not name it any more
        ("0001", "721", NEW_YEAR, "school-102"),
        # two sets name the unit: the one that came into force last, as long as it lasts
        ("0001", "721", date(2026, 7, 31), "school-101"),
        ("0001", "721", AUGUST, "school_pilot-101"),
        ("0001", "721", date(2026, 12, 31), "school_pilot-101"),
        # the employee group goes before the unit
        ("4120", "721", SPRING, "county-1"),
        ("4120", "721", AUGUST, "school_aides-101"),
        ("4120", "R04", NEW_YEAR, "school_aides-101"),
    ],
)
def test_who_is_served_by_which_version(classification, unit, on, name):
    assert chosen(classification, unit, on) == name


def test_a_version_that_has_ended_gives_the_day_back_to_the_one_before():
    trial = (own("county", 101, AGENCY, "", JULY, date(2026, 7, 31)),)
    days = (date(2026, 6, 30), JULY, date(2026, 7, 31), AUGUST)
    assert [chosen("", "", day, trial) for day in days] == ["county-1", "county-101", "county-101", "county-1"]


def test_a_unit_that_is_empty_is_no_unit():
    assert chosen("", "", JULY, (own("school", 101, UNIT, "721", JULY),)) == "county-1"


def test_before_the_first_version_there_is_none():
    with pytest.raises(PolicyError, match="'county' is in force on 2023-12-31"):
        chosen("0001", "R04", date(2023, 12, 31))


@pytest.mark.parametrize(
    ("key", "root"),
    [
        ("county", "county"), ("school", "school"), ("school_721", "school"), ("county_fire_unit", "county"),
        ("schools", "schools"), ("oak_park", "oak_park"),
    ],
)  # fmt: skip
def test_from_which_shipped_set_a_key_stems(key, root):
    assert shipped_root(key) == root
