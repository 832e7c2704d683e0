"""What workers do for this room: mails and webhooks from the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils import timezone

from jobs.registry import feeder, handler, when_given_up
from jobs.rules import kind_of_error
from jobs.services import run
from notifications.rules import MAIL_JOB
from notifications.rules.webhooks import WEBHOOK_JOB
from notifications.services.sending import mail_given_up, mail_send
from notifications.services.webhook_events import deliveries_tidy, webhooks_feed
from notifications.services.webhook_sending import delivery_give_up, delivery_send


@handler(MAIL_JOB)
def send(payload: dict[str, Any], *, at: datetime) -> None:
    """Hands one mail to the mail server. Payload: `mail_id`."""
    mail_send(mail_id=payload["mail_id"], at=at)


@when_given_up(MAIL_JOB)
def given_up(payload: dict[str, Any], *, error: str, at: datetime) -> None:
    """Marks the mail as failed and tells who sees to it. Payload: `mail_id`."""
    mail_given_up(mail_id=payload["mail_id"], error=error, at=at)


@handler(WEBHOOK_JOB)
def send_webhook(payload: dict[str, Any], *, at: datetime) -> None:
    """Hands one message to a webhook. Payload: `delivery_id`."""
    delivery_send(delivery_id=payload["delivery_id"], at=at)


@when_given_up(WEBHOOK_JOB)
def webhook_given_up(payload: dict[str, Any], *, error: str, at: datetime) -> None:
    """Payload: `delivery_id`."""
    delivery_give_up(delivery_id=payload["delivery_id"], error=kind_of_error(error))


@feeder
def feed_webhooks(*, at: datetime) -> None:
    """What has happened becomes messages, and what is due becomes jobs."""
    webhooks_feed(at=at)


@shared_task(name="notifications.tidy")
def tidy() -> None:
    """Daily: messages of a month ago make room."""
    at = timezone.now()
    with run(name="notifications.tidy", at=at) as counts:
        counts["deliveries"] = deliveries_tidy(at=at)
