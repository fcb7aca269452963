"""Names of fonts as files write them → the typefaces of a profile: 仿宋_GB2312 and FZFSK--GBK1-0 are one kind."""

from __future__ import annotations

import re
from functools import lru_cache

from plan_cli.model.profile import Profile, Role

# What fonts call themselves inside a file, or in a Chinese Word, where it is not their family's name.
_OTHER_NAMES = {
    "FZFangSong-Z02": ("FZFSK", "方正仿宋_GBK"),
    "FZFangSong-Z02S": ("FZFSJW", "方正仿宋简体"),
    "FandolFang R": ("FandolFang",),
    "FZKai-Z03": ("FZKTK", "方正楷体_GBK"),
    "FZKai-Z03S": ("FZKTJW", "方正楷体简体"),
    "FZHei-B01": ("FZHTK", "方正黑体_GBK"),
    "FZHei-B01S": ("FZHTJW", "方正黑体简体"),
    "FZXiaoBiaoSong-B05": ("FZXBSK",),
    "FZXiaoBiaoSong-B05S": ("FZXBSJW",),
}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_ENDING = re.compile(r"(-Identity-[HV]|--GBK?1-\d|[-,](Regular|Roman|Bold|Medium|Light|Italic|Oblique|BoldItalic))+$")
_LONG_ENOUGH = 5


def plain(name: str) -> str:
    """A font's name without what does not tell fonts apart: the mark of a subset, its weight, blanks and case."""
    name = _ENDING.sub("", _SUBSET.sub("", name))
    return "".join(character for character in name.casefold() if character.isalnum())


class Faces:
    """The typefaces of a profile by the names of fonts."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._proper: dict[str, set[str]] = {}
        self._stand_in: dict[str, set[str]] = {}
        for typeface in profile.typefaces:
            for name in (typeface.official, *typeface.families):
                for each in (name, *_OTHER_NAMES.get(name, ())):
                    self._proper.setdefault(plain(each), set()).add(typeface.id)
            for name in typeface.stand_in:
                self._stand_in.setdefault(plain(name), set()).add(typeface.id)
        self._latin = {plain(name) for name in (profile.latin_official, *profile.latin)}
        self.kinds = lru_cache(maxsize=1024)(self._kinds)

    def _kinds(self, name: str) -> frozenset[str]:
        """The ids of the typefaces that a font of that name is, or stands in for."""
        return frozenset(_found(self._proper, plain(name)) | _found(self._stand_in, plain(name)))

    def is_latin(self, name: str) -> bool:
        """Whether the profile takes it for Latin letters and digits."""
        return any(_is(plain(name), known) for known in self._latin)

    def is_stand_in(self, name: str) -> bool:
        """Whether the profile takes it only where nothing better is there."""
        return not self.is_latin(name) and not _found(self._proper, plain(name)) and bool(self.kinds(name))

    def is_known(self, name: str) -> bool:
        """Whether the profile names it at all."""
        return self.is_latin(name) or bool(self.kinds(name))

    def fits(self, name: str, role: Role) -> bool:
        """Whether text of that role may be set in it."""
        return role.typeface in self.kinds(name)

    def title(self, role: Role) -> str:
        """What the typeface of a role is called."""
        return self._profile.typeface(role.typeface).title


def _found(known: dict[str, set[str]], name: str) -> set[str]:
    return set().union(*(kinds for each, kinds in known.items() if _is(name, each)))


def _is(name: str, known: str) -> bool:
    return name == known or (len(known) >= _LONG_ENOUGH and name.startswith(known))
