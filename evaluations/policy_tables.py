"""Policy sets in words and tables, for their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse

from common.dates import in_words
from evaluations.enums import PolicyScope, Rating
from evaluations.rules.policy import RULE_NUMBERS
from evaluations.rules.policy_differences import (
    Difference,
    PolicyPart,
    department_head_words,
    reviewer_words,
    said,
)
from evaluations.rules.policy_fields import FIELDS
from evaluations.rules.policy_shape import Policy
from evaluations.selectors.policies import Version

SHIPPED_FOR_NOBODY = "Nobody yet: make a version of it that names whom it is for"
Rows = list[list[Any]]


def sets_of(versions: Iterable[Version], usual: str) -> list[dict[str, Any]]:
    """The versions by set, each set with its rows."""
    return [
        {"key": key, "title": found[0].policy.title, "rows": [_listed(one, usual) for one in found]}
        for key, group in groupby(versions, key=lambda one: one.policy.key)
        if (found := list(group))
    ]


LIST_COLUMNS = [
    {"label": label} for label in ("Version", "State", "In force from", "In force to", "For whom", "Used by")
]


def _listed(one: Version, usual: str) -> list[Any]:
    return [
        {
            "text": f"Version {one.policy.version}",
            "url": reverse("policies:version", args=[one.policy.name]),
            "note": "Ships with the program" if one.row is None else f"Follows {one.row.follows}",
        },
        {"status": state_of(one)},
        "Not yet" if one.is_draft else one.policy.effective_from,
        one.policy.effective_to or "Open",
        serves_words(one, usual),
        used_words(one.used),
    ]


def state_of(one: Version) -> str:
    """For the status tag: draft, in force now, or published."""
    if one.is_draft:
        return "draft"
    return "in_force_now" if one.serves is not None else "published"


def serves_words(one: Version, usual: str) -> str:
    """For whom the version is."""
    if one.row is None:
        return PolicyScope.AGENCY.label if one.policy.key == usual else SHIPPED_FOR_NOBODY
    scope = PolicyScope(one.row.scope)
    if scope is PolicyScope.AGENCY:
        return scope.label
    what = "Bargaining units" if scope is PolicyScope.BARGAINING_UNIT else "Classes"
    return f"{what} {', '.join(one.row.members)}"


def used_words(count: int) -> str:
    """By how many evaluations the version is used."""
    return "No evaluation" if not count else "1 evaluation" if count == 1 else f"{count:,} evaluations"


def facts_of(one: Version, usual: str) -> list[dict[str, Any]]:
    """The head of a version's page."""
    facts: list[dict[str, Any]] = [
        {"label": "State", "status": state_of(one)},
        {"label": "For whom", "text": serves_words(one, usual)},
        {"label": "Used by", "text": used_words(one.used)},
    ]
    if not one.is_draft:
        facts.insert(1, {"label": "In force from", "date": one.policy.effective_from})
        if one.policy.effective_to is not None:
            facts.insert(2, {"label": "In force to", "date": one.policy.effective_to})
    if one.row is not None:
        by = one.row.published_by or one.row.changed_by
        at = one.row.published_at or one.row.changed_at
        facts.append(
            {"label": "Last saved by" if one.is_draft else "Published by", "text": f"{by}", "note": in_words(at)}
        )
        facts.append({"label": "SHA-256 of its text", "text": one.row.sha256})
    return facts


def sections_of(policy: Policy) -> list[dict[str, Any]]:
    """Everything that the version says, part by part, as tables."""
    return [
        _section(PolicyPart.NUMBERS, "Rule", ["Number or switch", "Value"], _numbers(policy)),
        _section(PolicyPart.CHART, "Overall rating", ["Reviewer", "Department Head"], _chart(policy)),
        _section(PolicyPart.RULES, "Rule", ["Title", "Applies", "Source"], _rules(policy)),
        _section(PolicyPart.RATINGS, "Overall rating", ["What it means"], _ratings(policy)),
        _section(PolicyPart.HOLIDAYS, "Year", ["Days"], _holidays(policy)),
    ]


def _section(part: PolicyPart, first: str, rest: Sequence[str], rows: Rows) -> dict[str, Any]:
    columns = [{"label": label} for label in (first, *rest)]
    return {"key": part.value, "heading": part.label, "columns": columns, "rows": rows}


def _numbers(policy: Policy) -> Rows:
    return [[field.rule, field.label, said(field.of(policy))] for field in FIELDS]


def _chart(policy: Policy) -> Rows:
    chart = policy.signing.chart
    return [[rating.label, reviewer_words(chart[rating]), department_head_words(policy, rating)] for rating in Rating]


def _rules(policy: Policy) -> Rows:
    found = ((number, policy.rules[number]) for number in RULE_NUMBERS)
    return [[number, rule.title, "Yes" if rule.is_on else "No", rule.citation] for number, rule in found]


def _ratings(policy: Policy) -> Rows:
    return [[entry.label, entry.definition] for entry in policy.ratings]


def _holidays(policy: Policy) -> Rows:
    by_year = groupby(sorted(policy.holidays), key=lambda day: day.year)
    return [[str(year), "; ".join(in_words(day) for day in days)] for year, days in by_year]


DIFFERENCE_COLUMNS = [{"label": label} for label in ("What", "Rule", "Before", "In the draft")]


def differences_by_part(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """The changed values, part by part; parts without any are left out."""
    return [
        {
            "key": part.value,
            "heading": part.label,
            "rows": [[one.what, one.rule or "–", one.before, one.after] for one in found if one.part is part],
        }
        for part in PolicyPart
        if any(one.part is part for one in found)
    ]
