"""Which steps of imports are told to webhooks. Taking one back is an import of its own, which names the other."""

from audit.enums import IMPORT_APPLIED
from notifications.announcements import Announcement, announce
from notifications.enums import WebhookEvent

_RESOURCE = "/api/v1/imports/"

announce(
    Announcement(WebhookEvent.IMPORT_APPLIED, IMPORT_APPLIED, "import", _RESOURCE, without_key="undoes"),
    Announcement(WebhookEvent.IMPORT_UNDONE, IMPORT_APPLIED, "import", _RESOURCE, with_key="undoes"),
)
