"""Where comments stand now: they stay with their clause when the text around it, or the clause itself, changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from plan_cli.model.consultation import Comment
from plan_cli.model.values import Named
from plan_cli.review.alignment import Alignment, align
from plan_cli.review.clauses import Clause, bare, clauses, plain

# From 0 to 100: how much of a clause must be left for a comment to stay with it.
_STILL = 60.0
_SHORT = 2


class Hold(Named):
    """By what a comment or an edit keeps its place."""

    CLAUSE = "clause", "原处"
    CHANGED = "changed", "原文已有改动"
    NEAREST = "nearest", "按文字找到"
    HEADING = "heading", "只找到所在标题"
    WHOLE = "whole", "总体意见"
    LOST = "lost", "已无原处"


@dataclass(frozen=True, slots=True)
class Attached:
    """A place in the text as it is now; `clause` is None for the whole, and where the place is lost."""

    hold: Hold
    chapter: str | None = None
    clause: Clause | None = None
    heading: str = ""

    @property
    def line(self) -> int | None:
        """The line where it stands now."""
        return self.clause.line if self.clause else None


class Chapters:
    """Versions of chapters by blob id, each taken apart and laid beside another once."""

    def __init__(self, text: Callable[[str], str]) -> None:
        self._text = text
        self._clauses: dict[str, list[Clause]] = {}
        self._alignments: dict[tuple[str, str], Alignment] = {}
        self._lines: dict[str, dict[int, int]] = {}

    def clauses(self, oid: str) -> list[Clause]:
        """The clauses of a version."""
        if oid not in self._clauses:
            self._clauses[oid] = clauses(self._text(oid))
        return self._clauses[oid]

    def number_at(self, oid: str, line: int) -> int | None:
        """Which clause a line of a version belongs to."""
        if oid not in self._lines:
            self._lines[oid] = {
                at: number
                for number, clause in enumerate(self.clauses(oid))
                for at in range(clause.line, clause.line + clause.text.count("\n") + 1)
            }
        return self._lines[oid].get(line)

    def partner(self, oid: str, number: int, now: str) -> int | None:
        """Which clause of the version `now` is that clause of another."""
        if oid == now:
            return number
        if (oid, now) not in self._alignments:
            self._alignments[oid, now] = align(self.clauses(oid), self.clauses(now))
        return self._alignments[oid, now].pairs.get(number)


class Attaching:
    """Finds places. `sent` and `now`: the blob ids of the chapters as they were sent and as they are, by path."""

    def __init__(self, chapters: Chapters, sent: dict[str, str], now: dict[str, str]) -> None:
        self._chapters = chapters
        self._sent = sent
        self._now = now
        self._bare: dict[str, list[str]] = {}
        self._nearest: dict[tuple[str, str], Clause | None] = {}

    def comment(self, comment: Comment) -> Attached:
        """Where a comment stands now."""
        if not comment.chapter:
            return self._anywhere(comment)
        if comment.chapter not in self._now:
            return Attached(Hold.LOST, comment.chapter, heading=comment.heading or "")
        heading = comment.heading or ""
        if comment.line and comment.chapter in self._sent:
            sent = self._sent[comment.chapter]
            number = self._chapters.number_at(sent, comment.line)
            if number is not None:
                clause = self._chapters.clauses(sent)[number]
                heading = heading or clause.heading
                if _is_of(comment, clause):
                    found = self.clause(comment.chapter, sent, number)
                    if found.hold is not Hold.LOST:
                        return found
        return self._by_words(comment, comment.chapter) or self._under(comment.chapter, heading)

    def number(self, oid: str, line: int) -> int | None:
        """Which clause a line of a version belongs to."""
        return self._chapters.number_at(oid, line)

    def clause(self, chapter: str, oid: str, number: int) -> Attached:
        """Where a clause of another version of a chapter stands now."""
        clause = self._chapters.clauses(oid)[number]
        now = self._now.get(chapter)
        partner = self._chapters.partner(oid, number, now) if now else None
        if now is None or partner is None:
            return Attached(Hold.LOST, chapter, heading=clause.heading)
        there = self._chapters.clauses(now)[partner]
        hold = Hold.CLAUSE if there.text == clause.text else Hold.CHANGED
        return Attached(hold, chapter, there, there.heading)

    def _anywhere(self, comment: Comment) -> Attached:
        if not (comment.clause or comment.quote):
            return Attached(Hold.WHOLE)
        for chapter in self._now:
            found = self._by_words(comment, chapter)
            if found:
                return found
        return Attached(Hold.LOST)

    def _by_words(self, comment: Comment, chapter: str) -> Attached | None:
        for words in (comment.clause, comment.quote):
            if not words:
                continue
            clause = self._near(chapter, bare(words))
            if clause:
                return Attached(Hold.NEAREST, chapter, clause, clause.heading)
        return None

    def _near(self, chapter: str, words: str) -> Clause | None:
        if len(words) < _SHORT:
            return None
        if (chapter, words) not in self._nearest:
            self._nearest[chapter, words] = self._look(chapter, words)
        return self._nearest[chapter, words]

    def _look(self, chapter: str, words: str) -> Clause | None:
        oid = self._now[chapter]
        found = self._chapters.clauses(oid)
        if oid not in self._bare:
            self._bare[oid] = [bare(plain(clause.text)) for clause in found]
        known = self._bare[oid]
        holding = [number for number, text in enumerate(known) if words in text]
        if len(holding) == 1 or words in known:
            return found[known.index(words) if words in known else holding[0]]
        if len(words) <= _SHORT * 2 or holding:
            return None
        best = process.extractOne(words, known, scorer=fuzz.ratio, score_cutoff=_STILL)
        return found[best[2]] if best else None

    def _under(self, chapter: str, heading: str) -> Attached:
        last = bare(heading.rpartition(" › ")[2])
        if last:
            for clause in self._chapters.clauses(self._now[chapter]):
                if clause.is_heading and bare(plain(clause.text)) == last:
                    return Attached(Hold.HEADING, chapter, clause, clause.heading)
        return Attached(Hold.LOST, chapter, heading=heading)


def _is_of(comment: Comment, clause: Clause) -> bool:
    """Whether a line still leads to the clause that a comment names: it may have been counted in another version."""
    words = bare(comment.clause or comment.quote or "")
    if not words:
        return True
    text = bare(plain(clause.text))
    return text in words or words in text or fuzz.partial_ratio(words, text) >= _STILL
