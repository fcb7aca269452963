"""An office file as what it is, a zip of XML parts: looked over within limits before any library may parse it.

Guards against zip bombs (many or huge parts, extreme ratios), entity bombs (any DTD is refused: ECMA-376 Part 2, 7.2.3
forbids it), depth bombs, damaged files. An older office file or an encrypted one is an OLE container and no zip.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from plan_cli.intake.remark import RefusedFileError, RemarkCode
from plan_cli.translation import _

FILE_LIMIT = 32 << 20
_UNPACKED_LIMIT = 192 << 20
_PARTS_LIMIT = 4_000
_RATIO_LIMIT = 400
_RATIO_FLOOR = 8 << 20
_DEPTH_LIMIT = 200
_ELEMENT_LIMIT = 4_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Starts = Callable[[str, dict[str, str]], None]
Ends = Callable[[str], None]


class Package:
    """The parts of an office file, by name. Reading one never gives more than was declared and allowed."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
            raise _damaged() from problem
        if len(parts) > _PARTS_LIMIT or sum(part.file_size for part in parts) > _UNPACKED_LIMIT:
            raise _too_large()
        for part in parts:
            if part.file_size > _RATIO_FLOOR and part.file_size > _RATIO_LIMIT * max(part.compress_size, 1):
                raise _too_large()
            if part.flag_bits & 1:
                raise _with_password()
        self.names = frozenset(part.filename for part in parts)

    def read(self, name: str) -> bytes:
        """The bytes of one part.

        Raises:
            RefusedFileError: it is damaged.
        """
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, EOFError) as problem:
            raise _damaged() from problem
        except Exception as problem:  # zlib, lzma and bz2 have errors of their own
            raise _damaged() from problem

    def look_over(self) -> None:
        """Refuse the file if any of its XML parts is not what a program for office work would write.

        Raises:
            RefusedFileError: it has a DTD, is nested too deep, too large or damaged.
        """
        for name in sorted(self.names):
            if name.lower().endswith((".xml", ".rels", ".vml")):
                walk_xml(self.read(name))


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes: `zip`, `ole`, `pdf`, `rtf`, `html` or `text`."""
    if content.startswith(b"PK"):
        return "zip"
    if content.startswith(_OLE):
        return "ole"
    start = content[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith(b"%pdf"):
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<table", b"<meta")):
        return "html"
    return "text"


def is_encrypted_container(content: bytes) -> bool:
    """Whether an OLE container holds an encrypted office file rather than an old one (MS-OFFCRYPTO, 2.3)."""
    return "EncryptedPackage".encode("utf-16-le") in content


def walk_xml(content: bytes, start: Starts | None = None, end: Ends | None = None, text: Ends | None = None) -> None:
    """Go through an XML part without building a tree, and tell of its elements; namespaces are left out of names.

    Raises:
        RefusedFileError: it has a DTD, is nested too deep, has too many elements or is damaged.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = elements = 0

    def refuse_dtd(*__: object) -> None:
        raise RefusedFileError(RemarkCode.UNSAFE, _("it holds definitions of its own that could blow up while reading"))

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > _DEPTH_LIMIT or elements > _ELEMENT_LIMIT:
            raise _too_large()
        if start:
            start(name.rpartition(" ")[2], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(" ")[2])

    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.EntityDeclHandler = refuse_dtd
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise _damaged() from problem


def _damaged() -> RefusedFileError:
    return RefusedFileError(
        RemarkCode.UNREADABLE,
        _("the file is damaged or not what its name says"),
        _("open it in WPS, Word or Excel, save it anew as .xlsx or .docx, and import that"),
    )


def _too_large() -> RefusedFileError:
    return RefusedFileError(
        RemarkCode.TOO_LARGE,
        _("it is larger inside than a form can be"),
        _("copy the filled-in cells into a new file and import that"),
    )


def _with_password() -> RefusedFileError:
    return RefusedFileError(
        RemarkCode.PASSWORD,
        _("the file is locked with a password"),
        _("open it with the password, save it without one, and import that"),
    )
