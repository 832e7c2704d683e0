"""The forms of a draft of a policy set, one for each of its parts. Fields are named by their path in a policy file, so
that what the reader or a rule objects to stands beside the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from accounts.selectors import Ways
from accounts.services import Proof, WrongPassword
from common.enums import choices
from common.errors import RuleViolations
from evaluations.enums import PolicyScope, Rating, SimulatedKind
from evaluations.forms.fields import DayField, DayListField, LineField, ProseField
from evaluations.forms.identity import ask_who_signs, proof_of
from evaluations.rules.policy import NEXT_ABOVE, RULE_NUMBERS
from evaluations.rules.policy_differences import NEXT_ABOVE as NEXT_ABOVE_WORDS
from evaluations.rules.policy_differences import PolicyPart, said
from evaluations.rules.policy_fields import FIELDS, PolicyField
from evaluations.rules.policy_shape import Policy
from evaluations.selectors.policies import Version
from workforce.enums import ManagementLevel

LONGEST_LINE, LONGEST_DEFINITION = 300, 1_500
LEVELS = [(level.value, level.label) for level in ManagementLevel if level is not ManagementLevel.NONE]
SOME = [pair for pair in choices(PolicyScope) if pair[0] != PolicyScope.AGENCY.value]
_BETWEEN = re.compile(r"[,;\s]+")


class MembersField(forms.CharField):
    """Several codes, separated by commas, spaces or lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2_000, **kwargs)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list of them
        return [part for part in _BETWEEN.split(super().to_python(value) or "") if part]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        super().run_validators(",".join(value))


class PolicyForm(forms.Form):
    """`revision` is that of the draft as it was shown: who comes second is told."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def put_refusal(form: forms.Form, refusal: RuleViolations | WrongPassword) -> None:
    """Put what stopped the step beside the fields."""
    if isinstance(refusal, WrongPassword):
        form.add_error("password" if "password" in form.fields else None, refusal.sentence)
        return
    for objection in refusal.violations:
        form.add_error(objection.field if objection.field in form.fields else None, objection.message)


class NewVersionForm(forms.Form):
    """From which version the draft is copied is said by the address; here, whether it begins a set of its own."""

    suffix = LineField(
        label="Name of a set of its own", required=False, max_length=30,
        help_text="Leave it empty to make the next version of this set. For a set of its own, a short name in small "
        "letters, for example unit_721.",
    )  # fmt: skip
    scope = forms.ChoiceField(
        label="For whom", required=False, choices=[("", "As the version that is copied"), *SOME],
        help_text="The set of the whole agency asks for nothing here.",
    )  # fmt: skip
    members = MembersField(
        label="Bargaining units, or class codes", required=False, help_text="Separated by commas."
    )  # fmt: skip


class PartForm(PolicyForm):
    """One part of a draft. `changes`: path → value, None for what is to be taken out."""

    def __init__(self, data: Any = None, *, version: Version) -> None:
        super().__init__(data, initial={"revision": version.row.revision if version.row else 1})
        self.version = version
        self.build(version.policy)

    def build(self, policy: Policy) -> None:
        """Add the fields, each with what the draft says now."""

    @property
    def changes(self) -> dict[str, Any]:
        """What to write, from valid data."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}

    @property
    def serving(self) -> dict[str, Any]:
        """For whom the draft is, where the form asks that."""
        return {}


