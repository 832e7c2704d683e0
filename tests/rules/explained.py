"""Documents that the machine asks with, for the tests of this folder, and how their answers are read."""

from datetime import date
from pathlib import Path
from typing import Any

import jsonschema

from evaluations.rules.explain import explain
from evaluations.rules.explain_document import answer_schema, question_schema

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
