"""Errors that services and permission checks raise; `common.middleware` turns them into pages, the API into JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class ProductError(Exception):
    """Carries one plain sentence for the person in front of the screen."""

    status_code = 400
    title = "This could not be done"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Objection:
    """Why something cannot be so, and the field to put right: in the shape of a rule's violation, without a rule."""

    field: str
    message: str
    code: str = "not_accepted"
    rule: str = "form"
    severity: str = "error"
    citation: str = ""
    reason_key: str = ""


class NotVisible(ProductError):
    """The object does not exist for this person (404): nothing is said about it."""

    status_code = 404
    title = "Page not found"

    def __init__(self, sentence: str = "There is nothing here that you can see.") -> None:
        super().__init__(sentence)


class NotAllowed(ProductError):
    """Visible, but not this person's to do (403)."""

    status_code = 403
    title = "This step is not yours"


class Conflict(ProductError):
    """Not now: the state has moved on, or somebody else was first (409)."""

    status_code = 409
    title = "This has changed in the meantime"

    def __init__(self, sentence: str, *, url: str = "", url_label: str = "") -> None:
        """`url` leads to what stands in the way, where the person sees it."""
        super().__init__(sentence)
        self.url = url
        self.url_label = url_label


class RuleViolations(ProductError):
    """The rules do not let the step pass (422). `violations` are all of them, each with rule, sentence and field."""

    status_code = 422
    title = "The rules do not allow this yet"

    def __init__(self, violations: Sequence[Any], sentence: str = "The rules ask for something first.") -> None:
        super().__init__(sentence)
        self.violations = tuple(violations)
