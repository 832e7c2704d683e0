"""What webhooks are to be told follows from the audit trail: read, not signalled.

Ids of events are drawn before their transaction commits, so that a lower one may appear after a higher one was read.
Nothing above the last *settled* id is therefore ever counted as read: the short piece above it is gone through again
each time, and the unique (webhook, event) makes telling twice telling once. An id is settled when every transaction
has ended that was numbered when it was the last one drawn; whoever writes an event locks the head of its stream first
and so has a number before it draws the id. Nobody who writes waits for any of this.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from jobs.services import enqueue_from
from notifications.announcements import announcements
from notifications.enums import DeliveryStatus, WebhookEvent
from notifications.models import TrailReading, WebhookDelivery, WebhookEndpoint
from notifications.rules.webhooks import KEPT_FOR, TRIED_FOR, WEBHOOK_JOB

THE_READING = 1
PORTION = 5000
_LAST_DRAWN = "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('audit_auditevent', 'id')::regclass), 0)"
_NUMBERS = "SELECT pg_current_xact_id()::text::bigint, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_DELIVERIES = """
    INSERT INTO notifications_webhookdelivery
           (public_id, endpoint_id, event_id, kind, subject, resource, occurred_at, created_at, status, due_at,
            give_up_at, attempts, error)
    SELECT gen_random_uuid(), endpoint.id, told.event_id, told.kind, told.subject,
           replace(told.resource, '{id}', split_part(told.subject, ':', 2)), told.at, %s, %s, %s, %s, 0, ''
    FROM (
        SELECT event.id AS event_id, event.at, word.kind, word.resource,
               CASE WHEN word.with_key = '' THEN event.stream ELSE event.data ->> word.with_key END AS subject
        FROM audit_auditevent event
        JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
             AS word (kind, action, family, resource, with_key, without_key)
          ON word.action = event.action AND word.family = split_part(event.stream, ':', 1)
         AND (word.with_key = '' OR jsonb_exists(event.data, word.with_key))
         AND (word.without_key = '' OR NOT jsonb_exists(event.data, word.without_key))
        WHERE event.id > %s AND event.action = ANY (%s)
    ) AS told
    JOIN notifications_webhookendpoint endpoint
      ON endpoint.since_event_id < told.event_id AND told.kind = ANY (endpoint.kinds)
    WHERE NOT EXISTS (SELECT FROM notifications_webhookdelivery known
                      WHERE known.endpoint_id = endpoint.id AND known.event_id = told.event_id)
    ORDER BY told.event_id, endpoint.id
    ON CONFLICT DO NOTHING
"""
# A webhook that fails is tried with one message at a time, so that a server that hangs holds up one worker, not all.
_JOBS = """
    SELECT 'webhook:' || delivery.id || ':' || (extract(epoch FROM delivery.due_at) * 1000000)::bigint,
           jsonb_build_object('delivery_id', delivery.id)
    FROM notifications_webhookdelivery delivery
    JOIN notifications_webhookendpoint endpoint ON endpoint.id = delivery.endpoint_id
    WHERE delivery.status = %s AND delivery.due_at <= %s
      AND (delivery.kind = %s OR endpoint.paused_at IS NULL AND (endpoint.failures = 0 OR (
           endpoint.quiet_until <= %s AND delivery.id = (
               SELECT min(other.id) FROM notifications_webhookdelivery other
               WHERE other.endpoint_id = endpoint.id AND other.status = %s AND other.due_at <= %s))))
    ORDER BY delivery.id
"""
_GIVE_UP = """
    UPDATE notifications_webhookdelivery SET status = %s WHERE id IN (
        SELECT delivery.id FROM notifications_webhookdelivery delivery
        JOIN notifications_webhookendpoint endpoint ON endpoint.id = delivery.endpoint_id
        WHERE delivery.status = %s AND delivery.give_up_at <= %s AND endpoint.paused_at IS NULL
        FOR UPDATE OF delivery SKIP LOCKED)
