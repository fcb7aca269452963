"""The package of a DOCX, its theme, traces of editing, its times (D01, D05, D13, D17)."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from plan_cli.inspection.departure import NOWHERE, Departures, Where
from plan_cli.inspection.docx_document import Document, Paragraph
from plan_cli.inspection.docx_formatting import is_on, tag, value
from plan_cli.inspection.docx_package import Package
from plan_cli.inspection.faces import Faces
from plan_cli.translation import _

_RELATION_NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_CORE_PROPERTIES = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
# The order that the schema asks for (ECMA-376, 17.3.1.26, 17.6.17, 17.4.59, 17.4.69); other elements have none, or none
# that programs insist on.
_ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark "
        "headers cellIns cellDel cellMerge tcPrChange"
    ),
}
_PLACES = {parent: {tag(name): place for place, name in enumerate(names.split())} for parent, names in _ORDER.items()}
# Headers and footers come in any order between themselves.
_PLACES["sectPr"][tag("footerReference")] = 0
_CHANGES = {
    **{tag(name): name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")},
    **{tag(f"{name}Change"): f"{name}Change" for name in ("pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid")},
}
_COMMENTS = frozenset(tag(name) for name in ("commentRangeStart", "commentReference"))
_NOBODY = re.compile(
    r"^(administrator|admin|user|microsoft|windows 用户|微软用户|lenovo|hp|dell|wps|wps_\w+|office|python-docx|"
    r"un-named|pc|\w+-pc|desktop-\w+)$",
    re.IGNORECASE,
)
_FIXED = (1980, 1, 1, 0, 0, 0)


def check_package(document: Document, faces: Faces, found: Departures) -> None:
    """Note what departs in the package and around the text."""
    _check_parts(document.package, found)
    _check_ids(document, found)
    _check_order(document, found)
    _check_theme(document, faces, found)
    _check_changes(document, found)
    _check_hidden(document, found)
    _check_settings(document, found)
    _check_properties(document, found)
    _check_times(document.package, found)


# -- D01 ---------------------------------------------------------------------------------------------------------------


def _check_parts(package: Package, found: Departures) -> None:
    endings, parts = package.content_types()
    names = package.names()
    told: set[str] = set()
    for name in names:
        if name in told:
            found.error("D01", NOWHERE, _("a part of the file is there twice"), found=name)
        told.add(name)
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            found.error("D01", NOWHERE, _("a part whose name leads out of the file"), found=name)
        ending = name.rpartition(".")[2].casefold()
        if name not in parts and ending not in endings and name != "[Content_Types].xml":
            found.error("D01", NOWHERE, _("a part whose content type is not stated"), found=name)
    for name in names:
        folder, base = posixpath.split(name)
        if posixpath.basename(folder) != "_rels" or not base.endswith(".rels"):
            continue
        part = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
        for relation in package.relations(part):
            # A link to a place in the document itself is written in some programs as a relation without a file.
            if not relation.external and relation.kind != "hyperlink" and not package.has(relation.target):
                found.error("D01", NOWHERE, _("a part that is referred to is missing"), found=relation.target)


def _check_ids(document: Document, found: Departures) -> None:
    known = {relation.id for relation in document.package.relations(document.package.main)}
    for element in document.root.iter():
        for name, said in element.attrib.items():
            if isinstance(name, str) and name.startswith(_RELATION_NAMESPACE) and said and said not in known:
                found.error("D01", NOWHERE, _("a reference to a part that is not in the file"), found=said)


def _check_order(document: Document, found: Departures) -> None:
    for paragraph in document.paragraphs:
        _check_children(paragraph.element.find(tag("pPr")), "pPr", paragraph.where, found)
    for table in document.tables:
        where = Where(paragraph=table.first_paragraph)
        _check_children(table.element.find(tag("tblPr")), "tblPr", where, found)
        for cell in table.element.iter(tag("tcPr")):
            _check_children(cell, "tcPr", where, found)
    for section in document.sections:
        _check_children(section, "sectPr", NOWHERE, found)


def _check_children(parent: etree._Element | None, kind: str, where: Where, found: Departures) -> None:
    places, reached = _PLACES[kind], 0
    for child in parent if parent is not None else ():
        place = places.get(child.tag)
        if place is None:
            continue
        if place < reached:
            name = etree.QName(child).localname
            # Word mostly bears with it; some programs offer to repair the file.
            found.warning("D01", where, _("elements out of the order of the format"), found=f"{kind}/{name}")
            return
        reached = place


# -- D05 ---------------------------------------------------------------------------------------------------------------


def _check_theme(document: Document, faces: Faces, found: Departures) -> None:
    theme = document.package.related("theme")
    for scheme in theme.iter(f"{_DRAWING}majorFont", f"{_DRAWING}minorFont") if theme is not None else ():
        for font in scheme:
            name, script = font.get("typeface") or "", font.get("script")
            if name and script in (None, "Hans") and not faces.is_known(name):
                found.warning("D05", NOWHERE, _("a font of the theme that the profile does not name"), found=name)


# -- D13 ---------------------------------------------------------------------------------------------------------------


def _check_changes(document: Document, found: Departures) -> None:
    places = {paragraph.element: paragraph for paragraph in document.paragraphs}
    for element in document.root.iter(*_CHANGES, *_COMMENTS):
        where = _where(element, places)
        if element.tag in _COMMENTS:
            found.error("D13", where, _("a comment is left in the text"))
        else:
            author = value(element, "author") or ""
            found.error(
                "D13", where, _("a tracked change is left in the text"), found=f"{_CHANGES[element.tag]} {author}"
            )
    for relation in document.package.relations(document.package.main):
        if relation.external or relation.kind not in ("footnotes", "endnotes", "header", "footer"):
            continue
        root = document.package.tree(relation.target)
        for element in root.iter(*_CHANGES) if root is not None else ():
            found.error(
                "D13", NOWHERE, _("a tracked change is left in the notes or margins"), found=_CHANGES[element.tag]
            )


def _where(element: etree._Element, places: dict[etree._Element, Paragraph]) -> Where:
    paragraph = places.get(element)
    for ancestor in element.iterancestors() if paragraph is None else ():
        if ancestor in places:
            paragraph = places[ancestor]
            break
    if paragraph is None:
        inner = next(element.iter(tag("p")), None)
        paragraph = places.get(inner) if inner is not None else None
    if paragraph is None:
        return NOWHERE
    said = "".join(text.text or "" for text in element.iter(tag("t"), tag("delText")))
    return Where(paragraph=paragraph.number, text=said or paragraph.text)


def _check_hidden(document: Document, found: Departures) -> None:
    for paragraph in document.paragraphs:
        hidden = "".join(run.text for run in paragraph.runs if is_on(run.properties, "vanish"))
        if hidden.strip():
            found.error("D13", Where(paragraph=paragraph.number, text=hidden), _("hidden text"))


def _check_settings(document: Document, found: Departures) -> None:
    if document.settings is None:
        return
    tracks = document.settings.find(tag("trackRevisions"))
    if tracks is not None and (value(tracks) or "1") not in ("0", "false", "off"):
        found.error("D13", NOWHERE, _("changes are still being tracked"))
    if document.settings.find(tag("rsids")) is not None:
        found.warning("D13", NOWHERE, _("the marks of single editing sessions are kept in the file"))


def _check_properties(document: Document, found: Departures) -> None:
    core = next((each for each in document.package.relations("") if each.kind == "core-properties"), None)
    root = document.package.tree(core.target) if core is not None else None
    if root is None:
        found.warning("D13", NOWHERE, _("the title is missing in the properties"))
        return
    title = (root.findtext(f"{_CORE}title") or "").strip()
    creator = (root.findtext(f"{_CORE}creator") or "").strip()
    last = (root.findtext(f"{_CORE_PROPERTIES}lastModifiedBy") or "").strip()
    if not title:
        found.warning("D13", NOWHERE, _("the title is missing in the properties"))
    if not creator or _NOBODY.match(creator):
        found.warning("D13", NOWHERE, _("author in the properties"), _("the issuing body"), creator)
    if last:
        found.warning("D13", NOWHERE, _("the properties name who saved the file last"), found=last)


# -- D17 ---------------------------------------------------------------------------------------------------------------


def _check_times(package: Package, found: Departures) -> None:
    changing = [entry for entry in package.entries if entry.date_time != _FIXED]
    if changing:
        found.warning(
            "D17",
            NOWHERE,
            _("times within the file: building it again gives other bytes"),
            "1980-01-01",
            "{:04}-{:02}-{:02}".format(*changing[0].date_time),
        )
