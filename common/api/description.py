"""What the generated description of the API lacks."""

from __future__ import annotations

from typing import Any


def no_other_fields(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What is sent to us holds the listed fields and no others (`common.api.serializers.Asked`)."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Asked") and component.get("type") == "object":
            component.setdefault("properties", {})
            component["additionalProperties"] = False
    return result
