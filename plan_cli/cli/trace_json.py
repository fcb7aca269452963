"""Threads as JSON of a stable form (`trace.v1.schema.json`)."""

from __future__ import annotations

import json
from typing import Any

from plan_cli.model.trace import Item
from plan_cli.tracing.graph import Graph, Link
from plan_cli.tracing.matrix import matrix
from plan_cli.tracing.thread import origins, results


def to_json(graph: Graph, chosen: str | None) -> str:
    """Everything there is, or one thing with its thread."""
    data = {"schema": "plan-trace/1", **(_whole(graph) if chosen is None else _thread(graph, chosen))}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _whole(graph: Graph) -> dict[str, Any]:
    found = matrix(graph)
    gaps = {
        "questions_without_topic": found.questions_without_topic,
        "questions_without_clause": found.questions_without_clause,
        "clauses_without_evidence": found.clauses_without_evidence,
        "indicators_without_clause": found.indicators_without_clause,
        "principles_unserved": found.principles_unserved,
    }
    return {
        "items": [_item(graph, item) for item in graph.items.values()],
        "links": [_link(link) for link in graph.links],
        "broken": [
            {
                "source": broken.written.source,
                "written": broken.written.target,
                "path": broken.written.place.path,
                "line": broken.written.place.line,
                "candidates": list(broken.candidates),
            }
            for broken in graph.broken
        ],
        "missing": {name: [item.key for item in items] for name, items in gaps.items()},
    }


def _thread(graph: Graph, key: str) -> dict[str, Any]:
    return {
        "item": _item(graph, graph.items[key]),
        "origins": [{"depth": step.depth, "key": step.key, **_link(step.link)} for step in origins(graph, key)],
        "results": [{"depth": step.depth, "key": step.key, **_link(step.link)} for step in results(graph, key)],
    }


def _item(graph: Graph, item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": graph.names.short(item.key),
        "kind": item.kind.value,
        "title": item.title,
        "path": item.place.path,
        "line": item.place.line,
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "upper": link.upper,
        "lower": link.lower,
        "source": link.source,
        "target": link.target,
        "tie": link.written.tie.value,
        "state": link.state.value,
        "path": link.written.place.path,
        "line": link.written.place.line,
    }
