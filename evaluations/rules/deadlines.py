"""Days that follow from being presented and issued (R12, R19, R20, R24, R25)."""

from datetime import date

from common.dates import add_business_days, add_calendar_days, window_end
from evaluations.rules.facts import Period
from evaluations.rules.policy_shape import FiledOn, Policy

# For the mail room and whoever enters the letter; the employee's own term is the policy set's.
LETTER_BUSINESS_DAYS = 5


def copy_due_on(presented_on: date, policy: Policy) -> date:
    """R19: the last day on which the employee's copy is in time, 20 calendar days after presenting."""
    return add_calendar_days(presented_on, policy.deadlines.copy_days)


def is_copy_overdue(presented_on: date, copied_on: date | None, policy: Policy, today: date) -> bool:
    """R19: overdue from day 21, on the day itself it is still in time; a late copy ends the matter."""
    return copied_on is None and today > copy_due_on(presented_on, policy)


def response_due_on(presented_on: date, policy: Policy) -> date:
    """R25 (and the chance to comment of R24): the last of 10 business days after presenting."""
    return add_business_days(presented_on, policy.deadlines.response_business_days, policy.holidays)


def response_is_over(
    response_due_on: date | None, *, responded_on: date | None, waived_on: date | None, today: date
) -> bool:
    """R25: nothing more is awaited, since the response is filed or waived, or its last day is past."""
    if responded_on is not None or waived_on is not None:
        return True
    return response_due_on is not None and today > response_due_on


def letter_filed_by(response_due_on: date, policy: Policy) -> date:
    """R25: the last day on which a letter that came in time is waited for, some business days after it had to come.

    Whoever has left cannot file it: somebody else finds it in the mail of the last day and enters it.
    """
    return add_business_days(response_due_on, LETTER_BUSINESS_DAYS, policy.holidays)


def follow_up_window(issued_on: date, policy: Policy) -> Period:
    """R12: from the day an Improvement Needed is given or mailed to its end six months later."""
    return Period(issued_on, window_end(issued_on, policy.follow_up.window_months))


def filed_on(recorded_on: date | None, response_due_on: date | None, policy: Policy) -> date | None:
    """R20, R24: the day on which the evaluation counts as filed; None as long as it is not known.

    County: the day on which the employee's outcome is recorded, whenever that happened. Schools: the last day of the
    response time, since nothing derogatory enters the file before it, but never before the outcome itself.
    """
    if recorded_on is None or policy.deadlines.filed_on is FiledOn.OUTCOME_RECORDED:
        return recorded_on
    return None if response_due_on is None else max(recorded_on, response_due_on)
