"""Who has to be reminded of what today: whole SELECT statements over everybody, for `notices_add_from`.

Each gives recipient_id, kind, subject, due_on, stage, words, path, is_action, is_immediate, is_statutory, created_at.
The stage is that of `rules.reminder_plan.stage_on`, in SQL; a test holds the two against each other. Words hold names,
dates and counts: never a rating, never a comment, and of an evaluation the employee learns nothing before its issue.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from evaluations.rules.reminder_plan import ReminderPlan

Select = tuple[str, dict[str, Any]]
_ANY = uuid.UUID(int=0)

# The nearest stage whose day has come; once the day is past, "0", then overdue:7, overdue:14 … ({due}: a date).
_STAGE = """
    CASE WHEN {due} >= %(today)s
         THEN (SELECT min(stage)::text FROM unnest(%({stages})s::int[]) AS stage WHERE stage >= {due} - %(today)s)
         WHEN (%(today)s - {due}) / %(every)s = 0 THEN '0'
         ELSE 'overdue:' || ((%(today)s - {due}) / %(every)s * %(every)s)::text
    END
"""
# An evaluation that is being signed waits for whoever signs next; before that, and once it is signed, for its Rater.
_WAITING = """
    FROM evaluations_duedate AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    LEFT JOIN evaluations_evaluation AS evaluation ON evaluation.id = due.evaluation_id
    LEFT JOIN evaluations_signingstep AS step
           ON step.evaluation_id = evaluation.id AND step.round = evaluation.signing_round
          AND step.capacity = CASE evaluation.status WHEN 'reviewer_review' THEN 'reviewer'
                                                     WHEN 'department_head_review' THEN 'department_head' END
"""
_PERIOD_WORDS = """
    jsonb_build_object(
        'employee', btrim(employee.first_name || ' ' || employee.last_name),
        'period_start', due.period_start, 'period_end', due.period_end, 'due_on', due.due_on,
        'days', abs(due.due_on - %(today)s)
"""
_PAGE = "coalesce(%(detail)s || evaluation.public_id || '/', %(start)s || employee.employee_no)"

_DUE = f"""
    SELECT account.id, 'due', 'due:' || employee.employee_no, due.due_on,
           {_STAGE.format(due="due.due_on", stages="stages")},
           {_PERIOD_WORDS}), {_PAGE}, true, false, false, %(at)s
    {_WAITING}
    JOIN workforce_employee AS person ON person.id = coalesce(step.principal_id, due.rater_id)
    JOIN accounts_user AS account ON account.id = person.user_id AND account.is_active
    WHERE due.due_on <= %(today)s + %(earliest)s AND evaluation.status IS DISTINCT FROM 'hr_review'
"""  # noqa: S608 - put together from the constants above alone

_OWN = f"""
    SELECT account.id, 'due_own', 'own:' || employee.employee_no, due.due_on,
           (SELECT min(stage)::text FROM unnest(%(own_stages)s::int[]) AS stage WHERE stage >= due.due_on - %(today)s),
           {_PERIOD_WORDS}), %(own)s, false, false, false, %(at)s
    FROM evaluations_duedate AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    JOIN accounts_user AS account ON account.id = employee.user_id AND account.is_active
    WHERE due.due_on BETWEEN %(today)s AND %(today)s + %(own_earliest)s AND employee.status <> 'separated'
      -- What nobody has told the employee stays untold: periods that somebody has set by hand, extra evaluations, and
      -- finals of a window. A whole year and the end of the probation follow from what the employee knows.
      AND (due.kind = 'annual' AND due.period_end >= (due.period_start + interval '1 year')::date - 1
           OR due.kind = 'probation' AND due.due_on = employee.probation_ends_on)
