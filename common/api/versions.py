"""ETags: which version somebody has read, and whether it is still the present one (RFC 9110 §8.8.3, §13.1)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def etag_of(data: Any) -> str:
    """A strong tag over everything that is shown; the same facts have the same tag in whatever order they come."""
    text = json.dumps(data, cls=JSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_among(tag: str, header: str) -> bool:
    """Whether the header of If-Match or If-None-Match names the tag, or anything at all with `*`."""
    return header.strip() == "*" or tag in _TAG.findall(header)


def narrowed(data: Any, wanted: frozenset[str]) -> Any:
    """Only the wanted fields of an object or of each row; everything where none are named."""
    if not wanted:
        return data
    if isinstance(data, list):
        return [narrowed(row, wanted) for row in data]
    return {name: value for name, value in data.items() if name in wanted} if isinstance(data, Mapping) else data
