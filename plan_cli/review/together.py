"""Opinions about one clause, seen together: twins that want the same, and edits that exclude each other."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.review.gathering import Opinion
from plan_cli.review.suggestion import EditKind

_Clause = tuple[str, int]


class Together:
    """The opinions of a round by the clause where they stand now; those without a place have no company."""

    def __init__(self, opinions: Iterable[Opinion]) -> None:
        self._groups: dict[_Clause, dict[str, list[Opinion]]] = {}
        for one in opinions:
            clause = _clause(one)
            if clause:
                self._groups.setdefault(clause, {}).setdefault(_said(one), []).append(one)

    def twins(self, one: Opinion) -> list[Opinion]:
        """The other opinions that say the same."""
        clause = _clause(one)
        same = self._groups.get(clause, {}).get(_said(one), []) if clause else []
        return [other for other in same if other.id != one.id] if len(same) > 1 else []

    def conflicts(self, one: Opinion) -> list[Opinion]:
        """Edits that want something else for the same clause; what is added behind a clause excludes nothing."""
        clause = _clause(one)
        if clause is None or not _excludes(one):
            return []
        others = self._groups[clause].items() if clause in self._groups else ()
        return [other for said, same in others if said != _said(one) for other in same if _excludes(other)]

    def beside(self, one: Opinion) -> list[Opinion]:
        """All other opinions about the same clause."""
        clause = _clause(one)
        found = self._groups.get(clause, {}).values() if clause else ()
        return [other for same in found for other in same if other.id != one.id]


def _clause(one: Opinion) -> _Clause | None:
    place = one.attached
    return (place.chapter, place.line) if place.chapter and place.line else None


def _said(one: Opinion) -> str:
    return f"edit {one.edit.id}" if one.edit else f"words {one.text}"


def _excludes(one: Opinion) -> bool:
    return one.edit is not None and one.edit.kind is not EditKind.ADDED
