"""The exports for payroll: nothing is missed, nothing is told twice, and every file can be taken again."""

from __future__ import annotations

import csv
import hashlib
import threading
from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import InternalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import User
from audit.models import AuditEvent
from common.errors import Conflict, NotAllowed, NotVisible, RuleViolations
from evaluations.models import Evaluation, PayrollExport, PayrollLine, StepIncrease
from evaluations.rules.payroll import COLUMNS
from evaluations.selectors.payroll import DIFFERENCE, WHOLE, export_file
from evaluations.selectors.step_verification import step_findings
from evaluations.services.payroll import payroll_export_make
from tests.counting import queries_of
from tests.evaluations.stepping import A, begun, corrected, decided, morning, on_file, person
from tests.factories import make_user
from workforce.models import Employee

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Lines = list[dict[str, str]]


@pytest.fixture
def payroll() -> User:
    return make_user(name="Pat Payroll", roles=[Role.PAYROLL])


def export(by: User, first: date = A, last: date | None = None, *, on: date | None = None) -> PayrollExport:
    last = last or first
    return payroll_export_make(first_on=first, last_on=last, by=by, at=morning(on or last) + timedelta(hours=3))


def text_of(made: PayrollExport, part: str) -> bytes:
    return "".join(export_file(made, part)).encode()


def lines_of(made: PayrollExport, part: str) -> Lines:
    return list(csv.DictReader(text_of(made, part).decode("utf-8-sig").splitlines()))


def said(lines: Lines) -> list[str]:
    return [",".join(line.values()) for line in lines]


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_whole_and_the_first_difference(payroll: User):
    begun()
    granted, held = person(employee_no="990001"), person(employee_no="990002")
    on_file(granted, "very_good", date(2026, 3, 1))
    on_file(held, "improvement_needed", date(2026, 3, 1))
    decided(A)
    made = export(payroll)
    assert text_of(made, WHOLE).decode() == (
        "\ufeffchange,employee_no,anniversary,decision,effective_on,released_on,pay_back\r\n"
        ",990001,2026-10-01,granted,2026-10-01,,\r\n"
        ",990002,2026-10-01,held,,,\r\n"
    )
    assert said(lines_of(made, DIFFERENCE)) == [
        "new,990001,2026-10-01,granted,2026-10-01,,", "new,990002,2026-10-01,held,,,",
    ]  # fmt: skip
    assert (made.number, made.rows, made.changes) == (1, 2, 2)


def test_no_rating_and_no_reason_is_in_it(payroll: User):
    begun()
    for rating in ("improvement_needed", "unsatisfactory", "very_good", ""):
        on_file(person(), rating, date(2026, 3, 1))
    person()
    decided(A)
    text = (text_of(export(payroll), WHOLE) + text_of(export(payroll), DIFFERENCE)).decode().lower()
    for word in ("competent", "improvement", "unsatisfactory", "very_good", "below", "filed", "deemed"):
        assert word not in text.replace("released_on", "")
    # A step that is held for a low rating reads like one that is held for want of any.
    assert {line["decision"] for line in lines_of(PayrollExport.objects.latest("pk"), WHOLE)} == {"granted", "held"}


def test_the_same_decisions_are_the_same_bytes(payroll: User):
    begun()
    for number in (3, 1, 2):
        person(employee_no=f"99000{number}")
    decided(A)
    first, second = export(payroll), export(payroll, on=A + 5 * DAY)
    assert (first.sha256, text_of(first, WHOLE)) == (second.sha256, text_of(second, WHOLE))
    assert [line["employee_no"] for line in lines_of(first, WHOLE)] == ["990001", "990002", "990003"]
    assert (second.number, second.rows, second.changes, lines_of(second, DIFFERENCE)) == (2, 3, 0, [])


def test_an_export_can_be_taken_again_after_everything_has_changed(payroll: User):
    begun()
    people = [person() for _ in range(3)]
    good = on_file(people[0], "competent", date(2026, 3, 1))
    decided(A)
    made = export(payroll)
    before = {part: text_of(made, part) for part in (WHOLE, DIFFERENCE)}
    corrected(good, "unsatisfactory", date(2026, 10, 2))
    on_file(people[1], "competent", date(2026, 10, 2))
    decided(date(2026, 10, 3))
    export(payroll, last=date(2026, 10, 3))
    for part, digest in ((WHOLE, made.sha256), (DIFFERENCE, made.difference_sha256)):
        assert text_of(made, part) == before[part]
        assert hashlib.sha256(before[part]).hexdigest() == digest


def test_a_number_that_looks_like_a_formula_is_harmless(payroll: User):
    begun()
    person(employee_no="=1+1")
    decided(A)
    assert said(lines_of(export(payroll), WHOLE)) == [",'=1+1,2026-10-01,held,,,"]


# --- the difference ---------------------------------------------------------------------------------------------------