"""  # noqa: S608

# Up from the Rater past posts that nobody holds, to the first person who can be told.
_NEXT_LEVEL = f"""
    WITH RECURSIVE late AS (
        SELECT due.employee_id, due.due_on, due.period_start, due.period_end,
               coalesce(step.principal_id, due.rater_id) AS rater_id
        {_WAITING}
         WHERE due.due_on <= %(today)s - %(next_level)s AND evaluation.status IS DISTINCT FROM 'hr_review'
           -- Of a window the two people are told who may know of it, by the reminders of its end.
           AND due.kind <> 'follow_up_final'
    ), above (rater_id, person_id) AS (
        SELECT DISTINCT rater.id, rater.supervisor_id
          FROM late JOIN workforce_employee AS rater ON rater.id = late.rater_id
        UNION
        SELECT above.rater_id, absent.supervisor_id
          FROM above JOIN workforce_employee AS absent ON absent.id = above.person_id
          LEFT JOIN accounts_user AS account ON account.id = absent.user_id
         WHERE absent.status = 'separated' OR account.is_active IS NOT TRUE
    )
    SELECT account.id, 'due_escalated', 'due:' || employee.employee_no, due.due_on,
           {_STAGE.format(due="due.due_on", stages="stages")},
           {_PERIOD_WORDS}, 'waits_for', btrim(rater.first_name || ' ' || rater.last_name)),
           %(people)s || employee.employee_no || '/', true, false, false, %(at)s
    FROM late AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    JOIN workforce_employee AS rater ON rater.id = due.rater_id
    JOIN above ON above.rater_id = due.rater_id
    JOIN workforce_employee AS person ON person.id = above.person_id AND person.status <> 'separated'
    JOIN accounts_user AS account ON account.id = person.user_id AND account.is_active
    WHERE person.id <> employee.id
"""  # noqa: S608

_HR_ACCOUNTS = """
    (SELECT DISTINCT granted.user_id AS id FROM accounts_rolegrant AS granted
       JOIN accounts_user AS account ON account.id = granted.user_id AND account.is_active
      WHERE granted.role IN ('hr', 'hr_manager'))
"""
# One line a week, whose stage is the week's Monday: thousands of single lines would be read by nobody.
_HR = f"""
    SELECT hr.id, 'due_long', 'overdue', NULL, 'week:' || to_char(date_trunc('week', %(today)s::date), 'YYYY-MM-DD'),
           jsonb_build_object('count', late.count, 'days', %(hr)s), %(calendar)s, true, false, false, %(at)s
    FROM (SELECT count(*) AS count FROM evaluations_duedate WHERE due_on <= %(today)s - %(hr)s) AS late
    CROSS JOIN {_HR_ACCOUNTS} AS hr
    WHERE late.count > 0
"""  # noqa: S608

# HR's review that waits: once a week, without a word on the rating.
_HR_REVIEW = f"""
    SELECT hr.id, 'hr_review_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object('employee', btrim(employee.first_name || ' ' || employee.last_name), 'days', waited.days),
           %(detail)s || evaluation.public_id || '/', true, false, false, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    CROSS JOIN LATERAL (
        SELECT %(today)s - (evaluation.submitted_at AT TIME ZONE %(zone)s)::date AS days
    ) AS waited
    CROSS JOIN {_HR_ACCOUNTS} AS hr
    WHERE evaluation.status = 'hr_review' AND waited.days >= %(waiting)s
      AND hr.id IS DISTINCT FROM employee.user_id AND hr.id IS DISTINCT FROM rater.user_id
"""  # noqa: S608

# Whoever is due and has nobody who could be the Rater: HR finds somebody. One line a week, as above.
_NOBODY = f"""
    SELECT hr.id, 'due_nobody', 'nobody', NULL,
           'week:' || to_char(date_trunc('week', %(today)s::date), 'YYYY-MM-DD'),
           jsonb_build_object('count', without.count), %(nobody)s, true, false, false, %(at)s
    FROM (
        SELECT count(*) AS count
          FROM evaluations_duedate AS due
          LEFT JOIN workforce_employee AS rater ON rater.id = due.rater_id AND rater.status <> 'separated'
          LEFT JOIN accounts_user AS account ON account.id = rater.user_id AND account.is_active
         WHERE due.due_on <= %(today)s + %(earliest)s AND account.id IS NULL
    ) AS without
    CROSS JOIN {_HR_ACCOUNTS} AS hr
    WHERE without.count > 0