"""


def last_drawn_event_id() -> int:
    """The last id that any transaction has drawn for an event, committed or not."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DRAWN)
        return int(cursor.fetchone()[0])


@transaction.atomic
def reading_begin() -> int:
    """Keep the reader out until the caller's transaction ends; the id after which a new webhook hears everything."""
    last = last_drawn_event_id()
    row = TrailReading(pk=THE_READING, settled_id=last, noted_id=last, noted_xid=0)
    TrailReading.objects.bulk_create([row], ignore_conflicts=True)
    TrailReading.objects.select_for_update().get(pk=THE_READING)
    return last


@transaction.atomic(durable=True)
def deliveries_make(*, at: datetime) -> int:
    """Turn what has happened since the last time into messages; how many. One reader at a time, others find nothing.

    Paused webhooks get theirs, too: they wait until it goes on.
    """
    # First of all, before the lock gives this transaction its number: whoever has drawn an id up to `last` is then
    # numbered below `own`.
    last = last_drawn_event_id()
    reading = TrailReading.objects.select_for_update(skip_locked=True).filter(pk=THE_READING).first()
    since = WebhookEndpoint.objects.aggregate(since=Min("since_event_id"))["since"]
    if reading is None or since is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS)
        own, oldest_running = cursor.fetchone()
    is_settled = reading.noted_xid <= oldest_running
    count = _insert(after=max(reading.settled_id, since), at=at)
    if is_settled:
        reading.settled_id = reading.noted_id
    # A number from the future was noted in another cluster, before the database was restored into this one.
    if is_settled or reading.noted_xid > own:
        reading.noted_id, reading.noted_xid = last, own
        reading.save(update_fields=["settled_id", "noted_id", "noted_xid"])
    return count


def _insert(*, after: int, at: datetime) -> int:
    told = list(announcements())
    columns: list[list[str]] = [
        [row.kind.value for row in told],
        [row.action for row in told],
        [row.family for row in told],
        [row.resource for row in told],
        [row.with_key for row in told],
        [row.without_key for row in told],
    ]
    fixed: list[Any] = [at, DeliveryStatus.WAITING.value, at, at + TRIED_FOR]
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERIES, [*fixed, *columns, after, sorted({row.action for row in told})])
        return int(cursor.rowcount)


def deliveries_enqueue(*, at: datetime) -> int:
    """Ask for what is due to be sent; how many. An attempt that was asked for already is not asked for again."""
    waiting, ping = DeliveryStatus.WAITING.value, WebhookEvent.PING.value
    return enqueue_from(name=WEBHOOK_JOB, select=_JOBS, params=[waiting, at, ping, at, waiting, at], at=at)


@transaction.atomic
def deliveries_give_up(*, at: datetime) -> int:
    """End what has waited for two days, tried or not; how many. At a paused webhook time stands still."""
    values: list[Any] = [DeliveryStatus.GIVEN_UP.value, DeliveryStatus.WAITING.value, at]
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_UP, values)
        return int(cursor.rowcount)


def webhooks_feed(*, at: datetime) -> None:
    """What the schedule asks for every few seconds. Where there is no webhook it costs one look."""
    if not WebhookEndpoint.objects.exists():
        return
    deliveries_make(at=at)
    deliveries_give_up(at=at)
    deliveries_enqueue(at=at)


def deliveries_tidy(*, at: datetime) -> int:
    """Take away messages of a month ago, in portions; how many. What is still read again stays."""
    settled = TrailReading.objects.filter(pk=THE_READING).values_list("settled_id", flat=True).first() or 0
    old = WebhookDelivery.objects.filter(created_at__lt=at - KEPT_FOR, event_id__lte=settled).order_by()
    total = 0
    while keys := list(old.values_list("pk", flat=True)[:PORTION]):
        total += WebhookDelivery.objects.filter(pk__in=keys).delete()[0]
    return total
