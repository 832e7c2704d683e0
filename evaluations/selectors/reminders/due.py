"""Who is reminded of what is due: the Rater or whoever signs, the employee, the next level, HR."""

from __future__ import annotations

from evaluations.selectors.reminders.parts import (
    HR_ACCOUNTS,
    MAY_SIGN_FOR,
    OF_PERSON,
    OF_PLAN,
    PAGE,
    PERIOD_WORDS,
    STAGE,
    WAITING,
)

DUE = f"""
    SELECT account.id, 'due', 'due:' || employee.employee_no, due.due_on,
           {STAGE.format(due="due.due_on", stages="stages")},
           {PERIOD_WORDS}), {PAGE}, true, false, false, %(at)s
    {WAITING}
    JOIN workforce_employee AS person ON person.id = coalesce(step.principal_id, due.rater_id)
    JOIN accounts_user AS account ON account.id = person.user_id AND account.is_active
    WHERE due.due_on <= %(today)s + %(earliest)s AND evaluation.status IS DISTINCT FROM 'hr_review' AND {OF_PLAN}
"""  # noqa: S608 - put together from the constants above alone

# While it is being signed, the designee of the day is told what the principal is told, also one named later.
DUE_DESIGNEES = f"""
    SELECT account.id, 'due', 'due:' || employee.employee_no, due.due_on,
           {STAGE.format(due="due.due_on", stages="stages")},
           {PERIOD_WORDS}), {PAGE}, true, false, false, %(at)s
    {WAITING}
    JOIN workforce_employee AS rater ON rater.id = evaluation.rater_id
    JOIN workforce_employee AS person ON person.id = step.principal_id
    JOIN accounts_delegation AS designee ON {MAY_SIGN_FOR}
    JOIN accounts_user AS account ON account.id = designee.delegate_id AND account.is_active
    WHERE due.due_on <= %(today)s + %(earliest)s AND {OF_PLAN}
"""

# By the plan of the person's own set: whether an evaluation is begun, and under which, is not the employee's to know.
OWN = f"""
    SELECT account.id, 'due_own', 'own:' || employee.employee_no, due.due_on,
           (SELECT min(stage)::text FROM unnest(%(own_stages)s::int[]) AS stage WHERE stage >= due.due_on - %(today)s),
           {PERIOD_WORDS}), %(own)s, false, false, false, %(at)s
    FROM evaluations_duedate AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    JOIN accounts_user AS account ON account.id = employee.user_id AND account.is_active
    WHERE due.due_on BETWEEN %(today)s AND %(today)s + %(own_earliest)s AND employee.status <> 'separated'
      AND {OF_PERSON} = %(plan)s
      -- What nobody has told the employee stays untold: periods that somebody has set by hand, extra evaluations, and
      -- finals of a window. A whole year and the end of the probation follow from what the employee knows.
      AND (due.kind = 'annual' AND due.period_end >= (due.period_start + interval '1 year')::date - 1
           OR due.kind = 'probation' AND due.due_on = employee.probation_ends_on)
"""  # noqa: S608 - put together from constants; values are parameters

# Up from the Rater past posts that nobody holds, to the first person who can be told.
NEXT_LEVEL = f"""
    WITH RECURSIVE late AS (
        SELECT due.employee_id, due.due_on, due.period_start, due.period_end,
               coalesce(step.principal_id, due.rater_id) AS rater_id
        {WAITING}
         WHERE due.due_on <= %(today)s - %(next_level)s AND evaluation.status IS DISTINCT FROM 'hr_review'
           AND {OF_PLAN}
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
           {STAGE.format(due="due.due_on", stages="stages")},
           {PERIOD_WORDS}, 'waits_for', btrim(rater.first_name || ' ' || rater.last_name)),
           %(people)s || employee.employee_no || '/', true, false, false, %(at)s
    FROM late AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    JOIN workforce_employee AS rater ON rater.id = due.rater_id
    JOIN above ON above.rater_id = due.rater_id
    JOIN workforce_employee AS person ON person.id = above.person_id AND person.status <> 'separated'
    JOIN accounts_user AS account ON account.id = person.user_id AND account.is_active
    WHERE person.id <> employee.id
"""  # noqa: S608 - put together from constants; values are parameters

# One line a week and plan, whose stage is the week's Monday: thousands of single lines would be read by nobody.
HR = f"""
    SELECT hr.id, 'due_long', 'overdue:' || %(plan)s, NULL,
           'week:' || to_char(date_trunc('week', %(today)s::date), 'YYYY-MM-DD'),
           jsonb_build_object('plan', %(plan)s::text, 'count', late.count, 'days', %(hr)s),
           %(calendar)s, true, false, false, %(at)s
    FROM (
        SELECT count(*) AS count
          FROM evaluations_duedate AS due
          LEFT JOIN evaluations_evaluation AS evaluation ON evaluation.id = due.evaluation_id
         WHERE due.due_on <= %(today)s - %(hr)s AND {OF_PLAN}
    ) AS late
    CROSS JOIN {HR_ACCOUNTS} AS hr
    WHERE late.count > 0
"""  # noqa: S608 - put together from constants; values are parameters

# Whoever is due and has nobody who could be the Rater: HR finds somebody. One line a week, as above.
NOBODY = f"""
    SELECT hr.id, 'due_nobody', 'nobody', NULL,
           'week:' || to_char(date_trunc('week', %(today)s::date), 'YYYY-MM-DD'),
           jsonb_build_object('plan', %(plan)s::text, 'count', without.count), %(nobody)s, true, false, false, %(at)s
    FROM (
        SELECT count(*) AS count
          FROM evaluations_duedate AS due
          LEFT JOIN workforce_employee AS rater ON rater.id = due.rater_id AND rater.status <> 'separated'
          LEFT JOIN accounts_user AS account ON account.id = rater.user_id AND account.is_active
         WHERE due.due_on <= %(today)s + %(earliest)s AND account.id IS NULL
    ) AS without
    CROSS JOIN {HR_ACCOUNTS} AS hr
    WHERE without.count > 0
"""  # noqa: S608 - put together from constants; values are parameters
