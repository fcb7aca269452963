"""Pages of PDF files measured against GB/T 9704-2012: the type area, its lines, fonts, page numbers, line ends."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from measured_pages import CLOSING, MM, OPENING, Line, Page, pages
from ooxml import headings
from typeset_documents import Typeset

MEASURED = ["outline", "workplan", "hard"]
BODY, HEAVY, LATIN = "NotoSerifSC", "NotoSansSC", "LibertinusSerif"
CHARACTER = (16 - 0.21) / MM  # a character of the body with its spacing
_NO_START = CLOSING.replace("…", "").replace("〔", "")


@pytest.fixture(params=MEASURED)
def document(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Typeset:
    return typeset[request.param]


def _numbered(file: Path) -> list[Page]:
    """The pages that bear numbers: all but the title and contents of a document that has them."""
    return [page for page in pages(file) if page.folio]


def _top(line: Line) -> float:
    return line.baseline - 0.88 * 16 / MM


def _runs_on(page: Page) -> bool:
    """Whether the page begins in the midst of a paragraph, so that the one before it must be full."""
    first = page.text_lines[0]
    return bool(page.folio) and first in page.body[:1] and first.x0 < 28.5 and first.fonts() == {BODY}


def test_every_sheet_is_a4(document: Typeset) -> None:
    for page in pages(document.pdf):
        assert sorted((page.width, page.height)) == pytest.approx([210, 297], abs=0.1)


def test_no_page_has_more_than_22_lines_and_a_full_one_has_22(document: Typeset) -> None:
    found = pages(document.pdf)
    full = [page for page, following in pairwise(found) if page.folio and page.is_pure_text and _runs_on(following)]
    assert full or document.name == "outline"  # which has something else on every page
    assert {len(page.body) for page in full} <= {22}
    assert all(len(page.body) <= 22 for page in found)


def test_the_lines_of_a_full_page_fill_the_type_area(document: Typeset) -> None:
    for page, following in pairwise(pages(document.pdf)):
        if not page.folio or not page.is_pure_text or not _runs_on(following):
            continue
        assert _top(page.body[0]) == pytest.approx(37, abs=0.5)
        assert page.body[-1].baseline + 0.12 * 16 / MM == pytest.approx(262, abs=0.2)
        for upper, lower in pairwise(page.body):
            assert (lower.baseline - upper.baseline) * MM == pytest.approx(29.6, abs=0.1)


def test_a_line_of_chinese_characters_holds_28(document: Typeset) -> None:
    found = 0
    for page in pages(document.pdf):
        for line, following in pairwise(page.body):
            if not re.fullmatch("[一-鿿]+", line.text) or line.x1 < 183 or following.x0 > 28.5 or line.x0 > 28.5:
                continue
            found += 1
            assert len(line.text) == 28
            assert line.x0 == pytest.approx(28, abs=0.3)
            assert line.x1 == pytest.approx(184, abs=0.2)
    assert found >= {"hard": 130, "workplan": 1, "outline": 0}[document.name]


def test_no_line_leaves_the_type_area(document: Typeset) -> None:
    for page in pages(document.pdf):
        left, right = (35, 260) if page.is_turned else (28, 184)
        for line in page.text_lines:
            assert line.x0 >= left - 0.3, (page.number, line.text)
            assert line.x1 <= right + 0.3, (page.number, line.text)


def test_sizes_are_those_of_the_profile(document: Typeset) -> None:
    # Notes are marked with smaller figures (9.6 pt); 15.4 and the like would be an accident.
    sizes = {round(glyph.size, 1) for page in pages(document.pdf) for glyph in page.glyphs if glyph.upright}
    assert {16, 22} <= sizes
    assert sizes <= {6.3, 7.2, 8.4, 9, 9.6, 10.5, 12, 14, 16, 22} | _sizes_within_drawings(document)


def _sizes_within_drawings(document: Typeset) -> set[float]:
    drawn = set()
    for page in pages(document.pdf):
        if any(line.text.startswith("图") and line.size == 14 for line in page.text_lines):
            drawn |= {round(glyph.size, 1) for glyph in page.glyphs if glyph.size < 12}
    return drawn


def test_the_title_stands_in_size_2_and_the_body_in_size_3(document: Typeset) -> None:
    first = pages(document.pdf)[0]
    title = [line for line in first.text_lines if line.size == 22]
    assert 1 <= len(title) <= 3
    assert not "".join(line.text for line in title).endswith("。")
    for line in title:
        assert line.fonts() == {BODY}
        assert (line.x0 + line.x1) / 2 == pytest.approx(106, abs=1.5)
    for page in pages(document.pdf):
        for line in page.body:
            assert line.fonts() <= {BODY, HEAVY}
            assert line.fonts(wide=False) <= {BODY, HEAVY, LATIN, "DejaVuSansMono"}


def test_headings_of_the_first_level_are_heavy_and_those_below_are_not(document: Typeset) -> None:
    seen = set()
    for page in _numbered(document.pdf):
        for line in page.body:
            level = _level(line)
            if level:
                seen.add(level)
                assert line.x0 == pytest.approx(28 + 2 * CHARACTER, abs=0.6), line.text
                assert line.fonts() == ({HEAVY} if level == 1 else {BODY}), line.text
    assert {1, 2} <= seen


def _level(line: Line) -> int | None:
    """The level of a heading by its number; a line that begins a paragraph of the text has none."""
    forms = (r"[一二三四五六七八九十]+、", r"（[一二三四五六七八九十]+）", r"\d\.目标", r"（\d）到\d{4}年$")
    if not 37 < line.x0 < 41:
        return None
    return next((level for level, form in enumerate(forms, 1) if re.match(form, line.text)), None)


def test_page_numbers_run_from_one_on_the_outer_side(document: Typeset) -> None:
    numbered = _numbered(document.pdf)
    assert [page.folio_number for page in numbered] == list(range(1, len(numbered) + 1))
    for page in numbered:
        number, folio = page.folio_number, page.folio
        assert number is not None
        inset = 14 / MM
        # On a turned sheet the number stands where it stands on all others, once the sheet is turned back.
        starts, ends = ((one.y0, one.y1) if page.is_turned else (one.x0, one.x1) for one in (folio[0], folio[-1]))
        if number % 2:
            assert ends[1] == pytest.approx(184 - inset, abs=0.2)
        else:
            assert starts[0] == pytest.approx(28 + inset, abs=0.2)
        if page.is_turned:
            assert (folio[0].x0 + folio[0].x1) / 2 == pytest.approx(35 - 7, abs=0.2)
        else:
            middle = folio[0].baseline - 0.38 * 14 / MM
            assert middle == pytest.approx(262 + 7, abs=0.7)


def test_pages_before_the_text_bear_no_number(typeset: dict[str, Typeset]) -> None:
    for name, front in (("outline", 2), ("hard", 2), ("book", 1), ("workplan", 0)):
        found = pages(typeset[name].pdf)
        assert [page.number for page in found if not page.folio] == list(range(1, front + 1))


def test_lines_neither_begin_nor_end_with_a_mark_that_may_not_stand_there(document: Typeset) -> None:
    for page in pages(document.pdf):
        for line in page.body:
            assert line.text[0] not in _NO_START, (page.number, line.text)
            assert line.text[-1] not in OPENING, (page.number, line.text)
            assert not re.match("—(?!—)", line.text), (page.number, line.text)


def test_a_number_is_not_parted_from_its_unit(document: Typeset) -> None:
    for page in pages(document.pdf):
        for upper, lower in pairwise(page.body):
            if re.search(r"\d$", upper.text) and lower.x0 < 28.5:
                assert not re.match(r"[年月日%％个家项万亿元名所篇期场㎡次]", lower.text), (page.number, upper.text)


def test_no_heading_and_no_caption_of_a_table_is_last_on_its_page(document: Typeset) -> None:

    titles = {re.sub(r"\s", "", text) for __, text in headings(document.docx)}
    for page in pages(document.pdf)[:-1]:
        last = re.sub(r"\s", "", page.text_lines[-1].text)
        assert not any(title.endswith(last) for title in titles), (page.number, last)
        assert not re.match(r"(表|专栏)\d+", last), (page.number, last)


def test_tables_boxes_and_pictures_stay_inside_the_type_area(document: Typeset) -> None:
    for page in pages(document.pdf):
        left, top, right, bottom = (35, 28, 260, 184) if page.is_turned else (28, 37, 184, 262)
        for x0, y0, x1, y1 in (*page.edges, *page.images):
            assert x0 >= left - 0.3, page.number
            assert x1 <= right + 0.3, page.number
            assert y0 >= top - 0.3, page.number
            assert y1 <= bottom + 0.5, page.number


def test_nothing_is_left_to_fill_in_and_no_box_stands_for_a_character(document: Typeset) -> None:
    for page in pages(document.pdf):
        text = "".join(glyph.text for glyph in page.glyphs)
        assert not re.search(r"\?\?|TODO|×××|\(cid:|\ufffd|[\ue000-\uf8ff]|\"", text), page.number


def test_rare_characters_of_names_come_out(typeset: dict[str, Typeset]) -> None:
    for file in (typeset["hard"].pdf, typeset["hard"].office):
        text = "".join(glyph.text for page in pages(file) for glyph in page.glyphs)
        for name in ("朱镕", "李喆", "王堃", "张䶮", "二〇三五年"):
            assert name in re.sub(r"\s", "", text)


def test_the_head_of_a_long_table_is_repeated_on_each_of_its_pages(typeset: dict[str, Typeset]) -> None:
    for file in (typeset["hard"].pdf, typeset["hard"].office):
        rows = re.compile(r"\d+市\w*(学会|协会|研究会)")
        on = [page for page in pages(file) if any(rows.match(line.text) for line in page.text_lines)]
        assert len(on) >= 3
        for page in on:
            head = next(line for line in page.text_lines if "承接职能" in line.text and line.size < 14)
            first = next(line for line in page.text_lines if rows.match(line.text))
            assert head.baseline < first.baseline
        assert re.sub(r"\s", "", on[1].text_lines[0].text) == "序号学会任务服务人次承接职能"


def test_the_title_of_a_box_stands_with_its_text(typeset: dict[str, Typeset]) -> None:
    for file in (typeset["hard"].pdf, typeset["hard"].office):
        titles = 0
        for page in pages(file):
            for line, following in pairwise(page.text_lines):
                if re.match(r"专栏\d\s*[^、见，。]{3}", line.text) and line.size == 14:
                    titles += 1
                    assert 3 < following.baseline - line.baseline < 12
        assert titles == 2


def test_wide_tables_turn_the_sheet_and_nothing_else_does(typeset: dict[str, Typeset]) -> None:
    for file in (typeset["hard"].pdf, typeset["hard"].office):
        turned = [page for page in pages(file) if page.is_turned]
        assert len(turned) == 3
        heads = [page for page in turned if any("分年度安排" in line.text for line in page.text_lines)]
        # The heading goes with its table.
        assert re.sub(r"\s", "", heads[0].text_lines[0].text) == "（三）分年度安排"


def test_a_line_of_the_page_says_what_is_not_final(typeset: dict[str, Typeset]) -> None:
    for name, edition in (("hard", "送审稿"), ("outline", "讨论稿"), ("book", "征求意见稿")):
        for page in pages(typeset[name].pdf):
            small = "".join(glyph.text for glyph in page.glyphs if glyph.baseline > 262.5 or not glyph.upright)
            if not page.is_turned:
                assert edition in small, (name, page.number)
    for page in pages(typeset["report"].pdf):
        assert "印发稿" not in "".join(glyph.text for glyph in page.glyphs)
