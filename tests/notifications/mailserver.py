"""A real mail server on loopback that does as it is told: takes mail, refuses it, hangs, dies."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Post:
    """What the server does with what comes. `accepted` are the mails it said 250 to, oldest first."""

    def __init__(self) -> None:
        self.accepted: list[bytes] = []
        self.took_one = threading.Event()
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.rcpt_answers: dict[str, str] = {}  # address → what RCPT is answered
        self.data_answer = "250 Taken"
        self.mutes_data = False  # the end of a mail is never answered
        self.drops_data = False  # the connection ends where the answer should be; the mail was taken
        self.mutes_quit = False  # the mail is taken, and then nothing more is said

    @property
    def messages(self) -> list[EmailMessage]:
        """The accepted mails as mail programs read them."""
        parsed = (email.message_from_bytes(raw, policy=email.policy.default) for raw in self.accepted)
        return [message for message in parsed if isinstance(message, EmailMessage)]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.rcpt_answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mutes_data:
            await asyncio.Event().wait()
        if self.data_answer.startswith("250"):
            self.accepted.append(envelope.original_content)
            self.took_one.set()
            self.recipients += envelope.rcpt_tos
            self.senders.append(envelope.mail_from)
        if self.drops_data:
            server.transport.abort()
        return self.data_answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mutes_quit:
            await asyncio.Event().wait()
        return "221 Bye"


class MailServer(Controller):
    """Listens on a free port of 127.0.0.1."""

    def __init__(self, post: Post) -> None:
        super().__init__(post, hostname="127.0.0.1", port=0)

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def unused_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
