"""`manage.py explain_rules`: one document in, every rule's word out, and a complaint that names the key."""

import copy
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.rules.explain import explain
from evaluations.rules.explain_document import answer_schema, question_schema
from evaluations.rules.shapes import ShapeError

ROOT = Path(__file__).resolve().parents[2]
CHAIN = [
    ["sup", "supervisor"],
    ["head", "program_head"],
    ["chief", "division_chief"],
    ["deputy", "deputy_director"],
    ["cdd", "chief_deputy_director"],
]
YEAR = {"start": "2025-07-01", "end": "2026-06-30"}
LOW = {
    "policy": "county",
    "today": "2026-07-06",
    "chain": CHAIN,
    "rater": "sup",
    "hr_manager": "hr",
    "period": YEAR,
    "overall": "improvement_needed",
    "factors": {"quality": "improvement_needed", "habits": "competent"},
    "comments": "Case notes were late in March and April.",
    "improvement_evidence": {"informed": True, "required": True, "assistance": True},
    "improvement_plan": True,
    "hr_contact_on": "2026-04-20",
}
FULL = {
    **LOW,
    "employee": {
        "status": "probationary", "appointed": "2025-07-01", "probation_months": 12, "paid_day_130_on": "2026-01-10",
        "one_year_class": False, "separated_on": "2027-12-31", "anniversary": "2026-10-01", "in_service": True,
        "management_plan": False,
    },
    "vacant": ["director"],
    "delegations": [{"from": "hr", "to": "designee", "start": "2026-07-01", "end": "2026-07-31"}],
    "recused": ["chief"],
    "recusal_exceptions": ["chief"],
    "other_periods": [{"start": "2024-07-01", "end": "2025-06-30"}],
    "leaves": [{"start": "2026-01-01", "end": "2026-01-31", "paid": True}],
    "anticipated_issue_on": "2026-07-06",
    "presented_on": "2026-07-06",
    "issued_on": "2026-07-06",
    "follow_up": {
        "issued_on": "2026-07-06",
        "extension": {
            "requested_on": "2026-12-01", "approved_on": "2026-12-15", "new_end": "2027-01-20", "for_absence": True,
        },
        "final": {"overall": "competent", "rated_on": "2027-01-15"},
    },
    "filed": [{"overall": "competent", "filed_on": "2025-10-05", "period_end": "2025-06-30", "deemed": False}],
    "action": {"kind": "discharge", "effective_on": "2027-02-10"},
}  # fmt: skip


def asked(document: Any, today: str = "2026-07-06") -> dict[str, Any]:
    answer = explain(document, today=date.fromisoformat(today))
    jsonschema.validate(document, question_schema())
    jsonschema.validate(answer, answer_schema())
    return answer


def rules_of(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["rule"], one["severity"]) for one in answer["violations"]]


def signers_of(answer: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(one["capacity"], one["person"], one["for"]) for one in answer["signers"]]


