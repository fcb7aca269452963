"""The pictures of a document: read from the snapshot, checked to be what they say, and handed over as plain bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.render.fragment import INDICATORS, Fragment
from plan_cli.repository.objects import TooLargeError
from plan_cli.repository.snapshot import Snapshot, UnreadableError
from plan_cli.translation import _

SIZE_LIMIT = 32 << 20
PIXEL_LIMIT = 100_000_000
_WIDE_PIXELS = 600
_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
_SVG_REFUSED = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet|<script|<foreignObject|@import|\bon[a-z]+\s*=|url\(\s*['\"]?\s*(?!#|data:)|"
    rb"href\s*=\s*(?!\s*['\"]\s*(#|data:image/))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture. `file_name` is made from its content; `wide`: as wide as the text unless told otherwise.

    `alternative`: all that it says, in words, where it was drawn from data.
    """

    path: str
    content: bytes
    extension: str
    wide: bool
    alternative: str = ""

    @property
    def file_name(self) -> str:
        return f"{hashlib.sha256(self.content).hexdigest()[:24]}.{self.extension}"

    @property
    def data_uri(self) -> str:
        kind = {"jpg": "jpeg", "svg": "svg+xml"}.get(self.extension, self.extension)
        return f"data:image/{kind};base64,{base64.b64encode(self.content).decode('ascii')}"


def collect(
    fragments: tuple[Fragment, ...],
    snapshot: Snapshot,
    findings: list[Finding],
    drawn: Mapping[str, Callable[[], Picture]],
) -> dict[str, Picture]:
    """The pictures that the fragments name, by path; a finding for each that cannot be used.

    `drawn`: how those are made that show the data of the plan, by their address.
    """
    named = {mention.name for fragment in fragments for mention in fragment.images}
    pictures: dict[str, Picture] = {address: make() for address, make in drawn.items() if address in named}
    refused: dict[str, str] = {}
    for fragment in fragments:
        for mention in fragment.images:
            if mention.name == INDICATORS:
                continue
            place = Place(fragment.path, mention.line, mention.column)
            if mention.name not in pictures and mention.name not in refused:
                made = _picture(mention.name, snapshot)
                if isinstance(made, Picture):
                    pictures[mention.name] = made
                else:
                    refused[mention.name] = made
            if mention.name in refused:
                code = Code.IMAGE_REFUSED if mention.name in snapshot.paths() else Code.IMAGE_MISSING
                hint = _near_picture(mention.name, snapshot) if code is Code.IMAGE_MISSING else ""
                findings.append(error(code, place, refused[mention.name], hint))
    return pictures


def _near_picture(path: str, snapshot: Snapshot) -> str:
    """A hint to the file that may be meant: another case, another ending, another folder."""
    stem = posixpath.splitext(posixpath.basename(path))[0].casefold()
    kinds = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
    near = [
        other
        for other in snapshot.paths()
        if other.lower().endswith(kinds) and posixpath.splitext(posixpath.basename(other))[0].casefold() == stem
    ]
    return _("did you mean {name}?").format(name=near[0]) if near else ""


def _picture(path: str, snapshot: Snapshot) -> Picture | str:
    try:
        content = snapshot.read(path, SIZE_LIMIT)
    except KeyError:
        return _("the picture {path} is not in the repository").format(path=path)
    except TooLargeError:
        return _("the picture {path} is larger than {limit} MiB").format(path=path, limit=SIZE_LIMIT >> 20)
    except UnreadableError:
        return _("the picture {path} is not a plain file; links are not followed").format(path=path)
    if path.lower().endswith(".svg"):
        if _SVG_REFUSED.search(content):
            return _("the picture {path} names something outside itself or holds a script").format(path=path)
        if not _is_svg(content):
            return _("the picture {path} is not a sound SVG").format(path=path)
        return Picture(path, content, "svg", wide=False)
    return _bitmap(path, content)


def _is_svg(content: bytes) -> bool:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.QName(etree.fromstring(content, parser)).localname == "svg"
    except (etree.XMLSyntaxError, ValueError):
        return False


def _bitmap(path: str, content: bytes) -> Picture | str:
    from PIL import Image

    # Our own limit stands below; Pillow's would be told to the user as a warning of Python.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_FORMATS)) as opened:
            width, height = opened.size
            if width * height > PIXEL_LIMIT:
                return _("the picture {path} has more than {limit} million pixels").format(
                    path=path, limit=PIXEL_LIMIT // 1_000_000
                )
            opened.load()
            extension = _FORMATS[str(opened.format)]
    except Exception as problem:
        return _("the picture {path} cannot be read as PNG, JPEG, GIF or WebP ({reason})").format(
            path=path, reason=type(problem).__name__
        )
    return Picture(path, content, extension, wide=width > _WIDE_PIXELS)
