import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    """Counters of failed attempts live in the cache, which outlives a test."""
    cache.clear()
