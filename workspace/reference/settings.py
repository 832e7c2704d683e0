"""Every setting that comes from the environment, as a document."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workspace.reference.shapes import Document, Section, Table, Text
from workspace.reference.sources import ROOT, called, calls_in, parsed, text_of

READERS = re.compile(r"env\.\w+|folder")
# What docker-compose.yml itself is told: `${NAME:-default}`, or `${NAME:?sentence}` for what has to be said.
COMPOSED = re.compile(r"(?<!\$)\$\{([A-Z][A-Z0-9_]*)(?::-([^}]*))?[^}]*\}")
EXAMPLE = ROOT / ".env.example"
NAME = re.compile(r"(?P<name>[A-Z][A-Z0-9_]*)=")
HEADING = re.compile(r"# --- (?P<words>.+?) -+")


@dataclass(frozen=True, slots=True)
class Explained:
    """A name of `.env.example` with its part of the file and its comment."""

    name: str
    part: str
    words: str


def settings() -> Document:
    """Name, default, meaning, and who insists on it, in the parts of `.env.example`."""
    defaults, refusals, known = defaults_in_code(), list(_refusals()), explained()
    sections = []
    for part in dict.fromkeys(entry.part for entry in known):
        rows = tuple(
            (entry.name, defaults.get(entry.name, "–"), entry.words, _insisted(entry.name, refusals))
            for entry in known
            if entry.part == part
        )
        columns = ("Name", "Default", "What it does", "Start is refused")
        key = re.sub(r"[^a-z]+", "-", part)
        sections.append(Section(key, part[0].upper() + part[1:], (Table(f"Settings: {part}", columns, rows),)))
    return Document(
        slug="settings",
        title="Settings",
        lead="Everything that differs between two installations comes from the environment, under these names. The web "
        "server, the worker, the scheduler and migrations refuse an unsafe start and say all that is missing at once; "
        "`manage.py check --deploy` says the same beforehand.",
        sections=(Section("how", "How they are set", (Text(_how()),)), *sections),
    )


def defaults_in_code() -> dict[str, str]:
    """Name → default as the settings spell it; every name that the program, or the way it is deployed, reads."""
    found = dict(COMPOSED.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    found = {name: given or "–" for name, given in found.items()}
    for path in sorted([*(ROOT / "config").rglob("*.py"), *(ROOT / "deploy").glob("*.py")]):
        for call in calls_in(parsed(path)):
            name = text_of(call.args[0]) if call.args and READERS.fullmatch(called(call)) else ""
            if name and (name not in found or path.name == "settings.py"):
                found[name] = _default(call)
    return found


def _default(call: ast.Call) -> str:
    given = next((word.value for word in call.keywords if word.arg == "default"), None)
    given = given or (call.args[1] if len(call.args) > 1 else None)
    if isinstance(given, ast.Constant):
        return {"": "empty", True: "on", False: "off"}.get(given.value, str(given.value))
    if given is None:
        return "none"
    if isinstance(given, ast.Call):
        names = [node.id for node in ast.walk(given) if isinstance(node, ast.Name) and node.id.isupper()]
        return f"made from {', '.join(names)}"
    written = ast.unparse(given).replace("'", "")
    return {"[]": "empty"}.get(written, written.replace("BASE_DIR / ", "").replace(" / ", "/"))


def explained() -> list[Explained]:
    """The names of `.env.example` in its order."""
    entries, part, comment = [], "", list[str]()
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        heading, name = HEADING.match(line), NAME.match(line)
        if heading:
            part, comment = heading["words"], []
        elif name:
            entries.append(Explained(name["name"], part, " ".join(comment)))
        elif line.startswith("# ") and part:
            comment.append(line.removeprefix("#").strip())
        elif not line:
            comment = []
    return entries


def _how() -> str:
    head = EXAMPLE.read_text(encoding="utf-8").split("\n\n")[0]
    return " ".join(line.removeprefix("#").strip() for line in head.splitlines())


def _refusals() -> Iterator[str]:
    """The sentences with which a start is refused."""
    tree = parsed(ROOT / "config" / "checks.py")
    constants = {
        target.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in calls_in(tree):
        if called(call) == "Error" and call.args:
            sentence = text_of(call.args[0])
            for name, value in constants.items():
                sentence = sentence.replace(name, value)
            yield sentence


def _insisted(name: str, refusals: list[str]) -> str:
    return " ".join(sentence for sentence in refusals if re.search(rf"\b{name}\b", sentence)) or "–"
