"""Changes in a terminal: the sentence around each one, in colours, or with marks where there are none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import typer

from plan_cli.cli.wrapping import columns_of
from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.editions import Comparison
from plan_cli.comparison.passages import Passage, State
from plan_cli.comparison.statement import entries
from plan_cli.comparison.summary import (
    Other,
    cell_pieces,
    changed_rows,
    counts,
    note_changes,
    other_ends,
    readable,
    row_name,
    section_of,
    shown,
)
from plan_cli.comparison.word_blocks import BESIDE
from plan_cli.comparison.words import Words
from plan_cli.translation import _, ngettext

_SENTENCE_ENDS = "。！？；\n"
_LONGEST_SIDE = 40  # characters of a sentence that are shown on either side of a change
_WIDE = "\u2e80-\uffef\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_WIDE}][，。、；：？！）》”’」】]*|[^\s{_WIDE}]+|\s", re.DOTALL)
_MARKS = {Op.REMOVED: ("[-", "-]"), Op.ADDED: ("{+", "+}"), Op.KEPT: ("", "")}
_OPENING_MARKS, _CLOSING_MARKS = ("[-", "{+"), ("-]", "+}")
_OPENING, _CLOSING = "（《“‘「【", "，。、；：？！）》”’」】"
_INDENT = "  "


def colours() -> bool:
    """Whether standard output shows colours (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def lines(comparison: Comparison, words: Words, columns: int, *, table: bool, coloured: bool) -> Iterator[str]:
    """The changes, line by line. `table`: as numbered entries of before, now and reason."""
    changes = comparison.changes
    yield _style(comparison.title_page.title, coloured, bold=True)
    yield f"{words.edition(comparison.before)} → {words.edition(comparison.after)}"
    if not changes:
        yield _("nothing changed")
        return
    yield _summary(changes)
    writer = _Writer(columns, coloured)
    if table:
        yield from _table(comparison, words, writer)
        return
    other = other_ends(changes)
    section = None
    for passage in changes:
        if section_of(passage) != section:
            section = section_of(passage)
            yield ""
            yield _style(section.replace(BESIDE, " › ") or words.beginning, coloured, bold=True)
        yield from _change(passage, other, words, writer)


def _summary(changes: Sequence[Passage]) -> str:
    numbered = counts(changes)
    total = ngettext("{n} change", "{n} changes", numbered.total).format(n=numbered.total)
    parts = [
        _("{n} altered").format(n=numbered.changed),
        _("{n} added").format(n=numbered.added),
        _("{n} removed").format(n=numbered.removed),
        _("{n} moved").format(n=numbered.moved),
    ]
    return _("{total}: {listed}").format(total=total, listed=_(", ").join(parts))


def _change(passage: Passage, other: Other, words: Words, writer: _Writer) -> Iterator[str]:
    if passage.rows:
        for row in changed_rows(passage):
            sign = {State.REMOVED: "-", State.ADDED: "+"}.get(row.state, "~")
            cells = [cell for cell in row.cells if row.state is not State.CHANGED or cell.state is not State.SAME]
            pieces = []
            if row.state is State.CHANGED:
                pieces.append(Piece(Op.KEPT, _("row {name}: ").format(name=row_name(row)), 0, 0))
            for number, cell in enumerate(cells):
                pieces += [Piece(Op.KEPT, " | ", 0, 0)] if number else []
                pieces += cell_pieces(cell, words)
            yield from writer.written(sign, pieces)
        return
    if passage.move:
        gone = passage.state is State.REMOVED
        lead = []
        if writer.begins_move(passage.move, gone=gone):
            where = (other.reached if gone else other.left).get(passage.move, "").replace(BESIDE, " › ")
            message = _("moved to: {section}") if gone else _("moved here from: {section}")
            lead = [Piece(Op.KEPT, f"({message.format(section=where or words.beginning)})\n", 0, 0)]
        # What changed on the way is told where it arrived.
        pieces = readable(passage, words)
        if gone:
            pieces = [replace(piece, op=Op.KEPT) for piece in pieces]
        yield from writer.written("<" if gone else ">", [*lead, *_excerpt(pieces, whole=True)])
        return
    sign = {State.REMOVED: "-", State.ADDED: "+"}.get(passage.state, "~")
    pieces = readable(passage, words)
    if any(piece.op is not Op.KEPT for piece in pieces) or not passage.notes:
        yield from writer.written(sign, _excerpt(pieces))
    for __, inner in note_changes(passage):
        note = Piece(Op.KEPT, _("footnote: "), 0, 0)
        yield from writer.written("~", [note, *_excerpt(readable(inner, words))])


def _excerpt(pieces: Sequence[Piece], *, whole: bool = False) -> list[Piece]:
    """The sentences in which something changed; `whole`: with the beginning of what did not."""
    made = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.op is Op.KEPT and (len(pieces) > 1 or len(text) > 2 * _LONGEST_SIDE):
            head = _head(text) if number or whole else ""
            tail = _tail(text) if number + 1 < len(pieces) else ""
            if len(head) + len(tail) < len(text):
                text = f"{head}…{tail}"
        made.append(Piece(piece.op, text, 0, 0, piece.move))
    return made


def _head(text: str) -> str:
    for at, character in enumerate(text[:_LONGEST_SIDE]):
        if character in _SENTENCE_ENDS:
            return text[: at + 1]
    return text[:_LONGEST_SIDE]


def _tail(text: str) -> str:
    window = text[-_LONGEST_SIDE:]
    at = max(window.rfind(character) for character in _SENTENCE_ENDS)
    return window[at + 1 :]


def _table(comparison: Comparison, words: Words, writer: _Writer) -> Iterator[str]:
    for number, entry in enumerate(entries(comparison, words), start=1):
        yield ""
        yield _style(f"{number}. {entry.section}", writer.coloured, bold=True)
        remark = [Piece(Op.KEPT, f"（{entry.remark}）", 0, 0)] if entry.remark else []
        nothing = [Piece(Op.KEPT, "—", 0, 0)]
        is_gone = bool(entry.was) and not entry.now
        yield from writer.written(f"{words.was}：", [*entry.was, *(remark if is_gone else [])] or nothing)
        yield from writer.written(f"{words.now}：", [*entry.now, *([] if is_gone else remark)] or nothing)
        yield from writer.written(f"{words.reason}：", [Piece(Op.KEPT, entry.reason or "—", 0, 0)])


class _Writer:
    """Writes pieces in lines of at most `columns`, each under the sign that it begins with."""

    def __init__(self, columns: int, coloured: bool) -> None:
        self._columns = max(columns, 20)
        self.coloured = coloured
        self._move = (0, False)

    def begins_move(self, move: int, *, gone: bool) -> bool:
        """Whether this is the first paragraph of what moved together."""
        same = self._move == (move, gone)
        self._move = (move, gone)
        return not same

    def written(self, sign: str, pieces: Sequence[Piece]) -> Iterator[str]:
        """The lines. Characters of the text that steer a terminal are shown, not sent."""
        first = f"{_INDENT}{sign} "
        indent = " " * columns_of(first)
        line: list[tuple[str, Op]] = [(first, Op.KEPT)]
        taken = len(indent)
        for unit in _units(list(self._parts(pieces))):
            room = sum(columns_of(part) for part, __ in unit)
            is_break = unit[0][0] == "\n"
            if is_break or (taken + room > self._columns and taken > len(indent)):
                yield self._line(line)
                line, taken = [(indent, Op.KEPT)], len(indent)
            if is_break or (unit[0][0].isspace() and taken == len(indent)):
                continue
            line += unit
            taken += room
        yield self._line(line)

    def _line(self, parts: Sequence[tuple[str, Op]]) -> str:
        line = ""
        for op, group in groupby(parts, key=lambda part: part[1]):
            text = "".join(text for text, __ in group)
            line += _coloured(text, op) if self.coloured else text
        return line.rstrip(" ")

    def _parts(self, pieces: Sequence[Piece]) -> Iterator[tuple[str, Op]]:
        """Characters with the punctuation that may not begin a line, words, marks."""
        from plan_cli.cli.console import printable

        for piece in pieces:
            text = printable(shown(piece.text).replace("\x1b", "\\x1b"))
            if not text:
                continue
            opening, closing = ("", "") if self.coloured else _MARKS[piece.op]
            if opening:
                yield opening, piece.op
            for part in _PIECE.findall(text):
                while columns_of(part) > self._columns // 2:
                    yield part[: self._columns // 4], piece.op
                    part = part[self._columns // 4 :]
                yield part, piece.op
            if closing:
                yield closing, piece.op


def _units(parts: Sequence[tuple[str, Op]]) -> Iterator[list[tuple[str, Op]]]:
    """Parts that stay on one line: a mark or a bracket with what it stands at."""
    unit: list[tuple[str, Op]] = []
    for part, op in parts:
        holds = bool(unit) and (unit[-1][0][-1] in _OPENING or unit[-1][0] in _OPENING_MARKS)
        held = bool(unit) and (part[0] in _CLOSING or part in _CLOSING_MARKS)
        if unit and (part == "\n" or unit[-1][0] == "\n" or not (holds or held)):
            yield unit
            unit = []
        unit.append((part, op))
    if unit:
        yield unit


def _coloured(text: str, op: Op) -> str:
    if op is Op.REMOVED:
        return typer.style(text, fg="red", strikethrough=True)
    return typer.style(text, fg="green", underline=True) if op is Op.ADDED else text


def _style(text: str, coloured: bool, *, bold: bool) -> str:
    return typer.style(text, bold=bold) if coloured else text
