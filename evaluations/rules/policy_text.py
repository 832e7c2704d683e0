"""A policy set as text: the canonical TOML of the agency's own versions, in the shape of the shipped files.

The same values always give the same text, whatever order they were entered in, so that its SHA-256 names them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from evaluations.rules.policy import POLICY_FOLDER, load_policy, read_policy
from evaluations.rules.policy_shape import Policy
from evaluations.rules.policy_table import PolicyError

Values = dict[str, Any]
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DIGITS = re.compile(r"(\d+)")


def policy_text(values: Mapping[str, Any]) -> str:
    """The values as TOML: first what a table holds itself, then the tables in it; keys in order, R2 before R10.

    `values` holds texts, whole numbers, switches, dates, lists of these, and tables of all that.
    """
    return "\n".join(_lines(values, ())) + "\n"


def policy_values(text: str, source: str) -> Values:
    """The values of such a text, to be changed and written again. Raises PolicyError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise PolicyError(f"{source}: cannot be read: {problem}") from problem


@lru_cache(maxsize=256)
def read_policy_text(text: str, source: str) -> Policy:
    """The policy set that the text describes. Raises PolicyError that names the source and the key at fault."""
    return read_policy(policy_values(text, source), source)


def shipped_values(key: str, version: int) -> Values:
    """The values of a shipped set. Raises PolicyError where there is no such set."""
    name = f"{load_policy(key, version).name}.toml"
    return policy_values((POLICY_FOLDER / name).read_text(encoding="utf-8"), name)


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    own = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if path and (own or not table):
        yield ""
        yield f"[{'.'.join(map(_key, path))}]"
    for key in sorted(own, key=_in_order):
        yield f"{_key(key)} = {_value(own[key])}"
    for key in sorted(table.keys() - own.keys(), key=_in_order):
        yield from _lines(table[key], (*path, key))


def _in_order(key: str) -> list[Any]:
    """Numbers in a name count as numbers. Every second part is one, so that like is compared with like."""
    parts = _DIGITS.split(key)
    return [int(part) if number % 2 else part for number, part in enumerate(parts)]


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(value: str) -> str:
    """JSON's escapes are TOML's; DEL alone is allowed there and not here."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
