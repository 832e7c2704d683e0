"""What the import commands share: arguments, output, exit codes.

Exit codes: 0 fine, 1 at least one row was rejected, 2 nothing could be done with the file.
"""

from __future__ import annotations

import io
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from common.csvimport.difference import ImportResult
from common.csvimport.layout import Layout
from common.csvimport.reading import UnusableFile, file_bytes
from common.csvimport.report import counts_line, report_lines


@dataclass(frozen=True)
class Source:
    """The file as the services take it."""

    data: bytes
    name: str
    layout: Layout


class ImportCommand(BaseCommand):
    """Subclasses say `what` (plural) is imported and call their service in `import_file`."""

    what = "rows"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a CSV or XLSX file; its first row names the columns")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--strict", action="store_true", help="apply nothing where a row is rejected")
        parser.add_argument("--encoding", default="", help="the file's encoding where it is not UTF-8")
        parser.add_argument("--sheet", default="", help="the sheet of a workbook; default: the one with known headings")
        parser.add_argument("--month-first", action="store_true", help="dates are written month/day/year, 7/1/2026")
        parser.add_argument("--by", default="", help="e-mail of the account that imports; default: the system")

    @abstractmethod
    def import_file(self, source: Source, **options: Any) -> ImportResult:
        """Call the service with `is_dry_run`, `is_strict`, `by`, `at` from the options."""

    def handle(self, *args: Any, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # A terminal that lacks a letter of somebody's name still gets the report.
            sys.stdout.reconfigure(errors="replace")
        by = self._account(options["by"])
        try:
            layout = Layout(options["encoding"], options["sheet"], is_month_first=options["month_first"])
            source = Source(file_bytes(options["file"]), Path(options["file"]).name, layout)
            result = self.import_file(
                source, mapping=options.get("mapping", ""), by=by, at=timezone.now(),
                is_dry_run=options["dry_run"], is_strict=options["strict"],
            )  # fmt: skip
        except UnusableFile as error:
            raise CommandError(f"Nothing was imported. {error.sentence}", returncode=2) from error
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            sentence = f"Nothing was imported: the database refused it ({reason}). Nothing has changed; run it again."
            raise CommandError(sentence, returncode=2) from error
        self._report(result, is_full=options["dry_run"] or options["verbosity"] > 1, is_dry_run=options["dry_run"])
        if result.difference.rejected:
            sys.exit(1)

    def _report(self, result: ImportResult, *, is_full: bool, is_dry_run: bool) -> None:
        difference = result.difference
        for line in report_lines(difference, is_full=is_full):
            self.stdout.write(line)
        self.stdout.write(f"{self.what}: {counts_line(difference)}.")
        if is_dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        elif result.is_applied:
            self.stdout.write(f"Applied. Audit stream: {result.stream}")
        elif difference.has_effect:
            self.stdout.write("Nothing was applied, because rows were rejected and --strict was given.")
        else:
            self.stdout.write("Nothing to apply.")
        if difference.rejected and result.is_applied:
            self.stdout.write("The rejected rows were left out; correct them and run the import again.")

    def _account(self, email: str) -> Any:
        if not email:
            return None
        account = get_user_model().objects.filter(email=email.lower(), is_active=True).first()
        if account is None:
            raise CommandError(f"There is no active account with the e-mail {email}.", returncode=2)
        return account
