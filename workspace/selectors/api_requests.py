"""An operation of the API as a command that one can copy."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

Part = Mapping[str, Any]
_GAP = " \\\n  "


def curl_of(server: str, path: str, method: str, one: Part) -> str:
    """The request with the values of its examples; the token is the shell's variable TOKEN."""
    parameters = [parameter for parameter in one.get("parameters", ()) if "example" in parameter]
    query = {}
    headers = ["Authorization: Bearer $TOKEN"]
    for parameter in parameters:
        value = str(parameter["example"])
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", value)
        if parameter["in"] == "query":
            query[parameter["name"]] = value
        if parameter["in"] == "header":
            headers.append(f"{parameter['name']}: {value}")
    address = f"{server}{path}" + (f"?{urlencode(query)}" if query else "")
    parts = ["curl" if method == "get" else f"curl -X {method.upper()}", shlex.quote(address)]
    parts += [f"-H {_quoted(header)}" for header in headers]
    parts += _body(one)
    if _is_file(one):
        parts.append("-O -J")
    return _GAP.join(parts)


def _quoted(header: str) -> str:
    """In double quotes where the shell has to put the token in."""
    return f'"{header}"' if "$TOKEN" in header else shlex.quote(header)


def _body(one: Part) -> list[str]:
    for kind, media in one.get("requestBody", {}).get("content", {}).items():
        value = media.get("example", {})
        if kind == "application/json":
            text = json.dumps(value, ensure_ascii=False)
            return ["-H 'Content-Type: application/json'", f"-d {shlex.quote(text)}"]
        return [f"-F {shlex.quote(f'{name}={_sent(name, text)}')}" for name, text in value.items()]
    return []


def _sent(name: str, text: str) -> str:
    return f"@{text}" if name in ("file", "attachment") else text


def _is_file(one: Part) -> bool:
    media = one["responses"].get("200", {}).get("content", {}).values()
    return any(part["schema"].get("format") == "binary" for part in media)
