"""How the API reads and shows: fields are listed, texts come in as the pages take them, anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.enums import Labelled, choices
from common.plaintext import plain_line, plain_text

UNKNOWN = "This field is not known here; leave it out."
YEARS = range(1940, 2101)
LONGEST_TEXT = 200_000


class Asked(serializers.Serializer):
    """What is sent to us. A field that is not listed, or that nobody may set, is an error (422), never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: [serializers.ErrorDetail(UNKNOWN, code="unknown_field")] for name in unknown}
                )
        return super().to_internal_value(data)


class Nothing(Asked):
    """For a step that needs nothing said: an empty object."""


class Shown(serializers.Serializer):
    """What we say. Never written to."""


class Told:
    """A row with what is said of it to one reader in place of its own."""

    def __init__(self, row: Any, **told: Any) -> None:
        self._row = row
        self.__dict__.update(told)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


class LineField(serializers.CharField):
    """A text of one line, such as a name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 300)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> str:
        return plain_line(super().to_internal_value(data))


class ProseField(serializers.CharField):
    """A text of any length, its line ends made alike: the same words have the same hash from everywhere."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        options.setdefault("allow_blank", True)
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        text = plain_text(super().to_internal_value(data))
        return text if text.strip() else ""


@extend_schema_field(OpenApiTypes.BINARY)
class UploadField(serializers.FileField):
    """A file that is sent (multipart/form-data); its description says bytes and no address."""


class DayField(serializers.DateField):
    """A calendar date, 2026-07-01. No day in service lies before 1940, none is planned after 2100."""

    default_error_messages = {"year": "The year {year} cannot be right. Write the date like 2026-07-01."}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        day: date = super().to_internal_value(value)
        if day.year not in YEARS:
            self.fail("year", year=day.year)
        return day


class WordField(serializers.ChoiceField):
    """One of the values of an enumeration; `allow_blank` where it may stay open."""

    def __init__(self, enum: type[Labelled], **options: Any) -> None:
        super().__init__(choices=choices(enum), **options)
