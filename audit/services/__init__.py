"""The only writers of the trail: events, signatures, imports, checkpoints."""

from audit.services.checkpoints import checkpoint_create
from audit.services.imports import import_run_record
from audit.services.trail import Actor, event_record, events_record, signature_record

__all__ = [
    "Actor",
    "checkpoint_create",
    "event_record",
    "events_record",
    "import_run_record",
    "signature_record",
]
