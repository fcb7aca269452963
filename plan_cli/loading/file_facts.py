"""One file of a plan repository → what it says about threads, in the words of JSON, so that it can be kept.

Only what a thread needs is read: a field that is wrong elsewhere in a file is for the loader to find.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Any

from plan_cli.loading import front_matter, shapes, yaml_nodes
from plan_cli.loading.marks import digest, marks
from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.settings import Settings
from plan_cli.model.trace import ItemKind
from plan_cli.model.values import Identifier, ItemReference, Reference

Facts = dict[str, Any]
"""What one file says. `items`: id, title, digest, line; `links`, `quotes`: id of the clause, what is written, line,
column; `named`: what is written, line, column, kind."""

_STAMP = re.compile(r"  (\S+): ([0-9a-f]{16})\Z")
_SOURCE = re.compile(r"source: (\S+)\Z")


@dataclass(frozen=True, slots=True)
class _Text:
    """Something with an id and a text."""

    id: Identifier
    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Track:
    questions: tuple[_Text, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Questions:
    principles: tuple[_Text, ...] = ()
    tracks: tuple[_Track, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Topic:
    title: str
    principal_problem: str | None = None
    questions: tuple[ItemReference, ...] = ()
    principles: tuple[ItemReference, ...] = ()
    origin: ItemReference | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Proposal:
    title: str
    unit: str | None = None
    unit_as_written: str | None = None
    contents: str | None = None
    questions: tuple[ItemReference, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Evidence:
    title: str
    finding: str = ""
    table: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Indicator:
    id: Identifier
    name: str
    unit: str = ""
    base: str | None = None
    target: str | None = None
    rests_on: tuple[ItemReference, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class _Indicators:
    indicators: tuple[_Indicator, ...] = ()
    place: Place = NOWHERE


def read_record(record: Any, content: str, path: str) -> Any:
    """A value of the dataclass from a file's text; None where it cannot be read."""
    node = yaml_nodes.parse(content, path, [])
    if node is None:
        return None
    return shapes.read(record, node if record is Settings else _narrowed(node), [])


# Looking for what an unknown field may have meant costs more than reading the file; the loader does that.
_FIELDS = frozenset(
    field.name
    for record in (_Text, _Track, _Questions, _Topic, _Proposal, _Evidence, _Indicator, _Indicators)
    for field in dataclasses.fields(record)
)


def _narrowed(node: yaml_nodes.Node) -> yaml_nodes.Node:
    """The node with only those fields that threads are made of."""
    if isinstance(node, yaml_nodes.Mapping):
        entries = tuple((key, _narrowed(value)) for key, value in node.entries if key.value in _FIELDS)
        return yaml_nodes.Mapping(entries, node.place)
    if isinstance(node, yaml_nodes.Sequence):
        return yaml_nodes.Sequence(tuple(map(_narrowed, node.items)), node.place)
    return node


def _references(given: tuple[Reference, ...], kind: ItemKind) -> list[list[Any]]:
    return [[item.id, item.place.line, item.place.column, kind.value] for item in given]


def of_questions(content: str, path: str) -> Facts:
    """The principles and questions of `questions.yaml`."""
    read = read_record(_Questions, content, path)
    if read is None:
        return {}
    items = [[ItemKind.PRINCIPLE.value, item.id, item.text, item.place.line] for item in read.principles]
    items += [
        [ItemKind.QUESTION.value, item.id, item.text, item.place.line]
        for track in read.tracks
        for item in track.questions
    ]
    return {"items": items}


def of_topic(content: str, path: str) -> Facts:
    """A `topic.yaml`."""
    read = read_record(_Topic, content, path)
    if read is None:
        return {}
    named = _references(read.questions, ItemKind.QUESTION) + _references(read.principles, ItemKind.PRINCIPLE)
    named += _references((read.origin,) if read.origin else (), ItemKind.PROPOSAL)
    return {"title": read.title, "digest": digest(read.title + (read.principal_problem or "")), "named": named}


def of_proposal(content: str, path: str) -> Facts:
    """A proposal."""
    read = read_record(_Proposal, content, path)
    if read is None:
        return {}
    named = _references(read.questions, ItemKind.QUESTION)
    unit = read.unit_as_written or read.unit
    title = f"{read.title}（{unit}）" if unit else read.title
    return {"title": title, "digest": digest(read.title + (read.contents or "")), "named": named}


def of_evidence(content: str, path: str) -> Facts:
    """A description of evidence."""
    read = read_record(_Evidence, content, path)
    if read is None:
        return {}
    return {"title": read.title, "digest": digest(read.title + read.finding), "table": read.table or ""}


def of_indicators(content: str, path: str) -> Facts:
    """The indicators with what each rests on."""
    read = read_record(_Indicators, content, path)
    return {
        "items": [
            [
                item.id,
                item.name,
                digest(f"{item.name}|{item.unit}|{item.base or ''}|{item.target or ''}"),
                item.place.line,
                [[link.id, link.place.line, link.place.column] for link in item.rests_on],
            ]
            for item in (read.indicators if read else ())
        ]
    }


def of_text(content: str, path: str) -> Facts:
    """A chapter or report."""
    front, lines = front_matter.split(content, path, [])
    body = front_matter.without_front_matter(content, lines)
    found = marks(body)
    named = _references(front.questions, ItemKind.QUESTION) + _references(front.principles, ItemKind.PRINCIPLE)
    return {
        "title": front.title or front_matter.first_heading(body),
        "digest": digest(body),
        "named": named,
        "items": [
            [clause.label, clause.title, clause.digest, clause.line, clause.level, clause.parent]
            for clause in found.clauses
        ],
        "links": [[mark.label, mark.text, mark.line, mark.column] for mark in found.marks if not mark.quotes],
        "quotes": [[mark.label, mark.text, mark.line, mark.column] for mark in found.marks if mark.quotes],
    }


def of_stamp(content: str, path: str) -> Facts:
    """The stamps of one source; nothing where it is none. A command writes these files in one fixed form."""
    del path
    source = ""
    digests = {}
    for line in content.split("\n"):
        if not line or line.startswith("#") or line == "links:":
            continue
        if found := _SOURCE.match(line):
            source = found[1]
        elif found := _STAMP.match(line):
            digests[found[1]] = found[2]
        else:
            return {}
    return {"source": source, "digests": digests} if source else {}
