"""Reads of the trail, and its verification."""

from audit.selectors.checkpoints import checkpoint_findings
from audit.selectors.findings import Finding
from audit.selectors.trail import events_listed, events_of, head_of, import_run_of, signatures_of
from audit.selectors.verification import chain_findings, head_findings, import_findings, signature_findings

__all__ = [
    "Finding",
    "chain_findings",
    "checkpoint_findings",
    "events_listed",
    "events_of",
    "head_findings",
    "head_of",
    "import_findings",
    "import_run_of",
    "signature_findings",
    "signatures_of",
]