def test_a_hold_that_is_over_is_told_by_the_next_export_whatever_its_days(payroll: User):
    begun()
    employee = person(employee_no="990001")
    decided(A)
    export(payroll)
    on_file(employee, "competent", date(2026, 11, 20))
    other = person(date(2026, 11, 21), employee_no="990002")
    decided(date(2026, 11, 21))
    november = export(payroll, date(2026, 11, 1), date(2026, 11, 21))
    assert said(lines_of(november, DIFFERENCE)) == [
        "changed,990001,2026-10-01,released,2026-11-20,2026-11-20,no", "new,990002,2026-11-21,held,,,",
    ]  # fmt: skip
    assert said(lines_of(november, WHOLE)) == [",990002,2026-11-21,held,,,"]
    assert (november.rows, november.changes, other.employee_no) == (1, 2, "990002")
    assert lines_of(export(payroll, date(2026, 11, 1), date(2026, 11, 21)), DIFFERENCE) == []


def test_a_step_that_is_decided_late_is_told_by_the_next_export(payroll: User):
    begun(A - DAY)
    decided(A)
    export(payroll, A)
    late = person(A)
    on_file(late, "competent", A - DAY)
    decided(A + 30 * DAY)
    made = export(payroll, A + DAY, A + 30 * DAY)
    (line,) = lines_of(made, DIFFERENCE)
    assert (line["employee_no"], line["anniversary"], line["change"]) == (late.employee_no, str(A), "new")
    assert lines_of(made, WHOLE) == []
    decided(A + 31 * DAY)
    assert lines_of(export(payroll, A + 31 * DAY), DIFFERENCE) == []


def test_a_step_that_was_granted_and_is_not_any_more_is_withdrawn(payroll: User):
    begun()
    lowered, gone = person(employee_no="990001"), person(employee_no="990002")
    good = on_file(lowered, "competent", date(2026, 3, 1))
    on_file(gone, "competent", date(2026, 3, 1))
    decided(A)
    export(payroll)
    corrected(good, "improvement_needed", date(2026, 10, 2))
    Employee.objects.filter(pk=gone.pk).update(status="separated", separated_on=A)
    decided(date(2026, 10, 3))
    assert said(lines_of(export(payroll, A, date(2026, 10, 3)), DIFFERENCE)) == [
        "withdrawn,990001,2026-10-01,held,,,", "withdrawn,990002,2026-10-01,none,,,",
    ]  # fmt: skip


def test_another_reason_for_the_same_decision_is_no_news(payroll: User):
    begun()
    employee = person()
    good = on_file(employee, "competent", date(2026, 3, 1))
    decided(A)
    export(payroll)
    corrected(good, "very_good", date(2026, 10, 2))
    assert decided(date(2026, 10, 3)) == {"changed": 1}
    assert lines_of(export(payroll, A, date(2026, 10, 3)), DIFFERENCE) == []
    # and it is no news to one of other days, either
    assert lines_of(export(payroll, A + DAY, date(2026, 10, 3)), DIFFERENCE) == []


def test_back_and_forth_between_two_exports_is_no_news(payroll: User):
    begun()
    employee = person()
    good = on_file(employee, "competent", date(2026, 3, 1))
    decided(A)
    export(payroll)
    low = corrected(good, "unsatisfactory", date(2026, 10, 2))
    decided(date(2026, 10, 3))
    corrected(low, "competent", date(2026, 10, 4))
    decided(date(2026, 10, 5))
    assert lines_of(export(payroll, A, date(2026, 10, 5)), DIFFERENCE) == []


RATINGS = st.sampled_from(["competent", "improvement_needed", "very_good", "unsatisfactory"])
PEOPLE = st.integers(0, 3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("file"), PEOPLE, RATINGS),
        st.tuples(st.just("correct"), PEOPLE, RATINGS),
        st.tuples(st.just("leave"), PEOPLE, st.none()),
        st.tuples(st.just("come"), PEOPLE, st.none()),
        st.tuples(st.just("export"), st.integers(0, 3), st.integers(0, 12)),
        st.tuples(st.just("wait"), st.integers(1, 3), st.none()),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(ACTS)
def test_differences_alone_lead_to_what_every_whole_file_says(payroll: User, acts: list[tuple[Any, ...]]):
    """Whoever loads each difference once, in order, knows of the days of each export what its whole file says, and of
    every day of which there was an export what is decided now, also where it was decided late."""
    with transaction.atomic():
        _live(payroll, [*acts, ("wait", 1, None), ("export", 0, 12)])
        transaction.set_rollback(True)


