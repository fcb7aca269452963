"""The XML of DOCX files, block by block: styles, marks of lists, tables, bookmarks, sections, fonts of shared marks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import etree
from plan_cli.loading.profiles import load_profile
from plan_cli.model.profile import Profile
from plan_cli.render.bookmarks import name_blocks
from plan_cli.render.docx_blocks import TURN, TURN_BACK, BlockWriter, Written
from plan_cli.render.docx_parts import parts
from plan_cli.render.docx_sections import END_OF_FRONT, divided
from plan_cli.render.docx_stylesheet import W, tag
from plan_cli.render.docx_text import PLAIN, Format, paragraph, run, word_name
from plan_cli.render.fragment import MARK

Tree = Any
EMPTY: Tree = ["", [], []]


def profile(name: str = "gbt9704") -> Profile:
    loaded = load_profile(name, None, [])
    assert loaded is not None
    return loaded


def text(words: str) -> Tree:
    return {"t": "Str", "c": words}


def para(*inlines: Tree) -> Tree:
    return {"t": "Para", "c": list(inlines)}


def div(name: str, *blocks: Tree) -> Tree:
    return {"t": "Div", "c": [["", [name], []], list(blocks)]}


def bullets(*items: list[Tree]) -> Tree:
    return {"t": "BulletList", "c": list(items)}


def cell(words: str, down: int = 1, across: int = 1) -> Tree:
    return [EMPTY, {"t": "AlignDefault"}, down, across, [{"t": "Plain", "c": [text(words)]}]]


def table(head: list[Tree], *rows: list[Tree], columns: int = 2) -> Tree:
    specs = [[{"t": "AlignRight"}, {"t": "ColWidth", "c": 1 / columns}]] * columns
    body = [EMPTY, 0, [], [[EMPTY, row] for row in rows]]
    return {"t": "Table", "c": [EMPTY, [None, []], specs, [EMPTY, [[EMPTY, head]]], [body], [EMPTY, []]]}


def write(*blocks: Tree, named: bool = False, name: str = "gbt9704") -> Written:
    writer = BlockWriter(profile(name))
    return writer.written(writer.items(name_blocks("章.md", list(blocks)) if named else list(blocks)))


def parsed(xml: str) -> etree._Element:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return etree.fromstring(f'<w:body xmlns:w="{W}" xmlns:r="{relations}">{MARK.sub("7", xml)}</w:body>')


def lines(*blocks: Tree) -> list[str]:
    """Each paragraph as `style|text`."""
    made = []
    for found in parsed("".join(item for item in write(*blocks).items if not item.startswith("!"))).iter(tag("p")):
        style = found.find(f"{tag('pPr')}/{tag('pStyle')}")
        assert style is not None
        made.append(f"{style.get(tag('val'))}|{''.join(item.text or '' for item in found.iter(tag('t')))}")
    return made


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([para(text("学会"))], ["BodyText|学会"]),
        ([{"t": "BlockQuote", "c": [para(text("引文"))]}], ["BlockText|引文"]),
        ([bullets([para(text("一"))], [para(text("二"))])], ["ListText|• 一", "ListText|• 二"]),
        ([bullets([para(text("外")), bullets([para(text("内"))])])], ["ListText|• 外", "ListText2|• 内"]),
        ([bullets([para(text("一")), para(text("续"))])], ["ListText|• 一", "ListText|续"]),
        ([bullets([])], ["ListText|• "]),
        ([bullets([bullets([para(text("内"))])])], ["ListText2|• • 内"]),
        (
            [bullets([table([cell("甲"), cell("乙")], [cell("1"), cell("2")])])],
            ["ListText|• ", "TableHead|甲", "TableHead|乙", "TableTextRight|1", "TableTextRight|2"],
        ),
        ([div("box", div("box-title", para(text("专栏1"))), para(text("文")))], ["BoxTitle|专栏1", "BoxText|文"]),
        ([div("box", bullets([para(text("项"))]))], ["BoxText|• 项"]),
        ([div("box")], ["BoxText|"]),
        ([div("note", para(text("注")))], ["Note|注"]),
        ([div("landscape", para(text("横")))], ["BodyText|横"]),
        ([{"t": "CodeBlock", "c": [EMPTY, "a\n b"]}], ["SourceCode|a b"]),
        ([{"t": "HorizontalRule"}], ["BodyText|＊　＊　＊"]),
    ],
)
def test_blocks_in_their_styles(blocks: list[Tree], expected: list[str]) -> None:
    assert lines(*blocks) == expected


@pytest.mark.parametrize(
    ("number", "style", "delimiter", "mark"),
    [
        (1, "Decimal", "Period", "1."),
        (3, "LowerAlpha", "OneParen", "c)"),
        (2, "UpperAlpha", "TwoParens", "(B)"),
        (27, "LowerAlpha", "Period", "27."),
    ],
)
def test_marks_of_numbered_lists(number: int, style: str, delimiter: str, mark: str) -> None:
    block = {"t": "OrderedList", "c": [[number, {"t": style}, {"t": delimiter}], [[para(text("项"))]]]}
    assert lines(block) == [f"ListText|{mark} 项"]


def test_a_row_that_a_cell_reaches_into_has_its_place_kept() -> None:
    made = write(table([cell("类别"), cell("指标")], [cell("科普", down=2), cell("甲")], [cell("乙")])).items
    rows = list(parsed("".join(made)).iter(tag("tr")))
    assert [len(row.findall(tag("tc"))) for row in rows] == [2, 2, 2]
    assert [merge.get(tag("val")) for row in rows for merge in row.iter(tag("vMerge"))] == ["restart", None]


def test_a_table_is_as_wide_as_the_text_in_every_place_that_says_so() -> None:
    (made,) = write(table([cell("一"), cell("二"), cell("三")], columns=3)).items
    root = parsed(made)
    total = [element.get(tag("w")) for element in root.iter(tag("tblW"))]
    grid = [int(element.get(tag("w"), "0")) for element in root.iter(tag("gridCol"))]
    cells = [int(element.get(tag("w"), "0")) for element in root.iter(tag("tcW"))]
    assert total == ["8844"]
    assert sum(grid) == 8844
    assert cells == grid
    assert root.find(f".//{tag('cantSplit')}") is not None
    assert root.find(f".//{tag('tblHeader')}") is not None


def test_a_table_on_a_turned_page_takes_its_length() -> None:
    made = write(div("landscape", table([cell("一"), cell("二")]))).items
    assert (made[0], made[-1]) == (TURN, TURN_BACK)
    assert 'w:tblW w:w="12756"' in made[1]


def test_every_block_has_its_bookmark_inside_its_own_paragraph() -> None:
    grid = table([cell("三"), cell("四")])
    blocks = [para(text("一")), bullets([para(text("二"))]), grid, div("box", para(text("五")))]
    written = write(*blocks, named=True)
    names = re.findall(r'w:name="(p_[0-9a-f]{10}_\d+)"', "".join(written.items))
    assert [name.rpartition("_")[2] for name in names] == ["1", "2", "3", "4"]
    numbers = [found[2] for found in MARK.finditer("".join(written.items)) if found[1] == "bookmark"]
    assert sorted(numbers) == sorted(2 * [str(number) for number in range(1, written.bookmarks + 1)])
    for found in parsed("".join(written.items)).iter(tag("bookmarkStart")):
        assert found.getparent().tag == tag("p")  # type: ignore[union-attr]


def test_footnotes_are_counted_and_a_footnote_in_a_footnote_becomes_words() -> None:
    inner = {"t": "Note", "c": [para(text("内注"))]}
    written = write(para(text("文"), {"t": "Note", "c": [para(text("外注"), inner)]}))
    assert len(written.notes) == 1
    words = "".join(item.text or "" for item in parsed(written.notes[0]).iter(tag("t")))
    assert words == " 外注（内注）"
    assert "footnoteReference" not in written.notes[0]


@pytest.mark.parametrize(
    ("words", "chinese", "hinted"),
    [
        ("“十三五”", True, True),
        ("Plan 2020", True, False),
        ("2016—2020", True, True),
        ("it’s — all", False, False),
        ("成都 in English", False, True),
    ],
)
def test_marks_of_both_scripts_are_in_the_font_of_the_text(words: str, chinese: bool, hinted: bool) -> None:
    assert ('w:hint="eastAsia"' in run(words, PLAIN, chinese=chinese)) is hinted


def test_properties_of_a_run_stand_in_the_order_of_the_schema() -> None:
    form = Format("Strong", True, True, True, True, "superscript", 12)
    order = re.findall(r"<w:(\w+)", run("字", form, chinese=True))
    assert order == ["r", "rPr", "rStyle", "rFonts", "smallCaps", "strike", "sz", "szCs", "u", "vertAlign", "t"]


@pytest.mark.parametrize("anchor", ["chapters-10-h1", "第一章-h2", "x" * 50, "1-a", "a_b", "a-b", "p_0123456789_12"])
def test_names_of_bookmarks_are_what_word_allows(anchor: str) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,39}", word_name(anchor))


def test_different_anchors_have_different_names() -> None:
    assert len({word_name(anchor) for anchor in ("a-b", "a_b", "第一章", "第二章", "x" * 50, "x" * 51)}) == 6


def sections(items: list[str]) -> list[str]:
    """For each section: turned or not, the number it begins with, its footer."""
    made = divided(items, profile(), parts(profile(), ""))
    found = []
    for section in parsed(made).iter(tag("sectPr")):
        size, start = section.find(tag("pgSz")), section.find(tag("pgNumType"))
        turned = size is not None and size.get(tag("orient")) == "landscape"
        found.append(("turned" if turned else "upright") + (f" {start.get(tag('start'))}" if start is not None else ""))
    return found


WORDS = paragraph("BodyText", run("文"))
GRID = write(table([cell("一"), cell("二")])).items[0]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([WORDS], ["upright"]),
        ([WORDS, END_OF_FRONT, WORDS], ["upright", "upright 1"]),
        ([WORDS, TURN, GRID, TURN_BACK, WORDS], ["upright", "turned", "upright"]),
        ([WORDS, TURN, GRID, TURN_BACK], ["upright", "turned"]),
        ([TURN, GRID, TURN_BACK, WORDS], ["turned", "upright"]),
        ([WORDS, TURN, GRID, TURN_BACK, TURN, GRID, TURN_BACK, WORDS], ["upright", "turned", "turned", "upright"]),
        ([WORDS, END_OF_FRONT, TURN, GRID, TURN_BACK, WORDS], ["upright", "turned 1", "upright"]),
        ([], ["upright"]),
    ],
)
def test_sections(items: list[str], expected: list[str]) -> None:
    assert sections(items) == expected
