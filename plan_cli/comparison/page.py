"""A comparison → one HTML file with both editions side by side: no script, no outside reference, readable by all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from plan_cli import resources
from plan_cli.comparison.blocks import PARTING
from plan_cli.comparison.characters import Op, Piece
from plan_cli.comparison.editions import Comparison
from plan_cli.comparison.passages import Passage, State, unchanged_rows
from plan_cli.comparison.redline import is_contents
from plan_cli.comparison.summary import (
    Counts,
    cell_pieces,
    counts,
    new_side,
    note_changes,
    old_side,
    other_ends,
    readable,
    shown,
)
from plan_cli.comparison.word_blocks import BESIDE
from plan_cli.comparison.words import Words

# So many unchanged paragraphs are shown on either side of a change; more of them are folded away.
_AROUND = 1
_LEAST_FOLDED = 3
_KINDS = {
    "Title": "title",
    "AnnexTitle": "title",
    "Subtitle": "edition",
    "AnnexMark": "mark",
    "OwnAnnexMark": "mark",
    "TableCaption": "caption",
    "ImageCaption": "caption",
    "BoxTitle": "caption",
    "Addressee": "flat",
    "TableHead": "head",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of words on one side: `kept`, `removed` or `added`."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a line: paragraphs of stretches, or rows of cells of stretches (`head`: how many head rows)."""

    kind: str
    paragraphs: tuple[tuple[Stretch, ...], ...] = ()
    rows: tuple[tuple[bool, tuple[tuple[Stretch, ...], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: what stood on the left, what stands on the right, and what is to be said of it."""

    state: str
    before: Side | None
    after: Side | None
    remark: str = ""
    reason: str = ""
    anchor: str = ""


@dataclass(slots=True)
class Group:
    """Lines that are shown together; `folded`: unchanged ones that can be opened."""

    folded: bool
    lines: list[Line] = field(default_factory=list)


def make(comparison: Comparison, words: Words) -> bytes:
    """The page."""
    import jinja2

    lines = _lines(comparison, words)
    numbered: Counts = counts(comparison.changes)
    loader = jinja2.FileSystemLoader(resources.folder("templates"))
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.get_template("comparison.html.j2").render(
        title=comparison.title_page.title,
        author=comparison.title_page.author,
        language=comparison.profile.locale,
        words=words,
        before=words.edition(comparison.before),
        after=words.edition(comparison.after),
        versions=(comparison.before.revision.name, comparison.after.revision.name),
        summary=words.summary.format(
            total=numbered.total,
            changed=numbered.changed,
            added=numbered.added,
            removed=numbered.removed,
            moved=numbered.moved,
        )
        if comparison.changes
        else words.nothing,
        groups=_groups(lines),
    )
    return page.encode()


def _groups(lines: Sequence[Line]) -> list[Group]:
    """The lines with long unchanged stretches folded away."""
    near = [False] * len(lines)
    for at, line in enumerate(lines):
        if line.state != "same":
            for by in range(max(0, at - _AROUND), min(len(lines), at + _AROUND + 1)):
                near[by] = True
    groups: list[Group] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and near[end] == near[at]:
            end += 1
        folded = not near[at] and end - at >= _LEAST_FOLDED
        if groups and not folded and not groups[-1].folded:
            groups[-1].lines += lines[at:end]
        else:
            groups.append(Group(folded, list(lines[at:end])))
        at = end
    return groups


def _lines(comparison: Comparison, words: Words) -> list[Line]:
    other = other_ends(comparison.changes)
    made: list[Line] = []
    number = 0
    for passage in comparison.passages:
        blocks = (*passage.before, *passage.after)
        if is_contents(passage) or all(block.fixed or not (block.text or block.rows) for block in blocks):
            continue
        remark = ""
        if passage.move:
            reached = passage.state is State.REMOVED
            section = (other.reached if reached else other.left).get(passage.move) or words.beginning
            form = words.moved_to if reached else words.moved_from
            remark = form.format(section=section.split(BESIDE)[-1])
        state = "moved" if passage.move else passage.state.value
        reason = comparison.reasons.of(passage) if passage.state is not State.SAME else ""
        anchor = ""
        if passage.state is not State.SAME:
            number += 1
            anchor = f"c{number}"
        if passage.rows or (passage.state is State.SAME and blocks[0].rows):
            made.append(_table_line(passage, state, remark, reason, anchor, words))
            continue
        pieces = readable(passage, words)
        before = _side(old_side(pieces), passage.before) if passage.before else None
        after = _side(new_side(pieces), passage.after) if passage.after else None
        made.append(Line(state, before, after, remark, reason, anchor))
        for __, inner in note_changes(passage):
            pieces = [Piece(Op.KEPT, f"{words.note}：", 0, 0), *readable(inner, words)]
            made.append(
                Line(
                    inner.state.value,
                    _side(old_side(pieces), inner.before, "note") if inner.before else None,
                    _side(new_side(pieces), inner.after, "note") if inner.after else None,
                )
            )
    return made


def _table_line(passage: Passage, state: str, remark: str, reason: str, anchor: str, words: Words) -> Line:
    rows = passage.rows or unchanged_rows(passage.after[0])
    sides = []
    for blocks, of_side, gone in (
        (passage.before, old_side, State.ADDED),
        (passage.after, new_side, State.REMOVED),
    ):
        made = []
        for row in rows:
            if row.state is gone or not blocks:
                continue
            at = row.before_at if gone is State.ADDED else row.after_at
            is_head = at is not None and blocks[0].rows[at].is_head
            cells = tuple(_stretches(of_side(cell_pieces(cell, words))) for cell in row.cells if cell.state is not gone)
            made.append((is_head, cells))
        sides.append(Side("table", rows=tuple(made)) if made else None)
    return Line(state, sides[0], sides[1], remark, reason, anchor)


def _side(pieces: Sequence[Piece], blocks: Sequence[object], kind: str = "") -> Side:
    if not kind:
        style = getattr(blocks[0], "kind", "")
        kind = "heading" if style.startswith("Heading") else _KINDS.get(style, "text")
    paragraphs: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split(PARTING)
        paragraphs[-1].append(Piece(piece.op, first, 0, 0))
        for text in rest:
            paragraphs.append([Piece(piece.op, text, 0, 0)])
    return Side(kind, tuple(_stretches(one) for one in paragraphs))


def _stretches(pieces: Sequence[Piece]) -> tuple[Stretch, ...]:
    names = {Op.KEPT: "kept", Op.REMOVED: "removed", Op.ADDED: "added"}
    return tuple(
        Stretch(names[piece.op], tuple(shown(piece.text).split("\n"))) for piece in pieces if shown(piece.text)
    )
