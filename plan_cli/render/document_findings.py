"""What `plan build` would refuse in documents, found without typesetting them.

All chapters of all documents are read together, each once, through the cache of fragments; what was found in a document
is kept as long as nothing that it is made from changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from plan_cli import __version__
from plan_cli.errors import PlanError, UsageError
from plan_cli.loading.front_matter import without_front_matter
from plan_cli.loading.loader import MARKDOWN_LIMIT, YAML_LIMIT, read_text
from plan_cli.loading.profiles import load_profile, path_in_repository
from plan_cli.model.chapter import Chapter
from plan_cli.model.finding import Code, Finding, error, in_file_order
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.profile import Profile
from plan_cli.model.settings import Numbering
from plan_cli.render import dialect, fonts, glyphs, pandoc, pictures
from plan_cli.render.assembly import assemble
from plan_cli.render.build import YAML_INPUTS, Wanted
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.fonts import FontSet
from plan_cli.render.fragment import DRAWN, INDICATORS, Fragment, stored_finding
from plan_cli.render.pictures import Picture
from plan_cli.render.plain_chapters import plain_fragment
from plan_cli.render.yaml_words import yaml_words
from plan_cli.repository.snapshot import Snapshot
from plan_cli.translation import _, chosen_language

_ENTRY = "findings of documents"
_Key = tuple[str, bool]
"""A chapter as one document reads it: its path, and whether a `#` heading is a title in it."""


def document_findings(
    plan: Plan,
    snapshot: Snapshot,
    documents: Iterable[Wanted],
    cache: Cache,
    progress: Callable[[int, int], None] | None = None,
    *,
    bundled_fonts: bool = False,
) -> list[Finding]:
    """Everything that building these documents would report, in file order; `progress` counts the chapters read.

    Characters without a glyph, pictures, labels and references, footnotes, raw content, links, headings, captions.
    What loading and the checks of the plan report is not said again. A document without chapters is passed over.
    """
    return _Search(plan, snapshot, cache, progress, bundled_fonts).findings(
        [item for item in documents if item.chapters]
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """A profile with its fonts on this machine; `identity` changes whenever either does."""

    profile: Profile
    font_set: FontSet
    identity: str


@dataclass(slots=True)
class _Examined:
    """One document on its way: `key` changes with whatever it is made from, but for `further` inputs."""

    document: Wanted
    setting: _Setting
    key: str
    findings: list[Finding] = field(default_factory=list)
    further: dict[str, str] = field(default_factory=dict)

    @property
    def chapters(self) -> list[tuple[Chapter, bool]]:
        """Every chapter, with whether a `#` heading is a title in it."""
        body = [(chapter, self.document.titled) for chapter in self.document.chapters]
        return body + [(annex, True) for annex in self.document.annexes]


class _Search:
    def __init__(
        self,
        plan: Plan,
        snapshot: Snapshot,
        cache: Cache,
        progress: Callable[[int, int], None] | None,
        bundled_fonts: bool,
    ) -> None:
        self._plan = plan
        self._snapshot = snapshot
        self._cache = cache
        self._progress = progress
        self._bundled = bundled_fonts
        self._settings: dict[str | None, _Setting | None] = {}
        self._versions = [__version__, dialect.VERSION, pandoc.version(), chosen_language()]
        self._showable: dict[str, frozenset[int]] = {}
        self._sources: dict[_Key, Source] = {}
        self._fragments: dict[_Key, Fragment] = {}

    def findings(self, documents: list[Wanted]) -> list[Finding]:
        kept = self._kept()
        entries: dict[str, Any] = {}
        found: list[Finding] = []
        pending = []
        for examined in filter(None, map(self._examined, documents)):
            entry = kept.get(examined.document.id)
            known = self._still_true(entry, examined)
            if known is None:
                pending.append(examined)
            else:
                entries[examined.document.id] = entry
                found += known
        if pending:
            self._examine(pending)
            for examined in pending:
                found += examined.findings
                entries[examined.document.id] = {
                    "key": examined.key,
                    "further": examined.further,
                    "findings": [asdict(item) for item in examined.findings],
                }
            self._keep({**kept, **entries})
        return list(in_file_order(found))

    # -- what is read ------------------------------------------------------------------------------------------------

    def _examined(self, document: Wanted) -> _Examined | None:
        layout = document.layout
        setting = self._setting((layout.profile if layout else None) or self._plan.settings.profile)
        if setting is None:
            return None
        chapters = [(item.path, item.oid, item.body_line) for item in (*document.chapters, *document.annexes)]
        made_from = [document.title, document.titled, repr(layout), setting.identity, chapters]
        key = hashlib.sha256(json.dumps([self._versions, made_from]).encode()).hexdigest()
        return _Examined(document, setting, key)

    def _setting(self, name: str | None) -> _Setting | None:
        """A profile and its fonts; None where loading has reported that there is none, or what is wrong with it."""
        if name not in self._settings:
            try:
                profile = load_profile(name, self._snapshot, [])
            except UsageError:
                profile = None
            self._settings[name] = None
            if profile is not None:
                font_set = fonts.resolve(profile, bundled=self._bundled, cache=self._cache)
                identity = hashlib.sha256(f"{profile!r} {font_set.identity}".encode()).hexdigest()
                self._settings[name] = _Setting(profile, font_set, identity)
        return self._settings[name]

    def _read(self, wanted: Iterable[tuple[Chapter, bool]]) -> None:
        """Read the chapters that have not been read, without places."""
        for chapter, titled in wanted:
            if (chapter.path, titled) in self._sources:
                continue
            text = read_text(self._snapshot, chapter.path, MARKDOWN_LIMIT, [])
            if text is not None:
                body = without_front_matter(text, chapter.body_line - 1)
                source = Source(chapter.path, chapter.oid, body, titled)
                self._sources[chapter.path, titled] = source
                plain = plain_fragment(source)
                if plain is not None:
                    self._fragments[chapter.path, titled] = plain
        self._make([key for key in self._sources if key not in self._fragments], placed=False)

    def _make(self, keys: list[_Key], *, placed: bool) -> None:
        for titled in (False, True):
            sources = [self._sources[key] for key in keys if key[1] is titled]
            made = fragments(sources, self._cache, self._progress, placed=placed) if sources else []
            self._fragments.update({(item.path, titled): item for item in made})

    # -- what is found -----------------------------------------------------------------------------------------------

    def _examine(self, pending: list[_Examined]) -> None:
        self._read(chapter for examined in pending for chapter in examined.chapters)
        again = []
        spoken_of: dict[_Key, None] = {}
        for examined in pending:
            paths = self._assemble(examined)
            if paths:
                again.append(examined)
                spoken_of.update(
                    {(item.path, titled): None for item, titled in examined.chapters if item.path in paths}
                )
        # Only what is reported needs its place in the file, and reading with places takes three times as long.
        self._make([key for key in spoken_of if key in self._sources], placed=True)
        for examined in again:
            self._assemble(examined)
        for examined in pending:
            examined.findings += self._glyphs(examined)
            self._note_inputs(examined)

    def _assemble(self, examined: _Examined) -> set[str]:
        """Find what is wrong in one document; the paths of the chapters that something is said of."""
        document = examined.document
        body = self._of(examined.document.chapters, document.titled)
        annexes = self._of(document.annexes, titled=True)
        numbering = document.layout.numbering if document.layout else Numbering.SECTIONS
        assembled = assemble(body, examined.setting.profile, numbering, annexes)
        found = list(assembled.findings)
        drawn = {address: partial(_unseen, address) for address in DRAWN}
        pictures.collect(assembled.fragments, self._snapshot, found, drawn)
        found += self._indicators(assembled.fragments)
        examined.findings = found
        return {item.place.path for item in found} | assembled.spoken_of

    def _of(self, chapters: tuple[Chapter, ...], titled: bool) -> list[Fragment]:
        keys = [(chapter.path, titled) for chapter in chapters]
        return [self._fragments[key] for key in keys if key in self._fragments]

    def _indicators(self, made: tuple[Fragment, ...]) -> list[Finding]:
        if self._plan.indicators.indicators or self._plan.unread.get("indicators.yaml", ()) is None:
            return []
        mentions = [(item.path, mention) for item in made for mention in item.images if mention.name == INDICATORS]
        return [
            error(
                Code.MISSING_FILE,
                Place(path, mention.line, mention.column),
                _("the table of indicators is asked for here, and indicators.yaml has none"),
            )
            for path, mention in mentions[:1]
        ]

    def _glyphs(self, examined: _Examined) -> list[Finding]:
        """The first place in each file of every character that no font of this document can show."""
        setting = examined.setting
        if setting.identity not in self._showable:
            self._showable[setting.identity] = glyphs.showable(setting.font_set, self._cache)
        covered = self._showable[setting.identity]
        found = []
        for chapter, titled in examined.chapters:
            made = self._fragments.get((chapter.path, titled))
            missing = [character for character in made.characters if ord(character) not in covered] if made else []
            if missing:
                found += _refused(chapter.path, self._sources[chapter.path, titled].text, missing)
        for path, words in self._words(examined).items():
            missing = sorted({character for character in words if ord(character) not in covered})
            if missing:
                found += _refused(path, read_text(self._snapshot, path, YAML_LIMIT, []) or "", missing)
        return found

    def _words(self, examined: _Examined) -> dict[str, str]:
        document = examined.document
        made = self._of(document.chapters, document.titled) + self._of(document.annexes, titled=True)
        return yaml_words(self._plan, document.title, document.titled_in, document.layout, made)

    # -- what is kept ------------------------------------------------------------------------------------------------

    def _note_inputs(self, examined: _Examined) -> None:
        """What the findings depend on besides the chapters, with its blob ids; empty where there is no such file."""
        images = {
            mention.name
            for chapter, titled in examined.chapters
            if (made := self._fragments.get((chapter.path, titled)))
            for mention in made.images
        }
        paths = {name for name in images if name not in (*DRAWN, INDICATORS)}
        if images & {*DRAWN, INDICATORS}:
            paths.update(YAML_INPUTS)
        own = {chapter.path for chapter, __ in examined.chapters}
        paths.update(found.place.path for found in examined.findings if found.place.path not in own)
        paths.add(path_in_repository(examined.setting.profile.name))
        examined.further = self._oids(dict.fromkeys(paths, ""))

    def _oids(self, paths: Iterable[str]) -> dict[str, str]:
        known = {}
        for path in paths:
            try:
                known[path] = self._snapshot.oid(path)
            except KeyError:
                known[path] = ""
            except PlanError as problem:
                known[path] = type(problem).__name__
        return known

    def _kept(self) -> dict[str, Any]:
        stored = self._cache.get(_ENTRY)
        try:
            kept = json.loads(stored) if stored is not None else {}
            return kept if isinstance(kept, dict) else {}
        except ValueError:
            return {}

    def _still_true(self, entry: Any, examined: _Examined) -> list[Finding] | None:
        """The findings of an entry; None where it is of other inputs, or of no form that is known here."""
        try:
            if entry["key"] != examined.key or self._oids(entry["further"]) != entry["further"]:
                return None
            return [stored_finding(item) for item in entry["findings"]]
        except (TypeError, KeyError, ValueError, AttributeError):
            return None

    def _keep(self, entries: dict[str, Any]) -> None:
        known: set[str] = {document.id for document in self._plan.settings.documents}
        known |= {topic.document_id for topic in self._plan.topics}
        current = {name: entry for name, entry in entries.items() if name in known}
        self._cache.put(_ENTRY, json.dumps(current, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _refused(path: str, text: str, missing: list[str]) -> list[Finding]:
    places = [(character, glyphs.first_place(path, text, character)) for character in missing]
    return [glyphs.refused(character, place) for character, place in places if place]


def _unseen(address: str) -> Picture:
    """Stands for a drawing, which only typesetting needs."""
    return Picture(address, b"", "svg", wide=True)
