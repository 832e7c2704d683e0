"""What the Rater writes, as one frozen value: the unit of autosave, of conflicts and of "what changed"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class FactorContent:
    """A factor's word ("" while blank) and comments, and the word for each item by its key."""

    rating: str = ""
    comments: str = ""
    items: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeficiencyContent:
    """One deficiency of the Plan for Improvement (R9); `factor` is the factor's key or ""."""

    factor: str = ""
    standard: str = ""
    evidence: str = ""
    required_action: str = ""
    assistance: str = ""
    measure: str = ""
    target_on: date | None = None
    check_ins: tuple[date, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == DeficiencyContent()


@dataclass(frozen=True, slots=True)
class DraftContent:
    """Everything the rating form holds; empty strings and None stand for blanks."""

    factors: Mapping[str, FactorContent] = field(default_factory=dict)
    overall: str = ""
    overall_comments: str = ""
    improvement_informed: str = ""
    improvement_required: str = ""
    improvement_assistance: str = ""
    improvement_finding: str = ""
    deficiencies: tuple[DeficiencyContent, ...] = ()
    action_kind: str = ""
    action_stage: str = ""
    action_effective_on: date | None = None
    action_notice_on: date | None = None


SCALARS = tuple(f.name for f in fields(DraftContent) if f.name not in {"factors", "deficiencies"})


def flattened(content: DraftContent) -> dict[str, str]:
    """Field name to text, the names being those of the form: "factor:<key>", "comments:<key>", "item:<key>:<item>",
    "deficiency:<n>:<part>" and the plain fields. Blanks are left out.
    """
    flat = {name: _text(getattr(content, name)) for name in SCALARS}
    for key, factor in content.factors.items():
        flat[f"factor:{key}"] = factor.rating
        flat[f"comments:{key}"] = factor.comments
        flat |= {f"item:{key}:{item}": rating for item, rating in factor.items.items()}
    for number, deficiency in enumerate(content.deficiencies, start=1):
        for part in fields(DeficiencyContent):
            flat[f"deficiency:{number}:{part.name}"] = _text(getattr(deficiency, part.name))
    return {name: text for name, text in flat.items() if text}


def changed_fields(before: DraftContent, after: DraftContent) -> tuple[str, ...]:
    """The names of the fields that differ, sorted."""
    old, new = flattened(before), flattened(after)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_text(part) for part in value)
    return str(value)
