"""Who is reminded of what waits: a review, a signature, a receipt, a response, the end of a term."""

from __future__ import annotations

from evaluations.selectors.reminders.parts import HR_ACCOUNTS, HR_RECUSED, MAY_SIGN_FOR, NAMED, RECUSED, STAGE

# HR's review that waits: once a week, without a word on the rating.
HR_REVIEW = f"""
    SELECT hr.id, 'hr_review_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object({NAMED}, 'days', waited.days),
           %(detail)s || evaluation.public_id || '/', true, false, false, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    CROSS JOIN LATERAL (
        SELECT %(today)s - (evaluation.submitted_at AT TIME ZONE %(zone)s)::date AS days
    ) AS waited
    CROSS JOIN {HR_ACCOUNTS} AS hr
    WHERE evaluation.status = 'hr_review' AND evaluation.policy_key = %(plan)s AND waited.days >= %(waiting)s
      AND hr.id IS DISTINCT FROM employee.user_id AND hr.id IS DISTINCT FROM rater.user_id AND NOT {HR_RECUSED}
"""  # noqa: S608 - put together from constants; values are parameters

# A signature that waits: after the mail on the day itself, once a week, counted from the day on which it was asked for.
# The designee of the day is reminded like the principal; one whom that mail did not reach (the delegation began later)
# is told by the next sweep, at the stage 0.
TURN = f"""
    SELECT account.id, 'turn_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || step.capacity || ':' ||
               (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object({NAMED}, 'capacity', step.capacity, 'days', waited.days, 'principal', told.principal),
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
        SELECT %(today)s - (greatest(max(given.at), max(proper.at), evaluation.submitted_at)
                            AT TIME ZONE %(zone)s)::date AS days
          FROM evaluations_signingstep AS signed
          LEFT JOIN audit_signature AS given ON given.id = signed.signature_id
          LEFT JOIN evaluations_concurrence AS proper
                 ON proper.evaluation_id = signed.evaluation_id AND proper.round = signed.round
         WHERE signed.evaluation_id = evaluation.id AND signed.round = evaluation.signing_round
    ) AS waited
    CROSS JOIN LATERAL (
        SELECT person.user_id AS id, '' AS principal, %(waiting)s AS after
        UNION ALL
        SELECT designee.delegate_id, btrim(person.first_name || ' ' || person.last_name),
               CASE WHEN EXISTS (SELECT FROM notifications_notice AS asked
                                  WHERE asked.recipient_id = designee.delegate_id AND asked.kind = 'your_turn_to_sign'
                                    AND asked.subject = 'evaluation:' || evaluation.public_id AND asked.stage LIKE
                                        'round:' || evaluation.signing_round || ':' || step.capacity || '%%')
                    THEN %(waiting)s ELSE 0 END
          FROM accounts_delegation AS designee WHERE {MAY_SIGN_FOR}
    ) AS told
    JOIN accounts_user AS account ON account.id = told.id AND account.is_active
    WHERE evaluation.status IN ('reviewer_review', 'department_head_review') AND evaluation.policy_key = %(plan)s
      AND waited.days >= told.after
"""  # noqa: S608 - put together from constants; values are parameters

# The Rater issues and records what the employee did, or HR does: where the Rater has left, HR hears of it.
_RATER_CAN = f"""
    (rater.status <> 'separated' AND rater_account.id IS NOT NULL AND NOT {RECUSED.format(account="rater.user_id")})
"""
_RATER = """
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    LEFT JOIN accounts_user AS rater_account ON rater_account.id = rater.user_id AND rater_account.is_active
"""

# Signed by everybody, and nobody is there who would issue it: HR, every week. The Rater is reminded by the due day.
ISSUE = f"""
    SELECT hr.id, 'issue_waits', 'evaluation:' || evaluation.public_id, NULL,
           'round:' || evaluation.signing_round || ':' || (waited.days / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object({NAMED}, 'days', waited.days),
           %(detail)s || evaluation.public_id || '/', true, false, false, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    {_RATER}
    CROSS JOIN LATERAL (SELECT %(today)s - evaluation.last_agency_signature_on AS days) AS waited
    CROSS JOIN {HR_ACCOUNTS} AS hr
    WHERE evaluation.status = 'ready_to_issue' AND evaluation.policy_key = %(plan)s
      AND waited.days >= %(waiting)s AND NOT {_RATER_CAN} AND hr.id IS DISTINCT FROM employee.user_id
      AND NOT {HR_RECUSED}
"""  # noqa: S608 - put together from constants; values are parameters

# R20: presented, and nothing recorded yet. A refusal or an absence is recorded by the Rater, or by HR as above.
RECEIPT = f"""
    SELECT account.id, CASE WHEN account.id = employee.user_id THEN 'sign_receipt' ELSE 'record_outcome' END,
           'evaluation:' || evaluation.public_id, NULL,
           'waiting:' || ((%(today)s - evaluation.issued_on) / %(waiting)s * %(waiting)s)::text,
           jsonb_build_object({NAMED},
                              'period_start', evaluation.period_start, 'period_end', evaluation.period_end,
                              'days', %(today)s - evaluation.issued_on),
           %(detail)s || evaluation.public_id || '/', true, false, account.id = employee.user_id, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    {_RATER}
    CROSS JOIN LATERAL (
        SELECT employee.user_id AS id
        UNION SELECT rater.user_id WHERE {_RATER_CAN}
        UNION SELECT hr.id FROM {HR_ACCOUNTS} AS hr WHERE NOT {_RATER_CAN} AND NOT {HR_RECUSED}
    ) AS told
    JOIN accounts_user AS account ON account.id = told.id AND account.is_active
    WHERE evaluation.status = 'issued' AND evaluation.policy_key = %(plan)s AND evaluation.outcome = ''
      AND evaluation.issued_on <= %(today)s - %(waiting)s
"""  # noqa: S608 - put together from constants; values are parameters

