"""Asks the rule book about the facts of one JSON document; the shapes are in docs/reference/."""

from __future__ import annotations

import json
import math
import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from evaluations.rules.explain import explain
from evaluations.rules.policy import Policy, PolicyError, policy_for_day
from evaluations.rules.shapes import Repeated, ShapeError
from evaluations.selectors.policies import own_policy_for_day

UNREADABLE = 2
LONGEST_NUMBER = 40


class Command(BaseCommand):
    help = (
        "Reads a JSON object of facts from FILE, or from standard input, and prints what the rules say of it as one "
        "JSON object: violations, signers, dates, outcome, step and the follow-up's status. Needs neither database "
        "nor environment for a policy set that is shipped. Exit code 2 and an object `error` that names the key, "
        "where the document cannot be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="the document; standard input without it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = explain(_document(options["file"]), today=timezone.localdate(), find_policy=_policy)
        except ShapeError as problem:
            self._print({"error": {"key": problem.key, "message": f"{problem}."}})
            sys.exit(UNREADABLE)
        self._print(answer)

    def _print(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        # Half a character, which JSON can name and UTF-8 cannot hold, is named again.
        self.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _policy(key: str, on: date) -> Policy:
    """A shipped set, for which no database is asked, else one of the agency's own. Raises PolicyError."""
    try:
        return policy_for_day(key, on)
    except PolicyError as problem:
        try:
            return own_policy_for_day(key, on)
        except (DatabaseError, ImproperlyConfigured):
            raise PolicyError(f"{problem}; and there is no database to look in for another") from problem


def _document(path: str | None) -> Any:
    """The document as JSON has it. Raises ShapeError where there is none, or a key stands in it twice."""
    try:
        if path is None:
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as file:
                data = file.read()
    except OSError as problem:
        raise ShapeError("FILE", f"cannot be read: {problem.strerror}") from problem
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_repetition, parse_int=_number)
    except (ValueError, RecursionError) as problem:
        raise ShapeError("input", f"is not JSON in UTF-8: {problem}") from problem


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Repeated:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            return Repeated(key)
        found[key] = value
    return found


def _number(digits: str) -> int | float:
    """The whole number; one of more digits than any id has is none, and its place says so."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else math.nan
