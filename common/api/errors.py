"""Refusals that only a request of the API can meet: they are about versions and keys, not about the work."""

from __future__ import annotations

from typing import Any

from common.errors import ProductError


class VersionMissing(ProductError):
    """A write over content that does not say which version it was made from (428)."""

    status_code = 428
    title = "Say which version you mean"

    def __init__(self) -> None:
        super().__init__("Send the ETag that you read in the header If-Match, so that nobody's newer words are lost.")


class VersionPassed(ProductError):
    """The version named in If-Match is not the present one (412). `more` goes into the answer."""

    status_code = 412
    title = "This has changed in the meantime"

    def __init__(self, more: dict[str, Any] | None = None) -> None:
        super().__init__("It has changed since you read it. Read it again, then decide.")
        self.more = more or {}


class KeyUsedOtherwise(ProductError):
    """An Idempotency-Key that was used for another request (422)."""

    status_code = 422
    title = "This key was used for something else"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request. Use a new key for each thing to be done.")


class BadKey(ProductError):
    """An Idempotency-Key that is none (400)."""

    status_code = 400
    title = "The request cannot be read"

    def __init__(self) -> None:
        super().__init__("An Idempotency-Key has 1 to 200 printable ASCII characters, such as a UUID.")
