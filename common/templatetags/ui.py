"""Template tags of the product's look: dates, statuses, fields, errors.

Load with `{% load ui %}`. Every tag that draws something has its template in `templates/components/`;
components that only need data are plain includes there, with their parameters in their first comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, Textarea
from django.template import Context
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.looks import RATING_STEPS, look_of, words
from common.wordruns import Run, word_runs

register = template.Library()

SOON_DAYS = 14
# Beyond this many characters a word-by-word comparison costs more than it tells.
DIFF_LIMIT = 20_000


# --- dates and words --------------------------------------------------------------------------------------------------


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def full_date(value: date | None) -> str:
    """July 6, 2026: the month in full, as on the form. Empty for None."""
    return dateformat.format(_local(value), "F j, Y") if value else ""


@register.filter
def full_datetime(value: datetime | None) -> str:
    """July 6, 2026 at 3:40 p.m., in the local time zone. Empty for None."""
    if not value:
        return ""
    local = _local(value)
    return _("%(date)s at %(time)s") % {
        "date": dateformat.format(local, "F j, Y"),
        "time": dateformat.format(local, "g:i a"),
    }


@register.filter
def iso_date(value: date | None) -> str:
    """2026-07-06, for `<time datetime>`."""
    return _local(value).isoformat() if value else ""


@register.simple_tag
def period(start: date | None, end: date | None) -> str:
    """July 1, 2025 to June 30, 2026. Both days belong to the period."""
    if not (start and end):
        return full_date(start or end)
    return _("%(start)s to %(end)s") % {"start": full_date(start), "end": full_date(end)}


def relative_words(day: date, today: date) -> str:
    """How far a due day is: "today", "in 12 days", "3 days overdue", "in about 4 months"."""
    days = (day - today).days
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    if days < 2:
        return _("tomorrow") if days else _("today")
    if days < 60:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return _("in about %(count)d months") % {"count": round(days / 30.4)}


@register.filter
def label(value: object) -> str:
    """The words of an enumeration's member or of its stored value ("very_good" → "Very Good")."""
    return "" if value in (None, "") else words(value)


@register.filter
def anchor(name: object) -> str:
    """The id of a field's place on the page: "factor:quality_of_work" → "field-factor-quality_of_work".

    `{% field %}` and `{% rating_scale %}` give it to their group; put it on anything else by hand.
    """
    return "field-" + re.sub(r"[^A-Za-z0-9_-]+", "-", str(name))


# --- small things -----------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/icon.html")
def icon(name: str, words: str = "") -> dict[str, Any]:
    """One icon of `assets/icons.json`; with `words` it speaks, without it is hidden from assistive technology."""
    return {"name": name, "words": words}


@register.inclusion_tag("components/status_tag.html")
def status_tag(value: object, words: str = "", icon: str = "", tone: str = "") -> dict[str, Any]:
    """A status as icon and word. Looks come from `common.looks`; each part can be given instead."""
    look = look_of(value)
    return {"label": words or look.label, "icon": icon or look.icon, "tone": tone or look.tone}


@register.inclusion_tag("components/rating.html")
def rating(value: object) -> dict[str, Any]:
    """A given rating: its word and a picture of how many of five rising steps it reaches."""
    filled = RATING_STEPS.get(str(value or ""), 0)
    steps = [
        {"x": 6 * (number - 1) + 1, "y": 20 - 4 * number, "height": 4 * number - 1, "is_filled": number <= filled}
        for number in range(1, 6)
    ]
    return {"label": label(value), "steps": steps, "is_rated": filled > 0}


@register.inclusion_tag("components/due_date.html")
def due_date(day: date | None, today: date | None = None, is_done: bool = False) -> dict[str, Any]:
    """A due date with its distance from `today` (default: the local date); no distance once done."""
    today = today or timezone.localdate()
    if day is None:
        return {"day": None}
    days = (day - today).days
    tone = "" if is_done else "overdue" if days < 0 else "soon" if days <= SOON_DAYS else ""
    return {"day": day, "words": "" if is_done else relative_words(day, today), "tone": tone}


@register.simple_block_tag
def card(content: SafeString, heading: str = "", level: int = 2, id: str = "") -> str:
    """`{% card heading="…" %} … {% endcard %}`: a surface with a heading."""
    context = {"content": content, "heading": heading, "level": level, "id": id or slugify(heading)}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def alert(content: SafeString, tone: str = "info", heading: str = "", level: int = 2, role: str = "") -> str:
    """`{% alert "warning" heading="…" %} … {% endalert %}`: info, success, warning or error."""
    context = {"content": content, "tone": tone, "heading": heading, "level": level, "role": role}
    return render_to_string("components/alert.html", context)


# --- forms ------------------------------------------------------------------------------------------------------------


def _control_class(bound: BoundField) -> str:
    widget = bound.field.widget
    # To Django a CheckboxSelectMultiple is a RadioSelect, so it stands before it.
    kinds = (
        (CheckboxInput, "usa-checkbox__input"),
        (CheckboxSelectMultiple, "usa-checkbox__input"),
        (RadioSelect, "usa-radio__input"),
        (Textarea, "usa-textarea"),
        (Select, "usa-select"),
        (FileInput, "usa-input usa-input--file"),
    )
    own = widget.attrs.get("class", "")
    base = next((css for kind, css in kinds if isinstance(widget, kind)), "usa-input")
    choice = base.startswith(("usa-checkbox", "usa-radio"))
    error = "usa-input--error" if bound.errors and not choice else ""
    return " ".join(part for part in (base, error, own) if part)


