"""What was sent: the document's Word file as it left, each of its paragraphs beside the Markdown it was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from plan_cli.errors import RefusedError
from plan_cli.render.chapters import Source, no_garbage_collection
from plan_cli.render.fragment import MARK
from plan_cli.render.placed import read_placed
from plan_cli.repository.names import hidden_character
from plan_cli.review.leaves import Glyph, Leaf, blocks_of, leaves
from plan_cli.review.word_package import open_package
from plan_cli.review.word_text import Paragraph, read_text
from plan_cli.review.word_views import AFTER, Read, view
from plan_cli.translation import _

# Pandoc reads one chapter while another is taken apart.
_WORKERS = 4


@dataclass(eq=False)
class SentParagraph:
    """A paragraph that was sent. `glyphs`: one for each of its characters; `leaf`: its number among the chapter's."""

    read: Read
    chapter: str = ""
    leaf: int = -1
    glyphs: list[Glyph] = field(default_factory=list)
    note: str = ""

    @property
    def placed(self) -> bool:
        """Whether it was made from a chapter."""
        return self.leaf >= 0


@dataclass
class ChapterText:
    """A chapter as it was sent."""

    source: Source
    leaves: list[Leaf]


@dataclass
class Sent:
    """A document that was sent: its paragraphs, body first and then each footnote's, and its chapters by path."""

    paragraphs: list[SentParagraph]
    chapters: dict[str, ChapterText]
    body: int = 0
    """How many of the paragraphs stand in the body."""
    indicators: list[Any] = field(default_factory=list)


def chapter_leaves(source: Source, indicators: list[Any] | None = None) -> list[Leaf]:
    """The leaves of one chapter, numbers and references still to be filled in.

    Raises:
        PandocFailedError: the text cannot be read.
    """
    fragment = read_placed(source)
    title = json.loads(fragment.title[2]) if fragment.title[2] else []
    return leaves(source.path, blocks_of(fragment.blocks), title, source.text, indicators or [])


def sent_document(word: bytes, sources: list[Source], indicators: list[Any] | None = None) -> Sent:
    """The document of these chapters, of which `word` is the Word file as it was sent.

    `indicators`: the blocks of the table of indicators, which the tool puts in.

    Raises:
        RefusedError: the file is not one of ours.
    """
    with no_garbage_collection():
        text = read_text(open_package(word))
    paragraphs = [SentParagraph(read) for read in view(text.paragraphs, AFTER)]
    body = len(paragraphs)
    with ThreadPoolExecutor(max_workers=_WORKERS) as workers, no_garbage_collection():
        read = workers.map(lambda source: ChapterText(source, chapter_leaves(source, indicators)), sources)
        chapters = {chapter.source.path: chapter for chapter in read}
    by_block: dict[str, list[tuple[str, int]]] = {}
    titles: list[tuple[str, int]] = []
    for path, chapter in chapters.items():
        for number, leaf in enumerate(chapter.leaves):
            if leaf.kind == "title":
                titles.append((path, number))
            elif leaf.inside("note") is None:
                by_block.setdefault(leaf.block, []).append((path, number))
    for at, paragraph in enumerate(paragraphs):
        for name in paragraph.read.names:
            for step, (path, number) in enumerate(by_block.get(name, [])):
                if at + step < body:
                    _join(paragraphs[at + step], path, number, chapters[path])
    for path, number in titles:
        leaf = chapters[path].leaves[number]
        found = next((one for one in paragraphs[:body] if not one.placed and one.read.text == leaf.text), None)
        if found:
            _join(found, path, number, chapters[path])
    for paragraph in paragraphs[:body]:
        for token, glyph in zip(paragraph.read.tokens, paragraph.glyphs, strict=False):
            if token.note and token.note in text.notes:
                paragraphs += _note(text.notes[token.note], token.note, glyph, paragraph, chapters)
    if not any(paragraph.placed for paragraph in paragraphs):
        raise RefusedError(_("the document cannot be found in what was sent"))
    return Sent(paragraphs, chapters, body, indicators or [])


def _note(
    read: list[Paragraph], note: str, glyph: Glyph, parent: SentParagraph, chapters: Mapping[str, ChapterText]
) -> list[SentParagraph]:
    made = [SentParagraph(one, note=note) for one in view(read, AFTER)]
    number = next((wrapper.number for wrapper in glyph.wrappers if wrapper.kind == "note"), 0)
    if parent.placed and number:
        chapter = chapters[parent.chapter]
        inside = [at for at, leaf in enumerate(chapter.leaves) if leaf.containers[-1:] == (("note", number),)]
        for one, at in zip(made, inside, strict=False):
            _join(one, parent.chapter, at, chapter)
    return made


def _join(paragraph: SentParagraph, path: str, number: int, chapter: ChapterText) -> None:
    """Give each character its place. What the tool put before the text (numbers, marks of lists) has none."""
    leaf = chapter.leaves[number]
    glyphs = [glyph for glyph in _filled(leaf, paragraph.read.text) if glyph.text == "\n" or _is_seen(glyph.text)]
    sent = paragraph.read.text
    written = "".join(glyph.text for glyph in glyphs)
    if not sent.endswith(written):
        return
    before = len(sent) - len(written)
    paragraph.chapter, paragraph.leaf = path, number
    paragraph.glyphs = [Glyph(character) for character in sent[:before]] + glyphs


def _is_seen(character: str) -> bool:
    return not hidden_character(character)


def _filled(leaf: Leaf, sent: str) -> list[Glyph]:
    """The glyphs with what the tool has put in for numbers and references, read off from what was sent."""
    if not MARK.search(leaf.text):
        return list(leaf.glyphs)
    pattern: list[str] = []
    at = 0
    for found in MARK.finditer(leaf.text):
        pattern.append(re.escape(leaf.text[at : found.start()]))
        pattern.append("(.*?)")
        at = found.end()
    pattern.append(re.escape(leaf.text[at:]))
    matched = re.fullmatch(".*?" + "".join(pattern), sent, re.DOTALL)
    if not matched:
        return list(leaf.glyphs)
    made: list[Glyph] = []
    at = 0
    for number, found in enumerate(MARK.finditer(leaf.text), start=1):
        made += leaf.glyphs[at : found.start()]
        mark = leaf.glyphs[found.start()]
        made += [Glyph(letter, mark.start, mark.end, mark.wrappers, mark.atomic) for letter in matched[number]]
        at = found.end()
    return made + list(leaf.glyphs[at:])
