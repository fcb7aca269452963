"""The text of a chapter or report → its clauses (headings and paragraphs with an id) and the links in it.

A link is written `[<ID]` or `[<ID, ID]`, a number quoted from data `[=ID.COLUMN.ROW]`; neither is anything in code.
Each belongs to the innermost clause it stands in. Text is read line by line: for everything that can carry an id this
says what Pandoc says, at a hundredth of the cost.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from plan_cli.model.trace import DIGEST_LENGTH

LABEL = r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}"
LINK = re.compile(r"[ \t]?\[<([^\[\]<>]{1,300})\](?!\()")
QUOTE = re.compile(r"\[=([^\[\]=\s][^\[\]\n]{0,199})\](?!\()")
SEPARATOR = re.compile(r"[,，、;；\s]+")

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)$")
_ATTRIBUTES = re.compile(r"\{[^{}\n]{0,300}\}")
_ID_AT_END = re.compile(rf"\{{[^{{}}\n]{{0,200}}?#({LABEL})(?:[ \t][^{{}}\n]{{0,200}})?\}}[ \t]*$")
_ID_ALONE = re.compile(rf"[ \t]*\{{#({LABEL})\}}[ \t]*$")
_STARTS_BLOCK = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]|[ \t]*[|>]|[ \t]*:{3,}")
_DIV = re.compile(r"[ \t]*:{3,}")
_CAPTION = re.compile(r"[ \t]*(?:Table|表|Box|专栏)[:：]")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(?:[^`\n]|\n(?![ \t]*\n)){1,400}?\1(?!`)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SPACE = re.compile(r"\s+")
PARAGRAPH = 7
"""The level of a clause that is a paragraph; headings have 1 to 6."""
_LONGEST_TITLE = 60


@dataclass(slots=True)
class Clause:
    """A heading or paragraph with an id. `level`: of the heading, 7 for a paragraph; `parent`: the clause it stands in;
    `digest`: of its own words, without those of the clauses in it."""

    label: str
    level: int
    title: str
    line: int
    parent: str = ""
    digest: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mark:
    """A link or a quoted number as written; `label`: of the clause it stands in, empty outside of all."""

    label: str
    text: str
    line: int
    column: int
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What one text holds."""

    clauses: tuple[Clause, ...]
    marks: tuple[Mark, ...]


def marks(text: str) -> Marks:
    """The clauses and links of a text without its front matter (its lines may be there, empty)."""
    return _Reader(text).read()


def digest(words: str) -> str:
    """The digest of what something says: spaces, line breaks, links and ids count for nothing."""
    plain = _SPACE.sub("", _ATTRIBUTES.sub(_unlabelled, LINK.sub("", words)))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def without_code(text: str) -> str:
    """The text, as long and with the same lines, with spaces in place of code."""
    if "```" in text or "~~~" in text:
        lines = text.split("\n")
        fence = ""
        for number, line in enumerate(lines):
            opening = _FENCE.match(line)
            if fence or opening:
                lines[number] = " " * len(line)
            if opening and not fence:
                fence = opening[1]
            elif opening and opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
        text = "\n".join(lines)
    if "`" in text:
        text = _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def _unlabelled(found: re.Match[str]) -> str:
    return "" if re.search(rf"#{LABEL}", found[0]) else found[0]


class _Reader:
    def __init__(self, text: str) -> None:
        if "<!--" in text:
            text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
        self._lines = text.split("\n")
        self._clauses: list[Clause] = []
        self._marks: list[Mark] = []
        self._open: list[Clause] = []
        self._block: list[str] = []
        self._block_line = 0
        self._next_label = ""

    def read(self) -> Marks:
        fence = ""
        for number, line in enumerate(self._lines, start=1):
            opening = _FENCE.match(line)
            if fence:
                self._say(line)
                if opening and opening[1].startswith(fence) and not opening[2].strip():
                    fence = ""
            elif opening:
                self._end_block()
                self._say(line)
                fence = opening[1]
            else:
                self._line(number, line)
        self._end_block()
        for clause in self._clauses:
            clause.digest = digest("".join(clause.words))
            clause.words = []
        return Marks(tuple(self._clauses), tuple(self._marks))

    def _line(self, number: int, line: str) -> None:
        heading = _HEADING.match(line) if "#" in line else None
        if heading:
            self._end_block()
            self._heading(number, line, len(heading[1]), heading[2] or "")
            return
        if not line.strip():
            self._end_block()
            return
        if not self._block and (alone := _ID_ALONE.match(line)):
            self._next_label = alone[1]
            return
        if _STARTS_BLOCK.match(line):
            self._end_block()
        if not self._block:
            self._block_line = number
        self._block.append(line)
        if _DIV.match(line):
            self._end_block()

    def _heading(self, number: int, line: str, level: int, words: str) -> None:
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        label, self._next_label = self._next_label, ""
        found = _ID_AT_END.search(words)
        label = found[1] if found else label
        if label:
            self._begin(label, level, words, number)
        self._say(words)
        self._find(line, number)

    def _end_block(self) -> None:
        if not self._block:
            return
        text = "\n".join(self._block)
        self._block = []
        label, self._next_label = self._next_label, ""
        found = _ID_AT_END.search(text) if text.rstrip().endswith("}") else None
        # An id behind a picture or a caption is the picture's or the table's.
        if found and text[: found.start()][-1:] not in (")", "]") and not _CAPTION.match(text):
            label = found[1]
        if label:
            self._begin(label, PARAGRAPH, text, self._block_line)
        self._say(text)
        self._find(text, self._block_line)
        if label:
            self._open.pop()

    def _begin(self, label: str, level: int, words: str, line: int) -> None:
        title = _SPACE.sub(" ", _ATTRIBUTES.sub("", LINK.sub("", words))).strip(" #*-")
        shown = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
        clause = Clause(label, level, shown, line, self._open[-1].label if self._open else "")
        self._clauses.append(clause)
        self._open.append(clause)

    def _say(self, words: str) -> None:
        if self._open:
            self._open[-1].words.append(words)

    def _find(self, text: str, line: int) -> None:
        if "[<" not in text and "[=" not in text:
            return
        if "`" in text:
            text = without_code(text)
        label = self._open[-1].label if self._open else ""
        for pattern, quotes in ((LINK, False), (QUOTE, True)):
            at, done, begins = line, 0, 0
            for found in pattern.finditer(text):
                start = found.start(1)
                parts = [found[1]] if quotes else SEPARATOR.split(found[1])
                at += text.count("\n", done, start)
                begins = max(begins, text.rfind("\n", done, start) + 1)
                done = start
                column = start - begins - 1
                self._marks += [Mark(label, part, at, column, quotes) for part in parts if part]
