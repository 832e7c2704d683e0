"""The operations page as figures for machines (Prometheus): the same reads, so that both always agree.

What the database knows is the same whichever process is asked; what a process counts is its own (common.metrics).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from workspace.selectors.operations import Operations, operations_now


class InstallationCollector(Collector):
    """Everything as of `at`. Without labels but names of jobs, runs and checks."""

    def __init__(self, at: datetime) -> None:
        self.now = operations_now(at)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _outbox(self.now)
        yield from _runs(self.now)
        yield from _mail(self.now)
        yield from _place(self.now)


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fairstep_{name}", words, value=value)


def gauges(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fairstep_{name}", words, labels=labels)


def _outbox(now: Operations) -> Iterator[GaugeMetricFamily]:
    jobs = gauges("outbox_jobs", "Jobs that are not done, by what keeps them.", "name", "state")
    for row in now.outbox:
        for state in ("due", "held", "later", "failed"):
            jobs.add_metric((row["name"], state), row[state])
    yield jobs
    yield gauge("outbox_lag_seconds", "For how long the oldest due job waits for a worker.", _age(now, now.oldest_due))
    yield gauge("outbox_failed", "Jobs that were given up and wait for a person.", now.failed)
    yield gauge("outbox_done_in_a_day", "Jobs done within a day.", now.done["count"])


def _runs(now: Operations) -> Iterator[GaugeMetricFamily]:
    age = gauges("run_age_seconds", "Since the latest run of scheduled work began.", "name")
    well = gauges("run_well", "1 unless it is late or its latest run failed.", "name")
    for scheduled in now.scheduled:
        if scheduled.run:
            age.add_metric((scheduled.name,), _age(now, scheduled.run.started_at))
        well.add_metric((scheduled.name,), 0 if scheduled.state in ("late", "has_failed") else 1)
    yield from (age, well)
    seen = gauges("heartbeat_age_seconds", "Since that part was last at work.", "part")
    for part, at in now.seen.items():
        seen.add_metric((part,), _age(now, at))
    yield seen


def _mail(now: Operations) -> Iterator[GaugeMetricFamily]:
    mail = now.mail
    yield gauge("mail_queued", "Mail that waits to be handed over.", mail.queued)
    yield gauge("mail_lag_seconds", "For how long the oldest of it waits.", _age(now, mail.oldest_queued))
    yield gauge("mail_failures", "Mail that failed and that nobody has settled.", mail.unsettled)
    yield gauge("mail_failures_without_owner", "Of those, the ones that nobody can see to.", mail.unowned)


def _place(now: Operations) -> Iterator[GaugeMetricFamily]:
    yield gauge("sessions", "Sessions that are not over.", now.sessions)
    yield gauge("signed_in_lately", "People who signed in within half an hour.", now.signed_in_lately)
    yield gauge("database_bytes", "The size of the database.", now.database["size"])
    yield gauge("files_free_bytes", "What is left where files are kept.", now.free_bytes)
    checks = gauges("check_ok", "1 where the check passes.", "name")
    for check in now.checks:
        checks.add_metric((check.name,), int(check.is_ok))
    yield checks


def _age(now: Operations, since: datetime | None) -> float:
    """Seconds, none where there is nothing that waits."""
    return max((now.at - since).total_seconds(), 0.0) if since else 0.0
