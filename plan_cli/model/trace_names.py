"""The names by which people write what a thread runs through: any trailing part of a key that names one thing."""

from __future__ import annotations

from collections.abc import Iterable

from plan_cli.model.trace import ItemKind

_SCOPED = tuple(kind.value for kind in (ItemKind.EVIDENCE, ItemKind.SECTION, ItemKind.CHAPTER, ItemKind.CLAUSE))


class Names:
    """The keys by their names."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys: dict[str, list[str]] = {}
        self._all = dict.fromkeys(keys)
        for key in self._all:
            __, __, rest = key.partition("/")
            names = {key, rest, rest.partition("/")[2]} - {""}
            for name in names:
                self._keys.setdefault(name, []).append(key)

    def find(self, name: str, source: str = "", wanted: ItemKind | None = None) -> tuple[str, ...]:
        """The keys that the name may mean where `source` writes it; one where it is clear.

        A whole key goes first, then what belongs to the same topic or document, then a topic before the proposal that
        it was made of.
        """
        found = self._keys.get(name, [])
        if wanted is not None:
            found = [key for key in found if key.startswith(f"{wanted.value}/")]
        if len(found) < 2:
            return tuple(found)
        if name in found:
            return (name,)
        scope = source.partition("/")[2].partition("/")[0]
        near = [key for key in (f"{kind}/{scope}/{name}" for kind in _SCOPED) if key in self._all]
        if wanted is not None:
            near = [key for key in near if key.startswith(f"{wanted.value}/")]
        found = near or found
        if len(found) > 1:
            found = [key for key in found if not key.startswith(f"{ItemKind.PROPOSAL.value}/")] or found
        return tuple(found)

    def short(self, key: str) -> str:
        """A short name that means this key alone, and will when other topics have things of the same name."""
        kind, __, rest = key.partition("/")
        short = rest.partition("/")[2] if kind == ItemKind.CLAUSE.value else rest
        for name in (short, rest):
            if name and self._keys.get(name) == [key]:
                return name
        return key

    def all(self) -> list[str]:
        """Every name."""
        return list(self._keys)
