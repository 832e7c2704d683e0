"""The only writers of notices and mail."""

from notifications.services.notices import notice_add, notices_add_from, notices_read

__all__ = ["notice_add", "notices_add_from", "notices_read"]
