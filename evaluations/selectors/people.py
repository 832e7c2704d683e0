"""How a person is named beside a signature."""

from __future__ import annotations

from workforce.enums import ManagementLevel
from workforce.models import Employee


def title_of(employee: Employee) -> str:
    """The words under a name: the management level, else the class title."""
    level = ManagementLevel(employee.management_level)
    return employee.classification.title if level is ManagementLevel.NONE else level.label
