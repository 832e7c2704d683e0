"""The Rater's signature: reasons for warnings, what shows who signs, and the hash of what was shown."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from accounts.selectors import Ways
from accounts.services import Proof
from evaluations.forms.identity import ask_who_signs, proof_of
from evaluations.forms.steps import ReasonField
from evaluations.rules.violation import Violation
from evaluations.services import reason_key

REASON = "reason:"


class SubmitForm(forms.Form):
    """One reason field for each warning that stands, named `reason:<rule>:<code>:<field>`."""

    token = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    content_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, warnings: Iterable[Violation], ways: Ways, sha256: str = ""
    ) -> None:
        super().__init__(data, initial={"content_sha256": sha256})
        self.warnings = tuple(warnings)
        for warning in self.warnings:
            message = f"{warning.message} Give a reason to go on all the same, or change the form."
            self.fields[REASON + reason_key(warning)] = ReasonField(
                warning.rule, rows=2, required=True, error_messages={"required": message}
            )
        ask_who_signs(self, ways)
        self.order_fields([*(REASON + reason_key(warning) for warning in self.warnings), "password"])

    def warning_groups(self) -> list[tuple[Violation, BoundField]]:
        """Each warning with its reason's field."""
        return [(warning, self[REASON + reason_key(warning)]) for warning in self.warnings]

    @property
    def proof(self) -> Proof:
        """What shows that it is this person: typed, or fresh."""
        return proof_of(self)

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons given, under the keys that the service asks for."""
        return {name.removeprefix(REASON): text for name, text in self.cleaned_data.items() if name.startswith(REASON)}
