"""What the machine's document may be: null or absent at every depth, and never anything that is not named."""

import copy
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.rules.explain import explain
from evaluations.rules.explain_document import answer_schema
from evaluations.rules.shapes import ShapeError
from tests.rules.explained import FULL, YEAR, asked


def without(document: Any) -> Any:
    """The same with every key absent that is null."""
    if isinstance(document, dict):
        return {key: without(value) for key, value in document.items() if value is not None}
    return [without(value) for value in document] if isinstance(document, list) else document


def paths(document: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = document.items() if isinstance(document, dict) else []
    items = enumerate(document) if isinstance(document, list) else []
    found = [(*at, key) for key, _ in entries if (*at, key) != ("policy",)]
    return found + [path for key, value in [*entries, *items] for path in paths(value, (*at, key))]


@pytest.mark.parametrize("path", [path for path in paths(FULL) if path[0] != "factors"], ids=str)
def test_null_means_absent_at_every_depth(path):
    document = copy.deepcopy(FULL)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = None
    assert asked(document) == asked(without(document))


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ([], "input"),
        (None, "input"),
        ("county", "input"),
        ({}, "policy"),
        ({"policy": None}, "policy"),
        ({"policy": 1}, "policy"),
        ({"policy": "city"}, "policy"),
        ({"policy": "../county"}, "policy"),
        ({"policy": "county", "color": 1}, "color"),
        ({"policy": "county", "color": None}, "color"),
        ({"policy": "county", "employee": []}, "employee"),
        ({"policy": "county", "employee": {"age": 4}}, "employee.age"),
        ({"policy": "county", "employee": {"status": "retired"}}, "employee.status"),
        ({"policy": "county", "employee": {"status": "separated"}}, "employee.status"),
        ({"policy": "county", "employee": {"probation_months": "6"}}, "employee.probation_months"),
        ({"policy": "county", "employee": {"probation_months": True}}, "employee.probation_months"),
        ({"policy": "county", "employee": {"probation_months": 0}}, "employee.probation_months"),
        ({"policy": "county", "employee": {"probation_months": 6.5}}, "employee.probation_months"),
        ({"policy": "county", "employee": {"in_service": "yes"}}, "employee.in_service"),
        ({"policy": "county", "today": "2026-02-30"}, "today"),
        ({"policy": "county", "today": "20260228"}, "today"),
        ({"policy": "county", "today": "2026-02-28T00:00:00"}, "today"),
        ({"policy": "county", "today": "9999-12-31"}, "today"),
        ({"policy": "county", "today": 20260228}, "today"),
        ({"policy": "county", "period": {"start": "2026-07-01", "end": "2026-06-30"}}, "period.end"),
        ({"policy": "county", "period": ["2026-07-01", "2026-06-30"]}, "period"),
        ({"policy": "county", "leaves": [YEAR, {"start": "2026-07-02", "end": "2026-07-01"}]}, "leaves[1].end"),
        ({"policy": "county", "leaves": [{"kind": "medical"}]}, "leaves[0].kind"),
        ({"policy": "county", "other_periods": YEAR}, "other_periods"),
        ({"policy": "county", "delegations": [{"from": "", "to": "b"}]}, "delegations[0].from"),
        ({"policy": "county", "chain": [["a"]]}, "chain[0]"),
        ({"policy": "county", "chain": [["a", None]]}, "chain[0][1]"),
        ({"policy": "county", "chain": [[None, "boss"]]}, "chain[0][1]"),
        ({"policy": "county-2"}, "policy"),
        ({"policy": "county", "chain": [["a", "manager"]]}, "chain[0][1]"),
        ({"policy": "county", "chain": [["a", "none"]]}, "chain[0][1]"),
        ({"policy": "county", "chain": [[1.5, "director"]]}, "chain[0][0]"),
        ({"policy": "county", "vacant": ["boss"]}, "vacant[0]"),
        ({"policy": "county", "rater": {}}, "rater"),
        ({"policy": "county", "overall": "Competent"}, "overall"),
        ({"policy": "county", "factors": {"quality": "good"}}, "factors.quality"),
        ({"policy": "county", "factors": ["competent"]}, "factors"),
        ({"policy": "county", "comments": 5}, "comments"),
        ({"policy": "county", "improvement_evidence": {"told": True}}, "improvement_evidence.told"),
        ({"policy": "county", "improvement_plan": "yes"}, "improvement_plan"),
        ({"policy": "county", "follow_up": {"final": {"overall": "good"}}}, "follow_up.final.overall"),
        ({"policy": "county", "follow_up": {"extension": {"new_end": "soon"}}}, "follow_up.extension.new_end"),
        ({"policy": "county", "filed": [{"deemed": 1}]}, "filed[0].deemed"),
        ({"policy": "county", "action": {"kind": "transfer"}}, "action.kind"),
    ],
)
def test_what_cannot_be_read_names_its_key(document, key):
    with pytest.raises(ShapeError) as raised:
        explain(document, today=date(2026, 7, 6))
    assert raised.value.key == key
    assert str(raised.value).startswith(f"{key}: ")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FULL, "start", "end"]), inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(paths(FULL)), JUNK)
def test_any_value_anywhere_is_answered_or_refused_by_name(path, value):
    """Whatever stands in any place: an answer of the promised shape, or a complaint; never a fault."""
    document = copy.deepcopy(FULL)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    answer, refused = None, ""
    try:
        answer = explain(document, today=date(2026, 7, 6))
    except ShapeError as problem:
        refused = problem.key
    if answer is None:
        assert str(path[0]) in refused
    else:
        jsonschema.validate(answer, answer_schema())
