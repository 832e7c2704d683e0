"""What the operations page sets going, and who takes figures out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.enums import Action
from accounts.models import User
from accounts.permissions import has_action
from accounts.services import account_event_record
from audit.models import AuditEvent
from audit.selectors.whole import all_findings, own_keys
from audit.services import event_record
from common.errors import NotVisible
from jobs.services import enqueue, failed_requeue, job_requeue, run

VERIFY_JOB = "audit.verify"
STREAM = "operations"


class TrailBroken(Exception):
    """The audit trail is not what was written, or the record is not what the trail says; the first finding."""


def check_can_operate(user: User) -> None:
    """Raises NotVisible (404): for everybody but a system administrator there is no operations page."""
    if not has_action(user, Action.OPERATIONS_READ):
        raise NotVisible


def trail_verify(*, at: datetime) -> None:
    """Verify the whole trail and note the result as a run. Raises TrailBroken after everything was looked at."""
    with run(name=VERIFY_JOB, at=at) as counts:
        first = ""
        counts["events"], counts["findings"] = AuditEvent.objects.count(), 0
        for finding in all_findings(own_keys()):
            first = first or str(finding)
            counts["findings"] += 1
        if first:
            raise TrailBroken(first)


@transaction.atomic
def trail_verification_ask(*, by: User, at: datetime) -> None:
    """Have a worker verify the trail now; asked twice within a minute it is done once. Raises NotVisible."""
    check_can_operate(by)
    enqueue(name=VERIFY_JOB, key=f"asked {at:%Y-%m-%d %H:%M}", payload={})


@transaction.atomic
def job_try_again(*, pk: int, by: User, at: datetime) -> None:
    """Put one job that was given up back into the queue. Raises NotVisible, Conflict."""
    check_can_operate(by)
    job = job_requeue(pk=pk, at=at)
    event_record(stream=STREAM, action="job_requeued", by=by, at=at, data={"name": job.name, "key": job.key})


@transaction.atomic
def jobs_try_again(*, by: User, at: datetime) -> int:
    """Put all of them back into the queue; how many. Raises NotVisible."""
    check_can_operate(by)
    count = failed_requeue(at=at)
    event_record(stream=STREAM, action="jobs_requeued", by=by, at=at, data={"count": count})
    return count


@transaction.atomic
def figures_export_record(*, what: str, asked: Mapping[str, str], rows: int, by: User, at: datetime) -> None:
    """Who takes figures out is an event of their account: which figures, what was asked for, how many rows."""
    data = {"what": what, "rows": rows, "asked": dict(sorted(asked.items()))}
    account_event_record(user=by, action="figures_exported", by=by, at=at, data=data)
