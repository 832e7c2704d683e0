"""An agency that does not exist, as a class list and a people file of any size, for trying out and for measuring.

Pure: no database, no clock. The same size, seed, day and classes give the same bytes. Nobody in it is real: the names
are put together from parts, and so are the titles of the classes.
"""

from workforce.made_agency.agency import HEADINGS, MOST_PEOPLE, people_rows
from workforce.made_agency.classes import (
    CLASS_HEADINGS,
    MadeClass,
    class_rows,
    families_of,
    level_told_by,
    made_classes,
)

__all__ = [
    "CLASS_HEADINGS",
    "HEADINGS",
    "MOST_PEOPLE",
    "MadeClass",
    "class_rows",
    "families_of",
    "level_told_by",
    "made_classes",
    "people_rows",
]
