"""Canonical JSON: one text for one content, so that its SHA-256 names the content.

Follows the shape of RFC 8785 for what we store (strings, integers, booleans, null, lists, objects): keys sorted,
no spaces, UTF-8, no escapes beyond what JSON needs. Numbers with a fraction do not occur.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> str:
    """The canonical text. Dates must already be ISO strings; anything else raises TypeError."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of_text(text: str) -> str:
    """Lower-case hexadecimal SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
