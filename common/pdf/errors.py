"""What can go wrong with a PDF, each with one plain sentence for the log and for the job that is tried again."""

from __future__ import annotations


class PdfError(Exception):
    """The PDF was not made; nothing was written."""


class RenderFailed(PdfError):
    """The page could not be laid out, or only beyond the limits of time, memory, length or pages."""


class SealKeyMissing(PdfError):
    """There is no usable key and certificate in SEAL_DIR."""


class LimitExceeded(PdfError):
    """A helper process went beyond its limits, or ended without an answer."""
