"""What lists that put the rooms together are searched and filtered by. A value not on offer asks for everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import ONE_DAY, add_months
from common.enums import choices
from evaluations.enums import EvaluationKind, StepState
from workspace.enums import CalendarState, EquityGrouping
from workspace.rules.equity import DEFAULT_MARK, MARKS
from workspace.selectors.calendar import CalendarQuery
from workspace.selectors.calendar_counts import UnitChoice
from workspace.selectors.steps import AHEAD, COMING, StepQuery

MOST_DAYS = 5 * 366
HR_STATES = {CalendarState.WITHOUT_RATER.value}


class CalendarForm(forms.Form):
    """A GET form over one month. `query` is what it asks for, without the days: a value that is not on offer asks for
    everything."""

    unit = forms.TypedChoiceField(
        label=_("Unit, with everything below it"), required=False, coerce=int, empty_value=None
    )
    rater = forms.CharField(
        label=_("Rater"), required=False, max_length=200, help_text=_("Name or number."),
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *choices(EvaluationKind)])
    month = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, choice: UnitChoice) -> None:
        super().__init__(data)
        self.choice = choice
        self.fields["unit"].choices = _unit_choices(choice)  # type: ignore[attr-defined]  # a choice field

    @property
    def query(self) -> CalendarQuery:
        """The valid part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return CalendarQuery(
            unit=self.choice.unit,
            search=asked.get("q", ""),
            rater=asked.get("rater", ""),
            kind=asked.get("kind", ""),
            state=asked.get("state", ""),
            first=asked.get("first"),
            last=asked.get("last"),
        )


class CalendarMonthForm(CalendarForm):
    """Over one month: the states are counted, so that only what is overdue is asked for by itself."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), (CalendarState.OVERDUE.value, _("Overdue only"))],
    )
    field_order = ("unit", "rater", "kind", "state", "month")


class CalendarListForm(CalendarForm):
    """Over any days; the list says which state."""

    q = forms.CharField(
        label=_("Employee"), required=False, max_length=200, help_text=_("Name or number."),
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False)
    first = forms.DateField(label=_("Due from"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Due to"), required=False, widget=forms.DateInput({"type": "date"}))
    month = None  # type: ignore[assignment]  # takes the field of the class above away
    # What is asked for less often opens on demand: on a phone the list would else begin a screen further down.
    more = ("rater", "kind", "first", "last")
    field_order = ("q", "unit", "state", "rater", "kind", "first", "last")

    def __init__(self, data: Any, *, choice: UnitChoice, sees_all: bool) -> None:
        super().__init__(data, choice=choice)
        offered = [pair for pair in choices(CalendarState) if sees_all or pair[0] not in HR_STATES]
        self.fields["state"].choices = [("", _("Any that is not issued")), *offered]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        return cleaned


def _unit_choices(choice: UnitChoice) -> list[tuple[Any, Any]]:
    """The whole agency, the way down to the chosen unit, and the units right below it."""
    way = [*choice.above, *([choice.unit] if choice.unit else [])]
    return [("", _("All units")), *((unit.pk, unit.path) for unit in [*way, *choice.below])]


class StepsForm(forms.Form):
    """A GET form over step increases; `query` is what it asks for."""

    q = forms.CharField(
        label=_("Name, number or e-mail address"), required=False, max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.CharField(label=_("Unit, with everything below"), required=False, max_length=900)
    first = forms.DateField(label=_("Anniversary from"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Anniversary to"), required=False, widget=forms.DateInput({"type": "date"}))
    more = ("unit", "first", "last")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        risks = [(f"risk_{days}", _("At risk within %(days)d days") % {"days": days}) for days in AHEAD]
        offered = [("", _("Any that is decided")), *choices(StepState), *risks, (COMING, _("All that are coming"))]
        self.fields["state"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        return cleaned

    @property
    def query(self) -> StepQuery:
        """The valid part of what was asked."""
        self.is_valid()
        asked = self.cleaned_data
        return StepQuery(
            state=asked.get("state", ""),
            search=asked.get("q", ""),
            unit=asked.get("unit", ""),
            first=asked.get("first"),
            last=asked.get("last"),
        )


class PolicySetForm(forms.Form):
    """Which policy set's rules are shown."""

    set = forms.ChoiceField(label=_("Policy set"), required=False)

    def __init__(self, data: Any, *, sets: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["set"].choices = [("", _("All")), *sets]  # type: ignore[attr-defined]  # a choice field


class EquityForm(forms.Form):
    """Which year, by which groups, and which mark; what is not on offer is answered with the first of each."""

    year = forms.TypedChoiceField(label=_("Became final in"), required=False, coerce=int, empty_value=None)
    by = forms.ChoiceField(label=_("Grouped by"), required=False, choices=choices(EquityGrouping))
    mark = forms.ChoiceField(
        label=_("Mark to reach"),
        required=False,
        choices=[(rating.value, _("%(rating)s or better") % {"rating": rating.label}) for rating in MARKS],
    )

    def __init__(self, data: Any, *, years: list[int]) -> None:
        given = {"year": str(years[0]) if years else "", "by": EquityGrouping.UNIT.value, "mark": DEFAULT_MARK.value}
        super().__init__(given | {name: data[name] for name in given if data.get(name)})
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]  # a choice field


class ComplianceForm(forms.Form):
    """Which days and which kind; the unit is chosen by going down. Without days: the year up to this month's end."""

    first = forms.DateField(label=_("Due from"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("Due to"), required=False, widget=forms.DateInput({"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *choices(EvaluationKind)])
    unit = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, today: date) -> None:
        following = add_months(today.replace(day=1), 1)
        given = {"first": add_months(following, -12).isoformat(), "last": (following - ONE_DAY).isoformat()}
        super().__init__(given | {name: value for name, value in data.items() if value})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        if first and last and (last - first).days > MOST_DAYS:
            self.add_error("last", _("Ask for five years at most: choose a later first day or an earlier last day."))
        return cleaned
