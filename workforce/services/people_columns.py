"""The columns of a people file, and what the values of one row must say together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from common.csvimport.columns import Column
from common.csvimport.difference import Problem
from common.csvimport.values import BadValue, choice, code, day, described, email, text, tidy
from notifications.enums import Language
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


described(unit_path, minLength=1, maxLength=LONGEST_PATH)
_language = choice(Language, empty=Language.ENGLISH)


def language(cell: str) -> str:
    """A language that mail is written in, in its own words or in English; empty is English."""
    found: str = _language("es" if tidy(cell).casefold() == "spanish" else cell)
    return found


described(language, enum=["", *(member.value for member in Language)])
described(leaves_in, pattern=r"^(\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}( (un)?paid)?(; )?)*$")


def yes_or_no(cell: str) -> bool:
    """Yes or no, as people and payroll systems write it; empty is no."""
    word = tidy(cell).casefold()
    if word in ("", "no", "n", "false", "0"):
        return False
    if word in ("yes", "y", "true", "1"):
        return True
    raise BadValue("it is neither yes nor no", "write yes, or leave it empty")


described(yes_or_no, enum=["", "yes", "no"])

COLUMNS = (
    Column(
        "employee_no", code(20, is_required=True), ("employee_no",), is_required=True,
        synonyms=("employee number", "employee id", "emp no", "emp id", "person number", "staff number", "id"),
    ),
    Column(
        "first_name", text(150, is_required=True), ("first_name",), is_required=True,
        synonyms=("given name", "forename", "first"),
    ),
    Column(
        "last_name", text(150, is_required=True), ("last_name",), is_required=True,
        synonyms=("surname", "family name", "last"),
    ),
    Column("email", email, ("email", "e-mail", "mail"), synonyms=("e-mail address", "email address", "work email")),
    Column(
        "class_code", code(20, is_required=True), ("class_code",), is_required=True,
        synonyms=("class", "class no", "class number", "job code", "classification code", "classification"),
    ),
    Column(
        "org_unit", unit_path, ("org_unit", "org_unit_path"), is_required=True,
        synonyms=("unit", "organization", "organizational unit", "department", "unit path"),
    ),
    Column(
        "supervisor_no", code(20), ("supervisor_no",), is_required=True,
        synonyms=("supervisor", "supervisor number", "supervisor id", "manager id", "manager number", "reports to"),
    ),
    Column(
        "management_level", choice(ManagementLevel, empty=ManagementLevel.NONE), ("management_level",),
        synonyms=("level", "manager level"),
    ),
    Column(
        "status", choice(EmploymentStatus), ("status",), is_required=True,
        synonyms=("employment status", "employee status"),
    ),
    Column(
        "appointed_on", day(is_required=True), ("appointed_on",), is_required=True, is_day=True,
        synonyms=("appointment date", "appointed", "hire date", "date of appointment", "start date"),
    ),
    Column(
        "anniversary", day(), ("anniversary",), is_day=True,
        synonyms=("anniversary date", "next anniversary", "step anniversary"),
    ),
    Column(
        "probation_recorded_on", day(), ("probation_end", "probation_ends_on"), is_day=True,
        synonyms=("probation end date", "end of probation", "probation ends"),
    ),
    Column(
        "separated_on", day(), ("separated_on",), is_day=True,
        synonyms=("separation date", "termination date", "last day", "separated"),
    ),
    Column("bargaining_unit", text(20), ("bargaining_unit",), synonyms=("bu", "union", "cbid")),
    Column(
        "is_management_plan", yes_or_no, ("management_plan",),
        synonyms=("management appraisal plan", "under management appraisal plan", "map"),
    ),
    Column("leaves", leaves_in, ("leaves",), synonyms=("leaves of absence", "absences")),
    Column("language", language, ("language",), synonyms=("preferred language", "mail language")),
    Column(
        "effective_on", day(), ("effective_on",), is_day=True,
        synonyms=("effective date", "effective", "changes count from"),
    ),
)  # fmt: skip
# What a row says of its own changes and not of the person.
ABOUT_THE_ROW = ("effective_on",)
EMPTY: dict[str, Any] = {
    "email": "",
    "management_level": ManagementLevel.NONE.value,
    "anniversary": None,
    "probation_recorded_on": None,
    "separated_on": None,
    "bargaining_unit": "",
    "is_management_plan": False,
    "leaves": (),
    "language": Language.ENGLISH.value,
}


def contradictions(number: str, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What the row's values (those left out: as stored) say against each other."""
    status, appointed_on = values["status"], values["appointed_on"]
    problems = []
    if values["supervisor_no"] == number:
        reason, remedy = "a person cannot be their own supervisor", "name the next level, or leave it empty"
        problems.append(Problem("supervisor_no", number, reason, remedy))
    for field, column in (("probation_recorded_on", "probation_end"), ("anniversary",) * 2, ("separated_on",) * 2):
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
