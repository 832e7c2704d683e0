"""The only writer of people and units: the import of a people file."""

from workforce.services.people_import import people_import

__all__ = ["people_import"]
