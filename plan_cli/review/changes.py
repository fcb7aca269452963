"""A returned document beside what was sent → what became of every paragraph: kept, edited, joined, parted, moved, new.

Nothing is written here: each `Change` names the edits it wants and what the chapter is to read as afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from plan_cli.review.difference import common, similarity
from plan_cli.review.leaves import OBJECT, Leaf
from plan_cli.review.matching import Matched
from plan_cli.review.paragraph_edit import (
    Break,
    Item,
    Kept,
    New,
    Raw,
    Signature,
    edit_paragraph,
    serialised,
    signatures,
)
from plan_cli.review.sent import ChapterText, Sent, SentParagraph
from plan_cli.review.source_lines import MARKER, Edit, SourceLines
from plan_cli.review.word_text import NOBODY, Revision, State, Token
from plan_cli.review.word_views import Read

_LIST_MARK = re.compile(r"(?:[•·●▪◦\-*]|[0-9]{1,3}[.)、．])\s*(?=\S)")
_LIST_STYLES = ("listtext", "listtext2", "listparagraph", "compact", "list")
_HEADING = re.compile(r"heading([1-9])\Z")
_HEADING_NUMBER = re.compile(
    r"(?:第[一二三四五六七八九十百]+[章节篇条]|[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十]+[）)]|[0-9]+[.．]|[（(][0-9]+[）)])\s*"
)
_MOVED_AT_LEAST = 0.8


@dataclass
class Change:
    """One thing that was done to a chapter. `kind`: edited, deleted, added, moved, joined, split, row."""

    chapter: str
    kind: str
    at: int
    """The leaf that it concerns, or after which it stands; -1 for the beginning."""
    before: str
    after: str
    revision: Revision
    edits: list[Edit] = field(default_factory=list)
    replaced: dict[int, list[list[Signature]]] = field(default_factory=dict)
    """What leaves will read as; an empty list for one that goes."""
    added: list[tuple[int, list[list[Signature]]]] = field(default_factory=list)
    notes: list[list[Signature]] = field(default_factory=list)
    """Footnotes that come in."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A change that the Markdown does not take, with all its words."""

    chapter: str
    leaf: int
    before: str
    after: str
    reason: str
    revision: Revision = NOBODY


@dataclass(eq=False)
class _Target:
    """A paragraph as it came back. `refs`: for each of its characters where it was."""

    read: Read
    refs: list[tuple[int, int] | None]
    homes: list[int] = field(default_factory=list)
    note: str = ""
    number: int = 0

    @property
    def text(self) -> str:
        return self.read.text


