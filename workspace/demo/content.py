"""What a demo evaluation's file says, as the content of the rating form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from evaluations.rules.content import DeficiencyContent, DraftContent, FactorContent
from workspace.demo.days import day, with_days_in_words

Told = Mapping[str, Any]
PARTS = ("informed", "required", "assistance", "finding")


def content_told(told: Told, blank: DraftContent, today: date) -> DraftContent:
    """The form filled in as told: `rating` (else the overall) is every factor's word where none is named.

    A factor without a word of its own and without `rating` stays blank, as in a draft that is half done. Raises
    KeyError for a factor or item that the form does not have.
    """
    improvement, action = told.get("improvement", {}), told.get("action", {})
    return DraftContent(
        factors=_factors(told, blank, today),
        overall=told["overall"],
        overall_comments=_words(told.get("comments", ""), today),
        **{f"improvement_{part}": _words(improvement.get(part, ""), today) for part in PARTS},
        deficiencies=tuple(_deficiency(row, today) for row in told.get("deficiencies", ())),
        action_kind=action.get("kind", ""),
        action_stage=action.get("stage", ""),
        action_effective_on=day(action["effective_on"], today) if action else None,
        action_notice_on=day(action["notice_on"], today) if action else None,
    )


def _factors(told: Told, blank: DraftContent, today: date) -> dict[str, FactorContent]:
    named, items, notes = told.get("factors", {}), told.get("items", {}), told.get("notes", {})
    known = {f"{key}.{item}" for key, factor in blank.factors.items() for item in factor.items}
    if unknown := (named.keys() | notes.keys()) - blank.factors.keys() | items.keys() - known:
        raise KeyError(f"the form has no {sorted(unknown)}")
    usual = told.get("rating", told["overall"])
    factors = {}
    for key, factor in blank.factors.items():
        word = named.get(key, usual)
        answers = {item: items.get(f"{key}.{item}", word) for item in factor.items}
        factors[key] = FactorContent(word, _words(notes.get(key, ""), today), answers)
    return factors


def _deficiency(row: Told, today: date) -> DeficiencyContent:
    texts = ("standard", "evidence", "required_action", "assistance", "measure")
    return DeficiencyContent(
        factor=row["factor"],
        **{name: _words(row[name], today) for name in texts},
        target_on=day(row["target_on"], today),
        check_ins=tuple(day(mark, today) for mark in row["check_ins"]),
    )


def _words(text: str, today: date) -> str:
    return with_days_in_words(text, today).strip()
