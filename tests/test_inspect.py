"""`plan inspect`: the command, our own documents, damaged DOCX item by item, strangers' DOCX, hostile files."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import jsonschema
import plan_cli
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from plan_cli.errors import PlanError, RefusedError
from plan_cli.inspection.departure import MOST_OF_A_KIND, Departure, Departures, Where, shortened
from plan_cli.inspection.faces import Faces, plain
from plan_cli.inspection.inspector import inspect_file
from plan_cli.inspection.items import ITEMS
from plan_cli.inspection.phrases import chinese_value, looks_like_heading, numbered, splits_number_and_unit
from plan_cli.loading.profiles import load_profile
from plan_cli.model.finding import Severity
from plan_cli.model.profile import Profile

from plans import example, plan

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _profile(name: str | None = None) -> Profile:
    profile = load_profile(name, None, [])
    assert profile is not None
    return profile


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("示例")
    example(folder / "plan")
    plan(folder / "plan", "build", "all", "--fonts", "bundled", "--format", "pdf,docx", "--out", str(folder / "out"))
    return folder / "out"


@pytest.fixture(scope="module")
def notice(outputs: Path) -> Path:
    """A notice with red head, annexes, a turned table, signature and imprint."""
    (file,) = outputs.glob("关于印发*.docx")
    return file


@pytest.fixture(scope="module")
def outline(outputs: Path) -> Path:
    """A long outline with contents, tables, pictures and boxes."""
    (file,) = outputs.glob("*纲要*.docx")
    return file


# -- our own documents and the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_every_document_of_the_example_is_without_errors(outputs: Path, ending: str) -> None:
    files = sorted(outputs.glob(f"*.{ending}"))
    assert len(files) >= 7
    errors = {
        (file.name, each)
        for file in files
        for each in inspect_file(file, _profile()).departures
        if each.severity is Severity.ERROR
    }
    assert errors == set()


def test_the_command_groups_departures_by_item_and_ends_with_1(tmp_path: Path, notice: Path) -> None:
    file = _changed(notice, tmp_path, "word/document.xml", 'w:top="2098"', 'w:top="1440"')
    finished = plan(tmp_path, "inspect", str(file), check=1)
    assert "D02 paper and margins" in finished.stdout
    assert "top margin: expected 37 mm, found 25.4 mm" in finished.stdout
    assert "paragraph 1" in finished.stdout
    assert re.search(r"^\d+ errors", finished.stdout.splitlines()[-1])
    chinese = plan(tmp_path, "inspect", str(file), check=1, PLAN_LANG="zh_CN").stdout
    assert "expected" not in chinese
    assert "上边距" in chinese
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_a_good_document_ends_with_0_anywhere(tmp_path: Path, notice: Path) -> None:
    finished = plan(tmp_path, "inspect", str(notice))
    assert "D12" in finished.stdout or "no departures" in finished.stdout
    assert plan(tmp_path, "inspect", str(notice.with_suffix(".pdf"))).stdout


def test_the_json_is_of_its_schema_and_tells_the_same_in_any_language(tmp_path: Path, notice: Path) -> None:
    file = _changed(notice, tmp_path, "word/document.xml", 'w:top="2098"', 'w:top="1440"')
    schema = json.loads((Path(plan_cli.__file__).parent / "cli" / "inspect.v1.schema.json").read_text(encoding="utf-8"))
    said = {}
    for language in ("en", "zh_CN"):
        said[language] = json.loads(plan(tmp_path, "inspect", "--json", str(file), check=1, PLAN_LANG=language).stdout)
        jsonschema.validate(said[language], schema)
        assert said[language]["errors"] == len([d for d in said[language]["departures"] if d["severity"] == "error"])
    fixed = [[(d["code"], d["severity"], d["paragraph"]) for d in each["departures"]] for each in said.values()]
    assert fixed[0] == fixed[1]
    assert said["en"]["kind"] == "docx"
    pdf = json.loads(plan(tmp_path, "inspect", "--json", str(notice.with_suffix(".pdf"))).stdout)
    jsonschema.validate(pdf, schema)
    assert pdf["pages"] == 5


def test_a_profile_of_the_plan_repository_is_found_by_its_name(tmp_path: Path, notice: Path) -> None:
    folder = example(tmp_path / "plan")
    (folder / "profiles").mkdir()
    shipped = Path(plan_cli.__file__).parent.parent / "templates" / "profiles" / "gbt9704.yaml"
    own = shipped.read_text(encoding="utf-8").replace("name: gbt9704", "name: own").replace("  top: 37", "  top: 30", 1)
    (folder / "profiles" / "own.yaml").write_text(own, encoding="utf-8")
    finished = plan(folder, "inspect", "--profile", "own", str(notice), check=1)
    assert "top margin: expected 30 mm, found 37.0 mm" in finished.stdout
    assert "known: " in plan(tmp_path, "inspect", "--profile", "none", str(notice), check=2).stderr
    plan(tmp_path, "inspect", "--profile", "report-en", str(notice), check=1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as DOCX"),
        ("文稿.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as DOCX"),
        ("说明.txt", "科协".encode(), "neither a PDF nor a DOCX"),
        ("空.docx", b"", "neither a PDF nor a DOCX"),
        ("坏\x1b[31m\u202e名.pdf", b"x", "neither a PDF nor a DOCX"),
    ],
)
def test_what_is_neither_ends_with_2_and_says_what_to_do(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    finished = plan(tmp_path, "inspect", name, check=2)
    assert said in finished.stderr
    assert "\u202e" not in finished.stderr


def test_no_file_and_a_folder_end_with_2(tmp_path: Path) -> None:
    assert "does not exist" in plan(tmp_path, "inspect", "没有.pdf", check=2).stderr
    assert "is no file" in plan(tmp_path, "inspect", ".", check=2).stderr
    plan(tmp_path, "inspect", check=2)


def test_nothing_from_a_file_steers_the_terminal(tmp_path: Path, notice: Path) -> None:
    file = _changed(
        notice,
        tmp_path,
        "word/document.xml",
        "为系统推进规划前期研究",
        "\u202e待补\u2066\u200f为系统推进规划前期研究",
    )
    for arguments in ((), ("--json",)):
        said = plan(tmp_path, "inspect", str(file), *arguments, check=None).stdout
        assert "待补" in said
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200f]", said)


# -- DOCX damaged item by item -----------------------------------------------------------------------------------------


def _changed(
    source: Path, folder: Path, part: str, old: str, new: str, *, count: int = -1, name: str = "文稿.docx"
) -> Path:
    """A copy of a DOCX with something in one of its parts put differently."""
    parts = _parts(source)
    text = parts[part].decode()
    assert old in text, f"{old} is not in {part}"
    parts[part] = text.replace(old, new, count).encode()
    return _written(folder / name, parts)


def _parts(source: Path) -> dict[str, bytes]:
    """The parts of a DOCX by name, their XML written in one manner."""
    with zipfile.ZipFile(source) as opened:
        read = {entry.filename: opened.read(entry) for entry in opened.infolist()}
    return {
        name: content.replace(b" />", b"/>") if name.endswith((".xml", ".rels")) else content
        for name, content in read.items()
    }


def _written(file: Path, parts: dict[str, bytes], moment: tuple[int, ...] = (1980, 1, 1, 0, 0, 0)) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type]
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return file


_DOCUMENT, _STYLES, _SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
_BODY = '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>'
_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">为系统'

# Item, part, what stands there, what stands there instead, and what is said.
NOTICE_DAMAGE = [
    ("D01", "[Content_Types].xml", 'Extension="rels"', 'Extension="abc"', "whose content type is not stated"),
    (
        "D01",
        "word/_rels/document.xml.rels",
        'Target="plan-even.xml"',
        'Target="weg.xml"',
        "that is referred to is missing",
    ),
    ("D01", _DOCUMENT, 'r:id="rIdPlanOdd"', 'r:id="rId99"', "a reference to a part that is not in the file"),
    (
        "D01",
        _DOCUMENT,
        _BODY,
        '<w:p><w:pPr><w:jc w:val="both"/><w:pStyle w:val="BodyText"/></w:pPr>',
        "out of the order",
    ),
    ("D02", _DOCUMENT, 'w:left="1587"', 'w:left="1800"', "left margin"),
    ("D02", _DOCUMENT, 'w:bottom="1984"', 'w:bottom="1440"', "bottom margin"),
    ("D02", _DOCUMENT, 'w:left="1587"', 'w:left="1617"', "type area"),
    ("D02", _DOCUMENT, 'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"', "paper"),
    ("D02", _DOCUMENT, ' w:orient="landscape"', "", "not declared as landscape"),
    ("D03", _DOCUMENT, '<w:docGrid w:type="lines" w:linePitch="579"/>', "", "no grid of lines"),
    ("D03", _DOCUMENT, 'w:linePitch="579"', 'w:linePitch="600"', "distance of the lines of the grid"),
    ("D03", _DOCUMENT, 'w:type="lines"', 'w:type="linesAndChars" w:charSpace="-849"', "spaced twice"),
    ("D03", _DOCUMENT, 'w:type="lines"', 'w:type="linesAndChars" w:charSpace="0"', "characters on a full line"),
    ("D03", _STYLES, '<w:spacing w:val="-5"/>', "", "characters on a full line"),
    ("D04", _STYLES, 'w:eastAsia="黑体"', 'w:eastAsia="微软雅黑"', "typeface"),
    ("D04", _STYLES, 'w:eastAsia="方正小标宋简体"', 'w:eastAsia="宋体"', "typeface"),
    (
        "D04",
        _DOCUMENT,
        _RUN,
        _RUN.replace("<w:rFonts", '<w:rFonts w:eastAsiaTheme="minorEastAsia"'),
        "a font of the theme",
    ),
    ("D04", _STYLES, '<w:sz w:val="32"/>', '<w:sz w:val="28"/>', "type size"),
    ("D04", _STYLES, '<w:b w:val="0"/>', '<w:b w:val="1"/>', "bold type"),
    ("D04", _STYLES, '<w:i w:val="0"/>', "<w:i/>", "italic type"),
    ("D04", _STYLES, '<w:color w:val="000000"/>', '<w:color w:val="2E74B5"/>', "colour of the type"),
    ("D04", _STYLES, 'w:ascii="Times New Roman"', 'w:ascii="Calibri"', "font of Latin letters and digits"),
    (
        "D04",
        _STYLES,
        '<w:rFonts w:ascii="Times New Roman"',
        '<w:rFonts w:asciiTheme="minorHAnsi"',
        "styles ask for fonts of the theme",
    ),
    ("D05", "word/theme/theme1.xml", 'typeface="Times New Roman"', 'typeface="Aptos"', "a font of the theme"),
    ("D06", _STYLES, 'w:line="579" w:lineRule="exact"', 'w:line="600" w:lineRule="exact"', "distance of the lines"),
    ("D06", _STYLES, 'w:line="579" w:lineRule="exact"', 'w:line="360" w:lineRule="auto"', "distance of the lines"),
    ("D06", _STYLES, 'w:firstLineChars="200" w:firstLine="640"', "", "indent of the first line"),
    ("D06", _STYLES, '<w:jc w:val="both"/>', '<w:jc w:val="left"/>', "alignment"),
    ("D06", _STYLES, '<w:widowControl w:val="0"/>', "<w:widowControl/>", "widow control"),
    (
        "D06",
        _STYLES,
        'w:before="0" w:after="0" w:line="579"',
        'w:before="0" w:after="160" w:line="579"',
        "space before and after",
    ),
    ("D06", _DOCUMENT, "为系统推进", "　　为系统推进", "indented by spaces"),
    ("D08", _DOCUMENT, "一、任务分解", "二、任务分解", "number of a heading"),
    ("D08", _DOCUMENT, "一、任务分解", "1.任务分解", "form of the number of a heading"),
    ("D08", _STYLES, '<w:outlineLvl w:val="0"/>', "", "outline level"),
    (
        "D08",
        _DOCUMENT,
        '<w:pStyle w:val="Heading1"/>',
        '<w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        "a number that the program makes",
    ),
    (
        "D08",
        _DOCUMENT,
        '<w:pStyle w:val="Heading1"/>',
        '<w:pStyle w:val="Heading2"/>',
        "form of the number of a heading",
    ),
    ("D09", _DOCUMENT, '<w:pStyle w:val="Title"/>', '<w:pStyle w:val="BodyText"/>', "there is no title"),
    ("D09", _DOCUMENT, '<w:pStyle w:val="AnnexTitle"/>', '<w:pStyle w:val="Title"/>', "more than one title"),
    ("D09", _DOCUMENT, "的通知（示例）", "的通知。", "a full stop in the title"),
    ("D09", _DOCUMENT, "的通知（示例）", "的通知和关于做好有关工作的补充通知" * 4, "lines of the title"),
    ("D10", _DOCUMENT, '<w:gridCol w:w="1149"/>', '<w:gridCol w:w="6148"/>', "width of a table"),
    ("D10", _DOCUMENT, '<w:gridCol w:w="1149"/>', "<w:gridCol/>", "columns without a width"),
    ("D10", _DOCUMENT, "<w:tblHeader/>", "", "the first row is not repeated"),
    ("D10", _DOCUMENT, "<w:cantSplit/>", "", "rows may be parted"),
    ("D10", _DOCUMENT, '<w:tblStyle w:val="Table"/>', "", "without a style of tables"),
    (
        "D10",
        _DOCUMENT,
        '<w:tblW w:w="12756" w:type="dxa"/>',
        '<w:tblW w:type="auto" w:w="0"/>',
        "a table without a width",
    ),
    (
        "D10",
        _DOCUMENT,
        '<w:pStyle w:val="TableText"/>',
        '<w:pStyle w:val="TableText"/><w:ind w:firstLineChars="200"/>',
        "an indent within a table",
    ),
    (
        "D10",
        _DOCUMENT,
        '<w:pStyle w:val="TableText"/>',
        '<w:pStyle w:val="TableText"/><w:spacing w:line="579" w:lineRule="exact"/>',
        "the distance of lines of the text",
    ),
    ("D12", _SETTINGS, "<w:evenAndOddHeaders/>", "", "odd and even pages have the same"),
    (
        "D12",
        _DOCUMENT,
        '<w:footerReference w:type="even"',
        '<w:footerReference w:type="first"',
        "no page number on even pages",
    ),
    (
        "D12",
        _DOCUMENT,
        '<w:footerReference w:type="default"',
        '<w:footerReference w:type="first"',
        "no page number on odd pages",
    ),
    ("D12", "word/plan-odd.xml", "— ", "- ", "form of the page number"),
    ("D12", "word/plan-odd.xml", '<w:jc w:val="right"/>', '<w:jc w:val="center"/>', "side of the page number"),
    ("D12", "word/plan-even.xml", ' w:leftChars="100" w:left="280"', "", "distance of the page number from the side"),
    (
        "D12",
        "word/plan-odd.xml",
        '<w:rFonts w:hint="eastAsia"/>',
        '<w:rFonts w:ascii="Calibri" w:hint="eastAsia"/>',
        "typeface of the page number",
    ),
    ("D12", "word/plan-odd.xml", '<w:rFonts w:hint="eastAsia"/>', '<w:sz w:val="21"/>', "size of the page number"),
    ("D12", _DOCUMENT, 'w:footer="1446"', 'w:footer="851"', "distance of the page number from the type area"),
    ("D12", _DOCUMENT, "<w:footerReference", "<w:noReference", "no page number in this section"),
    ("D13", _DOCUMENT, _RUN, f'<w:ins w:id="900" w:author="张三">{_RUN}', "a tracked change is left"),
    (
        "D13",
        _DOCUMENT,
        _RUN,
        f'<w:del w:id="900" w:author="张三"><w:r><w:delText>旧</w:delText></w:r></w:del>{_RUN}',
        "a tracked change is left",
    ),
    ("D13", _DOCUMENT, _RUN, f'<w:commentRangeStart w:id="3"/>{_RUN}', "a comment is left"),
    ("D13", _DOCUMENT, _RUN, _RUN.replace("</w:rPr>", "<w:vanish/></w:rPr>"), "hidden text"),
    ("D13", _SETTINGS, "<w:defaultTabStop", "<w:trackRevisions/><w:defaultTabStop", "changes are still being tracked"),
    ("D13", _SETTINGS, "<w:defaultTabStop", "<w:rsids/><w:defaultTabStop", "the marks of single editing sessions"),
    ("D13", "docProps/core.xml", "<dc:creator>成都市科协", "<dc:creator>微软用户", "author in the properties"),
    (
        "D13",
        "docProps/core.xml",
        "</dc:creator>",
        "</dc:creator><cp:lastModifiedBy>张三</cp:lastModifiedBy>",
        "who saved the file last",
    ),
    ("D13", "docProps/core.xml", "dc:title>", "dc:nothing>", "the title is missing"),
    ("D14", _DOCUMENT, "1.各阶段任务和时间（示例）", "1.各阶段的任务", "title of an annex"),
    ("D14", _DOCUMENT, ">附件1<", ">附件1：<", "form of the mark of an annex"),
    ("D14", _DOCUMENT, "2.用语说明（示例）", "2.用语说明（示例）。", "a mark after the title of an annex"),
    ("D14", _DOCUMENT, '<w:pStyle w:val="AnnexNoteNext"/>', '<w:pStyle w:val="BodyText"/>', "number of annexes"),
    ("D14", _STYLES, "<w:pageBreakBefore/>", "", "an annex does not begin on a new page"),
    ("D15", _DOCUMENT, ">2015年5月15日<", ">2015年05月15日<", "form of the date"),
    ("D15", _DOCUMENT, ">2015年5月15日<", ">二〇一五年五月十五日<", "form of the date"),
    ("D15", _DOCUMENT, ">2015年5月15日<", ">2015年2月30日<", "a day that no calendar has"),
    ("D15", _DOCUMENT, "示例〔2015〕1号", "示例[2015]01号", "form of the document's number"),
    ("D15", _DOCUMENT, "为系统推进", "依据科协发［2015］第3号，为系统推进", "form of another document's number"),
    ("D16", _DOCUMENT, "为系统推进", "见表??，为系统推进", "a reference that leads nowhere"),
    ("D16", _DOCUMENT, "为系统推进", '为"系统"推进', "straight quotation marks in Chinese text"),
    ("D16", _DOCUMENT, "为系统推进", "为系统待补推进", "something is still to be filled in"),
    ("D16", _DOCUMENT, "为系统推进", "为系统\ue000推进", "a character that no font can show"),
]


@pytest.mark.parametrize(
    ("code", "part", "old", "new", "said"), NOTICE_DAMAGE, ids=[f"{row[0]} {row[4]}" for row in NOTICE_DAMAGE]
)
def test_every_item_finds_the_damage_it_is_for(
    tmp_path: Path, notice: Path, code: str, part: str, old: str, new: str, said: str
) -> None:
    if new.startswith("<w:ins "):
        parts = _parts(notice)
        text = parts[part].decode().replace(old, new, 1)
        start = text.index(new)
        end = text.index("</w:r>", start) + len("</w:r>")
        parts[part] = (text[:end] + "</w:ins>" + text[end:]).encode()
        file = _written(tmp_path / "文稿.docx", parts)
    else:
        file = _changed(notice, tmp_path, part, old, new)
    found = set(inspect_file(file, _profile()).departures) - set(inspect_file(notice, _profile()).departures)
    assert [each for each in found if each.code == code and said in each.message], found


def test_marks_in_the_latin_font_are_found(tmp_path: Path, notice: Path) -> None:
    parts = _parts(notice)
    for part in (_DOCUMENT, _STYLES):
        parts[part] = re.sub(rb' w:hint="eastAsia"', b"", parts[part])
    found = inspect_file(_written(tmp_path / "文稿.docx", parts), _profile()).departures
    assert "marks set in the Latin font" in {each.message for each in found if each.code == "D07"}


def test_an_edition_that_is_not_that_of_the_name_is_found(tmp_path: Path, outline: Path) -> None:
    file = tmp_path / "规划纲要（征求意见稿）.docx"
    file.write_bytes(outline.read_bytes())
    found = inspect_file(file, _profile()).departures
    assert "edition, as the file's name has it" in {each.message for each in found if each.code == "D09"}
    file = _changed(outline, tmp_path, _DOCUMENT, "（讨论稿）", "讨论稿")
    found = inspect_file(file, _profile()).departures
    assert "form of the edition line" in {each.message for each in found if each.code == "D09"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r'descr="[^"]*"', "", "a picture without words"),
        (r'<wp:extent cx="\d+"', '<wp:extent cx="9000000"', "width of a picture"),
        (
            r'<w:pStyle w:val="(Captioned)?Figure" ?/>',
            '<w:pStyle w:val="BodyText"/>',
            "a picture in a line of exact height is cut off",
        ),
    ],
)
def test_pictures_are_judged(tmp_path: Path, outline: Path, old: str, new: str, said: str) -> None:
    parts = _parts(outline)
    text = parts[_DOCUMENT].decode()
    changed = re.sub(r'title="[^"]*"', "", re.sub(old, new, text)) if "descr" in old else re.sub(old, new, text)
    assert changed != text
    parts[_DOCUMENT] = changed.encode()
    found = inspect_file(_written(tmp_path / "文稿.docx", parts), _profile()).departures
    assert said in " ".join(each.message for each in found if each.code == "D11")


def test_times_within_the_file_are_found(tmp_path: Path, notice: Path) -> None:
    file = _written(tmp_path / "文稿.docx", _parts(notice), (2026, 5, 4, 3, 2, 0))
    found = [each for each in inspect_file(file, _profile()).departures if each.code == "D17"]
    assert [each.found for each in found] == ["2026-05-04"]


def test_every_item_has_a_title() -> None:
    assert list(ITEMS) == [f"P{n:02}" for n in range(1, 12)] + [f"D{n:02}" for n in range(1, 18)]


# -- strangers' files --------------------------------------------------------------------------------------------------


def _set(paragraph: Paragraph, font: str, size: float, **wanted: object) -> None:
    """Direct formatting, as most people do it: fonts, size, line distance."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(wanted.get("line", 28.95))  # type: ignore[arg-type]
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    form.alignment = wanted.get("side", WD_ALIGN_PARAGRAPH.JUSTIFY)  # type: ignore[assignment]
    if wanted.get("indent", True):
        form.first_line_indent = Pt(2 * size)
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.italic = Pt(size), False, False
        run.font.name = "Times New Roman"
        properties = run._element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        fonts.set(qn("w:hint"), "eastAsia")
        spacing = properties.makeelement(qn("w:spacing"), {qn("w:val"): "-5"})
        properties.append(spacing)