"""  # noqa: S608

# R12, R15: nobody is to miss the last day of a window, neither who rates nor HR; its end never waits for the digest's
# wishes. The subject is the evaluation that opened it; only the employee's name is said.
_WINDOW = f"""
    SELECT told.id, 'window_ends', 'window:' || opened.public_id, window_.ends_on,
           {_STAGE.format(due="window_.ends_on", stages="window_stages")},
           jsonb_build_object('employee', btrim(employee.first_name || ' ' || employee.last_name),
                              'due_on', window_.ends_on, 'days', abs(window_.ends_on - %(today)s)),
           %(follow_ups)s, true, false, true, %(at)s
    FROM evaluations_followup AS window_
    JOIN evaluations_evaluation AS opened ON opened.id = window_.evaluation_id
    JOIN workforce_employee AS employee ON employee.id = window_.employee_id
    LEFT JOIN evaluations_duedate AS due ON due.employee_id = employee.id
    LEFT JOIN workforce_employee AS rater ON rater.id = coalesce(due.rater_id, employee.supervisor_id)
    CROSS JOIN LATERAL (
        SELECT hr.id FROM {_HR_ACCOUNTS} AS hr
        UNION SELECT account.id FROM accounts_user AS account WHERE account.id = rater.user_id AND account.is_active
    ) AS told
    WHERE window_.status IN ('open', 'extended') AND window_.ends_on <= %(today)s + %(window_earliest)s
      AND told.id IS DISTINCT FROM employee.user_id
"""  # noqa: S608

# The Rater issues and records what the employee did, or HR does: where the Rater has left, HR hears of it.
_RATER_CAN = "(rater.status <> 'separated' AND rater_account.id IS NOT NULL)"
_RATER = """
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    LEFT JOIN accounts_user AS rater_account ON rater_account.id = rater.user_id AND rater_account.is_active
"""

# Signed by everybody, and nobody is there who would issue it: HR, every week. The Rater is reminded by the due day.
_ISSUE = f"""
    SELECT hr.id, 'issue_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object('employee', btrim(employee.first_name || ' ' || employee.last_name), 'days', waited.days),
           %(detail)s || evaluation.public_id || '/', true, false, false, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    {_RATER}
    CROSS JOIN LATERAL (SELECT %(today)s - evaluation.last_agency_signature_on AS days) AS waited
    CROSS JOIN {_HR_ACCOUNTS} AS hr
    WHERE evaluation.status = 'ready_to_issue' AND waited.days >= %(waiting)s AND NOT {_RATER_CAN}
      AND hr.id IS DISTINCT FROM employee.user_id
