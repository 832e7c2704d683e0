"""Which steps of an evaluation are told to webhooks.

`hr_concurred` and everything of follow-up windows are not: only low ratings have them, so that the mere message would
tell the rating. Of those that are here, what the event's data hold (to whom it goes next, which outcome) is not sent.
Whoever keeps webhooks and is an employee as well sees no message about what comes before the issue of their own.
"""

from django.db.models import Q

from accounts.models import User
from evaluations.selectors.evaluations import own_streams
from notifications.announcements import Announcement, announce, hides
from notifications.enums import WebhookEvent

_RESOURCE = "/api/v1/evaluations/{id}/"
BEFORE_ISSUE = (
    WebhookEvent.EVALUATION_STARTED,
    WebhookEvent.EVALUATION_SUBMITTED,
    WebhookEvent.EVALUATION_SIGNED,
    WebhookEvent.EVALUATION_RETURNED,
    WebhookEvent.EVALUATION_WITHDRAWN,
)
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


@hides
def steps_before_the_issue(reader: User) -> Q:
    """Of the reader's own evaluations: everything until they are issued, and what came before that for good.

    That a draft was returned or taken back is not the employee's to know: what they read of it begins with the issue.
    """
    before = Q(subject__in=own_streams(reader, is_issued=True), kind__in=[kind.value for kind in BEFORE_ISSUE])
    return Q(subject__in=own_streams(reader, is_issued=False)) | before
