"""How a person is named beside a signature."""

from __future__ import annotations

from accounts.enums import Role
from accounts.permissions import roles_of
from workforce.enums import ManagementLevel
from workforce.models import Employee


def title_of(employee: Employee) -> str:
    """The words under a name: the HR Manager, who stands outside the line (§5); the management level; the class."""
    if employee.user is not None and Role.HR_MANAGER in roles_of(employee.user):
        return Role.HR_MANAGER.label
    level = ManagementLevel(employee.management_level)
    return employee.classification.title if level is ManagementLevel.NONE else level.label
