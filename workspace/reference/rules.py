"""The rule book as a document: what each number asks, what the program does about it, the source, the set's numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any

from common.looks import words
from evaluations.enums import Rating, Severity
from evaluations.rules.book import RULES
from evaluations.rules.policy import RULE_NUMBERS, Policy, available_policies, load_policy
from evaluations.rules.policy_fields import FIELDS
from workspace.reference.shapes import Block, Document, Section, Table, Text
from workspace.reference.sources import ROOT, called, calls_in, functions_of, said_by, text_of

CITED = re.compile(r"(?P<numbers>R\d+(?:, R\d+)*)(?: \([^)]*\))?: (?P<words>.+)")
SEVERITY_OF_CALL = {
    "error": Severity.ERROR,
    "self._refuse": Severity.ERROR,
    "warning": Severity.WARNING,
    "information": Severity.INFO,
}
# What the code cannot say of itself: rules of the handbook that are not built, or not whole. A number without any
# function has to be here.
NOT_YET = {
    "R21": "In part: a move hands the evaluation over or ends its period. Earlier supervisors are not asked.",
    "R24": "In part: the day of filing. Comments are those of the employee's response (R25).",
    "R26": "Not yet. A person's dates are kept for one assignment.",
    "R27": "Not yet. The bargaining unit of a Rater is not looked at.",
    "R28": "Not yet. Input of the prior supervisor is not asked for.",
    "R29": "Not yet. The question about duties within the classification is not on the form.",
    "R36": "In part: every table has a retention class (see Data). Nothing that an agency has to keep is destroyed.",
}
# Every number and switch of a policy set: the rule, its words, and where the set holds it.
NUMBERS = tuple((field.rule, field.label, field.attribute) for field in FIELDS)


def policy_sets() -> tuple[Policy, ...]:
    """The newest version of every set that is shipped."""
    return tuple(load_policy(key) for key in sorted({key for key, _version in available_policies()}))


def rules(only: str = "") -> Document:
    """The rule book for every set, or for the one of that key alone."""
    sets = tuple(policy for policy in policy_sets() if only in ("", policy.key))
    return Document(
        slug="rules",
        title="Rules",
        lead="Every rule by its number: what the program does about it, where it comes from, and what each policy set "
        "makes of it. An error blocks the step; a warning lets a person go on for a reason, which is recorded.",
        sections=(_book(sets), _not_yet(sets), _numbers(sets), _chart(sets), _ratings(sets), _sources(sets)),
    )


def _book(sets: tuple[Policy, ...]) -> Section:
    titles = load_policy(sets[0].key)
    rows = tuple(
        (
            number,
            titles.rules[number].title,
            _joined(said for name, said in cited()[number] if name in _checks(number)),
            ", ".join(severity.label for severity in severities()[number]) or "–",
            _joined(said for name, said in cited()[number] if name not in _checks(number)),
            *("On" if policy.is_on(number) else "Off" for policy in sets),
        )
        for number in RULE_NUMBERS
        if cited()[number]
    )
    columns = ("Rule", "Title", "Checked before a step", "Says", "Also decides", *(policy.title for policy in sets))
    return Section("book", "What the program checks", (Table("Rules that the program applies", columns, rows),))


def _not_yet(sets: tuple[Policy, ...]) -> Section:
    rows = tuple(
        (
            number,
            load_policy(sets[0].key).rules[number].title,
            NOT_YET[number],
            *(_switch(policy, number) for policy in sets),
        )
        for number in RULE_NUMBERS
        if number in NOT_YET
    )
    columns = ("Rule", "Title", "What is missing", *(policy.title for policy in sets))
    return Section(
        "not-yet", "What is not built yet", (Table("Rules that are not built, or not whole", columns, rows),)
    )


def _numbers(sets: tuple[Policy, ...]) -> Section:
    rows = tuple((number, name, *(value_of(policy, path) for policy in sets)) for number, name, path in NUMBERS)
    columns = ("Rule", "Number or switch", *(policy.title for policy in sets))
    about = "Each evaluation keeps the version that it was made under. A version in use is never edited."
    versions = "; ".join(
        f"{policy.title}: version {policy.version}, in force from {policy.effective_from:%Y-%m-%d}"
        f"{', its rating scale a placeholder' if policy.is_scale_placeholder else ''}"
        for policy in sets
    )
    return Section(
        "numbers",
        "Numbers and switches",
        (Text(about), Text(f"{versions}."), Table("Numbers and switches of each policy set", columns, rows)),
    )


def _chart(sets: tuple[Policy, ...]) -> Section:
    blocks: list[Block] = [
        Text(
            "The levels that the chart asks for. A Rater whose own level reaches the Reviewer's needs none; whoever is "
            "missing, vacant or recused is passed over up the chain; nobody signs twice."
        )
    ]
    for policy in sets:
        rows = tuple(
            (
                rating.label,
                "The person immediately above the Rater" if row.is_reviewer_next_above else row.reviewer.label,
                f"HR Manager; else {row.department_head.label}"
                if policy.signing.is_hr_managers(rating)
                else row.department_head.label,
                "Yes" if rating.is_low else "–",
            )
            for rating, row in policy.signing.chart.items()
        )
        columns = ("Overall", "Reviewer", "Department Head", "HR propriety review first")
        blocks.append(Table(f"Signing chart: {policy.title}", columns, rows))
    return Section("chart", "Who signs", tuple(blocks))


def _ratings(sets: tuple[Policy, ...]) -> Section:
    rows = tuple((rating.label, *(policy.definition(rating) for policy in sets)) for rating in Rating)
    columns = ("Overall", *(policy.title for policy in sets))
    return Section("ratings", "What the ratings mean", (Table("What each overall rating means", columns, rows),))


def _sources(sets: tuple[Policy, ...]) -> Section:
    rows = tuple(
        (number, load_policy(sets[0].key).rules[number].title, *(policy.citation(number) for policy in sets))
        for number in RULE_NUMBERS
    )
    columns = ("Rule", "Title", *(policy.title for policy in sets))
    return Section("sources", "Where the rules come from", (Table("The source of every rule", columns, rows),))


def value_of(policy: Policy, path: str) -> str:
    """What the set says there, in words."""
    return _said(next(field for field in FIELDS if field.attribute == path).of(policy))


def _said(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return ", ".join(_said(part) for part in value)
    if isinstance(value, StrEnum):
        return str(getattr(value, "label", "") or words(value.value))
    return words(value) if isinstance(value, str) else str(value)


def _switch(policy: Policy, number: str) -> str:
    return "On" if policy.is_on(number) else "Off"


def _joined(sentences: Iterator[str]) -> str:
    # What a function gives where there is nothing is a programmer's matter.
    plain = (re.sub(r"[;,] None [^.;]*", "", sentence) for sentence in sentences)
    capital = (sentence[0].upper() + sentence[1:] for sentence in plain)
    return " ".join(dict.fromkeys(capital)) or "–"


def _checks(number: str) -> set[str]:
    return {rule.__name__ for listed, rule in RULES if listed == number}


@lru_cache
def cited() -> dict[str, list[tuple[str, str]]]:
    """Rule number → each function that cites it at the head of its docstring, and what it says there."""
    found: dict[str, list[tuple[str, str]]] = {number: [] for number in RULE_NUMBERS}
    for path in sorted((ROOT / "evaluations" / "rules").glob("*.py")):
        for function in functions_of(path):
            match = CITED.match(said_by(function))
            for number in match["numbers"].split(", ") if match else ():
                found[number].append((function.name, match["words"] if match else ""))
    return found


@lru_cache
def severities() -> dict[str, list[Severity]]:
    """Rule number → what its violations do, the gravest first."""
    found: dict[str, set[Severity]] = {number: set() for number in RULE_NUMBERS}
    for path in sorted((ROOT / "evaluations" / "rules").glob("*.py")):
        for call in calls_in(ast.parse(path.read_text(encoding="utf-8"))):
            severity = SEVERITY_OF_CALL.get(called(call))
            number = next((text_of(argument) for argument in call.args if text_of(argument) in found), "")
            if severity is not None and number:
                found[number].add(severity)
    return {number: [severity for severity in Severity if severity in said] for number, said in found.items()}
