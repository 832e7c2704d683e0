"""manage.py import_people FILE [--dry-run] [--strict] [--encoding E] [--by E-MAIL]"""

from __future__ import annotations

from typing import Any

from common.csvimport.command import ImportCommand, Source
from common.csvimport.difference import ImportResult
from workforce.services import people_import


class Command(ImportCommand):
    help = "Import the people of a CSV or XLSX file: shows or applies what is new and what has changed."
    what = "People"

    def import_file(self, source: Source, **options: Any) -> ImportResult:
        options.pop("mapping", None)
        return people_import(data=source.data, file_name=source.name, layout=source.layout, **options)
