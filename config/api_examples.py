"""Gives every operation of the API's description an example of what is sent and of what is answered.

The values are `api_examples.json`, all invented: by the name of the object (`objects`), what differs from it in one
operation (`changes`), the answer of an operation that is no object of ours (`answers`), values of a path or query by
operation or subject, with the words that the address itself lacks (`parameters`), a refusal for each status
(`refusals`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from common.api.problems import PROBLEM_TYPE

VALUES = Path(__file__).with_suffix(".json")
Part = dict[str, Any]


def with_examples(result: Part, generator: Any, request: Any, public: bool) -> Part:
    """A hook of the generator: the description with its examples."""
    values: Part = json.loads(VALUES.read_text())
    refusals = {f"refusal{status}": {"value": value} for status, value in values["refusals"].items()}
    result["components"]["examples"] = refusals
    for operations in result["paths"].values():
        for operation in operations.values():
            _parameters(operation, values["parameters"])
            changes = values["changes"].get(operation["operationId"], {})
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _put(media, values["objects"], {})
            for status, answer in operation["responses"].items():
                _answer(status, answer.get("content", {}), values["objects"], changes)
            if operation["operationId"] in values["answers"]:
                answered = operation["responses"]["200"]["content"]["application/json"]
                answered["example"] = values["answers"][operation["operationId"]]
    return result


def _parameters(operation: Part, known: Part) -> None:
    for parameter in operation.get("parameters", ()):
        for place in (operation["operationId"], operation["tags"][0]):
            if (name := f"{place}.{parameter['name']}") in known:
                parameter.update(known[name])
                break


def _answer(status: str, content: Part, objects: Part, changes: Part) -> None:
    for kind, media in content.items():
        if kind == PROBLEM_TYPE:
            media["examples"] = {"refusal": {"$ref": f"#/components/examples/refusal{status}"}}
        else:
            _put(media, objects, changes)


def _put(media: Part, objects: Part, changes: Part) -> None:
    """Objects that are listed stand in a page of one; what is no object of ours (a file) has no example."""
    name = media.get("schema", {}).get("$ref", "").rpartition("/")[2]
    one = name.removeprefix("Paginated").removesuffix("List") if name.startswith("Paginated") else name
    if one not in objects:
        return
    value = {**objects[one], **changes} if isinstance(objects[one], dict) else objects[one]
    media["example"] = {"next": None, "previous": None, "results": [value]} if one != name else value
