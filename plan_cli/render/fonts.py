"""The fonts of documents: those that come with the tool, and which characters they can show."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata
from pathlib import Path

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.render.cache import Cache
from plan_cli.translation import _

# `latin-in-cjk`: quotes, dashes and dots, which both scripts have, come from the Chinese font, one character wide.
SERIF: tuple[object, ...] = ({"name": "Libertinus Serif", "covers": "latin-in-cjk"}, "Noto Serif SC")
SANS = ("Noto Sans SC",)
MONO = ("DejaVu Sans Mono", "Noto Sans SC")

# Typst brings Libertinus Serif along inside its module, where its character table cannot be read: Latin, Greek and
# Cyrillic letters with their signs are in it.
_LATIN = frozenset((*range(0x20, 0x180), *range(0x370, 0x400), *range(0x400, 0x460), *range(0x2010, 0x2040), 0xA, 0x9))
_INVISIBLE = frozenset((0x200B, 0x200C, 0x200D, 0xFEFF, 0xFE0E, 0xFE0F, 0x00AD))


def folder() -> Path:
    """The folder of the bundled fonts: Noto Serif SC and Noto Sans SC (SIL Open Font License 1.1)."""
    import pylopdf_fonts_zh_cn

    return Path(str(pylopdf_fonts_zh_cn.__file__)).parent


def version() -> str:
    """The version of the font package; part of cache keys and manifests."""
    return metadata.version("pylopdf-fonts-zh-cn")


def unshowable(texts: dict[str, str], characters: str, cache: Cache) -> list[Finding]:
    """A finding for each of `characters` that no font can show, at its first place in `texts` (by path)."""
    covered = _coverage(cache)
    findings = []
    for character in sorted(set(characters)):
        if ord(character) in covered or ord(character) in _INVISIBLE:
            continue
        for path, text in texts.items():
            at = text.find(character)
            if at >= 0:
                line = text.count("\n", 0, at) + 1
                place = Place(path, line, at - text.rfind("\n", 0, at))
                message = _("no font can show the character {character} (U+{code:04X})").format(
                    character=character, code=ord(character)
                )
                findings.append(error(Code.NO_GLYPH, place, message, _("use another character")))
                break
    return findings


def _coverage(cache: Cache) -> frozenset[int]:
    key = f"coverage {version()}"
    kept = cache.get(key)
    if kept is not None:
        ranges = json.loads(kept)
    else:
        ranges = _ranges()
        cache.put(key, json.dumps(ranges).encode())
    return frozenset(code for first, last in ranges for code in range(first, last + 1)) | _LATIN


def _ranges() -> list[list[int]]:
    """The characters of all bundled fonts as ranges of code points, both ends included."""
    from fontTools.ttLib import TTFont

    codes: set[int] = set()
    for file in sorted(folder().glob("*.[ot]tf")):
        with TTFont(file, lazy=True) as font:
            codes.update(font.getBestCmap())
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def digests(cache: Cache) -> dict[str, str]:
    """The SHA-256 of each bundled font file, for the manifest."""
    key = f"digests {version()}"
    kept = cache.get(key)
    if kept is None:
        kept = json.dumps(_digests()).encode()
        cache.put(key, kept)
    found: dict[str, str] = json.loads(kept)
    return found


def _digests() -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder().glob("*.[ot]tf"))}
