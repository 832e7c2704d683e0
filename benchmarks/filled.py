"""A throwaway database with the made-up agency in it, its evaluations of some years and their trail, filled in sets."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone


def prepare() -> None:
    """Settings and tables; ends the program beside a database that holds people, since measuring writes and empties."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    from workforce.models import Employee

    if Employee.objects.exists():
        sys.exit("This database holds people, and measuring writes to it: run it beside a throwaway one.")


def made_agency(size: int, seed: int) -> bytes:
    """The people file that `make_people` writes, its classes imported."""
    from competencies.services import classifications_import

    with TemporaryDirectory() as folder:
        people, classes = Path(folder) / "people.csv", Path(folder) / "classes.csv"
        options = {"employees": size, "seed": seed, "out": str(people), "classes_out": str(classes)}
        call_command("make_people", **options, stdout=io.StringIO())
        classifications_import(data=classes.read_bytes(), file_name=classes.name, by=None, at=timezone.now())
        return people.read_bytes()


def fill(size: int, seed: int) -> None:
    """People, two finished evaluations and often one under way for each, signing steps, windows, 350,000 events."""
    from evaluations.services import form_templates_load
    from workforce.services import people_import

    data = made_agency(size, seed)
    people_import(data=data, file_name="people.csv", by=None, at=timezone.now())
    form_templates_load()
    for years in (1, 2):
        _evaluations(_FINISHED, years=years, chosen="TRUE")
    _evaluations(_UNDER_WAY, years=0, chosen="e.id % 5 = 0")
    for statement in (_SIGNATURES, _STEPS, _WINDOWS, _EVENTS):
        _run(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


_FINISHED = {
    "status": "'final'",
    "overall": "(ARRAY['competent','competent','very_good','outstanding','improvement_needed'])"
    "[CASE WHEN e.id % 50 = 0 THEN 5 ELSE 1 + e.id % 4 END]",
    "submitted_at": "period.ends + TIME '12:00'", "signing_round": "1", "last_agency_signature_on": "period.ends + 5",
    "presented_on": "period.ends + 7", "issued_on": "period.ends + 7", "issue_method": "'given'",
    "outcome": "'signed'", "outcome_on": "period.ends + 7", "response_waived_on": "period.ends + 8",
    "filed_on": "period.ends + 8", "finalized_at": "period.ends + 8 + TIME '12:00'",
}  # fmt: skip
_UNDER_WAY = {
    "status": "(ARRAY['draft','reviewer_review','department_head_review','ready_to_issue','hr_review'])"
    "[CASE WHEN e.id % 250 = 0 THEN 5 ELSE 1 + e.id / 5 % 4 END]",
    "overall": "CASE WHEN e.id % 250 = 0 THEN 'improvement_needed' ELSE 'competent' END",
    "submitted_at": "CASE WHEN e.id / 5 % 4 > 0 OR e.id % 250 = 0 THEN now() END",
    "signing_round": "CASE WHEN e.id / 5 % 4 > 0 OR e.id % 250 = 0 THEN 1 ELSE 0 END",
}  # fmt: skip
_OF_EVERY = {
    "public_id": "gen_random_uuid()", "employee_id": "e.id", "rater_id": "e.supervisor_id",
    "classification_id": "e.classification_id", "org_unit_id": "e.org_unit_id",
    "template_id": "(SELECT min(id) FROM evaluations_formtemplate)", "kind": "'annual'", "policy_key": "'county'",
    "policy_version": "1", "created_at": "period.ends - 30 + TIME '09:00'",
    "content_saved_at": "period.ends + TIME '09:00'", "content_version": "3", "version": "1", "signing_round": "0",
    "period_start": "period.starts", "period_end": "period.ends",
}  # fmt: skip
# The route of an evaluation that was submitted: its Rater, and two levels above.
_ROUTE = """
    evaluations_evaluation v
    JOIN workforce_employee r ON r.id = v.rater_id
    JOIN workforce_employee a ON a.id = r.supervisor_id
    JOIN workforce_employee d ON d.id = a.supervisor_id
    CROSS JOIN LATERAL (VALUES (1, 'rater', r.id, r.user_id), (2, 'reviewer', a.id, a.user_id),
                               (3, 'department_head', d.id, d.user_id)) AS step (position, capacity, person, account)
"""
_HAS_SIGNED = """
    (step.position = 1 OR v.status IN ('final', 'ready_to_issue')
     OR (step.position = 2 AND v.status = 'department_head_review'))
"""
_SIGNATURES = f"""
    INSERT INTO audit_signature (stream, round, capacity, user_id, name, title, acting_for, statement, content_sha256,
                                 template_version, policy_version, confirmed_by, at)
    SELECT 'evaluation:' || v.public_id, 1, step.capacity, coalesce(step.account, -step.person), 'Somebody', '', '',
           'I sign.', md5(v.id::text), 'general-1', 'county-1', '', v.submitted_at
    FROM {_ROUTE} WHERE v.submitted_at IS NOT NULL AND {_HAS_SIGNED}
"""  # noqa: S608 - the statement is put together from the constants above
_STEPS = f"""
    INSERT INTO evaluations_signingstep (evaluation_id, round, capacity, position, principal_id, reason, signature_id)
    SELECT v.id, 1, step.capacity, step.position, step.person, 'By the chart.', s.id
    FROM {_ROUTE}
    LEFT JOIN audit_signature s ON s.stream = 'evaluation:' || v.public_id AND s.capacity = step.capacity
    WHERE v.submitted_at IS NOT NULL
"""  # noqa: S608 - the statement is put together from the constants above
_WINDOWS = """
    INSERT INTO evaluations_followup (evaluation_id, employee_id, starts_on, ends_on, prior_status, status)
    SELECT DISTINCT ON (employee_id) id, employee_id, issued_on, issued_on + 184, 'permanent', 'open'
    FROM evaluations_evaluation WHERE overall = 'improvement_needed' AND status = 'final'
    ORDER BY employee_id, period_end DESC
"""
_EVENTS = """
    INSERT INTO audit_auditevent (stream, sequence, at, actor_id, actor_name, action, data, previous_hash, hash)
    SELECT 'evaluation:' || v.public_id, step.number, v.created_at + step.number * INTERVAL '1 hour', u.id,
           coalesce(u.name, 'System'), step.action, '{"round": 1}', md5(v.id::text), md5(step.number::text)
    FROM evaluations_evaluation v JOIN workforce_employee r ON r.id = v.rater_id
    LEFT JOIN accounts_user u ON u.id = r.user_id
    CROSS JOIN LATERAL (VALUES (1, 'started'), (2, 'saved'), (3, 'submitted'), (4, 'signed'), (5, 'issued'))
        AS step (number, action)
    ORDER BY v.created_at
"""


def _evaluations(values: dict[str, str], *, years: int, chosen: str) -> None:
    """One for each person in service under a supervisor: `years` before the coming anniversary."""
    from evaluations.models import Evaluation

    given = {**_OF_EVERY, **values}
    columns = [field.column for field in Evaluation._meta.concrete_fields if field.column != "id"]
    expressions = [given.get(column, _nothing(Evaluation, column)) for column in columns]
    _run(
        f"""
        INSERT INTO evaluations_evaluation ({", ".join(columns)})
        SELECT {", ".join(expressions)} FROM workforce_employee e
        CROSS JOIN LATERAL (SELECT (e.anniversary - INTERVAL '{years + 1} years')::date AS starts,
                                   (e.anniversary - INTERVAL '{years} years')::date - 1 AS ends) AS period
        WHERE e.supervisor_id IS NOT NULL AND e.status <> 'separated' AND e.appointed_on <= period.starts AND {chosen}
        """  # noqa: S608 - names come from the model, expressions from above
    )


def _nothing(model: type[models.Model], column: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return "''" if isinstance(field, models.CharField | models.TextField) else "NULL"


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
