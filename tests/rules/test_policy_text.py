"""A policy set as text: canonical, read by the reader of the shipped files, the same after any number of rounds."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.policy import available_policies, load_policy
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.policy_text import policy_text, policy_values, read_policy_text, shipped_values


@pytest.mark.parametrize(("key", "version"), available_policies())
def test_what_ships_comes_back_from_its_text(key, version):
    text = policy_text(shipped_values(key, version))
    assert read_policy_text(text, "here") == load_policy(key, version)
    assert policy_text(policy_values(text, "here")) == text


def test_the_text_is_one_whatever_the_order_of_entry():
    values = shipped_values("county", 1)
    turned = {key: values[key] for key in reversed(values)}
    turned["rules"] = {key: dict(reversed(rule.items())) for key, rule in reversed(values["rules"].items())}
    assert policy_text(turned) == policy_text(values)


def test_rules_stand_in_the_order_of_their_numbers():
    lines = policy_text(shipped_values("county", 1)).splitlines()
    numbers = [line for line in lines if line.startswith("[rules.")]
    assert numbers[:4] == ["[rules.R1]", "[rules.R2]", "[rules.R3]", "[rules.R5]"]
    assert numbers[-1] == "[rules.R37]"


def test_how_each_kind_of_value_is_written():
    values = {"b": True, "n": 3, "day": date(2026, 7, 6), "many": ["a", "b"], "t": {"R10": {"x": 1}, "R2": {}}}
    assert policy_text(values) == (
        'b = true\nday = 2026-07-06\nmany = ["a", "b"]\nn = 3\n\n[t.R2]\n\n[t.R10]\nx = 1\n'
    )  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_come_back_as_they_were(words):
    values = {"title": words, "rules": {"R1": {"citation": words}}}
    assert policy_values(policy_text(values), "here") == values


def test_the_reader_names_the_version_and_the_key():
    values = copy.deepcopy(shipped_values("county", 1))
    values["follow_up"]["window_months"] = 0
    with pytest.raises(PolicyError) as problem:
        read_policy_text(policy_text(values), "county-101")
    assert str(problem.value) == "county-101: follow_up.window_months must be a whole number from 1 on"