def test_an_improvement_needed_whole():
    answer = asked({**LOW, "issued_on": "2026-07-06", "presented_on": "2026-07-06"})
    assert answer["violations"] == []
    assert signers_of(answer) == [
        ("rater", "sup", None), ("reviewer", "chief", None), ("department_head", "hr", None),
    ]  # fmt: skip
    assert answer["dates"] == {
        "due_on": "2026-06-30",
        "hr_contact_by": "2026-05-01",
        "probation_ends_on": None,
        "follow_up_ends_on": "2027-01-06",
        "extension_contact_by": "2026-12-07",
        "reverts_on": "2027-01-07",
        "copy_due_on": "2026-07-26",
        "response_due_on": "2026-07-20",
    }
    assert (answer["outcome"], answer["follow_up_status"], answer["policy_version"]) == ("rated", "open", "county-1")


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        # the worked examples of the handbook
        ({"hr_contact_on": "2026-05-15"}, [("R10", "warning")]),
        ({"hr_contact_on": None}, [("R10", "error")]),
        ({"overall": "very_good", "factors": {"quality": "very_good"}, "follow_up": {"issued_on": "2026-07-06"}}, []),
        (
            {"follow_up": {"issued_on": "2026-07-06", "final": {"overall": "very_good", "rated_on": "2026-12-01"}}},
            [("R13", "error")],
        ),
        ({"other_periods": [YEAR], "period": {"start": "2026-06-15", "end": "2027-06-14"}}, [("R5", "error")]),
        ({"other_periods": [YEAR], "period": {"start": "2026-08-01", "end": "2027-07-31"}}, [("R5", "warning")]),
        (
            {
                "other_periods": [YEAR], "period": {"start": "2026-08-01", "end": "2027-07-31"},
                "leaves": [{"start": "2026-06-20", "end": "2026-08-01"}],
            },
            [("R5", "info")],
        ),
        ({"period": {"start": "2025-07-01", "end": "2026-07-01"}}, [("R1", "warning")]),
        ({"overall": None}, [("R6", "error")]),
        ({"comments": None}, [("R7", "error")]),
        ({"comments": "… !"}, [("R7", "error")]),
        ({"improvement_evidence": {"informed": True, "required": "Close each note."}}, [("R8", "error")]),
        ({"improvement_plan": None}, [("R9", "error")]),
        ({"improvement_plan": False}, [("R9", "error")]),
        ({"factors": {"quality": "competent"}}, [("R37", "warning")]),
        ({"recused": ["sup"]}, [("R23", "error")]),
        ({"recused": ["sup"], "recusal_exceptions": ["sup"]}, []),
        ({"chain": CHAIN[:2]}, [("R17", "error")]),
        # without a chain, a period or a rating the rules that need one stay silent
        ({"chain": None}, []),
        ({"period": None}, []),
        ({"overall": None, "factors": None, "comments": None}, []),
        ({"overall": None, "factors": None}, [("R6", "error")]),
        # a recused Rater is an error before anything is rated
        ({"overall": None, "factors": None, "comments": None, "recused": ["sup"]}, [("R23", "error")]),
        # the employee's copy
        ({"presented_on": "2026-06-16", "today": "2026-07-06"}, []),
        ({"presented_on": "2026-06-16", "today": "2026-07-07"}, [("R19", "warning")]),
        ({"presented_on": "2026-06-16", "today": "2026-09-07", "issued_on": "2026-07-06"}, []),
        ({"presented_on": "2026-06-16", "today": "2026-09-07", "issued_on": "2026-07-07"}, [("R19", "warning")]),
        # an object that says nothing is none
        ({"follow_up": {"issued_on": "2026-07-06", "final": {"overall": None}, "extension": {}}}, []),
        (
            {"follow_up": {"issued_on": "2026-07-06", "final": {"overall": None, "rated_on": "2026-12-01"}}},
            [("R13", "error")],
        ),
    ],
)  # fmt: skip
def test_rules(changes, rules):
    assert rules_of(asked({**LOW, **changes})) == rules


def test_unsatisfactory_needs_its_action_and_its_contact():
    low = {**LOW, "overall": "unsatisfactory", "hr_contact_on": None}
    assert rules_of(asked(low)) == [("R11", "error"), ("R16", "error")]
    done = {**low, "hr_contact_on": "2026-05-01", "action": {"kind": "discharge", "effective_on": "2027-02-10"}}
    assert rules_of(asked(done)) == []
    left = {**low, "hr_contact_on": "2026-05-01", "employee": {"separated_on": "2026-07-06"}}
    assert rules_of(asked(left)) == []
    assert rules_of(asked({**low, "policy": "school"})) == []
    # a window that has reverted is ended by nothing any more, so the due date counts
    reverted = {**done, "today": "2026-06-20", "follow_up": {"issued_on": "2024-07-10"}}
    assert (rules_of(asked(reverted)), asked(reverted)["dates"]["hr_contact_by"]) == ([], "2026-05-01")
    # a proposed action may have no day yet
    assert rules_of(asked({**done, "action": {"kind": "discharge"}})) == []


@pytest.mark.parametrize(
    ("leave", "comments", "sentence"),
    [
        ({"start": "2025-09-01"}, "On leave since 2025-09-01.", None),
        ({"start": "2025-09-01"}, "On leave from 2025-09-01 to 2026-06-30.", None),
        ({"start": "2025-09-01"}, "On leave.", "on leave since September 1, 2025."),
        ({"end": "2026-05-31"}, "On leave until 5/31/2026.", None),
        ({"end": "2026-05-31"}, "On leave.", "on leave until May 31, 2026."),
    ],
)
def test_a_day_that_nobody_knows_is_not_asked_for(leave, comments, sentence):
    blank = {**LOW, "overall": None, "factors": {"quality": None}, "leaves": [leave], "comments": comments}
    answer = asked(blank)
    assert answer["outcome"] == ("incomplete" if sentence else "deemed_competent")
    assert [one["message"].endswith(sentence or "") for one in answer["violations"]] == ([True] if sentence else [])


