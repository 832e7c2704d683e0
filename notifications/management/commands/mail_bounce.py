from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.services.bounces import LONGEST_REPORT, report_read
from notifications.services.failures import NOBODY_CAN, mail_bounce


class Command(BaseCommand):
    help = (
        "Notes that a mail came back: by its Message-ID, or from the delivery report (RFC 3464) on standard input, as "
        "mail servers pipe it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--message-id", default="", help="Of the mail that came back; without it a report is read.")
        parser.add_argument("--reason", default="No reason was given.", help="Why, in the mail server's words.")

    def handle(self, *args: Any, **options: Any) -> None:
        message_id, reason = options["message_id"], options["reason"]
        if not message_id:
            report = report_read(sys.stdin.buffer.read(LONGEST_REPORT))
            # Whatever else arrives at that address is not for us; the mail server is not to send it back again.
            if report is None:
                self.stdout.write("This is no report about a mail that was sent; nothing is noted.")
                return
            if not report.is_final:
                self.stdout.write(f"{report.message_id} is delayed; the mail server goes on trying.")
                return
            message_id, reason = report.message_id, report.reason
        mail = mail_bounce(message_id=message_id, reason=reason, at=timezone.now())
        if mail is None and options["message_id"]:
            raise CommandError(f"No mail of this installation has the Message-ID {message_id}.")
        said = f"{message_id} came back; it stands among the mail that did not arrive."
        if mail is not None and mail.owner is None:
            said = f"{said} {NOBODY_CAN}"
        self.stdout.write(said if mail else f"No mail of this installation has the Message-ID {message_id}.")
