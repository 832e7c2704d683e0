"""What a rule has to say."""

from dataclasses import dataclass

from evaluations.enums import Severity


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
