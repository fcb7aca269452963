"""What stands around the text of official documents: red head, title, annexes, signature, imprint, measured in mm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from measured_pages import MM, Line, Page, pages
from typeset_documents import Typeset

CHARACTER = (16 - 0.21) / MM
PITCH = 29.6 / MM


def _line(file: Path, wording: str) -> tuple[Page, Line]:
    """The only line that is exactly this, and its page; spaces do not count."""
    found = [
        (page, line)
        for page in pages(file)
        for line in page.text_lines
        if re.sub(r"\s", "", line.text) == re.sub(r"\s", "", wording)
    ]
    assert len(found) == 1, (wording, len(found))
    return found[0]


def _ink_end(line: Line) -> float:
    """Where the line ends, without the empty half of a closing bracket."""
    last = line.glyphs[-1]
    return last.x1 - (last.size / MM / 2 if last.text == "）" else 0)


def test_the_last_rule_of_the_imprint_stands_on_the_edge_of_the_type_area(typeset: dict[str, Typeset]) -> None:
    for name, rules in (("hard", 3), ("report", 2), ("notice", 3)):
        last = pages(typeset[name].pdf)[-1]
        edges = sorted((edge for edge in last.edges if edge[2] - edge[0] > 150), key=lambda edge: edge[1])
        assert len(edges) == rules
        assert [(edge[0], edge[2]) for edge in edges] == [pytest.approx((28, 184), abs=0.1)] * rules
        assert (edges[-1][1] + edges[-1][3]) / 2 == pytest.approx(262, abs=0.2)
        text = [line for line in last.text_lines if line.baseline > edges[0][1]]
        assert {round(glyph.size, 1) for line in text for glyph in line.glyphs} == {14}
        assert text[-1].glyphs[0].x0 == pytest.approx(28 + 14 / MM, abs=0.3)
        assert text[-1].glyphs[-1].x1 == pytest.approx(184 - 14 / MM, abs=0.3)
        assert text[-1].text.endswith("日印发")


def test_the_imprint_has_thick_rules_outside_and_a_thin_one_inside(typeset: dict[str, Typeset]) -> None:
    import pdfplumber

    with pdfplumber.open(typeset["hard"].pdf) as opened:
        widths = [round(line["linewidth"] / MM, 2) for line in opened.pages[-1].lines if line["width"] > 400]
    assert sorted(widths) == [0.25, 0.35, 0.35]


def test_in_libreoffice_the_imprint_stands_at_the_foot_of_the_last_page(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "report", "notice"):
        last = pages(typeset[name].office)[-1]
        edges = sorted((edge for edge in last.edges if edge[2] - edge[0] > 150), key=lambda edge: edge[1])
        # LibreOffice counts the room of the border in: up to 1 mm above the edge.
        assert 260.8 < edges[-1][3] <= 262.3


def test_a_sealed_date_stands_four_characters_from_the_right_and_the_name_above_its_middle(
    typeset: dict[str, Typeset],
) -> None:
    for name, by, date in (
        ("hard", "云川市科学技术协会", "2021年6月8日"),
        ("notice", "成都市科协（示例）", "2015年5月15日"),
    ):
        page, signed = _line(typeset[name].pdf, by)
        same, dated = _line(typeset[name].pdf, date)
        assert page.number == same.number
        assert dated.x1 == pytest.approx(184 - 4 * CHARACTER, abs=0.3)
        assert (signed.x0 + _ink_end(signed)) / 2 == pytest.approx((dated.x0 + dated.x1) / 2, abs=0.5)
        assert dated.baseline - signed.baseline == pytest.approx(PITCH, abs=0.1)


def test_without_a_seal_the_date_begins_two_characters_after_the_name(typeset: dict[str, Typeset]) -> None:
    for name, by, date in (("report", "云川科协", "2021年12月28日"), ("letter", "成都市科协（示例）", "2015年7月1日")):
        __, signed = _line(typeset[name].pdf, by)
        __, dated = _line(typeset[name].pdf, date)
        assert dated.x0 - signed.x0 == pytest.approx(2 * CHARACTER, abs=0.3)
        assert max(signed.x1, dated.x1) == pytest.approx(184 - 2 * CHARACTER, abs=3)
        assert dated.baseline - signed.baseline == pytest.approx(PITCH, abs=0.1)


def test_the_red_head_stands_35_mm_below_the_edge_with_its_rule_4_mm_below_the_number(
    typeset: dict[str, Typeset],
) -> None:
    first = pages(typeset["report"].pdf)[0]
    organ = max(first.text_lines, key=lambda line: line.size)
    assert organ.text == "云川市科学技术协会文件"
    assert organ.baseline - 0.88 * organ.size / MM == pytest.approx(37 + 35, abs=0.5)
    __, number = _line(typeset["report"].pdf, "云科协〔2021〕9号签发人：朱镕")
    assert number.glyphs[0].x0 == pytest.approx(28 + CHARACTER, abs=0.3)
    assert number.glyphs[-1].x1 == pytest.approx(184 - CHARACTER, abs=0.4)
    (rule,) = [edge for edge in first.edges if edge[2] - edge[0] > 150]
    assert (rule[0], rule[2]) == pytest.approx((28, 184), abs=0.1)
    assert rule[1] - (number.baseline + 0.12 * 16 / MM) == pytest.approx(4, abs=0.5)


def test_the_addressee_stands_flush_left_below_the_title(typeset: dict[str, Typeset]) -> None:
    page, addressee = _line(typeset["report"].pdf, "川南省科学技术协会：")
    assert page.number == 1
    assert addressee.x0 == pytest.approx(28, abs=0.2)
    title = [line for line in page.text_lines if line.size == 22]
    assert [line.text for line in title] == ["关于报送《云川市科协事业发展", "“十四五”规划纲要》的请示"]
    assert addressee.baseline - title[-1].baseline == pytest.approx(2 * PITCH, abs=4)


def test_the_annex_note_names_the_annexes_and_each_begins_a_page(typeset: dict[str, Typeset]) -> None:
    file = typeset["hard"].pdf
    page, second = _line(file, "2.用语说明")
    first = next(line for line in page.text_lines if line.text.startswith("附件："))
    assert page.number == next(page for page in pages(file) if page.folio_number == 42).number
    assert first.text == "附件：1.云川市科协“十四五”重点任务分工和时间安排"
    assert first.x0 == pytest.approx(28 + 2 * CHARACTER, abs=0.2)
    numeral = first.glyphs[3]
    assert numeral.text == "1"
    assert second.x0 == pytest.approx(numeral.x0, abs=0.2)
    assert numeral.x0 == pytest.approx(28 + 5 * CHARACTER, abs=0.3)
    for mark in ("附件1", "附件2"):
        page, line = _line(file, mark)
        assert page.text_lines[0] == line
        assert line.x0 == pytest.approx(28, abs=0.2)
        assert line.fonts() == {"NotoSansSC"}
        assert page.text_lines[1].size == 22
        assert page.text_lines[1].baseline - line.baseline == pytest.approx(2 * PITCH, abs=4)
    page, line = _line(typeset["report"].pdf, "附件")
    assert page.text_lines[0] == line
    __, note = _line(typeset["report"].pdf, "附件：用语说明")
    assert note.glyphs[3].x0 == pytest.approx(28 + 5 * CHARACTER, abs=0.3)


def test_contents_name_the_pages_on_which_the_headings_stand(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "outline", "book"):
        found = pages(typeset[name].pdf)
        front = [page for page in found if not page.folio]
        entries = [re.fullmatch(r"(.+?)\.{3,}(\d+)", line.text) for page in front for line in page.text_lines]
        listed = [(entry[1], int(entry[2])) for entry in entries if entry]
        assert len(listed) >= 6
        for title, number in listed:
            page = next(page for page in found if page.folio_number == number)
            start = re.sub(r"\s|附件\d", "", title)[-12:]
            assert any(start in re.sub(r"\s", "", text) for text in _paragraphs(page)), (name, title)


def _paragraphs(page: Page) -> list[str]:
    """The text of the page; headings may go over several lines."""
    return ["".join(line.text for line in page.text_lines)]


def test_book_numbering_counts_parts_chapters_and_sections(typeset: dict[str, Typeset]) -> None:
    text = "".join(line.text for page in pages(typeset["book"].pdf) for line in page.text_lines)
    text = re.sub(r"\s", "", text)
    for heading in (
        "第一篇发展环境",
        "第一章基础与形势",
        "第一节发展基础",
        "一、组织体系",
        "（一）基层组织",
        "第二节面临形势",
        "第二章总体要求",
        "第二篇重点任务",
        "第一章服务科技工作者",
    ):
        assert heading in text
    assert "见第一篇第一章第一节和第二篇第一章。" in text


def test_an_english_plan_is_set_in_its_own_profile(typeset: dict[str, Typeset]) -> None:
    for file in (typeset["english"].pdf, typeset["english"].office):
        found = pages(file)
        assert {(round(page.width), round(page.height)) for page in found} == {(210, 297)}
        text = " ".join("".join(glyph.text for glyph in page.glyphs) for page in found)
        for wording in ("Contents", "1.1", "Table 1", "Box 1", "section 2", "8 June 2021", "- 1 -"):
            assert wording in re.sub(r"[\s　]+", " ", text.replace("\xad", "-")), wording
        for page in found:
            for line in page.lines:
                assert line.x0 > 26.5, line.text
                assert line.x1 < 183.8, line.text
        assert "quotation marks “like these” keep" in re.sub(r"[\s　]+", " ", text)
    quotes = [glyph for page in pages(typeset["english"].pdf) for glyph in page.glyphs if glyph.text in "“”"]
    assert quotes
    assert {glyph.font for glyph in quotes} == {"LibertinusSerif"}
