from evaluations.models.consultation import Consultation
from evaluations.models.docket import DocketEntry, SavedView
from evaluations.models.due import DueDate, FollowedChange
from evaluations.models.evaluation import Evaluation, FactorRating, ItemRating
from evaluations.models.files import Attachment, Packet
from evaluations.models.forms import FormFactor, FormItem, FormTemplate
from evaluations.models.grievances import Grievance
from evaluations.models.improvement import Deficiency
from evaluations.models.meetings import Meeting
from evaluations.models.policies import PolicySimulation, PolicyVersion, SimulatedChange
from evaluations.models.presence import FormPresence
from evaluations.models.probation import ProbationExtension
from evaluations.models.recusals import Recusal, RecusalException
from evaluations.models.signing import (
    Concurrence,
    Return,
    ReviewCheck,
    SignedDocument,
    SigningStep,
    SubmitToken,
    WarningReason,
)
from evaluations.models.steps import ComingStep, PayrollExport, PayrollLine, StepIncrease, StepSweep
from evaluations.models.windows import CheckIn, FollowUp, WindowExtension

__all__ = [
    "Attachment",
    "CheckIn",
    "ComingStep",
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
    "Grievance",
    "ItemRating",
    "Meeting",
    "Packet",
    "PayrollExport",
    "PayrollLine",
    "PolicySimulation",
    "PolicyVersion",
    "ProbationExtension",
    "Recusal",
    "RecusalException",
    "Return",
    "ReviewCheck",
    "SavedView",
    "SignedDocument",
    "SigningStep",
    "SimulatedChange",
    "StepIncrease",
    "StepSweep",
    "SubmitToken",
    "WarningReason",
    "WindowExtension",
]
