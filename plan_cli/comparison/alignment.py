"""Which block of one text is which of the other: equal ones first, then like ones, moved ones, cut and joined ones."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from plan_cli.comparison.blocks import PARTING, Block

# How like two blocks must be, from 0 to 1: short ones have much in common by chance.
_LIKE, _LIKE_WHEN_SHORT, _SHORT = 0.5, 0.62, 12
_LIKE_WHEN_SINGLE = 0.7
_LIKE_WITH_SAME_HEAD = 0.7
_LIKE_WHEN_MOVED, _LIKE_BESIDE_MOVED = 0.75, 0.6
# In characters: below it nobody would say that a text was moved.
_LEAST_MOVED, _LEAST_MOVED_WHEN_EQUAL = 12, 6
# Above so many pairs only those are looked at that share rarer runs of characters.
_ALL_PAIRS = 2_500
_RUN, _COMMON_RUN, _CANDIDATES = 3, 24, 6
# A paragraph was cut in two where the two together are more like it by this much.
_BETTER_TOGETHER = 0.08


@dataclass(frozen=True, slots=True)
class Link:
    """Blocks `[a0, a1)` of one text are `[b0, b1)` of the other; one of the two may be empty.

    `move`: the number of a move, whose other end is the block `partner` of the other text.
    """

    a0: int
    a1: int
    b0: int
    b1: int
    move: int = 0
    partner: int = -1


def likeness(one: Block, other: Block, cutoff: float = 0.0) -> float:
    """From 0 to 1: how much of two blocks is common to both; 0 below `cutoff`, and for what cannot be one block."""
    if bool(one.rows) != bool(other.rows) or one.fixed or other.fixed:
        return 0.0
    if one.single or other.single:
        return max(fuzz.ratio(one.text, other.text) / 100, _LIKE_WHEN_SINGLE) if one.kind == other.kind else 0.0
    if not one.text and not other.text:
        return 1.0 if one.kind == other.kind else 0.0
    like: float = fuzz.ratio(one.text, other.text, score_cutoff=cutoff * 100) / 100
    if one.rows and other.rows and one.rows[0].is_head and one.rows[0].text == other.rows[0].text:
        return max(like, _LIKE_WITH_SAME_HEAD)
    return like


def align(before: Sequence[Block], after: Sequence[Block], *, in_order: bool = False) -> list[Link]:
    """The links of two texts, in the order in which a reader meets them: what is gone before what has come.

    `in_order`: nothing is looked for elsewhere, and nothing was cut or joined (rows of a table).
    """
    if len(before) == len(after) == 1 and all(_is_paragraph(block) for block in (*before, *after)):
        return [Link(0, 1, 0, 1)]
    pairs = _matched(before, after)
    moved: dict[int, int] = {}
    if not in_order:
        moved = _moved(before, after, pairs)
    spans = [(a, a + 1, b, b + 1) for a, b in pairs]
    if not in_order:
        spans = _grown(spans, before, after, moved)
    return list(_in_reading_order(spans, len(before), len(after), moved))


# -- blocks that stayed in their order ---------------------------------------------------------------------------------


def _matched(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    numbers: dict[object, int] = {}
    keys = [numbers.setdefault(block.content, len(numbers)) for block in before]
    other_keys = [numbers.setdefault(block.content, len(numbers)) for block in after]
    pairs: list[tuple[int, int]] = []
    a = b = 0
    equal = [found for found in Indel.opcodes(keys, other_keys) if found.tag == "equal"]
    for found in equal:
        pairs += _like(before, after, a, found.src_start, b, found.dest_start)
        pairs += zip(range(found.src_start, found.src_end), range(found.dest_start, found.dest_end), strict=True)
        a, b = found.src_end, found.dest_end
    return pairs + _like(before, after, a, len(before), b, len(after))


def _like(before: Sequence[Block], after: Sequence[Block], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
    """Like blocks of two stretches, in order: of all ways to pair them the one with most in common."""
    if a0 == a1 or b0 == b1:
        return []
    found: list[tuple[int, int, float]] = []
    for a, b in _candidates(before, after, range(a0, a1), range(b0, b1)):
        one, other = before[a], after[b]
        length = min(len(one.text), len(other.text))
        needed = _LIKE if length >= _SHORT else _LIKE_WHEN_SHORT
        like = likeness(one, other, needed)
        if like:
            same_kind = 1.0 if one.kind == other.kind else 0.8
            found.append((a, b, like * like * same_kind * (10 + min(length, 100))))
    return _heaviest_in_order(found)


def _candidates(
    before: Sequence[Block], after: Sequence[Block], here: Sequence[int], there: Sequence[int]
) -> Iterator[tuple[int, int]]:
    if len(here) * len(there) <= _ALL_PAIRS:
        for a in here:
            for b in there:
                yield a, b
        return
    places: dict[str, list[int]] = defaultdict(list)
    for b in there:
        for run in _runs(after[b].text):
            places[run].append(b)
    for a in here:
        shared: Counter[int] = Counter()
        for run in _runs(before[a].text):
            found = places.get(run, ())
            if len(found) <= _COMMON_RUN:
                shared.update(found)
        # Of equally good ones the nearest, so that the answer never depends on how a table of hashes lies.
        ranked = sorted(shared, key=lambda b: (-shared[b], abs(b - a), b))
        for b in ranked[:_CANDIDATES]:
            yield a, b


def _runs(text: str) -> set[str]:
    return {text[at : at + _RUN] for at in range(max(1, len(text) - _RUN + 1))} if text else set()


@dataclass(frozen=True, slots=True)
class _Chain:
    """A pair and those before it."""

    pair: tuple[int, int]
    before: _Chain | None


def _heaviest_in_order(found: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The pairs of greatest weight of which none crosses another."""
    # The best chain that ends at or before each b: ends rise, and so do weights.
    ends: list[int] = []
    weights: list[float] = []
    chains: list[_Chain] = []
    for a, b, weight in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        at = bisect.bisect_left(ends, b)
        total = weight + (weights[at - 1] if at else 0.0)
        link = _Chain((a, b), chains[at - 1] if at else None)
        if at < len(ends) and ends[at] == b:
            if weights[at] >= total:
                continue
            weights[at], chains[at] = total, link
        elif at and weights[at - 1] >= total:
            continue
        else:
            ends.insert(at, b)
            weights.insert(at, total)
            chains.insert(at, link)
        while at + 1 < len(ends) and weights[at + 1] <= total:
            del ends[at + 1], weights[at + 1], chains[at + 1]
    made: list[tuple[int, int]] = []
    chain: _Chain | None = chains[-1] if chains else None
    while chain is not None:
        made.append(chain.pair)
        chain = chain.before
    return made[::-1]


