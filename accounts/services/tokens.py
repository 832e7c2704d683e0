"""Access tokens: made, revoked, recognised. Each change is an event of its owner's account."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.enums import Action, Scope
from accounts.models import AccessToken, User
from accounts.permissions import has_action
from accounts.selectors import accounts_that_may_sign_in, has_second_factor, needs_second_factor
from accounts.services.identity import Proof, identity_confirm
from accounts.services.messages import person_tell
from accounts.services.passwords import WrongPassword, password_failure_record
from accounts.services.users import account_event_record
from common.dates import in_words
from common.errors import Conflict, NotVisible, Objection, ProductError, RuleViolations
from common.plaintext import plain_line

# Easily told from anything else by whoever looks through files for what should not lie there.
PREFIX = "fairstep_"
LONGEST_LIFE = timedelta(days=366)
MOST_TOKENS = 20
# Looked at often, written seldom: when a token was last used is known to some minutes.
NOTED_EVERY = timedelta(minutes=5)


class TokenRefused(RuleViolations):
    """A token cannot be made so (422); `field` names what to put right."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__([Objection(field, sentence)], sentence)
        self.field = field


def access_token_create(
    *,
    user: User,
    name: str,
    scopes: Collection[Scope],
    expires_on: date,
    proof: Proof,
    at: datetime,
    public_id: uuid.UUID | None = None,
    is_vouched_for: bool = False,
) -> tuple[AccessToken, str]:
    """A new token of one's own and its text, which is shown once and kept nowhere; the person is confirmed again, and
    told by mail.

    A `public_id` that is given makes a form that is sent twice harmless. Raises TokenRefused (422: name, scopes or last
    day), WrongPassword, Conflict (too many of them, or made already).
    """
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)
            _check(locked, name, scopes, expires_on, timezone.localdate(at))
            if public_id is not None and AccessToken.objects.filter(public_id=public_id).exists():
                raise Conflict("This token has been made already, and its text is not shown again. Make another one.")
            identity_confirm(user=locked, proof=proof, at=at, consequence="No token was made.")
            text = f"{PREFIX}{secrets.token_urlsafe(32)}"
            token = AccessToken.objects.create(
                public_id=public_id or uuid.uuid4(), user=locked, name=plain_line(name), hint=text[: len(PREFIX) + 3],
                token_sha256=_digest(text), scopes=sorted(scope.value for scope in scopes),
                sessions_epoch=locked.sessions_epoch, created_at=at, expires_on=expires_on,
                is_vouched_for=is_vouched_for,
            )  # fmt: skip
            data = {"token": str(token.public_id), "scopes": token.scopes, "expires_on": expires_on.isoformat()}
            event = account_event_record(user=locked, action="access_token_created", by=user, at=at, data=data)
            person_tell(user=locked, kind="access_token_made", key=f"event:{event.pk}", at=at)
    except WrongPassword:
        password_failure_record(user=user, at=at)
        raise
    return token, text


def _check(user: User, name: str, scopes: Collection[Scope], expires_on: date, today: date) -> None:
    if not plain_line(name):
        raise TokenRefused("Give the token a name that says what will use it.", "name")
    if not scopes:
        raise TokenRefused("Choose at least one thing that the token may be used for.", "scopes")
    if expires_on < today:
        raise TokenRefused("The last day lies behind us. Choose today or a later day.", "expires_on")
    if expires_on > today + LONGEST_LIFE:
        latest = in_words(today + LONGEST_LIFE)
        raise TokenRefused(f"A token lives for a year at most. Choose {latest} or an earlier day.", "expires_on")
    if _alive(user, today).count() >= MOST_TOKENS:
        raise Conflict(f"You have {MOST_TOKENS} tokens that still open something. Revoke one of them first.")


def _alive(user: User, today: date) -> QuerySet[AccessToken]:
    return AccessToken.objects.filter(user=user, revoked_at=None, expires_on__gte=today)


@transaction.atomic
def access_token_revoke(*, public_id: uuid.UUID, by: User, at: datetime) -> AccessToken:
    """From now on it opens nothing. One's own, and anybody's for a system administrator.

    Raises NotVisible, Conflict (revoked already).
    """
    token = (
        AccessToken.objects.select_for_update(of=("self",)).select_related("user").filter(public_id=public_id).first()
    )
    if token is None or (token.user_id != by.pk and not has_action(by, Action.ACCOUNT_MANAGE)):
        raise NotVisible
    if token.revoked_at is not None:
        raise Conflict("This token has been revoked already.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    data = {"token": str(token.public_id)}
    account_event_record(user=token.user, action="access_token_revoked", by=by, at=at, data=data)
    return token


@transaction.atomic
def access_tokens_end(*, user: User, at: datetime) -> int:
    """Revoke every token of somebody whose password had to be set anew: whoever knew the old one may have made them."""
    return AccessToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


class TokenUnknown(ProductError):
    """The text opens nothing: never made, revoked, over, or its owner's access has ended (401)."""

    status_code = 401
    title = "Sign in first"

    def __init__(self) -> None:
        super().__init__("This access token opens nothing: it is unknown, revoked, or its time is over.")


def access_token_use(*, text: str, at: datetime) -> AccessToken:
    """The token of that text, with its owner; when it was used is noted. Raises TokenUnknown.

    Whether it is unknown, over or revoked is not said: the text alone is what one has to know.
    """
    rows = AccessToken.objects.select_related("user").filter(
        token_sha256=_digest(text), revoked_at=None, expires_on__gte=timezone.localdate(at),
        sessions_epoch=F("user__sessions_epoch"), user__in=accounts_that_may_sign_in(),
    )  # fmt: skip
    token = rows.first()
    if token is None or _lacks_second_factor(token):
        raise TokenUnknown
    if token.last_used_at is None or token.last_used_at < at - NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


def _lacks_second_factor(token: AccessToken) -> bool:
    """A role that nobody has without a second factor is nothing to a token of somebody who holds none any more."""
    return needs_second_factor(token.user) and not token.is_vouched_for and not has_second_factor(token.user)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
