from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content."""
    return {"agency_name": settings.AGENCY_NAME, "is_demo": settings.DEMO}
