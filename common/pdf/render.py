"""HTML to a tagged PDF, in a process of its own and within limits.

The page may only use `data:` addresses and the files that the caller names; the library's own way of fetching would
read local files and the network into the PDF.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from common.pdf.errors import LimitExceeded, RenderFailed
from common.pdf.limits import Limits, run_limited

HTML_LIMIT = 12_000_000  # characters; a form post brings at most two million
PAGE_LIMIT = 2_000
# Within the lease of a job (`jobs.rules.LEASE`): a slower one would be taken over while it still runs.
LIMITS = Limits(cpu_seconds=180, wall_seconds=240, memory_bytes=3 * 1024**3)


@dataclass(frozen=True, slots=True)
class PdfAttachment:
    """A file that the PDF carries inside; `text` is stored as UTF-8, its type follows from the ending of the name."""

    name: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The bytes of the PDF and how many pages it has."""

    data: bytes
    pages: int


def render_pdf(
    html: str,
    *,
    files: Mapping[str, Path],
    attachments: tuple[PdfAttachment, ...] = (),
    page_limit: int = PAGE_LIMIT,
    limits: Limits = LIMITS,
) -> RenderedPdf:
    """Lay out the page as PDF/UA-1 and embed the attachments.

    `files` maps the relative addresses that the page uses (`packet.css`) to files of ours. Raises `RenderFailed` with
    a sentence where the page is too long, takes too much time or memory, or cannot be laid out.
    """
    if len(html) > HTML_LIMIT:
        raise RenderFailed(f"The page has {len(html):,} characters, more than the {HTML_LIMIT:,} allowed.")
    absent = sorted(name for name, path in files.items() if not path.is_file())
    if absent:
        raise RenderFailed(f"Files that the page needs are missing: {', '.join(absent)}.")
    request = {
        "html": html,
        "files": {name: str(path.resolve()) for name, path in files.items()},
        "attachments": [asdict(attachment) for attachment in attachments],
        "page_limit": page_limit,
    }
    try:
        answer = run_limited("common.pdf.render_worker", json.dumps(request).encode(), limits=limits)
    except LimitExceeded as error:
        raise RenderFailed(f"The PDF could not be made. {error}") from error
    head, _, data = answer.partition(b"\n")
    return RenderedPdf(data=data, pages=int(head))