"""  # noqa: S608

# R20: presented, and nothing recorded yet. A refusal or an absence is recorded by the Rater, or by HR as above.
_RECEIPT = f"""
    SELECT account.id, CASE WHEN account.id = employee.user_id THEN 'sign_receipt' ELSE 'record_outcome' END,
           'evaluation:' || evaluation.public_id, NULL,
           'waiting:' || ((%(today)s - evaluation.issued_on) / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object('employee', btrim(employee.first_name || ' ' || employee.last_name),
                              'period_start', evaluation.period_start, 'period_end', evaluation.period_end,
                              'days', %(today)s - evaluation.issued_on),
           %(detail)s || evaluation.public_id || '/', true, false, account.id = employee.user_id, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    {_RATER}
    CROSS JOIN LATERAL (
        SELECT employee.user_id AS id
        UNION SELECT rater.user_id WHERE {_RATER_CAN}
        UNION SELECT hr.id FROM {_HR_ACCOUNTS} AS hr WHERE NOT {_RATER_CAN}
    ) AS told
    JOIN accounts_user AS account ON account.id = told.id AND account.is_active
    WHERE evaluation.status = 'issued' AND evaluation.outcome = ''
      AND evaluation.issued_on <= %(today)s - %(waiting)s
"""  # noqa: S608

# R25: the last days on which the employee's response is attached.
_RESPONSE = """
    SELECT account.id, 'response_until', 'evaluation:' || evaluation.public_id, evaluation.response_due_on,
           (SELECT min(stage)::text FROM unnest(%(response_stages)s::int[]) AS stage
             WHERE stage >= evaluation.response_due_on - %(today)s),
           jsonb_build_object('period_start', evaluation.period_start, 'period_end', evaluation.period_end,
                              'due_on', evaluation.response_due_on,
                              'days', evaluation.response_due_on - %(today)s),
           %(detail)s || evaluation.public_id || '/', true, false, true, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    JOIN accounts_user AS account ON account.id = employee.user_id AND account.is_active
    WHERE evaluation.status = 'issued' AND evaluation.response_on IS NULL AND evaluation.response_waived_on IS NULL
      AND evaluation.response_due_on BETWEEN %(today)s AND %(today)s + %(response_earliest)s
"""

# A signature that waits: after the mail on the day itself, once a week, counted from the signature before it. The
# designee of the day is reminded like the principal; the page knows who of the two may sign.
_TURN = """
    SELECT account.id, 'turn_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || step.capacity || ':' ||
               (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object('employee', btrim(employee.first_name || ' ' || employee.last_name),
                              'capacity', step.capacity, 'days', waited.days),
           %(detail)s || evaluation.public_id || '/', true, false, false, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    JOIN evaluations_signingstep AS step
      ON step.evaluation_id = evaluation.id AND step.round = evaluation.signing_round AND step.signature_id IS NULL
     AND step.capacity = CASE evaluation.status WHEN 'reviewer_review' THEN 'reviewer'
                                                WHEN 'department_head_review' THEN 'department_head' END
    JOIN workforce_employee AS person ON person.id = step.principal_id
    CROSS JOIN LATERAL (
        SELECT %(today)s - (coalesce(max(given.at), evaluation.submitted_at) AT TIME ZONE %(zone)s)::date AS days
          FROM evaluations_signingstep AS signed JOIN audit_signature AS given ON given.id = signed.signature_id
         WHERE signed.evaluation_id = evaluation.id AND signed.round = evaluation.signing_round
    ) AS waited
    CROSS JOIN LATERAL (
        SELECT person.user_id AS id
        UNION
        SELECT designee.delegate_id FROM accounts_delegation AS designee
         WHERE designee.principal_id = person.user_id AND designee.ended_at IS NULL
           AND %(today)s BETWEEN designee.starts_on AND designee.ends_on
           AND designee.delegate_id NOT IN (coalesce(employee.user_id, 0), coalesce(rater.user_id, 0))
    ) AS told
    JOIN accounts_user AS account ON account.id = told.id AND account.is_active
    WHERE evaluation.status IN ('reviewer_review', 'department_head_review') AND waited.days >= %(waiting)s
"""

STATEMENTS = {
    "due": _DUE,
    "due_own": _OWN,
    "due_escalated": _NEXT_LEVEL,
    "due_long": _HR,
    "due_nobody": _NOBODY,
    "hr_review_waits": _HR_REVIEW,
    "window_ends": _WINDOW,
    "issue_waits": _ISSUE,
    "receipt": _RECEIPT,
    "response_until": _RESPONSE,
    "turn_waits": _TURN,
}


def reminder_selects(plan: ReminderPlan, at: datetime) -> dict[str, Select]:
    """What there is to remind of at that time, a statement and its parameters for each kind."""
    detail = reverse("evaluations:detail", args=[_ANY]).removesuffix(f"{_ANY}/")
    person = reverse("workforce:employee", args=["X"]).removesuffix("X/")
    params = {
        "at": at,
        "today": timezone.localdate(at),
        "zone": timezone.get_current_timezone_name(),
        "every": plan.overdue_every_days,
        "stages": list(plan.stages),
        "earliest": max(plan.stages, default=0),
        "own_stages": list(plan.employee_stages),
        "own_earliest": max(plan.employee_stages, default=0),
        "window_stages": list(plan.window_stages),
        "window_earliest": max(plan.window_stages, default=0),
        "response_stages": list(plan.response_stages),
        "response_earliest": max(plan.response_stages, default=0),
        "next_level": plan.next_level_after_days,
        "hr": plan.hr_after_days,
        "waiting": plan.waiting_every_days,
        "detail": detail,
        "start": f"{reverse('evaluations:start')}?employee=",
        "own": reverse("own_evaluations"),
        "people": person,
        "follow_ups": reverse("follow_ups"),
        "calendar": f"{reverse('calendar_list')}?state=overdue",
        "nobody": f"{reverse('calendar_list')}?state=without_rater",
    }
    return {kind: (statement, params) for kind, statement in STATEMENTS.items()}
