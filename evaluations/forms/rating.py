"""The rating form: every factor and item of its template, Comments, the Plan for Improvement, the linked action.

Field names are those of `rules.content` and of the rules' violations, so that every reason links to its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from common.enums import choices
from evaluations.enums import ActionKind, ActionStage, ItemRating, Rating
from evaluations.forms.fields import DayField, DayListField, ProseField, shortened
from evaluations.models import Evaluation, FormFactor
from evaluations.rules.content import SCALARS, DeficiencyContent, DraftContent, FactorContent

PLAN = "improvement_plan"
FINDING = f"{PLAN}:finding"
# The form's name for a plain field, where the rules call it otherwise than the content does.
FORM_NAME = {"improvement_finding": FINDING}
PLAN_FIELD = re.compile(rf"{PLAN}:(\d{{1,3}}):")
NOT_RATED = ("", "Not rated")
RATING_CHOICES = [*choices(ItemRating), NOT_RATED]

DEFICIENCY_TEXTS = {
    "standard": ("Standard, as a SMART goal", "What good work looks like here: specific, measurable, with a date."),
    "evidence": ("Evidence with its dates", "What happened and when. Facts that somebody else could check."),
    "required_action": ("Required action", "What the employee does to reach the standard."),
    "assistance": ("Help offered", "What supervision does: training, time, tools, somebody to ask."),
    "measure": ("Measure", "How both of you will see whether the standard is reached."),
}


@dataclass(frozen=True, slots=True)
class FactorFields:
    """One factor's bound fields, for the template."""

    factor: FormFactor
    rating: BoundField
    items: tuple[BoundField, ...]
    comments: BoundField


@dataclass(frozen=True, slots=True)
class DeficiencyFields:
    """One deficiency's bound fields, for the template. `number` counts from 1, `index` names the fields."""

    index: int
    number: int
    factor: BoundField
    texts: tuple[BoundField, ...]
    target_on: BoundField
    check_ins: BoundField


class RatingForm(forms.Form):
    """Give `content` to show what is stored, `data` to read what was typed; `to_content()` is the way back.

    Nothing is required here: a draft may be saved half-way, and what is missing is the rules' question.
    """

    content_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    overall = forms.ChoiceField(
        label="Overall rating",
        help_text="Your own judgment of the whole period. It is never computed from the factors.",
        choices=[*choices(Rating), NOT_RATED],
        required=False,
        widget=forms.RadioSelect,
    )
    overall_comments = ProseField(label="Comments on the overall rating", rows=8)
    improvement_informed = ProseField(
        label="How the employee was told of the deficiencies", help_text="When, by whom, and what was said."
    )
    improvement_required = ProseField(
        label="What the employee had to do", help_text="The correction that was asked for, and by when."
    )
    improvement_assistance = ProseField(
        label="What supervision did to help", help_text="Training, coaching, tools, time: what was given and when."
    )
    action_kind = forms.ChoiceField(
        label="Personnel action",
        help_text="An Unsatisfactory goes with a discharge or a reduction, unless the employee has left the service.",
        choices=[*choices(ActionKind), ("", "None yet")],
        required=False,
        widget=forms.RadioSelect,
    )
    action_stage = forms.ChoiceField(
        label="How far it has come",
        choices=[*choices(ActionStage), ("", "Not said yet")],
        required=False,
        widget=forms.RadioSelect,
    )
    action_effective_on = DayField(label="Effective on", help_text="Or proposed to be.", required=False)
    action_notice_on = DayField(label="Notice of intent given on", required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        evaluation: Evaluation,
        content: DraftContent | None = None,
        version: int | None = None,
        blank_rows: int = 0,
    ) -> None:
        self.evaluation = evaluation
        self.factors = list(evaluation.template.factors.prefetch_related("items"))
        self.indexes = _indexes_in(data) if data is not None else _indexes_of(content, blank_rows)
        initial = form_values(content) if content is not None else {}
        initial["content_version"] = evaluation.content_version if version is None else version
        super().__init__(data, initial=initial)
        self._add_factor_fields()
        self._add_plan_fields()

    def _add_factor_fields(self) -> None:
        for factor in self.factors:
            self.fields[f"factor:{factor.key}"] = _rating_field(f"{factor.label} as a whole")
            for item in factor.items.all():
                self.fields[f"item:{factor.key}:{item.key}"] = _rating_field(item.label)
            self.fields[f"comments:{factor.key}"] = ProseField(label=f"Comments on {factor.label}")

    def _add_plan_fields(self) -> None:
        self.fields[FINDING] = ProseField(
            label="Finding: why improvement can reasonably be expected",
            help_text="Say what makes you expect that the work will come up to the standards.",
        )
        factors = [("", "Choose a factor"), *((factor.key, factor.label) for factor in self.factors)]
        for index in self.indexes:
            prefix = f"{PLAN}:{index}:"
            self.fields[f"{prefix}factor"] = forms.ChoiceField(label="Factor", choices=factors, required=False)
            for part, (label, hint) in DEFICIENCY_TEXTS.items():
                self.fields[prefix + part] = ProseField(label=label, help_text=hint, rows=3)
            self.fields[f"{prefix}target_on"] = DayField(label="Target date", required=False)
            self.fields[f"{prefix}check_ins"] = DayListField(
                label="Check-in dates",
                help_text="Separated by commas, for example 8/7/2026, 9/4/2026, 10/2/2026.",
                required=False,
            )

    # --- for the template

    def factor_groups(self) -> Iterator[FactorFields]:
        """The fields of each factor, in the form's order."""
        for factor in self.factors:
            items = tuple(self[f"item:{factor.key}:{item.key}"] for item in factor.items.all())
            yield FactorFields(factor, self[f"factor:{factor.key}"], items, self[f"comments:{factor.key}"])

    def deficiency_groups(self) -> Iterator[DeficiencyFields]:
        """The fields of each deficiency of the Plan for Improvement."""
        for number, index in enumerate(self.indexes, start=1):
            prefix = f"{PLAN}:{index}:"
            texts = tuple(self[prefix + part] for part in DEFICIENCY_TEXTS)
            yield DeficiencyFields(
                index, number, self[f"{prefix}factor"], texts, self[f"{prefix}target_on"], self[f"{prefix}check_ins"]
            )

    @property
    def factor_keys(self) -> frozenset[str]:
        """The keys of the form's factors."""
        return frozenset(factor.key for factor in self.factors)

    @property
    def written_indexes(self) -> list[int]:
        """The deficiencies that say something, by their place in the form: the rules count only those."""
        if not self.is_bound:
            return self.indexes
        return [index for index in self.indexes if not self._deficiency(index).is_empty]

    def problems(self) -> list[dict[str, str]]:
        """What could not be read, each with the id of its control and what was typed there, to be corrected."""
        return [
            {"id": self[name].id_for_label, "message": self._problem(name, messages)}
            for name, messages in self.errors.items()
            if name != "content_version"
        ]

    def _problem(self, name: str, messages: Iterable[object]) -> str:
        """Check-in dates, “8/7/2026, soon”: “soon” is not a date. …"""
        why = " ".join(map(str, messages))
        typed = f"“{shortened(self.data.get(name, ''), 200)}”"
        return f"{self[name].label}: {why}" if typed in why else f"{self[name].label}, {typed}: {why}"

    @property
    def finding(self) -> BoundField:
        """The rater's finding (R9)."""
        return self[FINDING]

    # --- back to content

    def to_content(self) -> DraftContent:
        """What was typed, as content. A field that could not be read is blank in it; `problems` names those."""
        if not self.is_bound:
            raise ValueError("only a posted form holds content")
        self.is_valid()
        scalars = {name: self._value(FORM_NAME.get(name, name)) for name in SCALARS}
        factors = {factor.key: self._factor(factor) for factor in self.factors}
        rows = (self._deficiency(index) for index in self.indexes)
        return DraftContent(factors=factors, deficiencies=tuple(row for row in rows if not row.is_empty), **scalars)

    def _value(self, name: str) -> Any:
        blank = None if isinstance(self.fields[name], forms.DateField) else ""
        return self.cleaned_data.get(name, blank)

    def _factor(self, factor: FormFactor) -> FactorContent:
        items = {item.key: self._value(f"item:{factor.key}:{item.key}") for item in factor.items.all()}
        return FactorContent(self._value(f"factor:{factor.key}"), self._value(f"comments:{factor.key}"), items)

    def _deficiency(self, index: int) -> DeficiencyContent:
        prefix = f"{PLAN}:{index}:"
        return DeficiencyContent(
            factor=self._value(f"{prefix}factor"),
            target_on=self._value(f"{prefix}target_on"),
            check_ins=tuple(self._value(f"{prefix}check_ins")),
            **{part: self._value(prefix + part) for part in DEFICIENCY_TEXTS},
        )


