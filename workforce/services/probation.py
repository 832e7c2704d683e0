"""The end of probation in force, as the evaluation room works it out (R3); the facts behind it are the files'."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from common.csvimport.copying import update_rows
from workforce.models import Employee


@transaction.atomic
def probation_ends_keep(ends: Mapping[int, date]) -> None:
    """Keep the end in force of these people, by their ids. Three statements for any number, none for nobody.

    What it follows from is on record where it was entered, in an import or an extension; this adds nothing to that.
    """
    update_rows(Employee, ("probation_ends_on",), [(pk, day) for pk, day in sorted(ends.items())])
