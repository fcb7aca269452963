"""`plan inspect` on PDFs: pages as the standard wants them, pages damaged item by item, and files made to do harm."""

from __future__ import annotations

import contextlib
import io
import time
import zlib
from pathlib import Path

import pdfplumber
import pylopdf_fonts_zh_cn
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_cli.errors import PlanError, RefusedError
from plan_cli.inspection.departure import Departure
from plan_cli.inspection.inspector import inspect_file
from plan_cli.inspection.pdf_file import read_pdf
from plan_cli.loading.profiles import load_profile
from plan_cli.model.finding import Severity

# A page by the numbers of GB/T 9704-2012, independent of the tool's own template.
OFFICIAL = """
#set document(title: "测试规划")
#set page(
  paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), footer-descent: 7mm - 7pt,
  footer: context {
    let number = counter(page).get().first()
    let figure = text(size: 14pt, tracking: 0pt)[—#number—]
    if calc.odd(number) { align(right, pad(right: 14pt, figure)) } else { align(left, pad(left: 14pt, figure)) }
  },
)
#set text(
  font: ("Libertinus Serif", "Noto Serif SC"), size: 16pt, tracking: -0.21pt, lang: "zh", region: "cn",
  cjk-latin-spacing: none, top-edge: 0.88em, bottom-edge: -0.12em, costs: (widow: 0%, orphan: 0%, runt: 0%),
)
#set par(justify: true, linebreaks: "simple", leading: 13.6pt, spacing: 13.6pt,
  first-line-indent: (amount: 31.58pt, all: true))
#show heading: it => block(above: 13.6pt, below: 13.6pt, sticky: true, {
  set text(font: "Noto Sans SC", size: 16pt, weight: "regular")
  h(31.58pt)
  it.body
})
#block(above: 0pt, below: 13.6pt, width: 100%, height: 2 * 29.6pt - 13.6pt,
  align(center, text(size: 22pt, tracking: 0pt)[测试规划]))
"""
PARAGRAPH = "科协事业发展规划必须坚持服务创新驱动发展战略全面提高公民科学素质" * 9 + "。\n\n"
TEXT = f"= 一、总体要求\n\n{PARAGRAPH * 4}= 二、主要任务\n\n{PARAGRAPH * 4}"
RULES = """
#place(bottom + left, block(width: 100%, {
  set block(above: 0pt, below: 0pt)
  set par(first-line-indent: 0pt)
  set text(size: 14pt, tracking: 0pt)
  line(length: 100%, stroke: 0.35mm)
  block(inset: (x: 14pt, y: 5pt))[抄送：四川省科协。]
  line(length: 100%, stroke: 0.25mm)
  block(inset: (x: 14pt, y: 5pt))[市科协办公室#h(1fr)2015年5月15日印发]
  line(length: 100%, stroke: 0.35mm)
}))
"""
PROFILE = load_profile(None, None, [])


def _pdf(source: str, **options: object) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent])
    made = typst.compile(source.encode(), font_paths=fonts, **({"pdf_standards": "a-2b"} | options))  # type: ignore[call-overload]
    assert isinstance(made, bytes)
    return made


def _found(folder: Path, content: bytes) -> tuple[Departure, ...]:
    file = folder / "规划.pdf"
    file.write_bytes(content)
    assert PROFILE is not None
    return inspect_file(file, PROFILE).departures


def _codes(departures: tuple[Departure, ...], severity: Severity | None = None) -> set[str]:
    return {each.code for each in departures if severity in (None, each.severity)}


def test_a_page_by_the_standard_has_no_departures_but_its_stand_in_fonts(tmp_path: Path) -> None:
    departures = _found(tmp_path, _pdf(OFFICIAL + TEXT + RULES))
    assert {(each.code, each.message) for each in departures} == {
        ("P02", "a stand-in for the fonts of the profile"),
    }


def _with(old: str, new: str) -> str:
    source = OFFICIAL + TEXT
    assert old in source
    return source.replace(old, new)


