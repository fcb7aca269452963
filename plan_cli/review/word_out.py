"""A document's Word file → the file for one unit: it knows its round and unit, and Word records what is changed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from plan_cli.repository.names import portable_name
from plan_cli.review.word_package import Package

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM = "docProps/custom.xml"
# The format id of custom properties (ECMA-376 part 1, 22.3.2.2).
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_RELATION = (
    '<Relationship Id="rIdPlanCustom" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    f'custom-properties" Target="{_CUSTOM}"/>'
)
_CONTENT_TYPE = (
    f'<Override PartName="/{_CUSTOM}" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
)
# What stands before w:trackRevisions in the settings (ECMA-376 part 1, 17.15.1.78).
_BEFORE_TRACKING = [
    "writeProtection",
    "view",
    "zoom",
    "removePersonalInformation",
    "removeDateAndTime",
    "doNotDisplayPageBoundaries",
    "displayBackgroundShape",
    "printPostScriptOverText",
    "printFractionalCharacterWidth",
    "printFormsData",
    "embedTrueTypeFonts",
    "embedSystemFonts",
    "saveSubsetFonts",
    "saveFormsData",
    "mirrorMargins",
    "alignBordersAndEdges",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
    "hideSpellingErrors",
    "hideGrammaticalErrors",
    "activeWritingStyle",
    "proofState",
    "formsDesign",
    "attachedTemplate",
    "linkStyles",
    "stylePaneFormatFilter",
    "stylePaneSortMethod",
    "documentType",
    "mailMerge",
    "revisionView",
]
_NAMES = {
    "plan": "PlanIdentity",
    "round": "PlanRound",
    "unit": "PlanUnit",
    "document": "PlanDocument",
    "revision": "PlanRevision",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file that was sent says of itself: ids only, no names. `plan`: the first commit of the plan's history."""

    plan: str
    round: str
    unit: str
    document: str
    revision: str


def file_for_unit(word: bytes, identity: Identity) -> bytes:
    """The file for a unit: the same document with tracking switched on and its identity inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _CUSTOM:
                continue
            if entry.filename == "word/settings.xml":
                content = _tracking(content)
            elif entry.filename == "_rels/.rels":
                content = content.replace(b"</Relationships>", f"{_RELATION}</Relationships>".encode())
            elif entry.filename == "[Content_Types].xml":
                content = content.replace(b"</Types>", f"{_CONTENT_TYPE}</Types>".encode())
            _store(target, entry.filename, content)
        _store(target, _CUSTOM, _properties(identity))
    return made.getvalue()


def name_for_unit(name: str, unit: str) -> str:
    """The file's name: that of the document, and whose comments are asked for."""
    stem = name.removesuffix(".docx")
    return f"{portable_name(f'{stem}（{unit}）')}.docx"


def identity_of(package: Package) -> Identity | None:
    """What a returned file says of itself; None where it says nothing or nothing sound."""
    root = package.xml(_CUSTOM)
    found = {}
    for item in root if root is not None else ():
        if isinstance(item.tag, str):
            found[item.get("name", "")] = "".join(map(str, item.itertext())).strip()
    values = {field: found.get(name, "") for field, name in _NAMES.items()}
    if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,100}", value) for value in values.values()):
        return None
    return Identity(**values)


def _store(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    target.writestr(entry, content)


def _tracking(content: bytes) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    name = root.tag.replace("}settings", "}trackRevisions")
    if root.find(name) is None:
        at = 0
        for number, child in enumerate(root, start=1):
            if isinstance(child.tag, str) and etree.QName(child).localname in _BEFORE_TRACKING:
                at = number
        root.insert(at, etree.Element(name))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _properties(identity: Identity) -> bytes:
    items = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(getattr(identity, field))}</vt:lpwstr></property>"
        for number, (field, name) in enumerate(_NAMES.items(), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{items}</Properties>'
    ).encode()
