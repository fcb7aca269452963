"""One paragraph that was changed → the smallest edits of its Markdown that make it so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plan_cli.review.escaping import escaped, guard, guarded
from plan_cli.review.leaves import OBJECT, Glyph, Leaf, Wrapper
from plan_cli.review.paragraph_items import Break, Item, Kept, New, Raw, Signature, marks_of, signatures, wrappers_of
from plan_cli.review.source_lines import Edit, SourceLines
from plan_cli.review.word_text import Token

_WRAPPER_MARKS = frozenset({"b", "i", "s", "^", "~", "code", "link"})
_OWN = re.compile(r"[\s0-9A-Za-z一二三四五六七八九十百零〇第章节篇条款附件表图专栏.、．()（）•·\-—–*]*\Z")


@dataclass
class Edited:
    """The edits, what each of the resulting paragraphs will read as, and what could not be done."""

    edits: list[Edit] = field(default_factory=list)
    reads: list[list[Signature]] = field(default_factory=lambda: [[]])
    failed: list[tuple[str, str, Token | None]] = field(default_factory=list)
    """Text that was to go, text that was to come, and one of its tokens."""


def edit_paragraph(leaf: Leaf, glyphs: Sequence[Glyph], items: Sequence[Item], lines: SourceLines) -> Edited:
    """The edits that make of the paragraph what `items` say: kept characters in their order, new ones between them."""
    return _Editor(leaf, glyphs, lines).run(items)


class _Editor:
    def __init__(self, leaf: Leaf, glyphs: Sequence[Glyph], lines: SourceLines) -> None:
        self._leaf = leaf
        self._glyphs = glyphs
        self._lines = lines
        self._source = lines.text
        self._own = next((at for at, glyph in enumerate(glyphs) if glyph.start >= 0), len(glyphs))
        self._made = Edited()
        self._gone: set[int] = set()
        self._inserted_into: set[Wrapper] = set()

    def run(self, items: Sequence[Item]) -> Edited:
        last = -1
        between: list[Item] = []
        insertions: list[tuple[int, str]] = []
        final: list[Glyph | Item] = []
        for item in [*items, Kept(len(self._glyphs))]:
            if not isinstance(item, Kept):
                between.append(item)
                continue
            final += self._gap(last, item.place, between, insertions)
            if item.place < len(self._glyphs):
                final.append(self._glyphs[item.place])
            last, between = item.place, []
        self._made.edits += [Edit(at, at, text) for at, text in insertions if text]
        self._made.edits += self._deletions(insertions)
        self._read(final)
        return self._made

    # -- one gap ------------------------------------------------------------------------------------------------------

    def _gap(
        self, last: int, following: int, between: list[Item], insertions: list[tuple[int, str]]
    ) -> list[Glyph | Item]:
        """What stands between two kept characters in the end; the edits that make it so are noted."""
        deleted = list(range(last + 1, following))
        own = [at for at in deleted if at < self._own]
        if own or (last + 1 < self._own and following <= self._own and between):
            between = self._without_own(last, own, between)
            if between is None:
                return [self._glyphs[at] for at in deleted]
            deleted = [at for at in deleted if at >= self._own]
            last = max(last, self._own - 1)
        if not deleted and not between:
            return []
        if any(not self._can_go(at, deleted) for at in deleted):
            return self._fail(deleted, between)
        if between:
            found = self._written(last, following, deleted, between)
            if found is None:
                return self._fail(deleted, between)
            insertions.append(found)
        self._gone.update(deleted)
        return list(between)

    def _without_own(self, last: int, own: list[int], between: list[Item]) -> list[Item]:
        """What came in apart from numbers and marks, which are the tool's own and made anew."""
        text = "".join(item.token.text for item in between if isinstance(item, New))
        if _OWN.match(text):
            if not own or last >= 0 or self._own > len(own):
                return [item for item in between if not isinstance(item, New)]
            # The whole number was replaced: what stands in its place may be a number too.
            if text and not text.strip().isalpha():
                return [item for item in between if not isinstance(item, New)]
        return between

    def _can_go(self, at: int, deleted: list[int]) -> bool:
        glyph = self._glyphs[at]
        if glyph.start < 0:
            return False
        if not glyph.atomic:
            return True
        group = [
            n
            for n, other in enumerate(self._glyphs)
            if other.atomic and (other.start, other.end) == (glyph.start, glyph.end)
        ]
        return set(group) <= set(deleted)

    def _fail(self, deleted: list[int], between: list[Item]) -> list[Glyph | Item]:
        before = "".join(self._glyphs[at].text for at in deleted)
        tokens = [item.token for item in between if isinstance(item, New)]
        self._made.failed.append((before, "".join(token.text for token in tokens), tokens[0] if tokens else None))
        return [self._glyphs[at] for at in deleted]

    # -- what comes in ------------------------------------------------------------------------------------------------

    def _written(self, last: int, following: int, deleted: list[int], between: list[Item]) -> tuple[int, str] | None:
        marks = self._marks(between)
        place = self._place(last, following, deleted, marks)
        if place is None:
            return None
        at, around = place
        in_code = any(wrapper.kind == "code" for wrapper in around) or self._leaf.kind == "code"
        text = self._text(between, around, in_code=in_code)
        if text is None:
            return None
        self._inserted_into.update(around)
        line = self._lines.line_start(at)
        in_prose = self._leaf.kind not in ("cell", "caption", "code") and not self._leaf.kind.startswith("heading")
        begins = at <= self._leaf.start or not self._source[line:at].strip(" \t>")
        starts_line = in_prose and not in_code and begins
        if starts_line and text[:1] not in ("\\", "\n"):
            text = guarded(text + self._source[self._end_of(deleted, at) :][:12])[: len(guarded(text))]
        return at, text

    def _end_of(self, deleted: list[int], at: int) -> int:
        return max([at, *(self._glyphs[one].end for one in deleted)])

    def _marks(self, between: list[Item]) -> frozenset[str]:
        tokens = [item.token for item in between if isinstance(item, New) and item.token.text.strip()]
        if not tokens:
            return frozenset()
        return frozenset(mark for mark in tokens[0].marks & _WRAPPER_MARKS if all(mark in one.marks for one in tokens))

    def _place(
        self, last: int, following: int, deleted: list[int], marks: frozenset[str]
    ) -> tuple[int, tuple[Wrapper, ...]] | None:
        """An offset for what comes in, and what will stand around it: where it looks as it does in Word."""
        before = self._glyphs[last] if last >= self._own else None
        after = self._glyphs[following] if following < len(self._glyphs) else None
        candidates: list[tuple[int, tuple[Wrapper, ...]]] = []
        if deleted:
            first = self._glyphs[deleted[0]]
            if not first.atomic:
                around = wrappers_of(first)
                # Where the deleted text stands in marks of its own, these stay only if the new text wears them.
                candidates.append((self._inner_start(first, around), around))
        shared = set(wrappers_of(before)) & set(wrappers_of(after)) if before and after else set()
        if before and not before.atomic:
            around = wrappers_of(before)
            for depth in range(len(around), len([one for one in around if one in shared]) - 1, -1):
                end = self._inner_end(before, around) if depth == len(around) else around[depth].end
                candidates.append((end, around[:depth]))
        elif before:
            candidates.append((before.end, wrappers_of(before)))
        if after and after.start >= 0:
            around = wrappers_of(after)
            for depth in range(len(around), len([one for one in around if one in shared]) - 1, -1):
                start = self._inner_start(after, around) if depth == len(around) else around[depth].start
                candidates.append((start, around[:depth]))
        if not candidates and deleted:
            first = self._glyphs[deleted[0]]
            candidates.append((first.start, wrappers_of(first)))
        if not candidates:
            return self._empty_cell()
        for at, around in candidates:
            if frozenset(one.kind for one in around) == marks:
                return at, around
        return candidates[0]

    def _inner_start(self, glyph: Glyph, around: tuple[Wrapper, ...]) -> int:
        """Where a character begins, a footnote's mark or a picture with all it has."""
        inner = [one for one in glyph.wrappers if one not in around]
        return min([glyph.start, *(one.start for one in inner)])

    def _inner_end(self, glyph: Glyph, around: tuple[Wrapper, ...]) -> int:
        inner = [one for one in glyph.wrappers if one not in around]
        return max([glyph.end, *(one.end for one in inner)])

    def _empty_cell(self) -> tuple[int, tuple[Wrapper, ...]] | None:
        row = self._leaf.inside("row")
        if self._leaf.kind != "cell" or self._leaf.span is None or row is None:
            return None
        start = self._leaf.span[0]
        line = self._lines.line_start(start)
        for __ in range(row[1] + (1 if row[1] else 0)):
            line = self._lines.line_end(line) + 1
        cells = self._lines.cells(line)
        return (cells[row[2]][0], ()) if row[2] < len(cells) else None

    def _text(self, between: list[Item], around: tuple[Wrapper, ...], *, in_code: bool) -> str | None:
        parts: list[str] = []
        words = ""
        prefix = self._lines.prefix(self._leaf)
        in_cell = self._leaf.kind == "cell"
        one_line = in_cell or self._leaf.kind.startswith("heading") or self._leaf.kind == "caption"
        for item in [*between, None]:
            if isinstance(item, New) and item.token.text != "\n":
                if item.token.text == OBJECT:
                    return None
                words += item.token.text
                continue
            if words:
                if in_code and "`" in words:
                    return None
                parts.append(words if in_code else escaped(words, in_cell=in_cell))
                words = ""
            if isinstance(item, New):
                if self._leaf.kind == "code":
                    parts.append(f"\n{prefix}")
                elif one_line or in_code:
                    return None
                else:
                    parts.append(f"\\\n{prefix}")
            elif isinstance(item, Raw):
                if in_code:
                    return None
                parts.append(item.source)
            elif isinstance(item, Break):
                if in_code or in_cell:
                    return None
                closing, opening = self._reopened(around)
                parts.append(f"{closing}{item.between}{opening}")
        return "".join(parts)

    def _reopened(self, around: tuple[Wrapper, ...]) -> tuple[str, str]:
        """The marks that end what stands around a place, and those that begin it again."""
        closing = opening = ""
        for wrapper in around:
            begin, end = marks_of(wrapper, self._glyphs, self._source)
            opening += begin
            closing = end + closing
        return closing, opening

    # -- what goes ----------------------------------------------------------------------------------------------------

    def _deletions(self, insertions: list[tuple[int, str]]) -> list[Edit]:
        ranges: list[tuple[int, int]] = []
        for at in sorted(self._gone):
            glyph = self._glyphs[at]
            start, end = glyph.start, glyph.end
            before = self._glyphs[at - 1] if at else None
            if at - 1 in self._gone and before and before.wrappers == glyph.wrappers:
                # A line end or a backslash between two that go goes too.
                start = min(start, before.end)
            ranges.append((start, end))
        for wrapper in {one for glyph in self._glyphs for one in glyph.wrappers}:
            inside = [at for at, glyph in enumerate(self._glyphs) if wrapper in glyph.wrappers]
            if set(inside) <= self._gone and wrapper not in self._inserted_into:
                ranges.append((wrapper.start, wrapper.end))
        points = {at for at, text in insertions if text}
        made = []
        for start, end in _merged(ranges):
            cut_start, cut_end = start, end
            if start not in points and end not in points:
                cut_start, cut_end = self._with_line_end(start, end)
            made.append(Edit(cut_start, cut_end, ""))
            if start not in points:
                made += self._guarded_rest(cut_start, cut_end)
        return made

    def _with_line_end(self, start: int, end: int) -> tuple[int, int]:
        """A line of which nothing is left would be an empty line, and that parts paragraphs."""
        if self._leaf.kind == "cell" or self._leaf.kind == "code":
            return start, end
        line_start, line_end = self._lines.line_start(start), self._lines.line_end(end)
        if self._source[end:line_end].strip() or self._source[line_start:start].strip(" \t>"):
            return start, end
        first, last = self._leaf.start, self._leaf.end
        if line_start > first:
            return line_start - 1, end
        if line_end < last:
            following = line_end + 1
            while following < last and self._source[following] in " \t>":
                following += 1
            return start, following
        return start, end

    def _guarded_rest(self, start: int, end: int) -> list[Edit]:
        """A backslash before what now begins a line and would be a mark there."""
        line_start = self._lines.line_start(start)
        if self._leaf.kind in ("cell", "code", "caption") or self._leaf.kind.startswith("heading"):
            return []
        if self._source[line_start:start].strip(" \t>") and start > self._leaf.start:
            return []
        at = guard(self._source[end : self._lines.line_end(end)])
        return [Edit(end + at, end + at, "\\")] if at is not None and end < self._leaf.end else []

    # -- what it will read as -----------------------------------------------------------------------------------------

    def _read(self, final: list[Glyph | Item]) -> None:
        glyphs: list[Glyph] = []

        def flush() -> None:
            self._made.reads[-1] += signatures(glyphs, self._source)
            glyphs.clear()

        for item in final:
            if isinstance(item, Glyph):
                glyphs.append(item)
                continue
            flush()
            if isinstance(item, New):
                self._made.reads[-1].append((item.token.text, None))
            elif isinstance(item, Raw):
                self._made.reads[-1] += item.reads
            elif isinstance(item, Break):
                self._made.reads.append([])
        flush()


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made
