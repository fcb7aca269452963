"""The threads as one HTML page that opens from the disk: a picture of each thread, by mouse, keyboard or reading aloud.

The page carries its data and one script; its policy lets nothing else run and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from plan_cli import resources
from plan_cli.model.trace import Item, ItemKind
from plan_cli.tracing.graph import Graph, State
from plan_cli.tracing.matrix import Matrix, matrix
from plan_cli.translation import _, chosen_language

_STATES = (State.CONFIRMED, State.UNCONFIRMED, State.SUSPECT)
_MOST_NAMED = 200


def page(graph: Graph, chosen: str | None = None) -> bytes:
    """The page; `chosen`: the thing whose thread is shown first."""
    folder = resources.folder("templates") / "trace"
    script = (folder / "trace.js").read_text(encoding="utf-8")
    template = (folder / "trace.html.j2").read_text(encoding="utf-8")
    environment = Environment(undefined=StrictUndefined, autoescape=True)
    found = matrix(graph)
    # In a script of data only `<` could end it or begin a comment.
    data = json.dumps(_data(graph, chosen), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = environment.from_string(template).render(
        language="zh-CN" if chosen_language().startswith("zh") else "en",
        title=_("Threads from questions to clauses"),
        states=_states(graph),
        words=_words(),
        kinds=[(kind.value, kind.chinese) for kind in ItemKind],
        tables=_tables(graph, found),
        gaps=_gaps(graph, found),
        data=Markup(data),  # noqa: S704 - escaped above
        script=Markup(script),  # noqa: S704 - our own
        script_digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return text.encode("utf-8", "replace")


def _data(graph: Graph, chosen: str | None) -> dict[str, Any]:
    numbers = {key: number for number, key in enumerate(graph.items)}
    kinds = {kind: number for number, kind in enumerate(ItemKind)}
    return {
        "kinds": [[kind.value, kind.chinese] for kind in ItemKind],
        "items": [
            [item.key, kinds[item.kind], graph.names.short(item.key), item.title, str(item.place)]
            for item in graph.items.values()
        ],
        "links": [
            [numbers[link.upper], numbers[link.lower], _STATES.index(link.state), int(link.is_text)]
            for link in graph.links
        ],
        "chosen": numbers.get(chosen, -1) if chosen else min(1, len(numbers)) - 1,
        "words": {
            "found": _("{n} found"),
            "first": _(", the first {n} are shown"),
            "more": _("{n} more are not shown"),
            "states": ["", _("(not confirmed)"), _("(suspect)")],
        },
    }


def _words() -> dict[str, str]:
    return {
        "find": _("Find something"),
        "search": _("Id or words"),
        "kind": _("Kind"),
        "all": _("all"),
        "id": _("id"),
        "text": _("text"),
        "picture": _("Picture of the thread"),
        "moving": _("Arrow keys move along the thread; Enter shows the thread of what is chosen."),
        "noscript": _("The picture needs scripts; the tables below do not."),
    }


def _states(graph: Graph) -> str:
    counts = dict.fromkeys(State, 0)
    for link in graph.confirmable():
        counts[link.state] += 1
    line = _("links: {confirmed} confirmed, {unconfirmed} not confirmed, {suspect} suspect, {broken} lead nowhere")
    return line.format(
        confirmed=counts[State.CONFIRMED],
        unconfirmed=counts[State.UNCONFIRMED],
        suspect=counts[State.SUSPECT],
        broken=len(graph.broken),
    )


def _tables(graph: Graph, found: Matrix) -> list[dict[str, Any]]:
    tables = []
    for kind, head in ((ItemKind.QUESTION, _("Questions")), (ItemKind.PRINCIPLE, _("Principles"))):
        rows = found.of(kind)
        if rows:
            listed = [
                {
                    **_named(graph, row.item),
                    "title": row.item.title,
                    "counts": [row.count(other) for other in row.reached],
                }
                for row in rows
            ]
            tables.append({"head": head, "columns": [other.chinese for other in rows[0].reached], "rows": listed})
    return tables


def _gaps(graph: Graph, found: Matrix) -> list[dict[str, Any]]:
    gaps = (
        (_("Questions without a topic"), found.questions_without_topic),
        (_("Questions without a clause"), found.questions_without_clause),
        (_("Clauses without evidence"), found.clauses_without_evidence),
        (_("Indicators without a clause"), found.indicators_without_clause),
        (_("Principles that nothing serves"), found.principles_unserved),
    )
    return [
        {"head": head, "n": len(items), "members": [_named(graph, item) for item in items[:_MOST_NAMED]]}
        for head, items in gaps
        if items
    ]


def _named(graph: Graph, item: Item) -> dict[str, str]:
    return {"key": item.key, "name": graph.names.short(item.key)}
