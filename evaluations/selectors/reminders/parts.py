"""Pieces of the statements that several reminders share; `due` and `waiting` put them together."""

# Whom the words name, and the plan that they are from: a later change of the setting rewords nothing.
NAMED = "'plan', %(plan)s::text, 'employee', btrim(employee.first_name || ' ' || employee.last_name)"

# The nearest stage whose day has come; once the day is past, "0", then overdue:7, overdue:14 … ({due}: a date).
STAGE = """
    CASE WHEN {due} >= %(today)s
         THEN (SELECT min(stage)::text FROM unnest(%({stages})s::int[]) AS stage WHERE stage >= {due} - %(today)s)
         WHEN (%(today)s - {due}) / %(every)s = 0 THEN '0'
         ELSE 'overdue:' || ((%(today)s - {due}) / %(every)s * %(every)s)::text
    END
"""
# An evaluation that is being signed waits for whoever signs next; before that, and once it is signed, for its Rater.
WAITING = """
    FROM evaluations_duedate AS due
    JOIN workforce_employee AS employee ON employee.id = due.employee_id
    LEFT JOIN evaluations_evaluation AS evaluation ON evaluation.id = due.evaluation_id
    LEFT JOIN evaluations_signingstep AS step
           ON step.evaluation_id = evaluation.id AND step.round = evaluation.signing_round
          AND step.capacity = CASE evaluation.status WHEN 'reviewer_review' THEN 'reviewer'
                                                     WHEN 'department_head_review' THEN 'department_head' END
"""
PERIOD_WORDS = f"""
    jsonb_build_object(
        {NAMED},
        'period_start', due.period_start, 'period_end', due.period_end, 'due_on', due.due_on,
        'days', abs(due.due_on - %(today)s)
"""
PAGE = "coalesce(%(detail)s || evaluation.public_id || '/', %(start)s || employee.employee_no)"
# Of which plan a due date's reminders are: the evaluation's policy set, or the person's where none is begun.
OF_PERSON = "coalesce(nullif(due.policy_key, ''), %(usual)s)"
OF_PLAN = f"coalesce(evaluation.policy_key, {OF_PERSON}) = %(plan)s"

HR_ACCOUNTS = """
    (SELECT DISTINCT granted.user_id AS id FROM accounts_rolegrant AS granted
       JOIN accounts_user AS account ON account.id = granted.user_id AND account.is_active
      WHERE granted.role IN ('hr', 'hr_manager'))
"""

# R23: the account takes no part in what concerns the employee, and no exception holds: `recusal_permissions` says the
# same of one person.
RECUSED = """
    EXISTS (SELECT FROM evaluations_recusal AS recusal
              JOIN workforce_employee AS apart ON apart.id = recusal.against_id
             WHERE recusal.employee_id = employee.id AND apart.user_id = {account}
               AND recusal.since <= %(today)s AND coalesce(recusal.until, %(today)s) >= %(today)s
               AND NOT EXISTS (SELECT FROM evaluations_recusalexception AS held
                                WHERE held.recusal_id = recusal.id AND held.withdrawn_at IS NULL))
"""
HR_RECUSED = RECUSED.format(account="hr.id")

# Who may sign for the principal (`person`) on that day: `permissions.standing_of` and `delegations_active` say the same
# of one person, and a test holds the two against each other.
MAY_SIGN_FOR = f"""
    designee.principal_id = person.user_id AND person.status <> 'separated' AND designee.ended_at IS NULL
    AND %(today)s BETWEEN designee.starts_on AND designee.ends_on
    AND designee.delegate_id NOT IN (coalesce(employee.user_id, 0), coalesce(rater.user_id, 0))
    AND (designee.created_by_id = person.user_id
         OR designee.created_by_id NOT IN (coalesce(employee.user_id, 0), coalesce(rater.user_id, 0)))
    AND EXISTS (SELECT FROM accounts_user AS principal WHERE principal.id = person.user_id AND principal.is_active)
    AND EXISTS (SELECT FROM workforce_employee AS own
                 WHERE own.user_id = designee.delegate_id AND own.status <> 'separated')
    AND NOT EXISTS (SELECT FROM evaluations_signingstep AS other
                      JOIN workforce_employee AS holder ON holder.id = other.principal_id
                      LEFT JOIN audit_signature AS given ON given.id = other.signature_id
                     WHERE other.evaluation_id = evaluation.id AND other.round = evaluation.signing_round
                       AND designee.delegate_id IN (holder.user_id, given.user_id))
    AND NOT EXISTS (SELECT FROM evaluations_concurrence AS proper
                     WHERE proper.evaluation_id = evaluation.id AND proper.round = evaluation.signing_round
                       AND proper.by_user_id = designee.delegate_id)
    AND NOT {RECUSED.format(account="person.user_id")} AND NOT {RECUSED.format(account="designee.delegate_id")}
"""  # noqa: S608 - put together from constants; values are parameters
