"""`manage.py load_demo`: the demo agency, once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evaluations.services.daily import daily_work
from workspace.demo.agency import agency_load, agency_told, signins_path, signins_write


class Command(BaseCommand):
    help = "Loads an invented agency with people, classes and evaluations in every state. A second call does nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="Load it although DEMO is off: every account has a public passphrase."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and not options["force"]:
            raise CommandError(
                "DEMO is off here, and every account of the demo agency has the same public passphrase. "
                "Set DEMO=on on a machine that nobody else reaches, or say --force."
            )
        is_new = agency_load(at=timezone.now())
        # Also where only the file is missing: a crash after the commit is mended by the next call.
        if is_new or not signins_path().exists():
            signins_write(agency_told())
        if is_new:
            # What the first morning would do: the coming evaluations, the reminders, the digests.
            daily_work(at=timezone.now())
            self.stdout.write("The demo agency is loaded; `manage.py demo_signins` lists who can sign in.")
