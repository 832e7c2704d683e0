"""What the generated description of the API lacks."""

from __future__ import annotations

from typing import Any

DONE = {
    "200": "As it is now.",
    "201": "It is made.",
    "202": "Begun: a worker does it. Read it again to see how far it is.",
}


def no_other_fields(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What is sent to us holds the listed fields and no others (`common.api.serializers.Asked`)."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Asked") and component.get("type") == "object":
            component.setdefault("properties", {})
            component["additionalProperties"] = False
    return result


def with_words(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Words for what is answered where something was done; the generator has none."""
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                answer["description"] = answer["description"] or DONE[status]
    return result


def without_marks(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Without the generator's own marks on enumerations, which say nothing to a reader."""
    _unmark(result)
    return result


def _unmark(part: Any) -> None:
    if isinstance(part, dict):
        part.pop("x-spec-enum-id", None)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _unmark(inner)
