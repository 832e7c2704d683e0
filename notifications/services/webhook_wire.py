"""One POST to somebody else's server: to an address that was looked up once and vetted, over verified TLS, in bounded
time. Nothing is followed, nothing is kept of the answer but its status.

The standard library's own client, given a connected socket, does exactly that and no more: a client that resolves,
redirects, retries or asks a proxy by itself would have to be kept from each of them.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType

from notifications.rules.addresses import Address, Network, why_refused
from notifications.rules.webhooks import Target

MOST_ADDRESSES = 3
# Of the answer's body; it is read so that the connection ends in order, and thrown away.
MOST_READ = 4096
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for each connection, for each silence, and for everything from the connection on. Together with every
    address that may be tried they stay far below the lease of a job.
    """

    connect: float = 5
    silence: float = 10
    whole: float = 20


class TimeUp(OSError):
    """The watch has ended the connection."""


class NoAnswer(Exception):
    """Nothing was answered; the sentence says why, without any words of the other side."""


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a host by the system's resolver, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for _family, _type, _protocol, _name, address in found))


def post(
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    allowed: Sequence[Network] = (),
    ca_file: str = "",
    resolve: Resolve = lookup,
    limits: Limits = Limits(),
) -> int:
    """The status of the answer. Raises NoAnswer; the name is resolved once, and the connection goes there and nowhere
    else.
    """
    trust = ssl.create_default_context()
    if ca_file:
        trust.load_verify_locations(cafile=ca_file)
    plain = _connected(_vetted(target, allowed, resolve), target.port, limits)
    with plain, _Watch(plain, limits.whole) as watch:
        try:
            # From here on the TLS socket owns the connection, also where the handshake fails.
            with trust.wrap_socket(plain, server_hostname=target.host) as tls:
                return _exchange(tls, target, headers, body, watch)
        except ssl.SSLCertVerificationError as error:
            raise NoAnswer(f"Its certificate is not trusted: {error.verify_message}.") from error
        except TimeoutError as error:
            raise NoAnswer(f"It was silent for {limits.silence:g} seconds.") from error
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            if watch.is_over:
                raise NoAnswer(f"There was no whole answer within {limits.whole:g} seconds.") from error
            is_tls = isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)
            raise NoAnswer("It does not speak TLS as we do." if is_tls else "The connection broke off.") from error


def _vetted(target: Target, allowed: Sequence[Network], resolve: Resolve) -> list[Address]:
    """The addresses of the host. One that is refused spoils them all: which one answers would be chance."""
    try:
        addresses = [ip_address(text) for text in resolve(target.host, target.port)]
    except (OSError, UnicodeError) as error:
        raise NoAnswer("Its host name is not known.") from error
    if not addresses:
        raise NoAnswer("Its host name is not known.")
    for address in addresses:
        if words := why_refused(address, allowed):
            raise NoAnswer(f"Its host name leads to an address that is refused: {words}.")
    return addresses[:MOST_ADDRESSES]


def _connected(addresses: Sequence[Address], port: int, limits: Limits) -> socket.socket:
    for address in addresses:
        with contextlib.suppress(OSError):
            connected = socket.create_connection((str(address), port), timeout=limits.connect)
            connected.settimeout(limits.silence)
            return connected
    raise NoAnswer("Nobody answers at its address.")


def _exchange(tls: ssl.SSLSocket, target: Target, headers: Mapping[str, str], body: bytes, watch: _Watch) -> int:
    client = http.client.HTTPConnection(target.host, target.port)
    client.sock = tls
    client.request("POST", target.path, body, {"Host": target.authority, "Connection": "close", **headers})
    with client.getresponse() as answer:
        if watch.is_over:
            raise TimeUp  # the client takes a head that breaks off for a whole one
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer.read(MOST_READ)
        return answer.status


class _Watch:
    """Ends a connection at its time, whatever it is doing: a server that sends a byte now and then is never silent."""

    def __init__(self, connected: socket.socket, seconds: float) -> None:
        # Another handle of the same connection, since the TLS socket takes the first one over.
        self._twin = connected.dup()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.is_over = False

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        self._timer.join()
        self._twin.close()

    def _end(self) -> None:
        self.is_over = True
        with contextlib.suppress(OSError):
            self._twin.shutdown(socket.SHUT_RDWR)
