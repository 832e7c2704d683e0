"""Fields that the forms of an evaluation share: dates as people type them, texts as the record keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.plaintext import plain_line, plain_text
from evaluations.rules.violation import Violation

DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y"]
DATE_HELP = "Write it like 10/31/2026."
# A year outside of these is a slip of the finger: nobody in service was appointed before, nothing is planned after.
YEARS = range(1940, 2101)
# Longer than any way of writing a date, and than any list of them that somebody types: the rest is not even looked at.
LONGEST_DAY, LONGEST_DAY_LIST = 100, 2_000
# A month's name has at most nine letters. Without that bound, one long word would be read again from each letter.
_DAY_WITH_COMMA = re.compile(r"(?<![A-Za-z])([A-Za-z]{3,9}\.?\s+\d{1,2}),\s*(\d{4})")


class DayField(forms.DateField):
    """A day, from the browser's own date input or typed in any of the usual ways."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=DATE_FORMATS, **kwargs)
        self.error_messages["required"] = f"Enter the date. {DATE_HELP}"

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value if len(str(value)) <= LONGEST_DAY else "?")
        except ValidationError:
            raise ValidationError(f"“{shortened(value)}” is not a date. {DATE_HELP}") from None
        if day is not None and day.year not in YEARS:
            raise ValidationError(f"The year {day.year} cannot be right. {DATE_HELP}")
        return day


class DayListField(forms.Field):
    """Several days, separated by commas, semicolons or lines; the comma of "July 6, 2026" is understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(**kwargs)
        self._day = DayField(required=False)

    def to_python(self, value: Any) -> tuple[date, ...]:
        text = str(value or "")
        if len(text) > LONGEST_DAY_LIST:
            raise ValidationError(f"This is too long to be a list of dates. {DATE_HELP}")
        days = (self._day.clean(part) for part in split_days(text))
        return tuple(sorted({day for day in days if day is not None}))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(day.isoformat() for day in value) if isinstance(value, tuple | list) else value


def split_days(text: str) -> list[str]:
    """The parts of a typed list of days."""
    joined = _DAY_WITH_COMMA.sub(r"\1 \2", text)
    return [part.strip() for part in re.split(r"[,;\n]+", joined) if part.strip()]


class LineField(forms.CharField):
    """A text of one line, such as a name."""

    def to_python(self, value: Any) -> str:
        return plain_line(str(super().to_python(value)))


class ProseField(forms.CharField):
    """A text of any length. Line ends are unified, so that the same words have the same hash from every browser."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea({"rows": rows}))
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = plain_text(str(super().to_python(value)))
        return text if text.strip() else ""


def add_violations(form: forms.BaseForm, violations: Iterable[Violation]) -> None:
    """Put each violation beside its field; what belongs to no field of this form stands above it."""
    for violation in violations:
        form.add_error(violation.field if violation.field in form.fields else None, violation.message)


def shortened(value: object, limit: int = 40) -> str:
    """What somebody typed, short enough for a sentence."""
    text = str(value)
    return text if len(text) <= limit else f"{text[:limit]}…"
