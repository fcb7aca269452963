"""What stands before and after the text in every format: contents, addressee, the marks of annexes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from plan_cli.render.assembly import Assembled
from plan_cli.render.titles import TitlePage

_CONTENTS_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents."""

    level: int
    text: str
    anchor: str


def contents(document: Assembled) -> list[Entry]:
    """The headings of the first two levels, and the annexes."""
    entries = [
        Entry(heading.level, document.numbers.get(heading.key, "") + heading.text, document.anchors[heading.key])
        for fragment in document.body
        for heading in fragment.headings
        if heading.level <= _CONTENTS_LEVELS
    ]
    marks = annex_marks(document)
    for number, (fragment, mark) in enumerate(zip(document.annexes, marks, strict=True), start=1):
        entries.append(Entry(1, f"{mark}　{fragment.title[0]}", document.annex_anchor(number)))
    return entries


def annex_marks(document: Assembled) -> list[str]:
    """附件1, 附件2; without a number where there is only one (GB/T 9704-2012, 7.3.6)."""
    words = document.profile.words
    if len(document.annexes) == 1:
        return [words.annex.format(n="").strip()]
    return [words.annex.format(n=number) for number in range(1, len(document.annexes) + 1)]


def addressee(title_page: TitlePage) -> str:
    """The addressee with the full-width colon behind it (GB/T 9704-2012, 7.3.2)."""
    written = title_page.layout.addressee if title_page.layout else None
    if not written:
        return ""
    return written if written.endswith(("：", ":")) else f"{written}："


def title(document: Assembled, title_page: TitlePage) -> list[Any]:
    """The title as Pandoc's inlines: the text's own, else that of the plan; none where it stands amid the text."""
    own = next((fragment.title for fragment in document.body if fragment.title[0]), None)
    if own:
        inlines: list[Any] = json.loads(own[2])
        return inlines
    return [] if document.has_title else [{"t": "Str", "c": title_page.title}]


def annex_mark(document: Assembled, title_page: TitlePage) -> str:
    """附件1, above the title of a document that is itself an annex."""
    if title_page.layout and title_page.layout.annex_mark:
        return title_page.layout.annex_mark
    return next((fragment.annex_mark for fragment in document.body if fragment.title[0]), "")
