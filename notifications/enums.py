"""The closed lists of notices and mail."""

from common.enums import Labelled


class MailKind(Labelled):
    """Why a mail is sent."""

    DIGEST = "digest", "Daily digest"
    IMMEDIATE = "immediate", "Your turn"
    INVITATION = "invitation", "Invitation"


class MailStatus(Labelled):
    """What became of a mail."""

    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Handed to the mail server"
    FAILED = "failed", "Not accepted by the mail server"
    BOUNCED = "bounced", "Came back"
    DROPPED = "dropped", "Not needed any more"


class Language(Labelled):
    """The languages that notices and mail are written in."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class WebhookEvent(Labelled):
    """What a webhook may be told. Whatever tells a rating by its mere happening is not in here: HR's review of low
    ratings and follow-up windows (docs/adr/0014).
    """

    EVALUATION_STARTED = "evaluation.started", "An evaluation was started"
    EVALUATION_SUBMITTED = "evaluation.submitted", "The Rater signed and submitted it"
    EVALUATION_SIGNED = "evaluation.signed", "The Reviewer or the Department Head signed"
    EVALUATION_RETURNED = "evaluation.returned", "It was returned to the Rater"
    EVALUATION_WITHDRAWN = "evaluation.withdrawn", "The Rater took it back"
    EVALUATION_ISSUED = "evaluation.issued", "It was given or mailed to the employee"
    EVALUATION_OUTCOME_RECORDED = "evaluation.outcome_recorded", "The employee’s outcome was recorded"
    EVALUATION_FINAL = "evaluation.final", "It became final"
    EVALUATION_VOIDED = "evaluation.voided", "It was voided"
    EVALUATION_SUPERSEDED = "evaluation.superseded", "A correction took its place"
    IMPORT_APPLIED = "import.applied", "An import was applied"
    IMPORT_UNDONE = "import.undone", "An import was undone"
    PING = "ping", "Test message"


class DeliveryStatus(Labelled):
    """What became of one message to one webhook."""

    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    GIVEN_UP = "given_up", "Given up"


class WebhookState(Labelled):
    """How a webhook is, in one word."""

    ACTIVE = "works", "Works"
    FAILING = "failing", "Failing"
    PAUSED = "paused", "Paused"


class PauseReason(Labelled):
    """Why a webhook is paused."""

    PERSON = "person", "An administrator paused it"
    GONE = "gone", "The receiver answered that this address is gone (410)"
    FAILING = "failing", "Nothing was delivered for three days"
