"""The DOCX files as LibreOffice lays them out, measured: what can be known here of how they look in Word.

LibreOffice lets punctuation hang at line ends and sets space between Chinese and figures, whatever the file says; lines
with either are left out where characters are counted.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from measured_pages import MM, Page, pages
from ooxml import headings
from typeset_documents import Typeset

MEASURED = ["outline", "workplan", "hard"]


@pytest.fixture(params=MEASURED)
def document(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Typeset:
    return typeset[request.param]


def _grid_pages(document: Typeset) -> list[Page]:
    """Pages of nothing but full lines of Chinese characters."""
    return [
        page
        for page in pages(document.office)
        if page.body and all(re.fullmatch("[一-鿿]+", line.text) and line.x1 > 183 for line in page.text_lines)
    ]


def test_full_pages_have_22_lines_of_28_characters(typeset: dict[str, Typeset]) -> None:
    found = _grid_pages(typeset["hard"])
    assert len(found) >= 6
    for page in found:
        assert [len(line.text) for line in page.body] == [28] * 22
        for line in page.body:
            assert line.x0 == pytest.approx(28, abs=0.3)
            assert line.x1 == pytest.approx(184, abs=0.5)
        for upper, lower in pairwise(page.body):
            assert (lower.baseline - upper.baseline) * MM == pytest.approx(28.95, abs=0.1)
        # Word shares the height out: half of what is over stands above the first line.
        assert page.body[0].baseline - 0.88 * 16 / MM == pytest.approx(39.3, abs=1)
        assert page.body[-1].baseline + 0.12 * 16 / MM < 262


def test_no_page_has_more_than_22_lines(document: Typeset) -> None:
    assert max(len(page.body) for page in pages(document.office) if page.folio) in (21, 22)


def test_sheets_are_a4_and_text_stays_inside_the_type_area(document: Typeset) -> None:
    for page in pages(document.office):
        assert sorted((page.width, page.height)) == pytest.approx([210, 297], abs=0.1)
        left, right = (35, 260) if page.is_turned else (28, 184)
        for line in page.text_lines:
            assert line.x0 >= left - 0.5, (page.number, line.text)
            # What LibreOffice lets hang is a mark of half a character's ink.
            assert line.x1 <= right + 3.2, (page.number, line.text)
        for x0, __, x1, __ in (*page.edges, *page.images):
            assert x0 >= left - 0.6
            assert x1 <= right + 0.8


def test_page_numbers_stand_on_the_outer_side_7_mm_below_the_type_area(document: Typeset) -> None:
    numbered = [page for page in pages(document.office) if page.folio]
    assert [page.folio_number for page in numbered] == list(range(1, len(numbered) + 1))
    inset = 14 / MM
    for page in numbered:
        if page.is_turned:
            continue
        number = page.folio_number
        assert number is not None
        if number % 2:
            assert page.folio[-1].x1 == pytest.approx(184 - inset, abs=0.3)
        else:
            assert page.folio[0].x0 == pytest.approx(28 + inset, abs=0.3)
        assert page.folio[0].baseline - 0.38 * 14 / MM == pytest.approx(269, abs=0.7)


def test_no_heading_is_last_on_its_page(document: Typeset) -> None:
    titles = {re.sub(r"\s", "", words) for __, words in headings(document.docx)}
    for page in pages(document.office)[:-1]:
        if page.text_lines:
            last = re.sub(r"\s", "", page.text_lines[-1].text)
            assert not any(title.endswith(last) for title in titles), (page.number, last)
            assert not re.match(r"(表|专栏)\d+", last), (page.number, last)


def test_no_page_is_empty(document: Typeset) -> None:
    for page in pages(document.office):
        assert page.text_lines or page.images, page.number


def test_the_mark_of_what_is_not_final_stands_in_the_header(typeset: dict[str, Typeset]) -> None:
    for name, edition in (("hard", "送审稿"), ("outline", "讨论稿")):
        for page in pages(typeset[name].office):
            assert any(edition in line.text and line.size == 9 for line in page.lines if line.baseline < 36)


def test_the_red_head_stands_35_mm_below_the_edge_with_its_rule_4_mm_below_the_number(
    typeset: dict[str, Typeset],
) -> None:
    first = pages(typeset["report"].office)[0]
    organ = max(first.text_lines, key=lambda line: line.size)
    assert organ.baseline - 0.88 * organ.size / MM == pytest.approx(37 + 35, abs=1)
    number = next(line for line in first.text_lines if line.text.startswith("云科协〔"))
    # The number begins and the signer ends one character within the type area.
    assert number.glyphs[0].x0 == pytest.approx(28 + 16 / MM, abs=0.5)
    assert number.glyphs[-1].x1 == pytest.approx(184 - 16 / MM, abs=0.5)
    (rule,) = {edge for edge in first.edges if edge[2] - edge[0] > 150}
    assert (rule[0], rule[2]) == pytest.approx((28, 184), abs=0.5)
    assert rule[1] - (number.baseline + 0.12 * 16 / MM) == pytest.approx(4, abs=0.5)
