"""修改说明: the changes as a table (章节, 原文, 现文, 依据), a document in the profile for Word and for the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.editions import Comparison, moment
from plan_cli.comparison.passages import Passage, State
from plan_cli.comparison.reasons import is_renumbering
from plan_cli.comparison.summary import (
    Other,
    cell_pieces,
    changed_rows,
    counts,
    new_side,
    note_changes,
    old_side,
    other_ends,
    readable,
    row_name,
    section_of,
    shown,
)
from plan_cli.comparison.word_blocks import BESIDE
from plan_cli.comparison.words import Words
from plan_cli.render import docx, html
from plan_cli.render.assembly import Assembled
from plan_cli.render.cache import Cache
from plan_cli.render.fragment import Fragment
from plan_cli.render.titles import TitlePage

Tree = Any

_EMPTY: Tree = ["", [], []]
# In characters: what an unchanged stretch may take before its middle is left out.
_KEPT_WHOLE, _KEPT_END = 60, 24
_SENTENCE_ENDS, _CLAUSE_ENDS = "。！？；", "，、："
_WIDTHS = (0.06, 0.16, 0.3, 0.3, 0.18)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the statement. `was`, `now`: pieces; `remark`: where something went or came from, that it is new."""

    section: str
    was: Sequence[Piece]
    now: Sequence[Piece]
    remark: str
    reason: str


def entries(comparison: Comparison, words: Words) -> list[Entry]:
    """A line for each change; paragraphs that are new or gone together are one."""
    other = other_ends(comparison.changes)
    made: list[Entry] = []
    last: Passage | None = None
    for passage in comparison.changes:
        if is_renumbering(passage):
            continue
        reason = comparison.reasons.of(passage)
        section = section_of(passage).split(BESIDE)[-1] or words.beginning
        for was, now, remark in _sides(passage, other, words):
            entry = Entry(section, was, now, remark, reason)
            if made and last is not None and _continues(last, passage, made[-1], entry):
                both = "；".join(dict.fromkeys(filter(None, [*made[-1].reason.split("；"), *reason.split("；")])))
                was, now = _joined(made[-1].was, was), _joined(made[-1].now, now)
                made[-1] = replace(made[-1], was=was, now=now, reason=both)
            else:
                made.append(entry)
        last = passage
    return made


def _sides(passage: Passage, other: Other, words: Words) -> Iterator[tuple[list[Piece], list[Piece], str]]:
    if passage.rows:
        for row in changed_rows(passage):
            inner = list(_between([cell_pieces(cell, words) for cell in row.cells]))
            remark = words.removed if row.state is State.REMOVED else words.added if row.state is State.ADDED else ""
            was, now = _shortened(old_side(inner)), _shortened(new_side(inner))
            name = row_name(row)
            if row.state is State.CHANGED and name:
                changed = [cell_pieces(cell, words) for cell in row.cells if cell.state is not State.SAME]
                inner = [Piece(Op.KEPT, f"{name}：", 0, 0), *_between(changed)]
                was, now = old_side(inner), new_side(inner)
            yield was, now, remark
        return
    pieces = readable(passage, words)
    if passage.move and passage.state is State.REMOVED:
        return  # told where it arrived
    if passage.move:
        section = (other.left.get(passage.move) or words.beginning).split(BESIDE)[-1]
        yield _shortened(old_side(pieces)), _shortened(new_side(pieces)), words.moved_from.format(section=section)
        return
    remarks = {False: words.removed, True: words.added}
    remark = {State.REMOVED: words.removed, State.ADDED: words.added}.get(passage.state, "")
    if any(piece.op is not Op.KEPT for piece in pieces) or not list(note_changes(passage)):
        yield _shortened(old_side(pieces)), _shortened(new_side(pieces)), remark
    for __, inner_passage in note_changes(passage):
        inner = readable(inner_passage, words)
        lead = Piece(Op.KEPT, f"{words.note}：", 0, 0)
        was, now = _shortened(old_side(inner)), _shortened(new_side(inner))
        yield [lead, *was] if was else [], [lead, *now] if now else [], "" if was and now else remarks[bool(now)]


def _between(cells: Sequence[Sequence[Piece]]) -> Iterator[Piece]:
    for number, pieces in enumerate(cells):
        if number:
            yield Piece(Op.KEPT, "｜", 0, 0)
        yield from pieces


def _continues(last: Passage, passage: Passage, before: Entry, entry: Entry) -> bool:
    """Whether a change is the next paragraph of the one before: new, gone or moved together."""
    if last.rows or passage.rows or last.state is not passage.state or passage.state is State.CHANGED:
        return False
    if last.move or passage.move:
        return last.move == passage.move
    return (before.section, before.reason, before.remark) == (entry.section, entry.reason, entry.remark)


def _joined(first: Sequence[Piece], second: Sequence[Piece]) -> list[Piece]:
    if not first or not second:
        return [*first, *second]
    return [*first, Piece(Op.KEPT, "\n", 0, 0), *second]


