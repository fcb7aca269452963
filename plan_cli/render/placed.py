"""Chapters whose tree still knows its places: each character of the text with where it stands in the Markdown.

The pass over a chapter that outputs are made from drops positions, because they cost time and only findings need them.
Here every text carries them along, in a key of its own beside Pandoc's: `"p"` for a text is a list of ranges, one for
each character; for anything else one range. Ranges are offsets into the chapter's text. What carries none was not
written by anyone: numbers and names that the tool puts in.
"""

from __future__ import annotations

import json
import re
import tempfile
from itertools import accumulate
from pathlib import Path
from typing import Any

from plan_cli.loading.marks import LINK
from plan_cli.render import dialect, footnotes, pandoc
from plan_cli.render.chapters import Source
from plan_cli.render.clean import _REFERENCE, _STRONG, Cleaner
from plan_cli.render.fragment import CLOSE, OPEN, Fragment
from plan_cli.render.nodes import link, string
from plan_cli.render.words import WRAPPERS, line_break, plain_text

Tree = Any
Range = list[int]
_TIMEOUT_SECONDS = 60.0
_HEAP_MEGABYTES = 1024


def read_placed(source: Source) -> Fragment:
    """The chapter as a fragment whose blocks carry their places; its Typst markup stays empty.

    Raises:
        PandocFailedError: the text cannot be read, or a footnote leads to itself.
    """
    if footnotes.cycle(source.text):
        raise pandoc.PandocFailedError("footnote cycle")
    with tempfile.TemporaryDirectory(prefix="plan-read-") as folder:
        (Path(folder) / "c0000.md").write_text(source.text, encoding="utf-8", newline="\n")
        arguments = ["--from", dialect.reader(placed=True), "--to", "json", "--file-scope", "--", "c0000.md"]
        made = pandoc.run(arguments, Path(folder), timeout=_TIMEOUT_SECONDS, heap_megabytes=_HEAP_MEGABYTES)
    cleaner = PlacedCleaner(source)
    blocks = cleaner.document(json.loads(made)["blocks"])
    return Fragment(
        path=source.path,
        blocks=json.dumps(blocks, ensure_ascii=False),
        typst="",
        lines=(),
        headings=tuple(cleaner.headings),
        captions=tuple(cleaner.captions),
        mentions=tuple(cleaner.mentions),
        images=tuple(cleaner.images),
        has_title=cleaner.has_title,
        title=(plain_text(cleaner.title), "", json.dumps(cleaner.title, ensure_ascii=False)),
        annex_mark=cleaner.annex_mark,
    )


