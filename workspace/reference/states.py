"""The graphs of states as a document."""

from __future__ import annotations

from workspace.reference.graphs import graphs
from workspace.reference.shapes import Document, Graph, Picture, Section, Table, Text

COLUMNS = ("From", "Move", "To", "Who", "What it means")


def states() -> Document:
    """Every graph with its picture, and its moves one by one."""
    return Document(
        slug="states",
        title="States",
        lead="What state each thing can be in, and every move between two states. What is not here is refused by the "
        "program and by the database.",
        sections=tuple(_section(graph) for graph in graphs()),
    )


def _section(graph: Graph) -> Section:
    labels = {state.value: state.label for state in graph.states}
    rows = [
        (labels[source], move.label[0].upper() + move.label[1:], labels[move.target], who, move.meaning)
        for source, move, who in sorted(graph.edges(), key=lambda edge: list(labels).index(edge[0]))
    ]
    return Section(
        key=graph.name.replace(".", "-").lower(),
        heading=graph.title,
        blocks=(
            Text(graph.meaning),
            Text(f"It begins as: {labels[graph.initial]}."),
            Picture(graph),
            Table(f"Every move of the graph: {graph.title}", COLUMNS, tuple(rows)),
        ),
    )
