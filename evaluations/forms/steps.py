"""The forms of the steps after submission. Each carries a one-time token, so that a repeated post does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField

from accounts.selectors import Ways
from accounts.services import Proof, WrongPassword
from common.errors import RuleViolations
from evaluations.enums import EmployeeOutcome, IssueMethod
from evaluations.forms.fields import DayField, LineField, ProseField
from evaluations.forms.identity import ask_who_signs, proof_of
from evaluations.rules.violation import Violation
from evaluations.selectors.review import Check
from evaluations.services import reason_key
from evaluations.services.checklist import Looked

REASON_PREFIX = "reason:"
LONG, LONGEST = 4_000, 20_000


def text_area(label: str, *, limit: int = LONG, **options: Any) -> ProseField:
    """A text of several lines, with its limit counted under it."""
    return ProseField(label=label, max_length=limit, **options)


class ReasonField(ProseField):
    """Why a person goes on in spite of a warning. Its error is the warning's own sentence, which needs no label."""

    errors_stand_alone = True

    def __init__(self, rule: str, **options: Any) -> None:
        if rule == "R14":
            options = {
                "help_text": "Write nothing about the kind of a leave or its reason: dates only (R6).",
                **options,
            }
        super().__init__(label=f"Your reason for going on (rule {rule})", **options)


class StepForm(forms.Form):
    """What every step's form has: the token, and a text area for each warning that asks for a reason."""

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.data:
            if name.startswith(REASON_PREFIX):
                rule = name.removeprefix(REASON_PREFIX).split(":")[0]
                self.fields[name] = ReasonField(rule, max_length=LONG)

    @property
    def reasons(self) -> Mapping[str, str]:
        """The reasons given for warnings, under the keys that the services ask for."""
        given = {name: text for name, text in self.cleaned_data.items() if name.startswith(REASON_PREFIX)}
        return {name.removeprefix(REASON_PREFIX): text for name, text in given.items()}

    def refuse(self, refusal: RuleViolations | WrongPassword) -> None:
        """Put what stopped the step beside the fields; a warning gets its own text area for the reason."""
        if isinstance(refusal, WrongPassword):
            self.add_error("password" if "password" in self.fields else None, refusal.sentence)
            return
        for violation in refusal.violations:
            self._refuse_for(violation)
        if not refusal.violations:
            self.add_error(None, refusal.sentence)

    def _refuse_for(self, violation: Violation) -> None:
        if violation.is_warning:
            name = f"{REASON_PREFIX}{reason_key(violation)}"
            self.fields[name] = ReasonField(violation.rule, max_length=LONG)
            self.add_error(name, violation.message)
        else:
            self.add_error(violation.field if violation.field in self.fields else None, violation.message)


class ReasonForm(StepForm):
    """A step that needs a reason and nothing else."""

    reason = text_area(
        "Reason",
        required=True,
        help_text="One or two sentences. They stay with the evaluation.",
        error_messages={"required": "Say why in a sentence: the Rater and the record need the reason."},
    )


class ChecklistForm(StepForm):
    """The checklist of HR's propriety review: a tick and a finding for each rule of `checks`, which the view names."""

    def __init__(self, *args: Any, checks: Iterable[Check] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = tuple(checks)
        for check in self.checks:
            self.fields[f"proper_{check.rule}"] = forms.BooleanField(label=f"{check.rule} is proper", required=False)
            self.fields[f"finding_{check.rule}"] = LineField(
                label=f"Finding on {check.rule}", required=False, max_length=1000
            )

    def check_rows(self) -> list[tuple[Check, BoundField, BoundField]]:
        """Each rule with its tick and its finding."""
        return [(check, self[f"proper_{check.rule}"], self[f"finding_{check.rule}"]) for check in self.checks]

    def other_fields(self) -> list[BoundField]:
        """What is no part of the list."""
        return [bound for bound in self if not bound.name.startswith(("proper_", "finding_"))]

    @property
    def checklist(self) -> dict[str, Looked]:
        """What HR says of each rule."""
        data = self.cleaned_data
        return {
            check.rule: Looked(data[f"proper_{check.rule}"], data[f"finding_{check.rule}"]) for check in self.checks
        }


class ReturnForm(ChecklistForm):
    """The reason, and HR's checklist where HR returns it."""

    reason = text_area(
        "Reason",
        required=True,
        help_text="One or two sentences. They stay with the evaluation.",
        error_messages={"required": "Say why in a sentence: the Rater and the record need the reason."},
    )


class ConcurForm(ChecklistForm):
    """HR's propriety review: what is not simply met needs a tick; the rest may have one."""

    note = text_area("Note", help_text="What you looked at, for those who review after you; not for the employee.")


class SignForm(StepForm):
    """A signature: the hash of what was on the screen, and something that shows who signs."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, ways: Ways, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_who_signs(self, ways)

    @property
    def proof(self) -> Proof:
        """What shows that it is this person: typed, or fresh."""
        return proof_of(self)


class IssueForm(StepForm):
    """How and when the employee was shown the evaluation and received the copy."""

    presented_on = DayField(
        label="Day on which it was presented to the employee",
        help_text="That is: shown for signature. The time for the copy and the written response is counted from then.",
    )
    method = forms.ChoiceField(
        label="How does the employee receive the copy?",
        choices=[
            (IssueMethod.GIVEN.value, "Given in person"),
            (IssueMethod.MAILED.value, "Mailed to the address of record"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the copy reaches the employee."},
    )
    issued_on = DayField(label="Day on which the copy was given or mailed")


class OutcomeForm(StepForm):
    """That the employee refused to sign, or was unavailable (R20)."""

    outcome = forms.ChoiceField(
        label="What happened?",
        choices=[
            (EmployeeOutcome.REFUSED.value, "The employee was shown the evaluation and refused to sign"),
            (EmployeeOutcome.UNAVAILABLE.value, "The employee is on leave or has left, and cannot sign"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    outcome_on = DayField(label="Day on which it happened")
    outcome_note = text_area(
        "Your note",
        help_text="For a refusal: when and how you presented the evaluation, and what was said. "
        "Never the kind of a leave or its reason.",
    )
    outcome_witness = LineField(
        label="Witness of a refusal",
        help_text="Name and title of a person who was present, where there was one.",
        max_length=300,
        required=False,
    )


class RespondForm(StepForm):
    """The employee's written response (R25); of a letter also the day on which it came."""

    response = text_area(
        "Written response",
        required=True,
        help_text="In the employee's own words. It is attached as it stands here and cannot be changed later.",
        rows=12,
        limit=LONGEST,
        error_messages={"required": "The response is empty. Write it, or say that you will not respond."},
    )
    received_on = DayField(
        label="Day on which the letter was received",
        help_text="That day decides whether it came in time, not the one on which you enter it.",
    )

    def __init__(self, *args: Any, is_letter: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_letter:
            self.fields["response"].error_messages["required"] = "The response is empty. Copy the letter word for word."
        else:
            del self.fields["received_on"]


def days_on(today: date) -> dict[str, date]:
    """What the day fields of a new form propose: today."""
    return {"presented_on": today, "issued_on": today, "outcome_on": today}
