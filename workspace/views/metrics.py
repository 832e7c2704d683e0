"""/metrics: for Prometheus by its token, or for a signed-in system administrator; for all others there is nothing."""

from __future__ import annotations

import hmac
import logging
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accounts.enums import Action
from accounts.permissions import has_action
from common.metrics import process_registry
from workspace.selectors.metrics import InstallationCollector, gauge

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """What the processes behind this address counted, then what the database knows. Without the database: the rest."""
    if not (has_token(request) or may_read(request)):
        raise Http404
    told = generate_latest(process_registry()) + _installation(timezone.now())
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def has_token(request: HttpRequest) -> bool:
    """Whether the request carries METRICS_TOKEN; with none set, nobody does."""
    scheme, _space, offered = request.headers.get("Authorization", "").partition(" ")
    wanted = str(settings.METRICS_TOKEN)
    is_same = hmac.compare_digest(offered.strip().encode(), wanted.encode())
    return bool(wanted) and scheme.lower() == "bearer" and is_same


def may_read(request: HttpRequest) -> bool:
    return request.user.is_authenticated and has_action(request.user, Action.OPERATIONS_READ)


def _installation(at: datetime) -> bytes:
    registry = CollectorRegistry()
    try:
        registry.register(InstallationCollector(at))
        up = 1
    except DatabaseError as error:
        logger.warning("No figures of the database: %s", type(error).__name__)
        up = 0
    registry.register(_Up(up))
    return generate_latest(registry)


class _Up(Collector):
    def __init__(self, value: int) -> None:
        self.value = value

    def collect(self) -> list[GaugeMetricFamily]:
        return [gauge("database_up", "1 where the database answered.", self.value)]