def _shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the middle of long unchanged stretches left out, the sentences around the changes kept."""
    made = []
    for number, piece in enumerate(pieces):
        text = piece.text
        if piece.op is Op.KEPT and len(text) > _KEPT_WHOLE and len(pieces) > 1:
            head = "" if number == 0 else _head(text)
            tail = "" if number == len(pieces) - 1 else _tail(text)
            text = f"{head}……{tail.lstrip(_CLAUSE_ENDS)}"
        made.append(replace(piece, text=text))
    return made


def _head(text: str) -> str:
    """The rest of a sentence in which something changed; of a very long one the rest of the clause."""
    for stops in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        for at, character in enumerate(text[:_KEPT_WHOLE]):
            if character in stops and (at + 1 >= _KEPT_END or stops is _SENTENCE_ENDS):
                return text[: at + 1]
    return text[:_KEPT_END]


def _tail(text: str) -> str:
    window = text[-_KEPT_WHOLE // 2 :]
    ends = [at for at, one in enumerate(window) if one in _SENTENCE_ENDS]
    return window[ends[-1] + 1 :] if ends and ends[-1] + 1 < len(window) else text[-_KEPT_END:]


# -- the document ------------------------------------------------------------------------------------------------------


def make_docx(comparison: Comparison, words: Words, cache: Cache) -> bytes:
    """The statement as DOCX in the profile of the document."""
    return docx.make(_assembled(comparison, words), _title_page(comparison, words), {}, moment(comparison), cache)


def make_html(comparison: Comparison, words: Words) -> bytes:
    """The statement as one HTML file."""
    return html.make(_assembled(comparison, words), _title_page(comparison, words), {})


def _title_page(comparison: Comparison, words: Words) -> TitlePage:
    own = comparison.title_page
    return TitlePage(own.title, words.statement, comparison.after.revision.name, own.author)


def _assembled(comparison: Comparison, words: Words) -> Assembled:
    numbered = counts(comparison.changes)
    lines = entries(comparison, words)
    renumbered = sum(map(is_renumbering, comparison.changes))
    summary = words.summary.format(
        total=numbered.total,
        changed=numbered.changed,
        added=numbered.added,
        removed=numbered.removed,
        moved=numbered.moved,
    )
    blocks = [
        _paragraph([_text(words.between(comparison.before, comparison.after))]),
        _paragraph([_text(summary + (words.renumbered.format(n=renumbered) if renumbered else ""))]),
    ]
    if not comparison.changes:
        blocks[1] = _paragraph([_text(words.nothing)])
    if lines:
        legend = {"t": "Div", "c": [["", ["note"], []], [_paragraph([_text(words.legend)])]]}
        blocks.append({"t": "Div", "c": [["", ["landscape"], []], [_table(lines, words), legend]]})
    written = json.dumps(blocks, ensure_ascii=False)
    return Assembled(comparison.profile, (Fragment("statement", written, "", ()),))


def _table(lines: Sequence[Entry], words: Words) -> Tree:
    heads = [words.number, words.section, words.was, words.now, words.reason]
    columns = [
        [{"t": "AlignCenter" if at == 0 else "AlignLeft"}, {"t": "ColWidth", "c": width}]
        for at, width in enumerate(_WIDTHS)
    ]
    rows = []
    for number, line in enumerate(lines, start=1):
        was = _inlines(line.was) or [_text("—")]
        now = _inlines(line.now) or [_text("—")]
        if line.remark:
            side = now if line.now or not line.was else was
            side[:] = [_text(f"（{line.remark}）")] if side == [_text("—")] else [*side, _text(f"（{line.remark}）")]
        cells = [[_text(str(number))], [_text(line.section)], was, now, [_text(line.reason or "—")]]
        rows.append([_EMPTY, [_cell(inlines) for inlines in cells]])
    head = [_EMPTY, [[_EMPTY, [_cell([_text(word)]) for word in heads]]]]
    return {"t": "Table", "c": [_EMPTY, [None, []], columns, head, [[_EMPTY, 0, [], rows]], [_EMPTY, []]]}


def _inlines(pieces: Sequence[Piece]) -> list[Tree]:
    made: list[Tree] = []
    for piece in pieces:
        inner: list[Tree] = []
        for number, line in enumerate(shown(piece.text).split("\n")):
            if number:
                inner.append({"t": "LineBreak"})
            if line:
                inner.append(_text(line))
        if piece.op is Op.REMOVED:
            made.append({"t": "Strikeout", "c": inner})
        elif piece.op is Op.ADDED:
            made.append({"t": "Underline", "c": inner})
        else:
            made += inner
    return made


def _cell(inlines: list[Tree]) -> Tree:
    return [_EMPTY, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": inlines}]]


def _paragraph(inlines: list[Tree]) -> Tree:
    return {"t": "Para", "c": inlines}


def _text(words: str) -> Tree:
    return {"t": "Str", "c": words}
