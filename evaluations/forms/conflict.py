"""Two versions of one form, brought together field by field so that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluations.enums import ActionKind, ActionStage, ItemRating
from evaluations.forms.rating import DEFICIENCY_TEXTS, RatingForm
from evaluations.rules.content import (
    SCALARS,
    DeficiencyContent,
    DraftContent,
    FactorContent,
    changed_fields,
    flattened,
)

KEEP = "keep:"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
CHOICES = (MINE, THEIRS, BOTH)
DATES = {"action_effective_on", "action_notice_on", "target_on"}
LABELS = {
    "improvement_finding": "Finding: why improvement can reasonably be expected",
    "factor": "Factor",
    "target_on": "Target date",
    "check_ins": "Check-in dates",
}
WORDS = {member.value: member.label for enum in (ItemRating, ActionKind, ActionStage) for member in enum}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; `name` as in `rules.content.flattened`, texts in words, and what to suggest."""

    name: str
    label: str
    mine: str
    theirs: str
    can_join: bool
    suggested: str


def differences(form: RatingForm, mine: DraftContent, theirs: DraftContent) -> list[Difference]:
    """The fields that differ, in the form's order as far as their names tell."""
    here, there = flattened(mine), flattened(theirs)
    return [_difference(form, name, here.get(name, ""), there.get(name, "")) for name in changed_fields(mine, theirs)]


def _difference(form: RatingForm, name: str, mine: str, theirs: str) -> Difference:
    can_join = bool(mine and theirs) and is_text(name)
    return Difference(
        name,
        _label(form, name),
        mine if is_text(name) else WORDS.get(mine, mine),
        theirs if is_text(name) else WORDS.get(theirs, theirs),
        can_join,
        _suggested(mine, theirs, can_join),
    )


def _suggested(mine: str, theirs: str, can_join: bool) -> str:
    """What loses nothing: the one that is there, the one that holds the other, or both."""
    if not mine or not theirs:
        return MINE if mine else THEIRS
    if theirs in mine or not can_join:
        return MINE
    return THEIRS if mine in theirs else BOTH


def is_text(name: str) -> bool:
    """True for a text field: the only kind that can hold both versions."""
    part = name.rsplit(":", 1)[-1]
    if name.startswith("deficiency:"):
        return part in DEFICIENCY_TEXTS
    return name.startswith(("comments:", "improvement_")) or name == "overall_comments"


def _label(form: RatingForm, name: str) -> str:
    if name.startswith("deficiency:"):
        _, number, part = name.split(":")
        words = DEFICIENCY_TEXTS[part][0] if part in DEFICIENCY_TEXTS else LABELS[part]
        return f"Deficiency {number}: {words}"
    return LABELS[name] if name in LABELS else str(form.fields[name].label)


def merged(mine: DraftContent, theirs: DraftContent, choices: Mapping[str, str]) -> DraftContent:
    """The saved version with each differing field replaced as chosen; where nothing was chosen, mine stands."""
    here, flat = flattened(mine), flattened(theirs)
    for name in changed_fields(mine, theirs):
        choice = choices.get(name, MINE)
        if choice == THEIRS:
            continue
        joined = [text for text in (here.get(name, ""), flat.get(name, "")) if text]
        flat[name] = "\n\n".join(joined) if choice == BOTH and is_text(name) else here.get(name, "")
    return _unflattened(flat, theirs)


def _unflattened(flat: Mapping[str, str], form: DraftContent) -> DraftContent:
    """The way back from `flattened`; `form` gives the factors and items that there are."""
    factors = {
        key: FactorContent(
            flat.get(f"factor:{key}", ""),
            flat.get(f"comments:{key}", ""),
            {item: flat.get(f"item:{key}:{item}", "") for item in factor.items},
        )
        for key, factor in form.factors.items()
    }
    numbers = sorted({int(name.split(":")[1]) for name in flat if name.startswith("deficiency:")})
    rows = (_deficiency(flat, f"deficiency:{number}:") for number in numbers)
    scalars: dict[str, Any] = {
        name: _day(flat.get(name, "")) if name in DATES else flat.get(name, "") for name in SCALARS
    }
    return DraftContent(factors=factors, deficiencies=tuple(row for row in rows if not row.is_empty), **scalars)


def _deficiency(flat: Mapping[str, str], prefix: str) -> DeficiencyContent:
    check_ins = [part for part in flat.get(f"{prefix}check_ins", "").split(", ") if part]
    return DeficiencyContent(
        factor=flat.get(f"{prefix}factor", ""),
        target_on=_day(flat.get(f"{prefix}target_on", "")),
        check_ins=tuple(date.fromisoformat(part) for part in check_ins),
        **{part: flat.get(prefix + part, "") for part in DEFICIENCY_TEXTS},
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
