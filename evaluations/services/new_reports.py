"""The new report that a grievance brought: a correction, begun as soon as the evaluation is final (R22, R35)."""

from __future__ import annotations

from common.dates import in_words
from evaluations.enums import EvaluationStatus, GrievanceKind, GrievanceStatus
from evaluations.models import Evaluation, Grievance
from evaluations.selectors.turns import correction_under_way
from evaluations.services.corrections import correction_begin
from evaluations.services.engine import Step
from evaluations.services.notices import tell


def new_report_begin(s: Step) -> Evaluation | None:
    """Begin the next version where HR has decided for a new report and none is under way; None otherwise.

    Only a final evaluation is corrected, so that one which is not final yet is asked again when it is.
    """
    decided = Grievance.objects.filter(evaluation=s.evaluation, status=GrievanceStatus.NEW_REPORT.value).first()
    if decided is None or s.evaluation.status != EvaluationStatus.FINAL.value:
        return None
    if correction_under_way(s.evaluation) is not None:
        return None
    what = "grievance" if decided.kind == GrievanceKind.GRIEVANCE.value else "request for reconsideration"
    correction = correction_begin(s, f"A new report after the {what} of {in_words(decided.filed_on)}.")
    tell(correction, correction.rater.user, "new_report", page="detail", at=s.at)
    return correction
