"""The closed lists of the classification room."""

from common.enums import Labelled


class ClassificationStatus(Labelled):
    IN_FORCE = "in_force", "In force"
    ABOLISHED = "abolished", "Abolished"
