from evaluations.services.attachments import attachment_add, attachment_remove
from evaluations.services.corrections import evaluation_continue, evaluation_correct, evaluation_void
from evaluations.services.drafts import StaleContent, evaluation_save_draft
from evaluations.services.forms import form_templates_load
from evaluations.services.issue import (
    evaluation_issue,
    evaluation_record_outcome,
    evaluation_sign_as_employee,
    evaluations_finalize_due,
)
from evaluations.services.presence import presence_end, presence_note, presences_forget
from evaluations.services.reasons import reason_key
from evaluations.services.response import evaluation_respond, evaluation_waive_response
from evaluations.services.signing import (
    evaluation_concur,
    evaluation_return,
    evaluation_sign,
    evaluation_submit,
    evaluation_withdraw,
    submission_preview,
)
from evaluations.services.start import evaluation_change_period, evaluation_start

__all__ = [
    "StaleContent",
    "attachment_add",
    "attachment_remove",
    "evaluation_change_period",
    "evaluation_concur",
    "evaluation_continue",
    "evaluation_correct",
    "evaluation_issue",
    "evaluation_record_outcome",
    "evaluation_respond",
    "evaluation_return",
    "evaluation_save_draft",
    "evaluation_sign",
    "evaluation_sign_as_employee",
    "evaluation_start",
    "evaluation_submit",
    "evaluation_void",
    "evaluation_waive_response",
    "evaluation_withdraw",
    "evaluations_finalize_due",
    "form_templates_load",
    "presence_end",
    "presence_note",
    "presences_forget",
    "reason_key",
    "submission_preview",
]
