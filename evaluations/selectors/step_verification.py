"""Holds the decisions on step increases, and what payroll was given of them, against the trail.

`manage.py verify_audit` asks: is each decision the one that its event names, and each file still the one that was made?
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from audit.models import AuditEvent
from audit.selectors import Finding
from evaluations.models import PayrollExport, StepIncrease
from evaluations.selectors.payroll import DIFFERENCE, WHOLE, export_file
from workforce.models import Employee

CHUNK = 500
Told = tuple[Any, ...]


def step_findings() -> Iterator[Finding]:
    """Decisions and exports that differ from what the trail says of them, people by the hundred."""
    people = Employee.objects.filter(step_increases__isnull=False).order_by("pk").distinct()
    numbers = people.values_list("employee_no", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(numbers, CHUNK)):
        stored, told = _stored(chunk), _told(chunk)
        for number in chunk:
            if stored[number] != told[number]:
                problem = "the decisions on step increases are not those that the events name"
                yield Finding(f"steps:{number}", None, problem)
    yield from _exports()


def _stored(numbers: list[str]) -> dict[str, Counter[Told]]:
    found: dict[str, Counter[Told]] = {number: Counter() for number in numbers}
    rows = StepIncrease.objects.filter(employee__employee_no__in=numbers).select_related("employee")
    for row in rows.order_by():
        found[row.employee.employee_no][(row.anniversary, row.state.value, row.code, row.released_on)] += 1
    return found


def _told(numbers: list[str]) -> dict[str, Counter[Told]]:
    found: dict[str, Counter[Told]] = {number: Counter() for number in numbers}
    streams = [f"steps:{number}" for number in numbers]
    events = AuditEvent.objects.filter(stream__in=streams, action="step_decided").order_by()
    for stream, data in events.values_list("stream", "data"):
        days = [date.fromisoformat(data[name]) if data[name] else None for name in ("anniversary", "released_on")]
        found[stream.partition(":")[2]][(days[0], data["state"], data["code"], days[1])] += 1
    return found


def _exports() -> Iterator[Finding]:
    for export in PayrollExport.objects.order_by("number"):
        event = AuditEvent.objects.filter(stream=export.stream, action="payroll_export_made").order_by().first()
        digests = {"sha256": _digest(export, WHOLE), "difference_sha256": _digest(export, DIFFERENCE)}
        if event is None or {name: event.data.get(name) for name in digests} != digests:
            yield Finding(export.stream, None, "the files of this export are not those that were made")


def _digest(export: PayrollExport, part: str) -> str:
    digest = hashlib.sha256()
    for line in export_file(export, part):
        digest.update(line.encode())
    return digest.hexdigest()
