"""Key and number of a policy set → the policy: a shipped file, or one of the agency's own published versions.

A published version never changes, so each process reads it once.
"""

from __future__ import annotations

from evaluations.enums import PolicyStatus
from evaluations.models import PolicyVersion
from evaluations.rules.policy import FIRST_OWN_VERSION, load_policy
from evaluations.rules.policy_shape import Policy
from evaluations.rules.policy_table import PolicyError
from evaluations.rules.policy_text import read_policy_text

_own: dict[tuple[str, int], Policy] = {}


def policy_named(key: str, version: int) -> Policy:
    """The policy of that key and number. Raises PolicyError where nothing of that name ships or was published."""
    if version < FIRST_OWN_VERSION:
        return load_policy(key, version)
    if (key, version) not in _own:
        _own[key, version] = _read(key, version)
    return _own[key, version]


def forget_policies() -> None:
    """What was read is read again: for tests, each of which has a database of its own."""
    _own.clear()


def _read(key: str, version: int) -> Policy:
    rows = PolicyVersion.objects.filter(key=key, version=version, status=PolicyStatus.PUBLISHED.value)
    body = rows.values_list("body", flat=True).first()
    if body is None:
        raise PolicyError(f"no version {version} of the policy set {key!r} was published here")
    return read_policy_text(body, f"{key}-{version}")
