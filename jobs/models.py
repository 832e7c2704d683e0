"""The outbox: work to be done after the transaction that asked for it, kept until it is done."""

from django.db import models
from django.db.models import Q

from jobs.enums import JobStatus


class Job(models.Model):
    """One piece of work. Delivery is at least once: a handler must be idempotent.

    `key` names the piece of work: asking twice for the same name and key is one job. A worker holds a job by a lease;
    when it dies, the lease runs out and another worker takes over.
    """

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=10, default=JobStatus.QUEUED.value)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True, help_text="The request that asked for it, as in the log.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], name="jobs_once_per_name_and_key"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in JobStatus]), name="jobs_known_status"
            ),
        ]
        indexes = [
            models.Index(fields=["available_at", "id"], condition=Q(status="queued"), name="jobs_due"),
            # What is done outnumbers everything else a thousand times; who counts the rest reads none of it.
            models.Index(fields=["status", "name"], condition=~Q(status="done"), name="jobs_open"),
            models.Index(fields=["finished_at"], condition=Q(status="done"), name="jobs_done_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class Run(models.Model):
    """One run of a piece of scheduled work, so that everybody can see when it last ran and what it did.

    `finished_at` empty and `error` empty: it is running, or its process died.
    """

    name = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["name", "-id"], name="jobs_runs_by_name")]

    def __str__(self) -> str:
        return f"{self.name} at {self.started_at}"


class Heartbeat(models.Model):
    """When a part of the machinery was last seen at work: one row for each, written over again and again."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
