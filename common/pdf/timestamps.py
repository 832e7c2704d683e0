"""Asks a time-stamp authority (RFC 3161 over HTTP) with the standard library alone."""

from __future__ import annotations

import asyncio
import urllib.request
from urllib.parse import urlsplit

from asn1crypto import tsp
from pyhanko.sign.timestamps.api import TimeStamper

PATIENCE_SECONDS = 15
ANSWER_LIMIT = 1_000_000
REPLY_TYPE = "application/timestamp-reply"


class UrlTimeStamper(TimeStamper):
    """A time-stamp authority at an http or https address; raises ValueError for any other address."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"The time-stamp authority's address has to begin with http or https, and is {url}.")
        self.url = url
        super().__init__()  # type: ignore[no-untyped-call]  # the library leaves it untyped

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer; raises OSError where there is none or it is none of a time-stamp authority."""
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, query: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": REPLY_TYPE}
        request = urllib.request.Request(self.url, data=query, headers=headers)  # noqa: S310 - scheme checked above
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - ditto  # nosec B310
            if answer.headers.get_content_type() != REPLY_TYPE:
                raise OSError("The time-stamp authority did not answer with a time stamp.")
            return tsp.TimeStampResp.load(answer.read(ANSWER_LIMIT))
