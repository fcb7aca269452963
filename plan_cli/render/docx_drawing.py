"""Pictures in Word's XML: how large they stand, their words for those who cannot see them."""

from __future__ import annotations

import io
import re

from plan_cli.model.profile import POINTS_PER_MM, Profile
from plan_cli.render.docx_parts import EMU_PER_POINT
from plan_cli.render.docx_text import attribute
from plan_cli.render.pictures import Picture

# What a picture without a resolution of its own has, as in the PDF.
_PIXELS_PER_INCH = 72.0
_POINTS = {"mm": POINTS_PER_MM, "cm": 10 * POINTS_PER_MM, "pt": 1.0}
_LENGTH = re.compile(r"([0-9.]+)(%|mm|cm|pt)")


def drawing(picture: Picture, words: str, sizes: dict[str, str], relation: str, number: int, profile: Profile) -> str:
    """A picture in its line. `sizes`: the width and height that were asked for; `number`: its own in the document."""
    width, height = _size(picture, sizes, profile)
    across, down = round(width * EMU_PER_POINT), round(height * EMU_PER_POINT)
    described = attribute(picture.alternative or words)
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr={described}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _size(picture: Picture, sizes: dict[str, str], profile: Profile) -> tuple[float, float]:
    """Width and height in points: what was asked for, else the picture's own, never wider than the text."""
    pixels, resolution = _measured(picture)
    ratio = pixels[1] / pixels[0]
    room = profile.text_width
    most = profile.text_height - 3 * profile.pitch  # a page with the caption
    width = _length(sizes.get("width"), room)
    height = _length(sizes.get("height"), profile.text_height)
    if width is None and height is None:
        width = room if picture.wide else pixels[0] * 72 / resolution
    if width is None:
        width = (height or room) / ratio
    if height is None:
        height = width * ratio
    shrunk = min(1.0, room / width, most / height)
    return width * shrunk, height * shrunk


def _measured(picture: Picture) -> tuple[tuple[int, int], float]:
    from PIL import Image

    with Image.open(io.BytesIO(picture.content)) as opened:
        resolution = opened.info.get("dpi", (_PIXELS_PER_INCH,))[0]
        return opened.size, float(resolution) if float(resolution) > 1 else _PIXELS_PER_INCH


def _length(asked: str | None, whole: float) -> float | None:
    found = _LENGTH.fullmatch(asked or "")
    if not found:
        return None
    value = float(found[1])
    return whole * value / 100 if found[2] == "%" else value * _POINTS[found[2]]
