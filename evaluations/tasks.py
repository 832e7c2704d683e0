"""What workers do for this room: packets from the outbox, and the hourly sweep."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from evaluations.enums import PacketKind
from evaluations.selectors.kept_notices import subjects_under_way
from evaluations.selectors.packets import PACKET_JOB
from evaluations.services import evaluations_finalize_due, presences_forget
from evaluations.services.changes import changes_follow_all
from evaluations.services.daily import daily_work
from evaluations.services.due_dates import due_dates_refresh
from evaluations.services.packets import packet_render
from evaluations.services.simulations import (
    SIMULATE_JOB,
    policy_simulate_portion,
    policy_simulation_give_up,
    policy_simulations_forget,
)
from jobs.registry import handler, when_given_up
from jobs.selectors import has_run
from jobs.services import run
from notifications.services import notices_tidy
from workforce.services import FOLLOW_JOB

DAILY = "evaluations.daily"
FIRST_HOUR = 5  # local time: the digests are there when work begins


@handler(PACKET_JOB)
def render_packet(payload: dict[str, Any], *, at: datetime) -> None:
    """Renders, seals and keeps a packet. Payload: `public_id` of the evaluation and `kind` of the packet."""
    packet_render(public_id=uuid.UUID(payload["public_id"]), kind=PacketKind(payload["kind"]), at=at)


@handler(FOLLOW_JOB)
def follow_changes(payload: dict[str, Any], *, at: datetime) -> None:
    """After a people file was applied: what it changed is followed, and everybody's due date is looked at anew."""
    changes_follow_all(at=at)
    due_dates_refresh(employee_ids=None, at=at)


@handler(SIMULATE_JOB)
def simulate_policy(payload: dict[str, Any], *, at: datetime) -> None:
    """Judges a portion of past evaluations by another version of the policy set, and asks for the next portion.

    Payload: `simulation`, its public id, and `after`, the id of the last evaluation that was judged.
    """
    policy_simulate_portion(public_id=uuid.UUID(payload["simulation"]), after=payload["after"], at=at)


@when_given_up(SIMULATE_JOB)
def simulate_policy_given_up(payload: dict[str, Any], *, error: str, at: datetime) -> None:
    """The page of the simulation says that nobody tries any more."""
    policy_simulation_give_up(public_id=uuid.UUID(payload["simulation"]), at=at)


@shared_task(name="evaluations.daily")
def daily() -> None:
    """The morning's work: changes followed, windows reverted, due dates, coming evaluations, reminders, digests.

    Once a day from early morning on; asked every quarter of an hour, so that a lost morning is made up for at once.

    Two workers that begin at once do everything twice, which does it once.
    """
    at = timezone.now()
    local = timezone.localtime(at)
    if local.hour < FIRST_HOUR or has_run(name=DAILY, on=local.date()):
        return
    with run(name=DAILY, at=at) as counts:
        counts.update(daily_work(at=at))


@shared_task(name="evaluations.sweep")
def sweep() -> None:
    """Moves that a date brings about, not a person: what waited for the end of a response time becomes final."""
    at = timezone.now()
    with run(name="evaluations.sweep", at=at) as counts:
        counts["filed"] = evaluations_finalize_due(at=at)
        presences_forget(at=at)


@shared_task(name="evaluations.tidy")
def tidy() -> None:
    """Daily: notices, mail and simulations of long ago make room.

    What notices were about is known here alone, hence not below.
    """
    at = timezone.now()
    kept, params = subjects_under_way()
    with run(name="evaluations.tidy", at=at) as counts:
        counts["simulations"] = policy_simulations_forget(at=at)
        counts |= notices_tidy(at=at, kept_days=settings.NOTICES_KEPT_DAYS, kept=kept, params=params)
