"""The only writers of people and units: the import of a people file; and the note of who takes a list of them out."""

from workforce.services.people_export import people_export_record
from workforce.services.people_import import people_import

__all__ = ["people_export_record", "people_import"]
