"""Limits on how often something may be tried, counted in the cache."""

from __future__ import annotations

import ipaddress

from django.core.cache import cache

from common.errors import ProductError


class TooOften(ProductError):
    """Too many tries in a short time (429)."""

    status_code = 429
    title = "Too many tries"


def check_rate(key: str, *, limit: int, seconds: int, sentence: str) -> None:
    """Count one try under the key; raise `TooOften` with the sentence beyond `limit` tries within `seconds`.

    The time runs from the first try. A cache that forgets costs a few tries more, never a person's way in.
    """
    name = f"rate:{key}"
    cache.add(name, 0, seconds)
    try:
        tries = cache.incr(name)
    except ValueError:  # it ran out between the two calls
        cache.set(name, 1, seconds)
        tries = 1
    if tries > limit:
        raise TooOften(sentence)


def network_of(address: str) -> str:
    """What counts as one visitor: the address, and for IPv6 its network, since a visitor holds all of that."""
    parsed = ipaddress.ip_address(address)
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))