DAMAGED = {
    "A5": ("P01", _with('paper: "a4"', 'paper: "a5"'), "paper"),
    "no title": ("P01", _with('title: "测试规划"', 'title: ""'), "the title is missing in the properties"),
    "English": ("P01", _with('lang: "zh", region: "cn"', 'lang: "en"'), "language in the properties"),
    "a strange font": (
        "P02",
        _with("= 二、主要任务", '#text(font: "New Computer Modern")[Chengdu]\n= 二、主要任务'),
        "a font that the profile does not name",
    ),
    "left margin": ("P03", _with("left: 28mm, right: 26mm", "left: 31mm, right: 23mm"), "left edge of the text"),
    "right margin": ("P03", _with("right: 26mm", "right: 31.8mm"), "right edge of the text"),
    "top margin": (
        "P03",
        _with("top: 37mm, bottom: 35mm", "top: 30mm, bottom: 42mm"),
        "text above or below the type area",
    ),
    "upper edge": (
        "P03",
        _with("top: 37mm, bottom: 35mm", "top: 40mm, bottom: 32mm"),
        "the text does not begin on a line",
    ),
    "23 lines": (
        "P03",
        _with("leading: 13.6pt, spacing: 13.6pt", "leading: 12.2pt, spacing: 12.2pt"),
        "lines on the page",
    ),
    "line distance": (
        "P03",
        _with("leading: 13.6pt, spacing: 13.6pt", "leading: 14.4pt, spacing: 14.4pt"),
        "distance of the lines",
    ),
    "21 lines": ("P03", _with("bottom: 35mm", "bottom: 45mm"), "lines on a page that the text runs through"),
    "27 characters": ("P03", _with("tracking: -0.21pt", "tracking: 0pt"), "characters on a full line"),
    "size of the text": ("P04", _with("size: 16pt, tracking", "size: 15pt, tracking"), "type size of the text"),
    "typeface of the text": ("P04", _with('"Noto Serif SC"), size', '"Noto Sans SC"), size'), "typeface of the text"),
    "size of the title": ("P04", _with("size: 22pt", "size: 18pt"), "type size of the title"),
    "typeface of a heading": (
        "P04",
        _with('set text(font: "Noto Sans SC", size: 16pt', "set text(size: 16pt"),
        "typeface of a heading",
    ),
    "a size of no role": (
        "P04",
        _with("= 二、主要任务", "#text(size: 18.4pt)[科协事业]\n= 二、主要任务"),
        "type size that the profile does not know",
    ),
    "size of the folio": (
        "P04",
        _with("size: 14pt, tracking: 0pt)[—", "size: 10.5pt, tracking: 0pt)[—"),
        "size of the page number",
    ),
    "no folio": ("P05", _with("[—#number—]", "[]"), "there are no page numbers"),
    "no dashes": ("P05", _with("[—#number—]", "[#number]"), "form of the page number"),
    "wrong side": ("P05", _with("if calc.odd(number)", "if calc.even(number)"), "side of the page number"),
    "folio too high": (
        "P05",
        _with("footer-descent: 7mm - 7pt", "footer-descent: 3mm - 7pt"),
        "distance of the page number from the type area",
    ),
    "wrong folio": ("P05", _with("= 二、主要任务", "#counter(page).update(7)\n= 二、主要任务"), "page number"),
    "a comma first": (
        "P06",
        _with("= 二、主要任务", "科协事业发展\\ ，规划\n= 二、主要任务"),
        "a line begins with a closing mark",
    ),
    "a bracket last": (
        "P06",
        _with("= 二、主要任务", "科协事业发展《\\ 规划》\n= 二、主要任务"),
        "a line ends with an opening mark",
    ),
    "number and unit": (
        "P06",
        OFFICIAL + "科协事业发展规划必须坚持服务创新驱动发展战略全面2015\\ 年提高公民科学素质\n\n" + TEXT,
        "a number and its unit stand on two lines",
    ),
    "heading last": (
        "P07",
        _with("= 二、主要任务", "= 二、主要任务\n#pagebreak()"),
        "a heading stands last on the page",
    ),
    "imprint too high": (
        "P08",
        OFFICIAL + TEXT + RULES.replace("#place(bottom + left,", "#place(bottom + left, dy: -5mm,"),
        "last rule of the imprint",
    ),
    "imprint without rules": (
        "P08",
        OFFICIAL + TEXT + RULES.replace("line(length: 100%", "line(length: 20%"),
        "rules of the imprint",
    ),
    "thick rules": ("P08", OFFICIAL + TEXT + RULES.replace("0.25mm", "0.8mm"), "thickness of a rule of the imprint"),
    "imprint not last": ("P08", OFFICIAL + RULES + TEXT, "the imprint does not stand on the last page"),
    "wide table": (
        "P09",
        _with("= 二、主要任务", "#table(columns: (90mm, 90mm), [甲], [乙], [丙], [丁])\n= 二、主要任务"),
        "a table or picture beside the type area",
    ),
    "box parted": (
        "P09",
        _with("= 二、主要任务", "专栏1　重点工程\n#pagebreak()\n= 二、主要任务"),
        "the title of a box is parted from its text",
    ),
    "straight quotes": (
        "P10",
        _with("= 二、主要任务", '科协\\"十三五\\"规划\n= 二、主要任务'),
        "straight quotation marks in Chinese text",
    ),
    "unresolved": ("P10", _with("= 二、主要任务", "见表??。\n= 二、主要任务"), "a reference that leads nowhere"),
    "to come": ("P10", _with("= 二、主要任务", "责任单位待补。\n= 二、主要任务"), "something is still to be filled in"),
    "no bookmark": (
        "P11",
        _with("= 二、主要任务", "#heading(bookmarked: false)[二、主要任务]"),
        "a heading without a bookmark",
    ),
    "no bookmarks": (
        "P11",
        _with("#show heading: it", "#set heading(bookmarked: false)\n#show heading: it"),
        "there are no bookmarks",
    ),
    "strange bookmark": (
        "P11",
        _with("= 二、主要任务", "#place(hide(heading(bookmarked: true)[别处]))\n= 二、主要任务").replace(
            "  it.body\n", "  if it.body != [别处] { it.body }\n"
        ),
        "a bookmark that is no heading of the text",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_every_item_finds_the_damage_it_is_for(tmp_path: Path, damage: str) -> None:
    code, source, message = DAMAGED[damage]
    departures = _found(tmp_path, _pdf(source))
    assert (code, message) in {(each.code, each.message) for each in departures}
    place = next(each for each in departures if each.message == message)
    assert place.page is not None or code in ("P01", "P11")


def test_a_plain_pdf_says_what_it_lacks_for_keeping_and_reading(tmp_path: Path) -> None:
    departures = _found(tmp_path, _minimal("BT /F1 16 Tf 80 700 Td (Plan) Tj ET"))
    said = {(each.code, each.message) for each in departures}
    assert ("P01", "standard for keeping") in said
    assert ("P01", "the structure is not tagged, screen readers cannot follow it") in said
    assert ("P02", "a font is not embedded") in said


def test_a_character_without_a_glyph_is_found(tmp_path: Path) -> None:
    source = '#set text(font: "Libertinus Serif", fallback: false)\n科协 plan\n'
    departures = _found(tmp_path, _pdf(source, pdf_standards=[]))
    assert "a character without a glyph or a name" in {each.message for each in departures if each.code == "P02"}


def test_a_scan_is_a_picture_without_text(tmp_path: Path) -> None:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (1240, 1754), "white").save(made, "PDF", resolution=150)
    assert "this page is a picture without text" in {each.message for each in _found(tmp_path, made.getvalue())}


def test_an_english_report_is_judged_by_its_own_profile(tmp_path: Path) -> None:
    profile = load_profile("report-en", None, [])
    assert profile is not None
    source = """
#set document(title: "Plan")
#set page(paper: "a4", margin: (top: 25mm, bottom: 25mm, left: 27mm, right: 27mm), footer-descent: 9mm - 5pt,
  footer: context align(center, text(size: 10pt)[#"-"#counter(page).get().first()#"-"]))
#set text(font: ("Libertinus Serif", "Noto Serif SC"), size: 11pt, lang: "en", region: "gb",
  top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: 4.5pt, spacing: 10.5pt)
#block(text(size: 20pt)[The Plan])
"""
    file = tmp_path / "plan.pdf"
    file.write_bytes(_pdf(source + "Science associations serve their members. " * 90))
    departures = inspect_file(file, profile).departures
    assert [each for each in departures if each.severity is Severity.ERROR] == []
    file.write_bytes(
        _pdf(source.replace("left: 27mm", "left: 20mm") + "Science associations serve their members. " * 90)
    )
    assert "P03" in _codes(inspect_file(file, profile).departures, Severity.ERROR)


# -- files made to do harm ---------------------------------------------------------------------------------------------


def _minimal(content: str, extra: str = "", trailer: str = "") -> bytes:
    """A PDF of one page written by hand, with these drawing instructions."""
    stream = content.encode("latin-1")
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R",
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>endobj\n",
        f"4 0 obj<</Length {len(stream)}>>stream\n".encode(),
        stream,
        b"\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n",
        extra.encode("latin-1"),
        f"\ntrailer<</Root 1 0 R{trailer}>>\n%%EOF\n".encode("latin-1"),
    ]
    return b"".join(parts)


