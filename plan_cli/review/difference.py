"""What differs between two Chinese texts: characters one by one, but Latin words and numbers as a whole.

2015 → 2016 is one number for another, not a 5 for a 6. The longest common subsequence comes from RapidFuzz.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

_UNITS = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,][0-9]+)*|.", re.DOTALL)


def common(before: str, after: str) -> list[tuple[int, int]]:
    """Places of the characters that both texts share, in order: (place in `before`, place in `after`)."""
    if before == after:
        return [(at, at) for at in range(len(before))]
    first, second = _UNITS.findall(before), _UNITS.findall(after)
    starts, other_starts = _starts(first), _starts(second)
    pairs = []
    for operation in Indel.opcodes(first, second):
        if operation.tag == "equal":
            for unit in range(operation.src_end - operation.src_start):
                at, other = starts[operation.src_start + unit], other_starts[operation.dest_start + unit]
                pairs += [(at + n, other + n) for n in range(len(first[operation.src_start + unit]))]
    return pairs


def similarity(one: str, other: str) -> float:
    """From 0 to 1: how much of two texts is common to both."""
    return fuzz.ratio(one, other) / 100


def changes(before: str, after: str) -> list[tuple[str, str, int]]:
    """What was replaced by what, with its place in `before`; small things between two changes go with them."""
    made: list[tuple[str, str, int]] = []
    at = other = 0
    for begin, begin_other in [*common(before, after), (len(before), len(after))]:
        if (begin, begin_other) != (at, other):
            made.append((before[at:begin], after[other:begin_other], at))
        at, other = begin + 1, begin_other + 1
    return _gathered(made, before)


def _gathered(made: list[tuple[str, str, int]], before: str) -> list[tuple[str, str, int]]:
    """Changes with one common character between them as one: whole words were replaced, not two of their letters."""
    gathered: list[tuple[str, str, int]] = []
    for old, new, at in made:
        if gathered:
            last_old, last_new, last_at = gathered[-1]
            between = before[last_at + len(last_old) : at]
            if len(between) <= 1 and len(last_old) + len(last_new) > 1 and len(old) + len(new) > 1:
                gathered[-1] = (last_old + between + old, last_new + between + new, last_at)
                continue
        gathered.append((old, new, at))
    return gathered


def _starts(units: list[str]) -> list[int]:
    starts, at = [], 0
    for unit in units:
        starts.append(at)
        at += len(unit)
    return starts
