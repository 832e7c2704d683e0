"""Tags of long lists: what was asked for, and how to ask for it in another way. Load with `{% load lists %}`."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page
from django.forms import BaseForm, ChoiceField
from django.template import Context
from django.utils import dateformat
from django.utils.html import format_html, format_html_join

from common.paging import SIZES

register = template.Library()

# Longer words are addresses, or names as few have them.
LONGEST_WORD = 24
_SPACES = re.compile(r"(\s+)")


@register.filter
def counted(number: int) -> str:
    """38000 → "38,000"."""
    return str(intcomma(number))


@register.filter
def breakable(text: object) -> str:
    """The text, whose very long words may break anywhere: a table's column is as wide as its longest word."""
    parts = _SPACES.split(str(text))
    if all(len(part) <= LONGEST_WORD for part in parts):
        return str(text)
    return format_html_join("", "{}", ((_breakable(part),) for part in parts))


def _breakable(part: str) -> str:
    return format_html('<span class="fs-breakable">{}</span>', part) if len(part) > LONGEST_WORD else part


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The query string of this page with some values changed, the others kept; None takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_fields(context: Context, *without: str) -> list[tuple[str, str]]:
    """Names and values of this page's query, for a form that changes one of them."""
    query = context["request"].GET
    return [(name, value) for name, values in query.lists() if name not in without for value in values]


@register.simple_tag(takes_context=True)
def size_links(context: Context, page: Page[Any]) -> list[dict[str, Any]]:
    """How many rows a page may have, each with its address; it begins again with the first page."""
    return [
        {"size": size, "url": query_with(context, size=size, page=None), "is_current": size == page.paginator.per_page}
        for size in SIZES
    ]


@register.simple_tag
def asked(form: BaseForm) -> list[str]:
    """What was asked for in words, field by field, the order left out: "Status: Permanent"."""
    chosen = getattr(form, "cleaned_data", {})
    return [
        f"{form.fields[name].label}: {_said(form, name, value)}"
        for name, value in chosen.items()
        if value and name in form.fields and name != "sort"
    ]


def _said(form: BaseForm, name: str, value: object) -> str:
    field = form.fields[name]
    if isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]  # a flat list of pairs
    if hasattr(value, "year"):
        return dateformat.format(value, "F j, Y")  # type: ignore[arg-type]  # a date
    return f"“{value}”"


@register.simple_tag
def fields_of(form: BaseForm, part: str) -> list[Any]:
    """A filter form's "first" fields, or those that it puts aside as `more`."""
    aside = getattr(form, "more", ())
    return [bound for bound in form if (bound.name in aside) == (part == "more")]
