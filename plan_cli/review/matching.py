"""Which paragraph that came back is which paragraph that was sent: by bookmark, by text, by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from plan_cli.review.difference import common, similarity
from plan_cli.review.word_text import Token
from plan_cli.review.word_views import Read

_NAMED_AT_LEAST = 0.3
_NEAR_AT_LEAST = 0.45
_FAR_AT_LEAST = 0.8
_FAR_CHARACTERS = 6
_GAP_LIMIT = 400
_MOVED_SHARE = 0.6


@dataclass(eq=False)
class _Unit:
    """A paragraph, or a row of a table with the paragraphs of its cells."""

    reads: list[Read]
    row: bool

    @property
    def text(self) -> str:
        return "\x1f".join(read.text for read in self.reads)

    @property
    def names(self) -> list[str]:
        return [name for read in self.reads for name in read.names]


@dataclass
class Matched:
    """Where each character that came back was before: token → (number of the sent paragraph, place in it).

    The end mark of a paragraph stands at the place after its last character. `confidence`: from 0 to 1.
    """

    origin: dict[Token, tuple[int, int]] = field(default_factory=dict)
    pairs: dict[int, Read] = field(default_factory=dict)
    by_name: int = 0
    by_text: int = 0
    confidence: float = 1.0


def match(sent: list[Read], returned: list[Read]) -> Matched:
    """`returned`: as it was before tracked changes."""
    matched = Matched()
    numbers = {id(read): number for number, read in enumerate(sent)}
    sent_units, returned_units = _units(sent), _units(returned)
    pairs = _pair(sent_units, returned_units, matched)
    taken = {id(other) for other in pairs.values()}
    used: set[int] = set()
    for number, unit in enumerate(sent_units):
        partner = pairs.get(number)
        if partner is None:
            continue
        if unit.row or partner.row:
            for mine, theirs in _cells(unit, partner):
                _align(mine, theirs, numbers, matched)
            continue
        if number in used:
            continue
        mine, theirs = [unit.reads[0]], [partner.reads[0]]
        # Further paragraphs that this one was joined with, or split into.
        at = number + 1
        while at < len(sent_units) and at not in pairs and _continues(mine, sent_units[at], theirs):
            mine.append(sent_units[at].reads[0])
            used.add(at)
            at += 1
        place = returned_units.index(partner) + 1
        while (
            len(mine) == 1
            and place < len(returned_units)
            and id(returned_units[place]) not in taken
            and _continues(theirs, returned_units[place], mine)
        ):
            theirs.append(returned_units[place].reads[0])
            taken.add(id(returned_units[place]))
            place += 1
        _align(mine, theirs, numbers, matched)
    total = sum(len(read.tokens) for read in sent) or 1
    found = sum(1 for __, place in matched.origin.values() if place >= 0)
    matched.confidence = min(1.0, found / (total + len(sent)))
    return matched


def _units(reads: list[Read]) -> list[_Unit]:
    """Rows of one cell (boxes) are no rows."""
    columns: dict[tuple[int, int], int] = {}
    for read in reads:
        if read.cell:
            key = read.cell[:2]
            columns[key] = max(columns.get(key, 0), read.cell[2] + 1)
    units: list[_Unit] = []
    for read in reads:
        place = read.cell[:2] if read.cell else None
        if place and columns[place] > 1:
            last = units[-1] if units else None
            if last is not None and last.row and last.reads[0].cell and last.reads[0].cell[:2] == place:
                last.reads.append(read)
            else:
                units.append(_Unit([read], row=True))
        else:
            units.append(_Unit([read], row=False))
    return units


def _pair(sent: list[_Unit], returned: list[_Unit], matched: Matched) -> dict[int, _Unit]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(one: int, other: int) -> None:
        pairs[one] = other
        taken.add(other)

    holders: dict[str, int] = {}
    for number, unit in enumerate(returned):
        for name in unit.names:
            holders.setdefault(name, number)
    claims: dict[int, list[tuple[float, int]]] = {}
    sent_texts, returned_texts = {unit.text for unit in sent}, {unit.text for unit in returned}
    for number, unit in enumerate(sent):
        for name in unit.names:
            if name in holders and returned[holders[name]].row == unit.row:
                other = holders[name]
                score = _likeness(unit.text, returned[other].text)
                # Some programs leave a bookmark where it was when its words are carried away.
                elsewhere = score < 1 and (unit.text in returned_texts or returned[other].text in sent_texts)
                if score >= _NAMED_AT_LEAST and not elsewhere:
                    claims.setdefault(other, []).append((score, number))
    for other, claimants in claims.items():
        # Where paragraphs were joined all their names are in one place: the one that begins it is its own.
        whole = returned[other].text
        first = next((number for __, number in claimants if whole.startswith(sent[number].text[:8])), None)
        number = first if first is not None and len(claimants) > 1 else max(claimants)[1]
        if number not in pairs:
            take(number, other)
    matched.by_name = len(pairs)
    _same_text(sent, returned, pairs, taken, take)
    _near_text(sent, returned, pairs, taken, take)
    _far_text(sent, returned, pairs, taken, take)
    matched.by_text = len(pairs) - matched.by_name
    return {one: returned[other] for one, other in pairs.items()}


def _likeness(one: str, other: str) -> float:
    """How surely two texts are one paragraph: similar, or the one contained in the other."""
    if one == other:
        return 1.0
    short = min(len(one), len(other))
    contained = len(common(one, other)) / short if short > 1 else 0.0
    return max(similarity(one, other), contained if contained >= _MOVED_SHARE else 0.0)


def _same_text(sent: list[_Unit], returned: list[_Unit], pairs: dict[int, int], taken: set[int], take: object) -> None:
    """Equal texts in their order; what is paired already stands for itself alone."""
    partner = {other: one for one, other in pairs.items()}
    first = [f"\0{number}" if number in pairs else _key(unit) for number, unit in enumerate(sent)]
    second = [f"\0{partner[number]}" if number in partner else _key(unit) for number, unit in enumerate(returned)]
    for operation in Indel.opcodes(first, second):
        if operation.tag != "equal":
            continue
        for step in range(operation.src_end - operation.src_start):
            one, other = operation.src_start + step, operation.dest_start + step
            if one not in pairs and other not in taken:
                take(one, other)  # type: ignore[operator]


def _key(unit: _Unit) -> str:
    return f"{unit.row}{unit.text}"


def _near_text(sent: list[_Unit], returned: list[_Unit], pairs: dict[int, int], taken: set[int], take: object) -> None:
    """Similar texts between two neighbours that are known."""
    last = -1
    gap: list[int] = []
    for one in range(len(sent) + 1):
        if one < len(sent) and one not in pairs:
            gap.append(one)
            continue
        following = pairs.get(one, len(returned)) if one < len(sent) else len(returned)
        free = [other for other in range(last + 1, following) if other not in taken]
        _best(sent, returned, gap, free, _NEAR_AT_LEAST, take, ordered=True)
        gap = []
        if one < len(sent) and following > last:
            last = following


def _far_text(sent: list[_Unit], returned: list[_Unit], pairs: dict[int, int], taken: set[int], take: object) -> None:
    """Paragraphs that were cut and put elsewhere."""
    left = [one for one in range(len(sent)) if one not in pairs and len(sent[one].text) >= _FAR_CHARACTERS]
    free = [other for other in range(len(returned)) if other not in taken]
    _best(sent, returned, left, free, _FAR_AT_LEAST, take, ordered=False)


def _best(
    sent: list[_Unit],
    returned: list[_Unit],
    left: list[int],
    free: list[int],
    least: float,
    take: object,
    *,
    ordered: bool,
) -> None:
    left, free = left[:_GAP_LIMIT], free[:_GAP_LIMIT]
    if not left or not free:
        return
    theirs = [returned[other].text for other in free]
    found = []
    for row, one in enumerate(left):
        text = sent[one].text
        for column, other in enumerate(free):
            if sent[one].row == returned[other].row:
                score = ratio(text, theirs[column], score_cutoff=least * 100)
                if score:
                    found.append((-score, abs(row - column), row, column))
    found.sort()
    chosen: list[tuple[int, int]] = []
    for __, __, row, column in found:
        crosses = any((row - a) * (column - b) < 0 for a, b in chosen)
        if all(row != a and column != b for a, b in chosen) and not (ordered and crosses):
            chosen.append((row, column))
            take(left[row], free[column])  # type: ignore[operator]


def _continues(begun: list[Read], following: _Unit, whole: list[Read]) -> bool:
    """Whether `following` is, after `begun`, a further part of what stands in `whole`."""
    if following.row or not following.text or (begun[0].flow != following.reads[0].flow and begun[0].cell):
        return False
    if bool(begun[0].cell) != bool(following.reads[0].cell):
        return False
    head = "".join(read.text for read in begun)
    tail = following.text
    target = "".join(read.text for read in whole)
    gained = len(common(target, head + tail)) - len(common(target, head))
    return gained >= _MOVED_SHARE * len(tail)


def _cells(unit: _Unit, partner: _Unit) -> Iterable[tuple[list[Read], list[Read]]]:
    mine, theirs = _by_column(unit), _by_column(partner)
    for column in range(min(len(mine), len(theirs))):
        yield mine[column], theirs[column]


def _by_column(unit: _Unit) -> list[list[Read]]:
    columns: dict[int, list[Read]] = {}
    for read in unit.reads:
        columns.setdefault(read.cell[2] if read.cell else 0, []).append(read)
    return [columns[key] for key in sorted(columns)]


def _align(sent: list[Read], returned: list[Read], numbers: dict[int, int], matched: Matched) -> None:
    """Characters and end marks of paragraphs that belong together. An end mark stands as a line feed of its own."""
    places = [(numbers[id(read)], at) for read in sent for at in range(len(read.tokens) + 1)]
    before = "".join(f"{_letters(read)}\x00" for read in sent)
    after = "".join(f"{_letters(read)}\x00" for read in returned)
    tokens = [token for read in returned for token in (*read.tokens, read.end)]
    for at, other in common(before, after):
        token = tokens[other]
        if token is not None:
            matched.origin[token] = places[at]
    for read, partner in zip(sent, returned, strict=False):
        matched.pairs[numbers[id(read)]] = partner


def _letters(read: Read) -> str:
    """The text with exactly one letter for each token."""
    return "".join(token.text[:1] or " " for token in read.tokens)
