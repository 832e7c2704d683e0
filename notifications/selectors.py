"""Reads of notices, mail, wishes, calendar addresses and webhooks."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import active_accounts_with_role
from common.errors import NotVisible
from notifications.announcements import hidden_from
from notifications.enums import DeliveryStatus, Language, PauseReason
from notifications.models import CalendarFeed, Mail, Notice, Preference, WebhookDelivery, WebhookEndpoint
from notifications.permissions import can_manage_webhooks
from notifications.rules import FAILED, Wishes, secret_digest


def site_host() -> str:
    """The host that people reach the site by; the right side of everything that is named world-wide."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def wishes_of(user: User) -> Wishes:
    """How the person wants to be told; the defaults where they never chose."""
    row = Preference.objects.filter(user=user).first()
    if row is None:
        return Wishes()
    return Wishes(
        language=Language(row.language),
        has_digest=row.has_digest,
        has_immediate=row.has_immediate,
        is_quiet_on_weekends=row.is_quiet_on_weekends,
        quiet_until=row.quiet_until,
    )


def unread_count(user: User) -> int:
    """How many notices the person has not read; what is done is not counted."""
    return Notice.objects.filter(recipient=user, read_at=None, done_at=None).count()


def notices_listed(user: User) -> QuerySet[Notice]:
    """The person's notices: unread before read, the latest first."""
    is_open = Q(read_at=None, done_at=None)
    return Notice.objects.filter(recipient=user).order_by(Case(When(is_open, then=0), default=1), "-pk")


def calendar_feed_of(user: User) -> CalendarFeed | None:
    """The person's calendar address, of which only its making is known."""
    return CalendarFeed.objects.filter(user=user).first()


def calendar_feed_for(secret: str) -> CalendarFeed | None:
    """The feed of a secret address, looked up by its digest; None for an unknown one and a deactivated account."""
    rows = CalendarFeed.objects.filter(secret_sha256=secret_digest(secret), user__is_active=True)
    return rows.select_related("user").first()


def mails_listed(*, status: str = "", search: str = "") -> QuerySet[Mail]:
    """Every mail, the latest first; `search` finds parts of the recipient's name or address."""
    rows = Mail.objects.select_related("recipient", "owner")
    for word in search.split():
        rows = rows.filter(Q(recipient__name__icontains=word) | Q(recipient__email__icontains=word))
    return (rows.filter(status=status) if status else rows).order_by("-created_at", "-pk")


def failures_listed(*, is_settled: bool = False) -> QuerySet[Mail]:
    """Mail that did not arrive: what nobody has settled, the oldest first; or what was settled, the latest first."""
    rows = Mail.objects.filter(status__in=FAILED).select_related("recipient", "owner")
    if is_settled:
        return rows.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")
    return rows.filter(settled_at=None).order_by("failed_at", "pk")


def failures_without_owner() -> QuerySet[Mail]:
    """What did not arrive and has nobody who can see to it: no owner, or one who is no administrator any more."""
    able = active_accounts_with_role(Role.SYSTEM_ADMIN).order_by().values("pk")
    return failures_listed().exclude(owner__in=able)


def least_burdened_admin() -> User | None:
    """The active system administrator with the fewest open failures; None where there is none."""
    rows = failures_listed().order_by().values("owner_id").annotate(count=Count("pk"))
    burdens = dict(rows.values_list("owner_id", "count"))
    admins = active_accounts_with_role(Role.SYSTEM_ADMIN)
    return min(admins, key=lambda admin: burdens.get(admin.pk, 0), default=None)


def webhooks_listed(user: User) -> QuerySet[WebhookEndpoint]:
    """Every webhook by name, with `waiting` (how many messages wait) and `waiting_since` (the oldest of them), and
    `last_delivered_at`, all as far as the person sees its messages; none for whoever does not keep them.
    """
    if not can_manage_webhooks(user):
        return WebhookEndpoint.objects.none()
    own = deliveries_visible_to(user).filter(endpoint=OuterRef("pk")).order_by()
    waiting = own.filter(status=DeliveryStatus.WAITING.value).values("endpoint")
    delivered = own.filter(status=DeliveryStatus.DELIVERED.value).order_by("-id").values("delivered_at")
    return WebhookEndpoint.objects.order_by("name").annotate(
        waiting=Coalesce(Subquery(waiting.annotate(count=Count("pk")).values("count")), 0),
        waiting_since=Subquery(waiting.annotate(since=Min("created_at")).values("since")),
        last_delivered_at=Subquery(delivered[:1]),
    )


def webhook_for(user: User, public_id: UUID) -> WebhookEndpoint:
    """The webhook, with the same. Raises NotVisible (404)."""
    endpoint = webhooks_listed(user).select_related("created_by").filter(public_id=public_id).first()
    if endpoint is None:
        raise NotVisible
    return endpoint


def deliveries_visible_to(user: User) -> QuerySet[WebhookDelivery]:
    """The messages that are there for this person: none for whoever keeps no webhooks, and none that a room hides,
    such as steps of the person's own evaluation before its issue.
    """
    if not can_manage_webhooks(user):
        return WebhookDelivery.objects.none()
    return WebhookDelivery.objects.exclude(hidden_from(user))


def deliveries_listed(
    user: User, endpoint: WebhookEndpoint, *, status: str = "", kind: str = ""
) -> QuerySet[WebhookDelivery]:
    """The messages to a webhook that the person sees, the latest first."""
    rows = deliveries_visible_to(user).filter(endpoint=endpoint).order_by("-id")
    if status:
        rows = rows.filter(status=status)
    return rows.filter(kind=kind) if kind else rows


def webhooks_in_trouble() -> QuerySet[WebhookEndpoint]:
    """Webhooks that fail, or were paused because nothing got through; not those that somebody paused."""
    given_up = [PauseReason.GONE.value, PauseReason.FAILING.value]
    return WebhookEndpoint.objects.filter(Q(paused_at=None, failures__gt=0) | Q(paused_reason__in=given_up))
