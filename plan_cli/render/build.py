"""`plan build`: a plan at one moment → files. Everything here is made in memory; the caller writes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from plan_cli import __version__, resources
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, read_text
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, has_errors, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.render import fonts, pandoc, pictures, typst
from plan_cli.render.assembly import Assembled, assemble
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.manifest import Origin, Output
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

FORMATS = ("pdf", "docx", "html")
ALL = "all"
DEFAULT = "outline"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to build. `titled`: its text brings its own `#` title."""

    id: str
    title: str
    edition: str
    source: str
    chapters: tuple[Chapter, ...]
    titled: bool

    def concerns(self, found: Finding) -> bool:
        """Whether a finding of loading lies in what this document is made from."""
        path = found.place.path
        if path == "plan.yaml":
            return found.code is not Code.MISSING_FILE  # that may be another document's
        return path == self.source or path.startswith(f"{self.source}/")


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: no outputs at all where a finding is an error."""

    outputs: list[Output]
    findings: tuple[Finding, ...]


def wanted(plan: Plan, names: list[str]) -> list[Wanted]:
    """The documents of these names: ids of `plan.yaml`, `topic/ID`, or `all`; the outline where none is named.

    Raises:
        UsageError: there is no such document.
    """
    known = _documents(plan)
    if not names:
        names = [DEFAULT] if DEFAULT in known else list(known)[:1]
    chosen: dict[str, Wanted] = {}
    for name in names:
        if name == ALL:
            # A topic may still be without a report; a document of plan.yaml may not be without its text.
            chosen.update({id_: document for id_, document in known.items() if document.chapters or plan.document(id_)})
        elif name in known:
            chosen[name] = known[name]
        else:
            raise UsageError(
                _("there is no document {name}").format(name=name),
                _("known: {listed}").format(listed=", ".join([*known, ALL])),
            )
    return list(chosen.values())


def _documents(plan: Plan) -> dict[str, Wanted]:
    documents = {}
    for document in plan.settings.documents:
        edition = document.edition.chinese if document.edition else ""
        chapters = plan.chapters.get(document.id, ())
        titled = document.source.endswith(".md")
        source = document.source.rstrip("/")
        documents[str(document.id)] = Wanted(document.id, document.title, edition, source, chapters, titled)
    for topic in plan.topics:
        chapters = plan.chapters.get(topic.document_id, ())
        source = f"topics/{topic.id}/report.md"
        documents[topic.document_id] = Wanted(topic.document_id, topic.file.title, "", source, chapters, titled=True)
    return documents


def build(
    snapshot: Snapshot,
    plan: Plan,
    documents: list[Wanted],
    formats: list[str],
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
) -> Built:
    """The outputs of these documents in these formats, and everything found on the way.

    Raises:
        RefusedError: a document has no chapters.
    """
    outputs: list[Output] = []
    findings: list[Finding] = []
    for document in documents:
        if not document.chapters:
            raise RefusedError(
                _("{document} has no chapters").format(document=document.id),
                _("write one: {path}").format(path=document.source),
            )
        made = _Document(snapshot, plan, document, origin, cache)
        made.prepare(findings, progress)
        if not has_errors(findings):
            outputs += made.outputs(formats, findings, progress)
    cache.prune()
    if has_errors(findings):
        outputs = []
    return Built(outputs, in_file_order(findings))


class _Document:
    def __init__(self, snapshot: Snapshot, plan: Plan, document: Wanted, origin: Origin, cache: Cache) -> None:
        self._snapshot = snapshot
        self._document = document
        self._origin = origin
        self._cache = cache
        body = plan.organization.party(plan.settings.issuing_body.id)
        self._title_page = TitlePage(document.title, document.edition, origin.version, body.name if body else "")

    def prepare(self, findings: list[Finding], progress: Callable[[str], None]) -> None:
        """Read and assemble; whatever would spoil a page becomes a finding."""
        sources = []
        for chapter in self._document.chapters:
            text = read_text(self._snapshot, chapter.path, MARKDOWN_LIMIT, findings)
            if text is not None:
                body = without_front_matter(text, chapter.body_line - 1)
                sources.append(Source(chapter.path, chapter.oid, body, self._document.titled))

        def told(done: int, total: int) -> None:
            progress(
                _("{title}: {done} of {total} chapters").format(title=self._document.title, done=done, total=total)
            )

        assembled = assemble(fragments(sources, self._cache, told))
        findings.extend(assembled.findings)
        self._pictures = pictures.collect(assembled.fragments, self._snapshot, findings)
        texts = {source.path: source.text for source in sources} | {"plan.yaml": self._document.title}
        characters = "".join(fragment.characters for fragment in assembled.fragments) + self._document.title
        findings.extend(fonts.unshowable(texts, characters, self._cache))
        self._assembled = assembled

    def outputs(self, formats: list[str], findings: list[Finding], progress: Callable[[str], None]) -> list[Output]:
        """The document in each format: from the cache where nothing changed, all others at the same time."""
        progress(_("setting {title}").format(title=self._document.title))
        with ThreadPoolExecutor(max_workers=len(FORMATS)) as workers:
            jobs = [(name, workers.submit(self._content, name)) for name in formats]
        outputs = []
        for name, job in jobs:
            try:
                content = job.result()
            except typst.TypstFailedError as problem:
                findings.append(problem.finding)
                continue
            outputs.append(
                Output(
                    self._document.id,
                    self._document.edition,
                    name,
                    self._title_page.file_name(name),
                    content,
                    self._inputs(),
                )
            )
        return outputs

    def _content(self, format_name: str) -> bytes:
        key = self._key(format_name)
        kept = self._cache.get(key)
        if kept is None:
            kept = self._make(format_name, self._assembled, self._pictures)
            self._cache.put(key, kept)
        return kept

    def _make(self, format_name: str, assembled: Assembled, found: dict[str, Picture]) -> bytes:
        # Each brings libraries along that the others do not need.
        if format_name == "pdf":
            from plan_cli.render import pdf

            return pdf.make(assembled, self._title_page, found, self._origin.moment)
        if format_name == "docx":
            from plan_cli.render import docx

            return docx.make(assembled, self._title_page, found, self._origin.moment, self._cache)
        from plan_cli.render import html

        return html.make(assembled, self._title_page, found)

    def _key(self, format_name: str) -> str:
        parts = {
            "format": format_name,
            "plan": __version__,
            "pandoc": pandoc.version(),
            "typst": typst.version(),
            "fonts": fonts.version(),
            "templates": _templates_digest(),
            "title": [self._document.title, self._document.edition, self._origin.version, self._title_page.author],
            "moment": self._origin.moment.isoformat(),
            "titled": self._document.titled,
            "inputs": self._inputs(),
        }
        return json.dumps(parts, ensure_ascii=False, sort_keys=True)

    def _inputs(self) -> dict[str, str]:
        inputs = {"plan.yaml": self._snapshot.oid("plan.yaml")}
        inputs |= {chapter.path: chapter.oid for chapter in self._document.chapters}
        return inputs | {path: self._snapshot.oid(path) for path in sorted(self._pictures)}


def _templates_digest() -> str:
    folder = resources.folder("templates")
    digest = hashlib.sha256()
    for name in ("document.typ", "document.html.j2"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
