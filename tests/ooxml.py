"""A DOCX file's parts, and the order of elements that ECMA-376 (4th edition, part 1, annex A) prescribes."""

from __future__ import annotations

import re
import zipfile
from functools import lru_cache
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_ORDER = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
        suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
        snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
        vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em
        lang eastAsianLayout specVanish oMath rPrChange""",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
        pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings
        sectPrChange""",
    "settings": """writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries
        displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts
        embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader
        bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState
        formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge
        revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride
        styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone
        doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders
        bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing
        drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery
        doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData
        noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter
        noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent
        alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags
        alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr
        attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade
        captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol
        listSeparator""",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
        tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange""",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark
        headers cellIns cellDel cellMerge tcPrChange""",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked
        personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr""",
    "compat": "doNotExpandShiftReturn compatSetting",
    "pBdr": "top left bottom right between bar",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "tblBorders": "top start left bottom end right insideH insideV",
}
ORDER = {name: order.split() for name, order in _ORDER.items()}
# May stand several times in a row.
_REPEATED = {"headerReference", "footerReference", "bookmarkStart", "bookmarkEnd", "tr", "compatSetting", "tblStylePr"}
_REPEATED |= {"activeWritingStyle", "attachedSchema", "smartTagType"}


@lru_cache(maxsize=4)
def parts(file: Path) -> dict[str, bytes]:
    """The contents of the parts by name."""
    with zipfile.ZipFile(file) as opened:
        names = opened.namelist()
        assert len(names) == len(set(names))
        return {name: opened.read(name) for name in names}


@lru_cache(maxsize=64)
def root(file: Path, part: str) -> etree._Element:
    """A part as XML."""
    return etree.fromstring(parts(file)[part], etree.XMLParser(resolve_entities=False, no_network=True))


def xml_parts(file: Path) -> list[str]:
    """The names of Word's own parts."""
    return [name for name in parts(file) if name.startswith("word/") and name.endswith(".xml") and "theme" not in name]


def value(element: etree._Element | None, path: str, attribute: str = "val") -> str | None:
    """The value of an attribute of what a path of Word's elements leads to."""
    if element is None:
        return None
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def text(element: etree._Element) -> str:
    """The words in an element, without what fields are made from."""
    return "".join(item.text or "" for item in element.iter(f"{W}t"))


def style_of(paragraph: etree._Element) -> str:
    """The style's id."""
    return value(paragraph, "pPr/pStyle") or "Normal"


def out_of_order(tree: etree._Element) -> list[str]:
    """Elements that stand where the schema has no place for them."""
    wrong = []
    for parent in tree.iter():
        name = etree.QName(parent).localname if isinstance(parent.tag, str) else ""
        order = ORDER.get(name)
        if order is None or not parent.tag.startswith(W):
            continue
        last = -1
        for child in parent:
            local = etree.QName(child).localname
            if local not in order:
                wrong.append(f"{name}: {local} is unknown")
                continue
            place = order.index(local)
            # Header and footer references may come in any order among themselves.
            place = 0 if local == "footerReference" else place
            if place < last or (place == last and local not in _REPEATED):
                wrong.append(f"{name}: {local}")
            last = max(place, last)
    return wrong


def headings(file: Path) -> list[tuple[int, str]]:
    """Level and text of the headings in the navigation pane."""
    found = []
    for paragraph in all_paragraphs(file):
        level = re.fullmatch(r"Heading(\d)", style_of(paragraph))
        if level:
            found.append((int(level[1]), text(paragraph)))
    return found


def all_paragraphs(file: Path) -> list[etree._Element]:
    """All paragraphs of the text, cells too."""
    return list(root(file, "word/document.xml").iter(f"{W}p"))


def all_styles(file: Path) -> dict[str, etree._Element]:
    """The styles by id."""
    return {item.get(f"{W}styleId", ""): item for item in root(file, "word/styles.xml").iter(f"{W}style")}
