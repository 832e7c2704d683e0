"""What a mail server reports about mail that it could not deliver (RFC 3464), read into what we note of it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message

from common.plaintext import plain_line

# Reports are small; of a larger one only the original text is longer, and it is not looked at.
LONGEST_REPORT = 1024 * 1024
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """Which mail it is about, whether it is lost for good, and why. A delay is no bounce: the server goes on trying."""

    message_id: str
    is_final: bool
    reason: str


def report_read(raw: bytes) -> Report | None:
    """The report in a mail; None where the mail is none, or names no mail that was sent."""
    message = email.message_from_bytes(raw[:LONGEST_REPORT], policy=email.policy.default)
    status = _part(message, "message/delivery-status")
    original = _original_id(message)
    if status is None or not original:
        return None
    blocks = [block for block in _blocks(status) if block.get("Action")]
    actions = {str(block["Action"]).strip().lower() for block in blocks}
    words = [str(block.get("Diagnostic-Code") or block.get("Status") or "") for block in blocks]
    return Report(original, "failed" in actions, plain_line("; ".join(words)) or "No reason was given.")


def _part(message: Message, content_type: str) -> Message | None:
    return next((part for part in message.walk() if part.get_content_type() == content_type), None)


def _blocks(status: Message) -> list[Message]:
    """The blocks of fields: of the report, then of each recipient."""
    payload = status.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _original_id(message: Message) -> str:
    """The Message-ID of the returned mail or of its headers alone, never the report's own."""
    for content_type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        part = _part(message, content_type)
        if part is None:
            continue
        payload = part.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            return str(payload[0].get("Message-ID", "")).strip()
        text = part.get_content() if isinstance(part, EmailMessage) else str(payload)
        found = _MESSAGE_ID.search(text if isinstance(text, str) else bytes(text).decode(errors="replace"))
        if found:
            return found[1]
    return ""
