"""Whether this installation can do its work: what load balancers and the operations page ask. Says nothing secret."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

logger = logging.getLogger(__name__)
# A load balancer waits for some seconds; what has not answered by then counts as gone.
SECONDS = 2
_migrated: set[str] = set()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. Without a vital one no page can be answered; without another, work waits."""

    name: str
    is_ok: bool
    is_vital: bool
    trouble: str = ""

    @property
    def words(self) -> str:
        return "ok" if self.is_ok else self.trouble


def readiness() -> list[Check]:
    """Every check, each within seconds and without leaving anything behind."""
    return [*_database_checks(), files_check(), broker_check()]


def _database_checks() -> list[Check]:
    """First on a connection of its own: the one that pages use would wait as long as pages do."""
    probe = connection.copy()
    options = probe.settings_dict.get("OPTIONS", {})
    limits = f"{options.get('options', '')} -c statement_timeout={SECONDS * 1000}".strip()
    probe.settings_dict["OPTIONS"] = {**options, "connect_timeout": SECONDS, "options": limits}
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [Check("database", True, True), Check("migrations", is_migrated(), True, "pending")]
    except DatabaseError as error:
        logger.warning("The database does not answer: %s", error)
        return [Check("database", False, True, "unreachable"), Check("migrations", False, True, "unknown")]
    finally:
        probe.close()


def is_migrated() -> bool:
    """True where every migration of this code is applied. Once it is, it stays so for as long as the process runs."""
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated and not pending_migrations():
        _migrated.add(name)
    return name in _migrated


def pending_migrations() -> list[str]:
    """The names of the migrations that are still to be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _is_backwards in plan]


def files_check() -> Check:
    """Writes a byte where attachments and packets go: a full or read-only disk is found only so."""

    def write() -> None:
        folder = Path(settings.MEDIA_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b".")

    return _tried("files", write, is_vital=True, trouble="not writable")


def broker_check() -> Check:
    """Without the broker pages work all the same; the schedule drains the outbox once it is back."""

    def ask() -> None:
        if settings.REDIS_URL:
            with redis.Redis.from_url(
                settings.REDIS_URL, socket_connect_timeout=SECONDS, socket_timeout=SECONDS
            ) as client:
                client.ping()
        elif not os.access(settings.BROKER_DIR / "data", os.W_OK):
            raise OSError("the folder of the file queue is not there, or not writable")

    return _tried("broker", ask, is_vital=False, trouble="unreachable")


def _tried(name: str, look: Callable[[], None], *, is_vital: bool, trouble: str) -> Check:
    try:
        look()
    except (OSError, redis.RedisError) as error:
        logger.warning("Not ready (%s): %s", name, error)
        return Check(name, False, is_vital, trouble)
    return Check(name, True, is_vital)
