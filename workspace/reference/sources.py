"""Reads the program's own source text, where what is wanted stands in docstrings and calls and not in values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from workspace.reference.graphs import first_paragraph

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> Iterator[Function]:
    """Every function and method of the file, in its order."""
    found = (node for node in ast.walk(parsed(path)) if isinstance(node, Function))
    return iter(sorted(found, key=lambda node: node.lineno))


def said_by(function: Function) -> str:
    """The first paragraph of the function's docstring."""
    return first_paragraph(ast.get_docstring(function))


def calls_in(node: ast.AST) -> Iterator[ast.Call]:
    """Every call within the node."""
    return (call for call in ast.walk(node) if isinstance(call, ast.Call))


def called(call: ast.Call) -> str:
    """What is called: `env.str` and `folder` alike, as they are written."""
    return ast.unparse(call.func)


def text_of(node: ast.AST | None) -> str:
    """The text that the node spells, what is only known at run time left as it is written; empty where it is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else text_of(part) for part in node.values
        )
    return ""
