from evaluations.models.consultation import Consultation
from evaluations.models.docket import DocketEntry, SavedView
from evaluations.models.due import DueDate, FollowedChange
from evaluations.models.evaluation import Evaluation, FactorRating, ItemRating
from evaluations.models.files import Attachment, Packet
from evaluations.models.forms import FormFactor, FormItem, FormTemplate
from evaluations.models.improvement import Deficiency, FollowUp
from evaluations.models.meetings import Meeting
from evaluations.models.presence import FormPresence
from evaluations.models.signing import (
    Concurrence,
    Return,
    ReviewCheck,
    SignedDocument,
    SigningStep,
    SubmitToken,
    WarningReason,
)

__all__ = [
    "Attachment",
    "Concurrence",
    "Consultation",
    "Deficiency",
    "DocketEntry",
    "DueDate",
    "Evaluation",
    "FactorRating",
    "FollowUp",
    "FollowedChange",
    "FormFactor",
    "FormItem",
    "FormPresence",
    "FormTemplate",
    "ItemRating",
    "Meeting",
    "Packet",
    "Return",
    "ReviewCheck",
    "SavedView",
    "SignedDocument",
    "SigningStep",
    "SubmitToken",
    "WarningReason",
]
