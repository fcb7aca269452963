"""The fonts of documents: what is on this machine or comes with the tool, and which of it each typeface gets."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from plan_cli.model.profile import Profile, Typeface
from plan_cli.render.cache import Cache

_REGULAR = 400
# Rare names (朱镕基, 李喆, 䶮): these two show every character of the 通用规范汉字表.
LAST_SERIF, LAST_SANS = "Noto Serif SC", "Noto Sans SC"
# Marks that a font draws too narrow for Chinese text (0.35 em), left to the next in the chain.
_NARROW_MARKS = {"LXGW WenKai": "“”‘’·"}


@dataclass(frozen=True, slots=True)
class Face:
    """One font: a file and the number of the face in it; no path where Typst brings it along itself."""

    family: str
    weight: int
    path: str | None
    index: int

    @property
    def bundled(self) -> bool:
        """Whether it comes with the tool."""
        return self.path is None or Path(self.path).parent == folder()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a typeface is set in: the first of `faces`, the others for characters that it lacks."""

    typeface: Typeface
    faces: tuple[Face, ...]
    is_stand_in: bool

    @property
    def face(self) -> Face | None:
        """The font of the typeface; None where this machine has none at all."""
        return self.faces[0] if self.faces else None

    @property
    def better(self) -> tuple[str, ...]:
        """The families that would be used instead, were they here, best first."""
        used = self.face.family.lower() if self.face and not self.is_stand_in else ""
        better = []
        for family in self.typeface.families:
            if family.partition("@")[0].lower() == used:
                break
            better.append(family.partition("@")[0])
        return tuple(better)


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts of one profile on this machine. `bundled`: what the system has was not looked at."""

    choices: tuple[Choice, ...]
    latin: Face | None
    bundled: bool

    @property
    def faces(self) -> tuple[Face, ...]:
        """Every font that may come to be used, each once."""
        found = [face for choice in self.choices for face in choice.faces]
        return tuple(dict.fromkeys([*found, *([self.latin] if self.latin else [])]))

    @property
    def stand_ins(self) -> tuple[Choice, ...]:
        """The typefaces that are set in something else."""
        return tuple(choice for choice in self.choices if choice.is_stand_in and choice.typeface.families)

    @property
    def identity(self) -> str:
        """Changes whenever a document could come out in other fonts; part of cache keys."""
        return json.dumps([[face.family, face.weight, face.index, _stamp(face)] for face in self.faces])

    def typst(self, typeface_id: str) -> dict[str, object]:
        """The font of a typeface for the template: families, weight, and a stroke in pt for a light stand-in."""
        choice = next(choice for choice in self.choices if choice.typeface.id == typeface_id)
        families: list[object] = []
        # `latin-in-cjk`: quotes, dashes and dots, which both scripts have, come from the Chinese font, one character
        # wide.
        if self.latin and typeface_id != "mono":
            families.append({"name": self.latin.family, "covers": "latin-in-cjk"})
        for face in choice.faces:
            excluded = _NARROW_MARKS.get(face.family)
            families.append({"name": face.family, "excludes": excluded} if excluded else face.family)
        return {
            "families": families,
            "weight": choice.face.weight if choice.face else _REGULAR,
            "stroke": choice.typeface.stroke if choice.is_stand_in else 0,
        }


def folder() -> Path:
    """The folder of the bundled fonts: Noto Serif SC and Noto Sans SC (SIL Open Font License 1.1)."""
    import pylopdf_fonts_zh_cn

    return Path(str(pylopdf_fonts_zh_cn.__file__)).parent


def version() -> str:
    """The version of the font package; part of cache keys and manifests."""
    return metadata.version("pylopdf-fonts-zh-cn")


def resolve(profile: Profile, *, bundled: bool, cache: Cache) -> FontSet:
    """The fonts for a profile: the first there is of each typeface's families, then its stand-ins."""
    known: dict[tuple[str, int], Face] = {}
    names: dict[str, Face] = {}
    for face in _available(bundled, cache):
        known.setdefault((face.family.lower(), face.weight), face)
        known_face = names.get(face.family.lower())
        if known_face is None or (known_face.weight != _REGULAR and face.weight == _REGULAR):
            names[face.family.lower()] = face

    def find(family: str) -> Face | None:
        name, __, weight = family.partition("@")
        return known.get((name.lower(), int(weight))) if weight else names.get(name.lower())

    def first(families: tuple[str, ...]) -> Face | None:
        return next((face for face in map(find, families) if face), None)

    choices = []
    for typeface in profile.typefaces:
        proper = first(typeface.families)
        behind = [find(family) for family in (*typeface.stand_in, LAST_SERIF, LAST_SANS)]
        faces = dict.fromkeys(face for face in (proper, *behind) if face)
        choices.append(Choice(typeface, tuple(faces), proper is None))
    return FontSet(tuple(choices), first(profile.latin), bundled)


def _available(bundled: bool, cache: Cache) -> list[Face]:
    key = json.dumps(["fonts", version(), metadata.version("typst"), bundled or _system_state()])
    kept = cache.get(key)
    if kept is not None:
        return [Face(*item) for item in json.loads(kept)]
    import typst

    fonts = typst.Fonts(include_system_fonts=not bundled, font_paths=[folder()])
    faces = [
        Face(font.family, font.weight, None if font.path is None else str(font.path), font.index)
        for font in fonts.fonts()
        if font.style == "normal"
    ]
    # What comes with the tool first: a system font of the same name must not change what `bundled` would give.
    faces.sort(key=lambda face: (face.path is None, not face.bundled, face.family, face.weight, face.path or ""))
    cache.put(key, json.dumps([list(asdict(face).values()) for face in faces]).encode())
    return faces


def _system_state() -> list[tuple[str, int]]:
    """The folders of system fonts with the times of their last change: adding or removing a font changes one."""
    state = []
    for top in _system_folders():
        for path, __, __ in os.walk(top):
            try:
                state.append((path, Path(path).stat().st_mtime_ns))
            except OSError:
                continue
    return sorted(state)


def _system_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return [
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            Path(local) / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".fonts",
        home / ".local" / "share" / "fonts",
    ]


def _stamp(face: Face) -> str:
    if face.path is None or face.bundled:
        return version()
    try:
        found = Path(face.path).stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def digests(faces: tuple[Face, ...], cache: Cache) -> dict[str, str]:
    """The SHA-256 of each font file, by its name, for the manifest."""
    found = {}
    for face in faces:
        if face.path is None:
            continue
        key = f"digest {face.path} {_stamp(face)}"
        kept = cache.get(key)
        if kept is None:
            kept = hashlib.sha256(Path(face.path).read_bytes()).hexdigest().encode()
            cache.put(key, kept)
        found[Path(face.path).name] = kept.decode()
    return dict(sorted(found.items()))
