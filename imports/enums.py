"""The closed lists of the import room."""

from common.enums import Labelled


class UploadStatus(Labelled):
    """Where an uploaded file stands, in the order in which it gets there."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked, not applied"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    FAILED = "unusable", "Could not be used"
    DISCARDED = "discarded", "Discarded"


class Outcome(Labelled):
    """What becomes of one row of a file."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REJECTED = "rejected", "Rejected"
