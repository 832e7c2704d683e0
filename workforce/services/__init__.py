"""The only writer of people and units: the import of a people file, and its undoing."""

from workforce.services.people_import import FOLLOW_JOB, people_import
from workforce.services.people_undo import people_undo

__all__ = ["FOLLOW_JOB", "people_import", "people_undo"]
