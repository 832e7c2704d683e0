"""manage.py import_classifications FILE [--mapping NAME or FILE] [--dry-run] [--strict] [--encoding E] [--by E-MAIL]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from common.csvimport.command import ImportCommand, Source
from common.csvimport.difference import ImportResult
from competencies.services import MAPPINGS, classifications_import


class Command(ImportCommand):
    help = "Import the classes of a CSV file: shows or applies what is new and what has changed."
    what = "Classes"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        shipped = ", ".join(sorted(path.stem for path in MAPPINGS.glob("*.toml")))
        parser.add_argument(
            "--mapping", default="", help=f"a TOML file that names the columns, or one that is shipped ({shipped})"
        )

    def import_file(self, source: Source, **options: Any) -> ImportResult:
        return classifications_import(
            data=source.data, file_name=source.name, encoding=source.encoding,
            mapping=_mapping_file(options.pop("mapping")), **options,
        )  # fmt: skip


def _mapping_file(name: str) -> Path | None:
    if not name:
        return None
    shipped = MAPPINGS / f"{name}.toml"
    return shipped if name.isidentifier() and shipped.is_file() else Path(name)
