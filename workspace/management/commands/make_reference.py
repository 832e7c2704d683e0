"""Writes the reference documents that are generated from the code; `--check` only compares."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.rules.explain_document import answer_schema, question_schema
from workspace.reference.markdown import markdown_of
from workspace.reference.shelf import DOCUMENTS, document
from workspace.reference.sources import ROOT

FOLDER = ROOT / "docs" / "reference"
SCHEMAS = {"explain_rules.question.json": question_schema, "explain_rules.answer.json": answer_schema}


class Command(BaseCommand):
    help = (
        "Writes docs/reference/ from the code: states, permissions, rules, settings, jobs and data, and the shapes "
        "that explain_rules reads and answers. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, and fail where a file would change")
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        texts = {folder / f"{slug}.md": markdown_of(document(slug)) for slug in DOCUMENTS}
        texts |= {folder / name: f"{json.dumps(schema(), indent=2)}\n" for name, schema in SCHEMAS.items()}
        stale = [path for path, text in texts.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
        if options["check"]:
            if stale:
                names = ", ".join(path.name for path in stale)
                raise CommandError(
                    f"docs/reference/ is not what the code says now ({names}). Run "
                    "`.venv/bin/python manage.py make_reference` and commit what it writes."
                )
            self.stdout.write("The reference documents are what the code says.")
            return
        for path in stale:
            path.write_text(texts[path], encoding="utf-8")
        self.stdout.write(f"Wrote {len(stale)} of {len(texts)} reference documents.")
