"""What every test begins with."""

from __future__ import annotations

import pytest

from evaluations.policy_versions import forget_policies


@pytest.fixture(autouse=True)
def _own_policies_of_this_test() -> None:
    """A process reads each published version once; every test has a database, and versions, of its own."""
    forget_policies()
