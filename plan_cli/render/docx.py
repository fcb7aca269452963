"""A document → DOCX: the XML of its chapters, each made once, with what is known only now put in."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import asdict
from typing import Any
from xml.sax.saxutils import escape

from plan_cli import __version__
from plan_cli.model.profile import Profile
from plan_cli.render.assembly import Assembled
from plan_cli.render.bookmarks import name_blocks
from plan_cli.render.cache import Cache
from plan_cli.render.docx_around import AroundWriter
from plan_cli.render.docx_blocks import BlockWriter, Written
from plan_cli.render.docx_drawing import drawing
from plan_cli.render.docx_package import Relations, package
from plan_cli.render.docx_parts import parts
from plan_cli.render.docx_sections import divided
from plan_cli.render.docx_stylesheet import stylesheet
from plan_cli.render.docx_text import word_name
from plan_cli.render.fragment import MARK, Fragment
from plan_cli.render.layout import contents
from plan_cli.render.pictures import Picture
from plan_cli.render.svg import as_png
from plan_cli.render.titles import TitlePage
from plan_cli.render.tree import Stretch, stretches

Tree = Any

# Of the XML that is kept for each chapter.
_VERSION = 3
# Word knows no others.
_WORD_PICTURES = frozenset(("png", "jpg", "gif"))


def make(
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    moment: datetime.datetime,
    cache: Cache,
    pages: dict[str, int] | None = None,
) -> bytes:
    """The DOCX. `moment` is the time that stands in it as its creation, `pages` the page of each heading by its anchor.

    Raises:
        PandocFailedError: pandoc gave up.
        TypstFailedError: a picture cannot be drawn.
    """
    profile = document.profile
    relations = Relations()
    items, notes = written(document, title_page, pictures, relations, cache, pages)
    own_parts = parts(profile, title_page.mark(profile.words))
    body = divided(items, profile, own_parts)
    styles = stylesheet(profile, cache)
    return package(body, notes, relations, own_parts, styles, profile, title_page, moment)


def written(
    document: Assembled,
    title_page: TitlePage,
    pictures: dict[str, Picture],
    relations: Relations,
    cache: Cache,
    pages: dict[str, int] | None = None,
) -> tuple[list[str], list[str]]:
    """The items of the whole document (paragraphs, tables, marks of sections), and those of its footnotes.

    Raises:
        TypstFailedError: a picture cannot be drawn.
    """
    profile = document.profile
    bitmaps = {
        path: picture if picture.extension in _WORD_PICTURES else as_png(picture) for path, picture in pictures.items()
    }
    layout = title_page.layout
    around = AroundWriter(
        profile,
        contents(document) if layout and layout.contents else [],
        pages or {},
        sealed=bool(layout and layout.signature and layout.signature.seal),
        annexes=len(document.annexes),
    )
    filling = _Filling(document, bitmaps, relations)
    items: list[str] = []
    for stretch in stretches(document, title_page):
        if stretch.fragment:
            items += filling.filled(_chapter(stretch.fragment, stretch, document, cache))
        else:
            writer = BlockWriter(profile)
            items += filling.filled(writer.written(around.items(stretch.blocks(), writer)))
    return items, filling.notes


def _chapter(fragment: Fragment, stretch: Stretch, document: Assembled, cache: Cache) -> Written:
    """The XML of a chapter; kept, where it depends on nothing else."""
    if fragment.uses_indicators:
        return _write(fragment.path, stretch.blocks(), document.profile)
    digest = hashlib.sha256(fragment.blocks.encode("utf-8", "surrogatepass")).hexdigest()
    key = f"docx chapter {_VERSION} {__version__} {document.profile!r} {fragment.path} {digest}"
    kept = cache.get(key)
    if kept is not None:
        return Written(**json.loads(kept))
    written = _write(fragment.path, stretch.blocks(), document.profile)
    cache.put(key, json.dumps(asdict(written), ensure_ascii=False).encode())
    return written


def _write(path: str, blocks: list[Tree], profile: Profile) -> Written:
    writer = BlockWriter(profile)
    return writer.written(writer.items(name_blocks(path, blocks)))


class _Filling:
    """Puts into the XML what is known only when the document is put together; `notes` are its footnotes so far."""

    def __init__(self, document: Assembled, pictures: dict[str, Picture], relations: Relations) -> None:
        self.notes: list[str] = []
        self._document = document
        self._pictures = pictures
        self._relations = relations
        self._bookmarks = 0
        self._drawings = 0
        self._notes_before = 0

    def filled(self, written: Written) -> list[str]:
        """The items of a stretch."""
        self._notes_before = len(self.notes)
        # No item holds a line end.
        text = MARK.sub(self._fill, "\n".join([*written.items, *written.notes]))
        self._bookmarks += written.bookmarks
        made = text.split("\n") if text else []
        self.notes += made[len(written.items) :]
        return made[: len(written.items)]

    def _fill(self, mark: re.Match[str]) -> str:
        kind, name = mark[1], mark[2]
        document = self._document
        if kind == "bookmark":
            return str(self._bookmarks + int(name))
        if kind == "note":
            return str(self._notes_before + int(name))
        if kind == "anchor":
            return word_name(document.anchors.get(name, ""))
        if kind == "target":
            return word_name(document.targets.get(name, ""))
        if kind == "number":
            return escape(document.numbers.get(name, ""))
        if kind == "reference":
            return escape(document.references.get(name, ""))
        if kind == "relation":
            return self._relations.link(name)
        return self._drawing(name) if kind == "drawing" else ""

    def _drawing(self, described: str) -> str:
        path, words, sizes = json.loads(described)
        picture = self._pictures.get(path)
        if picture is None:
            return ""
        self._drawings += 1
        relation = self._relations.picture(picture)
        return drawing(picture, words, sizes, relation, self._drawings, self._document.profile)
