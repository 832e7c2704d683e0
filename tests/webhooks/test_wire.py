"""One POST over real TLS on loopback: to the address that was vetted and no other, in bounded time."""

from __future__ import annotations

import time

import pytest

from notifications.rules.addresses import networks_of
from notifications.rules.webhooks import Target
from notifications.services.webhook_wire import Limits, NoAnswer, lookup, post
from tests.notifications.mailserver import unused_port
from tests.webhooks.receiver import HOST, authority
from tests.webhooks.rows import to_loopback

LOOPBACK = networks_of(["127.0.0.0/8"])
USUAL, QUICK = Limits(), Limits(connect=2, silence=0.5, whole=1)


def send(receiver, trusted, *, host=HOST, port=None, resolve=to_loopback, limits=USUAL, allowed=LOOPBACK):
    target = Target(host, port or receiver.port, "/in?key=1")
    ca_file = str(trusted.ca)
    return post(target, headers={"X-A": "b"}, body=b"{}", allowed=allowed, ca_file=ca_file, resolve=resolve,
                limits=limits)  # fmt: skip


def refused(*args, **more):
    with pytest.raises(NoAnswer) as refusal:
        send(*args, **more)
    return str(refusal.value)


def test_it_arrives_whole_and_the_status_comes_back(receiver, trusted):
    receiver.answer(202, body="x" * 20_000)
    assert send(receiver, trusted) == 202
    (request,) = receiver.requests
    assert (request.line, request.body) == ("POST /in?key=1 HTTP/1.1", b"{}")
    assert request.headers == {
        "host": f"{HOST}:{receiver.port}", "connection": "close", "x-a": "b", "content-length": "2",
        "accept-encoding": "identity",
    }  # fmt: skip


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_never_followed(receiver, trusted, status):
    receiver.answer(status, more=f"Location: https://127.0.0.1:{receiver.port}/latest/meta-data/\r\n")
    assert (send(receiver, trusted), len(receiver.requests)) == (status, 1)


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (["127.0.0.1"], "this machine (RFC 1122)"),
        (["169.254.169.254"], "the local link, where clouds keep their metadata (RFC 3927)"),
        (["::ffff:127.0.0.1"], "an IPv4 address in disguise (RFC 4291)"),
        (["8.8.8.8", "10.0.0.1"], "a private network (RFC 1918)"),
        (["10.0.0.1", "8.8.8.8"], "a private network (RFC 1918)"),
    ],
)
def test_one_refused_address_among_a_hosts_spoils_them_all(receiver, trusted, addresses, words):
    said = refused(receiver, trusted, resolve=lambda host, port: addresses, allowed=())
    assert said == f"Its host name leads to an address that is refused: {words}."
    assert receiver.connections == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("localhost", "this machine"),
        ("127.1", "this machine (RFC 1122)"),
        ("0x7f.1", "this machine (RFC 1122)"),
        ("2130706433", "this machine (RFC 1122)"),
        ("0", "“this network” (RFC 1122)"),
        ("0xa9fea9fe", "the local link, where clouds keep their metadata (RFC 3927)"),
    ],
)
def test_what_the_system_reads_as_an_address_is_judged_as_one(receiver, trusted, name, words):
    said = refused(receiver, trusted, host=name, resolve=lookup, allowed=())
    assert said.startswith(f"Its host name leads to an address that is refused: {words}")
    assert receiver.connections == 0


def test_a_resolver_that_answers_otherwise_the_second_time_is_not_asked_a_second_time(receiver, trusted):
    asked = []

    def rebinding(host, port):
        asked.append(host)
        # First what is allowed; from then on an address on which the server listens as well, and must not hear us.
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    assert send(receiver, trusted, resolve=rebinding, allowed=networks_of(["127.0.0.1/32"])) == 204
    assert (asked, receiver.connections) == ([HOST], 1)
    assert refused(receiver, trusted, resolve=rebinding, allowed=networks_of(["127.0.0.1/32"])) == (
        "Its host name leads to an address that is refused: this machine (RFC 1122)."
    )
    assert receiver.connections == 1


def test_the_next_address_is_tried_where_the_first_one_is_silent(receiver, trusted):
    assert send(receiver, trusted, resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"]) == 204


def test_a_host_without_an_address(receiver, trusted):
    assert refused(receiver, trusted, resolve=lambda host, port: []) == "Its host name is not known."
    unknown = refused(receiver, trusted, host="nobody.invalid", resolve=lookup)
    assert unknown == "Its host name is not known."


def test_nobody_listens(receiver, trusted):
    assert refused(receiver, trusted, port=unused_port()) == "Nobody answers at its address."


# --- TLS --------------------------------------------------------------------------------------------------------------


def test_a_certificate_for_another_name_is_refused(receiver, trusted):
    said = refused(receiver, trusted, host="other.example.org")
    assert said.startswith("Its certificate is not trusted: Hostname mismatch, certificate is not valid for")
    assert receiver.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(receiver, tmp_path):
    said = refused(receiver, authority(tmp_path))
    assert said.startswith("Its certificate is not trusted: ")
    assert receiver.requests == []


def test_the_certificate_is_verified_without_an_authority_of_ones_own(receiver, trusted):
    target = Target(HOST, receiver.port, "/")
    with pytest.raises(NoAnswer, match="Its certificate is not trusted: "):
        post(target, headers={}, body=b"", allowed=LOOPBACK, resolve=to_loopback)
    assert receiver.requests == []


def test_a_server_that_speaks_no_tls(receiver, trusted):
    receiver.behaviour = "no_tls"
    assert refused(receiver, trusted) == "It does not speak TLS as we do."


# --- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("hang", "It was silent for 0.5 seconds."),
        ("mute_handshake", "It was silent for 0.5 seconds."),
        ("drip", "There was no whole answer within 1 seconds."),
        ("die", "The connection broke off."),
    ],
)
def test_a_server_that_does_not_answer_costs_a_bounded_time(receiver, trusted, behaviour, sentence):
    receiver.behaviour = behaviour
    started = time.monotonic()
    assert refused(receiver, trusted, limits=QUICK) == sentence
    assert time.monotonic() - started < 5


def test_a_head_without_an_end_is_cut_off(receiver, trusted):
    receiver.answers = [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"]
    assert refused(receiver, trusted) == "The connection broke off."


def test_an_answer_that_breaks_off_in_its_body_was_given(receiver, trusted):
    receiver.answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"]
    assert send(receiver, trusted) == 200