# -- blocks that stand elsewhere ---------------------------------------------------------------------------------------


def _moved(before: Sequence[Block], after: Sequence[Block], pairs: list[tuple[int, int]]) -> dict[int, int]:
    """For blocks that are at home nowhere in the order: where they stand now, by where they stood."""
    kept, other_kept = {a for a, __ in pairs}, {b for __, b in pairs}
    gone = [a for a in range(len(before)) if a not in kept]
    come = [b for b in range(len(after)) if b not in other_kept]
    found: list[tuple[float, int, int]] = []
    for a, b in _candidates(before, after, gone, come):
        one, other = before[a], after[b]
        length = min(len(one.text), len(other.text))
        if one.text == other.text and one.kind == other.kind:
            if length >= _LEAST_MOVED_WHEN_EQUAL:
                found.append((1.0, a, b))
        elif length >= _LEAST_MOVED:
            like = likeness(one, other, _LIKE_WHEN_MOVED)
            if like:
                found.append((like, a, b))
    moved: dict[int, int] = {}
    taken: set[int] = set()
    for __, a, b in sorted(found, key=lambda item: (-item[0], abs(item[1] - item[2]), item[1], item[2])):
        if a not in moved and b not in taken:
            moved[a] = b
            taken.add(b)
    _with_neighbours(before, after, set(gone) - set(moved), set(come) - taken, moved)
    return moved


