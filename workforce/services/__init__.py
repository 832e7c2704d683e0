"""The only writers of people and units: the people import and its undoing; and the note of who takes a list out."""

from workforce.services.people_export import people_export_record
from workforce.services.people_import import FOLLOW_JOB, people_import
from workforce.services.people_undo import people_undo

__all__ = ["FOLLOW_JOB", "people_export_record", "people_import", "people_undo"]
