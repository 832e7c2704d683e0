"""What `explain` answers: the handbook's examples, signers, steps and dates, each answer held to its shape."""

import pytest

from tests.rules.explained import CHAIN, FULL, LOW, YEAR, asked, rules_of, signers_of


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
