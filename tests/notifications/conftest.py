"""A mail server for those tests that send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notifications.mailserver import MailServer, Post


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """The server's own side; mail of the test goes there."""
    post = Post()
    server = MailServer(post)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 10
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield post
    server.stop()
