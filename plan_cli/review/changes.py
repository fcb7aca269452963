"""A returned document beside what was sent → what became of every paragraph."""

from __future__ import annotations

from itertools import islice

from plan_cli.model.consultation import Reason
from plan_cli.review.added import Added
from plan_cli.review.change import Change, Unplaced
from plan_cli.review.comparison import Comparison, Target, revision_of
from plan_cli.review.gone import Gone
from plan_cli.review.in_place import InPlace
from plan_cli.review.matching import Matched
from plan_cli.review.rows import Rows
from plan_cli.review.sent import Sent
from plan_cli.review.word_views import Read


def changes_of(
    sent: Sent, matched: Matched, returned: list[Read], notes: dict[str, list[Read]]
) -> tuple[list[Change], list[Unplaced]]:
    """All changes of a returned document, and those that have no place. `returned`, `notes`: with all accepted."""
    seen = Comparison(sent, matched, returned, notes)
    _Walk(seen).run()
    return seen.changes, seen.unplaced


class _Walk:
    """Through the returned document, from its first paragraph to its last."""

    def __init__(self, seen: Comparison) -> None:
        self._seen = seen
        self._added = Added(seen)
        self._in_place = InPlace(seen)

    def run(self) -> None:
        body = [target for target in self._seen.targets if not target.note]
        kept_order = self._in_order(body)
        anchor: Target | None = None
        new: list[Target] = []
        rows: dict[tuple[int, int], list[Target]] = {}
        handled: set[int] = set()
        for target in body:
            if target.number in handled:
                continue
            home = self._seen.placed_home(target)
            is_row = target.read.cell is not None and self._seen.columns(target.read.cell) > 1
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
            self._added.add(new, anchor, target)
            new = []
            tails = self._tails(body, target)
            handled.update(tail.number for tail in tails)
            self._in_place.edit(target, tails)
            anchor = target
        self._added.add(new, anchor, None)
        for target in self._seen.targets:
            if target.note:
                self._note(target)
        Rows(self._seen).add(rows)
        Gone(self._seen).find()

    def _in_order(self, body: list[Target]) -> set[int]:
        """The weightiest run of paragraphs that stand in their old order; all others were moved.

        A heading stays rather than what stands under it, a long paragraph rather than a short one, and what Word itself
        says was moved does not stay.
        """
        sequence = [(target, home) for target in body if (home := self._seen.placed_home(target)) is not None]
        # The best run that ends at each sent paragraph, found in a tree of maxima over their numbers.
        size = len(self._seen.sent.paragraphs) + 1
        best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
        before: list[int] = []
        top = (0.0, -1)
        for at, (target, home) in enumerate(sequence):
            found = (0.0, -1)
            place = home
            while place > 0:
                found = max(found, best[place])
                place -= place & -place
            before.append(found[1])
            run = (found[0] + self._weight(target, home), at)
            top = max(top, run)
            place = home + 1
            while place <= size:
                best[place] = max(best[place], run)
                place += place & -place
        kept = set()
        at = top[1]
        while at >= 0:
            kept.add(sequence[at][0].number)
            at = before[at]
        return kept

    def _weight(self, target: Target, home: int) -> float:
        if target.moved:
            return 0.1
        if self._seen.leaf(self._seen.sent.paragraphs[home]).kind.startswith("heading"):
            return 3.0
        return 1.0 + min(len(target.text), 500) / 1000

    def _tails(self, body: list[Target], target: Target) -> list[Target]:
        """The paragraphs that follow and were parted from this one."""
        found = []
        for following in islice(body, target.number + 1, None):
            own = [ref for ref in following.refs if ref]
            if following.homes or not own or any(ref[0] not in target.homes for ref in own):
                break
            found.append(following)
        return found

    def _own_text(self, target: Target) -> None:
        home = target.homes[0]
        sent = self._seen.sent.paragraphs[home]
        if target.text != sent.read.text:
            self._seen.unplaced.append(
                Unplaced("", -1, sent.read.text, target.text, Reason.OWN, revision_of(target.read))
            )

    def _note(self, target: Target) -> None:
        home = self._seen.placed_home(target)
        if home is None:
            if target.text.strip() and not target.homes and not self._is_new_note(target):
                self._seen.unplaced.append(Unplaced("", -1, "", target.text, Reason.NOTE, revision_of(target.read)))
            return
        if not self._mark_is_left(self._seen.sent.paragraphs[home].note):
            return
        self._in_place.edit(target, [])

    def _is_new_note(self, target: Target) -> bool:
        return any(
            token.note == target.note and self._seen.matched.origin.get(token) is None
            for one in self._seen.targets
            for token in one.read.tokens
        )

    def _mark_is_left(self, note: str) -> bool:
        for number, paragraph in enumerate(self._seen.sent.paragraphs):
            for at, token in enumerate(paragraph.read.tokens):
                if token.note == note:
                    return any((number, at) in target.refs for target in self._seen.targets)
        return False
