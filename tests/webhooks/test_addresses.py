"""Where a webhook may lead: addresses and how they are written, by literal tables."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from notifications.rules.addresses import REFUSED, networks_of, why_refused
from notifications.rules.webhooks import BadUrl, Target, target_of

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
    "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:200::1",
    "2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "3ffe::1",
]  # fmt: skip
PRIVATE = [
    "0.0.0.1", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.0",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1", "192.88.99.1",
    "192.168.0.1", "192.168.255.255", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "1fff::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "2002:808:808::1",
    "2620:4f:8000::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1",
    "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_taken(text: str) -> None:
    assert why_refused(ip_address(text)) == ""


@pytest.mark.parametrize("text", PRIVATE)
def test_everything_else_is_refused(text: str) -> None:
    assert why_refused(ip_address(text)) != ""


def test_each_network_of_the_list_is_refused_from_its_first_to_its_last_address() -> None:
    for network in networks_of(list(REFUSED)):
        assert (why_refused(network[0]) != "", why_refused(network[-1]) != "") == (True, True)


def test_an_agency_allows_its_own_networks_and_nothing_beside_them() -> None:
    allowed = networks_of(["10.20.0.0/16", " fd12:3456::/32", ""])
    answers = [why_refused(ip_address(text), allowed) for text in ("10.20.0.0", "10.20.255.255", "fd12:3456::9")]
    assert answers == ["", "", ""]
    beside = [why_refused(ip_address(text), allowed) for text in ("10.21.0.0", "::ffff:10.20.0.1", "fd12:3457::1")]
    assert beside == [
        "a private network (RFC 1918)", "an IPv4 address in disguise (RFC 4291)", "a private network (RFC 4193)",
    ]  # fmt: skip


def test_a_network_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="has host bits set"):
        networks_of(["10.20.0.1/16"])


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        ("https://hooks.example.org", Target("hooks.example.org", 443, "/"), "hooks.example.org"),
        (
            "https://HOOKS.example.org:443/a?c=d&e",
            Target("hooks.example.org", 443, "/a?c=d&e"),
            "hooks.example.org",
        ),
        ("https://hooks.example.org:8443/", Target("hooks.example.org", 8443, "/"), "hooks.example.org:8443"),
        ("https://xn--bcher-kva.example/", Target("xn--bcher-kva.example", 443, "/"), "xn--bcher-kva.example"),
        ("https://my_hook.example.org/", Target("my_hook.example.org", 443, "/"), "my_hook.example.org"),
        ("https://[2606:4700:4700::1111]/x", Target("2606:4700:4700::1111", 443, "/x"), "[2606:4700:4700::1111]"),
        ("https://8.8.8.8/", Target("8.8.8.8", 443, "/"), "8.8.8.8"),
    ],
)
def test_an_address_is_taken_apart(url: str, target: Target, authority: str) -> None:
    assert target_of(url, ports=[443, 8443]) == target
    assert target.authority == authority


CLEAR = "The address begins with https://; nothing is sent in the clear."
WRITTEN = "Write the address in at most 500 ASCII characters, without spaces."
NAMED = "The address names no host."
LEFT_OUT = "Leave out user name, password and what follows a #: the signature says who sends."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example.org/", CLEAR),
        ("hooks.example.org", CLEAR),
        ("//hooks.example.org/", CLEAR),
        ("javascript:alert(1)", CLEAR),
        ("file:///etc/passwd", CLEAR),
        ("https://", NAMED),
        ("https:///x", NAMED),
        ("https://.example.org/", NAMED),
        ("https://hooks..example.org/", NAMED),
        ("https://-hooks.example.org/", NAMED),
        ("https://" + "a" * 64 + ".example.org/", NAMED),
        ("https://hooks.example.org%2F@x/", LEFT_OUT),
        ("https://user@hooks.example.org/", LEFT_OUT),
        ("https://user:word@hooks.example.org/", LEFT_OUT),
        ("https://hooks.example.org/#part", LEFT_OUT),
        ("https://hooks.example.org:22/", "Port 22 is not allowed here; allowed: 443."),
        ("https://hooks.example.org:0x1bb/", "This is no web address."),
        ("https://hooks.example.org:99999/", "This is no web address."),
        ("https://[::1/", "This is no web address."),
        ("https://bücher.example/", WRITTEN),
        ("https://hooks.example.org/a b", WRITTEN),
        ("https://hooks.example.org/\r\nX: y", WRITTEN),
        ("https://hooks.example.org\\@127.0.0.1/", WRITTEN),
        ("https://hooks.example.org/" + "a" * 480, WRITTEN),
        ("https://127.0.0.1/", "127.0.0.1 is refused: this machine (RFC 1122)."),
        ("https://[::1]/", "::1 is refused: this machine, nothing, or an IPv4 address in disguise (RFC 4291)."),
        (
            "https://169.254.169.254/latest/meta-data/",
            "169.254.169.254 is refused: the local link, where clouds keep their metadata (RFC 3927).",
        ),
        ("https://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1 is refused: an IPv4 address in disguise (RFC 4291)."),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_its_reason(url: str, sentence: str) -> None:
    with pytest.raises(BadUrl) as refusal:
        target_of(url, ports=[443])
    assert str(refusal.value) == sentence