def _live(payroll: User, acts: list[tuple[Any, ...]]) -> None:
    begun(A - DAY)
    people = [person(A + number * DAY) for number in range(4)]
    today, ledger, covered = A, dict[tuple[str, str], tuple[str, ...]](), set[str]()
    decided(today)
    for kind, which, value in acts:
        if kind == "wait":
            for _ in range(which):
                today += DAY
                decided(today)
        elif kind == "export":
            first, last = min(A + which * DAY, today), min(A + which * DAY + value * DAY, today)
            made = export(payroll, first, last, on=today)
            _load(ledger, lines_of(made, DIFFERENCE))
            days = {str(first + number * DAY) for number in range((last - first).days + 1)}
            covered |= days
            known = {key: line for key, line in ledger.items() if key[1] in days}
            whole: dict[tuple[str, str], tuple[str, ...]] = {}
            _load(whole, lines_of(made, WHOLE))
            assert known == whole
        else:
            _happen(kind, people[which], value, today)
    everything: dict[tuple[str, str], tuple[str, ...]] = {}
    _load(everything, lines_of(export(payroll, A - DAY, today, on=today), WHOLE))
    assert {key: line for key, line in everything.items() if key[1] in covered} == ledger


def _load(ledger: dict[tuple[str, str], tuple[str, ...]], lines: Lines) -> None:
    for line in lines:
        ledger[line["employee_no"], line["anniversary"]] = tuple(line[name] for name in list(COLUMNS)[3:])


def _happen(kind: str, employee: Employee, value: Any, today: date) -> None:
    standing = Evaluation.objects.filter(employee=employee, status="final").order_by("-pk").first()
    if kind == "file":
        on_file(employee, value, today)
    elif kind == "correct" and standing is not None:
        corrected(standing, value, today)
    elif kind == "come":  # a people file names somebody's anniversary only now
        person(employee.anniversary)
    elif kind == "leave":
        Employee.objects.filter(pk=employee.pk).update(status="separated", separated_on=A + DAY)


# --- who, when, at once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "refusal"),
    [
        ([Role.AUDITOR], NotAllowed),
        ([Role.SYSTEM_ADMIN], NotVisible),
        ([Role.CLASSIFICATION_ADMIN], NotVisible),
        ([], NotVisible),
    ],
)
def test_who_may_not(roles: list[Role], refusal: type[Exception]):
    begun()
    with pytest.raises(refusal):
        export(make_user(roles=roles), A - DAY, A - DAY, on=A)
    assert not PayrollExport.objects.exists()


@pytest.mark.parametrize("role", [Role.HR, Role.PAYROLL])
def test_who_may(role: Role):
    begun(A)
    assert export(make_user(roles=[role])).number == 1


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (A, A - DAY, "days_out_of_order"),
        (A, A + DAY, "not_decided_yet"),
        (A - 3 * DAY, A + 30 * DAY, "not_decided_yet"),
    ],
)
def test_days_that_cannot_be_given(payroll: User, first: date, last: date, code: str):
    begun(A)
    with pytest.raises(RuleViolations) as refused:
        export(payroll, first, last, on=A)
    assert [violation.code for violation in refused.value.violations] == [code]
    assert not PayrollExport.objects.exists()


def test_before_the_first_run_there_is_nothing_to_give(payroll: User):
    with pytest.raises(Conflict):
        export(payroll)


def test_the_export_is_an_event_with_its_digests(payroll: User):
    begun()
    person()
    decided(A)
    made = export(payroll)
    event = AuditEvent.objects.get(action="payroll_export_made")
    assert (event.stream, event.actor_id) == ("payroll:1", payroll.pk)
    assert event.data == {
        "first_on": "2026-10-01", "last_on": "2026-10-01", "rows": 1, "changes": 1, "sha256": made.sha256,
        "difference_sha256": made.difference_sha256,
    }  # fmt: skip


def test_exports_and_lines_are_never_changed(payroll: User):
    begun()
    person()
    decided(A)
    export(payroll)
    for model, change in ((PayrollExport, {"rows": 7}), (PayrollLine, {"change": "same"})):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_the_trail_is_held_against_decisions_and_files(payroll: User):
    begun()
    employee, other = person(employee_no="990001"), person(employee_no="990002")
    decided(A)
    on_file(employee, "competent", A)
    decided(A + DAY)
    export(payroll, A, A + DAY)
    assert list(step_findings()) == []
    with pgtrigger.ignore("evaluations.StepIncrease:append_only"):
        StepIncrease.objects.filter(employee=other).update(decision="grant")
    assert [str(found) for found in step_findings()] == [
        "steps:990002: the decisions on step increases are not those that the events name",
        "payroll:1: the files of this export are not those that were made",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_exports_at_once_tell_a_change_once(payroll: User):
    begun()
    person()
    decided(A)
    threads = [threading.Thread(target=_export_in_a_thread, args=[payroll]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(PayrollExport.objects.values_list("number", "rows", "changes")) == [(1, 1, 1), (2, 1, 0)]


def _export_in_a_thread(by: User) -> None:
    try:
        export(by)
    finally:
        connection.close()


def test_the_number_of_queries_does_not_depend_on_the_number_of_lines(payroll: User):
    begun()
    decided(A - DAY)
    export(payroll, A - DAY)  # reads the roles, once
    counts = []
    for _ in range(2):
        for _ in range(3):
            person()
        decided(A)
        counts.append(queries_of(export, payroll))
        counts.append(queries_of(text_of, PayrollExport.objects.latest("pk"), WHOLE))
    assert counts[:2] == counts[2:]
