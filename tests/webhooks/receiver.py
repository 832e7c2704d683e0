"""A real HTTPS server on loopback that does as it is told, and a certificate authority made for the test."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "hooks.example.org"


@dataclass(frozen=True)
class Authority:
    """Files in PEM: what is trusted, and what the server shows for `hooks.example.org` and 127.0.0.1."""

    ca: Path
    certificate: Path


def authority(folder: Path) -> Authority:
    """A new authority and one certificate of it."""
    now = datetime.now(UTC)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    ca = (
        _builder(ca_name, ca_name, ca_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )  # fmt: skip
    names = [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    leaf = (
        _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), ca_name, key, now)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )  # fmt: skip
    ca_file, leaf_file = folder / "ca.pem", folder / "leaf.pem"
    ca_file.write_bytes(ca.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    leaf_file.write_bytes(private + leaf.public_bytes(Encoding.PEM))
    return Authority(ca_file, leaf_file)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime):
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    # Wide enough for whatever time a test has set.
    return made.not_valid_before(now - timedelta(days=3650)).not_valid_after(now + timedelta(days=3650))


@dataclass
class Request:
    """What arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Listens on a free port of 127.0.0.1, a thread for each connection. `answers` are given one after the other, the
    last one from then on; `behaviour` says what else happens instead of an answer.
    """

    certificate: Path
    answers: list[bytes] = field(default_factory=lambda: [b"HTTP/1.1 204 No Content\r\n\r\n"])
    behaviour: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def start(self) -> None:
        self.took_one = threading.Event()
        self.ends = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate)
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        self.ends.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=30)

    def answer(self, *statuses: int, more: str = "", body: str = "") -> None:
        """Answer like this."""
        self.answers = [
            f"HTTP/1.1 {status} Said\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}".encode() for status in statuses
        ]

    def _listen(self) -> None:
        while True:
            try:
                connection, _peer = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        self.connections += 1
        with plain:
            if self.behaviour == "no_tls":
                plain.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                return
            if self.behaviour == "mute_handshake":
                self.ends.wait()
                return
            try:
                with self._context.wrap_socket(plain, server_side=True) as tls:
                    self._talk(tls)
            except OSError:
                pass  # whoever called has gone

    def _talk(self, tls: ssl.SSLSocket) -> None:
        stream = tls.makefile("rb")
        with stream:
            line = stream.readline().decode().strip()
            headers = {}
            while (header := stream.readline().decode().strip()) != "":
                name, _colon, value = header.partition(": ")
                headers[name.lower()] = value
            body = stream.read(int(headers.get("content-length", "0")))
            with self._lock:
                self.requests.append(Request(line, headers, body))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            self.took_one.set()
            if self.behaviour == "hang":
                self.ends.wait()
            elif self.behaviour == "drip":
                tls.sendall(b"HTTP/1.1 200 OK\r\n")
                while not self.ends.wait(0.1):
                    tls.sendall(b"X")
            elif self.behaviour == "die":
                tls.sendall(b"HTTP/1.1 2")
            else:
                tls.sendall(answer)
