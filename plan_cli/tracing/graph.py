"""The graph of a plan's threads: every link with what it leads to and whether it still says what was confirmed.

An edge runs down the thread, from what came first to what rests on it; who wrote the link does not matter for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from plan_cli.model.trace import Item, ItemKind, Tie, Traced, WrittenLink
from plan_cli.model.trace_names import Names


class State(str, Enum):
    """How far a link can be relied on."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    SUSPECT = "suspect"


class Link(NamedTuple):
    """A link that leads somewhere. `upper` came first, `lower` rests on it; `written` says who wrote it and where."""

    upper: str
    lower: str
    target: str
    state: State
    written: WrittenLink

    @property
    def is_text(self) -> bool:
        """Whether it says only that a clause stands in a chapter or in a larger clause.

        Such a link carries no thread: a chapter that names six questions would answer all of them by any paragraph.
        """
        return self.written.tie is Tie.CONTAINS and not self.upper.startswith(f"{ItemKind.TOPIC.value}/")

    @property
    def source(self) -> str:
        """The key of the thing whose text the link stands in."""
        return self.written.source


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that leads nowhere, or to several things: `candidates` are their keys."""

    written: WrittenLink
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """All threads. `above` and `below`: the links by the thing at their other end."""

    items: Mapping[str, Item]
    links: tuple[Link, ...]
    broken: tuple[Broken, ...]
    above: Mapping[str, tuple[Link, ...]]
    below: Mapping[str, tuple[Link, ...]]
    traced: Traced
    names: Names

    def of(self, kind: ItemKind) -> list[Item]:
        """The things of one kind, in the order of the files."""
        return [item for item in self.items.values() if item.kind is kind]

    def confirmable(self) -> list[Link]:
        """The links that somebody wrote and that can be confirmed."""
        return [link for link in self.links if link.written.tie is not Tie.CONTAINS]

    def suspect(self) -> list[Link]:
        """The links whose target says something else than what was confirmed."""
        return [link for link in self.links if link.state is State.SUSPECT]


def build(traced: Traced) -> Graph:
    """The graph of what the files say."""
    items = {item.key: item for item in traced.items}
    names = Names(items)
    stamps = {stamp.source: stamp.digests for stamp in traced.stamps}
    links: dict[tuple[str, str], Link] = {}
    broken = []
    for written in traced.links:
        if written.source not in items:
            continue
        found = names.find(written.target, written.source, written.wanted)
        if len(found) != 1:
            # What a field names and nothing has is a finding of references already.
            if written.tie is Tie.RESTS:
                broken.append(Broken(written, found))
            continue
        target = found[0]
        if target == written.source or (written.source, target) in links:
            continue
        upper, lower = _ordered(items[written.source], items[target])
        state = _state(written, stamps.get(written.source, {}).get(target), items[target].digest)
        links[written.source, target] = Link(upper, lower, target, state, written)
    above: dict[str, list[Link]] = {}
    below: dict[str, list[Link]] = {}
    for link in links.values():
        above.setdefault(link.lower, []).append(link)
        below.setdefault(link.upper, []).append(link)
    return Graph(
        items,
        tuple(links.values()),
        tuple(broken),
        {key: tuple(found) for key, found in above.items()},
        {key: tuple(found) for key, found in below.items()},
        traced,
        names,
    )


def _ordered(source: Item, target: Item) -> tuple[str, str]:
    """What came first, and what rests on it: by their kinds; among equals a text rests on what it names."""
    if source.kind.rank < target.kind.rank:
        return source.key, target.key
    return target.key, source.key


def _state(written: WrittenLink, confirmed: str | None, said: str) -> State:
    if written.tie is Tie.CONTAINS or confirmed == said:
        return State.CONFIRMED
    return State.UNCONFIRMED if confirmed is None else State.SUSPECT
