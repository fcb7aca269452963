"""The whole thread of one thing: what it came from, and what came of it, as two trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plan_cli.model.trace import Tie
from plan_cli.tracing.graph import Graph, Link


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a tree: the link and the thing it leads to. `depth` counts from 1.

    `lines`: for each depth whether this is the last branch there. `again`: what follows was shown further up.
    """

    depth: int
    link: Link
    key: str
    lines: tuple[bool, ...]
    again: bool = False


def origins(graph: Graph, key: str) -> Iterator[Step]:
    """What a thing came from, nearest first."""
    return _walk(graph, key, up=True)


def results(graph: Graph, key: str) -> Iterator[Step]:
    """What came of a thing."""
    return _walk(graph, key, up=False)


def _walk(graph: Graph, start: str, *, up: bool) -> Iterator[Step]:
    # A stack instead of recursion: a thread may be as long as somebody makes it.
    seen = {start}
    stack = _branches(_next(graph, start, up), ())
    while stack:
        link, lines = stack.pop()
        key = link.upper if up else link.lower
        # The text that something stands in is named, and no thread runs on through it.
        following = [] if link.is_text else _next(graph, key, up)
        again = key in seen and bool(following)
        yield Step(len(lines), link, key, lines, again)
        if key not in seen:
            seen.add(key)
            stack += _branches(following, lines)


def _branches(links: list[Link], lines: tuple[bool, ...]) -> list[tuple[Link, tuple[bool, ...]]]:
    return [(link, (*lines, number == 0)) for number, link in enumerate(reversed(links))]


def _next(graph: Graph, key: str, up: bool) -> list[Link]:
    """The links onward: first what somebody wrote, then what merely contains."""
    links = (graph.above if up else graph.below).get(key, ())
    return sorted(links, key=lambda link: link.written.tie is Tie.CONTAINS)
