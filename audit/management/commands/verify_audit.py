"""`manage.py verify_audit`: is the trail what was written, and is the record what the trail says? Else exit code 1."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from audit.keys import public_key_from
from audit.models import AuditEvent, Checkpoint
from audit.selectors.whole import all_findings, own_keys

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Walks every chain of the audit trail, the signatures and the signed checkpoints, names the first bad row of "
        "each broken chain, and holds signed texts, sealed files and recorded facts against the trail. Exit code 1 "
        "where anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--public-key",
            type=Path,
            action="append",
            help="A public key that you trust, instead of the one beside the installation's key; may be repeated.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = self._keys(options["public_key"])
        count = 0
        for finding in all_findings(keys):
            count += 1
            if count <= SHOWN:
                self.stdout.write(str(finding))
        if count > SHOWN:
            self.stdout.write(f"… and {count - SHOWN} more")
        if count:
            raise CommandError(f"The audit trail is not intact: {count} finding{'s' if count > 1 else ''}.")
        streams = AuditEvent.objects.values("stream").distinct().count()
        self.stdout.write(
            f"The audit trail is intact: {AuditEvent.objects.count()} events in {streams} streams, "
            f"{Checkpoint.objects.count()} signed checkpoints."
        )

    def _keys(self, paths: list[Path] | None) -> list[Ed25519PublicKey]:
        """The trusted keys: those named, else the installation's own, which there is none of before the first day."""
        try:
            return own_keys() if paths is None else [public_key_from(path) for path in paths]
        except (OSError, ValueError) as error:
            raise CommandError(f"This public key cannot be read: {error}") from error
