"""The same words in PDF, DOCX, HTML and the chapters they were made from, and in LibreOffice's view of the DOCX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html as lxml_html

from measured_pages import Glyph, Page, pages
from ooxml import W, headings, root, style_of, text
from typeset_documents import HARD, Typeset

MEASURED = ["outline", "workplan", "hard"]
_FRONT = {"TOC1", "TOC2", "TOCHeading", "Organ", "DocumentNumber", "DocumentNumberSigned"}
_SMALL = {"IndicatorText"}


@pytest.fixture(params=MEASURED)
def document(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Typeset:
    return typeset[request.param]


def _plain(words: str) -> str:
    """Without spaces and without what each format marks its lists with."""
    return re.sub(r"[\s\u200b\xad•＊]", "", words)


def _blocks(file: Path, without: set[str] = _FRONT) -> Iterator[str]:
    """The paragraphs of a DOCX file, cells too, in the order of the text; not contents, which are only a view of it."""
    for paragraph in root(file, "word/document.xml").iter(f"{W}p"):
        words = _plain(text(paragraph))
        if style_of(paragraph).startswith("ListText"):
            words = re.sub(r"^\d+\.", "", words)  # HTML counts by itself
        if words and style_of(paragraph) not in without:
            yield words


def _in_order(blocks: list[str], words: str) -> None:
    at = 0
    for block in blocks:
        found = words.find(block, at)
        assert found >= 0, block
        at = found + len(block)


def _html_words(file: Path) -> str:
    tree = lxml_html.fromstring(file.read_text(encoding="utf-8"))
    for away in tree.xpath("//nav | //head | //svg | //sup[.//a] | //a[.//sup] | //*[contains(@class, 'footnotes')]"):
        away.drop_tree()
    return _plain(tree.text_content())


def _pdf_words(file: Path) -> str:
    """The words of the text in the order they were set: without page numbers, notes and repeated heads of tables."""
    made = []
    for page in pages(file):
        made.append("".join(glyph.text for glyph in page.glyphs if _is_text(glyph, page)))
    return _plain("".join(made))


def _is_text(glyph: Glyph, page: Page) -> bool:
    if page.is_turned:
        return glyph.upright and glyph.x0 > 34
    # Notes stand below a line of three tenths of the width.
    note = next((edge[1] for edge in page.edges if abs(edge[2] - edge[0] - 46.8) < 0.1), 300.0)
    return glyph.baseline < min(262.5, note) and abs(glyph.size - 9.6) > 0.05 and glyph.size > 10


def test_html_has_the_words_of_docx_in_their_order(document: Typeset) -> None:
    _in_order(list(_blocks(document.docx)), _html_words(document.html))


def test_pdf_has_the_words_of_docx_in_their_order(document: Typeset) -> None:
    words = _pdf_words(document.pdf)
    # Cells that were merged come in another order.
    # Small figures are notes in PDF text, or indices.
    blocks = [block for block in _blocks(document.docx, _FRONT | _SMALL) if "H2O" not in block]
    _in_order(blocks, words)
    assert all(block in words for block in _blocks(document.docx) if "H2O" not in block)


def test_libreoffice_shows_every_word_of_the_docx(document: Typeset) -> None:
    shown = _plain("".join(line.text for page in pages(document.office) for line in page.text_lines if line.size > 11))
    for block in _blocks(
        document.docx, _FRONT | _SMALL | {"TableText", "TableTextCenter", "TableHead", "ImageCaption"}
    ):
        for piece in re.findall(r"[一-鿿]{2,12}", block):
            assert piece in shown, piece


def test_every_word_of_the_chapters_is_in_the_docx_in_its_order(typeset: dict[str, Typeset]) -> None:
    made = "".join(_blocks(typeset["hard"].docx))
    written = [*sorted((HARD / "chapters").glob("*.md")), HARD / "annexes/tasks.md", HARD / "annexes/terms.md"]
    at = 0
    pieces = 0
    for chapter in written:
        for piece in _pieces(chapter.read_text(encoding="utf-8")):
            found = made.find(piece, at)
            assert found >= 0, (chapter.name, piece)
            at = found + len(piece)
            pieces += 1
    assert pieces > 1900


def _pieces(markdown: str) -> list[str]:
    """The runs of Chinese characters and figures of a chapter, without what is not printed where it stands."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    body = re.sub(r"^\[\^[^\]]+\]:.*$", "", body, flags=re.MULTILINE)  # notes
    body = re.sub(r"^(表|专栏)：|\]\([^)]*\)|\{[^}]*\}|\[@[^\]]*\]|\[\^[^\]]*\]|!\[\]", "|", body, flags=re.MULTILINE)
    return re.findall(r"[一-鿿〇㐀-䶿]{2,}", body)


def test_footnotes_of_equal_names_stay_with_their_chapters(typeset: dict[str, Typeset]) -> None:
    notes = [text(item) for item in root(typeset["hard"].docx, "word/footnotes.xml").iter(f"{W}footnote")]
    said = [note.strip() for note in notes if note.strip()]
    starts = [
        "前言里的脚注。",
        "数据来源：",
        "抽样调查误差",
        "与上一章同名",
        "单元格里的脚注",
        "又一处同名",
        "附件里的脚注",
    ]
    assert len(said) == len(starts)
    assert all(note.startswith(start) for note, start in zip(said, starts, strict=True))
    page_words = [_plain("".join(glyph.text for glyph in page.glyphs)) for page in pages(typeset["hard"].pdf)]
    order = [next(number for number, words in enumerate(page_words) if _plain(note) in words) for note in said]
    assert order == sorted(order)
    tree = lxml_html.fromstring(typeset["hard"].html.read_text(encoding="utf-8"))
    listed = _plain(tree.text_content())
    assert all(_plain(note) in listed for note in said)


def test_bookmarks_of_the_pdf_are_the_headings(document: Typeset) -> None:
    import pdfplumber

    with pdfplumber.open(document.pdf) as opened:
        outline = [(level, title) for level, title, *__ in opened.doc.get_outlines()]
    assert [(level, _plain(title)) for level, title in outline] == [
        (level, _plain(words)) for level, words in headings(document.docx)
    ]


def test_references_before_and_after_say_the_same_in_all_formats(typeset: dict[str, Typeset]) -> None:
    said = "前面已经见第一部分，后面将见第三部分、表1和表5。"
    for words in (
        "".join(_blocks(typeset["hard"].docx)),
        _pdf_words(typeset["hard"].pdf),
        _html_words(typeset["hard"].html),
    ):
        assert said in words
        assert "机构见图1，进度见图2，逐年增长见图3，照片见图4。" in words
        assert "见第二部分、表2、专栏1、图1。" in words


def test_line_breaks_of_the_file_leave_no_space_in_chinese_text(typeset: dict[str, Typeset]) -> None:
    """The seed has lines broken in the midst of sentences."""
    for paragraph in root(typeset["workplan"].docx, "word/document.xml").iter(f"{W}p"):
        assert not re.search(r"[一-鿿]\s[一-鿿]", text(paragraph))


def test_numbers_that_writers_typed_stay_text(typeset: dict[str, Typeset]) -> None:
    words = [text(item) for item in root(typeset["workplan"].docx, "word/document.xml").iter(f"{W}p")]
    assert any(item.startswith("1．坚持实事求是") for item in words)
    assert "一、背景和总体思路" in words
