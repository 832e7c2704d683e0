"""Scheduled work of the trail."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from audit.services import checkpoint_create

logger = logging.getLogger(__name__)


@shared_task(name="audit.checkpoint")
def checkpoint() -> None:
    """Hourly, so that a day whose first hours were lost gets its checkpoint, too; one a day is made."""
    try:
        checkpoint_create(at=timezone.now())
    except OperationalError as error:
        logger.warning("No checkpoint could be made (%s); the next hour tries again.", error)
