"""Who asks, where a proxy stands between: what it says is believed of trusted proxies alone (TRUSTED_PROXIES).

Every limit on tries counts by REMOTE_ADDR. This middleware, the first of all, puts the visitor's address there; from
anybody else such headers are taken away, so that nothing behind it can be told a tale.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
NEVER_TRUSTED = 7  # a network wider than fc00::/7 is no network of proxies


class TrustedProxyMiddleware:
    """Believes X-Forwarded-For and X-Forwarded-Proto of trusted proxies, and forgets them from all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        trusted = networks(tuple(settings.TRUSTED_PROXIES))
        asked_by = request.META.get("REMOTE_ADDR", "")
        if _is_among(asked_by, trusted):
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = visitor_of(chain, asked_by=asked_by, trusted=trusted)
        else:
            for header in HEADERS:
                request.META.pop(header, None)
        return self.get_response(request)


def visitor_of(chain: str, *, asked_by: str, trusted: Sequence[Network]) -> str:
    """The last address of the chain that is none of our proxies: everything before it may be made up.

    Where the chain holds something that is no address, the proxy that told it is the visitor.
    """
    last = asked_by
    for told in reversed([part.strip() for part in chain.split(",")] if chain else []):
        address = _address(told)
        if address is None:
            return last
        last = str(address)
        if not any(address in network for network in trusted):
            return last
    return last


def networks(told: Sequence[str]) -> list[Network]:
    """The addresses and networks of TRUSTED_PROXIES. Raises ValueError for what is none, or far too wide."""
    found = [ipaddress.ip_network(text) for text in told]
    for network in found:
        if network.prefixlen < NEVER_TRUSTED:
            raise ValueError(f"{network} is no network of proxies")
    return found


def _is_among(text: str, trusted: Sequence[Network]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
