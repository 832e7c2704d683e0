"""What changed between two signed documents, field by field, in the words of the form (R17, R35)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.dates import in_words

Document = Mapping[str, Any]
NOT_RATED = "Not rated"
DEEMED_COMPETENT = "Deemed competent"
_IMPROVEMENT = {
    "informed": "Told of the deficiencies",
    "required": "What had to be done",
    "assistance": "What supervision did to help",
    "finding": "Finding that improvement can be expected",
}
_DEFICIENCY = {
    "factor_label": "factor",
    "standard": "standard",
    "evidence": "evidence",
    "required_action": "required action",
    "assistance": "help offered",
    "measure": "measure",
    "target_on": "target date",
    "check_ins": "check-ins",
}
_ACTION = {
    "kind_label": "Personnel action",
    "stage_label": "Personnel action: stage",
    "effective_on": "Personnel action: effective",
    "notice_on": "Personnel action: notice of intent",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; an empty text says that it was not there. `name` is fit for an element's id."""

    name: str
    label: str
    before: str
    now: str


def differences(before: Document, now: Document) -> tuple[Difference, ...]:
    """The fields in which the content differs, in the order of the form. Route and warnings are not content."""
    old, new = dict(_fields(before)), dict(_fields(now))
    labels = [*new, *(label for label in old if label not in new)]
    changed = [label for label in labels if old.get(label, "") != new.get(label, "")]
    return tuple(
        Difference(f"change-{number}", label, old.get(label, ""), new.get(label, ""))
        for number, label in enumerate(changed, start=1)
    )


def _fields(document: Document) -> Iterator[tuple[str, str]]:
    """Label and text of every content field, in the order of the form."""
    period = document["period"]
    yield "Rating period", f"{_day(period['start'])} to {_day(period['end'])}"
    yield "Overall rating", document["overall_label"] or _unrated(document)
    yield "Comments on the overall rating", document["overall_comments"]
    for factor in document["factors"]:
        yield from _factor(factor)
    yield from _improvement(document["improvement"] or {})
    for key, label in _ACTION.items():
        value = (document["action"] or {}).get(key) or ""
        yield label, _day(value) if key.endswith("_on") else value
    for file in document["attachments"]:
        yield f"Attached file {file['name']}", f"SHA-256 {file['sha256']}"


def _unrated(document: Document) -> str:
    return DEEMED_COMPETENT if document.get("deemed_competent") else NOT_RATED


def _day(value: str) -> str:
    """A day of a document in words; empty where there is none."""
    return in_words(date.fromisoformat(value)) if value else ""


def _factor(factor: Document) -> Iterator[tuple[str, str]]:
    yield f"{factor['label']}: rating", factor["rating_label"] or NOT_RATED
    for item in factor["items"]:
        yield f"{factor['label']}: {item['label']}", item["rating_label"] or NOT_RATED
    yield f"{factor['label']}: comments", factor["comments"]


def _improvement(improvement: Document) -> Iterator[tuple[str, str]]:
    for key, label in _IMPROVEMENT.items():
        yield label, improvement.get(key, "")
    for number, deficiency in enumerate(improvement.get("deficiencies", ()), start=1):
        for key, label in _DEFICIENCY.items():
            yield f"Deficiency {number}: {label}", _deficiency_text(key, deficiency[key])


def _deficiency_text(key: str, value: Any) -> str:
    if key == "check_ins":
        return "; ".join(_day(day) for day in value or ())
    return _day(value or "") if key == "target_on" else value or ""
