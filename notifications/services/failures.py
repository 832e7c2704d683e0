"""Mail that did not arrive: noted, owned by somebody, settled or sent again. Each step is an event of the mail."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Action, Role
from accounts.models import User
from accounts.permissions import check_has_action, has_action
from accounts.selectors import active_accounts_with_role
from audit.services import event_record
from common.errors import Conflict, NotAllowed
from common.plaintext import plain_line
from jobs.services import enqueue, job_again
from notifications.enums import MailStatus
from notifications.models import Mail
from notifications.rules import FAILED, MAIL_FAILED, MAIL_JOB, mail_key
from notifications.selectors import least_burdened_admin
from notifications.services.notices import notice_add

logger = logging.getLogger(__name__)
LONGEST_ERROR = 500
ONLY_ADMIN = "Only a system administrator sees to mail that did not arrive."
NOBODY_CAN = "Mail could not be delivered and nobody can see to it: there is no active system administrator."


def mail_fail(*, mail: Mail, error: str, at: datetime) -> None:
    """The mail server did not take it, in the caller's transaction; the administrators are told."""
    _note_failure(mail, MailStatus.FAILED, error, at=at)


@transaction.atomic
def mail_bounce(*, message_id: str, reason: str, at: datetime) -> Mail | None:
    """A mail came back: noted, told to the administrators; None where no mail of ours has this Message-ID.

    It may come back before we have noted that it was sent. Told twice, it is noted once.
    """
    mail = Mail.objects.select_for_update().filter(message_id=message_id.strip()).first()
    if mail is None:
        return None
    if mail.status in (MailStatus.SENT.value, MailStatus.QUEUED.value):
        _note_failure(mail, MailStatus.BOUNCED, reason, at=at)
    return mail


@transaction.atomic
def failure_assign(*, mail: Mail, owner: User, by: User, at: datetime) -> Mail:
    """Somebody sees to it. Raises NotAllowed (the owner is to be an administrator, too), Conflict (settled already)."""
    locked = _open_failure(mail, by)
    if not has_action(owner, Action.MAIL_MANAGE):
        raise NotAllowed("Only an active system administrator can see to it.")
    locked.owner = owner
    locked.save(update_fields=["owner"])
    _event(locked, "mail_failure_assigned", by=by, at=at, owner_id=owner.pk)
    return locked


@transaction.atomic
def failure_settle(*, mail: Mail, note: str, by: User, at: datetime) -> Mail:
    """It has been seen to; the note says how. Raises NotAllowed, Conflict (settled already)."""
    locked = _open_failure(mail, by)
    locked.owner = locked.owner or by
    locked.settled_at, locked.settled_note = at, plain_line(note)[:300]
    locked.save(update_fields=["owner", "settled_at", "settled_note"])
    _event(locked, "mail_failure_settled", by=by, at=at)
    return locked


@transaction.atomic
def mail_again(*, mail: Mail, by: User, at: datetime) -> Mail:
    """Send it once more, as the same mail with the same Message-ID. Raises NotAllowed, Conflict (settled already)."""
    locked = _open_failure(mail, by)
    locked.status, locked.failed_at, locked.error = MailStatus.QUEUED.value, None, ""
    locked.save(update_fields=["status", "failed_at", "error"])
    key = mail_key(locked.pk)
    if not job_again(name=MAIL_JOB, key=key, at=at):
        enqueue(name=MAIL_JOB, key=key, payload={"mail_id": locked.pk}, available_at=at)
    _event(locked, "mail_sent_again", by=by, at=at)
    return locked


def _open_failure(mail: Mail, by: User) -> Mail:
    check_has_action(by, Action.MAIL_MANAGE, ONLY_ADMIN)
    locked = Mail.objects.select_for_update().get(pk=mail.pk)
    if locked.status not in FAILED or locked.settled_at is not None:
        raise Conflict("Somebody has seen to this mail already. Look at it again first.")
    return locked


def _note_failure(mail: Mail, status: MailStatus, error: str, *, at: datetime) -> None:
    mail.status, mail.failed_at, mail.error = status.value, at, plain_line(error)[:LONGEST_ERROR]
    mail.settled_at, mail.settled_note = None, ""
    mail.owner = _owner_of(mail)
    mail.save(update_fields=["status", "failed_at", "error", "owner", "settled_at", "settled_note"])
    _event(mail, f"mail_{status.value}", by=None, at=at, **({"owner_id": mail.owner.pk} if mail.owner else {}))
    # Once a day, however many fail, and in the product alone: a mail about mail would fail the same way.
    for admin in active_accounts_with_role(Role.SYSTEM_ADMIN):
        notice_add(
            recipient=admin,
            kind=MAIL_FAILED,
            subject=MAIL_FAILED,
            due_on=timezone.localdate(at),
            path=reverse("notifications:failures"),
            at=at,
        )


def _owner_of(mail: Mail) -> User | None:
    """Whoever saw to this mail before and still can, or the administrator with the least to see to. Nobody reads the
    operations page where there is none, so that the log has to say it."""
    if mail.owner is not None and has_action(mail.owner, Action.MAIL_MANAGE):
        return mail.owner
    owner = least_burdened_admin()
    if owner is None:
        logger.error(NOBODY_CAN)
    return owner


def _event(mail: Mail, action: str, *, by: User | None, at: datetime, **data: int) -> None:
    event_record(stream=f"mail:{mail.pk}", action=action, by=by, at=at, data={"message_id": mail.message_id, **data})