class PlacedCleaner(Cleaner):
    """The same pass, keeping places. What it makes is, without its `"p"` and `"s"`, what `Cleaner` makes."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.path, "c0000.md", titled=source.titled)
        self._source = source.text
        self._line_starts = [0, *accumulate(len(line) + 1 for line in source.text.split("\n"))]

    # -- blocks -------------------------------------------------------------------------------------------------------

    def _block_Header(self, content: Tree) -> list[Tree]:  # noqa: N802 - Pandoc's own names
        return self._spanned(super()._block_Header, content)

    def _block_Table(self, content: Tree) -> list[Tree]:  # noqa: N802
        return self._spanned(super()._block_Table, content)

    def _block_CodeBlock(self, content: Tree) -> list[Tree]:  # noqa: N802
        return self._spanned(super()._block_CodeBlock, content)

    def _spanned(self, clean: Any, content: Tree) -> list[Tree]:
        """The cleaned block with `"s"`, the range of its source, from its first line to the end of its last."""
        span = self._range(self._position)
        made: list[Tree] = clean(content)
        if span and made:
            made[0]["s"] = span
        return made

    # -- inlines ------------------------------------------------------------------------------------------------------

    def inlines(self, inlines: list[Tree]) -> list[Tree]:
        """Cleaned inlines, each with its place."""
        parts: list[Tree] = []
        self._flatten(inlines, parts)
        joined: list[Tree] = []
        text: list[str] = []
        places: list[Range] = []
        start = ""

        def flush(*, breaks: bool = False) -> None:
            if text:
                self._position = start
                written = "".join(text)
                if breaks:
                    written = written.rstrip(" ")
                self._placed_text(written, _with_gaps_closed(places)[: len(written)], joined)
                text.clear()
                places.clear()

        for index, (item, position) in enumerate(parts):
            if isinstance(item, str):
                if not text:
                    start = position
                if item == "\n":
                    item = line_break(text, joined, parts, index)
                    places.extend([[]] * len(item))
                else:
                    places.extend(self._character_ranges(item, position))
                text.append(item)
                continue
            flush(breaks=item["t"] == "LineBreak")
            if item["t"] in WRAPPERS and joined and joined[-1]["t"] == item["t"]:
                first = joined.pop()
                both = [*first.get("p", []), *item.get("p", [])]
                # Texts are left apart: joining them would lose their places.
                item = {"t": item["t"], "c": [*first["c"], *item["c"]], "p": [min(both), max(both)] if both else []}
            joined.append(item)
        flush()
        return joined

    def _flatten(self, inlines: list[Tree], parts: list[Tree]) -> None:
        for inline in inlines:
            kind = inline["t"]
            if kind in ("Str", "Space", "SoftBreak"):
                written = inline["c"] if kind == "Str" else " " if kind == "Space" else "\n"
                parts.append((written, self._position))
            elif kind == "Span":
                (identifier, __, attributes), inner = inline["c"]
                for name, value in attributes:
                    if name == "data-pos":
                        self._position = value
                if identifier and not self._label(identifier):
                    continue
                self._flatten(inner, parts)
            else:
                if kind in ("Link", "Image", "Code"):
                    self._take_position(inline["c"][0][2])
                position = self._position
                made: Tree
                if kind in WRAPPERS:
                    made = {"t": kind, "c": self.inlines(inline["c"])}
                else:
                    made = getattr(self, f"_inline_{kind}", self._unknown_inline)(inline.get("c"))
                if made is not None:
                    made["p"] = self._range(position) or []
                    if kind == "Code":
                        made["i"] = self._code_places(made["c"][1], made["p"])
                    parts.append((made, position))

    def _placed_text(self, text: str, places: list[Range], joined: list[Tree]) -> None:
        at = 0
        if "**" in text:
            for found in _STRONG.finditer(text):
                self._placed_plain(text[at : found.start()], places[at : found.start()], joined)
                inner: list[Tree] = []
                self._placed_plain(found[1], places[found.start(1) : found.end(1)], inner)
                joined.append({"t": "Strong", "c": inner, "p": _around(places[found.start() : found.end()])})
                at = found.end()
        self._placed_plain(text[at:], places[at:], joined)

    def _placed_plain(self, text: str, places: list[Range], joined: list[Tree]) -> None:
        at = 0
        for traced in LINK.finditer(text):
            self._placed_words(text[at : traced.start()], places[at : traced.start()], joined)
            at = traced.end()
        self._placed_words(text[at:], places[at:], joined)

    def _placed_words(self, text: str, places: list[Range], joined: list[Tree]) -> None:
        at = 0
        for found in _REFERENCE.finditer(text):
            if found.start() > at:
                joined.append({"t": "Str", "c": text[at : found.start()], "p": places[at : found.start()]})
            label = found[1]
            made = link([string(f"{OPEN}reference {label}{CLOSE}")], f"#{OPEN}target {label}{CLOSE}")
            made["p"] = _around(places[found.start() : found.end()])
            joined.append(made)
            at = found.end()
        if at < len(text):
            joined.append({"t": "Str", "c": text[at:], "p": places[at:]})

    def _as_caption(self, inlines: list[Tree], opening: re.Pattern[str] | None = None) -> tuple[list[Tree], str] | None:
        found = super()._as_caption(inlines) if opening is None else super()._as_caption(inlines, opening)
        if found is None:
            return None
        __, label = found
        # The words again, for what the parent cut off at both ends took the places with it.
        last = inlines[-1]
        if last["t"] == "Span" and last["c"][0][0]:
            inlines = [*inlines[:-1], {"t": "Span", "c": [["", [], last["c"][0][2]], last["c"][1]]}]
        words = self.inlines(inlines)
        kept = found[0]
        for at in (0, -1):
            if words and words[at]["t"] == "Str" and kept:
                whole, cut = words[at]["c"], kept[at]["c"] if kept[at]["t"] == "Str" else ""
                begin = whole.rfind(cut) if at == 0 else 0
                words[at] = {"t": "Str", "c": cut, "p": words[at]["p"][begin : begin + len(cut)]}
        return words, label

    # -- places -------------------------------------------------------------------------------------------------------

    def _range(self, position: str) -> Range | None:
        """Offsets of the first of the ranges' starts and the last of their ends."""
        ranges = [part.split("-") for part in position.rpartition("@")[2].split(";") if part]
        if not ranges:
            return None
        return [min(self._offset(one[0]) for one in ranges), max(self._offset(one[1]) for one in ranges)]

    def _offset(self, place: str) -> int:
        line, column = map(int, place.split(":"))
        start = self._line_starts[min(line, len(self._line_starts)) - 1]
        return min(start + column - 1, len(self._source))

    def _character_ranges(self, text: str, position: str) -> list[Range]:
        found = self._range(position)
        if found is None:
            return [[]] * len(text)
        start, end = found
        if end - start == len(text):
            ranges = [[start + at, start + at + 1] for at in range(len(text))]
        else:
            ranges = [[start, end]] * len(text)
        # Inside tables a pipe is written \| and only the pipe is counted.
        if text and text[0] == "|" and self._source[start - 1 : start] == "\\":
            ranges[0] = [start - 1, ranges[0][1]]
        return ranges

    def _code_places(self, text: str, span: Range) -> list[Range]:
        if not span:
            return []
        written = self._source[span[0] : span[1]]
        at = written.find(text)
        return [[span[0] + at + n, span[0] + at + n + 1] for n in range(len(text))] if at > 0 else []


def _with_gaps_closed(places: list[Range]) -> list[Range]:
    """Spaces that are line breaks in the file: from the end of what stands before to the beginning of what follows."""
    made = list(places)
    for at, place in enumerate(made):
        if not place and 0 < at < len(made) - 1 and made[at - 1] and made[at + 1]:
            made[at] = [made[at - 1][1], made[at + 1][0]]
    return made


def _around(places: list[Range]) -> Range:
    known = [place for place in places if place]
    return [known[0][0], known[-1][1]] if known else []
