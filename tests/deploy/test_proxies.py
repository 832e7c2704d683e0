"""Who asks: X-Forwarded-* counts where a trusted proxy says it, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from common.proxies import networks, visitor_of
from evaluations.views.verify import TRIES

PROXY, BALANCER, VISITOR = "10.1.0.9", "192.0.2.10", "198.51.100.7"
TRUSTED = networks(["10.1.0.0/16", BALANCER, "fd00::/8"])


@pytest.mark.parametrize(
    ("chain", "visitor"),
    [
        ("", PROXY),
        (VISITOR, VISITOR),
        (f"1.2.3.4, {VISITOR}", VISITOR),  # the first was made up by the visitor
        (f"{VISITOR}, {BALANCER}", VISITOR),
        (f"1.2.3.4,{VISITOR} , {BALANCER}", VISITOR),
        (f"{BALANCER}, {PROXY}", BALANCER),  # a proxy asks by itself
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:198.51.100.7", VISITOR),
        ("unknown", PROXY),
        (f"unknown, {BALANCER}", BALANCER),
        ("' or 1=1", PROXY),
    ],
)
def test_the_visitor_is_the_last_who_is_none_of_our_proxies(chain: str, visitor: str) -> None:
    assert visitor_of(chain, asked_by=PROXY, trusted=TRUSTED) == visitor


@pytest.mark.parametrize("told", ["0.0.0.0/0", "::/0", "128.0.0.0/1", "10.1.0.1/16", "proxy", "*"])
def test_what_is_no_network_of_proxies_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r"network|proxies|host bits"):
        networks([told])


@pytest.fixture
def behind(settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["10.1.0.0/16"]
    settings.SECURE_SSL_REDIRECT = True
    cache.clear()


@pytest.mark.django_db
def test_tls_that_ended_at_our_proxy_is_tls(behind: None, client: Client) -> None:
    asked = {
        where: client.get("/sign-in/", REMOTE_ADDR=where, headers={"X-Forwarded-Proto": scheme})
        for where, scheme in ((PROXY, "https"), (VISITOR, "https"), ("10.1.0.10", "http"))
    }
    codes = {where: answer.status_code for where, answer in asked.items()}
    assert codes == {PROXY: 200, VISITOR: 301, "10.1.0.10": 301}


def verify(client: Client, *, asked_by: str, told: str) -> int:
    headers = {"X-Forwarded-For": told, "X-Forwarded-Proto": "https"}
    return client.post(reverse("verify"), {}, REMOTE_ADDR=asked_by, headers=headers, secure=True).status_code


def test_tries_are_counted_by_the_visitor_that_our_proxy_names(behind: None, client: Client) -> None:
    codes = [verify(client, asked_by=PROXY, told=VISITOR) for _ in range(TRIES + 1)]
    assert codes == [422] * TRIES + [429]
    assert verify(client, asked_by=PROXY, told="198.51.100.8") == 422


def test_nobody_else_gets_more_tries_by_naming_others(behind: None, client: Client) -> None:
    codes = [verify(client, asked_by=VISITOR, told=f"203.0.113.{number}") for number in range(TRIES + 1)]
    assert codes == [422] * TRIES + [429]


def test_behind_our_proxy_a_made_up_first_hop_gives_no_more_tries(behind: None, client: Client) -> None:
    codes = [verify(client, asked_by=PROXY, told=f"203.0.113.{number}, {VISITOR}") for number in range(TRIES + 1)]
    assert codes == [422] * TRIES + [429]
