"""What two versions of a policy set say differently, in words, each with the rule that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from common.dates import in_words
from common.enums import Labelled
from evaluations.enums import Rating
from evaluations.rules.policy_fields import FIELDS
from evaluations.rules.policy_shape import ChartRow, Policy

NONE = "–"
NEXT_ABOVE = "The person immediately above the Rater"


class PolicyPart(Labelled):
    """The parts of a policy set, in the order in which they are shown and edited."""

    TITLE = "title", "Title"
    NUMBERS = "numbers", "Numbers and switches"
    CHART = "chart", "Signing chart"
    RULES = "rules", "Rules and their sources"
    RATINGS = "ratings", "What the ratings mean"
    HOLIDAYS = "holidays", "Holidays"


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed value. `rule` is empty where it belongs to none."""

    part: PolicyPart
    rule: str
    what: str
    before: str
    after: str


def policy_differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Everything that differs, part by part; nothing about numbers of versions, and nothing about their days."""
    found = [
        *_changed(PolicyPart.TITLE, "", "Title", old.title, new.title),
        *_of_numbers(old, new),
        *_of_chart(old, new),
        *_of_rules(old, new),
        *_of_ratings(old, new),
        *_of_holidays(old, new),
    ]  # fmt: skip
    return tuple(found)


def said(value: Any) -> str:
    """A value of a policy set in words."""
    if value is None or value in ((), ""):
        return NONE
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple | list):
        return ", ".join(map(said, value))
    if isinstance(value, StrEnum):
        return str(getattr(value, "label", "") or readable(value.value))
    return str(value)


def readable(value: str) -> str:
    """A stored word for people: "hr_manager" → "HR Manager"."""
    names = {"hr_manager": "HR Manager", "deputy_director": "Deputy Director"}
    return names.get(value, value.replace("_", " ").capitalize())


def reviewer_words(row: ChartRow) -> str:
    """Whom the chart asks for as Reviewer; the level behind "immediately above" serves the skip rule alone."""
    return f"{NEXT_ABOVE} (usually {row.reviewer.label})" if row.is_reviewer_next_above else row.reviewer.label


def department_head_words(policy: Policy, rating: Rating) -> str:
    """Whom the chart asks for as Department Head."""
    level = policy.signing.chart[rating].department_head.label
    return f"HR Manager; else {level}" if policy.signing.is_hr_managers(rating) else level


def _changed(part: PolicyPart, rule: str, what: str, before: Any, after: Any) -> Iterator[Difference]:
    if before != after:
        yield Difference(part, rule, what, said(before), said(after))


def _of_numbers(old: Policy, new: Policy) -> Iterator[Difference]:
    for field in FIELDS:
        yield from _changed(PolicyPart.NUMBERS, field.rule, field.label, field.of(old), field.of(new))


def _of_chart(old: Policy, new: Policy) -> Iterator[Difference]:
    for rating in Rating:
        before, after = old.signing.chart[rating], new.signing.chart[rating]
        yield from _changed(
            PolicyPart.CHART, "R17", f"Reviewer of {rating.label}", reviewer_words(before), reviewer_words(after)
        )
        yield from _changed(
            PolicyPart.CHART, "R17", f"Department Head of {rating.label}", before.department_head, after.department_head
        )


def _of_rules(old: Policy, new: Policy) -> Iterator[Difference]:
    for number in new.rules:
        before, after = old.rules[number], new.rules[number]
        is_on = ("On" if before.is_on else "Off", "On" if after.is_on else "Off")
        yield from _changed(PolicyPart.RULES, number, f"{after.title} (on or off)", *is_on)
        yield from _changed(PolicyPart.RULES, number, "Title", before.title, after.title)
        yield from _changed(PolicyPart.RULES, number, f"{after.title} (source)", before.citation, after.citation)


def _of_ratings(old: Policy, new: Policy) -> Iterator[Difference]:
    flags = (old.is_scale_placeholder, new.is_scale_placeholder)
    yield from _changed(PolicyPart.RATINGS, "", "The rating scale is a placeholder", *flags)
    for rating in Rating:
        words = (old.definition(rating), new.definition(rating))
        yield from _changed(PolicyPart.RATINGS, "", rating.label, *words)


def _of_holidays(old: Policy, new: Policy) -> Iterator[Difference]:
    for year in sorted({day.year for day in old.holidays ^ new.holidays}):
        gone, added = _of_year(old.holidays - new.holidays, year), _of_year(new.holidays - old.holidays, year)
        yield Difference(PolicyPart.HOLIDAYS, "R25", f"Holidays of {year}", _days(gone), _days(added))


def _of_year(days: Iterable[date], year: int) -> list[date]:
    return sorted(day for day in days if day.year == year)


def _days(days: list[date]) -> str:
    return "; ".join(map(in_words, days)) or NONE