def test_without_any_leave_nobody_knows_how_long_the_absence_was():
    extension = {"approved_on": "2026-12-01", "new_end": "2027-02-06", "for_absence": True}
    window = {
        "policy": "county",
        "today": "2026-12-02",
        "follow_up": {"issued_on": "2026-07-06", "extension": extension},
    }
    assert rules_of(asked(window)) == []
    assert rules_of(asked({**window, "leaves": []})) == [("R14", "warning")]


def test_a_null_in_a_list_is_no_entry_and_a_vacant_post_nobodys():
    document = {**LOW, "leaves": [None], "recused": [None], "other_periods": [None], "chain": [*CHAIN, None]}
    assert asked(document) == asked({**LOW, "leaves": [], "recused": [], "other_periods": []})
    vacant = {**LOW, "chain": [CHAIN[0], CHAIN[1], [None, "division_chief"], *CHAIN[3:]]}
    assert signers_of(asked(vacant))[1] == ("reviewer", "deputy", None)


def test_who_is_known_signs_though_the_chain_is_not():
    answer = asked({**LOW, "chain": None})
    assert signers_of(answer) == [("rater", "sup", None), ("department_head", "hr", None)]


def test_a_final_in_time_does_not_revert_though_the_discharge_is_later():
    answer = asked(
        {
            "policy": "county", "today": "2027-01-31",
            "follow_up": {"issued_on": "2026-07-06", "final": {"overall": "unsatisfactory", "rated_on": "2026-12-28"}},
            "action": {"kind": "discharge", "effective_on": "2027-02-10"},
        }
    )  # fmt: skip
    assert (answer["violations"], answer["dates"]["reverts_on"]) == ([], None)
    assert answer["follow_up_status"] == "closed_unsatisfactory"


def test_the_leave_that_makes_a_blank_form_competent():
    blank = {
        **LOW,
        "overall": None,
        "factors": {"quality": None, "habits": None},
        "leaves": [{"start": "2025-09-01", "end": "2026-05-31", "paid": None}],
        "comments": "On leave from 2025-09-01 to 2026-05-31.",
    }
    answer = asked(blank)
    assert (answer["outcome"], answer["violations"]) == ("deemed_competent", [])
    assert signers_of(answer) == [
        ("rater", "sup", None), ("reviewer", "head", None), ("department_head", "chief", None),
    ]  # fmt: skip
    one_rated = asked({**blank, "factors": {"quality": "competent", "habits": None}})
    assert (one_rated["outcome"], rules_of(one_rated)) == ("incomplete", [("R6", "error")])
    assert one_rated["signers"] == []


@pytest.mark.parametrize(
    ("changes", "signers"),
    [
        ({"rater": "head", "overall": "competent"}, [("rater", "head", None), ("department_head", "chief", None)]),
        (
            {"delegations": [{"from": "hr", "to": "d", "start": "2026-07-06", "end": "2026-07-06"}]},
            [("rater", "sup", None), ("reviewer", "chief", None), ("department_head", "d", "hr")],
        ),
        (
            {"delegations": [{"from": "hr", "to": "d", "start": "2026-07-07", "end": "2026-07-08"}]},
            [("rater", "sup", None), ("reviewer", "chief", None), ("department_head", "hr", None)],
        ),
        # a delegation without an end goes on
        (
            {"delegations": [{"from": "hr", "to": "d", "start": "2026-07-01"}]},
            [("rater", "sup", None), ("reviewer", "chief", None), ("department_head", "d", "hr")],
        ),
        (
            {"hr_manager": None},
            [("rater", "sup", None), ("reviewer", "chief", None), ("department_head", "deputy", None)],
        ),
        (
            {"vacant": ["division_chief"]},
            [("rater", "sup", None), ("reviewer", "deputy", None), ("department_head", "hr", None)],
        ),
        ({"overall": None}, []),
    ],
)
def test_signers(changes, signers):
    assert signers_of(asked({**LOW, **changes})) == signers


def test_people_keep_the_type_of_their_ids():
    chain = [[1, "supervisor"], ["1", "program_head"], [3, "division_chief"]]
    answer = asked({"policy": "county", "overall": "competent", "chain": chain})
    assert [one["person"] for one in answer["signers"]] == [1, "1", 3]


