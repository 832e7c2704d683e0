"""What `manage.py verify_audit` asks of this room."""

from audit.registry import further_check
from evaluations.selectors.step_verification import step_findings
from evaluations.selectors.verification import evaluation_findings

further_check(evaluation_findings)
further_check(step_findings)
