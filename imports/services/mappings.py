"""Which heading of a file holds which field, kept under a name for the next file of that layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import account_event_record
from imports.models import SavedMapping
from imports.permissions import check_can_import
from imports.selectors import mapping_of


@transaction.atomic
def mapping_save(*, kind: str, name: str, headings: Mapping[str, str], by: User, at: datetime) -> SavedMapping:
    """Keep which heading holds which field; one of the same name is replaced."""
    check_can_import(by, kind)
    values = {"headings": dict(headings), "by": by, "saved_at": at}
    saved, _is_new = SavedMapping.objects.update_or_create(kind=kind, name=name, defaults=values)
    return saved


@transaction.atomic
def mapping_delete(*, kind: str, pk: int, by: User, at: datetime) -> SavedMapping:
    """Forget one. Whoever imports the kind may, also what others have kept: they stand in for each other.

    Files that were read by it stay as they are. Raises NotVisible (404), also for whoever comes second.
    """
    found = check_can_import(by, kind)
    SavedMapping.objects.select_for_update().filter(pk=pk).first()
    saved = mapping_of(found, pk)
    data = {"kind": kind, "name": saved.name, "kept_by": saved.by.name, "headings": saved.headings}
    SavedMapping.objects.filter(pk=pk).delete()
    account_event_record(user=by, action="import_mapping_deleted", by=by, at=at, data=data)
    return saved
