"""The helper process of `common.pdf.render`: a request as JSON comes in, the number of pages and the PDF go out."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.pdf.limits import enter_limits, refuse

BASE_URL = "https://own.invalid/"  # never asked for: the fetcher answers or refuses
CONTENT_TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}


def main() -> None:
    enter_limits()
    # Loaded under the limits, so that they hold for the native libraries, too.
    from weasyprint import HTML

    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    request = json.load(sys.stdin)
    document = HTML(string=request["html"], base_url=BASE_URL, url_fetcher=_fetcher(request["files"])).render(
        pdf_variant="pdf/ua-1", optimize_images=False
    )
    if len(document.pages) > request["page_limit"]:
        refuse(f"It would have {len(document.pages):,} pages, more than the {request['page_limit']:,} allowed.")
    attachments = [_attachment(given) for given in request["attachments"]]
    data = document.write_pdf(pdf_variant="pdf/ua-1", attachments=attachments)
    sys.stdout.buffer.write(f"{len(document.pages)}\n".encode() + data)


def _fetcher(files: Mapping[str, str]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """`data:` and the files that the caller named; everything else is left out of the page."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = files.get(url.removeprefix(BASE_URL))
            if path is None:
                return super().fetch(url, headers)
            headers = {"Content-Type": CONTENT_TYPES[Path(path).suffix]}
            return URLFetcherResponse(url, Path(path).read_bytes(), headers)

    return OwnFilesOnly(allowed_protocols={"data"})


def _attachment(given: Mapping[str, str]) -> Any:
    from weasyprint import Attachment

    # The library writes these as UTC ("Z") without asking, and would take the local time by default.
    now = datetime.now(UTC)
    return Attachment(
        string=given["text"].encode(),
        name=given["name"],
        description=given["description"],
        relationship="Data",
        created=now,
        modified=now,
    )


if __name__ == "__main__":
    main()
