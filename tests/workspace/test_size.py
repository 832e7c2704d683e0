"""With 10,000 people the lists are answered along indexes: what is skipped or not meant is never looked through."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.selectors import accounts_found, accounts_listed
from audit.selectors import events_listed
from evaluations.enums import EvaluationStatus, Rating
from evaluations.selectors import evaluations_visible_to
from tests.evaluations.journeys import TODAY, agency, evaluation_in, hr_analyst, user_of
from tests.factories import make_classification, make_org_unit
from workforce.selectors import PeopleQuery, people_found, people_listed
from workspace.selectors.tasks import MOST_REVIEWS, tasks_of
from workspace.selectors.trail import FEW, meant, streams_about

pytestmark = pytest.mark.django_db
SIZE = 10_000


def fill() -> None:
    """Accounts, people under one supervisor, and four events of each account; every thousandth is called Núñez."""
    ids = {"unit": make_org_unit().pk, "class": make_classification().pk, "size": SIZE}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_user (email, name, search_key, password, is_active, created_at, sessions_epoch)
            SELECT 'p' || n || '@agency.example', name, name || ' p' || n || ' agency example', '', TRUE, now(), 0
            FROM (SELECT n, CASE WHEN n %% 1000 = 0 THEN 'nunez ' ELSE md5(n::text) || ' ' END || n AS name
                  FROM generate_series(1, %(size)s) AS n) AS named
            """,
            ids,
        )
        cursor.execute(
            """
            INSERT INTO workforce_employee (employee_no, first_name, last_name, email, sort_key, search_key, user_id,
                classification_id, org_unit_id, management_level, status, appointed_on, bargaining_unit,
                is_management_plan)
            SELECT 'F' || id, 'Ana', name, email, name || ' ana', search_key || ' f' || id, id, %(class)s, %(unit)s,
                   'none', 'permanent', '2020-07-01', '', FALSE FROM accounts_user WHERE email LIKE 'p%%'
            """,
            ids,
        )
        cursor.execute(
            """
            INSERT INTO audit_auditevent (stream, sequence, at, actor_id, actor_name, action, data, previous_hash, hash)
            SELECT 'account:' || id, n, now(), id, name, 'signed_in', '{}', '', '' FROM accounts_user
            CROSS JOIN generate_series(1, 4) AS n WHERE email LIKE 'p%%'
            """
        )
    as_after_the_night()


def as_after_the_night() -> None:
    """What the database does by itself when it has time: entries waiting to enter an index, statistics."""
    with connection.cursor() as cursor:
        for index in ("workforce_search", "accounts_search", "audit_events_by_name"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])
        cursor.execute("ANALYZE")


def copies(status: str, *, where: str = "TRUE") -> None:
    """A copy of the one evaluation for each of the people, in that state, under a Rater of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO evaluations_evaluation (public_id, employee_id, rater_id, classification_id, org_unit_id,
                template_id, kind, policy_key, policy_version, status, created_at, period_start, period_end, overall,
                overall_comments, improvement_informed, improvement_required, improvement_assistance,
                improvement_finding, action_kind, action_stage, content_version, content_saved_at, signing_round,
                submitted_at, issue_method, outcome, outcome_note, outcome_witness, response,
                response_filed_as, response_by_name, version, correction_reason, void_reason)
            SELECT gen_random_uuid(), p.id, boss.id, v.classification_id, v.org_unit_id, v.template_id, v.kind,
                v.policy_key, v.policy_version, %s, v.created_at, v.period_start, v.period_end, v.overall, '', '', '',
                '', '', '', '', 1, v.created_at, 1, v.submitted_at, '', '', '', '', '', '', '', 1, '', ''
            FROM evaluations_evaluation v, workforce_employee p,
                 (SELECT id FROM workforce_employee WHERE sort_key LIKE 'nunez%%' LIMIT 1) AS boss
            WHERE p.employee_no LIKE 'F%%' AND p.id <> boss.id AND {where}
            """,  # noqa: S608 - the test's own words
            [status],
        )
    as_after_the_night()


def plan(rows: QuerySet) -> str:
    return rows.explain()


def test_lists_are_answered_along_indexes() -> None:
    hr = user_of(hr_analyst())
    fill()
    found = people_listed(hr, PeopleQuery(search="nunez"))
    assert found.count() == SIZE // 1000
    assert "workforce_search" in plan(found)
    assert "workforce_search" in plan(people_found("9999"))
    assert "workforce_by_name" in plan(people_listed(hr, PeopleQuery())[:25])
    assert "accounts_search" in plan(accounts_listed(search="nunez"))
    assert "accounts_by_name" in plan(accounts_listed()[:25])


def test_the_trail_is_answered_along_indexes() -> None:
    fill()
    about = events_listed(among=streams_about("nunez"))[:25]
    assert len(about) == 25
    assert "audit_event_once_per_sequence" in plan(about)
    ids = meant(accounts_found("nunez").order_by().values_list("pk", flat=True))
    by_actor = events_listed(actor="nunez", actors=ids)
    assert by_actor.count() == 4 * SIZE // 1000
    assert {"audit_events_by_name", "audit_events_by_actor"} <= set(plan(by_actor).replace("on ", "").split())
    assert "audit_events_by_action" in plan(events_listed(action="nothing such")) or not events_listed(action="such")


def test_few_are_written_out_and_many_are_left_to_the_database() -> None:
    fill()
    few, many = (meant(accounts_found(word).order_by().values_list("pk", flat=True)) for word in ("nunez", "agency"))
    assert (isinstance(few, list), len(few)) == (True, SIZE // 1000)
    assert isinstance(many, QuerySet)
    assert many.count() > FEW


def test_what_a_rater_sees_is_looked_up_not_sought() -> None:
    chain = agency()
    evaluation_in(EvaluationStatus.READY_TO_ISSUE, chain)
    fill()
    copies("draft")
    for person in (chain.supervisor, chain.program_head):
        seen = evaluations_visible_to(user_of(person), TODAY)
        assert [evaluation.employee for evaluation in seen] == [chain.employee]
        assert "Seq Scan on evaluations_evaluation" not in plan(seen)


def test_hr_s_list_shows_the_first_reviews_and_leads_to_all() -> None:
    chain = agency()
    evaluation_in(EvaluationStatus.HR_REVIEW, chain, rating=Rating.IMPROVEMENT_NEEDED)
    analyst = user_of(hr_analyst())
    assert [task.what for task in tasks_of(analyst, TODAY)] == ["Review whether the rating is proper"]
    fill()
    copies("hr_review", where=f"mod(p.id, {SIZE // 200}) = 0")
    found = tasks_of(analyst, TODAY)
    assert [task.what for task in found[:MOST_REVIEWS]] == ["Review whether the rating is proper"] * MOST_REVIEWS
    assert [(task.what, task.url) for task in found[MOST_REVIEWS:]] == [
        ("Review the others: 101 more low ratings", "/evaluations/?status=hr_review&sort=end")
    ]
    count_of = CaptureQueriesContext(connection)
    with count_of:
        tasks_of(analyst, TODAY)
    assert len(count_of) < 20
