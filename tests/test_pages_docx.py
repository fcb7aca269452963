"""DOCX files looked into: the package, the page, fonts and styles, as Word and WPS are told of them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from pathlib import Path

import docx
import pytest
from lxml import etree

from ooxml import (
    R,
    W,
    all_paragraphs,
    all_styles,
    headings,
    out_of_order,
    parts,
    root,
    style_of,
    text,
    value,
    xml_parts,
)
from typeset_documents import Typeset

MEASURED = ["outline", "workplan", "hard"]
ALL = [*MEASURED, "notice", "letter", "book", "report", "english"]


@pytest.fixture(params=MEASURED)
def file(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Path:
    return typeset[request.param].docx


@pytest.fixture(params=ALL)
def any_file(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Path:
    return typeset[request.param].docx


# -- the package -------------------------------------------------------------------------------------------------------


def test_the_file_opens_and_every_part_is_known_and_reached(any_file: Path) -> None:
    docx.Document(str(any_file))
    contents = parts(any_file)
    types = etree.fromstring(contents["[Content_Types].xml"])
    overrides = {item.get("PartName") for item in types if item.tag.endswith("Override")}
    endings = {item.get("Extension") for item in types if item.tag.endswith("Default")}
    assert {name.lstrip("/") for name in overrides if name} <= set(contents)
    for name in contents:
        assert f"/{name}" in overrides or name.rpartition(".")[2] in endings, name
    reached = {"[Content_Types].xml"}
    for name in [name for name in contents if name.endswith(".rels")]:
        reached.add(name)
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = Counter()
        for relation in etree.fromstring(contents[name]):
            ids[relation.get("Id")] += 1
            if relation.get("TargetMode") != "External":
                target = (relation.get("Target") or "").lstrip("/")
                reached.add(posixpath.normpath(posixpath.join(folder, target)))
        assert set(ids.values()) <= {1}
    assert reached == set(contents)


def test_every_reference_to_a_relation_has_one(any_file: Path) -> None:
    contents = parts(any_file)
    for name in xml_parts(any_file):
        used = {
            found
            for item in root(any_file, name).iter()
            for attribute, found in item.attrib.items()
            if attribute.startswith(R)
        }
        relations = contents.get(f"word/_rels/{posixpath.basename(name)}.rels")
        known = {item.get("Id") for item in etree.fromstring(relations)} if relations else set()
        assert used <= known, name


def test_elements_stand_in_the_order_of_the_schema(any_file: Path) -> None:
    for name in xml_parts(any_file):
        assert out_of_order(root(any_file, name)) == [], name


def test_every_style_that_is_used_is_there(any_file: Path) -> None:
    known = set(all_styles(any_file))
    for name in xml_parts(any_file):
        for item in root(any_file, name).iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle"):
            assert item.get(f"{W}val") in known
    for style in all_styles(any_file).values():
        for link in ("basedOn", "next", "link"):
            assert value(style, link) in {None, *known}


def test_bookmarks_have_names_of_their_own_and_come_in_pairs(any_file: Path) -> None:
    starts = list(root(any_file, "word/document.xml").iter(f"{W}bookmarkStart"))
    names = [item.get(f"{W}name") or "" for item in starts]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert all(len(name) <= 40 and re.match(r"[^\W\d]\w*", name) for name in names)
    ends = [item.get(f"{W}id") for item in root(any_file, "word/document.xml").iter(f"{W}bookmarkEnd")]
    assert sorted(ends, key=str) == sorted((item.get(f"{W}id") for item in starts), key=str)
    drawings = [item.get("id") for item in root(any_file, "word/document.xml").iter() if item.tag.endswith("}docPr")]
    assert len(drawings) == len(set(drawings))


def test_links_within_the_document_lead_to_bookmarks(any_file: Path) -> None:
    tree = root(any_file, "word/document.xml")
    names = {item.get(f"{W}name") for item in tree.iter(f"{W}bookmarkStart")}
    for link in tree.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        assert anchor in names or link.get(f"{R}id")


def test_nothing_tells_of_a_person_a_machine_or_of_editing(any_file: Path) -> None:
    for name, content in parts(any_file).items():
        if name.endswith((".xml", ".rels")):
            said = content.decode("utf-8", "replace")
            assert not re.search(r"起草人|drafter|/tmp/|/home/|/root/", said), name
            assert not re.search(r"<w:(ins|del|moveFrom|moveTo|commentRangeStart|trackRevisions|vanish)[ />]", said), (
                name
            )
            assert not re.search(r" w:rsid\w*=", said), name
    core = parts(any_file)["docProps/core.xml"].decode()
    assert "<dc:creator>云川市科协</dc:creator>" in core or "<dc:creator>成都市科协</dc:creator>" in core
    assert "lastModifiedBy" not in core


# -- the page ----------------------------------------------------------------------------------------------------------


def _sections(file: Path) -> list[etree._Element]:
    return list(root(file, "word/document.xml").iter(f"{W}sectPr"))


def test_every_section_has_the_type_area_and_its_grid(file: Path) -> None:
    for section in _sections(file):
        size, margin, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
        assert size is not None
        assert margin is not None
        assert grid is not None
        width, height = int(size.get(f"{W}w", "0")), int(size.get(f"{W}h", "0"))
        sides = {name: int(margin.get(f"{W}{name}", "0")) for name in ("top", "right", "bottom", "left")}
        if size.get(f"{W}orient") == "landscape":
            width, height = height, width
            # The sheet is turned to the left: its head lies at the binding.
            sides = {"top": sides["right"], "right": sides["bottom"], "bottom": sides["left"], "left": sides["top"]}
        assert (width, height) == (11906, 16838)
        for name, millimetres in (("top", 37), ("right", 26), ("bottom", 35), ("left", 28)):
            assert sides[name] / 56.6929 == pytest.approx(millimetres, abs=0.05)
        assert (width - sides["left"] - sides["right"]) / 56.6929 == pytest.approx(156, abs=0.1)
        assert (height - sides["top"] - sides["bottom"]) / 56.6929 == pytest.approx(225, abs=0.1)
        assert grid.get(f"{W}type") == "lines"
        assert grid.get(f"{W}linePitch") == "579"


def test_only_wide_tables_turn_the_sheet(typeset: dict[str, Typeset]) -> None:
    for name, turned in (("hard", 2), ("outline", 0), ("workplan", 0), ("notice", 1)):
        found = [item for item in _sections(typeset[name].docx) if value(item, "pgSz", "orient") == "landscape"]
        assert len(found) == turned


def test_odd_and_even_pages_have_footers_with_the_number_on_the_outer_side(file: Path) -> None:
    contents = parts(file)
    relations = {
        item.get("Id"): item.get("Target") for item in etree.fromstring(contents["word/_rels/document.xml.rels"])
    }
    assert root(file, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    last = _sections(file)[-1]
    assert last.find(f"{W}titlePg") is None
    for which, side in (("default", "right"), ("even", "left")):
        (reference,) = [item for item in last.iter(f"{W}footerReference") if item.get(f"{W}type") == which]
        footer = root(file, f"word/{relations[reference.get(f'{R}id')]}")
        (paragraph,) = footer.iter(f"{W}p")
        assert style_of(paragraph) == "Folio"
        assert re.fullmatch(r"— \d+ —", text(paragraph))
        assert "".join(item.text or "" for item in footer.iter(f"{W}instrText")).strip() == "PAGE"
        assert value(paragraph, "pPr/jc") == side
        assert value(paragraph, "pPr/ind", f"{side}Chars") == "100"
        assert value(paragraph, "pPr/ind", side) == "280"
    folio = all_styles(file)["Folio"]
    assert value(folio, "rPr/sz") == "28"
    assert value(folio, "rPr/rFonts", "eastAsia") == "宋体"
    assert value(folio, "rPr/rFonts", "ascii") == "宋体"
    # A higher footer would take a line from the text of every page.
    height = int(value(folio, "pPr/spacing", "line") or 0)
    bottom, room = (int(value(last, "pgMar", name) or 0) for name in ("bottom", "footer"))
    assert room + height <= bottom


def test_pages_before_the_text_bear_no_number_and_the_text_begins_with_one(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "outline", "book"):
        front, following, *__ = _sections(typeset[name].docx)
        identifiers = {item.get(f"{R}id") for item in front.iter(f"{W}footerReference")}
        assert identifiers == {"rIdPlanEmpty"}
        assert value(following, "pgNumType", "start") == "1"


# -- fonts and styles --------------------------------------------------------------------------------------------------


def test_no_theme_font_and_no_theme_colour_is_left(any_file: Path) -> None:
    for name in xml_parts(any_file):
        content = parts(any_file)[name].decode()
        assert not re.search(r"w:(ascii|hAnsi|eastAsia|cs)Theme=|w:themeColor=", content), name
    theme = parts(any_file)["word/theme/theme1.xml"].decode()
    assert not re.search("Aptos|Calibri|Cambria|等线|MS Mincho", theme)
    assert "<a:font " not in theme
    assert value(root(any_file, "word/settings.xml"), "themeFontLang", "eastAsia") == "zh-CN"


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 32),
        ("BodyText", "仿宋_GB2312", 32),
        ("FirstParagraph", "仿宋_GB2312", 32),
        ("Compact", "仿宋_GB2312", 32),
        ("Title", "方正小标宋简体", 44),
        ("Subtitle", "楷体_GB2312", 32),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("Heading3", "仿宋_GB2312", 32),
        ("Heading4", "仿宋_GB2312", 32),
        ("AnnexMark", "黑体", 32),
        ("TableText", "宋体", 24),
        ("TableHead", "黑体", 24),
        ("IndicatorText", "宋体", 21),
        ("BoxTitle", "黑体", 28),
        ("BoxText", "仿宋_GB2312", 28),
        ("ImprintCopies", "仿宋_GB2312", 28),
        ("Folio", "宋体", 28),
        ("Organ", "方正小标宋简体", 96),
    ],
)
def test_fonts_by_role(typeset: dict[str, Typeset], style: str, font: str, size: int) -> None:
    found = all_styles(typeset["hard"].docx)[style]
    assert value(found, "rPr/rFonts", "eastAsia") == font
    assert value(found, "rPr/rFonts", "ascii") == ("宋体" if style == "Folio" else "Times New Roman")
    assert value(found, "rPr/rFonts", "hint") == "eastAsia"
    assert value(found, "rPr/sz") == value(found, "rPr/szCs") == str(size)
    assert value(found, "rPr/b") == "0"
    assert value(found, "rPr/i") == "0"
    assert value(found, "rPr/color") == ("C00000" if style == "Organ" else "000000")


def test_runs_name_no_fonts_and_no_sizes_of_their_own(any_file: Path) -> None:
    for run in root(any_file, "word/document.xml").iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if properties is None or style_of(next(run.iterancestors(f"{W}p"))) == "Organ":
            continue
        fonts = properties.find(f"{W}rFonts")
        assert fonts is None or set(fonts.attrib) == {f"{W}hint"}
        for name in ("sz", "color", "b", "i", "highlight"):
            assert properties.find(f"{W}{name}") is None, text(run)


def test_marks_that_both_scripts_share_are_told_to_be_chinese(file: Path) -> None:
    seen = 0
    for run in root(file, "word/document.xml").iter(f"{W}r"):
        if re.search("[“”‘’—…·]", text(run)):
            seen += 1
            assert value(run, "rPr/rFonts", "hint") == "eastAsia", text(run)
    assert seen > 5


def test_an_english_text_has_latin_quotes(typeset: dict[str, Typeset]) -> None:
    runs = [run for run in root(typeset["english"].docx, "word/document.xml").iter(f"{W}r") if "“" in text(run)]
    assert runs
    assert all(run.find(f"{W}rPr/{W}rFonts") is None for run in runs)


@pytest.mark.parametrize("style", ["BodyText", "FirstParagraph", "Compact", "Heading1", "Heading2", "Heading3"])
def test_paragraphs_stand_on_the_grid_with_two_characters_indent(typeset: dict[str, Typeset], style: str) -> None:
    found = all_styles(typeset["hard"].docx)[style]
    assert value(found, "pPr/spacing", "line") == "579"
    assert value(found, "pPr/spacing", "lineRule") == "exact"
    assert value(found, "pPr/spacing", "before") == value(found, "pPr/spacing", "after") == "0"
    assert value(found, "pPr/ind", "firstLineChars") == "200"
    assert value(found, "pPr/ind", "firstLine") == "640"
    assert value(found, "pPr/widowControl") == "0"
    for name in ("autoSpaceDE", "autoSpaceDN", "adjustRightInd"):
        assert value(found, f"pPr/{name}") == "0"
    assert value(found, "rPr/spacing") == "-5"
    assert value(found, "pPr/jc") == ("left" if style.startswith("Heading") else "both")


def test_links_notes_and_code_have_no_colours_and_no_latin_habits(typeset: dict[str, Typeset]) -> None:
    styles = all_styles(typeset["hard"].docx)
    assert styles["Hyperlink"].find(f"{W}rPr/{W}color") is None
    assert styles["Hyperlink"].find(f"{W}rPr/{W}u") is None
    assert value(styles["FootnoteReference"], "rPr/vertAlign") == "superscript"
    for name in ("SourceCode", "VerbatimChar"):
        assert value(styles[name], "rPr/rFonts", "ascii") == "宋体"
    # The line above the notes would take the indent of Normal.
    assert value(styles["Normal"], "pPr/ind", "firstLineChars") == "0"
    for style in styles.values():
        assert value(style, "rPr/color") in (None, "000000", "C00000")


def test_a_single_file_has_its_title_above_headings_of_the_first_level(typeset: dict[str, Typeset]) -> None:
    file = typeset["workplan"].docx
    (title,) = [item for item in all_paragraphs(file) if style_of(item) == "Title"]
    assert text(title) == "成都市科协事业发展“十三五”规划研究与编制工作方案"
    assert next(words for level, words in headings(file) if level == 1) == "一、背景和总体思路"


def test_no_paragraph_is_indented_by_spaces(any_file: Path) -> None:
    for paragraph in all_paragraphs(any_file):
        assert not re.match(r"[ 　]{2}", text(paragraph)) or style_of(paragraph) == "SourceCode"


def test_word_opens_the_file_in_its_own_mode(any_file: Path) -> None:
    settings = root(any_file, "word/settings.xml")
    modes = {item.get(f"{W}name"): item.get(f"{W}val") for item in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
    assert value(settings, "characterSpacingControl") == "compressPunctuation"
    # A line broken by hand is not stretched.
    assert settings.find(f"{W}compat/{W}doNotExpandShiftReturn") is not None
