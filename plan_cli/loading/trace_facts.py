"""A snapshot → everything its files say about threads. What one file says is kept by its blob id, so that only files
that changed are read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from plan_cli.errors import PlanError
from plan_cli.loading.file_facts import (
    Facts,
    of_evidence,
    of_indicators,
    of_proposal,
    of_questions,
    of_stamp,
    of_text,
    of_topic,
    read_record,
)
from plan_cli.loading.loader import MARKDOWN_LIMIT, YAML_LIMIT, is_chapter, read_text
from plan_cli.loading.marks import PARAGRAPH, digest
from plan_cli.model.place import Place
from plan_cli.model.settings import Document, Settings
from plan_cli.model.trace import FOLDER, KINDS, Item, ItemKind, Stamp, Tie, Traced, WrittenLink, item_key
from plan_cli.repository.names import is_readable_name
from plan_cli.repository.snapshot import Kind, Snapshot

Kept = dict[str, Facts]
"""Facts by role and blob id."""

KEPT = "trace facts 2"
"""The key under which facts are kept; raised when the same file would be read to other facts."""

# Nearly every path is seen to be readable by this alone.
_PLAIN = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")
_SPARE = 20_000  # facts of older and other files that may stay
_TOPIC = re.compile(r"topics/([^/]+)/topic\.yaml\Z")
_REPORT = re.compile(r"topics/([^/]+)/report\.md\Z")
_EVIDENCE = re.compile(r"topics/([^/]+)/evidence/([^/]+)\.yaml\Z")
_PROPOSAL = re.compile(r"proposals/([^/]+)\.yaml\Z")
_NUMBER_BEFORE = re.compile(r"[0-9]+[-_.]?")


def read_traced(snapshot: Snapshot, kept: Kept | None = None) -> Traced:
    """Everything about threads in a snapshot. `kept`: facts of earlier readings; it is brought up to date."""
    reader = _Reader(snapshot, kept if kept is not None else {})
    traced = reader.read()
    if kept is not None:
        if len(kept) > 3 * len(reader.used) + _SPARE:
            kept.clear()
        kept.update(reader.used)
    return traced


@dataclass(slots=True)
class _Joined:
    """Items and links of all files."""

    items: dict[str, Item] = field(default_factory=dict)
    links: list[WrittenLink] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    unreadable: list[Place] = field(default_factory=list)
    twice: list[tuple[str, Place, Place]] = field(default_factory=list)


class _Reader:
    def __init__(self, snapshot: Snapshot, kept: Kept) -> None:
        self._snapshot = snapshot
        self._kept = kept
        self.used: Kept = {}
        self._all = _Joined()
        self._levels: dict[str, int] = {}

    def read(self) -> Traced:
        paths = [path for path in self._snapshot.paths() if _PLAIN.match(path) or is_readable_name(path)]
        self._questions()
        for path in paths:
            self._path(path)
        for document, path in self._chapters(frozenset(paths), paths):
            self._chapter(document, path)
        if "indicators.yaml" in self._snapshot.paths():
            self._indicators()
        found = self._all
        return Traced(
            tuple(found.items.values()),
            tuple(found.links),
            tuple(found.stamps),
            tuple(found.unreadable),
            tuple(found.twice),
        )

    def _path(self, path: str) -> None:
        if path.startswith("topics/"):
            if match := _EVIDENCE.match(path):
                self._evidence(match[1], match[2], path)
            elif match := _TOPIC.match(path):
                self._topic(match[1], path)
            elif match := _REPORT.match(path):
                self._report(match[1], path)
        elif path.startswith("proposals/"):
            if match := _PROPOSAL.match(path):
                self._proposal(match[1], path)
        elif path.startswith(f"{FOLDER}/") and path.endswith(".yaml"):
            self._stamp(path)

    # -- one kind of file each ----------------------------------------------------------------------------------------

    def _questions(self) -> None:
        facts = self._facts("questions", "questions.yaml", of_questions)
        for kind, identifier, text, line in facts.get("items", ()):
            self._item(KINDS[kind], (identifier,), text, digest(text), Place("questions.yaml", line, 1))

    def _topic(self, topic: str, path: str) -> None:
        facts = self._facts("topic", path, of_topic)
        if not facts:
            return
        key = self._item(ItemKind.TOPIC, (topic,), facts["title"], facts["digest"], Place(path, 1, 1))
        self._named(key, path, facts)

    def _report(self, topic: str, path: str) -> None:
        key = item_key(ItemKind.TOPIC, topic)
        self._named(key, path, self._facts("text", path, of_text))
        self._text(path, key, ItemKind.SECTION, topic)

    def _proposal(self, proposal: str, path: str) -> None:
        facts = self._facts("proposal", path, of_proposal)
        if facts:
            key = self._item(ItemKind.PROPOSAL, (proposal,), facts["title"], facts["digest"], Place(path, 1, 1))
            self._named(key, path, facts)

    def _evidence(self, topic: str, identifier: str, path: str) -> None:
        facts = self._facts("evidence", path, of_evidence)
        if not facts:
            return
        said = facts["digest"]
        if facts["table"]:
            # Evidence that is a table says what stands in it.
            table = f"topics/{topic}/evidence/{facts['table']}"
            said = digest(said + self._oid(table))
        key = self._item(ItemKind.EVIDENCE, (topic, identifier), facts["title"], said, Place(path, 1, 1))
        owner = item_key(ItemKind.TOPIC, topic)
        self._all.links.append(WrittenLink(key, owner, Tie.CONTAINS, Place(path, 1, 1), ItemKind.TOPIC))

    def _indicators(self) -> None:
        facts = self._facts("indicators", "indicators.yaml", of_indicators)
        for identifier, name, said, line, links in facts.get("items", ()):
            place = Place("indicators.yaml", line, 1)
            key = self._item(ItemKind.INDICATOR, (identifier,), name, said, place)
            for target, at, column in links:
                place = Place("indicators.yaml", at, column)
                self._all.links.append(WrittenLink(key, target, Tie.RESTS, place))

    def _chapter(self, document: str, path: str) -> None:
        stem = path.rpartition("/")[2].removesuffix(".md")
        slug = _NUMBER_BEFORE.sub("", stem, count=1) or stem
        if item_key(ItemKind.CHAPTER, document, slug) in self._all.items:
            slug = stem
        facts = self._facts("text", path, of_text)
        if not facts:
            return
        place = Place(path, 1, 1)
        key = self._item(ItemKind.CHAPTER, (document, slug), facts["title"] or stem, facts["digest"], place)
        self._named(key, path, facts)
        self._text(path, key, ItemKind.CLAUSE, document)

    def _text(self, path: str, owner: str, kind: ItemKind, scope: str) -> None:
        """The clauses and links of a Markdown file; what stands outside of every clause belongs to `owner`."""
        facts = self._facts("text", path, of_text)
        for label, title, said, line, level, parent in facts.get("items", ()):
            key = item_key(kind, scope, label)
            place = Place(path, line, 1)
            first = self._levels.setdefault(key, level)
            if key in self._all.items:
                # Two headings of one label are a finding of the document already.
                if PARAGRAPH in (level, first):
                    self._all.twice.append((label, place, self._all.items[key].place))
                continue
            self._item(kind, (scope, label), title, said, place)
            above = item_key(kind, scope, parent) if parent and kind is ItemKind.CLAUSE else owner
            self._all.links.append(WrittenLink(key, above, Tie.CONTAINS, place))
        for label, target, line, column in facts.get("links", ()):
            source = item_key(kind, scope, label) if label else owner
            self._all.links.append(WrittenLink(source, target, Tie.RESTS, Place(path, line, column)))
        for label, target, line, column in facts.get("quotes", ()):
            source = item_key(kind, scope, label) if label else owner
            name = target.partition(".")[0]
            self._all.links.append(WrittenLink(source, name, Tie.RESTS, Place(path, line, column), ItemKind.EVIDENCE))

    def _stamp(self, path: str) -> None:
        facts = self._facts("stamp", path, of_stamp)
        if facts:
            self._all.stamps.append(Stamp(facts["source"], facts["digests"], Place(path, 1, 1)))
        else:
            self._all.unreadable.append(Place(path, 1, 1))

    # -- what they share ----------------------------------------------------------------------------------------------

    def _item(self, kind: ItemKind, parts: tuple[str, ...], title: str, said: str, place: Place) -> str:
        key = item_key(kind, *parts)
        self._all.items.setdefault(key, Item(key, kind, title, said, place))
        return key

    def _named(self, key: str, path: str, facts: Facts) -> None:
        for target, line, column, kind in facts.get("named", ()):
            self._all.links.append(WrittenLink(key, target, Tie.NAMES, Place(path, line, column), KINDS[kind]))

    def _facts(self, role: str, path: str, read: Callable[[str, str], Facts]) -> Facts:
        oid = self._oid(path)
        name = f"{role} {oid}"
        if name in self.used:
            return self.used[name]
        facts = self._kept.get(name) if oid else {}
        if facts is None:
            limit = MARKDOWN_LIMIT if role == "text" else YAML_LIMIT
            content = read_text(self._snapshot, path, limit, [])
            facts = read(content, path) if content is not None else {}
        self.used[name] = facts
        return facts

    def _oid(self, path: str) -> str:
        try:
            return self._snapshot.oid(path) if self._snapshot.kind(path) is Kind.FILE else ""
        except (KeyError, PlanError):
            return ""

    def _chapters(self, present: frozenset[str], paths: list[str]) -> Iterator[tuple[str, str]]:
        """The documents' Markdown files, each with the first document it belongs to, in the documents' order."""
        content = read_text(self._snapshot, "plan.yaml", YAML_LIMIT, []) if "plan.yaml" in present else None
        settings = read_record(Settings, content, "plan.yaml") if content is not None else None
        seen: set[str] = set()
        for document in settings.documents if settings else ():
            for path in _sources(document, present, paths):
                if path not in seen:
                    seen.add(path)
                    yield str(document.id), path


def _sources(document: Document, present: frozenset[str], paths: list[str]) -> list[str]:
    source = document.source.rstrip("/")
    chosen = [path for path in paths if path.startswith(f"{source}/") and is_chapter(path, source)]
    return [source] if source in present else chosen + [path for path in document.annexes if path in present]
