"""Two versions of one form, brought together field by field so that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from evaluations.enums import ActionKind, ActionStage, ItemRating
from evaluations.forms.rating import DEFICIENCY_TEXTS, RatingForm
from evaluations.models import Evaluation
from evaluations.rules.content import (
    SCALARS,
    DeficiencyContent,
    DraftContent,
    FactorContent,
    flattened,
)
from evaluations.rules.merging import ASK, MINE, THEIRS, sides

KEEP = "keep:"
BOTH = "both"
# What the script beside the form adds to it: what each field that was changed held when page and record last agreed.
BASE, HAS_BASE = "base:", "has_base"
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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was typed (`mine`), what is saved (`theirs`), what both came from (`base`, None where nobody knows)."""

    form: RatingForm
    base: DraftContent | None
    mine: DraftContent
    theirs: DraftContent

    @property
    def is_clear(self) -> bool:
        """True where each field was changed by one of the two alone, and all that was typed could be read."""
        return not self.form.problems() and ASK not in self._sides.values()

    @property
    def asked(self) -> list[Difference]:
        """The fields that both changed, in the form's order as far as their names tell."""
        here, there = flattened(self.mine), flattened(self.theirs)
        names = [name for name, side in self._sides.items() if side == ASK]
        return [_difference(self.form, name, here.get(name, ""), there.get(name, "")) for name in names]

    @property
    def brought(self) -> list[str]:
        """The labels of the fields that only the saved version changed: its words come in unasked."""
        return [_label(self.form, name) for name, side in self._sides.items() if side == THEIRS]

    def merged(self, choices: Mapping[str, str]) -> DraftContent:
        """The saved version with each field that differs as it was chosen; where nothing was chosen, mine stands."""
        here, flat = flattened(self.mine), flattened(self.theirs)
        for name, side in self._sides.items():
            choice = choices.get(name, MINE) if side == ASK else side
            if choice == THEIRS:
                continue
            joined = [text for text in (here.get(name, ""), flat.get(name, "")) if text]
            flat[name] = "\n\n".join(joined) if choice == BOTH and is_text(name) else here.get(name, "")
        return _unflattened(flat, self.theirs)

    @property
    def _sides(self) -> dict[str, str]:
        return sides(self.base, self.mine, self.theirs)


def base_fields(data: QueryDict) -> dict[str, str]:
    """The names and values that say what the form began with, to be posted again by the page that asks."""
    return {name: str(data[name]) for name in data if name == HAS_BASE or name.startswith(BASE)}


def base_content(data: QueryDict, evaluation: Evaluation) -> DraftContent | None:
    """What the form began with. A field that says nothing has not been changed since."""
    if HAS_BASE not in data:
        return None
    before = data.copy()
    for name, value in base_fields(data).items():
        before[name.removeprefix(BASE)] = value
    return RatingForm(before, evaluation=evaluation).to_content()


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
