"""`plan build`: a plan at one moment → files. Everything here is made in memory; the caller writes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from plan_cli import __version__, resources
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, read_text
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, has_errors, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.render import dialect, fonts, pandoc, pictures, typst
from plan_cli.render.assembly import Assembled, assemble
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.fragment import Fragment
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
        kept = made.kept(formats)
        if kept is not None:
            outputs += kept
            continue
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

    def kept(self, formats: list[str]) -> list[Output] | None:
        """The outputs of an earlier build that found nothing, where none of its inputs has changed since."""
        known = self._cache.get(self._chapters_key())
        if known is None:
            return None
        self._picture_paths = [path for path in json.loads(known) if path in self._snapshot.paths()]
        contents = {name: self._cache.get(self._key(name)) for name in formats}
        outputs = [self._output(name, content) for name, content in contents.items() if content is not None]
        return outputs if len(outputs) == len(formats) else None

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

        made = fragments(sources, self._cache, told)
        examined, spoken_of = self._examine(made)
        if examined:
            made = self._placed(sources, made, spoken_of)
            examined, __ = self._examine(made)
        findings.extend(examined)
        texts = {source.path: source.text for source in sources} | {"plan.yaml": self._document.title}
        characters = "".join(fragment.characters for fragment in made) + self._document.title
        findings.extend(fonts.unshowable(texts, characters, self._cache))
        self._sources = sources
        self._picture_paths = sorted(self._pictures)
        if not findings:
            self._cache.put(self._chapters_key(), json.dumps(self._picture_paths).encode())

    def _examine(self, made: list[Fragment]) -> tuple[list[Finding], set[str]]:
        """What is found in these chapters, and the chapters whose lines are spoken of in it."""
        self._assembled = assemble(made)
        findings = list(self._assembled.findings)
        self._pictures = pictures.collect(self._assembled.fragments, self._snapshot, findings)
        return findings, {found.place.path for found in findings} | self._assembled.spoken_of

    def _placed(self, sources: list[Source], made: list[Fragment], paths: set[str]) -> list[Fragment]:
        """The fragments, those of `paths` read again with the places of what is in them."""
        concerned = [source for source in sources if source.path in paths]
        again = fragments(concerned, self._cache, placed=True)
        placed = {fragment.path: fragment for fragment in again}
        return [placed.get(fragment.path, fragment) for fragment in made]

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
                findings.append(self._located(problem))
                continue
            outputs.append(self._output(name, content))
        return outputs

    def _output(self, format_name: str, content: bytes) -> Output:
        name = self._title_page.file_name(format_name)
        return Output(self._document.id, self._document.edition, format_name, name, content, self._inputs())

    def _located(self, problem: typst.TypstFailedError) -> Finding:
        """What Typst refused, at its place in the chapter."""
        made = list(self._assembled.fragments)
        placed = self._placed(self._sources, made, {fragment.path for fragment in made})
        return problem.finding(placed, self._pictures)

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
        return json.dumps([format_name, self._made_with(), self._inputs()], ensure_ascii=False, sort_keys=True)

    def _chapters_key(self) -> str:
        """Under this the paths of the pictures are kept: they are inputs that only reading the chapters tells."""
        return json.dumps(["pictures", self._made_with(), self._chapter_inputs()], ensure_ascii=False, sort_keys=True)

    def _made_with(self) -> dict[str, Any]:
        return {
            "plan": __version__,
            "dialect": dialect.VERSION,
            "pandoc": pandoc.version(),
            "typst": typst.version(),
            "fonts": fonts.version(),
            "templates": _templates_digest(),
            "title": [self._document.title, self._document.edition, self._origin.version, self._title_page.author],
            "moment": self._origin.moment.isoformat(),
            "titled": self._document.titled,
        }

    def _chapter_inputs(self) -> dict[str, str]:
        inputs = {"plan.yaml": self._snapshot.oid("plan.yaml")}
        return inputs | {chapter.path: chapter.oid for chapter in self._document.chapters}

    def _inputs(self) -> dict[str, str]:
        return self._chapter_inputs() | {path: self._snapshot.oid(path) for path in self._picture_paths}


@lru_cache(maxsize=1)
def _templates_digest() -> str:
    folder = resources.folder("templates")
    digest = hashlib.sha256()
    for name in ("document.typ", "document.html.j2"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()
