"""What changed between two signed documents, in the words of the form."""

from __future__ import annotations

from typing import Any

from evaluations.rules.differences import Difference, differences


def document(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "period": {"start": "2025-07-01", "end": "2026-06-30"},
        "overall_label": "Competent",
        "overall_comments": "Steady.",
        "factors": [
            {
                "label": "Quality of Work",
                "rating_label": "Competent",
                "comments": "",
                "items": [{"label": "Accurate", "rating_label": "Competent"}],
            }
        ],
        "improvement": None,
        "action": None,
        "attachments": [],
        "route": [{"name": "A"}],
        "warnings": [],
    }
    return {**base, **changes}


def plan(**changes: Any) -> dict[str, Any]:
    deficiency = {
        "factor_label": "Quality of Work",
        "standard": "Two letters of fifty.",
        "evidence": "March 3.",
        "required_action": "Check.",
        "assistance": "A class.",
        "measure": "The log.",
        "target_on": "2026-10-31",
        "check_ins": ["2026-08-07", "2026-09-04"],
    }
    parts = {"informed": "On March 5.", "required": "Check.", "assistance": "A list.", "finding": "Can be."}
    return {**parts, "deficiencies": [{**deficiency, **changes}]}


def test_equal_documents_differ_in_nothing():
    assert differences(document(), document()) == ()


def test_route_and_warnings_are_not_content():
    assert differences(document(), document(route=[{"name": "B"}], warnings=[{"rule": "R5"}])) == ()


def test_each_changed_field_is_named_in_the_order_of_the_form():
    factor = {
        "label": "Quality of Work",
        "rating_label": "",
        "comments": "Two letters came back.",
        "items": [{"label": "Accurate", "rating_label": "Improvement Needed"}],
    }
    now = document(overall_comments="Steady, with two slips.", factors=[factor])
    assert differences(document(), now) == (
        Difference("change-1", "Comments on the overall rating", "Steady.", "Steady, with two slips."),
        Difference("change-2", "Quality of Work: rating", "Competent", "Not rated"),
        Difference("change-3", "Quality of Work: Accurate", "Competent", "Improvement Needed"),
        Difference("change-4", "Quality of Work: comments", "", "Two letters came back."),
    )


def test_a_plan_that_came_later_is_shown_part_by_part():
    labels = [row.label for row in differences(document(), document(improvement=plan()))]
    assert labels == [
        "Told of the deficiencies",
        "What had to be done",
        "What supervision did to help",
        "Finding that improvement can be expected",
        "Deficiency 1: factor",
        "Deficiency 1: standard",
        "Deficiency 1: evidence",
        "Deficiency 1: required action",
        "Deficiency 1: help offered",
        "Deficiency 1: measure",
        "Deficiency 1: target date",
        "Deficiency 1: check-ins",
    ]


def test_days_of_check_ins_are_compared_as_one_text():
    before, now = document(improvement=plan()), document(improvement=plan(check_ins=["2026-08-07"]))
    assert differences(before, now) == (
        Difference("change-1", "Deficiency 1: check-ins", "August 7, 2026; September 4, 2026", "August 7, 2026"),
    )


def test_a_target_day_is_written_as_a_day():
    before, now = document(improvement=plan()), document(improvement=plan(target_on=None))
    assert differences(before, now) == (
        Difference("change-1", "Deficiency 1: target date", "October 31, 2026", ""),
    )  # fmt: skip


def test_a_rating_that_came_after_a_blank_form_replaces_deemed_competent():
    before = document(overall_label="", deemed_competent=True)
    assert differences(before, document()) == (
        Difference("change-1", "Overall rating", "Deemed competent", "Competent"),
    )  # fmt: skip


def test_a_file_or_an_action_that_is_gone_is_shown_as_empty_now():
    file = {"name": "log.pdf", "sha256": "ab12"}
    action = {"kind_label": "Discharge", "stage_label": "Proposed", "effective_on": "2026-09-01", "notice_on": None}
    assert differences(document(attachments=[file], action=action), document()) == (
        Difference("change-1", "Personnel action", "Discharge", ""),
        Difference("change-2", "Personnel action: stage", "Proposed", ""),
        Difference("change-3", "Personnel action: effective", "September 1, 2026", ""),
        Difference("change-4", "Attached file log.pdf", "SHA-256 ab12", ""),
    )


def test_a_changed_period_is_shown():
    now = document(period={"start": "2025-07-01", "end": "2026-05-31"})
    assert differences(document(), now) == (
        Difference("change-1", "Rating period", "July 1, 2025 to June 30, 2026", "July 1, 2025 to May 31, 2026"),
    )
