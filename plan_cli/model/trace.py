"""Tracing: the things that a thread runs through, from a question to an indicator, and the links between them.

A thing is known by its key: its kind, then where it belongs, then its id: `evidence/ke-pu/survey`,
`clause/outline/c:goal`. No file name, line or number is part of it, so a key survives moves and renumbering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import Named

FOLDER = "traces"
DIGEST_LENGTH = 16


class ItemKind(Named):
    """The stations of a thread, in its direction."""

    PRINCIPLE = "principle", "基本原则"
    QUESTION = "question", "研究问题"
    PROPOSAL = "proposal", "征集建议"
    TOPIC = "topic", "课题"
    EVIDENCE = "evidence", "依据"
    SECTION = "section", "报告章节"
    CHAPTER = "chapter", "章"
    CLAUSE = "clause", "条款"
    INDICATOR = "indicator", "指标"

    @property
    def rank(self) -> int:
        """How far down the thread it stands."""
        return _RANKS[self]


KINDS: dict[str, ItemKind] = {str(kind.value): kind for kind in ItemKind}
"""The kinds by the words that keys begin with."""
_RANKS = {kind: rank for rank, kind in enumerate(ItemKind)}


class Item(NamedTuple):
    """One thing. `digest`: of what it says, without layout. There are many thousands, so they must cost little."""

    key: str
    kind: ItemKind
    title: str
    digest: str = ""
    place: Place = NOWHERE


class Tie(str, Enum):
    """How a link came about: a folder or heading that contains, a field that names, a text that rests on something."""

    CONTAINS = "contains"
    NAMES = "names"
    RESTS = "rests"


class WrittenLink(NamedTuple):
    """A link as somebody wrote it: `source` is a key, `target` what is written; `wanted`: of which kind it must be."""

    source: str
    target: str
    tie: Tie
    place: Place = NOWHERE
    wanted: ItemKind | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the targets of one source said when somebody confirmed its links: digests by the targets' keys."""

    source: str
    digests: Mapping[str, str]
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Traced:
    """Everything about threads that the files of one snapshot say, not yet joined.

    `unreadable`: files in `traces/` that are no stamps; `twice`: ids of clauses given again, with the first place.
    """

    items: tuple[Item, ...] = ()
    links: tuple[WrittenLink, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    unreadable: tuple[Place, ...] = ()
    twice: tuple[tuple[str, Place, Place], ...] = field(default=())


def item_key(kind: ItemKind, *parts: str) -> str:
    """The key of a thing."""
    return "/".join((kind.value, *parts))


def kind_of(key: str) -> ItemKind | None:
    """The kind of the thing with that key."""
    return KINDS.get(key.partition("/")[0])
