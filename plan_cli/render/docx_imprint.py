"""The imprint (版记) in Word's XML: at the foot of the type area, between rules (GB/T 9704-2012, 7.4).

A frame for each of its elements: Word, WPS and LibreOffice all place frames alike, tables at the foot of a page they do
not.
"""

from __future__ import annotations

import math
import unicodedata

from lxml import etree

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_paragraphs import set_style, style_of
from plan_cli.render.reference_docx import element, tag

_STYLES = ("ImprintCopies", "Imprint", "ImprintOnly")
# What a rule with its distance from the text adds to the height of a paragraph, in twips.
_RULE = 90


def place_imprint(body: etree._Element, profile: Profile) -> None:
    """Put the paragraphs of the imprint into frames, the last on the lower edge of the type area."""
    paragraphs = [item for item in body.iterchildren(tag("p")) if style_of(item) in _STYLES]
    if not paragraphs:
        return
    line = round((profile.roles.imprint.line or 0) * TWIPS_PER_POINT)
    bottom = round(profile.text_height * TWIPS_PER_POINT) - 1
    for paragraph in reversed(paragraphs):
        is_last = paragraph is paragraphs[-1]
        height = _lines(paragraph, profile) * line + (2 if is_last else 1) * _RULE
        _frame(paragraph, profile, None if is_last else bottom - height)
        bottom -= height
    # A frame is held by the paragraph after it: one too small to be seen.
    holder = element("p")
    set_style(holder, "TableText").append(element("spacing", before=0, after=0, line=20, lineRule="exact"))
    paragraphs[-1].addnext(holder)


def _frame(paragraph: etree._Element, profile: Profile, top: int | None) -> None:
    """`top`: twips below the upper edge of the type area; without it the frame stands on the lower edge."""
    width = round(profile.text_width * TWIPS_PER_POINT)
    sides: dict[str, object] = {"w": width, "hSpace": 0, "wrap": "around", "vAnchor": "margin", "hAnchor": "margin"}
    place = {"xAlign": "left", "yAlign": "bottom"} if top is None else {"xAlign": "left", "y": top}
    style = paragraph.find(f"{tag('pPr')}/{tag('pStyle')}")
    if style is not None:
        style.addnext(element("framePr", **sides, **place))


def _lines(paragraph: etree._Element, profile: Profile) -> int:
    """How many lines the text takes; what follows the first begins under the character after 抄送：."""
    text = "".join(item.text or "" for item in paragraph.iter(tag("t")))
    characters = sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)
    room = profile.text_width / profile.roles.imprint.size - 2
    if style_of(paragraph) != "ImprintCopies" or characters <= room:
        return 1
    return 1 + math.ceil((characters - room) / (room - 3))
