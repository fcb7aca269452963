"""`plan build`: a plan at one moment → files. Everything here is made in memory; the caller writes it."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from plan_cli import __version__, resources
from plan_cli.checks.indicators import check_indicators
from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, YAML_LIMIT, read_text
from plan_cli.loading.profiles import load_profile, path_in_repository
from plan_cli.loading.tables import Quotes
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, error, has_errors, in_file_order
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.profile import Profile
from plan_cli.model.settings import Document, Numbering
from plan_cli.model.values import Target
from plan_cli.render import collection, dialect, fonts, glyphs, pandoc, pictures, typst
from plan_cli.render.assembly import Assembled, assemble
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.drawings import Drawings
from plan_cli.render.fonts import Face, FontSet
from plan_cli.render.fragment import DRAWN, INDICATORS, Fragment
from plan_cli.render.manifest import Origin, Output
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.yaml_words import yaml_words
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _

FORMATS = ("pdf", "docx", "html")
ALL = "all"
DEFAULT = "outline"
YAML_INPUTS = ("schedule.yaml", "organization.yaml", "indicators.yaml")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to build. `titled`: its text brings its own `#` title; `layout`: what stands around it."""

    id: str
    title: str
    source: str
    chapters: tuple[Chapter, ...]
    titled: bool
    layout: Document | None = None
    annexes: tuple[Chapter, ...] = ()
    collected: bool = False
    """Whether its chapters are the reports of topics, which become parts of it."""

    @property
    def titled_in(self) -> str:
        """The file that gives its title."""
        return "plan.yaml" if self.layout else f"{posixpath.dirname(self.source)}/topic.yaml"

    def concerns(self, found: Finding) -> bool:
        """Whether a finding of loading lies in what this document is made from."""
        path = found.place.path
        if path == "plan.yaml":
            return found.code is not Code.MISSING_FILE  # that may be another document's
        if path in YAML_INPUTS:
            return any(found.code.value.startswith(kind) for kind in ("F", "I"))
        return path == self.source or path.startswith(f"{self.source}/") or path in [item.path for item in self.annexes]


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build: no outputs at all where a finding is an error."""

    outputs: list[Output]
    findings: tuple[Finding, ...]
    faces: tuple[Face, ...] = ()
    """The fonts that stood ready for the documents."""
    stand_ins: dict[str, str] = field(default_factory=dict)
    """Typefaces that were set in something else, with the family that was used."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document read and put together, before it is written in any format."""

    assembled: Assembled
    title_page: TitlePage
    pictures: dict[str, Picture]
    fonts: FontSet
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
            # The collection says what the reports say.
            chosen.update(
                {
                    id_: document
                    for id_, document in known.items()
                    if (document.chapters or plan.document(id_)) and not document.collected
                }
            )
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
        chapters = plan.chapters.get(document.id, ())
        titled = document.source.endswith(".md")
        source = document.source.rstrip("/")
        annexes = plan.annexes.get(document.id, ())
        documents[str(document.id)] = Wanted(document.id, document.title, source, chapters, titled, document, annexes)
    for topic in plan.topics:
        chapters = plan.chapters.get(topic.document_id, ())
        source = f"topics/{topic.id}/report.md"
        documents[topic.document_id] = Wanted(topic.document_id, topic.file.title, source, chapters, titled=True)
    bound, reports = collection.collection(plan)
    if reports and bound.id not in documents:
        documents[bound.id] = Wanted(bound.id, bound.title, bound.source, reports, False, bound, collected=True)
    return documents


def build(
    snapshot: Snapshot,
    plan: Plan,
    documents: list[Wanted],
    formats: list[str],
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
    *,
    bundled_fonts: bool = False,
) -> Built:
    """The outputs of these documents in these formats, and everything found on the way.

    Raises:
        RefusedError: a document has no chapters.
        UsageError: there is no such profile.
    """
    outputs: list[Output] = []
    findings: list[Finding] = []
    used: dict[Face, None] = {}
    stand_ins: dict[str, str] = {}
    for document in documents:
        if not document.chapters:
            raise RefusedError(
                _("{document} has no chapters").format(document=document.id),
                _("write one: {path}").format(path=document.source),
            )
        profile = _profile(snapshot, plan, document, findings)
        if profile is None:
            continue
        font_set = fonts.resolve(profile, bundled=bundled_fonts, cache=cache)
        for face in font_set.faces:
            used[face] = None
        stand_ins |= {choice.typeface.title: choice.face.family for choice in font_set.stand_ins if choice.face}
        made = _Document(snapshot, plan, document, origin, cache, profile, font_set)
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
    return Built(outputs, in_file_order(findings), tuple(used), stand_ins)


def prepared(
    snapshot: Snapshot,
    plan: Plan,
    document: Wanted,
    origin: Origin,
    cache: Cache,
    progress: Callable[[str], None],
    *,
    bundled_fonts: bool = False,
) -> Prepared | None:
    """A document as far as all formats are made from it; None without its profile, of which `plan check` speaks.

    Raises:
        UsageError: there is no such profile.
    """
    findings: list[Finding] = []
    profile = _profile(snapshot, plan, document, findings)
    if profile is None:
        return None
    font_set = fonts.resolve(profile, bundled=bundled_fonts, cache=cache)
    made = _Document(snapshot, plan, document, origin, cache, profile, font_set)
    made.prepare(findings, progress)
    return Prepared(made.assembled, made.title_page, made.pictures, font_set, in_file_order(findings))


def _profile(snapshot: Snapshot, plan: Plan, document: Wanted, findings: list[Finding]) -> Profile | None:
    named = (document.layout.profile if document.layout else None) or plan.settings.profile
    return load_profile(named, snapshot, findings)


class _Document:
    def __init__(
        self,
        snapshot: Snapshot,
        plan: Plan,
        document: Wanted,
        origin: Origin,
        cache: Cache,
        profile: Profile,
        font_set: FontSet,
    ) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._document = document
        self._origin = origin
        self._cache = cache
        self._profile = profile
        self._fonts = font_set
        self._quotes = Quotes(snapshot, plan)
        body = plan.organization.party(plan.settings.issuing_body.id)
        layout = document.layout
        edition = layout.edition if layout else None
        name = "" if edition is None else edition.chinese if profile.language == "zh" else str(edition.value)
        author = body.name if body else ""
        release = None if origin.dirty else origin.releases.get(document.id)
        if release and release.edition is not edition:
            release = None
        title_page = TitlePage(document.title, name, origin.version, author, layout, origin.dirty)
        self.title_page = replace(title_page, release=release, language=profile.language)

    def kept(self, formats: list[str]) -> list[Output] | None:
        """The outputs of an earlier build that found nothing, where none of its inputs has changed since."""
        known = self._cache.get(self._chapters_key())
        if known is None:
            return None
        self._further_inputs = [path for path in json.loads(known) if path in self._snapshot.paths()]
        contents = {name: self._cache.get(self._key(name)) for name in formats}
        outputs = [self._output(name, content) for name, content in contents.items() if content is not None]
        return outputs if len(outputs) == len(formats) else None

    def prepare(self, findings: list[Finding], progress: Callable[[str], None]) -> None:
        """Read and assemble; whatever would spoil a page becomes a finding."""
        sources = self._sources(findings)

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
        document = self._document
        words = yaml_words(self._plan, document.title, document.titled_in, document.layout, made)
        texts = {source.path: source.text for source in sources}
        texts |= {path: read_text(self._snapshot, path, YAML_LIMIT, []) or "" for path in words}
        characters = "".join(fragment.characters for fragment in made) + "".join(words.values())
        findings.extend(glyphs.unshowable(texts, characters, self._fonts, self._cache))
        self._further_inputs = self._used_inputs(made)
        if not findings:
            self._cache.put(self._chapters_key(), json.dumps(self._further_inputs).encode())

    def _sources(self, findings: list[Finding]) -> list[Source]:
        sources = []
        body = self._document.chapters
        for number, chapter in enumerate((*body, *self._document.annexes)):
            text = read_text(self._snapshot, chapter.path, MARKDOWN_LIMIT, findings)
            if text is not None:
                without = without_front_matter(text, chapter.body_line - 1)
                titled = self._document.titled or number >= len(body)
                said = collection.as_part(without, self._plan, chapter.path) if self._document.collected else without
                said = self._quotes.filled(said, chapter.path, findings)
                oid = chapter.oid
                if said != without:
                    # The same chapter says another number once the data change, and is another part of a collection.
                    oid = f"{oid} {hashlib.sha256(said.encode()).hexdigest()}"
                sources.append(Source(chapter.path, oid, said, titled))
        return sources

    def _used_inputs(self, made: list[Fragment]) -> list[str]:
        """What the document is made from besides its chapters: pictures, and the YAML files that something shows."""
        drawn = any(mention.name in (*DRAWN, INDICATORS) for fragment in made for mention in fragment.images)
        paths = [path for path in self.pictures if path not in DRAWN]
        own = path_in_repository(self._profile.name)
        used = (*paths, *(YAML_INPUTS if drawn else ()), own, *self._quotes.used)
        return sorted(path for path in used if path in self._snapshot.paths())

    def _examine(self, made: list[Fragment]) -> tuple[list[Finding], set[str]]:
        """What is found in these chapters, and the chapters whose lines are spoken of in it."""
        layout = self._document.layout
        numbering = layout.numbering if layout else Numbering.SECTIONS
        annexed = {chapter.path for chapter in self._document.annexes}
        body = [fragment for fragment in made if fragment.path not in annexed]
        annexes = [fragment for fragment in made if fragment.path in annexed]
        self.assembled = assemble(body, self._profile, numbering, annexes)
        findings = list(self.assembled.findings)
        drawings = Drawings(self._plan, self._fonts)
        self.pictures = pictures.collect(self.assembled.fragments, self._snapshot, findings, drawings.makers())
        self.assembled = replace(self.assembled, indicators=self._indicator_blocks(findings))
        return findings, {found.place.path for found in findings} | self.assembled.spoken_of

    def _indicator_blocks(self, findings: list[Finding]) -> list[Any]:
        using = [fragment for fragment in self.assembled.fragments if fragment.uses_indicators]
        if not using:
            return []
        findings += check_indicators(self._plan, {source.path: source.text for source in self._sources([])})
        if not self._plan.indicators.indicators:
            mention = next(mention for mention in using[0].images if mention.name == INDICATORS)
            place = Place(using[0].path, mention.line, mention.column)
            message = _("the table of indicators is asked for here, and indicators.yaml has none")
            findings.append(error(Code.MISSING_FILE, place, message))
            return []
        from plan_cli.render import indicator_table

        names = self._plan.known(Target.PARTY)
        return indicator_table.table(self._plan.indicators, names, self._plan.settings.period)

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
        name = self.title_page.file_name(format_name)
        return Output(self._document.id, self.title_page.edition_and_round, format_name, name, content, self._inputs())

    def _located(self, problem: typst.TypstFailedError) -> Finding:
        """What Typst refused, at its place in the chapter."""
        made = list(self.assembled.fragments)
        placed = self._placed(self._sources([]), made, {fragment.path for fragment in made})
        return problem.finding(placed, self.pictures)

    def _content(self, format_name: str) -> bytes:
        key = self._key(format_name)
        kept = self._cache.get(key)
        if kept is None:
            kept = self._make(format_name, self.assembled, self.pictures)
            self._cache.put(key, kept)
        return kept

    def _make(self, format_name: str, assembled: Assembled, found: dict[str, Picture]) -> bytes:
        # Each brings libraries along that the others do not need.
        moment = self._origin.moment
        if format_name == "pdf":
            from plan_cli.render import pdf

            return pdf.make(assembled, self.title_page, found, moment, self._fonts)
        if format_name == "docx":
            from plan_cli.render import docx, pdf

            pages = pdf.pages(assembled, self.title_page, found, self._fonts)
            return docx.make(assembled, self.title_page, found, moment, self._cache, pages)
        from plan_cli.render import html

        return html.make(assembled, self.title_page, found)

    def _key(self, format_name: str) -> str:
        return json.dumps([format_name, self._made_with(), self._inputs()], ensure_ascii=False, sort_keys=True)

    def _chapters_key(self) -> str:
        """Under this the paths of further inputs are kept (pictures): only reading the chapters tells them."""
        return json.dumps(
            ["further inputs", self._made_with(), self._chapter_inputs()], ensure_ascii=False, sort_keys=True
        )

    def _made_with(self) -> dict[str, Any]:
        return {
            "plan": __version__,
            "dialect": dialect.VERSION,
            "pandoc": pandoc.version(),
            "typst": typst.version(),
            "fonts": self._fonts.identity,
            "templates": _templates_digest(),
            "profile": repr(self._profile),
            "title page": repr(self.title_page),
            "moment": self._origin.moment.isoformat(),
            "titled": self._document.titled,
        }

    def _chapter_inputs(self) -> dict[str, str]:
        inputs = {"plan.yaml": self._snapshot.oid("plan.yaml")}
        return inputs | {item.path: item.oid for item in (*self._document.chapters, *self._document.annexes)}

    def _inputs(self) -> dict[str, str]:
        return self._chapter_inputs() | {path: self._snapshot.oid(path) for path in self._further_inputs}


@lru_cache(maxsize=1)
def _templates_digest() -> str:
    folder = resources.folder("templates")
    digest = hashlib.sha256()
    for file in sorted([*folder.glob("document.*"), *folder.glob("charts/*")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()
