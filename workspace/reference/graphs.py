"""The graphs of states, found on the models that declare them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_fsm import FSMField

from common.looks import look_of
from evaluations.enums import EvaluationStatus
from evaluations.models import Evaluation
from evaluations.permissions import ACTION_OF_MOVE
from workspace.reference.shapes import Graph, Move, State
from workspace.reference.standings import who_may

SYSTEM = "The system, once what it waits for is recorded"
WORKERS = "The worker that does it"
ASKER = "Whoever may bring in this kind of file"
OF_HR = "Somebody of HR who is neither the employee nor the Rater, and has not asked for it"
LAST_SIGNER = "Whoever gives the last agency signature under the final; where giving counts, whoever records that"
# A graph whose steps no map of actions holds says here who takes them; a new one may stay silent.
WHO: dict[str, dict[str, str]] = {
    "imports.Upload": {
        "reopen": ASKER,
        "begin_check": ASKER,
        "check_anew": WORKERS,
        "end_check": WORKERS,
        "fail": WORKERS,
        "begin_apply": ASKER,
        "end_apply": WORKERS,
        "begin_undo": ASKER,
        "end_undo": WORKERS,
        "keep": WORKERS,
        "discard": f"{ASKER}; the daily work after a month",
    },
    "evaluations.PolicyVersion": {"publish": "Whoever looks after the policy sets, after confirming who it is"},
    "evaluations.FollowUp": {
        "extend": OF_HR,
        "close_competent": LAST_SIGNER,
        "close_unsatisfactory": LAST_SIGNER,
        "revert": "The daily work, on the day after the last one or later",
        "lift": "Whoever voids the Improvement Needed, or whose step makes its correction final",
    },
    "evaluations.WindowExtension": {
        "approve": OF_HR,
        "decline": OF_HR,
        "lapse": "The system, when the window ends",
    },
}


def graphs() -> tuple[Graph, ...]:
    """Every graph of the product, in the order of the rooms."""
    return tuple(_graph(model, field) for model in apps.get_models() for field in _status_fields(model))


def _status_fields(model: type[Model]) -> Iterator[Any]:
    return (field for field in model._meta.local_fields if isinstance(field, FSMField))


def _graph(model: type[Model], field: Any) -> Graph:
    declared = list(getattr(model, f"get_all_{field.name}_transitions")(model()))
    moves = _moves(model, declared)
    used = {value for move in moves for value in (*move.sources, move.target)}
    leaving = {source for move in moves for source in move.sources}
    states = tuple(
        State(value, str(look_of(value).label), value not in leaving)
        for value in _in_order(model, used | {field.default})
    )
    order = [state.value for state in states]
    moves = sorted(
        (_sorted(move, order) for move in moves),
        key=lambda move: (order.index(move.sources[0]), order.index(move.target)),
    )
    return Graph(
        name=model._meta.label,
        title=str(model._meta.verbose_name).capitalize(),
        meaning=first_paragraph(model.__doc__),
        initial=field.default,
        states=states,
        moves=tuple(moves),
    )


def _moves(model: type[Model], declared: Iterable[Any]) -> list[Move]:
    sources: dict[tuple[str, str], list[str]] = {}
    for edge in declared:
        sources.setdefault((edge.name, str(edge.target)), []).append(str(edge.source))
    return [
        Move(
            name=name,
            sources=tuple(found),
            who=tuple(_who(model, name, source) for source in found),
            target=target,
            meaning=first_paragraph(getattr(model, name).__doc__),
        )
        for (name, target), found in sources.items()
    ]


def _sorted(move: Move, order: list[str]) -> Move:
    pairs = sorted(zip(move.sources, move.who, strict=True), key=lambda pair: order.index(pair[0]))
    return replace(move, sources=tuple(source for source, _who in pairs), who=tuple(who for _source, who in pairs))


def _who(model: type[Model], move: str, source: str) -> str:
    if model is not Evaluation:
        return WHO.get(model._meta.label, {}).get(move, "")
    action = ACTION_OF_MOVE.get(move)
    return "; ".join(who_may(action, EvaluationStatus(source))) if action else SYSTEM


def _in_order(model: type[Model], values: set[str]) -> list[str]:
    """The states in the order of the enumeration that lists exactly them, else in that of the alphabet."""
    name = f"{model._meta.app_label}.enums"
    if find_spec(name):
        for _name, found in inspect.getmembers(import_module(name), inspect.isclass):
            if issubclass(found, StrEnum) and {member.value for member in found} == values:
                return [member.value for member in found]
    return sorted(values)


def first_paragraph(doc: str | None) -> str:
    """The first paragraph of a docstring in one line."""
    return " ".join((inspect.cleandoc(doc or "").split("\n\n")[0]).split())


def paragraphs(doc: str | None) -> list[str]:
    """The paragraphs of a docstring, each in one line."""
    return [" ".join(part.split()) for part in inspect.cleandoc(doc or "").split("\n\n") if part.strip()]
