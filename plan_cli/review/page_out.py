"""The page of a round for one unit: one HTML file that opens from disk, takes comments on clauses and saves them.

A strict content security policy names the one script and the one style by their hashes: nothing else runs, and the
page reaches nobody. All texts are written escaped.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from dataclasses import dataclass

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from plan_cli import resources
from plan_cli.model.consultation import Round
from plan_cli.render.solicitation import chinese_date
from plan_cli.repository.names import portable_name
from plan_cli.review.leaves import OBJECT
from plan_cli.review.lists import HEADING
from plan_cli.review.page_in import SCHEMA
from plan_cli.review.sent import Sent, SentParagraph
from plan_cli.review.word_out import Identity

_LABEL = 20
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class PageClause:
    """A paragraph or a row of a table on the page. `level` of a heading: 2 to 4; 0 for what is none."""

    text: str
    chapter: str = ""
    line: int = 0
    block: str = ""
    level: int = 0
    is_row: bool = False

    @property
    def label(self) -> str:
        """What a screen reader says of it."""
        return self.text if len(self.text) <= _LABEL else f"{self.text[:_LABEL]}…"


def page_of(title: str, about: Round, identity: Identity, unit: str, clauses: list[PageClause]) -> bytes:
    """The page of these clauses."""
    folder = resources.folder("templates") / "review"
    script = (folder / "page.js").read_text(encoding="utf-8")
    style = (folder / "page.css").read_text(encoding="utf-8")
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True)
    template = environment.from_string((folder / "page.html.j2").read_text(encoding="utf-8"))
    data = {"schema": SCHEMA, **dataclasses.asdict(identity)}
    text = template.render(
        title=title,
        edition=about.edition.chinese,
        unit=unit,
        due=chinese_date(about.due) if about.due else "",
        clauses=clauses,
        # Inside a script element only `<` could end it (HTML, 4.12.1.3).
        about=json.dumps(data, ensure_ascii=True).replace("<", "\\u003c"),
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
    )
    return text.encode("utf-8")


def page_clauses(sent: Sent) -> list[PageClause]:
    """The paragraphs as they were sent, with what the tool numbered; a row of a table is one clause."""
    made: list[PageClause] = []
    row: list[SentParagraph] = []

    def close_row() -> None:
        if row:
            first = next((one for one in row if one.placed), row[0])
            text = "　|　".join(_words(one) for one in row)
            if text.replace("|", "").strip():
                made.append(_clause(sent, first, text, is_row=True))
            row.clear()

    body = sent.paragraphs[: sent.body]
    # What the tool prints before the text, the title page and the contents, is shown at the head of the page.
    first_placed = next((number for number, one in enumerate(body) if one.placed), 0)
    for paragraph in body[first_placed:]:
        cell = paragraph.read.cell
        if row and (cell is None or row[0].read.cell is None or cell[:2] != row[0].read.cell[:2]):
            close_row()
        if cell is not None:
            row.append(paragraph)
        elif _words(paragraph):
            made.append(_clause(sent, paragraph, _words(paragraph)))
    close_row()
    return made


def page_name(name: str, unit: str) -> str:
    """The file's name."""
    stem = name.removesuffix(".docx")
    return f"{portable_name(f'{stem}（{unit}）')}.html"


def _clause(sent: Sent, paragraph: SentParagraph, text: str, *, is_row: bool = False) -> PageClause:
    heading = HEADING.match(paragraph.read.style)
    level = min(int(heading[1]) + 1, _DEEPEST) if heading else 0
    if not paragraph.placed:
        return PageClause(text, level=level, is_row=is_row)
    chapter = sent.chapters[paragraph.chapter]
    leaf = chapter.leaves[paragraph.leaf]
    line = chapter.source.text.count("\n", 0, leaf.start) + 1 if leaf.start >= 0 else 0
    return PageClause(text, paragraph.chapter, line, leaf.block, level, is_row)


def _words(paragraph: SentParagraph) -> str:
    return paragraph.read.text.replace(OBJECT, "").strip()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
