"""Checks that `manage.py verify_audit` makes beside those of the trail itself.

The trail lies below every other room and cannot know what their rows must say. A room names its checks in its own
`audit_checks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

from audit.selectors.findings import Finding

Check = Callable[[], Iterator[Finding]]
Registered = TypeVar("Registered", bound=Check)
_checks: list[Check] = []


def further_check(function: Registered) -> Registered:
    """Register a callable without arguments that yields what it finds wrong."""
    _checks.append(function)
    return function


def further_checks() -> tuple[Check, ...]:
    """Every room's checks, in the order of the rooms."""
    autodiscover_modules("audit_checks")
    return tuple(_checks)
