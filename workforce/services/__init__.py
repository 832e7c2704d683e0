"""The only writers of people and units: the people import, the load of paid days and their undoing, the end of
probation in force; and the note of who takes a list out."""

from workforce.services.paid_days import paid_days_import, paid_days_undo
from workforce.services.people_export import people_export_record
from workforce.services.people_import import FOLLOW_JOB, people_import
from workforce.services.people_undo import people_undo
from workforce.services.probation import probation_ends_keep

__all__ = [
    "FOLLOW_JOB",
    "paid_days_import",
    "paid_days_undo",
    "people_export_record",
    "people_import",
    "people_undo",
    "probation_ends_keep",
]
