"""Which addresses a webhook may lead to; pure. Everything that is not plainly the public internet is refused.

The lists are the special-purpose registries of IANA (RFC 6890 and its successors). Forms that hide an IPv4 address in
an IPv6 one are refused whole: what they lead to is decided by somebody else's gateway.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED: dict[str, str] = {
    "0.0.0.0/8": "“this network” (RFC 1122)",
    "10.0.0.0/8": "a private network (RFC 1918)",
    "100.64.0.0/10": "a provider's inner network (RFC 6598)",
    "127.0.0.0/8": "this machine (RFC 1122)",
    "168.63.129.16/32": "a cloud's metadata service",
    "169.254.0.0/16": "the local link, where clouds keep their metadata (RFC 3927)",
    "172.16.0.0/12": "a private network (RFC 1918)",
    "192.0.0.0/24": "protocol assignments (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.31.196.0/24": "AS112 (RFC 7535)",
    "192.52.193.0/24": "AMT relays (RFC 7450)",
    "192.88.99.0/24": "6to4 relays (RFC 7526)",
    "192.168.0.0/16": "a private network (RFC 1918)",
    "192.175.48.0/24": "AS112 (RFC 7534)",
    "198.18.0.0/15": "benchmarks (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved, and broadcast (RFC 1112, RFC 919)",
    "::/96": "this machine, nothing, or an IPv4 address in disguise (RFC 4291)",
    "::ffff:0:0/96": "an IPv4 address in disguise (RFC 4291)",
    "64:ff9b::/96": "a translated IPv4 address (RFC 6052)",
    "64:ff9b:1::/48": "a translated IPv4 address (RFC 8215)",
    "100::/64": "discarded traffic (RFC 6666)",
    "2001::/23": "protocol assignments, Teredo among them (RFC 2928)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "2002::/16": "an IPv4 address in disguise, 6to4 (RFC 3056)",
    "2620:4f:8000::/48": "AS112 (RFC 7534)",
    "3fff::/20": "documentation (RFC 9637)",
    "fc00::/7": "a private network (RFC 4193)",
    "fe80::/10": "the local link (RFC 4291)",
    "fec0::/10": "a private network of old (RFC 3879)",
    "ff00::/8": "multicast (RFC 4291)",
}
_REFUSED: tuple[tuple[Network, str], ...] = tuple((ip_network(network), words) for network, words in REFUSED.items())
# All that was ever given out for public use (RFC 4291 §2.4); the rest of IPv6 leads nowhere, or somewhere unknown.
_GLOBAL_UNICAST = ip_network("2000::/3")


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks in CIDR notation, as they stand in a setting. Raises ValueError for anything else."""
    return tuple(ip_network(text.strip()) for text in texts if text.strip())


def why_refused(address: Address, allowed: Sequence[Network] = ()) -> str:
    """Why nothing is sent to this address, in some words; empty where it is public, or in a network that is allowed."""
    if any(address in network for network in allowed):
        return ""
    for network, words in _REFUSED:
        if address in network:
            return words
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "no public address (RFC 4291)"
    return "" if address.is_global else "no public address"


def address_of(host: str) -> Address | None:
    """The address that a host is by itself, None for a name. `[::1]` comes without its brackets."""
    try:
        return ip_address(host)
    except ValueError:
        return None