@pytest.mark.parametrize(
    ("document", "decision"),
    [
        ({"filed": [{"overall": "competent", "filed_on": "2025-10-05"}]}, "grant"),
        ({"filed": [{"overall": "competent", "filed_on": "2025-09-20"}]}, "hold"),
        ({"filed": [{"deemed": True, "filed_on": "2026-01-02"}]}, "grant"),
        ({"filed": [{"overall": "competent"}]}, "hold"),
        ({}, "hold"),
        ({"policy": "school"}, "not_applicable"),
    ],
)
def test_steps(document, decision):
    answer = asked({"policy": "county", "employee": {"anniversary": "2026-10-01"}, **document})
    assert answer["step"]["decision"] == decision
    assert answer["step"]["reason"].endswith(".")


def test_a_management_plan_is_outside_the_rules():
    answer = asked({**FULL, "comments": None, "employee": {"management_plan": True, "anniversary": "2026-10-01"}})
    assert (answer["violations"], answer["signers"], set(answer["dates"].values())) == ([], [], {None})
    assert (answer["step"]["decision"], answer["follow_up_status"]) == ("not_applicable", None)


def test_probation_and_the_due_date():
    new = {"status": "probationary", "appointed": "2026-02-17", "probation_months": 6}
    period = {"start": "2026-02-17", "end": "2027-02-16"}
    answer = asked({"policy": "county", "employee": new, "period": period, "today": "2026-08-16"})
    assert (answer["dates"]["due_on"], answer["dates"]["probation_ends_on"]) == ("2026-08-16", "2026-08-16")
    assert answer["violations"] == []
    late = asked({"policy": "county", "employee": new, "period": period, "today": "2026-08-17"})
    assert rules_of(late) == [("R2", "warning")]


def test_the_end_of_a_period_says_when_it_is_due_though_its_start_is_unknown():
    assert asked({"policy": "county", "period": {"end": "2026-06-30"}})["dates"]["due_on"] == "2026-06-30"


@pytest.mark.parametrize("key", ["school", "school-1"])
@pytest.mark.parametrize("today", ["2019-01-01", "2026-01-01"])
def test_the_version_is_said(key, today):
    assert asked({"policy": key, "today": today})["policy_version"] == "school-1"


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


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a stranger's machine has it: without any setting."""
    return subprocess.run(
        [sys.executable, "manage.py", "explain_rules", *arguments],
        input=text, cwd=ROOT, env={"PATH": os.environ["PATH"]}, text=True, capture_output=True, timeout=120,
    )  # fmt: skip


def test_the_command_needs_no_setting_and_no_database(tmp_path):
    file = tmp_path / "question.json"
    file.write_text(json.dumps(FULL), encoding="utf-8")
    by_file, by_input = run(str(file)), run(text=json.dumps(FULL))
    assert (by_file.returncode, by_file.stderr) == (0, "")
    assert by_file.stdout == by_input.stdout
    assert json.loads(by_file.stdout) == asked(FULL)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "input"),
        ("{", "input"),
        ('{"policy": "county"} {}', "input"),
        ('{"policy": "county", "comments": NaN}', "comments"),
        ('{"policy": "county", "rater": ' + "1" * 5000 + "}", "rater"),
        ('{"policy": "county", "period": {"end": "2026-01-01", "end": "2026-01-02"}}', "period.end"),
        ('{"policy": "county", "\\ud800": 1}', "\ud800"),
        ('{"policy": "county", "policy": "school"}', "policy"),
        ("[" * 100_000, "input"),
        ('{"policy": "city"}', "policy"),
        ('{"policy": "county", "period": {"start": "2026-07-02", "end": "2026-07-01"}}', "period.end"),
    ],
)
def test_the_command_says_what_it_cannot_read(text, key):
    done = run(text=text)
    error = json.loads(done.stdout)
    assert (done.returncode, error["error"]["key"]) == (2, key)
    jsonschema.validate(error, answer_schema())


def test_the_page_that_tells_of_the_command_is_true():
    page = (ROOT / "docs" / "how-to" / "ask-the-rules.md").read_text(encoding="utf-8")
    (question,) = re.findall(r"<<'END'\n(.*?)\nEND\n", page, re.DOTALL)
    answer, refusal = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    assert asked(json.loads(question)) == answer
    refused = run(text=json.dumps({"policy": "county", "period": {"start": "2026-07-01", "end": "2026-06-30"}}))
    assert json.loads(refused.stdout) == refusal


def test_a_file_that_is_not_there_is_named():
    done = run("nowhere.json")
    assert (done.returncode, json.loads(done.stdout)["error"]["key"]) == (2, "FILE")