def _stranger(file: Path, change: Callable[[docx.document.Document], None] | None = None) -> Path:
    """A notice without a style of ours, typed into Word's own template."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Pt(72.3)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    made.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side.upper())
        setattr(paragraph.paragraph_format, f"{side}_indent", Pt(14))
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text)
            run.font.size, run.font.name = Pt(14), "宋体"
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
            if text is None:
                for kind, said in (("begin", ""), ("", " PAGE "), ("end", "")):
                    tag = "w:fldChar" if kind else "w:instrText"
                    part = run._element.makeelement(qn(tag), {qn("w:fldCharType"): kind} if kind else {})
                    part.text = said or None
                    run._element.append(part)
    centre, body = WD_ALIGN_PARAGRAPH.CENTER, "仿宋"
    _set(made.add_paragraph("关于做好规划编制工作的通知"), "方正小标宋_GBK", 22, side=centre, indent=False, line=35)
    made.add_paragraph()
    _set(made.add_paragraph("机关各部室，各直属事业单位："), body, 16, indent=False, side=WD_ALIGN_PARAGRAPH.LEFT)
    _set(made.add_paragraph("为做好“十三五”规划编制工作，现将有关事项通知如下。"), body, 16)
    for mark, heading in (("一、", "总体要求"), ("二、", "工作安排")):
        _set(made.add_paragraph(mark + heading), "黑体", 16, side=WD_ALIGN_PARAGRAPH.LEFT)
        _set(made.add_paragraph("（一）坚持问题导向"), "楷体", 16, side=WD_ALIGN_PARAGRAPH.LEFT)
        _set(made.add_paragraph("各部门要高度重视，认真组织，按时完成2015年的各项任务。"), body, 16)
    _set(made.add_paragraph("附件：工作安排表"), body, 16)
    for text in ("某市科学技术协会", "2015年5月8日"):
        _set(made.add_paragraph(text), body, 16, side=WD_ALIGN_PARAGRAPH.RIGHT, indent=False)
    if change is not None:
        change(made)
    made.save(str(file))
    return file


def _errors(file: Path) -> list[Departure]:
    return [each for each in inspect_file(file, _profile()).departures if each.severity is Severity.ERROR]


def test_a_stranger_who_knows_the_standard_has_no_errors(tmp_path: Path) -> None:
    assert _errors(_stranger(tmp_path / "通知.docx")) == []


def _paragraph(made: docx.document.Document, start: str) -> Paragraph:
    return next(each for each in made.paragraphs if each.text.startswith(start))


def _bold_heading(made: docx.document.Document) -> None:
    _paragraph(made, "一、").runs[0].font.bold = True


def _typed_size(made: docx.document.Document) -> None:
    _paragraph(made, "为做好").runs[0].font.size = Pt(12)


def _song(made: docx.document.Document) -> None:
    fonts = _paragraph(made, "为做好").runs[0]._element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), "宋体")


def _skipped(made: docx.document.Document) -> None:
    _paragraph(made, "二、").runs[0].text = "三、工作安排"


def _spaces(made: docx.document.Document) -> None:
    paragraph = _paragraph(made, "为做好")
    paragraph.runs[0].text = "　　" + paragraph.runs[0].text
    paragraph.paragraph_format.first_line_indent = Pt(0)


def _plain_picture(made: docx.document.Document) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20)).save(drawn, "PNG")
    drawn.seek(0)
    paragraph = _paragraph(made, "为做好")
    paragraph.add_run().add_picture(drawn, Mm(30))


def _small_title(made: docx.document.Document) -> None:
    made.paragraphs[0].runs[0].font.size = Pt(18)


def _date(made: docx.document.Document) -> None:
    _paragraph(made, "2015年").runs[0].text = "2015年05月08日"


def _table(made: docx.document.Document) -> None:
    table = made.add_table(2, 2)
    _set(table.cell(0, 0).paragraphs[0], "仿宋", 12)
    table.cell(0, 0).paragraphs[0].add_run("单位")
    _set(table.cell(0, 0).paragraphs[0], "仿宋", 12)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("D04", _bold_heading),
        ("D04", _typed_size),
        ("D04", _song),
        ("D04", _small_title),
        ("D06", _spaces),
        ("D08", _skipped),
        ("D10", _table),
        ("D11", _plain_picture),
        ("D15", _date),
    ],
)
def test_a_strangers_file_is_judged_by_what_its_paragraphs_look_like(
    tmp_path: Path, code: str, change: Callable[[docx.document.Document], None]
) -> None:
    assert code in {each.code for each in _errors(_stranger(tmp_path / "通知.docx", change))}


def test_a_file_that_another_program_saved_is_known_by_the_names_of_its_styles(tmp_path: Path, notice: Path) -> None:
    parts = _parts(notice)
    for part in (_DOCUMENT, _STYLES):
        text = parts[part].decode()
        for number, style in enumerate(
            ("Addressee", "AnnexMark", "AnnexNoteNext", "SignatureDate", "Organ", "TableHead")
        ):
            text = text.replace(f'"{style}"', f'"Style{number}"')
        parts[part] = text.encode()
    parts["word/plan-even.xml"] = parts["word/plan-even.xml"].replace(
        b'w:leftChars="100" w:left="280"', b'w:start="280" w:hanging="0"'
    )
    assert _errors(_written(tmp_path / "另存.docx", parts)) == []


def test_word_s_own_template_departs_nearly_everywhere(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("关于规划的说明", 0)
    made.add_heading("一、总体要求", 1)
    made.add_paragraph("为做好“十三五”规划编制工作，现将有关事项通知如下，请认真组织，按时完成。")
    made.save(str(tmp_path / "说明.docx"))
    assert {each.code for each in _errors(tmp_path / "说明.docx")} >= {"D02", "D03", "D04", "D06", "D07", "D12"}


# -- files made to do harm ---------------------------------------------------------------------------------------------


def _bomb(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, "word/media/bomb.xml": b" " * (40 << 20)}


def _with_entities(parts: dict[str, bytes]) -> dict[str, bytes]:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE w [<!ENTITY a0 "科协">{entities}]>'
    document = parts[_DOCUMENT].decode()
    at = document.index("?>") + 2
    return {**parts, _DOCUMENT: (document[:at] + head + document[at:].replace("为系统", "&a9;", 1)).encode()}


def _with_outside_entity(parts: dict[str, bytes]) -> dict[str, bytes]:
    document = parts[_DOCUMENT].decode()
    at = document.index("?>") + 2
    head = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return {**parts, _DOCUMENT: (document[:at] + head + document[at:].replace("为系统", "&x;", 1)).encode("utf-8")}


def _in_other_bytes(parts: dict[str, bytes]) -> dict[str, bytes]:
    changed = _with_entities(parts)[_DOCUMENT].decode()
    text = re.sub("encoding=.UTF-8.", "encoding='UTF-16'", changed, count=1)
    return {**parts, _DOCUMENT: text.encode("utf-16")}


def _deep(parts: dict[str, bytes]) -> dict[str, bytes]:
    nested = b"<w:p>" * 50_000 + b"</w:p>" * 50_000
    return {**parts, _DOCUMENT: parts[_DOCUMENT].replace(b"<w:body>", b"<w:body>" + nested, 1)}


def _many(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, **{f"word/x{number}.xml": b"" for number in range(5000)}}


def _countless(parts: dict[str, bytes]) -> dict[str, bytes]:
    paragraphs = b"".join(b'<w:p w:q="%d"/>' % (number * 7919) for number in range(450_000))
    return {**parts, _DOCUMENT: parts[_DOCUMENT].replace(b"<w:body>", b"<w:body>" + paragraphs, 1)}


def _broken(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, _DOCUMENT: parts[_DOCUMENT][:-40]}


def _no_text(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, _DOCUMENT: f'<w:document xmlns:w="{_W}"/>'.encode()}


@pytest.mark.parametrize(
    "harm", [_bomb, _with_entities, _with_outside_entity, _in_other_bytes, _deep, _many, _countless, _broken, _no_text]
)
def test_a_hostile_docx_is_refused(
    tmp_path: Path, notice: Path, harm: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    file = _written(tmp_path / "敌意.docx", harm(_parts(notice)))
    with pytest.raises(RefusedError):
        inspect_file(file, _profile())
    finished = plan(tmp_path, "inspect", str(file), check=1)
    assert finished.stderr.startswith("error: ")
    assert "Traceback" not in finished.stderr


def test_names_that_lead_out_are_departures_and_lead_nowhere(tmp_path: Path, notice: Path) -> None:
    parts = {**_parts(notice), "../../外.xml": b"<x/>", "/abs.xml": b"<x/>", "a\\..\\b.xml": b"<x/>"}
    found = inspect_file(_written(tmp_path / "敌意.docx", parts), _profile()).departures
    assert sum("whose name leads out" in each.message for each in found if each.code == "D01") >= 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["敌意.docx"]


def test_a_part_that_is_there_twice_is_a_departure(tmp_path: Path, notice: Path) -> None:
    file = _written(tmp_path / "两份.docx", _parts(notice))
    with zipfile.ZipFile(file, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr(zipfile.ZipInfo(_SETTINGS), _parts(notice)[_SETTINGS])
    assert "a part of the file is there twice" in {each.message for each in inspect_file(file, _profile()).departures}


def test_styles_that_are_based_on_each_other_come_to_an_end(tmp_path: Path, notice: Path) -> None:
    file = _changed(notice, tmp_path, _STYLES, '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="BodyText"/>')
    assert inspect_file(file, _profile()).kind == "docx"


def test_numbers_without_measure_are_no_bugs(tmp_path: Path, notice: Path) -> None:
    parts = _parts(notice)
    for part in (_DOCUMENT, _STYLES):
        parts[part] = re.sub(rb'w:(w|h|line|linePitch|left|sz)="\d+"', rb'w:\1="9e999"', parts[part])
        parts[part] = re.sub(rb'<w:sz w:val="\d+"/>', b'<w:sz w:val="nan"/>', parts[part])
    assert inspect_file(_written(tmp_path / "数.docx", parts), _profile()).departures


def test_a_protected_docx_and_an_ordinary_zip_are_refused(tmp_path: Path, notice: Path) -> None:
    locked = bytearray(notice.read_bytes())
    at = locked.rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    (tmp_path / "密.docx").write_bytes(bytes(locked))
    with pytest.raises(RefusedError, match="password"):
        inspect_file(tmp_path / "密.docx", _profile())
    _written(tmp_path / "包.zip", {"说明.txt": b"x"})
    plan(tmp_path, "inspect", "包.zip", check=2)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(junk=st.binary(min_size=1, max_size=60), at=st.floats(0, 1))
def test_random_bytes_in_a_docx_never_end_in_a_traceback(tmp_path: Path, notice: Path, junk: bytes, at: float) -> None:
    whole = notice.read_bytes()
    place = int(at * len(whole))
    file = tmp_path / "乱.docx"
    for content in (whole[:place] + junk + whole[place + len(junk) :], whole[:place], b"PK\x03\x04" + junk):
        file.write_bytes(content)
        with contextlib.suppress(PlanError):
            inspect_file(file, _profile())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=40), at=st.integers(0, 400))
def test_random_texts_in_a_docx_never_end_in_a_traceback(tmp_path: Path, notice: Path, text: str, at: int) -> None:
    parts = _parts(notice)
    document = parts[_DOCUMENT].decode()
    places = [match.end() for match in re.finditer('<w:t xml:space="preserve">|w:val="|w:w="', document)]
    place = places[at % len(places)]
    parts[_DOCUMENT] = (document[:place] + text + document[place:]).encode("utf-8", "replace")
    with contextlib.suppress(PlanError):
        inspect_file(_written(tmp_path / "乱.docx", parts), _profile())


# -- the small parts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("ABCDEF+FangSong_GB2312", "仿宋_GB2312"),
        ("FZFSK--GBK1-0", "仿宋"),
        ("ABCDEF+FandolFang-Regular-Identity-H", "仿宋"),
        ("NotoSerifSC-Regular", "Noto Serif SC"),
    ],
)
def test_fonts_are_known_by_any_of_their_names(name: str, same: str) -> None:
    faces = Faces(_profile())
    assert faces.kinds(name) & faces.kinds(same)


def test_fonts_that_differ_are_told_apart() -> None:
    faces = Faces(_profile())
    assert not faces.kinds("SimSun") & faces.kinds("SimHei")
    assert not faces.is_known("NotoSansCJKjp-Regular")
    assert faces.is_latin("ABCDEF+TimesNewRomanPSMT")
    assert plain("FZXBSJW--GB1-0") == "fzxbsjw"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、总体要求", 1),
        ("（一）坚持问题导向", 2),
        ("(二)基本原则", 2),
        ("一、这是句子。", None),
        ("1.科普", None),
        ("总体要求", None),
    ],
)
def test_headings_are_known_by_their_look(text: str, level: int | None) -> None:
    assert looks_like_heading(text) == level


def test_numbers_before_headings_are_read() -> None:
    sections, book = _profile().schemes
    assert [
        (found.level, found.number)
        for text in ("十二、甲", "（三）乙", "4.丙", "（5）丁")
        if (found := numbered(text, sections))
    ] == [(1, 12), (2, 3), (3, 4), (4, 5)]
    assert [found.number for text in ("第二篇　甲", "第十章　乙") if (found := numbered(text, book))] == [2, 10]
    (english,) = _profile("report-en").schemes
    found = numbered("2.3 Goals", english)
    assert (found.level, found.number) == (2, 3) if found else False
    assert [chinese_value(text) for text in ("九", "十", "二十三", "十十", "百")] == [9, 10, 23, 0, 0]
    assert splits_number_and_unit("增长到2015", "年底")
    assert not splits_number_and_unit("增长到2015年", "底")


def test_departures_are_counted_and_kept_in_order() -> None:
    found = Departures()
    for number in range(MOST_OF_A_KIND + 5):
        found.error("P03", Where(page=number + 1), "distance")
    found.warning("P01", Where(), "paper")
    assert len(found.in_order()) == MOST_OF_A_KIND + 1
    assert found.left_out == 5
    assert found.in_order()[0].code == "P01"


@given(st.text())
def test_quotes_are_short_and_tame(text: str) -> None:
    quote = shortened(text)
    assert len(quote) <= 24
    assert quote.isprintable() or not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", quote)
