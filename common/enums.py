"""String enumerations whose members carry their words."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enumeration whose members carry their plain-English words."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def choices(enum: type[Labelled]) -> list[tuple[str, str]]:
    """Pairs of (value, label) in the order of definition, as form and model fields want them."""
    return [(member.value, member.label) for member in enum]
