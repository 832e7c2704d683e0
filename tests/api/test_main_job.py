"""The main job by programs alone, from the start to the packet's turn: the same words and gates as the pages."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import AuditEvent
from audit.selectors.whole import all_findings, own_keys
from evaluations.models import Evaluation
from tests.api.asking import Program
from tests.evaluations.journeys import EVIDENCE, REASON, agency, user_of
from tests.factories import PASSWORD, Chain

pytestmark = pytest.mark.django_db
START = {"period_start": "2025-07-01", "period_end": "2026-06-30", "kind": "annual"}


def filled(content: dict[str, Any], word: str = "competent") -> dict[str, Any]:
    """A change of the form that answers everything with that word."""
    factors = {
        key: {"rating": word, "comments": "As agreed.", "items": dict.fromkeys(factor["items"], word)}
        for key, factor in content["factors"].items()
    }
    return {"factors": factors, "overall": word, "overall_comments": EVIDENCE}


def started(rater: Program, chain: Chain) -> str:
    """The address of a new draft."""
    begun = rater.post("evaluations/", {"employee_no": chain.employee.employee_no, **START})
    return f"evaluations/{begun['public_id']}/"


def reasons_of(preview: dict[str, Any]) -> dict[str, str]:
    return {row["reason_key"]: REASON for row in preview["violations"] if row["severity"] == "warning"}


def test_from_the_start_to_the_final_evaluation() -> None:
    chain = agency()
    rater, employee = Program(user_of(chain.supervisor)), Program(user_of(chain.employee))
    head, chief = Program(user_of(chain.program_head)), Program(user_of(chain.division_chief))

    begun = rater.post("evaluations/", {"employee_no": chain.employee.employee_no, **START})
    assert (rater.status, begun["status"], begun["actions"]) == (
        201, "draft", ["edit", "submit", "plan_meeting", "void"],
    )  # fmt: skip
    one = f"evaluations/{begun['public_id']}/"
    assert rater.response["Location"] == f"/api/v1/{one}"

    content = rater.get(f"{one}content/")
    saved = rater.ask("PATCH", f"{one}content/", filled(content), If_Match=rater.etag)
    assert (rater.status, saved["overall"]) == (200, "competent")

    preview = rater.get(f"{one}preview/")
    assert [signer["capacity"] for signer in preview["signers"]] == ["rater", "reviewer", "department_head"]
    signed = {"content_sha256": preview["content_sha256"], "password": PASSWORD, "reasons": reasons_of(preview)}
    assert rater.post(f"{one}submit/", signed)["status"] == "reviewer_review"

    employee.get(one)
    assert employee.status == 404
    for signer, after in ((head, "department_head_review"), (chief, "ready_to_issue")):
        read = signer.get(one)
        answer = signer.post(f"{one}sign/", {"content_sha256": read["content_sha256"], "password": PASSWORD})
        assert (signer.status, answer["status"]) == (200, after)

    issue = {"presented_on": "2026-07-06", "issued_on": "2026-07-06", "method": "given"}
    assert rater.post(f"{one}issue/", issue)["copy_due_on"] == "2026-07-26"
    read = employee.get(one)
    assert read["actions"] == ["sign_as_employee", "respond", "waive"]
    signature = {"content_sha256": read["content_sha256"], "password": PASSWORD}
    assert employee.post(f"{one}sign-as-employee/", signature)["outcome"] == "signed"
    assert employee.post(f"{one}respond/", {"response": "I thank the team."})["status"] == "final"
    moments = employee.get(f"{one}timeline/")["moments"]
    assert [moment["what"] for moment in moments][:2] == [
        "Final: it does not change any more",
        "The employee's written response was filed",
    ]
    assert list(all_findings(own_keys())) == []
    assert Evaluation.objects.get().status == "final"


def test_all_violations_come_at_once_with_the_key_for_each_reason() -> None:
    chain = agency()
    rater = Program(user_of(chain.supervisor))
    one = (
        f"evaluations/{rater.post('evaluations/', {'employee_no': chain.employee.employee_no, **START})['public_id']}/"
    )
    content = rater.get(f"{one}content/")
    rater.ask("PATCH", f"{one}content/", {**filled(content), "overall": "outstanding"}, If_Match=rater.etag)
    preview = rater.get(f"{one}preview/")
    rater.post(f"{one}submit/", {"content_sha256": preview["content_sha256"], "password": PASSWORD})
    answer = rater.response.json()
    assert (rater.status, rater.response["Content-Type"]) == (422, "application/problem+json")
    assert answer["detail"] == "The rules ask for something first."
    warnings = [row for row in answer["violations"] if row["severity"] == "warning"]
    assert [row["rule"] for row in warnings] == ["R37"]
    assert warnings[0]["reason_key"].startswith("R37:")


def test_a_wrong_password_signs_nothing_and_is_on_the_trail() -> None:
    chain = agency()
    rater = Program(user_of(chain.supervisor))
    one = (
        f"evaluations/{rater.post('evaluations/', {'employee_no': chain.employee.employee_no, **START})['public_id']}/"
    )
    content = rater.get(f"{one}content/")
    rater.ask("PATCH", f"{one}content/", filled(content), If_Match=rater.etag)
    preview, tag = rater.get(f"{one}preview/"), ""
    rater.get(one)
    tag = rater.etag
    signed = {"content_sha256": preview["content_sha256"], "password": "wrong", "reasons": reasons_of(preview)}
    for headers in ({}, {"If_Match": tag}, {"Idempotency_Key": "one"}):
        answer = rater.post(f"{one}submit/", signed, **headers)
        assert (rater.status, answer["violations"][0]["field"]) == (422, "password")
    assert AuditEvent.objects.filter(action="password_confirm_failed").count() == 3
    assert Evaluation.objects.get().status == "draft"
