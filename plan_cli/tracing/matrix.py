"""The matrix: for each question, principle, clause and indicator what stands at the other stations of its thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from plan_cli.model.trace import Item, ItemKind
from plan_cli.tracing.graph import Graph

ASKED = {
    ItemKind.PRINCIPLE: (ItemKind.TOPIC, ItemKind.CHAPTER, ItemKind.CLAUSE),
    ItemKind.QUESTION: (
        *(ItemKind.PROPOSAL, ItemKind.TOPIC, ItemKind.EVIDENCE),
        *(ItemKind.SECTION, ItemKind.CHAPTER, ItemKind.CLAUSE, ItemKind.INDICATOR),
    ),
    ItemKind.CLAUSE: (ItemKind.QUESTION, ItemKind.TOPIC, ItemKind.EVIDENCE, ItemKind.INDICATOR),
    ItemKind.INDICATOR: (ItemKind.QUESTION, ItemKind.EVIDENCE, ItemKind.CLAUSE),
}
"""What is shown for each kind of row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with what stands at other stations of its thread: for each kind a number with a bit for each thing."""

    item: Item
    reached: Mapping[ItemKind, int]

    def count(self, kind: ItemKind) -> int:
        """How many things of that kind."""
        return self.reached[kind].bit_count()


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows, and what is missing."""

    rows: tuple[Row, ...]
    larger: frozenset[str] = frozenset()
    """The clauses that contain others."""
    keys: tuple[str, ...] = ()
    """What the bits stand for."""

    def named(self, row: Row, kind: ItemKind) -> list[str]:
        """The keys of the things of that kind."""
        mask = row.reached[kind]
        chosen = []
        while mask:
            lowest = mask & -mask
            chosen.append(self.keys[lowest.bit_length() - 1])
            mask ^= lowest
        return chosen

    def of(self, kind: ItemKind) -> list[Row]:
        """The rows of one kind."""
        return [row for row in self.rows if row.item.kind is kind]

    @property
    def questions_without_topic(self) -> list[Item]:
        """The questions that nobody researches."""
        return [row.item for row in self.of(ItemKind.QUESTION) if not row.reached[ItemKind.TOPIC]]

    @property
    def questions_without_clause(self) -> list[Item]:
        """The questions that no clause answers, neither directly nor through evidence."""
        return [row.item for row in self.of(ItemKind.QUESTION) if not row.reached[ItemKind.CLAUSE]]

    @property
    def clauses_without_evidence(self) -> list[Item]:
        """The clauses that rest on no evidence; a clause that is made of others is not asked."""
        rows = self.of(ItemKind.CLAUSE)
        return [row.item for row in rows if not row.reached[ItemKind.EVIDENCE] and row.item.key not in self.larger]

    @property
    def indicators_without_clause(self) -> list[Item]:
        """The indicators that no clause speaks of."""
        return [row.item for row in self.of(ItemKind.INDICATOR) if not row.reached[ItemKind.CLAUSE]]

    @property
    def principles_unserved(self) -> list[Item]:
        """The principles that no topic, chapter or clause serves."""
        return [row.item for row in self.of(ItemKind.PRINCIPLE) if not any(row.reached.values())]


def matrix(graph: Graph) -> Matrix:
    """The matrix of a graph."""
    bits = {key: number for number, key in enumerate(graph.items)}
    down = _spread(graph, bits, _below)
    up = _spread(graph, bits, _above)
    kinds = {kind: _mask(bits[item.key] for item in graph.of(kind)) for kind in ItemKind}
    rows = []
    for kind, asked in ASKED.items():
        for item in graph.of(kind):
            found = down[item.key] | up[item.key]
            rows.append(Row(item, {other: found & kinds[other] for other in asked}))
    larger = frozenset(link.upper for link in graph.links if link.is_text)
    return Matrix(tuple(rows), larger, tuple(graph.items))


def _below(graph: Graph, key: str) -> Iterable[str]:
    return (link.lower for link in graph.below.get(key, ()) if not link.is_text)


def _above(graph: Graph, key: str) -> Iterable[str]:
    return (link.upper for link in graph.above.get(key, ()) if not link.is_text)


def _spread(graph: Graph, bits: Mapping[str, int], following: Callable[[Graph, str], Iterable[str]]) -> dict[str, int]:
    """What can be reached from each thing in one direction, a bit each; circles are followed once."""
    reached = dict.fromkeys(graph.items, 0)
    ahead = {key: tuple(following(graph, key)) for key in graph.items}
    behind: dict[str, list[str]] = {}
    for key, found in ahead.items():
        for other in found:
            behind.setdefault(other, []).append(key)
    # From the ends inwards: nearly everything is settled at the first visit.
    waiting = sorted(graph.items, key=lambda key: graph.items[key].kind.rank, reverse=following is _above)
    queued = set(waiting)
    while waiting:
        key = waiting.pop()
        queued.discard(key)
        mask = 0
        for other in ahead[key]:
            mask |= reached[other] | 1 << bits[other]
        if mask != reached[key]:
            reached[key] = mask
            for other in behind.get(key, ()):
                if other not in queued:
                    queued.add(other)
                    waiting.append(other)
    return reached


def _mask(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask
