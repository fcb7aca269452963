"""What exactly a milestone is about: the files of its document and those it covers, in any snapshot."""

from __future__ import annotations

import posixpath
import re
import urllib.parse

from plan_cli.loading.loader import MARKDOWN_LIMIT, read_text
from plan_cli.loading.tables import Quotes
from plan_cli.model.content_digest import ContentFile, Present, content_digest
from plan_cli.model.path_pattern import matches
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.repository.names import is_readable_name
from plan_cli.repository.snapshot import Kind, Snapshot

# Whatever a text points to: a picture that is exchanged changes what was approved as much as a sentence does.
_TARGETS = re.compile(r"\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_TEXTS = (".md", ".yaml", ".yml")


def present(snapshot: Snapshot, plan: Plan, root: str | None) -> Present:
    """The digests of all milestones' contents in a snapshot. `root`: the id of the repository's first commit."""
    return contents_of(Contents(snapshot, plan), plan, root)


def contents_of(contents: Contents, plan: Plan, root: str | None) -> Present:
    """The digests of all milestones' contents, where these are at hand already."""
    digests = {}
    for milestone in plan.schedule.milestones:
        if has_content(milestone):
            digests[str(milestone.id)] = content_digest(contents.files(milestone))
    return Present(root, digests)


def has_content(milestone: Milestone) -> bool:
    """Whether a milestone is about files at all."""
    return milestone.document is not None or bool(milestone.covers)


class Contents:
    """The contents of milestones in one snapshot; each document is looked at once.

    The plan says which documents there are; the snapshot may be an older one than the plan was read from. `links`
    keeps what each text points to, by blob id, for whoever looks at many snapshots.
    """

    def __init__(self, snapshot: Snapshot, plan: Plan, links: dict[str, tuple[str, ...]] | None = None) -> None:
        self._links = {} if links is None else links
        self._snapshot = snapshot
        self._plan = plan
        self._paths = frozenset(path for path in snapshot.paths() if is_readable_name(path))
        self._quotes = Quotes(snapshot, plan)
        self._documents: dict[str, frozenset[str]] = {}
        self._files: dict[str, ContentFile] = {}

    def files(self, milestone: Milestone) -> tuple[ContentFile, ...]:
        """The files that a milestone is about, in the order of paths; none where it names neither document nor files.

        A document's files are its source (the one file, or everything in the folder), its annexes, the pictures and
        data these texts point to or quote numbers from, and for the outline `indicators.yaml`.
        """
        paths = set(self._document(milestone.document.id)) if milestone.document else set()
        if milestone.covers:
            paths |= {path for path in self._paths if any(matches(pattern, path) for pattern in milestone.covers)}
        return tuple(self._file(path) for path in sorted(paths))

    def of_document(self, document_id: str) -> tuple[ContentFile, ...]:
        """The files of a document, in the order of paths."""
        return tuple(self._file(path) for path in sorted(self._document(document_id)))

    def _file(self, path: str) -> ContentFile:
        if path not in self._files:
            kind = self._snapshot.kind(path)
            # What is no plain file has no content of its own to name; that it is none is what counts.
            oid = self._snapshot.oid(path) if kind is Kind.FILE else "-"
            self._files[path] = ContentFile(path, oid, kind.value)
        return self._files[path]

    def _document(self, document_id: str) -> frozenset[str]:
        if document_id not in self._documents:
            document = self._plan.document(document_id)
            self._documents[document_id] = self._sources(document) if document else frozenset()
        return self._documents[document_id]

    def _sources(self, document: Document) -> frozenset[str]:
        source = document.source.rstrip("/")
        paths = {path for path in self._paths if path == source or path.startswith(f"{source}/")}
        paths |= set(document.annexes) & self._paths
        paths |= {target for path in paths if path.endswith(".md") for target in self._targets(path)}
        if document.kind is DocumentKind.OUTLINE and "indicators.yaml" in self._paths:
            paths.add("indicators.yaml")
        return frozenset(paths)

    def _targets(self, path: str) -> set[str]:
        targets = set()
        for written in self._written_links(path):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
            if target in self._paths and not target.endswith(_TEXTS):
                targets.add(target)
        # Tables that are quoted in the text (`[=data.COLUMN.ROW]`) are a part of what is approved.
        if self._links.get(f"={self._snapshot.oid(path)}"):
            targets |= self._quotes.paths(read_text(self._snapshot, path, MARKDOWN_LIMIT, []) or "", path)
        return targets

    def _written_links(self, path: str) -> tuple[str, ...]:
        if self._snapshot.kind(path) is not Kind.FILE:
            return ()
        oid = self._snapshot.oid(path)
        if oid not in self._links:
            text = read_text(self._snapshot, path, MARKDOWN_LIMIT, [])
            found = _TARGETS.finditer(text or "")
            self._links[oid] = tuple(urllib.parse.unquote(link[1] or link[2]) for link in found)
            self._links[f"={oid}"] = ("quotes",) if text and "[=" in text else ()
        return self._links[oid]