class Changes:
    """All changes of a returned document."""

    def __init__(self, sent: Sent, matched: Matched, returned: list[Read], notes: dict[str, list[Read]]) -> None:
        """`returned`, `notes`: with all tracked changes accepted."""
        self._sent = sent
        self._matched = matched
        self.changes: list[Change] = []
        self.unplaced: list[Unplaced] = []
        self._notes = notes
        self._lines = {path: SourceLines(chapter.source.text) for path, chapter in sent.chapters.items()}
        self._targets = [self._target(read) for read in returned if not read.own]
        marked = {token.note for target in self._targets for token in target.read.tokens}
        for identifier, reads in notes.items():
            if identifier in marked:
                self._targets += [self._target(read, identifier) for read in reads]
        self._new_notes = 0
        self._find_homes()
        self._find_moved()
        self._build()

    # -- where everything came from -----------------------------------------------------------------------------------

    def _target(self, read: Read, note: str = "") -> _Target:
        refs = [self._matched.origin.get(token) for token in read.tokens]
        return _Target(read, refs, note=note)

    def _find_homes(self) -> None:
        shares: dict[int, dict[int, float]] = {}
        for number, target in enumerate(self._targets):
            target.number = number
            end = self._matched.origin.get(target.read.end) if target.read.end else None
            for ref in target.refs:
                if ref is not None:
                    of = shares.setdefault(ref[0], {})
                    own = self._sent.paragraphs[ref[0]].glyphs[ref[1] : ref[1] + 1]
                    of[number] = of.get(number, 0) + (0.1 if own and own[0].start < 0 else 1)
            if end is not None:
                of = shares.setdefault(end[0], {})
                of[number] = of.get(number, 0) + 0.05
        self._home: dict[int, int] = {}
        main: dict[int, tuple[float, int]] = {}
        for paragraph, of in shares.items():
            for number, share in of.items():
                main[number] = max(main.get(number, (0.0, -1)), (share, paragraph))
        for paragraph, of in sorted(shares.items()):
            # Of several parts the first is the paragraph that was, and those behind it are what was parted from it.
            parts = [number for number, share in of.items() if share >= 1 and main[number][1] == paragraph]
            best = min(parts, default=max(of, key=lambda number: (of[number], -number)))
            self._home[paragraph] = best
            self._targets[best].homes.append(paragraph)
        for target in self._targets:
            if len(target.homes) > 1:
                # An end mark alone makes nobody at home where others have brought words.
                with_words = [home for home in target.homes if any(ref and ref[0] == home for ref in target.refs)]
                for home in set(target.homes) - set(with_words) if with_words else ():
                    target.homes.remove(home)
                    del self._home[home]

    def _find_moved(self) -> None:
        """Paragraphs taken out here and put in there, by whatever way."""
        gone = [
            number
            for number, paragraph in enumerate(self._sent.paragraphs)
            if paragraph.placed and number not in self._alive() and len(paragraph.read.text) > 1
        ]
        for target in self._targets:
            if target.homes or target.note or not target.text.strip():
                continue
            if target.read.cell and self._columns(target.read.cell) > 1:
                continue
            for number in gone:
                paragraph = self._sent.paragraphs[number]
                if paragraph.glyphs and self._leaf(paragraph).kind == "cell":
                    continue
                own = "".join(glyph.text for glyph in paragraph.glyphs if glyph.start >= 0)
                texts = (paragraph.read.text, own)
                if target.text in texts or similarity(target.text, paragraph.read.text) >= _MOVED_AT_LEAST:
                    target.refs = [None] * len(target.refs)
                    for at, other in common(paragraph.read.text, target.text):
                        target.refs[other] = (number, at)
                    old = self._home.get(number)
                    if old is not None:
                        self._targets[old].homes.remove(number)
                        self._targets[old].refs = [
                            None if ref and ref[0] == number else ref for ref in self._targets[old].refs
                        ]
                    target.homes = [number]
                    self._home[number] = target.number
                    gone.remove(number)
                    break

    def _alive(self) -> set[int]:
        return {home for target in self._targets for home in target.homes if any(target.refs) or not self._has_text(home)}

    def _has_text(self, number: int) -> bool:
        return bool(self._sent.paragraphs[number].read.text.strip())

    def _columns(self, cell: tuple[int, int, int]) -> int:
        return 1 + max(
            (one.read.cell[2] for one in self._targets if one.read.cell and one.read.cell[:2] == cell[:2]), default=0
        )

    # -- changes ------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        body = [target for target in self._targets if not target.note]
        kept_order = self._in_order(body)
        anchor: _Target | None = None
        new: list[_Target] = []
        rows: dict[tuple[int, int], list[_Target]] = {}
        handled: set[int] = set()
        for target in body:
            if target.number in handled:
                continue
            home = self._placed_home(target)
            is_row = target.read.cell is not None and self._columns(target.read.cell) > 1
            if home is None:
                if target.homes:
                    self._own_text(target)
                    continue
                if is_row and target.read.cell:
                    rows.setdefault(target.read.cell[:2], []).append(target)
                elif target.text.strip():
                    new.append(target)
                continue
            if target.number not in kept_order and not is_row:
                if target.text.strip():
                    new.append(target)
                continue
            self._add(new, anchor, target)
            new = []
            tails = self._tails(body, target, home)
            handled.update(tail.number for tail in tails)
            self._in_place(target, tails)
            anchor = target
        self._add(new, anchor, None)
        for target in self._targets:
            if target.note:
                self._note(target)
        self._rows(rows)
        self._gone()

    def _placed_home(self, target: _Target) -> int | None:
        return next((home for home in target.homes if self._sent.paragraphs[home].placed), None)

    def _in_order(self, body: list[_Target]) -> set[int]:
        """The longest run of paragraphs that stand in their old order; all others were moved."""
        sequence = [(target.number, home) for target in body if (home := self._placed_home(target)) is not None]
        best: list[int] = []
        tails: list[int] = []
        links: dict[int, int] = {}
        for at, (__, home) in enumerate(sequence):
            place = bisect_left(best, home)
            if place == len(best):
                best.append(home)
                tails.append(at)
            else:
                best[place], tails[place] = home, at
            links[at] = tails[place - 1] if place else -1
        kept = set()
        at = tails[-1] if tails else -1
        while at >= 0:
            kept.add(sequence[at][0])
            at = links[at]
        return kept

    def _tails(self, body: list[_Target], target: _Target, home: int) -> list[_Target]:
        """The paragraphs that follow and were parted from this one."""
        place = next(at for at, one in enumerate(body) if one is target)
        found = []
        for following in body[place + 1 :]:
            own = [ref for ref in following.refs if ref]
            if following.homes or not own or any(ref[0] not in target.homes for ref in own):
                break
            found.append(following)
        # Paragraphs that are wholly new may stand between a paragraph and its tail; they are left to themselves.
        del home
        return found

    def _own_text(self, target: _Target) -> None:
        home = target.homes[0]
        sent = self._sent.paragraphs[home]
        if target.text != sent.read.text:
            self.unplaced.append(Unplaced("", -1, sent.read.text, target.text, "own", _revision(target.read)))

    # -- in place -----------------------------------------------------------------------------------------------------

    def _in_place(self, target: _Target, tails: list[_Target]) -> None:
        homes = [home for home in target.homes if self._sent.paragraphs[home].placed]
        first = self._sent.paragraphs[homes[0]]
        leaf = self._leaf(first)
        change = self._change(first, "edited", target)
        lines = self._lines[first.chapter]
        joined = [self._sent.paragraphs[home] for home in homes[1:]]
        if joined and not self._can_join(first, joined):
            self._give_up(first, target, "structure")
            return
        if not target.text.strip() and leaf.kind != "cell":
            self._home = {home: at for home, at in self._home.items() if home not in homes}
            target.homes = [home for home in target.homes if home not in homes]
            return
        items = self._items(target, homes[0], change)
        for tail in tails:
            items.append(Break(self._between(tail, leaf, lines)))
            tail_items = self._items(tail, homes[0], change)
            items += self._without_lead(tail, tail_items)
        if items is None or not self._in_rising_order(items):
            items = self._rising(items)
        if joined:
            change.kind = "joined"
            self._join(change, target, first, homes, items)
            return
        if all(isinstance(item, Kept) for item in items) and len(items) == len(first.glyphs):
            return
        change.kind = "split" if tails else "edited"
        made = edit_paragraph(leaf, first.glyphs, items, lines)
        for before, after, token in made.failed:
            revision = token.revision if token else _revision(target.read)
            self.unplaced.append(Unplaced(first.chapter, first.leaf, before, after, "place", revision))
        if made.edits or tails:
            change.after = "\n".join([target.text, *(tail.text for tail in tails)])
            change.edits = made.edits + change.edits
            change.replaced[first.leaf] = made.reads
            self.changes.append(change)

    def _join(
        self, change: Change, target: _Target, first: SentParagraph, homes: list[int], items: list[Item]
    ) -> None:
        """The text of further paragraphs goes on behind the first one's."""
        lines = self._lines[first.chapter]
        tail_start = next((at for at, ref in enumerate(target.refs) if ref and ref[0] in homes[1:]), len(target.refs))
        last = len(items)
        items = self._items(target, homes[0], change)[:tail_start]
        at = tail_start
        for home in homes[1:]:
            paragraph = self._sent.paragraphs[home]
            following = homes[homes.index(home) + 1 :]
            end = next(
                (n for n in range(at, len(target.refs)) if (ref := target.refs[n]) and ref[0] in following),
                len(target.refs),
            )
            part = _Target(target.read, target.refs)
            written = serialised(
                paragraph.glyphs,
                self._rising(self._items(part, home, change)[at:end]),
                lines.text,
                in_cell=self._leaf(first).kind == "cell",
            )
            if written is None:
                self._give_up(first, target, "structure")
                return
            items.append(written)
            at = end
            self._delete(change, paragraph, homes[1:])
            change.before += "\n" + paragraph.read.text
        del last
        made = edit_paragraph(self._leaf(first), first.glyphs, self._rising(items), lines)
        if made.failed:
            self._give_up(first, target, "structure")
            return
        change.edits += made.edits
        change.replaced[first.leaf] = made.reads
        self.changes.append(change)

    def _can_join(self, first: SentParagraph, others: list[SentParagraph]) -> bool:
        kinds = {self._leaf(one).kind for one in (first, *others)}
        return all(one.chapter == first.chapter for one in others) and not kinds & {"code", "cell", "figure"}

    def _items(self, target: _Target, home: int, change: Change) -> list[Item]:
        items: list[Item] = []
        for token, ref in zip(target.read.tokens, target.refs, strict=True):
            if ref is not None and ref[0] == home:
                items.append(Kept(ref[1]))
            elif token.note and token.note in self._notes and (ref is None or token.state is State.INSERTED):
                items.append(self._new_note(token, change))
            elif token.text == OBJECT:
                continue  # listed as what Markdown cannot hold
            else:
                items.append(New(token))
        return items

    def _new_note(self, token: Token, change: Change) -> Item:
        """A footnote that came in: its mark here, its text at the end of the chapter."""
        text = self._lines[change.chapter].text
        self._new_notes += 1
        label = f"w{self._new_notes}"
        while f"[^{label}]" in text:
            self._new_notes += 1
            label = f"w{self._new_notes}"
        from plan_cli.review.escaping import escaped, guarded

        words = " ".join(read.text.strip() for read in self._notes[token.note])
        end = len(text)
        gap = "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        change.edits.append(Edit(end, end, f"{gap}[^{label}]: {guarded(escaped(words))}\n"))
        change.notes.append([(character, None) for character in words])
        return Raw(f"[^{label}]", ((OBJECT, None),))

    def _in_rising_order(self, items: list[Item]) -> bool:
        places = [item.place for item in items if isinstance(item, Kept)]
        return all(one < other for one, other in zip(places, places[1:], strict=False))

    def _rising(self, items: list[Item]) -> list[Item]:
        """Kept characters in their old order only; those that stand before their place are as good as gone."""
        made: list[Item] = []
        last = -1
        for item in items:
            if isinstance(item, Kept):
                if item.place <= last:
                    continue
                last = item.place
            made.append(item)
        return made

    def _between(self, tail: _Target, leaf: Leaf, lines: SourceLines) -> str:
        """What parts a paragraph from the one it was part of: an empty line, or a list's mark where it has one."""
        prefix = lines.prefix(leaf)
        found = _LIST_MARK.match(tail.text)
        marker = MARKER.match(lines.before(leaf))
        if found and marker and not self._is_kept(tail, 0):
            leaves = next(one.leaves for one in self._sent.chapters.values() if leaf in one.leaves)
            gap = f"\n{marker['outer'].rstrip()}\n" if self._is_loose(leaf, leaves, lines) else "\n"
            return f"{gap}{marker['outer']}{_next_mark(marker['mark'])}{marker['gap']}"
        heading = _HEADING.match(tail.read.style)
        if heading and leaf.kind.startswith("heading"):
            return f"\n{prefix.rstrip()}\n{prefix}{'#' * (int(heading[1]) + 1)} "
        return f"\n{prefix.rstrip()}\n{prefix}"

    def _is_kept(self, target: _Target, at: int) -> bool:
        return target.refs[at] is not None

    def _without_lead(self, tail: _Target, items: list[Item]) -> list[Item]:
        found = _LIST_MARK.match(tail.text)
        lead = len(tail.text) - len(tail.text.lstrip())
        if found and not self._is_kept(tail, 0) and tail.read.style in _LIST_STYLES:
            lead = found.end()
        return items[lead:]

    # -- what goes ----------------------------------------------------------------------------------------------------

    def _gone(self) -> None:
        """Paragraphs of which nothing came back."""
        gone = [
            number
            for number, paragraph in enumerate(self._sent.paragraphs)
            if paragraph.placed and number not in self._home and not self._sent.paragraphs[number].read.own
        ]
        by_row: dict[tuple[str, int, int], list[int]] = {}
        for number in gone:
            paragraph = self._sent.paragraphs[number]
            leaf = self._leaf(paragraph)
            row, table = leaf.inside("row"), leaf.inside("table")
            if leaf.kind == "cell" and row and table:
                by_row.setdefault((paragraph.chapter, table[1], row[1]), []).append(number)
            elif leaf.inside("note"):
                continue
            else:
                change = self._change(paragraph, "deleted", None)
                self._delete(change, paragraph, gone)
                self.changes.append(change)
        for (chapter, table, row), numbers in by_row.items():
            self._gone_row(chapter, table, row, numbers)

    def _gone_row(self, chapter: str, table: int, row: int, numbers: list[int]) -> None:
        paragraph = self._sent.paragraphs[numbers[0]]
        leaves = self._sent.chapters[chapter].leaves
        whole = [
            at
            for at, leaf in enumerate(leaves)
            if leaf.inside("table") == ("table", table) and (leaf.inside("row") or ("", -1))[1] == row
        ]
        known = {self._sent.paragraphs[number].leaf for number in numbers}
        line = self._row_line(leaves[whole[0]], row)
        if not set(whole) <= known or row == 0 or line is None:
            for number in numbers:
                one = self._sent.paragraphs[number]
                self.unplaced.append(Unplaced(chapter, one.leaf, one.read.text, "", "columns", self._who(number)))
            return
        lines = self._lines[chapter]
        text = " | ".join(self._sent.paragraphs[number].read.text for number in numbers)
        change = Change(chapter, "row", whole[0], text, "", self._who(numbers[0]))
        change.edits.append(Edit(line, min(lines.line_end(line) + 1, len(lines.text)), ""))
        for at in whole:
            change.replaced[at] = []
        del paragraph
        self.changes.append(change)

    def _row_line(self, leaf: Leaf, row: int) -> int | None:
        if leaf.span is None:
            return None
        table = leaf.inside("table")
        del table
        chapter = next(
            path for path, chapter in self._sent.chapters.items() if any(leaf is one for one in chapter.leaves)
        )
        lines = self._lines[chapter]
        line = lines.line_start(leaf.span[0])
        for __ in range(row + (1 if row else 0)):
            line = lines.line_end(line) + 1
        return line if line < len(lines.text) else None

    def _delete(self, change: Change, paragraph: SentParagraph, gone: list[int]) -> None:
        """Note the edits that take a paragraph's lines out. `gone`: all that go along with it."""
        change.replaced[paragraph.leaf] = []
        leaf = self._leaf(paragraph)
        lines = self._lines[paragraph.chapter]
        start, end = lines.extent(leaf)
        if leaf.kind == "item":
            leaves = self._sent.chapters[paragraph.chapter].leaves
            item = leaf.inside("item")
            rest = [one for at, one in enumerate(leaves) if item in one.containers and at > paragraph.leaf]
            dying = {self._sent.paragraphs[number].leaf for number in gone}
            left = [one for one in rest if one.inside("note") is None and leaves.index(one) not in dying]
            if left:
                # The mark of the item goes over to what follows in it.
                change.edits.append(Edit(leaf.start, left[0].start, ""))
                return
            renumbered = self._renumbered(leaf, leaves, dying, lines)
            if renumbered:
                change.edits.append(renumbered)
        continues = leaf.kind != "item" and leaf.inside("item") is not None
        change.edits.append(lines.without_lines(start, end, continues=continues))

    def _renumbered(self, leaf: Leaf, leaves: list[Leaf], dying: set[int], lines: SourceLines) -> Edit | None:
        """A list begins with the number of its first item: what becomes the first takes it over."""
        firsts = [at for at, one in enumerate(leaves) if one.kind == "item" and one.inside("list") == leaf.inside("list")]
        left = [at for at in firsts if at not in dying and leaves[at] is not leaf]
        if not left or leaves[firsts[0]] is not leaf:
            return None
        mark = MARKER.match(lines.before(leaves[firsts[0]]))
        begins = leaves[left[0]].start
        next_mark = MARKER.match(lines.before(leaves[left[0]]))
        if not mark or not next_mark or mark["mark"] == next_mark["mark"] or not mark["mark"][:-1].isdigit():
            return None
        start = begins - len(next_mark["gap"]) - len(next_mark["mark"])
        return Edit(start, start + len(next_mark["mark"]), mark["mark"])

    # -- what comes ---------------------------------------------------------------------------------------------------

    def _add(self, new: list[_Target], anchor: _Target | None, following: _Target | None) -> None:
        """Paragraphs that are new or come from elsewhere, after `anchor` and before `following`."""
        if new:
            self._add_group(new, anchor, following)

    def _add_group(self, group: list[_Target], anchor: _Target | None, following: _Target | None) -> None:
        after = self._sent.paragraphs[anchor.homes[-1]] if anchor and anchor.homes else None
        before = None
        if following is not None and (home := self._placed_home(following)) is not None:
            before = self._sent.paragraphs[home]
        base = self._neighbour(group[0], after, before)
        if base is None:
            return
        use_after = base is after
        lines = self._lines[base.chapter]
        leaves = self._sent.chapters[base.chapter].leaves
        at = base.leaf if use_after else base.leaf - 1
        first = group[0]
        change = Change(
            base.chapter, "added", base.leaf, "", "\n".join(one.text for one in group), _revision(first.read)
        )
        home = self._leaf(base)
        same_list = bool(
            before and before.chapter == base.chapter and self._shares_list(home, self._leaf(before)) and use_after
        )
        pieces: list[tuple[str, str]] = []
        reads: list[list[Signature]] = []
        for target in group:
            made = self._new_block(target, home, change, lines, in_list=same_list or self._is_list(target, home))
            if made is None:
                self.unplaced.append(
                    Unplaced(base.chapter, base.leaf, "", target.text, "place", _revision(target.read))
                )
                continue
            how, text, read = made
            pieces.append((how, text))
            reads.append(read)
        if not pieces:
            return
        leaves_box = home.inside("box") is not None and first.read.cell is None
        change.edits.append(
            self._placing(pieces, home, lines, leaves, at, use_after=use_after, leaves_box=leaves_box)
        )
        shown = at
        if use_after:
            shown = self._last_leaf(home, leaves, at, pieces[0][0], leaves_box=leaves_box)
        change.added.append((shown, reads))
        moved = [target.homes[0] for target in group if target.homes]
        if moved:
            change.kind = "moved"
            change.before = "\n".join(self._sent.paragraphs[number].read.text for number in moved)
            for number in moved:
                paragraph = self._sent.paragraphs[number]
                if paragraph.chapter != base.chapter:
                    # In another chapter it goes and comes: two changes of two files.
                    other = self._change(paragraph, "deleted", None)
                    self._delete(other, paragraph, moved)
                    self.changes.append(other)
                    continue
                self._delete(change, paragraph, moved)
        self.changes.append(change)

    def _neighbour(
        self, target: _Target, after: SentParagraph | None, before: SentParagraph | None
    ) -> SentParagraph | None:
        """The paragraph beside which new ones stand: the one before, unless they look like the one behind."""
        known = [one for one in (after, before) if one is not None and one.placed]
        if not known:
            return next((one for one in self._sent.paragraphs if one.placed), None)

        def alike(one: SentParagraph) -> bool:
            return one.read.style == target.read.style and (one.read.cell is None) == (target.read.cell is None)

        if len(known) == 2 and not alike(known[0]) and alike(known[1]) and not _HEADING.match(target.read.style):
            leaf, other = self._leaf(known[0]), self._leaf(known[1])
            if leaf.containers != other.containers and other.kind not in ("cell", "caption"):
                return known[1]
        return known[0]

    def _is_list(self, target: _Target, home: Leaf) -> bool:
        if home.inside("item") is None:
            return False
        return target.read.style in _LIST_STYLES or target.read.numbered or bool(_LIST_MARK.match(target.text))

    def _shares_list(self, one: Leaf, other: Leaf) -> bool:
        mine, theirs = one.containers, other.containers
        return bool(mine and theirs and mine[0] == theirs[0] and mine[0][0] == "list")

    def _new_block(
        self, target: _Target, home: Leaf, change: Change, lines: SourceLines, *, in_list: bool
    ) -> tuple[str, str, list[Signature]] | None:
        """How it stands (block, item or paragraph of an item), its Markdown and what it reads as."""
        heading = _HEADING.match(target.read.style)
        moved = self._sent.paragraphs[target.homes[0]] if target.homes else None
        glyphs = moved.glyphs if moved else []
        items = self._items(target, target.homes[0] if moved else -1, change)
        source = self._lines[moved.chapter].text if moved else lines.text
        lead = len(target.text) - len(target.text.lstrip())
        how = "block"
        if heading:
            number = _HEADING_NUMBER.match(target.text)
            lead = number.end() if number and not moved else lead
        mark = _LIST_MARK.match(target.text)
        has_mark = bool(mark) and (target.read.style in _LIST_STYLES or target.read.numbered)
        if in_list:
            how = "item" if has_mark or target.read.numbered else "part"
        if mark and how == "item":
            lead = mark.end()
        items = items[lead:]
        while items and isinstance(items[-1], New) and items[-1].token.text.isspace():
            items.pop()
        if moved and moved.chapter != change.chapter and any(glyph.atomic for glyph in glyphs):
            return None
        if moved and self._leaf(moved).kind == "code":
            return None
        written = serialised(glyphs, self._rising(items), source)
        if written is None or not written.source.strip():
            return None
        from plan_cli.review.escaping import guarded

        text = written.source
        first_is_new = bool(items) and isinstance(items[0], New)
        if heading:
            if "\n" in text:
                return None
            label = ""
            if moved:
                leaf = self._leaf(moved)
                if leaf.span:
                    label = source[leaf.end : leaf.span[1]].split("\n")[0]
            return "block", f"{'#' * (int(heading[1]) + 1)} {text}{label}", list(written.reads)
        return how, guarded(text) if first_is_new else text, list(written.reads)

    def _placing(
        self,
        pieces: list[tuple[str, str]],
        home: Leaf,
        lines: SourceLines,
        leaves: list[Leaf],
        at: int,
        *,
        use_after: bool,
        leaves_box: bool,
    ) -> Edit:
        """The text of new blocks with empty lines, marks and prefixes, at its place."""
        if not use_after:
            start = lines.extent(home)[0]
            item = self._item_leaf(home, leaves) if home.kind == "item" else None
            text = ""
            for how, piece in pieces:
                marker = MARKER.match(lines.before(item)) if item and how == "item" else None
                if marker:
                    text += f"{marker['outer']}{marker['mark']}{marker['gap']}{piece}\n"
                else:
                    prefix = self._outer_prefix(home, lines)
                    text += f"{prefix}{piece}\n{prefix.rstrip()}\n".replace("\\\n", f"\\\n{prefix}")
            return Edit(start, start, text)
        how = pieces[0][0]
        last = leaves[self._last_leaf(home, leaves, at, how, leaves_box=leaves_box)]
        end = lines.extent(last)[1]
        if leaves_box:
            closed = re.compile(r"^[ \t>]*:{3,}[ \t]*$", re.MULTILINE).search(lines.text, end)
            end = closed.end() if closed else end
        inside = how in ("item", "part")
        text = ""
        number = 0
        for how, piece in pieces:
            if how == "item":
                item = self._item_leaf(home, leaves)
                marker = MARKER.match(lines.before(item)) if item else None
                number += 1
                sign = _next_mark(marker["mark"], number) if marker else "-"
                lead = (marker["outer"] if marker else "") + sign + (marker["gap"] if marker else " ")
                gap = "\n\n" if item and self._is_loose(item, leaves, lines) else "\n"
                indent = " " * len(sign + (marker["gap"] if marker else " "))
                text += gap + lead + piece.replace("\n", f"\n{indent}")
            else:
                prefix = lines.prefix(home) if inside and how == "part" else self._outer_prefix(home, lines)
                blank = prefix.rstrip()
                text += f"\n{blank}\n{prefix}" + piece.replace("\n", f"\n{prefix}")
        return Edit(end, end, text)

    def _outer_prefix(self, home: Leaf, lines: SourceLines) -> str:
        """The prefix of what stands beside the outermost list that a leaf is in."""
        if home.inside("note"):
            return "    "
        prefix = lines.prefix(home)
        if home.inside("list") or home.inside("definition") or home.kind == "cell":
            return re.match(r"(?:> ?)*", prefix)[0]  # type: ignore[index]
        return prefix

    def _item_leaf(self, home: Leaf, leaves: list[Leaf]) -> Leaf | None:
        item = home.inside("item")
        return next((leaf for leaf in leaves if leaf.kind == "item" and leaf.inside("item") == item), None)

    def _is_loose(self, item: Leaf, leaves: list[Leaf], lines: SourceLines) -> bool:
        within = item.inside("list")
        firsts = [leaf for leaf in leaves if leaf.kind == "item" and leaf.inside("list") == within]
        return any(
            lines.is_blank(lines.line_start(leaf.start) - 1) for leaf in firsts[1:] if lines.line_start(leaf.start)
        )

    def _last_leaf(self, home: Leaf, leaves: list[Leaf], at: int, how: str, *, leaves_box: bool = False) -> int:
        """After which leaf a new block stands: behind the whole list, table or item that `home` is in."""
        outer: tuple[object, ...] | None
        if how == "item":
            outer = home.inside("item")
        elif how == "part":
            outer = None
        else:
            kinds = ("list", "table", "box") if leaves_box else ("list", "table")
            outer = next((one for one in home.containers if one[0] in kinds), None)
        last = at
        for number in range(at + 1, len(leaves)):
            leaf = leaves[number]
            if leaf.inside("note"):
                continue
            if outer is not None and outer in leaf.containers:
                last = number
            elif home.kind == "caption" and leaf.inside("table") and last == number - 1:
                outer, last = leaf.inside("table"), number
            else:
                break
        return last

    # -- rows and notes -----------------------------------------------------------------------------------------------

    def _rows(self, rows: dict[tuple[int, int], list[_Target]]) -> None:
        """Rows that are new, each after the row of the same table that is there already."""
        all_cells: dict[tuple[int, int], list[_Target]] = {}
        for target in self._targets:
            if target.read.cell and not target.note:
                all_cells.setdefault(target.read.cell[:2], []).append(target)
        anchors: dict[tuple[int, int], list[str]] = {}
        for key, cells in sorted(rows.items()):
            if len(cells) != len(all_cells[key]):
                for target in cells:
                    if target.text.strip():
                        near = self._near(all_cells[key])
                        chapter, leaf = (near.chapter, near.leaf) if near else ("", -1)
                        self.unplaced.append(Unplaced(chapter, leaf, "", target.text, "columns", _revision(target.read)))
                continue
            self._new_row(key, cells, all_cells, anchors)

    def _near(self, cells: list[_Target]) -> SentParagraph | None:
        return next((self._sent.paragraphs[home] for one in cells for home in one.homes), None)

    def _new_row(
        self,
        key: tuple[int, int],
        cells: list[_Target],
        all_cells: dict[tuple[int, int], list[_Target]],
        anchors: dict[tuple[int, int], list[str]],
    ) -> None:
        table, row = key
        text = " | ".join(target.text for target in cells)
        if not text.replace("|", "").strip():
            return
        above = None
        base = row - 1
        while base >= 0 and above is None:
            above = self._near(all_cells.get((table, base), []))
            base -= 1
        found = self._leaf(above).inside("row") if above and above.placed else None
        columns = {target.read.cell[2] for target in cells if target.read.cell}
        if above is None or found is None or not above.placed or len(columns) != found[3] or len(cells) != found[3]:
            self.unplaced.append(Unplaced("", -1, "", text, "columns", _revision(cells[0].read)))
            return
        from plan_cli.review.escaping import escaped

        leaf = self._leaf(above)
        lines = self._lines[above.chapter]
        line = self._row_line(leaf, max(found[1], 0))
        if line is None:
            return
        if found[1] == 0:
            line = lines.line_end(line) + 1
        words = [" ".join(target.text.replace(OBJECT, "").split()) for target in cells]
        prefix = re.match(r"[ \t>]*", lines.text[line:])[0]  # type: ignore[index]
        written = prefix + "| " + " | ".join(escaped(word, in_cell=True) for word in words) + " |"
        change = Change(above.chapter, "row", above.leaf, "", text, _revision(cells[0].read))
        end = lines.line_end(line)
        change.edits.append(Edit(end, end, f"\n{written}"))
        leaves = self._sent.chapters[above.chapter].leaves
        last = max(
            at
            for at, one in enumerate(leaves)
            if one.inside("table") == leaf.inside("table") and (one.inside("row") or ("", -1))[1] == found[1]
        )
        change.added.append((last, [[(character, None) for character in word] for word in words]))
        del anchors
        self.changes.append(change)

    def _note(self, target: _Target) -> None:
        home = self._placed_home(target)
        if home is None:
            if target.text.strip() and not target.homes and not self._is_new_note(target):
                self.unplaced.append(Unplaced("", -1, "", target.text, "note", _revision(target.read)))
            return
        if not self._mark_is_left(self._sent.paragraphs[home].note):
            return
        self._in_place(target, [])

    def _is_new_note(self, target: _Target) -> bool:
        return any(
            token.note == target.note and self._matched.origin.get(token) is None
            for one in self._targets
            for token in one.read.tokens
        )

    def _mark_is_left(self, note: str) -> bool:
        for number, paragraph in enumerate(self._sent.paragraphs):
            for at, token in enumerate(paragraph.read.tokens):
                if token.note == note:
                    return any((number, at) in target.refs for target in self._targets)
        return False

    # -- small things -------------------------------------------------------------------------------------------------

    def _leaf(self, paragraph: SentParagraph) -> Leaf:
        return self._sent.chapters[paragraph.chapter].leaves[paragraph.leaf]

    def _change(self, paragraph: SentParagraph, kind: str, target: _Target | None) -> Change:
        number = next(at for at, one in enumerate(self._sent.paragraphs) if one is paragraph)
        revision = _revision(target.read) if target else self._who(number)
        return Change(
            paragraph.chapter, kind, paragraph.leaf, paragraph.read.text, target.text if target else "", revision
        )

    def _who(self, number: int) -> Revision:
        """Who took a paragraph out."""
        return next(
            (
                token.revision
                for token, origin in self._matched.origin.items()
                if origin[0] == number and token.revision is not NOBODY
            ),
            NOBODY,
        )

    def _give_up(self, paragraph: SentParagraph, target: _Target, reason: str) -> None:
        self.unplaced.append(
            Unplaced(
                paragraph.chapter, paragraph.leaf, paragraph.read.text, target.text, reason, _revision(target.read)
            )
        )


def chapter_reads(chapter: ChapterText) -> list[list[Signature]]:
    """What each leaf of a chapter reads as."""
    return [signatures(leaf.glyphs, chapter.source.text) for leaf in chapter.leaves]


def _revision(read: Read) -> Revision:
    for paragraph in read.sources:
        for token in (*paragraph.tokens, paragraph.end):
            if token.state is not State.KEPT:
                return token.revision
    return NOBODY


def _next_mark(mark: str, step: int = 1) -> str:
    return f"{int(mark[:-1]) + step}{mark[-1]}" if mark[:-1].isdigit() else mark
