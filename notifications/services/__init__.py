"""The only writers of notices and mail."""

from notifications.services.digests import digests_make
from notifications.services.notices import notice_add, notices_add_from, notices_done, notices_read
from notifications.services.tidy import notices_tidy

__all__ = ["digests_make", "notice_add", "notices_add_from", "notices_done", "notices_read", "notices_tidy"]
