"""What a rule has to say."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evaluations.enums import Severity
from evaluations.rules.facts import EvaluationFacts
from evaluations.rules.policy_shape import Policy

FORM = "form"
FORM_CITATION = "The rating form: every factor and every item has an answer"
SURPRISE_CITATION = "No surprises: whoever is rated low has heard of it before"


@dataclass(frozen=True, slots=True)
class Violation:
    """One reason why a step is blocked, needs a reason, or deserves a word.

    `rule` is the handbook's number ("R7") or "form"; `code` is stable for tests and machines;
    `message` says what is wrong and what to do about it; `field` names the form field to link to.
    """

    rule: str
    severity: Severity
    code: str
    message: str
    citation: str
    field: str

    @property
    def is_error(self) -> bool:
        """True where the step cannot go on."""
        return self.severity is Severity.ERROR

    @property
    def is_warning(self) -> bool:
        """True where a person may go on after giving a reason, which is recorded."""
        return self.severity is Severity.WARNING

    @property
    def reason_key(self) -> str:
        """Names a warning within one step, so that its reason finds it again: rule, code and field."""
        return f"{self.rule}:{self.code}:{self.field}"


Rule = Callable[[EvaluationFacts, Policy, date], Iterable[Violation]]


def error(policy: Policy, rule: str, *, code: str, message: str, field: str) -> Violation:
    """A violation that blocks the step."""
    return Violation(rule, Severity.ERROR, code, message, policy.citation(rule), field)


def warning(policy: Policy, rule: str, *, code: str, message: str, field: str) -> Violation:
    """A violation that lets a person go on after giving a reason."""
    return Violation(rule, Severity.WARNING, code, message, policy.citation(rule), field)


def information(policy: Policy, rule: str, *, code: str, message: str, field: str) -> Violation:
    """A remark that asks for nothing."""
    return Violation(rule, Severity.INFO, code, message, policy.citation(rule), field)


def form_error(*, code: str, message: str, field: str) -> Violation:
    """An answer that the form still wants."""
    return Violation(FORM, Severity.ERROR, code, message, FORM_CITATION, field)


def form_warning(*, code: str, message: str, field: str) -> Violation:
    """An answer that the form still wants."""
    return Violation(FORM, Severity.WARNING, code, message, FORM_CITATION, field)


def no_surprise(*, code: str, message: str, field: str) -> Violation:
    """A remark to those who rate and review: the employee would hear of this for the first time."""
    return Violation(FORM, Severity.INFO, code, message, SURPRISE_CITATION, field)


def listed(words: Sequence[str]) -> str:
    """The words as a sentence lists them: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def is_said(value: str | bool) -> bool:
    """True where a text says anything at all, not only blanks or punctuation."""
    return value if isinstance(value, bool) else any(character.isalnum() for character in value)
