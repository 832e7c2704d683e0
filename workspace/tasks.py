"""Scheduled work of the trail. It stands here because the trail lies below the jobs and does not know its runs."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from audit.services import checkpoint_create
from jobs.registry import handler
from jobs.services import run
from workspace.services import VERIFY_JOB, TrailBroken, trail_verify

logger = logging.getLogger(__name__)


@shared_task(name="audit.checkpoint")
def checkpoint() -> None:
    """Makes the day's signed checkpoint of the trail. Asked hourly, so that a day with lost hours has one, too."""
    at = timezone.now()
    try:
        with run(name="audit.checkpoint", at=at):
            checkpoint_create(at=at)
    except OperationalError as error:
        logger.warning("No checkpoint could be made (%s); the next hour tries again.", error)


@shared_task(name="audit.verify")
def verify() -> None:
    """Daily: is the trail what was written, and is the record what the trail says?"""
    _verify(timezone.now())


@handler(VERIFY_JOB)
def verify_when_asked(payload: dict[str, Any], *, at: datetime) -> None:
    """Checks the audit trail, because somebody asked for it."""
    _verify(at)


def _verify(at: datetime) -> None:
    try:
        trail_verify(at=at)
    except TrailBroken as broken:
        # Noted on the run, where the operations page shows it; trying again would find the same.
        logger.error("The audit trail is not intact: %s", broken)
