"""Which steps of an evaluation are told to webhooks.

`hr_concurred` and everything of follow-up windows are not: only low ratings have them, so that the mere message would
tell the rating. Of those that are here, what the event's data hold (to whom it goes next, which outcome) is not sent.
"""

from notifications.announcements import Announcement, announce
from notifications.enums import WebhookEvent

_RESOURCE = "/api/v1/evaluations/{id}/"
_ACTIONS = {
    WebhookEvent.EVALUATION_STARTED: "evaluation_started",
    WebhookEvent.EVALUATION_SUBMITTED: "submitted",
    WebhookEvent.EVALUATION_SIGNED: "signed",
    WebhookEvent.EVALUATION_RETURNED: "returned",
    WebhookEvent.EVALUATION_WITHDRAWN: "withdrawn",
    WebhookEvent.EVALUATION_ISSUED: "issued",
    WebhookEvent.EVALUATION_OUTCOME_RECORDED: "outcome_recorded",
    WebhookEvent.EVALUATION_FINAL: "finalized",
    WebhookEvent.EVALUATION_VOIDED: "voided",
    WebhookEvent.EVALUATION_SUPERSEDED: "superseded",
}

announce(*(Announcement(kind, action, "evaluation", _RESOURCE) for kind, action in _ACTIONS.items()))
