"""A code that is good once, and the removal of somebody's lost second factor by an administrator."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import check_has_action
from accounts.services.messages import person_tell
from accounts.services.sessions import sessions_forget
from accounts.services.users import ONLY_ADMIN, account_event_record
from common.errors import Conflict, NotAllowed

# Longer than any code is accepted: its own half minute and one on either side.
CODE_KEPT = timedelta(minutes=3)
USED = "used_codes"


@transaction.atomic
def code_spend(*, authenticator: Authenticator, code: str, at: datetime) -> bool:
    """True where this code of an authenticator app was not used before; it is used now.

    RFC 6238 §5.2: a code is accepted once. The library keeps that in the cache, for half a minute; here it is kept
    with the factor, as long as the code could still be accepted, for every web process.
    """
    locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    used = {mark: when for mark, when in locked.data.get(USED, {}).items() if when > (at - CODE_KEPT).timestamp()}
    mark = salted_hmac("accounts.second_factor.code", "".join(code.split())).hexdigest()
    if mark in used:
        return False
    locked.data[USED] = {**used, mark: at.timestamp()}
    locked.save(update_fields=["data"])
    authenticator.data = locked.data
    return True


@transaction.atomic
def second_factor_remove(*, user: User, by: User, at: datetime) -> None:
    """Take away a second factor that somebody lost, keys and recovery codes included; their sessions end.

    Raises NotAllowed (no system administrator, or one's own: that is done on one's own page), Conflict (there is none).
    """
    check_has_action(by, Action.ACCOUNT_MANAGE, ONLY_ADMIN)
    if by.pk == user.pk:
        raise NotAllowed("Your own second factor you remove on your own page, with the factor itself.")
    locked = User.objects.select_for_update().get(pk=user.pk)
    kinds = sorted(Authenticator.objects.filter(user=locked).values_list("type", flat=True))
    if not kinds:
        raise Conflict("This account has no second factor.")
    Authenticator.objects.filter(user=locked).delete()
    locked.sessions_epoch = F("sessions_epoch") + 1
    locked.save(update_fields=["sessions_epoch"])
    sessions_forget(user=locked)
    data = {"kinds": kinds}
    event = account_event_record(user=locked, action="second_factor_removed_by_admin", by=by, at=at, data=data)
    person_tell(user=locked, kind="second_factor_removed_by_admin", key=f"event:{event.pk}", at=at)
    user.refresh_from_db()
