"""Opening a Word file that came from outside: nothing in it is parsed before its size, names and kind are known."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from plan_cli.errors import RefusedError
from plan_cli.translation import _

FILE_LIMIT = 128 << 20
"""Bytes that a file may have; a document of 200 pages without pictures has less than one million."""
_PART_LIMIT = 64 << 20
_TOTAL_LIMIT = 192 << 20
_ENTRIES_LIMIT = 4000
_RATIO_LIMIT = 1000
_RATIO_FROM = 1 << 20
_DEPTH_LIMIT = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_MACROS = re.compile(r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml)$", re.IGNORECASE)
_EMBEDDED = re.compile(r"^word/(embeddings|activeX)/", re.IGNORECASE)

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument/relationships|wordprocessingml/main)")
_TRANSITIONAL = {
    b"officeDocument/relationships": R.encode(),
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
}


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of a file by name, and what was noticed and left alone: macros, outside references."""

    parts: dict[str, bytes]
    noticed: tuple[str, ...] = ()

    def xml(self, name: str) -> etree._Element | None:
        """A part as a tree; None where there is none.

        Raises:
            RefusedError: it is broken, or deeper than anything Word writes.
        """
        content = self.parts.get(name)
        return None if content is None else parse(content, name)

    def related(self, kind: str) -> str | None:
        """The name of the part that the document names as its comments, footnotes and so on."""
        relations = self.xml("word/_rels/document.xml.rels")
        for relation in relations if relations is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            if relation.get("Type", "").endswith(f"/{kind}"):
                name = target.lstrip("/") if target.startswith("/") else f"word/{target}"
                return name if name in self.parts else None
        return None


def open_package(content: bytes) -> Package:
    """The file's XML parts.

    Raises:
        RefusedError: it is no DOCX, has a password, or is made to do harm.
    """
    if len(content) > FILE_LIMIT:
        raise RefusedError(_("the file is larger than {limit} MiB").format(limit=FILE_LIMIT >> 20))
    if content.startswith(_OLE):
        raise _old_or_locked(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise RefusedError(_("this is no Word file (DOCX)"), _save_again()) from problem
    with archive:
        return _read(archive)


def _old_or_locked(content: bytes) -> RefusedError:
    if any(name in content for name in _ENCRYPTED):
        return RefusedError(_("the file has a password"), _("ask its sender to save it without one"))
    return RefusedError(_("this is an old Word or WPS file (.doc, .wps)"), _save_again())


def _save_again() -> str:
    return _("open it in Word or WPS and save it as DOCX")


def _read(archive: zipfile.ZipFile) -> Package:
    entries = archive.infolist()
    if len(entries) > _ENTRIES_LIMIT:
        raise RefusedError(_("the file holds more than {limit} parts").format(limit=_ENTRIES_LIMIT))
    noticed: list[str] = []
    wanted: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for entry in entries:
        name = entry.filename
        if _is_unsafe(name):
            raise RefusedError(_("the file holds a part whose name leads out of it; nothing was read"))
        if entry.flag_bits & 1:
            raise RefusedError(_("the file has a password"), _("ask its sender to save it without one"))
        if name in wanted:
            raise RefusedError(_("the file holds two parts of one name; nothing was read"))
        if _MACROS.search(name):
            noticed.append(_("the file holds macros; they were left alone"))
        elif _EMBEDDED.match(name):
            noticed.append(_("the file holds embedded objects; they were left alone"))
        if not name.lower().endswith((".xml", ".rels")):
            continue
        _refuse_bomb(entry)
        total += entry.file_size
        wanted[name] = entry
    if total > _TOTAL_LIMIT:
        raise _too_large()
    parts = {name: _content(archive, entry) for name, entry in wanted.items()}
    if "word/document.xml" not in parts:
        raise RefusedError(_("this is no Word file (DOCX)"), _save_again())
    noticed += _outside(parts)
    return Package(parts, tuple(dict.fromkeys(noticed)))


def _is_unsafe(name: str) -> bool:
    pieces = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in pieces or "\0" in name or ":" in pieces[0]


def _refuse_bomb(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > _PART_LIMIT:
        raise _too_large()
    if entry.file_size > _RATIO_FROM and entry.file_size > _RATIO_LIMIT * max(entry.compress_size, 1):
        raise _too_large()


def _too_large() -> RefusedError:
    return RefusedError(_("the file is small and unpacks to more than any document needs; nothing was read"))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise RefusedError(_("the file is damaged"), _save_again()) from problem
    if len(content) > entry.file_size:
        raise _too_large()
    # Word can save in the strict form of the standard, whose names differ and mean the same (ISO/IEC 29500-1).
    if b"purl.oclc.org/ooxml" in content:
        content = _STRICT.sub(lambda found: _TRANSITIONAL[found[1]], content)
    return content


def parse(content: bytes, name: str) -> etree._Element:
    """A part as a tree: no entities, no network, no document type.

    Raises:
        RefusedError: it is broken.
    """
    head = content[:4096].replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise RefusedError(_("{part} of the file declares a document type; nothing was read").format(part=name))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise RefusedError(_("{part} of the file is damaged").format(part=name), _save_again()) from problem
    if root.getroottree().docinfo.internalDTD is not None or _is_too_deep(root):
        raise RefusedError(_("{part} of the file is damaged").format(part=name), _save_again())
    return root


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, __ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEPTH_LIMIT:
            return True
    return False


def _outside(parts: dict[str, bytes]) -> list[str]:
    """What the file would fetch from elsewhere: templates, pictures, frames. Links that a reader clicks are none."""
    noticed = []
    for name, content in parts.items():
        if not name.endswith(".rels") or b"External" not in content:
            continue
        for relation in parse(content, name):
            if relation.get("TargetMode") == "External":
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                if kind != "hyperlink":
                    noticed.append(
                        _("the file refers to something outside ({kind}); it was left alone").format(kind=kind)
                    )
    return noticed
