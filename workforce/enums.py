from enum import StrEnum


class EmploymentStatus(StrEnum):
    PROBATIONARY = "probationary"
    PERMANENT = "permanent"
    SEPARATED = "separated"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class ManagementLevel(StrEnum):
    """Domain §5, lowest first. NONE is a person who supervises nobody by appointment."""

    NONE = "none"
    SUPERVISOR = "supervisor"
    PROGRAM_HEAD = "program_head"
    DIVISION_CHIEF = "division_chief"
    DEPUTY_DIRECTOR = "deputy_director"
    CHIEF_DEPUTY_DIRECTOR = "chief_deputy_director"
    DIRECTOR = "director"

    @property
    def label(self) -> str:
        return {
            "none": "Staff",
            "supervisor": "Supervisor",
            "program_head": "Program Head",
            "division_chief": "District/Division Chief",
            "deputy_director": "Deputy Director",
            "chief_deputy_director": "Chief Deputy Director",
            "director": "Director",
        }[self.value]
