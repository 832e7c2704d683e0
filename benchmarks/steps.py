"""How long a morning's step increases, the pages about them and an export take beside plain SQL for the same rows.

    .venv/bin/python -m tools.launch -- python -m benchmarks.steps [--employees 38000]

Everybody has an anniversary; two of three have a Competent on file for it. Measured are a usual morning (one day of
anniversaries), the worst one (a year of them at once), the list of what is at risk within 90 days, and the export of
the whole year. Ends with exit code 1 where the export takes more than LIMIT times the bare SELECT of its lines.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks.filled import made_agency, prepare

AT = datetime(2026, 7, 6, 13, 0, tzinfo=UTC)
TODAY = date(2026, 7, 6)
# What the rule decides, in one statement: the floor of a morning, without reasons, releases, corrections and record.
_DECIDE = """
    INSERT INTO evaluations_comingstep (employee_id, anniversary)
    SELECT employee.id, employee.anniversary
      FROM workforce_employee AS employee
     WHERE employee.anniversary BETWEEN %s AND %s
       AND EXISTS (SELECT FROM evaluations_evaluation AS evaluation
                    WHERE evaluation.employee_id = employee.id AND evaluation.status IN ('issued', 'final')
                      AND evaluation.overall IN ('outstanding', 'very_good', 'competent', '')
                      AND evaluation.filed_on >= employee.anniversary - interval '12 months'
                      AND evaluation.filed_on < employee.anniversary)
"""
_AT_RISK = """
    SELECT count(*) FROM evaluations_comingstep AS coming
     WHERE coming.anniversary <= %s
       AND NOT EXISTS (SELECT FROM evaluations_evaluation AS evaluation
                        WHERE evaluation.employee_id = coming.employee_id AND evaluation.status IN ('issued', 'final')
                          AND evaluation.overall IN ('outstanding', 'very_good', 'competent', '')
                          AND evaluation.filed_on >= coming.anniversary - interval '12 months'
                          AND evaluation.filed_on < coming.anniversary)
"""
_LINES = """
    SELECT employee.employee_no, step.anniversary, step.decision, step.released_on
      FROM evaluations_stepincrease AS step JOIN workforce_employee AS employee ON employee.id = step.employee_id
     ORDER BY step.anniversary, employee.employee_no
"""
LIMIT = 40


def main() -> None:
    """Prepare, measure and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, default=38_000)
    size = parser.parse_args().employees
    prepare()
    people = agency_prepare(size)
    say = sys.stdout.write
    _morning(say, people)
    _at_risk(say)
    is_within = _export(say)
    sys.exit(0 if is_within else 1)


def agency_prepare(size: int) -> int:
    """That many people, their anniversaries spread over the year that ends today, two of three with a Competent."""
    from evaluations.models import Evaluation, FormTemplate
    from evaluations.services import form_templates_load
    from workforce.models import Employee
    from workforce.services import people_import

    people_import(data=made_agency(size, seed=1), file_name="people.csv", by=None, at=AT)
    form_templates_load()
    template = FormTemplate.objects.order_by("pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workforce_employee SET anniversary = %s::date - (id %% 365)::int", [TODAY])
        cursor.execute("UPDATE workforce_employee SET appointed_on = least(appointed_on, '2020-01-01')")
    rows = Employee.objects.exclude(supervisor=None).values_list(
        "pk", "supervisor", "classification", "org_unit", "anniversary"
    )  # fmt: skip
    filed = [
        Evaluation(
            employee_id=pk, rater_id=supervisor, classification_id=classification, org_unit_id=unit, template=template,
            policy_key="county", policy_version=1, status="final", created_at=AT, content_saved_at=AT,
            period_start=day - timedelta(days=400), period_end=day - timedelta(days=36), overall="competent",
            issued_on=day - timedelta(days=30), presented_on=day - timedelta(days=30), issue_method="given",
            filed_on=day - timedelta(days=30), finalized_at=AT - timedelta(days=40), submitted_at=AT,
        )
        for pk, supervisor, classification, unit, day in rows
        if pk % 3
    ]  # fmt: skip
    Evaluation.objects.bulk_create(filed, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Employee.objects.count()


def _morning(say: Callable[[str], Any], people: int) -> None:
    from evaluations.services.steps import steps_decide

    counts: dict[str, int] = {}
    with transaction.atomic():
        steps_decide(at=AT - timedelta(days=1), begin_on=TODAY)
        usual, queries = _measured(lambda: counts.update(steps_decide(at=AT)))
        again, _ = _measured(lambda: steps_decide(at=AT))
        transaction.set_rollback(True)
    say(
        f"{people} people: a usual morning of {sum(counts.values())} anniversaries {usual:.2f} s in {queries} queries, "
        f"a second run {again:.2f} s\n"
    )
    with transaction.atomic():
        bare = _seconds(lambda: _run(_DECIDE, [TODAY - timedelta(days=365), TODAY]))
        transaction.set_rollback(True)
    begin = TODAY - timedelta(days=364)
    year, queries = _measured(lambda: counts.update(steps_decide(at=AT, begin_on=begin)))
    say(
        f"A year at once, {sum(counts.values())} anniversaries: {year:.2f} s in {queries} queries, {year / bare:.1f} "
        f"times one bare INSERT … SELECT of who is granted ({bare:.2f} s)\n"
    )


def _at_risk(say: Callable[[str], Any]) -> None:
    from workspace.selectors.steps import StepQuery, coming_listed, holders_of, people_in, risk_counts, with_people

    reader, query = _somebody("hr"), StepQuery(state="risk_90")

    def page() -> None:
        risk_counts(reader, TODAY)
        rows, _outlooks = coming_listed(reader, query, TODAY)
        rows.count()
        holders_of(reader, people_in(with_people(rows)[:25]))

    page()
    ours, queries = _measured(page)
    bare = _seconds(lambda: _run(_AT_RISK, [TODAY + timedelta(days=90)]))
    say(f"At risk within 90 days: {ours:.2f} s in {queries} queries, the bare count {bare:.3f} s\n")


def _export(say: Callable[[str], Any]) -> bool:
    from evaluations.selectors.payroll import WHOLE, export_file
    from evaluations.services.payroll import payroll_export_make

    days = {"first_on": TODAY - timedelta(days=364), "last_on": TODAY}
    by = _somebody("payroll")
    made: list[Any] = []
    ours, queries = _measured(lambda: made.append(payroll_export_make(**days, by=by, at=AT)))
    again, _ = _measured(lambda: made.append(payroll_export_make(**days, by=by, at=AT)))
    taken = _seconds(lambda: sum(len(line) for line in export_file(made[0], WHOLE)))
    bare = _seconds(lambda: _run(_LINES, []))
    say(
        f"An export of {made[0].rows} lines: {ours:.2f} s in {queries} queries, a second one {again:.2f} s, its file "
        f"taken again {taken:.2f} s; the bare SELECT of its lines {bare:.2f} s, so {ours / bare:.1f} and "
        f"{taken / bare:.1f} times that (limit {LIMIT})\n"
    )
    return ours / bare <= LIMIT


def _somebody(role: str) -> Any:
    from accounts.models import RoleGrant, User

    user = User.objects.create(email=f"{role}@measured.example", name=role)
    RoleGrant.objects.create(user=user, role=role, granted_at=AT)
    return user


def _run(statement: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        if cursor.description:
            cursor.fetchall()


def _measured(work: Callable[[], Any]) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as captured:
        seconds = _seconds(work)
    return seconds, len(captured)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
