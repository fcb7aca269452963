"""The whole document as one Pandoc tree, with everything known only now put in: what DOCX and HTML are made from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from plan_cli.model.numerals import written_date
from plan_cli.render.assembly import Assembled
from plan_cli.render.fragment import MARK, Fragment
from plan_cli.render.layout import addressee, annex_mark, annex_marks, title
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage

_API_VERSION = [1, 23, 1]
Tree = Any


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document: a chapter or an annex, or what the tool puts around them."""

    fragment: Fragment | None
    _around: tuple[Tree, ...] = ()
    _indicators: tuple[Tree, ...] = ()

    def blocks(self, fill: Callable[[re.Match[str]], str] | None = None) -> list[Tree]:
        """Its blocks, in which the marks stay, or each gets what `fill` says in JSON."""
        if self.fragment is None:
            return list(self._around)
        written = self.fragment.blocks if fill is None else MARK.sub(fill, self.fragment.blocks)
        blocks: list[Tree] = json.loads(written)
        if self.fragment.uses_indicators:
            blocks = [made for block in blocks for made in _with_indicators(block, self._indicators)]
        return blocks


def stretches(document: Assembled, title_page: TitlePage) -> Iterator[Stretch]:
    """The whole document in its order.

    Each kind of paragraph that the tool adds is a Div with the class of its role: title, edition, addressee,
    annex-note, signature, annex-mark, imprint and so on.
    """
    indicators = tuple(document.indicators)
    yield Stretch(None, tuple(front(document, title_page)))
    for fragment in document.body:
        yield Stretch(fragment, _indicators=indicators)
    yield Stretch(None, tuple(back(document, title_page)))
    for number, (fragment, mark) in enumerate(zip(document.annexes, annex_marks(document), strict=True), start=1):
        head = division("annex-title", json.loads(fragment.title[2]), document.annex_anchor(number))
        yield Stretch(None, (division("annex-mark", mark), head))
        yield Stretch(fragment, _indicators=indicators)
    yield Stretch(None, tuple(_imprint(document, title_page)))


def whole(document: Assembled, title_page: TitlePage, pictures: dict[str, Picture]) -> dict[str, Any]:
    """Pandoc's JSON of the document, with everything that stands around its text and every mark filled in."""

    def fill(mark: re.Match[str]) -> str:
        kind, name = mark[1], mark[2]
        # The names stand inside JSON strings, and so must what replaces them.
        name = json.loads(f'"{name}"')
        if kind == "anchor":
            found = document.anchors.get(name, "")
        elif kind == "number":
            found = document.numbers.get(name, "")
        elif kind == "reference":
            found = document.references.get(name, "")
        elif kind == "target":
            found = document.targets.get(name, "")
        elif kind == "alternative":
            found = pictures[name].alternative if name in pictures else ""
        else:
            found = pictures[name].data_uri if name in pictures else ""
        return json.dumps(found, ensure_ascii=False)[1:-1]

    blocks = [block for stretch in stretches(document, title_page) for block in stretch.blocks(fill)]
    return {"pandoc-api-version": _API_VERSION, "meta": {}, "blocks": blocks}


def front(document: Assembled, title_page: TitlePage) -> list[Tree]:
    """Red head, annex mark, title, edition, the place of the contents, addressee."""
    words = document.profile.words
    layout = title_page.layout
    blocks = []
    if layout and layout.red_head:
        blocks.append(division("organ", layout.red_head.organ))
        number: list[Tree] = [{"t": "Str", "c": layout.red_head.number}]
        if layout.red_head.signer:
            # They stand at the two ends of one line.
            number += [_span("between", "　　"), {"t": "Str", "c": words.signer}]
            number.append(_span("signer", layout.red_head.signer))
        blocks.append(division("number", number))
    mark = annex_mark(document, title_page)
    if mark:
        blocks.append(division("annex-mark", mark))
    inlines = title(document, title_page)
    if inlines:
        blocks.append(division("title", inlines))
    if title_page.edition_line(words):
        blocks.append(division("edition", title_page.edition_line(words)))
    if layout and layout.contents:
        blocks.append(division("contents", words.contents))
    if addressee(title_page):
        blocks.append(division("addressee", addressee(title_page)))
    return blocks


def back(document: Assembled, title_page: TitlePage) -> list[Tree]:
    """The note that names the annexes, and the signature."""
    words = document.profile.words
    layout = title_page.layout
    blocks = []
    titles = [fragment.title[0] for fragment in document.annexes]
    numbers = [f"{number}." if len(titles) > 1 else "" for number in range(1, len(titles) + 1)]
    for number, name in zip(numbers, titles, strict=True):
        lead = words.annex_note if number in ("", "1.") else ""
        blocks.append(division("annex-note", f"{lead}{number}{name}"))
    if layout and layout.signature:
        signature = layout.signature
        blocks.append(division("signature", signature.by))
        blocks.append(division("date", written_date(signature.date, document.profile.language)))
    return blocks


def _imprint(document: Assembled, title_page: TitlePage) -> list[Tree]:
    layout = title_page.layout
    if not layout or not layout.imprint:
        return []
    words = document.profile.words
    imprint = layout.imprint
    date = words.printed.format(text=written_date(imprint.date, document.profile.language))
    lines: list[Tree] = [_paragraph(f"{words.copies}{imprint.copies}")] if imprint.copies else []
    # The two stand at the two ends of one line.
    ends = [{"t": "Str", "c": imprint.printed_by}, _span("between", "　"), _span("imprint-date", date)]
    return [{"t": "Div", "c": [["", ["imprint"], []], [*lines, _paragraph(ends)]]}]


def _span(name: str, text: str) -> Tree:
    return {"t": "Span", "c": [["", [name], []], [{"t": "Str", "c": text}]]}


def division(name: str, content: str | list[Tree], identifier: str = "") -> Tree:
    """A Div of that class with one paragraph: a text or inlines."""
    return {"t": "Div", "c": [[identifier, [name], []], [_paragraph(content)]]}


def _paragraph(content: str | list[Tree]) -> Tree:
    return {"t": "Para", "c": [{"t": "Str", "c": content}] if isinstance(content, str) else content}


def _with_indicators(block: Tree, indicators: tuple[Tree, ...]) -> list[Tree]:
    """The block, or in its place the table of indicators with the caption that the block brings."""
    if block["t"] != "Div":
        return [block]
    attributes, inner = block["c"]
    if "indicators" not in attributes[1]:
        made = [block for child in inner for block in _with_indicators(child, indicators)]
        return [{"t": "Div", "c": [attributes, made]}]
    if not indicators:
        return []
    table, *notes = indicators
    attributes = [attributes[0], ["indicators"], []]
    caption = [None, inner if inner[0]["c"] else []]
    return [{"t": "Table", "c": [attributes, caption, *table["c"][2:]]}, *notes]
