"""The closed lists of the workforce, in the field's words."""

from common.enums import Labelled


class EmploymentStatus(Labelled):
    PROBATIONARY = "probationary", "Probationary"
    PERMANENT = "permanent", "Permanent"
    SEPARATED = "separated", "Separated"


class ManagementLevel(Labelled):
    """The line of command, lowest first (domain handbook, section 5)."""

    NONE = "none", "Staff"
    SUPERVISOR = "supervisor", "Supervisor"
    PROGRAM_HEAD = "program_head", "Program Head"
    DIVISION_CHIEF = "division_chief", "District/Division Chief"
    DEPUTY_DIRECTOR = "deputy_director", "Deputy Director"
    CHIEF_DEPUTY_DIRECTOR = "chief_deputy_director", "Chief Deputy Director"
    DIRECTOR = "director", "Director"

    @property
    def rank(self) -> int:
        """0 for nobody's manager, 6 for the Director."""
        return list(type(self)).index(self)

    def reaches(self, other: "ManagementLevel") -> bool:
        """True where this level is the other one or stands above it."""
        return self.rank >= other.rank

    @property
    def next_above(self) -> "ManagementLevel | None":
        """The next level up the line; None above the Director."""
        levels = list(type(self))
        return levels[self.rank + 1] if self.rank + 1 < len(levels) else None


class ChangedFact(Labelled):
    """What changed about somebody's work that an evaluation under way depends on (R1, R17).

    A people file changes all of these but the status, which a follow-up window may return to an earlier one (R15).
    """

    SUPERVISOR = "supervisor", "Immediate supervisor"
    CLASSIFICATION = "classification", "Class"
    ORG_UNIT = "org_unit", "Unit"
    MANAGEMENT_LEVEL = "management_level", "Management level"
    SEPARATION = "separation", "Separation"
    RETURN = "return", "Return to service"
    STATUS = "status", "Employment status"
