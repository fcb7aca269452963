"""Paragraphs and rows of tables of which nothing came back."""

from __future__ import annotations

from plan_cli.model.consultation import Reason
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.comparison import Comparison
from plan_cli.review.leaves import Leaf
from plan_cli.review.rows import leaves_of_row, row_line
from plan_cli.review.sent import SentParagraph
from plan_cli.review.source_lines import MARKER, Edit, SourceLines


class Gone:
    """What is not there any more."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen

    def find(self) -> None:
        """Paragraphs of which nothing came back."""
        gone = [
            number
            for number, paragraph in enumerate(self._seen.sent.paragraphs)
            if paragraph.placed and number not in self._seen.home and not self._seen.sent.paragraphs[number].read.own
        ]
        by_row: dict[tuple[str, int, int], list[int]] = {}
        for number in gone:
            paragraph = self._seen.sent.paragraphs[number]
            leaf = self._seen.leaf(paragraph)
            at_row, at_table = leaf.inside("row"), leaf.inside("table")
            if leaf.kind == "cell" and at_row and at_table:
                by_row.setdefault((paragraph.chapter, at_table[1], at_row[1]), []).append(number)
            elif leaf.inside("note"):
                continue
            else:
                change = self._seen.change(paragraph, "deleted", None)
                self.delete(change, paragraph, gone)
                self._seen.changes.append(change)
        for (chapter, table, row), numbers in by_row.items():
            self._gone_row(chapter, table, row, numbers)

    def _gone_row(self, chapter: str, table: int, row: int, numbers: list[int]) -> None:
        leaves = self._seen.sent.chapters[chapter].leaves
        lines = self._seen.lines[chapter]
        whole = leaves_of_row(leaves, ("table", table), row)
        known = {self._seen.sent.paragraphs[number].leaf for number in numbers}
        line = row_line(lines, leaves[whole[0]], row)
        if not set(whole) <= known or row == 0 or line is None:
            for number in numbers:
                one = self._seen.sent.paragraphs[number]
                self._seen.unplaced.append(
                    Unplaced(chapter, one.leaf, one.read.text, "", Reason.COLUMNS, self._seen.who(number))
                )
            return
        text = " | ".join(self._seen.sent.paragraphs[number].read.text for number in numbers)
        change = Change(chapter, "row", whole[0], text, "", self._seen.who(numbers[0]))
        change.edits.append(Edit(line, min(lines.line_end(line) + 1, len(lines.text)), ""))
        for at in whole:
            change.replaced[at] = []
        self._seen.changes.append(change)

    def delete(self, change: Change, paragraph: SentParagraph, gone: list[int]) -> None:
        """Note the edits that take a paragraph's lines out. `gone`: all that go along with it."""
        change.replaced[paragraph.leaf] = []
        leaf = self._seen.leaf(paragraph)
        lines = self._seen.lines[paragraph.chapter]
        start, end = lines.extent(leaf)
        if leaf.kind == "item":
            leaves = self._seen.sent.chapters[paragraph.chapter].leaves
            item = leaf.inside("item")
            rest = [one for at, one in enumerate(leaves) if item in one.containers and at > paragraph.leaf]
            dying = {self._seen.sent.paragraphs[number].leaf for number in gone}
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
        firsts = [
            at for at, one in enumerate(leaves) if one.kind == "item" and one.inside("list") == leaf.inside("list")
        ]
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
