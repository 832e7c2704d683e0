"""`manage.py verify_audit`: is the trail what was written, and is the record what the trail says? Else exit code 1."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from audit.keys import public_key_from, public_key_path
from audit.models import AuditEvent, Checkpoint
from audit.registry import further_checks
from audit.selectors import (
    Finding,
    chain_findings,
    checkpoint_findings,
    head_findings,
    import_findings,
    signature_findings,
)

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
        for finding in self._findings(keys):
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

    def _findings(self, keys: list[Ed25519PublicKey]) -> Iterator[Finding]:
        yield from chain_findings()
        yield from head_findings()
        yield from signature_findings()
        yield from import_findings()
        yield from checkpoint_findings(keys)
        for check in further_checks():
            yield from check()

    def _keys(self, paths: list[Path] | None) -> list[Ed25519PublicKey]:
        """The trusted keys: those named, else the installation's own, which there is none of before the first day."""
        if paths is None:
            paths = [public_key_path()] if public_key_path().exists() else []
        try:
            return [public_key_from(path) for path in paths]
        except (OSError, ValueError) as error:
            raise CommandError(f"This public key cannot be read: {error}") from error