# R25: the last days on which the employee's response is attached.
RESPONSE = f"""
    SELECT account.id, 'response_until', 'evaluation:' || evaluation.public_id, evaluation.response_due_on,
           (SELECT min(stage)::text FROM unnest(%(response_stages)s::int[]) AS stage
             WHERE stage >= evaluation.response_due_on - %(today)s),
           jsonb_build_object({NAMED}, 'period_start', evaluation.period_start, 'period_end', evaluation.period_end,
                              'due_on', evaluation.response_due_on,
                              'days', evaluation.response_due_on - %(today)s),
           %(detail)s || evaluation.public_id || '/', true, false, true, %(at)s
    FROM evaluations_evaluation AS evaluation
    JOIN workforce_employee AS employee ON employee.id = evaluation.employee_id
    JOIN accounts_user AS account ON account.id = employee.user_id AND account.is_active
    WHERE evaluation.status = 'issued' AND evaluation.policy_key = %(plan)s
      AND evaluation.response_on IS NULL AND evaluation.response_waived_on IS NULL
      AND evaluation.response_due_on BETWEEN %(today)s AND %(today)s + %(response_earliest)s
"""  # noqa: S608 - put together from constants; values are parameters

# R12, R15: nobody is to miss the last day of a window, neither who rates nor HR; its end never waits for the digest's
# wishes. The subject is the evaluation that opened it; only the employee's name is said.
WINDOW = f"""
    SELECT told.id, 'window_ends', 'window:' || opened.public_id, window_.ends_on,
           {STAGE.format(due="window_.ends_on", stages="window_stages")},
           jsonb_build_object({NAMED},
                              'due_on', window_.ends_on, 'days', abs(window_.ends_on - %(today)s)),
           %(follow_ups)s, true, false, true, %(at)s
    FROM evaluations_followup AS window_
    JOIN evaluations_evaluation AS opened ON opened.id = window_.evaluation_id
    JOIN workforce_employee AS employee ON employee.id = window_.employee_id
    LEFT JOIN evaluations_duedate AS due ON due.employee_id = employee.id
    LEFT JOIN workforce_employee AS rater ON rater.id = coalesce(due.rater_id, employee.supervisor_id)
    CROSS JOIN LATERAL (
        SELECT hr.id FROM {HR_ACCOUNTS} AS hr
        UNION SELECT account.id FROM accounts_user AS account WHERE account.id = rater.user_id AND account.is_active
    ) AS told
    WHERE window_.status IN ('open', 'extended') AND opened.policy_key = %(plan)s
      AND window_.ends_on <= %(today)s + %(window_earliest)s
      AND told.id IS DISTINCT FROM employee.user_id AND NOT {RECUSED.format(account="told.id")}
"""  # noqa: S608 - put together from constants; values are parameters

# R9: the check-ins of the plan in force (the latest final version of the Improvement Needed), as long as nothing is
# recorded of them. To the Rater, on the window's own page; what kind of meeting it is stands there alone.
CHECK_IN = f"""
    WITH RECURSIVE version (window_id, evaluation_id) AS (
        SELECT id, evaluation_id FROM evaluations_followup WHERE status IN ('open', 'extended')
        UNION ALL
        SELECT version.window_id, later.id
          FROM version JOIN evaluations_evaluation AS later ON later.corrects_id = version.evaluation_id
         WHERE later.status IN ('final', 'superseded')
    ), planned AS (
        SELECT DISTINCT version.window_id, day
          FROM version
          JOIN evaluations_deficiency AS deficiency ON deficiency.evaluation_id = version.evaluation_id
          CROSS JOIN LATERAL unnest(deficiency.check_ins) AS day
         WHERE NOT EXISTS (SELECT FROM evaluations_evaluation AS later
                            WHERE later.corrects_id = version.evaluation_id
                              AND later.status IN ('final', 'superseded'))
    )
    SELECT account.id, 'check_in', 'check_in:' || window_.public_id || ':' || planned.day, planned.day,
           {STAGE.format(due="planned.day", stages="check_in_stages")},
           jsonb_build_object({NAMED}, 'due_on', planned.day, 'days', abs(planned.day - %(today)s)),
           %(windows)s || window_.public_id || '/', true, false, false, %(at)s
    FROM planned
    JOIN evaluations_followup AS window_ ON window_.id = planned.window_id
    JOIN evaluations_evaluation AS opened ON opened.id = window_.evaluation_id
    JOIN workforce_employee AS employee ON employee.id = window_.employee_id
    LEFT JOIN evaluations_duedate AS due ON due.employee_id = employee.id
    JOIN workforce_employee AS rater ON rater.id = coalesce(due.rater_id, employee.supervisor_id)
    JOIN accounts_user AS account ON account.id = rater.user_id AND account.is_active
    WHERE opened.policy_key = %(plan)s AND planned.day <= %(today)s + %(check_in_earliest)s
      AND account.id IS DISTINCT FROM employee.user_id
      AND NOT EXISTS (SELECT FROM evaluations_checkin AS held
                       WHERE held.follow_up_id = window_.id AND held.planned_on = planned.day)
"""  # noqa: S608 - put together from constants; values are parameters
