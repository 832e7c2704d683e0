"""The only writer of classifications: the import, and its undoing."""

from competencies.services.classes_columns import MAPPINGS
from competencies.services.classes_import import classifications_import
from competencies.services.classes_undo import classifications_undo

__all__ = ["MAPPINGS", "classifications_import", "classifications_undo"]