class TitleForm(PartForm):
    """What the set is called and whom it is for."""

    title = LineField(label="Title", max_length=200)

    def build(self, policy: Policy) -> None:
        self.fields["title"].initial = policy.title
        row = self.version.row
        if row is None or row.scope == PolicyScope.AGENCY.value:
            return
        self.fields["scope"] = forms.ChoiceField(label="For whom", choices=SOME, initial=row.scope)
        self.fields["members"] = MembersField(
            label="Bargaining units, or class codes", initial=row.members, help_text="Separated by commas."
        )

    @property
    def changes(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"]}

    @property
    def serving(self) -> dict[str, Any]:
        if "scope" not in self.fields:
            return {}
        return {"scope": PolicyScope(self.cleaned_data["scope"]), "members": self.cleaned_data["members"]}


class NumbersForm(PartForm):
    """Numbers and switches."""

    def build(self, policy: Policy) -> None:
        for one in FIELDS:
            self.fields[one.path] = _asked(one, policy)

    @property
    def changes(self) -> dict[str, Any]:
        return {path: None if value == "" else value for path, value in super().changes.items()}


def _asked(one: PolicyField, policy: Policy) -> forms.Field:
    """A number, a choice or a switch."""
    value, label = one.of(policy), f"{one.label} ({one.rule})"
    if one.is_number:
        hint = f"1 to {one.largest}{'; empty: it does not apply' if one.is_optional else ''}."
        return forms.IntegerField(
            label=label, initial=value, min_value=1, max_value=one.largest, required=not one.is_optional,
            help_text=hint,
            error_messages={
                "required": f"Enter a number from 1 to {one.largest}.",
                "min_value": f"Enter a number from 1 to {one.largest}.",
                "max_value": f"Enter a number from 1 to {one.largest}.",
                "invalid": f"Enter a whole number from 1 to {one.largest}.",
            },
        )  # fmt: skip
    if one.enum is None:
        return forms.BooleanField(label=label, initial=value, required=False)
    offered = [(member.value, said(member)) for member in one.enum]
    if one.is_many:
        return forms.MultipleChoiceField(
            label=label, initial=[member.value for member in value], choices=offered, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
    return forms.ChoiceField(label=label, initial=value.value, choices=offered)


class ChartForm(PartForm):
    """Who signs for which overall rating."""

    def build(self, policy: Policy) -> None:
        for rating, row in policy.signing.chart.items():
            path = f"signing.chart.{rating.value}"
            reviewer = NEXT_ABOVE if row.is_reviewer_next_above else row.reviewer.value
            self.fields[f"{path}.reviewer"] = forms.ChoiceField(
                label=f"{rating.label}: Reviewer", choices=[(NEXT_ABOVE, NEXT_ABOVE_WORDS), *LEVELS], initial=reviewer
            )
            self.fields[f"{path}.reviewer_level"] = forms.ChoiceField(
                label=f"{rating.label}: level that person usually has", choices=LEVELS, initial=row.reviewer.value,
                help_text=f"Serves the skip rule, where the Reviewer is “{NEXT_ABOVE_WORDS}”.",
            )  # fmt: skip
            self.fields[f"{path}.department_head"] = forms.ChoiceField(
                label=f"{rating.label}: Department Head", choices=LEVELS, initial=row.department_head.value,
                help_text="Signs where the HR Manager does not." if policy.signing.is_hr_managers(rating) else "",
            )  # fmt: skip

    @property
    def changes(self) -> dict[str, Any]:
        found = super().changes
        for rating in Rating:
            path = f"signing.chart.{rating.value}"
            if found[f"{path}.reviewer"] != NEXT_ABOVE:
                found[f"{path}.reviewer_level"] = None
        return found


class RulesForm(PartForm):
    """Which rules are on, under which title, and from which source."""

    def build(self, policy: Policy) -> None:
        for number in RULE_NUMBERS:
            rule = policy.rules[number]
            self.fields[f"rules.{number}.on"] = forms.BooleanField(
                label=f"{number} applies", initial=rule.is_on, required=False
            )
            self.fields[f"rules.{number}.title"] = LineField(
                label=f"{number}: title", initial=rule.title, max_length=LONGEST_LINE
            )
            self.fields[f"rules.{number}.citation"] = LineField(
                label=f"{number}: source", initial=rule.citation, max_length=LONGEST_LINE
            )


class RatingsForm(PartForm):
    """What each overall rating means, as the form and the packet print it."""

    def build(self, policy: Policy) -> None:
        self.fields["scale_is_placeholder"] = forms.BooleanField(
            label="The scale is a placeholder until we enter our own", initial=policy.is_scale_placeholder,
            required=False,
        )  # fmt: skip
        for entry in policy.ratings:
            self.fields[f"ratings.{entry.rating.value}"] = ProseField(
                label=entry.label, initial=entry.definition, required=True, max_length=LONGEST_DEFINITION,
                error_messages={"required": "Say what this rating means: the form and the packet print it."},
            )  # fmt: skip


class HolidaysForm(PartForm):
    """The holidays of each year, one a line; business days leave them out."""

    _hint = "One date a line. Empty: the year is taken out."

    def build(self, policy: Policy) -> None:
        years = sorted({day.year for day in policy.holidays})
        for year in years:
            days = sorted(day for day in policy.holidays if day.year == year)
            self.fields[f"holidays.{year}"] = self._days(str(year), days)
        following = years[-1] + 1 if years else self.version.policy.effective_from.year
        self.fields[f"holidays.{following}"] = self._days(f"{following} (a new year)", [])

    def _days(self, label: str, days: Sequence[date]) -> forms.Field:
        return DayListField(
            label=label, required=False, initial="\n".join(day.isoformat() for day in days), help_text=self._hint,
            widget=forms.Textarea({"rows": max(4, len(days))}),
        )  # fmt: skip

    @property
    def changes(self) -> dict[str, Any]:
        return {path: list(days) or None for path, days in super().changes.items()}


FORMS: dict[PolicyPart, type[PartForm]] = {
    PolicyPart.TITLE: TitleForm,
    PolicyPart.NUMBERS: NumbersForm,
    PolicyPart.CHART: ChartForm,
    PolicyPart.RULES: RulesForm,
    PolicyPart.RATINGS: RatingsForm,
    PolicyPart.HOLIDAYS: HolidaysForm,
}


class PublishForm(PolicyForm):
    """From which day on, until which, and who says so."""

    effective_from = DayField(label="First day in force", help_text="Today or later.")
    effective_to = DayField(
        label="Last day in force", required=False,
        help_text="Leave it empty, unless the version is for a time only: after it, the one before is in force again.",
    )  # fmt: skip
    is_understood = forms.BooleanField(
        label="I have looked at the differences. What is published never changes again.",
        error_messages={"required": "Tick this once you have looked at the differences."},
    )
    hand: ClassVar[str] = "It shows that it is you who publishes."

    def __init__(self, *args: Any, ways: Ways, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_who_signs(self, ways)
        if "password" in self.fields:
            self.fields["password"].help_text = self.hand
            label = str(self.fields["password"].label)
            self.fields["password"].error_messages["required"] = f"Enter {label[0].lower()}{label[1:]} to publish."

    @property
    def proof(self) -> Proof:
        """What shows that it is this person: typed, or fresh."""
        return proof_of(self)


class SimulateForm(forms.Form):
    """Over the evaluations whose period ended in these days."""

    first = DayField(label="Periods that ended from")
    last = DayField(label="Periods that ended to")


class SimulationFilterForm(forms.Form):
    """A GET form; `query` is the valid part of what it asks for."""

    q = forms.CharField(
        label="Employee", required=False, max_length=200, help_text="Name or number.",
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What would change", required=False, choices=[("", "Anything"), *choices(SimulatedKind)]
    )

    @property
    def query(self) -> dict[str, str]:
        """`kind` and `search`, each empty where it asks for everything."""
        self.is_valid()
        return {"kind": self.cleaned_data.get("kind", ""), "search": self.cleaned_data.get("q", "")}
