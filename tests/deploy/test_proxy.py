"""The proxy's configuration in a real nginx, where there is one: TLS, who asks, a request's name, what is closed."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.deploy.cluster import ROOT, Service, free_port
from tests.processes import until

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here; deploy/proxy is looked at where there is one")
FILE = "app.0123456789ab.css"


class Echo(BaseHTTPRequestHandler):
    """Stands for the web processes: answers with what it was told."""

    def do_GET(self) -> None:
        told = {"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return


@contextmanager
def proxy(folder: Path, conf: str) -> Iterator[tuple[int, int, Path]]:
    """nginx by that file, with ports and places of the test's own; the ports of http and https, and the log."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    plain, secure = free_port(), free_port()
    (folder / "data" / "static").mkdir(parents=True)
    (folder / "data" / "static" / FILE).write_text("p {}")
    certificate(folder)
    replaced = {
        "/tmp/": f"{folder}/",
        "/etc/fairstep/proxy": str(folder),
        "/etc/fairstep/tls": str(folder),
        "listen 8080": f"listen 127.0.0.1:{plain}",
        "listen 8443": f"listen 127.0.0.1:{secure}",
        "http://web:8000": f"http://127.0.0.1:{server.server_port}",
        "root /data;": f"root {folder / 'data'};",
        "/dev/stdout": str(folder / "access.log"),
        "/dev/stderr": str(folder / "error.log"),
    }
    for path in (ROOT / "deploy" / "proxy").glob("*.conf"):
        text = path.read_text()
        for old, new in replaced.items():
            text = text.replace(old, new)
        (folder / path.name).write_text(text)
    folder.chmod(0o755)
    account = "user root;" if os.getuid() == 0 else ""  # the test's folder is its own
    words = [str(NGINX), "-c", str(folder / f"{conf}.conf"), "-g", f"daemon off;{account}"]
    try:
        with Service.running(words, {"PATH": "/usr/bin"}, folder / "nginx.log") as service:
            until(lambda: (folder / "nginx.pid").exists() or service.process.poll() is not None, "the start of nginx")
            assert service.process.poll() is None, service.said()
            yield plain, secure, folder / "access.log"
            assert service.stop() == 0
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)


def asked(port: int, path: str, *, trust: Path | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body; over TLS where a certificate is given that is to be trusted."""
    if trust:
        context = ssl.create_default_context(cafile=str(trust))
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            "localhost", port, context=context, timeout=20
        )
    else:
        connection = http.client.HTTPConnection("localhost", port, timeout=20)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def test_with_tls_the_application_is_told_the_truth_about_who_asks(tmp_path: Path) -> None:
    with proxy(tmp_path, "tls") as (plain, secure, log):
        moved = asked(plain, "/people/?q=mark")
        assert (moved[0], moved[1]["location"]) == (308, "https://localhost/people/?q=mark")
        trust = tmp_path / "fullchain.pem"
        lies = {"X_Forwarded_For": "203.0.113.1", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil"}
        told = json.loads(
            asked(secure, "/people/?q=mark", trust=trust, X_Request_ID="named-outside-1", Forwarded="for=1", **lies)[2]
        )
        assert told.pop("accept-encoding", "identity") == "identity"
        assert told == {
            "path": "/people/?q=mark",
            "host": "localhost",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-proto": "https",
            "x-request-id": "named-outside-1",
        }
        made = json.loads(asked(secure, "/", trust=trust, X_Request_ID="no good")[2])["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", made)
        closed = [asked(secure, path, trust=trust)[0] for path in ("/metrics", "/readyz", "/healthz")]
        assert closed == [404, 404, 200]
        lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert (len(lines), "mark" in json.dumps(lines)) == (6, False)
    assert lines[1]["request_id"] == "named-outside-1"


def test_files_with_a_digest_in_their_name_never_change_and_others_are_asked_for(tmp_path: Path) -> None:
    with proxy(tmp_path, "plain") as (plain, _secure, _log):
        status, headers, body = asked(plain, f"/static/{FILE}")
        assert (status, body, headers["cache-control"]) == (200, "p {}", "public, max-age=31536000, immutable")
        others = ["/static/app.css", "/static/other.ba9876543210.css"]
        assert [json.loads(asked(plain, path)[2])["path"] for path in others] == others
        assert json.loads(asked(plain, "/")[2])["x-forwarded-proto"] == "http"
