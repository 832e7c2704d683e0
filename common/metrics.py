"""What each web process counts for itself; what the database knows is asked when somebody scrapes (workspace).

With several processes behind one address (gunicorn's workers) the library keeps the counts in files that they share,
in the folder PROMETHEUS_MULTIPROC_DIR (made by deploy/gunicorn.conf.py). No label says anything about a person.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

LABELS = ("method", "route", "status")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_own = CollectorRegistry()
REQUESTS = Counter("fairstep_requests", "Requests answered.", LABELS, registry=_own)
SECONDS = Histogram(
    "fairstep_request_seconds",
    "Seconds until the answer began.",
    ("method", "route"),
    buckets=BUCKETS,
    registry=_own,
)


def request_counted(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. A route is the name of an address; what matched none is one route, whatever was asked for."""
    method, route = method if method in METHODS else "other", route or "none"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)


def process_registry() -> CollectorRegistry:
    """The counts of all processes behind this address, or of this one where it is alone."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return _own
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return shared
