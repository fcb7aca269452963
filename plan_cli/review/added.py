"""Paragraphs that are new, or were cut and put elsewhere."""

from __future__ import annotations

import re

from plan_cli.model.consultation import Reason
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.comparison import Comparison, Target, revision_of
from plan_cli.review.escaping import guarded
from plan_cli.review.gone import Gone
from plan_cli.review.leaves import Leaf
from plan_cli.review.lists import (
    HEADING,
    HEADING_NUMBER,
    LIST_MARK,
    LIST_STYLES,
    is_loose,
    item_leaf,
    next_mark,
)
from plan_cli.review.paragraph_items import New, Signature, serialised
from plan_cli.review.sent import SentParagraph
from plan_cli.review.source_lines import MARKER, Edit, SourceLines


class Added:
    """What was not there before, or not there."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen
        self._gone = Gone(seen)

    def add(self, new: list[Target], anchor: Target | None, following: Target | None) -> None:
        """Paragraphs that are new or come from elsewhere, after `anchor` and before `following`."""
        if new:
            self._add_group(new, anchor, following)

    def _add_group(self, group: list[Target], anchor: Target | None, following: Target | None) -> None:
        after = self._seen.sent.paragraphs[anchor.homes[-1]] if anchor and anchor.homes else None
        before = None
        if following is not None and (home := self._seen.placed_home(following)) is not None:
            before = self._seen.sent.paragraphs[home]
        base = self._neighbour(group[0], after, before)
        if base is None or base.leaf < 0:
            return
        use_after = base is after
        lines = self._seen.lines[base.chapter]
        leaves = self._seen.sent.chapters[base.chapter].leaves
        at = base.leaf if use_after else base.leaf - 1
        first = group[0]
        change = Change(
            base.chapter, "added", base.leaf, "", "\n".join(one.text for one in group), revision_of(first.read)
        )
        leaf = self._seen.leaf(base)
        same_list = bool(
            before and before.chapter == base.chapter and self._shares_list(leaf, self._seen.leaf(before)) and use_after
        )
        pieces: list[tuple[str, str]] = []
        reads: list[list[Signature]] = []
        moved: list[int] = []
        for target in group:
            made = self._new_block(target, change, lines, in_list=same_list or self._is_list(target, leaf))
            if made is None:
                self._seen.unplaced.append(
                    Unplaced(base.chapter, base.leaf, "", target.text, Reason.PLACE, revision_of(target.read))
                )
                continue
            how, text, read = made
            pieces.append((how, text))
            reads.append(read)
            moved += target.homes[:1]
        if not pieces:
            return
        leaves_box = leaf.inside("box") is not None and first.read.cell is None
        change.edits.append(self._placing(pieces, leaf, lines, leaves, at, use_after=use_after, leaves_box=leaves_box))
        shown = at
        if use_after:
            shown = self._last_leaf(leaf, leaves, at, pieces[0][0], leaves_box=leaves_box)
        change.added.append((shown, reads))
        if moved:
            change.kind = "moved"
            change.before = "\n".join(self._seen.sent.paragraphs[number].read.text for number in moved)
            for number in moved:
                paragraph = self._seen.sent.paragraphs[number]
                if paragraph.chapter != base.chapter:
                    # In another chapter it goes and comes: two changes of two files.
                    other = self._seen.change(paragraph, "deleted", None)
                    self._gone.delete(other, paragraph, moved)
                    self._seen.changes.append(other)
                    continue
                self._gone.delete(change, paragraph, moved)
        self._seen.changes.append(change)

    def _neighbour(
        self, target: Target, after: SentParagraph | None, before: SentParagraph | None
    ) -> SentParagraph | None:
        """The paragraph beside which new ones stand: the one before, unless they look like the one behind."""
        known = [one for one in (after, before) if one is not None and one.placed]
        if not known:
            return next((one for one in self._seen.sent.paragraphs if one.placed), None)

        def alike(one: SentParagraph) -> bool:
            return one.read.style == target.read.style and (one.read.cell is None) == (target.read.cell is None)

        if len(known) == 2 and not alike(known[0]) and alike(known[1]) and not HEADING.match(target.read.style):
            leaf, other = self._seen.leaf(known[0]), self._seen.leaf(known[1])
            if leaf.containers != other.containers and other.kind not in ("cell", "caption"):
                return known[1]
        return known[0]

    def _is_list(self, target: Target, home: Leaf) -> bool:
        if home.inside("item") is None:
            return False
        return target.read.style in LIST_STYLES or target.read.numbered or bool(LIST_MARK.match(target.text))

    def _shares_list(self, one: Leaf, other: Leaf) -> bool:
        mine, theirs = one.containers, other.containers
        return bool(mine and theirs and mine[0] == theirs[0] and mine[0][0] == "list")

    def _new_block(
        self, target: Target, change: Change, lines: SourceLines, *, in_list: bool
    ) -> tuple[str, str, list[Signature]] | None:
        """How it stands (block, item or paragraph of an item), its Markdown and what it reads as."""
        heading = HEADING.match(target.read.style)
        moved = self._seen.sent.paragraphs[target.homes[0]] if target.homes else None
        glyphs = moved.glyphs if moved else []
        items = self._seen.items(target, target.homes[0] if moved else -1, change)
        source = self._seen.lines[moved.chapter].text if moved else lines.text
        lead = len(target.text) - len(target.text.lstrip())
        how = "block"
        if heading:
            number = HEADING_NUMBER.match(target.text)
            lead = number.end() if number and not moved else lead
        mark = LIST_MARK.match(target.text)
        has_mark = bool(mark) and (target.read.style in LIST_STYLES or target.read.numbered)
        if in_list:
            how = "item" if has_mark or target.read.numbered else "part"
        if mark and how == "item":
            lead = mark.end()
        items = items[lead:]
        while items and isinstance(items[-1], New) and items[-1].token.text.isspace():
            items.pop()
        if moved and moved.chapter != change.chapter and any(glyph.atomic for glyph in glyphs):
            return None
        if moved and self._seen.leaf(moved).kind == "code":
            return None
        written = serialised(glyphs, self._seen.rising(items), source)
        if written is None or not written.source.strip():
            return None
        text = written.source
        first_is_new = bool(items) and isinstance(items[0], New)
        if heading:
            if "\n" in text:
                return None
            label = ""
            if moved:
                leaf = self._seen.leaf(moved)
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
            item = item_leaf(home, leaves) if home.kind == "item" else None
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
                item = item_leaf(home, leaves)
                marker = MARKER.match(lines.before(item)) if item else None
                number += 1
                sign = next_mark(marker["mark"], number) if marker else "-"
                lead = (marker["outer"] if marker else "") + sign + (marker["gap"] if marker else " ")
                gap = "\n\n" if item and is_loose(item, leaves, lines) else "\n"
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
