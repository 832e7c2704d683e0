"""Makes the key that seals packets, once; `--rotate` makes a newer one and keeps trusting the old."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.pdf.errors import SealKeyMissing
from common.pdf.keys import SealKey, make_key, sealing_key


class Command(BaseCommand):
    help = (
        "Makes the key and self-signed certificate (ten years) that seal packets, in SEAL_DIR. Does nothing where a "
        "valid one is there. Old certificates stay and keep what they sealed verifiable."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rotate", action="store_true", help="make a new key even though there is a valid one")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, at = Path(settings.SEAL_DIR), timezone.now()
        try:
            key = None if options["rotate"] else sealing_key(folder, at=at)
            if key:
                self.stdout.write(f"There is a key already, {_described(key)}.")
                return
        except SealKeyMissing:
            pass
        try:
            made = make_key(folder, agency=settings.AGENCY_NAME, at=at.replace(microsecond=0))
        except OSError as error:
            raise CommandError(f"The key could not be written to {folder}: {error.strerror}.") from error
        self.stdout.write(f"Made a key for seals, {_described(made)}.")


def _described(key: SealKey) -> str:
    return f"{key.key_file.name}, valid until {key.certificate.not_valid_after_utc:%Y-%m-%d}"
