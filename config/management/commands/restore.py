from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from config.backups.database import ProgramFailed
from config.backups.make import NoBackup
from config.backups.manifest import BackupDamaged
from config.backups.restore import NotProved, NotRestored, chosen, restore


class Command(BaseCommand):
    help = (
        "Restores the newest backup of BACKUP_DIR, or the named one, into the empty database of DATABASE_URL (as its "
        "owner) and the empty folder FILES_DIR, verifies everything, and says what is proved. As a drill: into a "
        "database and a folder made for it. Exit code 1 where anything is refused or not proved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="The backup's name; without one, the newest.")
        parser.add_argument("--keys", action="store_true", help="Bring its keys back too, to where there are none yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = chosen(options["name"])
            restore(folder, with_keys=options["keys"], say=self.stdout.write)
        except (NoBackup, NotRestored, BackupDamaged) as refused:
            raise CommandError(f"Nothing was restored. {refused}") from refused
        except (ProgramFailed, OSError, Error) as failed:
            raise CommandError(f"The restore failed half way; begin again with an empty database. {failed}") from failed
        except NotProved as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Proved: backup {folder.name} can be restored, and what it holds is whole.")
