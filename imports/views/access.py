"""What every page of this room begins with."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import NotVisible
from imports.models import Upload
from imports.permissions import check_can_import
from imports.registry import Kind
from imports.selectors import upload_for


def user_of(request: HttpRequest) -> User:
    """The person; the sign-in middleware has seen to it that there is one."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user


def upload_of(request: HttpRequest, public_id: uuid.UUID) -> tuple[Upload, Kind]:
    """The upload and its kind; raises NotVisible for whoever may not import it."""
    upload = upload_for(request.user, public_id)
    return upload, check_can_import(request.user, upload.kind)


def frame_of(upload: Upload, kind: Kind, *more: str) -> dict[str, Any]:
    """What is the same around every page of an upload; `more` are the names of pages below its own."""
    crumbs = [
        {"label": _("Imports"), "url": reverse("imports:uploads")},
        {"label": upload.name, "url": upload.get_absolute_url()},
        *({"label": label} for label in more),
    ]
    return {"upload": upload, "kind": kind, "breadcrumbs": crumbs}
