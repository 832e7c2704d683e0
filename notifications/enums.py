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
