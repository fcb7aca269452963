"""A returned document beside what was sent: where every paragraph and every character of it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.consultation import Reason
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.difference import common, similarity
from plan_cli.review.escaping import escaped, guarded
from plan_cli.review.leaves import OBJECT, Leaf
from plan_cli.review.matching import Matched
from plan_cli.review.paragraph_items import Item, Kept, New, Raw
from plan_cli.review.sent import Sent, SentParagraph
from plan_cli.review.source_lines import Edit, SourceLines
from plan_cli.review.word_text import NOBODY, Revision, State, Token
from plan_cli.review.word_views import Read

_MOVED_AT_LEAST = 0.8


@dataclass(eq=False)
class Target:
    """A paragraph as it came back. `refs`: for each of its characters where it was."""

    read: Read
    refs: list[tuple[int, int] | None]
    homes: list[int] = field(default_factory=list)
    note: str = ""
    number: int = 0
    moved: bool = False

    @property
    def text(self) -> str:
        return self.read.text


class Comparison:
    """Both documents, and what has been found about them so far. `home`: in which target a sent paragraph lives on."""

    def __init__(self, sent: Sent, matched: Matched, returned: list[Read], notes: dict[str, list[Read]]) -> None:
        """`returned`, `notes`: with all tracked changes accepted."""
        self.sent = sent
        self.matched = matched
        self.changes: list[Change] = []
        self.unplaced: list[Unplaced] = []
        self.notes = notes
        self.lines = {path: SourceLines(chapter.source.text) for path, chapter in sent.chapters.items()}
        self.targets = [self._target(read) for read in returned if not read.own]
        marked = {token.note for target in self.targets for token in target.read.tokens}
        for identifier, reads in notes.items():
            if identifier in marked:
                self.targets += [self._target(read, identifier) for read in reads]
        self._new_notes = 0
        self._made_notes: dict[Token, Raw] = {}
        self._find_homes()
        self._find_moved()

    def _target(self, read: Read, note: str = "") -> Target:
        refs = [self.matched.origin.get(token) for token in read.tokens]
        return Target(read, refs, note=note)

    def _find_homes(self) -> None:
        shares: dict[int, dict[int, float]] = {}
        for number, target in enumerate(self.targets):
            target.number = number
            end = self.matched.origin.get(target.read.end) if target.read.end else None
            for ref in target.refs:
                if ref is not None:
                    of = shares.setdefault(ref[0], {})
                    own = self.sent.paragraphs[ref[0]].glyphs[ref[1] : ref[1] + 1]
                    of[number] = of.get(number, 0) + (0.1 if own and own[0].start < 0 else 1)
            if end is not None:
                of = shares.setdefault(end[0], {})
                of[number] = of.get(number, 0) + 0.05
        self.home: dict[int, int] = {}
        main: dict[int, tuple[float, int]] = {}
        for paragraph, of in shares.items():
            for number, share in of.items():
                main[number] = max(main.get(number, (0.0, -1)), (share, paragraph))
        for paragraph, of in sorted(shares.items()):
            # Of several parts the first is the paragraph that was, and those behind it are what was parted from it.
            parts = [number for number, share in of.items() if share >= 1 and main[number][1] == paragraph]
            best = min(parts, default=max(of, key=lambda number: (of[number], -number)))
            self.home[paragraph] = best
            self.targets[best].homes.append(paragraph)
        for target in self.targets:
            if len(target.homes) > 1:
                # An end mark alone makes nobody at home where others have brought words.
                with_words = [home for home in target.homes if any(ref and ref[0] == home for ref in target.refs)]
                for home in set(target.homes) - set(with_words) if with_words else ():
                    target.homes.remove(home)
                    del self.home[home]

    def _find_moved(self) -> None:
        """Paragraphs taken out here and put in there, by whatever way."""
        gone = [
            number
            for number, paragraph in enumerate(self.sent.paragraphs)
            if paragraph.placed and number not in self._alive() and len(paragraph.read.text) > 1
        ]
        for target in self.targets:
            if target.homes or target.note or not target.text.strip():
                continue
            if target.read.cell and self.columns(target.read.cell) > 1:
                continue
            for number in gone:
                paragraph = self.sent.paragraphs[number]
                if paragraph.glyphs and self.leaf(paragraph).kind == "cell":
                    continue
                own = "".join(glyph.text for glyph in paragraph.glyphs if glyph.start >= 0)
                texts = (paragraph.read.text, own)
                if target.text in texts or similarity(target.text, paragraph.read.text) >= _MOVED_AT_LEAST:
                    target.refs = [None] * len(target.refs)
                    for at, other in common(paragraph.read.text, target.text):
                        target.refs[other] = (number, at)
                    old = self.home.get(number)
                    if old is not None:
                        self.targets[old].homes.remove(number)
                        self.targets[old].refs = [
                            None if ref and ref[0] == number else ref for ref in self.targets[old].refs
                        ]
                    target.homes = [number]
                    target.moved = True
                    self.home[number] = target.number
                    gone.remove(number)
                    break

    def _alive(self) -> set[int]:
        return {
            home for target in self.targets for home in target.homes if any(target.refs) or not self._has_text(home)
        }

    def _has_text(self, number: int) -> bool:
        return bool(self.sent.paragraphs[number].read.text.strip())

    def columns(self, cell: tuple[int, int, int]) -> int:
        return 1 + max(
            (one.read.cell[2] for one in self.targets if one.read.cell and one.read.cell[:2] == cell[:2]), default=0
        )

    def placed_home(self, target: Target) -> int | None:
        return next((home for home in target.homes if self.sent.paragraphs[home].placed), None)

    def items(self, target: Target, home: int, change: Change) -> list[Item]:
        items: list[Item] = []
        for token, ref in zip(target.read.tokens, target.refs, strict=True):
            if ref is not None and ref[0] == home:
                items.append(Kept(ref[1]))
            elif token.note and token.note in self.notes and (ref is None or token.state is State.INSERTED):
                items.append(self._new_note(token, change))
            elif token.text == OBJECT:
                continue  # listed as what Markdown cannot hold
            else:
                items.append(New(token))
        return items

    def _new_note(self, token: Token, change: Change) -> Item:
        """A footnote that came in: its mark here, its text at the end of the chapter."""
        known = self._made_notes.get(token)
        if known is not None:
            return known
        text = self.lines[change.chapter].text
        self._new_notes += 1
        label = f"w{self._new_notes}"
        while f"[^{label}]" in text:
            self._new_notes += 1
            label = f"w{self._new_notes}"
        words = " ".join(read.text.strip() for read in self.notes[token.note])
        end = len(text)
        gap = "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        change.edits.append(Edit(end, end, f"{gap}[^{label}]: {guarded(escaped(words))}\n"))
        change.notes.append([(character, None) for character in words])
        made = self._made_notes[token] = Raw(f"[^{label}]", ((OBJECT, None),))
        return made

    def rising(self, items: list[Item]) -> list[Item]:
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

    def leaf(self, paragraph: SentParagraph) -> Leaf:
        return self.sent.chapters[paragraph.chapter].leaves[paragraph.leaf]

    def change(self, paragraph: SentParagraph, kind: str, target: Target | None) -> Change:
        number = next(at for at, one in enumerate(self.sent.paragraphs) if one is paragraph)
        revision = revision_of(target.read) if target else self.who(number)
        return Change(
            paragraph.chapter, kind, paragraph.leaf, paragraph.read.text, target.text if target else "", revision
        )

    def who(self, number: int) -> Revision:
        """Who took a paragraph out."""
        return next(
            (
                token.revision
                for token, origin in self.matched.origin.items()
                if origin[0] == number and token.revision is not NOBODY
            ),
            NOBODY,
        )

    def give_up(self, paragraph: SentParagraph, target: Target, reason: Reason) -> None:
        self.unplaced.append(
            Unplaced(
                paragraph.chapter, paragraph.leaf, paragraph.read.text, target.text, reason, revision_of(target.read)
            )
        )


def revision_of(read: Read) -> Revision:
    for paragraph in read.sources:
        for token in (*paragraph.tokens, paragraph.end):
            if token.state is not State.KEPT:
                return token.revision
    return NOBODY