def _bomb() -> bytes:
    packed = zlib.compress(b"BT /F1 9 Tf (" + b"A" * 60_000_000 + b") Tj ET", 9)
    made = _minimal("")
    return made.replace(
        b"4 0 obj<</Length 0>>stream\n\nendstream endobj",
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj" % (len(packed), packed),
    )


_FORM = (
    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    "/Length 12>>stream\n/X Do /X Do \nendstream endobj\n"
)
_ENCRYPTED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/P -4"
    "/O<0000000000000000000000000000000000000000000000000000000000000000>"
    "/U<0000000000000000000000000000000000000000000000000000000000000000>>>/ID[<00><00>]"
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_minimal("/X Do", _FORM), id="a form within itself"),
        pytest.param(_bomb(), id="a stream that swells"),
        pytest.param(_minimal("q " * 300_000), id="states without end"),
        pytest.param(_minimal("[" * 100_000), id="lists without end"),
        pytest.param(_minimal("1e308 0 0 1e308 0 0 cm BT /F1 1e300 Tf (x) Tj ET"), id="sizes without measure"),
        pytest.param(b"%PDF-1.7\n" + b"%\n" * 1_000_000, id="comments without end"),
        pytest.param(b"%PDF-1.4\n" + b"<<" * 200_000, id="depth without end"),
        pytest.param(_minimal("").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), id="pages within themselves"),
        pytest.param(_minimal("", trailer="/Prev 0"), id="a table that leads back"),
        pytest.param(b"%PDF-", id="nothing but a head"),
    ],
)
def test_a_hostile_pdf_ends_in_an_error_or_departures_in_time(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "敌意.pdf"
    file.write_bytes(content)
    start = time.monotonic()
    with file.open("rb") as opened, contextlib.suppress(RefusedError):
        assert len(read_pdf(opened, timeout=20).pages) <= 1
    assert time.monotonic() - start < 30


def test_an_endless_pdf_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "无尽.pdf"
    file.write_bytes(_minimal("BT /F1 9 Tf " + "(" + "科".encode().hex() * 20 + ") Tj " * 20_000 + " ET"))
    with file.open("rb") as opened, pytest.raises(RefusedError, match="longer than 0 seconds"):
        read_pdf(opened, timeout=0.01)


def test_a_protected_pdf_is_named_as_such(tmp_path: Path) -> None:
    file = tmp_path / "密.pdf"
    file.write_bytes(_minimal("", trailer=_ENCRYPTED))
    with file.open("rb") as opened, pytest.raises(RefusedError, match="password"):
        read_pdf(opened)


def test_a_truncated_pdf_is_an_error_or_departures(tmp_path: Path) -> None:
    whole = _pdf(OFFICIAL + TEXT)
    for length in (9, 400, len(whole) // 2, len(whole) - 30):
        with contextlib.suppress(PlanError):
            _found(tmp_path, whole[:length])


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=4000), st.integers(0, 4000))
def test_random_bytes_never_end_in_a_traceback(tmp_path: Path, junk: bytes, at: int) -> None:
    whole = _minimal("BT /F1 16 Tf 80 700 Td (Plan) Tj ET", _FORM)
    for content in (b"%PDF-1.7\n" + junk, whole[: at % len(whole)] + junk + whole[at % len(whole) :]):
        with contextlib.suppress(PlanError):
            _found(tmp_path, content)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    content = _pdf(OFFICIAL + TEXT)
    _found(tmp_path, content)
    assert [file.name for file in tmp_path.iterdir()] == ["规划.pdf"]
    assert (tmp_path / "规划.pdf").read_bytes() == content
    with pdfplumber.open(tmp_path / "规划.pdf") as opened:
        assert len(opened.pages) > 2
