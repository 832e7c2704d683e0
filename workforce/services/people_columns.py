"""The columns of a people file, and what the values of one row must say together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from common.csvimport.columns import Column
from common.csvimport.difference import Problem
from common.csvimport.values import BadValue, choice, code, day, email, text, tidy
from workforce.enums import EmploymentStatus, ManagementLevel
from workforce.rules.leave_dates import leaves_in

UNIT_SEPARATOR = " / "
_SEPARATORS = re.compile(r"(?:^|\s)/(?=\s|$)")
MOST_UNIT_LEVELS = 12
LONGEST_UNIT_NAME, LONGEST_PATH = 200, 900


def unit_path(cell: str) -> str:
    """The way from the top to the unit, "Bureau / Division / Program", one spelling for one way."""
    names = [name.strip() for name in _SEPARATORS.split(tidy(cell))]
    how = "write the way from the top, like Bureau / Division / Program"
    if not all(names):
        raise BadValue("it is empty, or a part of the way is", how)
    path = UNIT_SEPARATOR.join(names)
    if len(names) > MOST_UNIT_LEVELS or len(path) > LONGEST_PATH or max(map(len, names)) > LONGEST_UNIT_NAME:
        raise BadValue("the way is too long", f"use at most {MOST_UNIT_LEVELS} levels and shorter names")
    return path


COLUMNS = (
    Column("employee_no", code(20, is_required=True), ("employee_no",), is_required=True),
    Column("first_name", text(150, is_required=True), ("first_name",), is_required=True),
    Column("last_name", text(150, is_required=True), ("last_name",), is_required=True),
    Column("email", email, ("email", "e-mail", "mail")),
    Column("class_code", code(20, is_required=True), ("class_code",), is_required=True),
    Column("org_unit", unit_path, ("org_unit", "org_unit_path"), is_required=True),
    Column("supervisor_no", code(20), ("supervisor_no",), is_required=True),
    Column("management_level", choice(ManagementLevel, empty=ManagementLevel.NONE), ("management_level",)),
    Column("status", choice(EmploymentStatus), ("status",), is_required=True),
    Column("appointed_on", day(is_required=True), ("appointed_on",), is_required=True),
    Column("anniversary", day(), ("anniversary",)),
    Column("probation_ends_on", day(), ("probation_end", "probation_ends_on")),
    Column("separated_on", day(), ("separated_on",)),
    Column("bargaining_unit", text(20), ("bargaining_unit",)),
    Column("leaves", leaves_in, ("leaves",)),
)
FIELDS = tuple(column.field for column in COLUMNS if column.field != "employee_no")
EMPTY: dict[str, Any] = {
    "email": "",
    "management_level": ManagementLevel.NONE.value,
    "anniversary": None,
    "probation_ends_on": None,
    "separated_on": None,
    "bargaining_unit": "",
    "leaves": (),
}


def contradictions(number: str, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What the row's values (those left out: as stored) say against each other."""
    status, appointed_on = values["status"], values["appointed_on"]
    problems = []
    if values["supervisor_no"] == number:
        reason, remedy = "a person cannot be their own supervisor", "name the next level, or leave it empty"
        problems.append(Problem("supervisor_no", number, reason, remedy))
    if status == EmploymentStatus.PROBATIONARY.value and values["probation_ends_on"] is None:
        reason = "a probationary employee needs the end of the probation"
        problems.append(Problem("probation_end", "", reason, "fill it in, or correct the status"))
    for field, column in (("probation_ends_on", "probation_end"), ("anniversary",) * 2, ("separated_on",) * 2):
        value = values[field]
        if value is not None and value < appointed_on:
            reason = f"it lies before the appointment on {appointed_on.isoformat()}"
            problems.append(Problem(column, value.isoformat(), reason, "correct one of the two dates"))
    if values["separated_on"] is not None and status != EmploymentStatus.SEPARATED.value:
        problems.append(
            Problem(
                "separated_on", "", f"the status is {status}, not separated", "correct the status or empty the date"
            )
        )
    return tuple(problems)