def _options(bound: BoundField, attrs: dict[str, Any]) -> list[BoundWidget]:
    attrs = bound.build_widget_attrs({"id": bound.auto_id, **attrs}, bound.field.widget)
    options = bound.field.widget.subwidgets(bound.html_name, bound.value(), attrs=attrs)
    return [BoundWidget(bound.field.widget, option, bound.form.renderer) for option in options]


def _described_by(bound: BoundField, hint: str, has_count: bool) -> str:
    parts = (("helptext", hint), ("count", has_count), ("error", bound.errors))
    return " ".join(f"{bound.auto_id}_{name}" for name, is_there in parts if is_there)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", hint: str = "", is_optional: bool = False) -> dict[str, Any]:
    """Any bound field with label, hint, error and control, tied together for assistive technology.

    `label` and `hint` replace the form's own words; `is_optional` says so beside the label. A text
    area with `maxlength` gets a count of the characters left.
    """
    widget = bound.field.widget
    is_group = isinstance(widget, RadioSelect)
    limit = widget.attrs.get("maxlength", "") if isinstance(widget, Textarea) else ""
    hint = hint or str(bound.help_text)
    described_by = _described_by(bound, hint, bool(limit))
    attrs: dict[str, str | bool] = {"class": _control_class(bound)}
    if described_by and not is_group:
        attrs["aria-describedby"] = described_by
    return {
        "field": bound,
        "kind": "choices" if is_group else "checkbox" if isinstance(widget, CheckboxInput) else "input",
        "control": "" if is_group else bound.as_widget(attrs=attrs),
        "options": _options(bound, attrs) if is_group else [],
        "css_option": "usa-checkbox" if isinstance(widget, CheckboxSelectMultiple) else "usa-radio",
        "described_by": described_by,
        "label": label or bound.label,
        "hint": hint,
        "is_optional": is_optional,
        "limit": limit,
    }


@register.inclusion_tag("components/rating_scale.html")
def rating_scale(bound: BoundField, is_overall: bool = False, is_disabled: bool = False) -> dict[str, Any]:
    """A bound field with `RadioSelect` as a row of boxes: five words and "Not applicable", native radios.

    A choice with an empty value is offered as "Not rated", so that a rating can be taken back without scripts.
    """
    return {
        "field": bound,
        "options": _options(bound, {"disabled": True} if is_disabled else {}),
        "is_overall": is_overall,
        "described_by": _described_by(bound, str(bound.help_text), has_count=False),
    }


def _form_errors(form: BaseForm) -> list[dict[str, str]]:
    entries = [{"href": "", "message": str(message)} for message in form.non_field_errors()]
    for bound in form:
        target = bound.id_for_label or anchor(bound.html_name)
        # A label that is a question keeps its own mark.
        is_alone = bound.is_hidden or getattr(bound.field, "errors_stand_alone", False)
        name = "" if is_alone else f"{bound.label} " if str(bound.label).endswith("?") else f"{bound.label}: "
        entries += [{"href": f"#{target}", "message": f"{name}{message}"} for message in bound.errors]
    return entries


def _entries(forms: Iterable[BaseForm | BaseFormSet[Any] | None]) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            entries += [{"href": "", "message": str(message)} for message in form.non_form_errors()]
            entries += [entry for part in form.forms if part.is_bound for entry in _form_errors(part)]
        elif form and form.is_bound:
            entries += _form_errors(form)
    return entries


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any, violations: Iterable[Any] = (), heading: str = "") -> dict[str, Any]:
    """Everything that stops the step, each linked to its field; nothing where nothing stops it.

    `forms`: forms or formsets. `violations`: objects with severity, rule, message, field; errors only are listed.
    """
    entries = _entries(forms)
    for violation in violations or ():
        if str(violation.severity) == "error":
            href = f"#{anchor(violation.field)}" if violation.field else ""
            entries.append({"href": href, "message": violation.message})
    return {"entries": entries, "heading": heading}


# --- lists ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def is_overdue(day: date | None, today: date | None = None, is_done: bool = False) -> bool:
    """`{% is_overdue day today as is_late %}`: the day lies before `today` (default: the local date), still undone."""
    return bool(day and not is_done and day < (today or timezone.localdate()))


@register.filter
def with_columns(row: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pairs of (column, cell) for `components/data_table.html`; a plain date is shown as a date."""
    cells = ({"date": cell} if isinstance(cell, date) else cell for cell in row)
    return list(zip(columns, cells, strict=True))


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers to offer, with an ellipsis where many are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int, name: str = "") -> str:
    """The query string of this page with another page number, filters kept."""
    query = context["request"].GET.copy()
    query[name or "page"] = str(number)
    return f"?{query.urlencode()}"


# --- comparing --------------------------------------------------------------------------------------------------------


@register.simple_tag
def text_diff(mine: str, theirs: str) -> dict[str, list[Run]]:
    """Both texts as runs of (text, differs), compared word by word; very long ones are not compared."""
    if len(mine) + len(theirs) > DIFF_LIMIT:
        return {"mine": [(mine, False)], "theirs": [(theirs, False)]}
    left, right = word_runs(mine, theirs)
    return {"mine": left, "theirs": right}
