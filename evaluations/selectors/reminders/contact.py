"""Who is reminded of the contact with HR ahead of a low rating (R10, R11): the nearest manager; HR once it is late."""

from __future__ import annotations

from evaluations.selectors.reminders.parts import HR_ACCOUNTS, NAMED, RECUSED

# A draft that is rated low, and nobody has contacted HR about that rating of that period: said at each stage before its
# due day, not after it, when the form itself says that the contact is late. Up from the employee past posts that nobody
# holds to the first person at the level that the rule names. A rating may be chosen for a moment: all of HR hears of it
# only once the day of the contact is past.
CONTACT = f"""
    WITH RECURSIVE rated AS (
        SELECT evaluation.id, evaluation.public_id, evaluation.employee_id, evaluation.rater_id, due.due_on, asked.days
          FROM evaluations_evaluation AS evaluation
          JOIN evaluations_duedate AS due ON due.evaluation_id = evaluation.id
          JOIN unnest(%(contact_ratings)s::text[], %(contact_days)s::int[]) AS asked (rating, days)
            ON asked.rating = evaluation.overall
         WHERE evaluation.status = 'draft' AND evaluation.policy_key = %(plan)s
           AND due.due_on BETWEEN %(today)s AND %(today)s + %(contact_earliest)s
           AND NOT EXISTS (SELECT FROM evaluations_consultation AS made
                            WHERE made.employee_id = evaluation.employee_id AND made.withdrawn_at IS NULL
                              AND made.likely_rating = evaluation.overall
                              AND made.period_start <= evaluation.period_end
                              AND made.period_end >= evaluation.period_start)
    ), above (evaluation_id, person_id, is_able) AS (
        SELECT rated.id, rater.id, account.id IS NOT NULL AND rater.status <> 'separated'
                                   AND rater.management_level = ANY(%(contact_levels)s)
          FROM rated JOIN workforce_employee AS rater ON rater.id = rated.rater_id
          LEFT JOIN accounts_user AS account ON account.id = rater.user_id AND account.is_active
        UNION
        SELECT above.evaluation_id, manager.id, account.id IS NOT NULL AND manager.status <> 'separated'
                                               AND manager.management_level = ANY(%(contact_levels)s)
          FROM above
          JOIN workforce_employee AS below ON below.id = above.person_id
          JOIN workforce_employee AS manager ON manager.id = below.supervisor_id
          LEFT JOIN accounts_user AS account ON account.id = manager.user_id AND account.is_active
         WHERE NOT above.is_able
    )
    SELECT told.id, 'contact_due', 'evaluation:' || rated.public_id, rated.due_on - rated.days,
           (SELECT min(stage)::text FROM unnest(%(contact_stages)s::int[]) AS stage
             WHERE stage >= rated.due_on - %(today)s),
           jsonb_build_object({NAMED}, 'due_on', rated.due_on - rated.days,
                              'days', abs(rated.due_on - rated.days - %(today)s)),
           %(contact)s || employee.employee_no, true, false, false, %(at)s
    FROM rated
    JOIN workforce_employee AS employee ON employee.id = rated.employee_id
    CROSS JOIN LATERAL (
        SELECT manager.user_id AS id
          FROM above JOIN workforce_employee AS manager ON manager.id = above.person_id
         WHERE above.evaluation_id = rated.id AND above.is_able
        UNION SELECT hr.id FROM {HR_ACCOUNTS} AS hr WHERE %(today)s > rated.due_on - rated.days
    ) AS told
    WHERE told.id IS DISTINCT FROM employee.user_id AND NOT {RECUSED.format(account="told.id")}
"""  # noqa: S608 - put together from constants; values are parameters
