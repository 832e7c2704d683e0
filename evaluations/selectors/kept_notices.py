"""Which statutory notices stay for as long as they may matter, as a SELECT of their subjects."""

from __future__ import annotations

from typing import Any

from evaluations.selectors.reminders import OPEN_WINDOWS, TO_REMIND_OF

# The evaluations that are under way, and those whose follow-up window is open: what told the employee and the Rater of
# issue, response and term is at hand until then.
_SUBJECTS = """
    SELECT 'evaluation:' || public_id FROM evaluations_evaluation WHERE status = ANY(%(under_way)s)
    UNION ALL
    SELECT prefix || opened.public_id
      FROM evaluations_followup AS followed
      JOIN evaluations_evaluation AS opened ON opened.id = followed.evaluation_id
      CROSS JOIN (VALUES ('evaluation:'), ('window:')) AS about (prefix)
     WHERE followed.status = ANY(%(open_windows)s)
"""


def subjects_under_way() -> tuple[str, dict[str, Any]]:
    """The statement and its parameters, for `notices_tidy`."""
    return _SUBJECTS, {"under_way": TO_REMIND_OF, "open_windows": OPEN_WINDOWS}
