"""The description of the API as people read it: by subject, each field with its kind in words, examples as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from workspace.selectors.api_description import api_description
from workspace.selectors.api_requests import curl_of

Part = Mapping[str, Any]
_CHOICE = re.compile(r"^\* `(?P<value>[^`]*)` - (?P<words>.*)$")
_FORMATS = {
    "date": "date", "date-time": "date and time", "uuid": "UUID", "uri": "address", "email": "e-mail address",
    "decimal": "decimal number as text", "binary": "file",
}  # fmt: skip
_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object", "null": "null"}
_MARKED = re.compile(r"`([^`]*)`")
_PAGE = re.compile(r"^Paginated(?P<name>\w+)List$")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: words, and the object that they lead to."""

    words: str
    object_name: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    about: str
    is_required: bool
    where: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object that is sent or answered."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    about: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of an address."""

    name: str
    method: str
    path: str
    summary: str
    about: tuple[str, ...]
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    body_kind: str
    answers: tuple[Answer, ...]
    refusals: tuple[Answer, ...]
    request: str
    answer: str


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    title: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    server: str
    subjects: tuple[Subject, ...]
    things: tuple[Thing, ...]
    problem: str


@cache
def api_documented() -> Documented:
    """Everything, made once in each process."""
    whole = api_description()
    schemas = whole["components"]["schemas"]
    ways = [(path, method, one) for path, methods in whole["paths"].items() for method, one in methods.items()]
    found = [(one["tags"][0], _operation(whole, path, method, one)) for path, method, one in ways]
    subjects = tuple(
        Subject(
            tag["name"],
            _title(tag["name"]),
            tag["description"],
            tuple(one for name, one in found if name == tag["name"]),
        )
        for tag in whole["tags"]
    )
    things = tuple(_thing(name, schema) for name, schema in sorted(schemas.items()) if not _PAGE.match(name))
    problem = _text(whole["components"]["examples"]["refusal422"]["value"])
    return Documented(whole["servers"][0]["url"], subjects, things, problem)


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _operation(whole: Part, path: str, method: str, one: Part) -> Operation:
    content: Part = one.get("requestBody", {}).get("content", {})
    body_kind = next(iter(content), "")
    sent = content.get(body_kind, {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    answers = list(_answers(one["responses"]))
    scopes = one["security"][0]["accessToken"]
    return Operation(
        name=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        about=tuple(_plain_text(part) for part in one["description"].split("\n\n")[:-1]),
        scope=scopes[0] if scopes else "",
        parameters=tuple(_parameter(parameter) for parameter in one.get("parameters", ())),
        body=_fields(whole["components"]["schemas"][sent]) if sent else (),
        body_kind=body_kind,
        answers=tuple(answer for answer in answers if answer.status < "400"),
        refusals=tuple(answer for answer in answers if answer.status >= "400"),
        request=curl_of(whole["servers"][0]["url"], path, method, one),
        answer=_example(one["responses"]),
    )


def _answers(responses: Part) -> Iterator[Answer]:
    for status, answer in responses.items():
        media = next(iter(answer.get("content", {}).values()), None)
        yield Answer(status, _plain_text(answer["description"]), kind_of(media["schema"]) if media else Kind(""))


def _example(responses: Part) -> str:
    """What is answered where it is done; nothing for a file or where there is nothing to say."""
    for status, answer in responses.items():
        for media in answer.get("content", {}).values():
            if status < "400" and "example" in media:
                return _text(media["example"])
    return ""


def _plain_text(marked: str) -> str:
    """Names that stand between backticks stand between quotation marks."""
    return _MARKED.sub(r"“\1”", marked)


def _text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _parameter(parameter: Part) -> Field:
    about, _choices = _words(parameter)
    schema = {"description": parameter.get("description", ""), **parameter["schema"]}
    return Field(parameter["name"], kind_of(schema), about, bool(parameter.get("required")), parameter["in"])


def _thing(name: str, schema: Part) -> Thing:
    return Thing(name, _plain_text(schema.get("description", "")), _fields(schema))


def _fields(schema: Part) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(name, kind_of(part), _words(part)[0], name in required)
        for name, part in schema.get("properties", {}).items()
    )  # fmt: skip


def _words(part: Part) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What is said of a value, and its choices with their words: the generator writes both into one text."""
    lines = part.get("description", "").splitlines()
    found = [_CHOICE.match(line) for line in lines]
    about = " ".join(line for line, choice in zip(lines, found, strict=True) if line and not choice)
    return _plain_text(about), tuple((choice["value"], choice["words"]) for choice in found if choice)


def kind_of(part: Part) -> Kind:
    """The kind of a value in words."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        page = _PAGE.match(name)
        return Kind("a page of", page["name"]) if page else Kind("", name)
    if "oneOf" in part:
        inner = [one for one in part["oneOf"] if one != {"type": "null"}]
        return Kind("null, or", kind_of(inner[0]).object_name)
    if part.get("type") == "array":
        inner_kind = kind_of(part["items"])
        return Kind(f"list of {inner_kind.words}".rstrip(), inner_kind.object_name, inner_kind.choices)
    if isinstance(part.get("additionalProperties"), dict) and part["additionalProperties"]:
        inner_kind = kind_of(part["additionalProperties"])
        return Kind(f"object of keys with {inner_kind.words}".rstrip(), inner_kind.object_name, inner_kind.choices)
    return Kind(_plain(part), choices=_choices(part))


def _choices(part: Part) -> tuple[tuple[str, str], ...]:
    """The values of a list with their words, where they have any beside themselves."""
    words = dict(_words(part)[1])
    return tuple((str(value), words.get(str(value), "")) for value in part.get("enum", ()) if value not in (None, ""))


def _plain(part: Part) -> str:
    types = part.get("type", "string")
    names = [types] if isinstance(types, str) else list(types)
    word = next(_TYPES[name] for name in names if name != "null")
    if "enum" in part:
        word = "one of"
    elif "format" in part:
        word = _FORMATS.get(part["format"], word)
    is_open = "null" in names or "" in part.get("enum", ())
    limits = [f"up to {part['maxLength']} characters"] if "maxLength" in part else []
    limits += [f"{part['minimum']} or more"] if "minimum" in part else []
    limits += [f"{part['maximum']} or less"] if "maximum" in part and part["maximum"] < 2**31 else []
    empty = " or null" if "null" in names else " or empty" if is_open else ""
    return ", ".join([f"{word}{empty}", *limits])
