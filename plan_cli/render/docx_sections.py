"""Sections in Word's XML: pages before the text, turned pages, where the numbers begin."""

from __future__ import annotations

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_blocks import TURN, TURN_BACK
from plan_cli.render.docx_parts import Part
from plan_cli.render.docx_stylesheet import twips
from plan_cli.render.docx_table import is_table, parted
from plan_cli.render.docx_text import paragraph

END_OF_FRONT = "!end of front"
_MARKS = frozenset((TURN, TURN_BACK, END_OF_FRONT))
SECTION_END = "!section end "
"""What begins an item that is the properties of the section which ends there."""
SMALL = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def divided(items: list[str], profile: Profile, parts: dict[str, Part]) -> str:
    """The body: the items with a section's end where a mark stands among them, and the last section's properties."""
    made: list[str] = []
    parted, last = parted_items(items, profile, parts)
    for item in parted:
        if item.startswith(SECTION_END):
            end_section(made, item[len(SECTION_END) :])
        else:
            made.append(item)
    return "".join(made) + last


def parted_items(items: list[str], profile: Profile, parts: dict[str, Part]) -> tuple[list[str], str]:
    """The items with `SECTION_END` and its properties where a section ends, and the last section's properties."""
    made: list[str] = []
    start = 1 if END_OF_FRONT in items else None
    turned = False
    is_open = False
    last = max((number for number, item in enumerate(items) if item not in _MARKS), default=-1)
    for number, item in enumerate(items):
        if item not in _MARKS:
            if made and is_table(item) and is_table(made[-1]):
                made += parted([made.pop(), item])
            else:
                made.append(item)
            is_open = True
            continue
        if is_open and number < last:
            front = item == END_OF_FRONT
            ended = section(profile, parts, front=front, turned=turned and not front, start=None if front else start)
            made.append(SECTION_END + ended)
            start = start if front else None
            is_open = False
        if item != END_OF_FRONT and (number < last or item == TURN):
            turned = item == TURN
    return made, section(profile, parts, turned=turned, start=start)


def end_section(made: list[str], properties: str) -> None:
    """End a section in the last paragraph; after a table in one of its own."""
    if made[-1].startswith("<w:p>"):
        made[-1] = made[-1].replace("</w:pPr>", f"{properties}</w:pPr>", 1)
    else:
        made.append(section_holder(properties))


def section_holder(properties: str) -> str:
    """A paragraph that only ends a section, made as small as can be."""
    return paragraph("TableText", "", properties=SMALL + properties)


def section(
    profile: Profile, parts: dict[str, Part], *, front: bool = False, turned: bool = False, start: int | None = None
) -> str:
    """A section: its headers and footers, the sheet, its margins and its grid.

    `turned`: a landscape page, its head at the left of the sheet; `start`: the number of its first page. The number of
    the page stands `distance` below the type area; the footer's room is measured to its lower edge.
    """
    headers = ("turned-odd", "turned-even") if turned else ("mark", "mark")
    footers = ("empty", "empty") if front or turned else ("odd", "even")
    made = ""
    for kind, names in (("header", headers), ("footer", footers)):
        for which, name in zip(("default", "even"), names, strict=True):
            made += f'<w:{kind}Reference w:type="{which}" r:id="{parts[name].relation_id}"/>'
    paper, margins = profile.paper, profile.margins
    width, height = twips(paper.width), twips(paper.height)
    top, right, bottom, left = (twips(side) for side in (margins.top, margins.right, margins.bottom, margins.left))
    if turned:
        made += f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>'
        top, right, bottom, left = left, top, right, bottom
    else:
        made += f'<w:pgSz w:w="{width}" w:h="{height}"/>'
    middle = margins.bottom - profile.folio.distance
    footer = twips(middle) - round(profile.roles.folio.size * TWIPS_PER_POINT / 2) - 1
    made += (
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" '
        f'w:footer="{footer}" w:gutter="0"/>'
    )
    if start is not None:
        made += f'<w:pgNumType w:start="{start}"/>'
    if profile.grid is not None:
        made += f'<w:docGrid w:type="lines" w:linePitch="{profile.docx_line}"/>'
    return f"<w:sectPr>{made}</w:sectPr>"
