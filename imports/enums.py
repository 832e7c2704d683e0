"""The closed lists of the import room."""

from common.enums import Labelled


class UploadStatus(Labelled):
    """Where an uploaded file stands, in the order in which it gets there."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked: nothing has been changed yet"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    FAILED = "failed", "Could not be used"
    DISCARDED = "discarded", "Discarded"