def form_values(content: DraftContent) -> dict[str, Any]:
    """The content as values by field name."""
    values: dict[str, Any] = {FORM_NAME.get(name, name): getattr(content, name) for name in SCALARS}
    for key, factor in content.factors.items():
        values[f"factor:{key}"], values[f"comments:{key}"] = factor.rating, factor.comments
        values |= {f"item:{key}:{item}": rating for item, rating in factor.items.items()}
    for index, row in enumerate(content.deficiencies):
        parts = ("factor", *DEFICIENCY_TEXTS, "target_on", "check_ins")
        values |= {f"{PLAN}:{index}:{part}": getattr(row, part) for part in parts}
    return values


def blanks_filled(data: QueryDict, evaluation: Evaluation, factor_key: str) -> None:
    """Give every item of that factor that is still blank the word chosen beside the button; the factor itself stays.

    Unknown factors and words change nothing.
    """
    word = data.get(f"fill:{factor_key}", "")
    if word not in {member.value for member in ItemRating}:
        return
    for factor in evaluation.template.factors.filter(key=factor_key).prefetch_related("items"):
        for item in factor.items.all():
            name = f"item:{factor_key}:{item.key}"
            data[name] = data.get(name) or word


def row_removed(data: QueryDict, index: str) -> None:
    """Take one deficiency out of what was posted."""
    for name in [name for name in data if name.startswith(f"{PLAN}:{index}:")]:
        del data[name]


def _rating_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=RATING_CHOICES, required=False, widget=forms.RadioSelect)


def _indexes_of(content: DraftContent | None, blank_rows: int) -> list[int]:
    """One row for each stored deficiency and the blank ones asked for; at least one row to write in."""
    stored = len(content.deficiencies) if content else 0
    return list(range(max(1, stored + blank_rows)))


def _indexes_in(data: Mapping[str, Any]) -> list[int]:
    """The rows that were posted, whatever their numbers."""
    found = {int(match[1]) for match in map(PLAN_FIELD.match, data) if match}
    return sorted(found) or [0]
