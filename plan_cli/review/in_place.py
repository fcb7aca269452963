"""Paragraphs that were edited where they stand, joined with others or parted in two."""

from __future__ import annotations

from plan_cli.model.consultation import Reason
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.comparison import Comparison, Target, revision_of
from plan_cli.review.gone import Gone
from plan_cli.review.leaves import Leaf
from plan_cli.review.lists import HEADING, LIST_MARK, LIST_STYLES, is_loose, next_mark
from plan_cli.review.paragraph_edit import edit_paragraph
from plan_cli.review.paragraph_items import Break, Item, Kept, serialised
from plan_cli.review.sent import SentParagraph
from plan_cli.review.source_lines import MARKER, SourceLines


class InPlace:
    """Paragraphs that are still there."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen
        self._gone = Gone(seen)

    def edit(self, target: Target, tails: list[Target]) -> None:
        homes = [home for home in target.homes if self._seen.sent.paragraphs[home].placed]
        first = self._seen.sent.paragraphs[homes[0]]
        leaf = self._seen.leaf(first)
        change = self._seen.change(first, "edited", target)
        lines = self._seen.lines[first.chapter]
        joined = [self._seen.sent.paragraphs[home] for home in homes[1:]]
        if joined and not self._can_join(first, joined):
            self._seen.give_up(first, target, Reason.STRUCTURE)
            return
        if not target.text.strip() and leaf.kind != "cell":
            self._seen.home = {home: at for home, at in self._seen.home.items() if home not in homes}
            target.homes = [home for home in target.homes if home not in homes]
            return
        items = self._seen.items(target, homes[0], change)
        for tail in tails:
            items.append(Break(self._between(tail, leaf, lines)))
            tail_items = self._seen.items(tail, homes[0], change)
            items += self._without_lead(tail, tail_items)
        items = self._seen.rising(items)
        if joined:
            change.kind = "joined"
            self._join(change, target, first, homes, items)
            return
        if all(isinstance(item, Kept) for item in items) and len(items) == len(first.glyphs):
            return
        change.kind = "split" if tails else "edited"
        made = edit_paragraph(leaf, first.glyphs, items, lines)
        for before, after, token in made.failed:
            revision = token.revision if token else revision_of(target.read)
            self._seen.unplaced.append(Unplaced(first.chapter, first.leaf, before, after, Reason.PLACE, revision))
        if made.edits or tails:
            change.after = "\n".join([target.text, *(tail.text for tail in tails)])
            change.edits = made.edits + change.edits
            change.replaced[first.leaf] = made.reads
            self._seen.changes.append(change)

    def _join(self, change: Change, target: Target, first: SentParagraph, homes: list[int], items: list[Item]) -> None:
        """The text of further paragraphs goes on behind the first one's."""
        lines = self._seen.lines[first.chapter]
        tail_start = next((at for at, ref in enumerate(target.refs) if ref and ref[0] in homes[1:]), len(target.refs))
        last = len(items)
        items = self._seen.items(target, homes[0], change)[:tail_start]
        at = tail_start
        for home in homes[1:]:
            paragraph = self._seen.sent.paragraphs[home]
            following = homes[homes.index(home) + 1 :]
            end = next(
                (n for n in range(at, len(target.refs)) if (ref := target.refs[n]) and ref[0] in following),
                len(target.refs),
            )
            part = Target(target.read, target.refs)
            written = serialised(
                paragraph.glyphs,
                self._seen.rising(self._seen.items(part, home, change)[at:end]),
                lines.text,
                in_cell=self._seen.leaf(first).kind == "cell",
            )
            if written is None:
                self._seen.give_up(first, target, Reason.STRUCTURE)
                return
            items.append(written)
            at = end
            self._gone.delete(change, paragraph, homes[1:])
            change.before += "\n" + paragraph.read.text
        del last
        made = edit_paragraph(self._seen.leaf(first), first.glyphs, self._seen.rising(items), lines)
        if made.failed:
            self._seen.give_up(first, target, Reason.STRUCTURE)
            return
        change.edits += made.edits
        change.replaced[first.leaf] = made.reads
        self._seen.changes.append(change)

    def _can_join(self, first: SentParagraph, others: list[SentParagraph]) -> bool:
        kinds = {self._seen.leaf(one).kind for one in (first, *others)}
        return all(one.chapter == first.chapter for one in others) and not kinds & {"code", "cell", "figure"}

    def _between(self, tail: Target, leaf: Leaf, lines: SourceLines) -> str:
        """What parts a paragraph from the one it was part of: an empty line, or a list's mark where it has one."""
        prefix = lines.prefix(leaf)
        found = LIST_MARK.match(tail.text)
        marker = MARKER.match(lines.before(leaf))
        if found and marker and not self._is_kept(tail, 0):
            leaves = next(one.leaves for one in self._seen.sent.chapters.values() if leaf in one.leaves)
            gap = f"\n{marker['outer'].rstrip()}\n" if is_loose(leaf, leaves, lines) else "\n"
            return f"{gap}{marker['outer']}{next_mark(marker['mark'])}{marker['gap']}"
        heading = HEADING.match(tail.read.style)
        if heading and leaf.kind.startswith("heading"):
            return f"\n{prefix.rstrip()}\n{prefix}{'#' * (int(heading[1]) + 1)} "
        return f"\n{prefix.rstrip()}\n{prefix}"

    def _is_kept(self, target: Target, at: int) -> bool:
        return target.refs[at] is not None

    def _without_lead(self, tail: Target, items: list[Item]) -> list[Item]:
        found = LIST_MARK.match(tail.text)
        lead = len(tail.text) - len(tail.text.lstrip())
        if found and not self._is_kept(tail, 0) and tail.read.style in LIST_STYLES:
            lead = found.end()
        return items[lead:]
