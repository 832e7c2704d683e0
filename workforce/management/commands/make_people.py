"""manage.py make_people [--employees N] [--seed N] [--today DAY] [--out FILE] [--classes FILE | --classes-out FILE]"""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.csvimport.columns import Column, known_headings, parse_table
from common.csvimport.reading import UnusableFile, file_bytes, read_table
from common.csvimport.values import BadValue, code, iso_day, text, whole_number
from competencies.rules import title_without_note
from workforce.made_agency import (
    CLASS_HEADINGS,
    HEADINGS,
    MOST_PEOPLE,
    MadeClass,
    class_rows,
    families_of,
    level_told_by,
    made_classes,
    people_rows,
)

# What of a class list in the layout of `import_classifications` a made-up agency needs to know.
CLASS_COLUMNS = (
    Column("code", code(20, is_required=True), ("code",), is_required=True),
    Column("title", text(300, is_required=True), ("title",), is_required=True),
    Column("status", text(20), ("status",)),
    Column("probation_months", whole_number(0, 24), ("probation_months",)),
    Column("bargaining_unit", text(20), ("bargaining_unit",)),
)
FIRST_YEAR, LAST_YEAR = 1970, 2150


class Command(BaseCommand):
    help = "Write a people file of an agency that does not exist, and the class list that it needs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employees", type=int, default=38_000, help="how many people; default: 38000")
        parser.add_argument("--seed", type=int, default=1, help="another number, another agency; default: 1")
        parser.add_argument(
            "--today", default="", help="the day that dates lie around, like 2026-07-01; default: today"
        )
        parser.add_argument("--out", default="people.csv", help="where the people go; default: people.csv")
        parser.add_argument("--classes", default="", help="a class list to appoint people to; default: an invented one")
        parser.add_argument("--classes-out", default="", help="where the invented classes go; default: classes.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        size = options["employees"]
        if not 1 <= size <= MOST_PEOPLE:
            raise CommandError(f"--employees is {size}: give a number from 1 to {MOST_PEOPLE}.", returncode=2)
        if options["classes"] and options["classes_out"]:
            raise CommandError(
                "--classes names the classes to take and --classes-out where invented ones go: leave one out.",
                returncode=2,
            )
        today = _day(options["today"]) if options["today"] else timezone.localdate()
        classes = _classes_in(options["classes"]) if options["classes"] else made_classes()
        if not options["classes"]:
            class_list = options["classes_out"] or "classes.csv"
            _write(class_list, "--classes-out", CLASS_HEADINGS, class_rows(classes))
            self.stdout.write(f"{len(classes)} classes: manage.py import_classifications {class_list}")
        rows = people_rows(size, seed=options["seed"], today=today, families=families_of(classes))
        _write(options["out"], "--out", HEADINGS, rows)
        self.stdout.write(f"{size} people: manage.py import_people {options['out']}")


def _day(written: str) -> date:
    try:
        day = iso_day(written)
    except BadValue as bad:
        raise CommandError(f"--today is {written!r}: {bad.reason}; {bad.remedy}.", returncode=2) from bad
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        sentence = f"--today is {written}: give a day from {FIRST_YEAR} to {LAST_YEAR}, since careers lie around it."
        raise CommandError(sentence, returncode=2)
    return day


def _classes_in(path: str) -> list[MadeClass]:
    """The classes in force of a class list, in the order of the file."""
    try:
        table = read_table(file_bytes(path), known=known_headings(CLASS_COLUMNS))
        rows, rejections = parse_table(table, CLASS_COLUMNS, key="code")
    except UnusableFile as error:
        raise CommandError(f"--classes: {error.sentence}", returncode=2) from error
    if rejections:
        line, problem = rejections[0].line, rejections[0].problems[0]
        sentence = f"--classes: line {line} of {path} cannot be used, because {problem.reason}: {problem.remedy}."
        raise CommandError(sentence, returncode=2)
    found = []
    for row in rows:
        title, is_abolished = title_without_note(row.values["title"])
        if not is_abolished and row.values.get("status", "").casefold() != "abolished":
            months, unit = row.values.get("probation_months") or 0, row.values.get("bargaining_unit", "")
            found.append(MadeClass(row.key, title, months, unit, level_told_by(title)))
    if not found:
        raise CommandError(f"--classes: {path} has no class in force: name a list that has one.", returncode=2)
    return found


def _write(path: str, option: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Row by row into a file beside it, which takes its place when it is whole."""
    place = Path(path)
    part = place.with_name(f"{place.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(headings)
            writer.writerows(rows)
        part.replace(place)
    except OSError as error:
        sentence = f"{option} is {path}, which cannot be written ({error.strerror}): name a file in a folder of yours."
        raise CommandError(sentence, returncode=2) from error
