"""Words of the trail itself; every other action is named by the room that records it."""

SYSTEM_NAME = "System"
# Beside the room's own event of the step: chains the signature's digest.
SIGNATURE_RECORDED = "signature_recorded"
# Holds the digest of an import's stored list of changes.
IMPORT_APPLIED = "import_applied"
