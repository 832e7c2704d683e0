"""What reaches Sentry when a page fails: the library's own envelope, read by a server of the test."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import brotli
import pytest
from django.conf import settings

UNPACK = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
MARK = "mark-of-a-person"
FAIL = f"""
import django, logging
django.setup()
import sentry_sdk
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
import common.views
from django.conf import settings

def broken():
    words = "{MARK}"
    raise RuntimeError(f"cannot read {{words}}")

common.views.readiness = broken
asked = RequestFactory()
asked.cookies["somebodys"] = "{MARK}"
headers = {{"Authorization": "Bearer {MARK}", "X-Request-ID": "the-one-that-failed", "User-Agent": "{MARK}"}}
statuses = []
request = asked.get("/readyz?{MARK}", headers=headers)
list(WSGIHandler()(request.environ, lambda status, headers, *more: statuses.append(status)))
logging.getLogger("jobs").error("said of %s", "{MARK}")
sentry_sdk.flush(20)
print(*statuses)
"""


@pytest.fixture
def sent() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The address of a server that keeps what it is sent, and that."""
    events: list[dict[str, Any]] = []

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = UNPACK[self.headers.get("Content-Encoding", "")](body)
            events.extend(json.loads(line) for line in body.splitlines() if line.strip())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Keeper)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", events
    server.shutdown()
    thread.join()
    server.server_close()


def test_errors_are_sent_without_anything_that_somebody_sent_or_is(sent: tuple[str, list[dict[str, Any]]]) -> None:
    address, told = sent
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings_test", "SENTRY_DSN": address}
    done = subprocess.run([sys.executable, "-c", FAIL], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "500 Internal Server Error\n"), done.stderr
    assert MARK not in json.dumps(told)
    (event,) = [part for part in told if [value["type"] for value in errors_of(part)] == ["RuntimeError"]]
    assert event["tags"] == {"request_id": "the-one-that-failed"}
    assert event["request"] == {"method": "GET"}
    functions = [frame["function"] for frame in errors_of(event)[0]["stacktrace"]["frames"]]
    assert functions[-2:] == ["readyz", "broken"]
    assert set(event) & {"user", "breadcrumbs", "extra", "logentry", "server_name", "modules"} == set()


def errors_of(event: dict[str, Any]) -> list[dict[str, Any]]:
    return event.get("exception", {}).get("values", [])
