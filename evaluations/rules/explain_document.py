"""The document that a machine asks the rule book with, read into facts, and the shape of the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluations.enums import (
    ActionKind,
    Capacity,
    FollowUpStatus,
    ItemRating,
    Rating,
    Severity,
    StepDecision,
)
from evaluations.rules.facts import (
    OPEN_END,
    OPEN_START,
    ChainMember,
    Delegation,
    EmployeeFacts,
    EvaluationFacts,
    Extension,
    FactorFacts,
    FiledEvaluation,
    FollowUp,
    FollowUpFinal,
    ImprovementEvidence,
    Leave,
    Period,
    PersonnelAction,
)
from evaluations.rules.shapes import (
    Day,
    EitherTextOrFlag,
    Flag,
    Id,
    ListOf,
    MapOf,
    OneOf,
    PairOf,
    Record,
    Text,
    UnlessEmpty,
    Whole,
    interval,
    or_null,
)
from workforce.enums import EmploymentStatus, ManagementLevel

LEVEL = OneOf(ManagementLevel, only=tuple(level for level in ManagementLevel if level is not ManagementLevel.NONE))
STATUS = OneOf(EmploymentStatus, only=(EmploymentStatus.PROBATIONARY, EmploymentStatus.PERMANENT))
LONGEST_PROBATION_MONTHS = 120  # far beyond any rule; what the rule allows is the policy set's matter

EMPLOYEE = Record(
    {
        "status": STATUS,
        "appointed": Day(),
        "probation_months": Whole(1, LONGEST_PROBATION_MONTHS),
        "paid_day_130_on": Day(),
        "one_year_class": Flag(),
        "separated_on": Day(),
        "anniversary": Day(),
        "in_service": Flag(),
        "management_plan": Flag(),
    }
)
FOLLOW_UP = Record(
    {
        "issued_on": Day(),
        "extension": UnlessEmpty(
            Record({"requested_on": Day(), "approved_on": Day(), "new_end": Day(), "for_absence": Flag()})
        ),
        "final": UnlessEmpty(Record({"overall": OneOf(Rating), "rated_on": Day()})),
    }
)
QUESTION = Record(
    {
        "policy": Text(100),
        "today": Day(),
        "employee": EMPLOYEE,
        "chain": ListOf(PairOf(Id(), LEVEL)),
        "vacant": ListOf(LEVEL),
        "hr_manager": Id(),
        "delegations": ListOf(interval({"from": Id(), "to": Id()})),
        "rater": Id(),
        "recused": ListOf(Id()),
        "recusal_exceptions": ListOf(Id()),
        "period": interval(),
        "other_periods": ListOf(interval()),
        "leaves": ListOf(interval({"paid": Flag()})),
        "overall": OneOf(Rating),
        "factors": MapOf(OneOf(ItemRating)),
        "comments": Text(),
        "improvement_evidence": Record(
            {"informed": EitherTextOrFlag(), "required": EitherTextOrFlag(), "assistance": EitherTextOrFlag()}
        ),
        "improvement_plan": Flag(),
        "hr_contact_on": Day(),
        "anticipated_issue_on": Day(),
        "presented_on": Day(),
        "issued_on": Day(),
        "follow_up": FOLLOW_UP,
        "filed": ListOf(Record({"overall": OneOf(Rating), "filed_on": Day(), "period_end": Day(), "deemed": Flag()})),
        "action": Record({"kind": OneOf(ActionKind), "effective_on": Day()}),
    },
    required=("policy",),
)
DATES = (
    "due_on",
    "hr_contact_by",
    "probation_ends_on",
    "follow_up_ends_on",
    "extension_contact_by",
    "reverts_on",
    "copy_due_on",
    "response_due_on",
)
OUTCOMES = ("rated", "deemed_competent", "incomplete")
# What the machine is told of a window: whatever it has become by the rules. A window that was lifted is an event.
STATUSES = [status.value for status in FollowUpStatus if status is not FollowUpStatus.LIFTED]


def facts_from(given: dict[str, Any]) -> EvaluationFacts:
    """The facts of a document that `QUESTION` has read."""
    return EvaluationFacts(
        employee=EmployeeFacts(**(given["employee"] or {})),
        period=_period(given["period"]),
        other_periods=tuple(period for period in map(_period, given["other_periods"] or ()) if period),
        leaves=tuple(
            Leave(entry["start"] or OPEN_START, entry["end"] or OPEN_END, entry["paid"])
            for entry in given["leaves"] or ()
        ),
        overall=given["overall"],
        factors={name: FactorFacts(rating) for name, rating in (given["factors"] or {}).items()},
        comments=given["comments"] or "",
        improvement_evidence=_evidence(given["improvement_evidence"]),
        improvement_plan=given["improvement_plan"],
        action=PersonnelAction(**given["action"]) if given["action"] else None,
        chain=tuple(ChainMember(person, level) for person, level in given["chain"] or ()),
        vacant=frozenset(given["vacant"] or ()),
        hr_manager=given["hr_manager"],
        delegations=tuple(
            Delegation(entry["from"], entry["to"], entry["start"] or OPEN_START, entry["end"] or OPEN_END)
            for entry in given["delegations"] or ()
            if entry["from"] is not None and entry["to"] is not None
        ),
        rater=given["rater"],
        recused=frozenset(given["recused"] or ()),
        recusal_exceptions=frozenset(given["recusal_exceptions"] or ()),
        hr_contact_on=given["hr_contact_on"],
        anticipated_issue_on=given["anticipated_issue_on"],
        presented_on=given["presented_on"],
        issued_on=given["issued_on"],
        follow_up=_follow_up(given["follow_up"]),
        filed=tuple(
            FiledEvaluation(entry["overall"], entry["filed_on"], entry["period_end"], bool(entry["deemed"]))
            for entry in given["filed"] or ()
        ),
    )


def _period(entry: dict[str, date | None] | None) -> Period | None:
    """The period; None where one of its days is unknown."""
    if entry is None or entry["start"] is None or entry["end"] is None:
        return None
    return Period(entry["start"], entry["end"])


def _evidence(entry: dict[str, Any] | None) -> ImprovementEvidence | None:
    return None if entry is None else ImprovementEvidence(**{part: said or "" for part, said in entry.items()})


def _follow_up(entry: dict[str, Any] | None) -> FollowUp | None:
    if entry is None:
        return None
    extension, final = entry["extension"], entry["final"]
    return FollowUp(
        issued_on=entry["issued_on"],
        extension=None if extension is None else Extension(**extension),
        final=None if final is None else FollowUpFinal(**final),
    )


def question_schema() -> dict[str, Any]:
    """JSON Schema of the document that is asked with."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A question to the rule book",
        "description": "Every key but `policy` may be absent or null. An interval must not end before it starts.",
        **QUESTION.schema(),
    }


def answer_schema() -> dict[str, Any]:
    """JSON Schema of the answer, and of what is answered to a document that cannot be read."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The rule book's answer",
        "oneOf": [_closed(_ANSWER), _closed({"error": _closed({"key": _STRING, "message": _STRING})})],
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _one_of(values: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(value) for value in values]}


_STRING: dict[str, Any] = {"type": "string"}
_ANSWER: dict[str, Any] = {
    "violations": {
        "type": "array",
        "items": _closed({"rule": _STRING, "severity": _one_of(Severity), "message": _STRING, "citation": _STRING}),
    },
    "signers": {
        "type": "array",
        "items": _closed({"capacity": _one_of(Capacity), "person": Id().schema(), "for": or_null(Id().schema())}),
    },
    "dates": _closed({name: or_null(Day().schema()) for name in DATES}),
    "outcome": _one_of(OUTCOMES),
    "step": _closed({"decision": _one_of(StepDecision), "reason": _STRING}),
    "follow_up_status": or_null(_one_of(STATUSES)),
    "policy_version": _STRING,
}
