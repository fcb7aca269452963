"""Headers and footers of our DOCX files: the page number on the outer side, the mark of what is not final."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from plan_cli.model.profile import POINTS_PER_MM, TWIPS_PER_POINT, FolioSide, Profile
from plan_cli.render.docx_stylesheet import W

EMU_PER_POINT = 12700
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class Part:
    """A header or footer: its file, its relation and its content."""

    name: str
    kind: str
    content: str

    @property
    def relation_id(self) -> str:
        """The id by which sections refer to it."""
        return f"rIdPlan{self.name.title().replace('-', '')}"

    @property
    def relation(self) -> str:
        """Its line in the relations of the document."""
        return f'<Relationship Id="{self.relation_id}" Type="{_RELATION}/{self.kind}" Target="plan-{self.name}.xml"/>'

    @property
    def content_type(self) -> str:
        """Its line in the list of content types."""
        return f'<Override PartName="/word/plan-{self.name}.xml" ContentType="{_TYPE}.{self.kind}+xml"/>'


def parts(profile: Profile, mark: str) -> dict[str, Part]:
    """The parts by name: `odd` and `even` footers, `empty` ones, the `mark` header, and those of turned pages."""
    made = [
        Part("odd", "footer", _part("ftr", _folio(profile, odd=True))),
        Part("even", "footer", _part("ftr", _folio(profile, odd=False))),
        Part("empty", "footer", _part("ftr", '<w:p><w:pPr><w:pStyle w:val="Folio"/></w:pPr></w:p>')),
        Part("mark", "header", _part("hdr", _mark(mark))),
        Part("turned-odd", "header", _part("hdr", _turned(profile, mark, odd=True))),
        Part("turned-even", "header", _part("hdr", _turned(profile, mark, odd=False))),
    ]
    return {part.name: part for part in made}


def _part(kind: str, content: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{kind} xmlns:w="{W}" xmlns:r="{_RELATION}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{content}</w:{kind}>"
    )


def _folio(profile: Profile, *, odd: bool) -> str:
    """`— 1 —`: one character from the outer side (GB/T 9704-2012, 7.5), or in the middle."""
    folio = profile.folio
    side = "center" if folio.side is FolioSide.CENTER else "right" if odd else "left"
    indent = ""
    if side != "center" and folio.inset:
        twips = round(folio.inset * profile.roles.folio.size * TWIPS_PER_POINT)
        indent = f'<w:ind w:{side}Chars="{round(folio.inset * 100)}" w:{side}="{twips}"/>'
    runs = "".join(
        f"<w:r>{run}</w:r>"
        for run in (
            f'<w:t xml:space="preserve">{escape(folio.left)} </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            f'<w:t xml:space="preserve"> {escape(folio.right)}</w:t>',
        )
    )
    runs = runs.replace("<w:r><w:t", '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t')
    return f'<w:p><w:pPr><w:pStyle w:val="Folio"/>{indent}<w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'


def _mark(mark: str, drawing: str = "") -> str:
    text = (
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(mark)}</w:t></w:r>'
        if mark
        else ""
    )
    return f'<w:p><w:pPr><w:pStyle w:val="Mark"/></w:pPr>{drawing}{text}</w:p>'


def _turned(profile: Profile, mark: str, *, odd: bool) -> str:
    """On a turned page the number stands where it stands on all others: at the left edge, reading downwards (7.3.6)."""
    size = profile.roles.folio.size
    height = round(profile.text_width * EMU_PER_POINT)
    width = round(size * 1.6 * EMU_PER_POINT)
    middle = (profile.margins.bottom - profile.folio.distance) * POINTS_PER_MM
    left = round((middle - size * 0.8) * EMU_PER_POINT)
    top = round(profile.margins.left * POINTS_PER_MM * EMU_PER_POINT)
    identifier = 9001 if odd else 9002
    drawing = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" '
        'distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{identifier}" name="folio" descr="folio"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{_folio(profile, odd=odd)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )
    return _mark(mark, drawing)
