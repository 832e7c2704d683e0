"""The only writers of uploads: they come in, are compared, applied, taken back or discarded."""

from imports.services.applying import upload_apply, upload_apply_run, upload_undo, upload_undo_run
from imports.services.checking import upload_check, upload_check_again, upload_check_run
from imports.services.mappings import mapping_delete, mapping_save
from imports.services.uploads import (
    LARGEST,
    upload_create,
    upload_discard,
    upload_read_anew,
    uploads_discard_forgotten,
)

__all__ = [
    "LARGEST",
    "mapping_delete",
    "mapping_save",
    "upload_apply",
    "upload_apply_run",
    "upload_check",
    "upload_check_again",
    "upload_check_run",
    "upload_create",
    "upload_discard",
    "upload_read_anew",
    "upload_undo",
    "upload_undo_run",
    "uploads_discard_forgotten",
]
