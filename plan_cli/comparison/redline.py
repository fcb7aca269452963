"""A document with what changed in it as Word's tracked changes: accept all and it is the new one, reject all the old.

Both versions come from our own DOCX writer, so both look as they do when they are built; what is written here is one
text made of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from plan_cli.comparison.characters import Op
from plan_cli.comparison.credits import Credits
from plan_cli.comparison.passages import NotePassage, Passage, State, unchanged_rows
from plan_cli.comparison.reasons import Reasons
from plan_cli.comparison.redline_runs import RunWriter
from plan_cli.comparison.redline_tables import TableWriter
from plan_cli.comparison.revisions import Change, Revisions, plain
from plan_cli.comparison.streams import End, Entry, Mark, PassageStream, Raw, Remark, Sign, Whole, closed
from plan_cli.comparison.word_items import Item, Note, Paragraph, SectionEnd, Table
from plan_cli.render.docx_sections import SMALL, section_holder
from plan_cli.render.docx_text import paragraph

_REFERENCE = re.compile(r'(?<=<w:footnoteReference )w:id="\d+"')
_DRAWING = re.compile(r'(?<=<wp:docPr )id="\d+" name="Picture \d+"|(?<=<pic:cNvPr )id="\d+" name="Picture \d+"')
_CONTENTS = re.compile(r'<w:p><w:pPr><w:pStyle w:val="TOC[12]"/>')


@dataclass(slots=True)
class Redline:
    """What goes into the file: the body without its last section, its footnotes, its comments, each as XML."""

    body: str
    notes: list[str] = field(default_factory=list)
    comments: str = ""


class RedlineWriter:
    """Writes one document. `chinese`: its language; `nobody`: who made a change that is not committed yet."""

    def __init__(self, credited: Credits, reasons: Reasons, nobody: str, *, chinese: bool) -> None:
        self._credits = credited
        self._reasons = reasons
        self._nobody = nobody
        self._revisions = Revisions(nobody)
        self._runs = RunWriter(self._revisions, self._note_mark, chinese=chinese)
        self._tables = TableWriter(self._revisions, credited, self._cell)
        self._notes: list[str] = []
        self._note_passages: dict[Note, NotePassage] = {}
        self._comments: list[str] = []
        self._last_reason = ""
        self._waiting: tuple[str, str] | None = None
        self._moves: list[tuple[int, Op, str]] = []

    def document(self, passages: Sequence[Passage], before: Sequence[Item], after: Sequence[Item]) -> Redline:
        """The whole text."""
        items = self._items(passages, before, after, is_body=True)
        _put_contents_field(items, before, after)
        body = _drawings_numbered(self._runs.finished("".join(items)))
        notes = [self._runs.finished(note) for note in self._notes]
        return Redline(body, notes, "".join(self._comments))

    def last_section(self, before: str, after: str) -> str:
        """The properties of the last section, with what they were."""
        if before == after:
            return after
        former = self._revisions.former_section(before, self._credits.general)
        return after.replace("</w:sectPr>", f"{former}</w:sectPr>")

    # -- containers ---------------------------------------------------------------------------------------------------

    def _cell(self, passages: Sequence[Passage], before: Sequence[Item], after: Sequence[Item]) -> str:
        return "".join(self._items(passages, before, after))

    def _items(
        self, passages: Sequence[Passage], before: Sequence[Item], after: Sequence[Item], *, is_body: bool = False
    ) -> list[str]:
        entries: list[Entry] = []
        for passage in passages:
            old = before[passage.before_at : passage.before_at + len(passage.before)]
            new = after[passage.after_at : passage.after_at + len(passage.after)]
            if passage.origin is not None:
                old = before[passage.origin_at : passage.origin_at + 1]
            if is_body:
                entries += self._move_ends(passage)
                self._wait_with_comment(passage)
            entries += self._entries(passage, old, new)
        if is_body:
            entries += self._move_ends(None)
        return self._written(closed(entries))

    def _entries(self, passage: Passage, old: Sequence[Item], new: Sequence[Item]) -> Iterator[Entry]:
        first = (new or old)[0]
        if isinstance(first, SectionEnd):
            yield End(first.xml, self._whole_change(passage))
        elif isinstance(first, Table):
            yield self._table(passage, old, new)
        elif passage.state is State.SAME and old[0].look == first.look:
            yield from (Whole(a, b) for a, b in zip(_paragraphs(old), _paragraphs(new), strict=True))
        else:
            yield from self._changed(passage, list(_paragraphs(old)), list(_paragraphs(new)))

    def _changed(self, passage: Passage, old: list[Paragraph], new: list[Paragraph]) -> Iterator[Entry]:
        old_notes = [note for one in old for note in one.notes]
        new_notes = [note for one in new for note in one.notes]
        for note in passage.notes:
            # A note that arrived with a move is told apart from the one that left by the side it is on.
            if note.after_at is not None:
                self._note_passages[new_notes[note.after_at]] = note
            elif note.before_at is not None:
                self._note_passages[old_notes[note.before_at]] = note
        comment, self._waiting = (self._waiting, None) if passage.state is not State.SAME else (None, self._waiting)
        entries = list(PassageStream(passage, old, new, self._credits).entries())
        if comment:
            opening, closing = comment
            yield Remark(opening)
            yield from entries[:-1]
            yield Remark(closing, self._whole_change(passage))
            yield entries[-1]
        else:
            yield from entries

    def _table(self, passage: Passage, old: Sequence[Item], new: Sequence[Item]) -> Raw:
        before = next((item for item in old if isinstance(item, Table)), None)
        after = next((item for item in new if isinstance(item, Table)), None)
        if passage.origin is not None:
            before = None  # Word moves no rows: they come as new ones
        if passage.state is State.SAME and before and after and before.look == after.look:
            return Raw(self._with_notes(after.xml, list(_notes(after))), is_table=True)
        rows = passage.rows or unchanged_rows(passage.after[0])
        xml = self._tables.table(rows, passage, before, after)
        return Raw(xml, is_table=True, is_kept=before is not None and after is not None)

    def _whole_change(self, passage: Passage) -> Change | None:
        """What was done to a passage as a whole."""
        if passage.state is State.REMOVED:
            block = passage.before[-1]
            return Change(Op.REMOVED, self._credits.removed(block, 0, len(block.text))[-1][2], passage.move)
        if passage.state is State.ADDED:
            block = passage.after[-1]
            return Change(Op.ADDED, self._credits.added(block, 0, len(block.text))[-1][2], passage.move)
        return None

    # -- moves --------------------------------------------------------------------------------------------------------

    def _move_ends(self, passage: Passage | None) -> Iterator[Entry]:
        """The end of a move that does not go on with this passage, and the beginning of the one it begins."""
        side = Op.REMOVED if passage and passage.state is State.REMOVED else Op.ADDED
        move = passage.move if passage and not (passage.after or passage.before)[0].rows else 0
        if self._moves and self._moves[-1][:2] != (move, side):
            yield Raw(self._moves.pop()[2])
        if passage and move and not self._moves:
            change = self._whole_change(passage)
            if change is not None:
                opening, closing = self._revisions.move_start(side, f"move{move}", change.credit)
                self._moves.append((move, side, closing))
                yield Raw(opening)

    # -- footnotes ----------------------------------------------------------------------------------------------------

    def _note_mark(self, sign: Sign) -> str:
        """Writes the footnote of a mark; gives the mark its number."""
        old = sign.before.note if sign.before else None
        new = sign.after.note if sign.after else None
        passage = self._note_passages.get(new) if new else self._note_passages.get(old) if old else None
        if passage is None:
            kept = new or old
            return self._note(kept.xml if kept else "")
        return self._note(self._cell(passage.passages, old.items if old else (), new.items if new else ()))

    def _note(self, xml: str) -> str:
        self._notes.append(xml)
        return f'<w:footnoteReference w:id="{len(self._notes)}"/>'

    def _with_notes(self, xml: str, notes: Sequence[Note]) -> str:
        """XML as it stood, with its footnotes written and renumbered."""
        waiting = iter(notes)

        def numbered(__: re.Match[str]) -> str:
            self._notes.append(next(waiting).xml)
            return f'w:id="{len(self._notes)}"'

        return _REFERENCE.sub(numbered, xml) if notes else xml

    # -- comments -----------------------------------------------------------------------------------------------------

    def _wait_with_comment(self, passage: Passage) -> None:
        """Keep ready the comment that says why; what follows for the same reason needs none of its own."""
        if passage.state is State.SAME or is_contents(passage):
            return
        reason = self._reasons.of(passage)
        if not reason or reason == self._last_reason:
            self._last_reason = reason
            return
        self._last_reason = reason
        credit = self._reasons.credits_of(passage)[0]
        number = len(self._comments)
        attributes = self._revisions.attributes(credit).partition(" ")[2]
        initial = quoteattr((plain(credit.author) or self._nobody)[:1])
        self._comments.append(
            f'<w:comment w:id="{number}" {attributes} w:initials={initial}>'
            '<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="left"/></w:pPr><w:r><w:rPr>'
            '<w:rFonts w:hint="eastAsia"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(reason)}</w:t></w:r></w:p></w:comment>'
        )
        self._waiting = (
            f'<w:commentRangeStart w:id="{number}"/>',
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>',
        )

    # -- the stream → items -------------------------------------------------------------------------------------------

    def _written(self, entries: Sequence[Entry]) -> list[str]:
        made: list[str] = []
        waiting: list[Entry] = []
        kept = False  # whether the last item is a paragraph that stays, in which a section may end
        table: Raw | None = None
        for entry in entries:
            if isinstance(entry, Sign | Remark):
                waiting.append(entry)
            elif isinstance(entry, Mark):
                made.append(self._runs.paragraph(waiting, entry))
                waiting, kept, table = [], entry.change is None, None
            elif isinstance(entry, Whole):
                xml = self._with_notes(entry.after.xml, entry.after.notes)
                made.append(_after_properties(xml, self._runs.former_names(entry.before)))
                kept, table = True, None
            elif isinstance(entry, End):
                made += self._section_end(made, entry, kept=kept)
                kept, table = False, None
            else:
                if entry.is_table and table and not (entry.is_kept and table.is_kept):
                    made.append(self._nothing())
                made.append(entry.xml)
                kept, table = False, entry if entry.is_table else table
        return made

    def _section_end(self, made: list[str], end: End, *, kept: bool) -> list[str]:
        if end.change is None and kept:
            head, change, rest = made[-1].partition("<w:pPrChange")
            if not change:
                head, change, rest = made[-1].partition("</w:pPr>")
            made[-1] = f"{head}{end.properties}{change}{rest}"
            return []
        mark = self._revisions.mark(end.change) if end.change else ""
        return [section_holder(mark + end.properties)]

    def _nothing(self) -> str:
        """A paragraph put in and taken out again, so that two tables do not become one; it never stays."""
        credit = self._credits.general
        marks = "".join(f"<w:{name} {self._revisions.attributes(credit)}/>" for name in ("ins", "del"))
        return paragraph("TableText", "", properties=f"{SMALL}<w:rPr>{marks}</w:rPr>")


def is_contents(passage: Passage) -> bool:
    """Whether it belongs to the table of contents, which only repeats what changed in headings."""
    return all(block.kind in ("TOCHeading", "TOC1", "TOC2") for block in (*passage.before, *passage.after))


def _paragraphs(items: Sequence[Item]) -> Iterator[Paragraph]:
    return (item for item in items if isinstance(item, Paragraph))


def _notes(table: Table) -> Iterator[Note]:
    for row in table.rows:
        for cell in row.cells:
            for item in cell.items:
                if isinstance(item, Paragraph):
                    yield from item.notes
                elif isinstance(item, Table):
                    yield from _notes(item)


def _after_properties(xml: str, added: str) -> str:
    """The XML of a paragraph with something before its first run."""
    if not added:
        return xml
    mark = "</w:pPrChange></w:pPr>" if "<w:pPrChange" in xml else "</w:pPr>"
    head, mark, rest = xml.partition(mark)
    return f"{head}{mark}{added}{rest}"


def _put_contents_field(items: list[str], before: Sequence[Item], after: Sequence[Item]) -> None:
    """Put the two ends of the table of contents around its lines, whichever these are now."""
    lines = [at for at, item in enumerate(items) if _CONTENTS.match(item)]
    if not lines:
        return
    paragraphs = [*_paragraphs(after), *_paragraphs(before)]
    lead = next((one.lead for one in paragraphs if one.lead), "")
    trail = next((one.trail for one in paragraphs if one.trail), "")
    if lead and trail:
        items[lines[0]] = _after_properties(items[lines[0]], lead)
        items[lines[-1]] = items[lines[-1]].removesuffix("</w:p>") + trail + "</w:p>"


def _drawings_numbered(xml: str) -> str:
    numbers = iter(range(2, 2_000_000))

    def numbered(__: re.Match[str]) -> str:
        number = next(numbers) // 2
        return f'id="{number}" name="Picture {number}"'

    return _DRAWING.sub(numbered, xml)
