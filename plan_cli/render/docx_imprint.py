"""The imprint (版记) in Word's XML: at the foot of the type area, between rules (GB/T 9704-2012, 7.4).

A frame for each of its elements: Word, WPS and LibreOffice all place frames alike, tables at the foot of a page they do
not.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_blocks import BlockWriter
from plan_cli.render.docx_text import paragraph
from plan_cli.render.words import plain_text

Tree = Any

# What a rule with its distance from the text adds to the height of a paragraph, in twips.
_RULE = 90
# A frame is held by the paragraph after it: one too small to be seen.
_HOLDER = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def imprint(lines: list[list[Tree]], profile: Profile, writer: BlockWriter) -> list[str]:
    """The lines of the imprint in frames, the last on the lower edge of the type area."""
    styles = ["ImprintCopies", "Imprint"] if len(lines) == 2 else ["ImprintOnly"]
    height = round((profile.roles.imprint.line or 0) * TWIPS_PER_POINT)
    bottom = round(profile.text_height * TWIPS_PER_POINT) - 1
    made: list[str] = []
    for style, inlines in reversed(list(zip(styles, lines, strict=True))):
        is_last = not made
        taken = _lines(plain_text(inlines), style, profile) * height + (2 if is_last else 1) * _RULE
        frame = _frame(profile, None if is_last else bottom - taken)
        made.insert(0, paragraph(style, writer.runs().add(inlines).xml(), properties=frame))
        bottom -= taken
    return [*made, paragraph("TableText", "", properties=_HOLDER)]


def _frame(profile: Profile, top: int | None) -> str:
    """`top`: twips below the upper edge of the type area; without it the frame stands on the lower edge."""
    width = round(profile.text_width * TWIPS_PER_POINT)
    place = 'w:yAlign="bottom"' if top is None else f'w:y="{top}"'
    sides = 'w:hSpace="0" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left"'
    return f'<w:framePr w:w="{width}" {sides} {place}/>'


def _lines(text: str, style: str, profile: Profile) -> int:
    """How many lines the text takes; what follows the first begins under the character after 抄送：."""
    characters = sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)
    room = profile.text_width / profile.roles.imprint.size - 2
    if style != "ImprintCopies" or characters <= room:
        return 1
    return 1 + math.ceil((characters - room) / (room - 3))
