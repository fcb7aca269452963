"""Two versions of a chapter, clause beside clause: what stayed, what was edited, and what has no counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from plan_cli.review.clauses import Clause

# From 0 to 100: two clauses between the same neighbours are one clause edited; two far from each other are one moved.
_EDITED, _MOVED = 34.0, 75.0
_PAIRS_LIMIT = 40_000


@dataclass
class Alignment:
    """`pairs`: clauses of the first version (by number) to those of the second; `gone` and `new` have no partner."""

    before: Sequence[Clause]
    after: Sequence[Clause]
    pairs: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)


def align(before: Sequence[Clause], after: Sequence[Clause]) -> Alignment:
    """Put the clauses of two versions beside each other."""
    made = Alignment(before, after)
    first, second = [clause.text for clause in before], [clause.text for clause in after]
    gap: tuple[list[int], list[int]] = ([], [])
    for operation in Indel.opcodes(first, second):
        if operation.tag == "equal":
            _pair_gap(made, *gap)
            gap = ([], [])
            for step in range(operation.src_end - operation.src_start):
                made.pairs[operation.src_start + step] = operation.dest_start + step
        else:
            gap[0].extend(range(operation.src_start, operation.src_end))
            gap[1].extend(range(operation.dest_start, operation.dest_end))
    _pair_gap(made, *gap)
    return made


def moved(gone: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[int, int]]:
    """Which of the clauses that are gone stand among the new ones; each once, the most alike first."""
    found = []
    if len(gone) * len(new) <= _PAIRS_LIMIT:
        for number, one in enumerate(gone):
            for other_number, other in enumerate(new):
                alike = fuzz.ratio(one.text, other.text, score_cutoff=_MOVED)
                if alike and min(len(one.text), len(other.text)) > 3:
                    found.append((-alike, number, other_number))
    else:
        places = {clause.text: number for number, clause in enumerate(new)}
        found = [(-100.0, number, places[one.text]) for number, one in enumerate(gone) if one.text in places]
    taken: set[int] = set()
    used: set[int] = set()
    pairs = []
    for __, number, other_number in sorted(found):
        if number not in taken and other_number not in used:
            taken.add(number)
            used.add(other_number)
            pairs.append((number, other_number))
    return pairs


def _pair_gap(made: Alignment, gone: list[int], new: list[int]) -> None:
    """Between two clauses that stayed: the pairs in their order whose likeness is largest in all."""
    chosen: list[tuple[int, int]] = []
    if gone and new and len(gone) * len(new) <= _PAIRS_LIMIT:
        chosen = _best(
            [[_likeness(made.before[one], made.after[other]) for other in new] for one in gone], len(gone), len(new)
        )
    elif len(gone) == len(new):
        chosen = [(number, number) for number in range(len(gone))]
    for one, other in chosen:
        made.pairs[gone[one]] = new[other]
    made.gone += [number for number in gone if number not in made.pairs]
    partners = {new[other] for __, other in chosen}
    made.new += [number for number in new if number not in partners]


def _likeness(one: Clause, other: Clause) -> float:
    if one.is_heading != other.is_heading:
        return 0.0
    return fuzz.ratio(one.text, other.text, score_cutoff=_EDITED)


def _best(likeness: list[list[float]], rows: int, columns: int) -> list[tuple[int, int]]:
    table = [[0.0] * (columns + 1) for __ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            alike = likeness[row][column]
            both = table[row + 1][column + 1] + alike if alike else 0.0
            table[row][column] = max(both, table[row + 1][column], table[row][column + 1])
    pairs = []
    row = column = 0
    while row < rows and column < columns:
        alike = likeness[row][column]
        if alike and table[row][column] == table[row + 1][column + 1] + alike:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif table[row][column] == table[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs
