"""Gives the decisions on step increases to payroll, and keeps what was given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from audit.services import event_record
from common.csvimport.copying import insert_rows
from common.dates import in_words
from common.errors import Conflict, RuleViolations
from evaluations.models import PayrollExport, PayrollLine, StepSweep
from evaluations.rules.violation import form_error
from evaluations.selectors.payroll import DIFFERENCE, WHOLE, Line, check_can_export, file_lines, lines_to_give

NOT_BEGUN = "No anniversary has been decided yet: the daily run does that in the morning. Come back after it."


@transaction.atomic
def payroll_export_make(*, first_on: date, last_on: date, by: User, at: datetime) -> PayrollExport:
    """Record what payroll is given: every decision on the anniversaries of these days, and whatever changed elsewhere.

    Two at once are made one after the other, so that a change is news in one of them. Raises NotVisible, NotAllowed,
    Conflict (nothing decided yet), RuleViolations (422: days out of order, or not decided yet).
    """
    check_can_export(by)
    sweep = StepSweep.objects.select_for_update().first()
    if sweep is None:
        raise Conflict(NOT_BEGUN)
    _check_days(first_on, last_on, sweep.through_on)
    lines = lines_to_give(first_on, last_on)
    export = PayrollExport.objects.create(
        number=(PayrollExport.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        first_on=first_on,
        last_on=last_on,
        made_at=at,
        made_by=by,
        rows=sum(line.is_in(WHOLE, first_on, last_on) for line in lines),
        changes=sum(line.is_in(DIFFERENCE, first_on, last_on) for line in lines),
        sha256=_digest(lines, WHOLE, first_on, last_on),
        difference_sha256=_digest(lines, DIFFERENCE, first_on, last_on),
    )
    rows = [(export.pk, line.step, line.before, line.change.value) for line in lines]
    insert_rows(PayrollLine, ("export", "step", "before", "change"), rows)
    _record(export, by, at)
    return export


@transaction.atomic
def payroll_file_record(*, export: PayrollExport, part: str, by: User, at: datetime) -> None:
    """Somebody takes one of the files. Raises NotVisible, NotAllowed."""
    check_can_export(by)
    event_record(stream=export.stream, action="payroll_file_taken", by=by, at=at, data={"part": part})


def _check_days(first_on: date, last_on: date, through_on: date) -> None:
    if last_on < first_on:
        message = "The last day lies before the first day. Exchange the two."
        raise RuleViolations([form_error(code="days_out_of_order", message=message, field="last")])
    if last_on > through_on:
        message = (
            f"Anniversaries are decided on their own day, so far up to {in_words(through_on)}. Enter that day or an "
            "earlier one."
        )
        raise RuleViolations([form_error(code="not_decided_yet", message=message, field="last")])


def _digest(lines: Sequence[Line], part: str, first_on: date, last_on: date) -> str:
    digest = hashlib.sha256()
    for text in file_lines(iter(lines), part, first_on, last_on):
        digest.update(text.encode())
    return digest.hexdigest()


def _record(export: PayrollExport, by: User, at: datetime) -> None:
    event_record(
        stream=export.stream,
        action="payroll_export_made",
        by=by,
        at=at,
        data={
            "first_on": export.first_on.isoformat(),
            "last_on": export.last_on.isoformat(),
            "rows": export.rows,
            "changes": export.changes,
            "sha256": export.sha256,
            "difference_sha256": export.difference_sha256,
        },
    )