def _with_neighbours(
    before: Sequence[Block], after: Sequence[Block], gone: set[int], come: set[int], moved: dict[int, int]
) -> None:
    """A short heading goes with the paragraphs below it."""
    waiting = sorted(moved.items())
    while waiting:
        a, b = waiting.pop(0)
        for step in (-1, 1):
            near, other = a + step, b + step
            if near in gone and other in come and likeness(before[near], after[other], _LIKE_BESIDE_MOVED):
                moved[near] = other
                gone.discard(near)
                come.discard(other)
                waiting.append((near, other))


# -- blocks cut in two, or made one ------------------------------------------------------------------------------------


def _grown(
    spans: list[tuple[int, int, int, int]], before: Sequence[Block], after: Sequence[Block], moved: dict[int, int]
) -> list[tuple[int, int, int, int]]:
    """The spans, with blocks beside them that nobody claims where the paragraph was cut there, or joined."""
    gone = _unclaimed(len(before), [span[:2] for span in spans], set(moved))
    come = _unclaimed(len(after), [span[2:] for span in spans], set(moved.values()))
    made = []
    for span in spans:
        if gone or come:
            span = _grown_span(span, before, after, gone, come)
        made.append(span)
    return made


def _unclaimed(length: int, spans: Sequence[Sequence[int]], moved: set[int]) -> set[int]:
    free = set(range(length)) - moved
    for start, end in spans:
        free.difference_update(range(start, end))
    return free


def _grown_span(
    span: tuple[int, int, int, int], before: Sequence[Block], after: Sequence[Block], gone: set[int], come: set[int]
) -> tuple[int, int, int, int]:
    while True:
        a0, a1, b0, b1 = span
        like = _likeness_of(span, before, after)
        wider: list[tuple[float, tuple[int, int, int, int]]] = []
        # Cut on one side only: a paragraph that became two, not two that became other two.
        if a1 - a0 == 1:
            for start, end, taken in ((b0, b1 + 1, b1), (b0 - 1, b1, b0 - 1)):
                if taken in come and _is_paragraph(after[taken]):
                    wider.append((0.0, (a0, a1, start, end)))
        if b1 - b0 == 1:
            for start, end, taken in ((a0, a1 + 1, a1), (a0 - 1, a1, a0 - 1)):
                if taken in gone and _is_paragraph(before[taken]):
                    wider.append((0.0, (start, end, b0, b1)))
        if not wider or not (_is_paragraph(before[a0]) and _is_paragraph(after[b0])):
            return span
        best, chosen = max((_likeness_of(grown, before, after), grown) for __, grown in wider)
        if best < like + _BETTER_TOGETHER:
            return span
        span = chosen
        gone.difference_update(range(span[0], span[1]))
        come.difference_update(range(span[2], span[3]))


def _is_paragraph(block: Block) -> bool:
    return not block.rows and not block.fixed and bool(block.text)


def _likeness_of(span: tuple[int, int, int, int], before: Sequence[Block], after: Sequence[Block]) -> float:
    a0, a1, b0, b1 = span
    one = PARTING.join(block.text for block in before[a0:a1])
    other = PARTING.join(block.text for block in after[b0:b1])
    return fuzz.ratio(one, other) / 100


# -- the order of reading ----------------------------------------------------------------------------------------------


def _in_reading_order(
    spans: list[tuple[int, int, int, int]], before: int, after: int, moved: dict[int, int]
) -> Iterator[Link]:
    numbers = _move_numbers(moved)
    origins = {b: a for a, b in moved.items()}
    a = b = 0
    for a0, a1, b0, b1 in [*spans, (before, before, after, after)]:
        for gone in range(a, a0):
            yield Link(gone, gone + 1, b, b, numbers.get(gone, 0), moved.get(gone, -1))
        for come in range(b, b0):
            origin = origins.get(come, -1)
            yield Link(a0, a0, come, come + 1, numbers.get(origin, 0), origin)
        if a1 > a0 or b1 > b0:
            yield Link(a0, a1, b0, b1)
        a, b = a1, b1


def _move_numbers(moved: dict[int, int]) -> dict[int, int]:
    """A number for each move; blocks that went together have one."""
    numbers: dict[int, int] = {}
    number = 0
    last = (-2, -2)
    for a, b in sorted(moved.items()):
        if (a - 1, b - 1) != last:
            number += 1
        numbers[a] = number
        last = (a, b)
    return numbers
