"""The package of a DOCX: its parts, read within limits on size, number and compression, and its XML without entities.

A DOCX is a ZIP file of anyone's making. Nothing of it is written to disk, so names in it can lead nowhere.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from lxml import etree

from plan_cli.errors import RefusedError, UsageError
from plan_cli.translation import _

MOST_ENTRIES = 4_096
MOST_BYTES = 512 << 20
MOST_XML_BYTES = 32 << 20
MOST_XML_IN_ALL = 96 << 20
MOST_RATIO = 200
# Small parts may compress well: a ratio is looked at from this size on.
_RATIO_FROM = 4 << 20
_CHUNK = 1 << 20

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_TYPES = ("wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "document.macroEnabled.main")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part to another: its id, the last word of its type, where it leads, whether out of the file."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of a DOCX by name.

    Raises:
        UsageError: when opened: it is a ZIP file, but no DOCX.
        RefusedError: when opened or read: it is damaged or protected, or holds more than is read.
    """

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as problem:
            raise _damaged() from problem
        self.entries = self._archive.infolist()
        if len(self.entries) > MOST_ENTRIES:
            raise too_much()
        if sum(entry.file_size for entry in self.entries) > MOST_BYTES:
            raise too_much()
        for entry in self.entries:
            if entry.file_size > _RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
                raise too_much()
            if entry.flag_bits & 0x1:
                raise RefusedError(
                    _("this DOCX is protected by a password"), _("save it without one, then inspect it again")
                )
        self._by_name = {entry.filename: entry for entry in self.entries}
        self._trees: dict[str, etree._Element | None] = {}
        self._parsed = 0
        self.main = self._main()

    def names(self) -> list[str]:
        """The names of all parts, as they stand in the file, those given twice twice."""
        return [entry.filename for entry in self.entries if not entry.filename.endswith("/")]

    def has(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name in self._by_name

    def read(self, name: str) -> bytes:
        """The bytes of a part, at most as many as its place in the table of contents promises."""
        entry = self._by_name[name]
        if entry.file_size > MOST_XML_BYTES:
            raise too_much()
        content = bytearray()
        try:
            with self._archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    content += chunk
                    if len(content) > MOST_XML_BYTES:
                        raise too_much()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as problem:
            raise _damaged() from problem
        return bytes(content)

    def tree(self, name: str) -> etree._Element | None:
        """The XML of a part; None where there is no such part."""
        if name not in self._trees:
            content = self.read(name) if self.has(name) else None
            self._parsed += len(content or b"")
            if self._parsed > MOST_XML_IN_ALL:
                raise too_much()
            self._trees[name] = parse(content) if content is not None else None
        return self._trees[name]

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relations of a part; those of the package itself for an empty name."""
        folder, base = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return ()
        return tuple(_relation(found, folder) for found in root.iter(_RELATIONS))

    def related(self, kind: str) -> etree._Element | None:
        """The XML of the part that stands in that relation to the main document: `styles`, `settings`."""
        for relation in self.relations(self.main):
            if relation.kind == kind and not relation.external:
                return self.tree(relation.target)
        return None

    def content_types(self) -> tuple[set[str], set[str]]:
        """The endings and the parts that the list of content types knows."""
        root = self.tree(_CONTENT_TYPES)
        endings: set[str] = set()
        parts: set[str] = set()
        for found in root if root is not None else ():
            endings.add((found.get("Extension") or "").casefold())
            parts.add((found.get("PartName") or "").removeprefix("/"))
        return endings - {""}, parts - {""}

    def _main(self) -> str:
        if not self.has(_CONTENT_TYPES):
            raise _no_docx()
        types = self.read(_CONTENT_TYPES).decode("utf-8", "replace")
        if not any(kind in types for kind in _MAIN_TYPES):
            raise _no_docx()
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        raise _damaged()


def parse(content: bytes) -> etree._Element:
    """The XML, without entities, without anything from elsewhere.

    Raises:
        RefusedError: it is none, or declares a document type, which no DOCX has.
    """
    if any(b"<!DOCTYPE".decode().encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise _damaged()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise _damaged() from problem
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that hid it above
        raise _damaged()
    return root


def _relation(found: etree._Element, folder: str) -> Relation:
    target = unquote(found.get("Target") or "")
    path = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    kind = (found.get("Type") or "").rpartition("/")[2]
    return Relation(found.get("Id") or "", kind, path, found.get("TargetMode") == "External")


def _damaged() -> RefusedError:
    return RefusedError(
        _("this DOCX is damaged and cannot be read"), _("open it in Word or WPS, save it anew, then inspect that")
    )


def _no_docx() -> UsageError:
    return UsageError(_("this is a ZIP file, but no DOCX"), _("save the document as DOCX, then inspect that"))


def too_much() -> RefusedError:
    """The error for a file that goes beyond the limits."""
    return RefusedError(
        _("this DOCX holds more than can be inspected"), _("open it in Word or WPS, save it anew, then inspect that")
    )
