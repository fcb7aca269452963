"""Which commit put in each character of a text and which one took out each that is gone: blame, by character.

Git's own blame knows lines, and a line of Chinese is a paragraph in which several people have written. Here each
version of a file is compared with its parents', lines first and characters within those that differ.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

# Above this many pairs of characters in one stretch it is taken as written anew.
_LARGEST = 64_000_000
# In characters: how far from where it is expected the text of a block may stand in its source.
_SLACK = 40


@dataclass(frozen=True, slots=True)
class Version:
    """A text as it was after a commit. `number` is the commit's own; `parents`: those before it, -1 for the start."""

    number: int
    parents: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """`added_by`: for each character of the last text the number of its commit, -1 for what was there at the start.

    `removed_by`: for each character of the first text the number of the commit that took it out, -1 for those kept.
    """

    added_by: Sequence[int]
    removed_by: Sequence[int]


@dataclass(frozen=True, slots=True)
class _State:
    """`born`: by whom each character was added. `origins`: its place in the first text, or -1. `gone`: who removed."""

    text: str
    born: array[int]
    origins: array[int]
    gone: dict[int, int]


def provenance(start: str, versions: Sequence[Version]) -> Provenance:
    """Who added and who removed what between `start` and the last of the versions, which come after their parents."""
    first = _State(start, array("i", [-1]) * len(start), array("i", range(len(start))), {})
    states: dict[int, _State] = {-1: first}
    last = first
    for version in versions:
        parents = [states[number] for number in dict.fromkeys(version.parents) if number in states] or [first]
        last = states[version.number] = _after(version, parents)
    removed = array("i", [-1]) * len(start)
    for place in set(range(len(start))).difference(last.origins):
        removed[place] = last.gone.get(place, -1)
    return Provenance(last.born, removed)


def _after(version: Version, parents: Sequence[_State]) -> _State:
    born = array("i", [version.number]) * len(version.text)
    origins = array("i", [-1]) * len(version.text)
    for parent in reversed(parents):
        for place, here, length in common_stretches(parent.text, version.text):
            born[here : here + length] = parent.born[place : place + length]
            origins[here : here + length] = parent.origins[place : place + length]
    alive = set(origins)
    gone: dict[int, int] = {}
    for parent in parents:
        gone |= {place: number for place, number in parent.gone.items() if place not in alive}
    for parent in parents:
        for place in set(parent.origins) - alive:
            if place >= 0:
                gone.setdefault(place, version.number)
    return _State(version.text, born, origins, gone)


def common_stretches(before: str, after: str) -> list[tuple[int, int, int]]:
    """What two texts share, in order, as (place, place in the other, length): equal lines, then within the others."""
    if before == after:
        return [(0, 0, len(before))]
    lines, other_lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts, other_starts = _starts(lines), _starts(other_lines)
    made: list[tuple[int, int, int]] = []
    a = b = 0
    for found in Indel.opcodes(lines, other_lines):
        if found.tag != "equal":
            continue
        start, other = starts[found.src_start], other_starts[found.dest_start]
        made += _within(before, after, a, start, b, other)
        a, b = starts[found.src_end], other_starts[found.dest_end]
        made.append((start, other, a - start))
    return made + _within(before, after, a, len(before), b, len(after))


def _within(before: str, after: str, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int, int]]:
    if a0 == a1 or b0 == b1 or (a1 - a0) * (b1 - b0) > _LARGEST:
        return []
    return [
        (a0 + found.src_start, b0 + found.dest_start, found.src_end - found.src_start)
        for found in Indel.opcodes(before[a0:a1], after[b0:b1])
        if found.tag == "equal"
    ]


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def places_in_source(texts: Sequence[str], source: str) -> list[Mapping[int, int]]:
    """For each of the rendered texts of a chapter, in its order: where its characters stand in the chapter's Markdown.

    A text is looked for from where the one before it ended; marks of Markdown and numbers made by the tool have no
    place.
    """
    made: list[Mapping[int, int]] = []
    cursor = 0
    for text in texts:
        start = _found(text, source, cursor)
        if start is None:
            made.append({})
            continue
        begin, end = max(0, start - _SLACK), min(len(source), start + len(text) * 2 + 3 * _SLACK)
        places: dict[int, int] = {}
        for found in Indel.opcodes(text, source[begin:end]):
            if found.tag == "equal":
                here = range(found.src_start, found.src_end)
                places.update(zip(here, range(begin + found.dest_start, begin + found.dest_end), strict=True))
        made.append(places)
        cursor = max(places.values(), default=cursor)
    return made


def _found(text: str, source: str, cursor: int) -> int | None:
    """About where a text begins in the source: by the first stretch of it that stands there as it is."""
    for length in (12, 8, 5, 2, 1):
        if len(text) < length:
            continue
        for at in range(0, min(len(text) - length, 120) + 1, max(1, length // 3)):
            place = source.find(text[at : at + length], cursor)
            if place < 0 and length >= 5:
                place = source.find(text[at : at + length])
            if place >= 0:
                return max(0, place - at)
    return None
