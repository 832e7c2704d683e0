from enum import StrEnum


class ClassificationStatus(StrEnum):
    IN_FORCE = "in_force"
    ABOLISHED = "abolished"

    @property
    def label(self) -> str:
        return {"in_force": "In force", "abolished": "Abolished"}[self.value]
