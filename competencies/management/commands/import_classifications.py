"""manage.py import_classifications FILE [--mapping NAME or FILE] [--dry-run] [--strict] [--encoding E] [--by E-MAIL]"""

from __future__ import annotations

import dataclasses
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.csvimport.command import ImportCommand, Source
from common.csvimport.difference import ImportResult
from common.csvimport.mapping import load_mapping
from competencies.services import MAPPINGS, classifications_import
from competencies.services.classes_columns import COLUMNS


class Command(ImportCommand):
    help = "Import the classes of a CSV or XLSX file: shows or applies what is new and what has changed."
    what = "Classes"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        shipped = ", ".join(sorted(path.stem for path in MAPPINGS.glob("*.toml")))
        parser.add_argument(
            "--mapping", default="", help=f"a TOML file that names the columns, or one that is shipped ({shipped})"
        )

    def import_file(self, source: Source, **options: Any) -> ImportResult:
        headings = _headings(options.pop("mapping"))
        layout = dataclasses.replace(source.layout, headings=headings)
        return classifications_import(data=source.data, file_name=source.name, layout=layout, **options)


def _headings(name: str) -> Mapping[str, str] | None:
    """The headings that the mapping names, a shipped one or a file. Raises UnusableFile."""
    if not name:
        return None
    shipped = MAPPINGS / f"{name}.toml"
    path = shipped if name.isidentifier() and shipped.is_file() else Path(name)
    return load_mapping(path, COLUMNS).headings
