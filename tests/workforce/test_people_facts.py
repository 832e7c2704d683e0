"""What a people file changes about somebody's work, as dated facts; and the days, languages and numbers of its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from common.csvimport.difference import Change, ImportResult
from jobs.models import Job
from notifications.models import Preference
from tests.counting import queries_of
from tests.factories import make_classification
from workforce.enums import ChangedFact
from workforce.models import Employee, EmploymentChange
from workforce.services import people_import
from workforce.services.people_facts import facts_of

AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
HEADINGS = (
    "employee_no", "first_name", "last_name", "email", "class_code", "org_unit", "supervisor_no", "management_level",
    "status", "appointed_on", "separated_on", "language", "effective_on",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _classes(db: None) -> None:
    make_classification(code="0617", title="Office Technician")
    make_classification(code="1733", title="Program Manager")


def row(number: str, supervisor: str = "", **cells: str) -> str:
    values = {
        "employee_no": number, "first_name": "Ana", "last_name": f"Person {number}",
        "email": f"p{number}@agency.example", "class_code": "0617", "org_unit": "Agency / North",
        "supervisor_no": supervisor, "status": "permanent", "appointed_on": "2020-07-01", **cells,
    }  # fmt: skip
    return ",".join(values.get(heading, "") for heading in HEADINGS)


def run(*rows: str, **options: object) -> ImportResult:
    data = "\n".join([",".join(HEADINGS), *rows]).encode()
    return people_import(data=data, file_name="people.csv", **{"by": None, "at": AT, **options})


def problems(result: ImportResult) -> list[tuple[str, str, str, str]]:
    found = [(rejection.key, rejection.problems[0]) for rejection in result.difference.rejected]
    return sorted((key, one.column, one.reason, one.remedy) for key, one in found)


# --- facts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "effective_on", "facts"),
    [
        ({"supervisor_no": ("1", "2")}, None, [(ChangedFact.SUPERVISOR, "1", "2", TODAY)]),
        ({"supervisor_no": ("1", "")}, None, [(ChangedFact.SUPERVISOR, "1", "", TODAY)]),
        ({"class_code": ("0617", "1733")}, date(2026, 7, 1), [
            (ChangedFact.CLASSIFICATION, "0617", "1733", date(2026, 7, 1))]),
        ({"org_unit": ("A / B", "A / C")}, None, [(ChangedFact.ORG_UNIT, "A / B", "A / C", TODAY)]),
        ({"management_level": ("none", "supervisor")}, None, [
            (ChangedFact.MANAGEMENT_LEVEL, "none", "supervisor", TODAY)]),
        ({"status": ("permanent", "separated"), "separated_on": (None, date(2026, 2, 27))}, None, [
            (ChangedFact.SEPARATION, "permanent", "separated", date(2026, 2, 27))]),
        ({"status": ("permanent", "separated"), "separated_on": (None, date(2026, 2, 27))}, date(2026, 3, 1), [
            (ChangedFact.SEPARATION, "permanent", "separated", date(2026, 2, 27))]),
        ({"status": ("permanent", "separated")}, date(2026, 3, 1), [
            (ChangedFact.SEPARATION, "permanent", "separated", date(2026, 3, 1))]),
        ({"class_code": ("0617", "1733"), "separated_on": (None, date(2026, 2, 27))}, date(2026, 3, 1), [
            (ChangedFact.CLASSIFICATION, "0617", "1733", date(2026, 3, 1)),
            (ChangedFact.SEPARATION, "separated", "separated", date(2026, 2, 27))]),
        ({"separated_on": (date(2026, 2, 27), date(2026, 3, 27))}, None, [
            (ChangedFact.SEPARATION, "separated", "separated", date(2026, 3, 27))]),
        ({"status": ("separated", "permanent"), "separated_on": (date(2026, 2, 27), None)}, None, [
            (ChangedFact.RETURN, "separated", "permanent", TODAY)]),
        ({"status": ("probationary", "permanent"), "last_name": ("A", "B"), "leaves": ((), ())}, None, []),
        ({"supervisor_no": ("1", "2"), "class_code": ("0617", "1733")}, None, [
            (ChangedFact.SUPERVISOR, "1", "2", TODAY), (ChangedFact.CLASSIFICATION, "0617", "1733", TODAY)]),
    ],
)  # fmt: skip
def test_which_changes_are_facts_and_from_when(fields, effective_on, facts) -> None:
    assert list(facts_of(Change(2, "9", fields), effective_on, today=TODAY)) == facts


def test_facts_are_recorded_with_the_runs_stream_for_people_who_were_there() -> None:
    run(row("1"), row("2", "1"))
    assert EmploymentChange.objects.count() == 0
    result = run(
        row("2", "", class_code="1733", effective_on="2026-07-01"), row("3", "1", status="separated"), row("1")
    )
    fields = ("employee__employee_no", "fact", "before", "after", "effective_on", "recorded_at", "stream")
    day = date(2026, 7, 1)
    assert list(EmploymentChange.objects.values_list(*fields)) == [
        ("2", "supervisor", "1", "", day, AT, result.stream),
        ("2", "classification", "0617", "1733", day, AT, result.stream),
    ]
    assert result.difference.effective_on == {"2": day}
    assert "effective_on" not in result.difference.changed[0].fields


def test_a_separation_counts_from_its_day() -> None:
    run(row("1"))
    run(row("1", status="separated", separated_on="2026-02-20"))
    assert list(EmploymentChange.objects.values_list("fact", "effective_on")) == [("separation", date(2026, 2, 20))]


def test_a_separation_counts_from_the_last_day_of_service_whatever_day_the_row_names() -> None:
    run(row("1"), row("2"), row("3"))
    gone = {"status": "separated", "separated_on": "2026-02-20", "effective_on": "2026-03-01"}
    result = run(
        row("1", **gone), row("2", class_code="1733", **gone), row("3", last_name="B", effective_on="2026-07-01")
    )
    assert list(EmploymentChange.objects.values_list("employee__employee_no", "fact", "effective_on")) == [
        ("1", "separation", date(2026, 2, 20)),
        ("2", "classification", date(2026, 3, 1)),
        ("2", "separation", date(2026, 2, 20)),
    ]
    assert result.difference.effective_on == {"2": date(2026, 3, 1)}


@pytest.mark.parametrize(("day", "is_rejected"), [("2026-03-02", False), ("2026-03-03", True)])
def test_a_separation_is_not_brought_in_before_the_last_day_of_service(day: str, is_rejected: bool) -> None:
    run(row("1"))
    result = run(row("1", status="separated", separated_on=day), row("2", status="separated", separated_on=day))
    remedy = "import it on that day or later; until then leave the status as it is"
    found = ("separated_on", "the last day of service lies ahead", remedy)
    assert problems(result) == ([("1", *found), ("2", *found)] if is_rejected else [])
    statuses = dict(Employee.objects.values_list("employee_no", "status"))
    assert statuses == ({"1": "permanent"} if is_rejected else {"1": "separated", "2": "separated"})
    assert Employee.objects.get(employee_no="1").user.is_active is is_rejected


def test_the_rooms_above_are_asked_to_follow_each_applied_run_once() -> None:
    first = run(row("1"))
    run(row("1"))
    run(row("2"), is_dry_run=True)
    assert list(Job.objects.values_list("name", "key", "payload")) == [("evaluations.follow_changes", first.stream, {})]


def test_statements_do_not_grow_with_the_facts() -> None:
    run(*(row(str(number)) for number in range(1, 301)))
    counts = {
        queries_of(run, *(row(str(number), class_code=code) for number in range(1, size + 1)))
        for size, code in ((1, "1733"), (3, "1733"), (300, "0617"))
    }
    assert (len(counts), EmploymentChange.objects.count()) == (1, 1 + 2 + 3)


# --- the day from which changes count ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2025-03-02", ""),
        ("2027-03-02", ""),
        ("2025-03-01", "it lies more than a year back"),
        ("2027-03-03", "it lies more than a year ahead"),
        ("soon", "it is not a date"),
    ],
)
def test_a_day_more_than_a_year_away_is_rejected(day: str, reason: str) -> None:
    run(row("1"))
    result = run(row("1", class_code="1733", effective_on=day))
    assert [(key, column, said) for key, column, said, _ in problems(result)] == (
        [("1", "effective_on", reason)] if reason else []
    )


def test_a_row_that_differs_in_its_day_alone_changes_nothing() -> None:
    run(row("1"))
    result = run(row("1", effective_on="2026-07-01"))
    assert (result.difference.counts["unchanged"], result.is_applied) == (1, False)


# --- languages --------------------------------------------------------------------------------------------------------


def languages() -> dict[str, str]:
    found = Employee.objects.exclude(user__preference=None).values_list("employee_no", "user__preference__language")
    return dict(found)


def test_a_language_is_kept_with_the_account() -> None:
    run(row("1", language="es"), row("2", language="Español"), row("3", language="Spanish"), row("4", language="en"))
    assert languages() == {"1": "es", "2": "es", "3": "es", "4": "en"}
    again = run(row("1", language="es"), row("4"))
    assert again.difference.counts["unchanged"] == 2


def test_an_empty_cell_is_english_and_everything_else_a_person_prefers_stays() -> None:
    run(row("1", language="es"))
    Preference.objects.update(has_digest=False)
    result = run(row("1", language=""))
    assert result.difference.changed[0].fields == {"language": ("es", "en")}
    assert list(Preference.objects.values_list("language", "has_digest")) == [("en", False)]


def test_without_an_account_a_language_is_noted_and_left_out() -> None:
    result = run(row("1", email="", language="es"), row("2", email=""))
    assert result.difference.notes == ["1 people have a language in the file and no account that could keep it"]
    assert Preference.objects.count() == 0
    assert run(row("1", email="", language="es"), row("2", email="")).difference.counts["unchanged"] == 2


def test_an_unknown_language_is_rejected() -> None:
    assert problems(run(row("1", language="fr"))) == [("1", "language", "it is not known", "write one of: en, es")]


# --- zeros that a spreadsheet took off --------------------------------------------------------------------------------

TAKEN = "a spreadsheet may have taken the leading zeros off"
LOST = "there is no such person, but one whose number has zeros in front"


def test_a_number_without_its_zeros_is_not_a_new_person() -> None:
    run(row("000617"))
    assert problems(run(row("617"))) == [("617", "employee_no", LOST, f"there is a 000617: {TAKEN}")]
    assert Employee.objects.count() == 1


def test_a_supervisor_without_their_zeros_is_named_from_what_is_stored_and_from_the_file() -> None:
    run(row("000617"))
    result = run(row("000700", "617"), row("000701", "702"), row("000702"))
    assert problems(result) == [
        ("000700", "supervisor_no", LOST, f"there is a 000617: {TAKEN}"),
        ("000701", "supervisor_no", LOST, f"there is a 000702: {TAKEN}"),
    ]


def test_a_number_of_its_own_is_taken_as_it_is() -> None:
    run(row("617"))
    assert run(row("000617"), row("6170")).difference.counts["new"] == 2
