from __future__ import annotations

import logging
import signal
import threading
from datetime import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from config.backups.database import ProgramFailed
from config.backups.make import NoBackup, backup_make, backups_tidy
from config.backups.manifest import manifest_of
from config.backups.rules import next_run
from jobs.services import run

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Backs up database and files as of one moment into BACKUP_DIR, the keys into BACKUP_KEYS_DIR, and takes away "
        "what need not be kept. With --daily it stays and does so every day at BACKUP_AT."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--daily", action="store_true", help="Stay, and do it every day at BACKUP_AT (local time).")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["daily"]:
            self._daily(_clock_time())
            return
        try:
            self.stdout.write(self._once())
        except (NoBackup, ProgramFailed, OSError, Error) as error:
            raise CommandError(f"No backup was made: {error}") from error

    def _once(self) -> str:
        """One backup, noted as a run, so that the operations page and the metrics tell how old the last one is."""
        at = timezone.now()
        with run(name="backup", at=at) as counts:
            folder = backup_make(at=at)
            manifest = manifest_of(folder)
            gone = backups_tidy(at=at)
            counts |= {"files": manifest.files, "rows": sum(manifest.rows.values()), "removed": len(gone)}
        return (
            f"{folder} holds {manifest.files} files and {sum(manifest.rows.values())} rows; {len(gone)} older are gone."
        )

    def _daily(self, clock: time) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while True:
            due = next_run(timezone.now(), at=clock, zone=timezone.get_default_timezone())
            self.stdout.write(f"The next backup is due at {due:%Y-%m-%d %H:%M}.")
            self.stdout.flush()
            if stop.wait(max((due - timezone.now()).total_seconds(), 0)):
                return
            close_old_connections()
            try:
                self.stdout.write(self._once())
            except (NoBackup, ProgramFailed, OSError, Error):
                logger.exception("No backup was made; the next one is tried tomorrow.")


def _clock_time() -> time:
    try:
        return time.fromisoformat(settings.BACKUP_AT)
    except ValueError as error:
        raise CommandError("BACKUP_AT has to be a time of day, such as 02:30.") from error
