"""Which characters the fonts of a document can show, and a finding for each that none can."""

from __future__ import annotations

import json
from collections.abc import Mapping

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.render.cache import Cache
from plan_cli.render.fonts import Face, FontSet
from plan_cli.translation import _

# Typst brings Libertinus Serif along inside its module, where its character table cannot be read: Latin, Greek and
# Cyrillic letters with their signs are in it.
_LATIN = frozenset((*range(0x20, 0x180), *range(0x370, 0x400), *range(0x400, 0x460), *range(0x2010, 0x2040), 0xA, 0x9))
_INVISIBLE = frozenset((0x200B, 0x200C, 0x200D, 0xFEFF, 0xFE0E, 0xFE0F, 0x00AD))
# The mark of a lost character is an error of the file, and is reported where the file is read.
_REPORTED = frozenset((0xFFFD,))


def unshowable(texts: Mapping[str, str], characters: str, fonts: FontSet, cache: Cache) -> list[Finding]:
    """A finding for each of `characters` that no font can show, at its first place in `texts` (by path)."""
    covered = showable(fonts, cache)
    findings = []
    for character in sorted(set(characters)):
        if ord(character) not in covered:
            places = (first_place(path, text, character) for path, text in texts.items())
            findings += [refused(character, place) for place in places if place][:1]
    return findings


def first_place(path: str, text: str, character: str) -> Place | None:
    """Where a character first stands in the text of a file."""
    at = text.find(character)
    if at < 0:
        return None
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def refused(character: str, place: Place) -> Finding:
    """The finding for a character that no font can show."""
    message = _("no font can show the character {character} (U+{code:04X})")
    message = message.format(character=character, code=ord(character))
    return error(Code.NO_GLYPH, place, message, _("use another character"))


def showable(fonts: FontSet, cache: Cache) -> frozenset[int]:
    """The characters that need no finding: some font of a document can show them, or they are not to be seen."""
    return _coverage(fonts, cache) | _INVISIBLE | _REPORTED


def _coverage(fonts: FontSet, cache: Cache) -> frozenset[int]:
    key = f"coverage {fonts.identity}"
    kept = cache.get(key)
    if kept is not None:
        ranges = json.loads(kept)
    else:
        ranges = _ranges(fonts.faces)
        cache.put(key, json.dumps(ranges).encode())
    return frozenset(code for first, last in ranges for code in range(first, last + 1)) | _LATIN


def _ranges(faces: tuple[Face, ...]) -> list[list[int]]:
    """The characters of these fonts as ranges of code points, both ends included."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for face in faces:
        if face.path is not None:
            with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
                codes.update(font.getBestCmap() or {})
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges
