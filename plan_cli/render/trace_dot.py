"""The graph of threads in the language of Graphviz."""

from __future__ import annotations

import unicodedata

from plan_cli.model.trace import ItemKind
from plan_cli.tracing.graph import Graph, State
from plan_cli.tracing.thread import origins, results

_COLOURS = {State.CONFIRMED: "gray40", State.UNCONFIRMED: "gray70", State.SUSPECT: "red"}


def to_dot(graph: Graph, chosen: str | None = None) -> str:
    """All threads, or those of one thing; a column for each station."""
    keys = dict.fromkeys(graph.items)
    if chosen is not None:
        steps = (*origins(graph, chosen), *results(graph, chosen))
        keys = dict.fromkeys([chosen, *(step.key for step in steps)])
    lines = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for kind in ItemKind:
        members = [key for key in keys if graph.items[key].kind is kind]
        if members:
            nodes = " ".join(
                f"{_quoted(key)} [label={_quoted(f'{graph.names.short(key)} {graph.items[key].title}')}];"
                for key in members
            )
            lines.append(f"  {{ rank=same; {nodes} }}")
    for link in graph.links:
        if link.upper in keys and link.lower in keys:
            lines.append(f"  {_quoted(link.upper)} -> {_quoted(link.lower)} [color={_COLOURS[link.state]}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    """A quoted string. Graphviz reads `\\N`, `\\L` and others as escapes, so backslashes are doubled."""
    seen = "".join(character for character in text if unicodedata.category(character)[0] != "C")
    escaped = seen.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
