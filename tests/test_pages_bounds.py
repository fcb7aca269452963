"""What is too long, too high or too close together stays on its page and loses nothing, in PDF and in DOCX."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from plan_cli.render.typst_markup import markup

from measured_pages import pages
from ooxml import W, root, style_of, value
from plans import built, plan, plan_with
from typeset_documents import office

_SENTENCES = [f"第{number}句说的是规划的编制和实施。" for number in range(1, 260)]
_LETTERS = "abcdefghij" * 20
_CHAPTER = f"""\
## 一格比一页还长

表：长表 {{#tbl:a}}

| 甲 | 乙 | 丙 |
| --- | --- | --- |
| 1 | {"".join(_SENTENCES)} | 3 |
| 2 | 短 | 短 |

| 紧接着 | 的表 |
| --- | --- |
| 1 | {_LETTERS} |

::: box
专栏：以表收尾

正文。

| 甲 | 乙 |
| --- | --- |
| 1 | 2 |
:::

::: box
专栏：以列项收尾

- 列项
:::

- 列项里有图

  ![](高.png)

![很高的图](高.png){{#fig:high}}

{_LETTERS}

::: landscape
第一张横页。
:::

::: landscape
| 甲 | 乙 |
| --- | --- |
| 1 | 2 |
:::

## 结尾的标题
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("过长")
    picture = io.BytesIO()
    Image.new("L", (700, 2200), 120).save(picture, "PNG")
    plan_with(folder / "plan", {"chapters/1.md": _CHAPTER, "chapters/高.png": picture.getvalue()})
    plan(folder / "plan", "build", "--fonts", "bundled", "--format", "pdf,docx", "--out", str(folder / "out"))
    return folder / "out"


def test_nothing_leaves_the_type_area_of_the_pdf(made: Path) -> None:
    for page in pages(built(made, ".pdf")):
        left, top, right, bottom = (35, 28, 260, 184) if page.is_turned else (28, 37, 184, 262)
        lines = [line for line in page.lines if page.is_turned or line.baseline < 262.5]
        assert lines or page.images
        for line in lines:
            assert line.x0 >= left - 0.3
            assert line.x1 <= right + 0.3, line.text
        for x0, y0, x1, y1 in (*page.edges, *page.images):
            assert x0 >= left - 0.3
            assert y0 >= top - 0.3
            assert x1 <= right + 0.3
            assert y1 <= bottom + 0.5


def test_a_row_longer_than_a_page_loses_nothing(made: Path) -> None:
    shown = "".join(line.text for page in pages(built(made, ".pdf")) for line in page.text_lines)
    at = 0
    for sentence in _SENTENCES:
        found = shown.find(sentence[:6], at)
        assert found >= 0, sentence
        at = found
    assert _SENTENCES[0][:6] in "".join(line.text for line in pages(built(made, ".pdf"))[0].text_lines)


def test_a_high_picture_stands_on_one_page_with_its_caption(made: Path) -> None:
    (page,) = [page for page in pages(built(made, ".pdf")) if any("图1" in line.text for line in page.text_lines)]
    caption = next(line for line in page.text_lines if "图1" in line.text)
    assert page.images[0][3] < caption.baseline < 262
    for drawing in root(built(made, ".docx"), "word/document.xml").iter(f"{W}drawing"):
        extent = next(item for item in drawing.iter() if item.tag.endswith("}extent"))
        assert int(extent.get("cy", "0")) / 36000 < 225 - 20
        assert int(extent.get("cy", "0")) / int(extent.get("cx", "0")) == pytest.approx(2200 / 700, abs=0.02)


def test_long_rows_of_a_docx_may_be_parted_and_others_not(made: Path) -> None:
    long = next(root(built(made, ".docx"), "word/document.xml").iter(f"{W}tbl"))
    whole = [row.find(f"{W}trPr/{W}cantSplit") is not None for row in long.iterfind(f"{W}tr")]
    assert whole == [True, False, True]


def test_a_table_within_a_box_fits_into_it_and_a_line_follows(made: Path) -> None:
    (inner,) = [
        table
        for table in root(built(made, ".docx"), "word/document.xml").iter(f"{W}tbl")
        if next(table.iterancestors(f"{W}tbl"), None) is not None
    ]
    assert int(value(inner, "tblPr/tblW", "w") or 0) == 8844 - 160
    cell = next(inner.iterancestors(f"{W}tc"))
    assert [item for item in cell if item.tag == f"{W}p"][-1] is not None
    assert cell[-1].tag == f"{W}p"


def test_items_within_a_box_have_its_size(made: Path) -> None:
    words = [
        style_of(paragraph)
        for paragraph in root(built(made, ".docx"), "word/document.xml").iter(f"{W}p")
        if "".join(item.text or "" for item in paragraph.iter(f"{W}t")) == "• 列项"
    ]
    assert words == ["BoxText"]


def test_libreoffice_shows_no_empty_page_between_turned_ones_and_cuts_nothing_off(made: Path, tmp_path: Path) -> None:
    file = built(made, ".docx")
    office(tmp_path, tmp_path, file)
    found = pages(tmp_path / f"{file.stem}.pdf")
    assert all(page.text_lines or page.images for page in found)
    turned = [page.number for page in found if page.is_turned]
    assert len(turned) == 2
    assert turned[1] == turned[0] + 1
    shown = "".join(line.text for page in found for line in page.text_lines).replace("甲乙丙", "")
    for number in range(1, 260):
        assert f"第{number}句" in re.sub(r"\s", "", shown), number


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("达到2015年底", ["2015年"]),
        ("占63%～68%的", ["63%～", "68%"]),
        ("（2016—2020年）", ["2016—", "2020年"]),
        ("5月15日—25日", ["5月", "15日—", "25日"]),
        ("北京—成都", ["京—"]),
        ("埃德加·斯诺", ["加·"]),
        ("支撑——这", []),
        ("面积5600㎡", ["5600㎡"]),
        ("没有数字", []),
    ],
)
def test_what_a_line_may_not_end_within(text: str, kept: list[str]) -> None:
    made, __ = markup([{"t": "Para", "c": [{"t": "Str", "c": text}]}], [1])
    assert re.findall(r'#box\("([^"]*)"\)', made) == kept
    assert "".join(re.findall(r'"([^"]*)"', made)) == text


def test_letters_without_spaces_may_be_broken() -> None:
    made, __ = markup([{"t": "Para", "c": [{"t": "Str", "c": _LETTERS}]}], [1])
    assert "".join(re.findall(r'"([^"]*)"', made)) == _LETTERS
    assert made.count("#box(width: 0pt);") == 6
