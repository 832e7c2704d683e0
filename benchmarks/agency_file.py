"""A people file of any size for measuring: a full chain of command over units, no real person in it."""

from __future__ import annotations

import csv
import io

HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "anniversary", "probation_end", "bargaining_unit", "leaves",
)  # fmt: skip
# How many people of a level report to one of the level above; everybody else is staff, spread over the supervisors.
SPANS = (
    ("chief_deputy_director", 2), ("deputy_director", 4), ("division_chief", 6), ("program_head", 6), ("supervisor", 8),
)  # fmt: skip
FIRST = ("Ana", "Bo", "Chidi", "D'Arcy", "Émile", "Fatima", "Grace", "Hiroshi", "Inés", "Jørgen")
LAST = ("Ortiz", "O'Neill", "Nguyễn", "Baker-Hughes", "van der Berg", "Þórsson", "Smith", "Kaur")


def agency_file(size: int, class_codes: list[str], *, top: str = "Agency") -> bytes:
    """`size` people: the Director, then level by level, each under somebody of the level above; `top` is the unit."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(HEADINGS)
    writer.writerow(_row(0, None, "director", top, class_codes))
    above, number = [(0, top)], 1
    for level, span in SPANS:
        placed = []
        for supervisor, unit in (boss for boss in above for _ in range(span)):
            if number < size:
                path = f"{unit} / {level.replace('_', ' ').title()} {number}"
                writer.writerow(_row(number, supervisor, level, path, class_codes))
                placed.append((number, path))
                number += 1
        above = placed or above
    for staff in range(number, size):
        supervisor, path = above[staff % len(above)]
        writer.writerow(_row(staff, supervisor, "none", path, class_codes))
    return lines.getvalue().encode()


def _row(number: int, supervisor: int | None, level: str, path: str, class_codes: list[str]) -> list[str]:
    is_probationer = level == "none" and number % 10 == 0
    return [
        f"{number:06d}", FIRST[number % len(FIRST)], f"{LAST[number % len(LAST)]} {number}",
        f"person{number}@agency.example", class_codes[number % len(class_codes)], path,
        "" if supervisor is None else f"{supervisor:06d}", level,
        "probationary" if is_probationer else "permanent", "2026-03-02" if is_probationer else "2019-07-01",
        "2026-07-01", "2026-09-01" if is_probationer else "", "R01",
        "2025-09-01..2026-05-31; 2026-07-01..2026-07-10 unpaid" if number % 20 == 0 else "",
    ]  # fmt: skip
