"""DOCX files looked into: headings, tables, boxes, pictures, and what stands around the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ooxml import W, all_paragraphs, all_styles, headings, parts, root, style_of, text, value, xml_parts
from typeset_documents import Typeset

MEASURED = ["outline", "workplan", "hard"]
ALL = [*MEASURED, "notice", "letter", "book", "report", "english"]
_LAYOUT = {
    "Title",
    "Subtitle",
    "Organ",
    "DocumentNumber",
    "DocumentNumberSigned",
    "Addressee",
    "TOCHeading",
    "TOC1",
    "TOC2",
    "AnnexNote",
}
_LAYOUT |= {"AnnexNoteNext", "AnnexNoteOnly", "SignatureName", "SignatureDate", "AnnexMark", "OwnAnnexMark"}
_LAYOUT |= {"AnnexTitle", "ImprintCopies", "Imprint", "ImprintOnly"}
_CELLS = {"TableText", "TableTextCenter", "TableTextRight", "TableHead", "IndicatorText"}
_NAMES = {"zh": ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]}


@pytest.fixture(params=MEASURED)
def file(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Path:
    return typeset[request.param].docx


@pytest.fixture(params=ALL)
def any_file(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Path:
    return typeset[request.param].docx


# -- headings, lists, tables, pictures ---------------------------------------------------------------------------------


def test_headings_carry_their_numbers_as_text_and_these_follow_each_other(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "outline"):
        counts = [0] * 5
        for level, words in headings(typeset[name].docx):
            forms = (r"([一二三四五六七八九十]+)、", r"（([一二三四五六七八九十]+)）", r"(\d+)\.", r"（(\d+)）")
            found = re.match(forms[level - 1], words) if level <= 4 else None
            if not found:
                assert words in ("前言", "附则") or level == 5, words
                continue
            counts[level - 1] += 1
            counts[level:] = [0] * (5 - level)
            if words in ("一、分工", "一、用语"):  # an annex begins anew
                counts[0] = 1
            figure = found[1] if level in (3, 4) else str(_NAMES["zh"].index(found[1]) + 1)
            assert figure == str(counts[level - 1]), words


def test_no_numbering_of_word_is_used(any_file: Path) -> None:
    for name in xml_parts(any_file):
        if name != "word/numbering.xml":
            assert root(any_file, name).find(f".//{W}numPr") is None


def test_headings_are_in_the_navigation_pane_and_stay_with_what_follows(file: Path) -> None:
    styles = all_styles(file)
    for level in range(1, 6):
        style = styles[f"Heading{level}"]
        assert value(style, "pPr/outlineLvl") == str(level - 1)
        assert style.find(f"{W}pPr/{W}keepNext") is not None
    assert len(headings(file)) >= 8


def test_there_is_one_title_and_the_edition_stands_under_it(typeset: dict[str, Typeset]) -> None:
    for name, edition in (
        ("hard", "（送审稿）"),
        ("outline", "（讨论稿）"),
        ("workplan", "（讨论稿）"),
        ("report", None),
    ):
        paragraphs = all_paragraphs(typeset[name].docx)
        (title,) = [item for item in paragraphs if style_of(item) == "Title"]
        assert not text(title).endswith("。")
        editions = [text(item) for item in paragraphs if style_of(item) == "Subtitle"]
        assert editions == ([edition] if edition else [])


def test_every_block_of_a_chapter_carries_a_bookmark(file: Path) -> None:
    """A bookmark stands inside its paragraph: a figure's in the picture, a table's in its caption or first cell."""
    missing = []
    captioned = False
    for item in root(file, "word/document.xml")[0]:
        names = [mark.get(f"{W}name", "") for mark in item.iter(f"{W}bookmarkStart")]
        named = any(name.startswith("p_") for name in names)
        if item.tag == f"{W}p" and not named and style_of(item) not in {*_LAYOUT, "ImageCaption"}:
            missing.append((style_of(item), text(item)[:30]))
        if item.tag == f"{W}tbl" and not named and not captioned:
            missing.append(("table", text(item)[:30]))
        captioned = item.tag == f"{W}p" and named and style_of(item) == "TableCaption"
        ends = [mark.get(f"{W}id") for mark in item.iter(f"{W}bookmarkEnd")]
        assert sorted(ends) == sorted(mark.get(f"{W}id") for mark in item.iter(f"{W}bookmarkStart"))
    # What the tool makes itself has no place in a chapter: a rule, a narrow line between tables.
    assert [words for __, words in missing if words and not words.startswith("＊")] == []


def test_tables_say_their_widths_in_all_three_places(file: Path) -> None:
    for table in root(file, "word/document.xml").iter(f"{W}tbl"):
        assert value(table, "tblPr/tblStyle") == "Table"
        total = int(value(table, "tblPr/tblW", "w") or 0)
        assert value(table, "tblPr/tblW", "type") == "dxa"
        columns = [int(item.get(f"{W}w", "0")) for item in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        assert sum(columns) == total
        assert total <= 12756
        for row in table.iterfind(f"{W}tr"):
            assert sum(int(value(cell, "tcPr/tcW", "w") or 0) for cell in row.iterfind(f"{W}tc")) == total


def test_heads_of_tables_repeat_and_rows_stay_whole(file: Path) -> None:
    for table in root(file, "word/document.xml").iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if style_of(next(table.iter(f"{W}p"))).startswith("Box"):
            continue
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])


def test_cells_have_the_style_of_tables_and_not_that_of_the_text(file: Path) -> None:
    styles = all_styles(file)
    for name in _CELLS:
        assert value(styles[name], "pPr/spacing", "lineRule") == "auto"
        assert value(styles[name], "pPr/snapToGrid") == "0"
        assert value(styles[name], "pPr/ind", "firstLineChars") == "0"
        assert value(styles[name], "rPr/spacing") == "0"
    for table in root(file, "word/document.xml").iter(f"{W}tbl"):
        found = {style_of(paragraph) for paragraph in table.iter(f"{W}p")}
        assert found <= (_CELLS | {"BoxTitle", "BoxText"})


def test_two_tables_never_touch_and_no_cell_ends_with_one(any_file: Path) -> None:
    marks = (f"{W}bookmarkStart", f"{W}bookmarkEnd")
    for table in root(any_file, "word/document.xml").iter(f"{W}tbl"):
        following = next((item for item in table.itersiblings() if item.tag not in marks), None)
        assert following is not None
        assert following.tag != f"{W}tbl"
    for cell in root(any_file, "word/document.xml").iter(f"{W}tc"):
        assert [item for item in cell if item.tag not in marks][-1].tag == f"{W}p"


def test_the_title_of_a_box_is_kept_with_its_text_which_may_be_parted(typeset: dict[str, Typeset]) -> None:
    boxes = [
        table
        for table in root(typeset["hard"].docx, "word/document.xml").iter(f"{W}tbl")
        if style_of(next(table.iter(f"{W}p"))) == "BoxTitle"
    ]
    assert len(boxes) == 2
    assert all_styles(typeset["hard"].docx)["BoxTitle"].find(f"{W}pPr/{W}keepNext") is not None
    for box in boxes:
        head, body = box.findall(f"{W}tr")
        assert {style_of(paragraph) for paragraph in head.iter(f"{W}p")} == {"BoxTitle"}
        assert {style_of(paragraph) for paragraph in body.iter(f"{W}p")} == {"BoxText"}
        assert body.find(f"{W}trPr/{W}cantSplit") is None


def test_pictures_are_not_cut_off_and_have_words_for_those_who_cannot_see_them(typeset: dict[str, Typeset]) -> None:
    styles = all_styles(typeset["hard"].docx)
    seen = 0
    for drawing in root(typeset["hard"].docx, "word/document.xml").iter(f"{W}drawing"):
        seen += 1
        paragraph = next(drawing.iterancestors(f"{W}p"))
        rule = value(paragraph, "pPr/spacing", "lineRule") or value(
            styles[style_of(paragraph)], "pPr/spacing", "lineRule"
        )
        assert rule == "auto"
        extent = next(item for item in drawing.iter() if item.tag.endswith("}extent"))
        assert int(extent.get("cx", "0")) / 36000 <= 156.05
        assert int(extent.get("cy", "0")) / 36000 <= 225
        properties = next(item for item in drawing.iter() if item.tag.endswith("}docPr"))
        if style_of(paragraph) == "CaptionedFigure":
            assert properties.get("descr")
        assert {drawing[0].get(f"dist{side}") for side in "TBLR"} == {"0"}
    assert seen == 5


def test_captions_stay_with_their_tables_and_pictures(file: Path) -> None:
    styles = all_styles(file)
    assert styles["TableCaption"].find(f"{W}pPr/{W}keepNext") is not None
    assert styles["CaptionedFigure"].find(f"{W}pPr/{W}keepNext") is not None


# -- around the text ---------------------------------------------------------------------------------------------------


def test_the_annexes_are_those_of_the_note_and_begin_pages(typeset: dict[str, Typeset]) -> None:
    paragraphs = all_paragraphs(typeset["hard"].docx)
    by_style = {
        style: [text(item) for item in paragraphs if style_of(item) == style]
        for style in ("AnnexNote", "AnnexNoteNext", "AnnexMark", "AnnexTitle")
    }
    assert by_style["AnnexMark"] == ["附件1", "附件2"]
    listed = [*by_style["AnnexNote"], *by_style["AnnexNoteNext"]]
    assert listed == [f"附件：1.{by_style['AnnexTitle'][0]}", f"2.{by_style['AnnexTitle'][1]}"]
    mark = all_styles(typeset["hard"].docx)["AnnexMark"]
    assert mark.find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert value(mark, "pPr/ind", "firstLineChars") == "0"


def test_date_and_number_are_written_as_the_standard_wants_them(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "report", "notice", "letter"):
        dates = [text(item) for item in all_paragraphs(typeset[name].docx) if style_of(item) == "SignatureDate"]
        assert len(dates) == 1
        assert re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", dates[0])
    (number,) = [
        text(item) for item in all_paragraphs(typeset["report"].docx) if style_of(item) == "DocumentNumberSigned"
    ]
    assert re.match(r"云科协〔\d{4}〕[1-9]\d*号", number)


def test_a_sealed_date_stands_four_characters_from_the_right(typeset: dict[str, Typeset]) -> None:
    for name, room in (("hard", "400"), ("report", "200")):
        (date,) = [item for item in all_paragraphs(typeset[name].docx) if style_of(item) == "SignatureDate"]
        assert value(date, "pPr/ind", "rightChars") == room
        assert value(all_styles(typeset[name].docx)["SignatureDate"], "pPr/jc") == "right"


def test_the_imprint_stands_in_frames_at_the_foot_between_rules(typeset: dict[str, Typeset]) -> None:
    paragraphs = [item for item in all_paragraphs(typeset["hard"].docx) if style_of(item).startswith("Imprint")]
    assert [style_of(item) for item in paragraphs] == ["ImprintCopies", "Imprint"]
    assert value(paragraphs[-1], "pPr/framePr", "yAlign") == "bottom"
    assert value(paragraphs[-1], "pPr/framePr", "vAnchor") == "margin"
    styles = all_styles(typeset["hard"].docx)
    # In eighths of a point: 0.35 mm is 8, 0.25 mm is 6.
    assert value(styles["ImprintCopies"], "pPr/pBdr/top", "sz") == "8"
    assert value(styles["Imprint"], "pPr/pBdr/top", "sz") == "6"
    assert value(styles["Imprint"], "pPr/pBdr/bottom", "sz") == "8"


def test_contents_are_a_field_that_is_filled_already(typeset: dict[str, Typeset]) -> None:
    for name in ("hard", "outline", "book"):
        file = typeset[name].docx
        entries = [text(item) for item in all_paragraphs(file) if style_of(item) in ("TOC1", "TOC2")]
        listed = [words for level, words in headings(file) if level <= 2]
        annexed = [words for words in entries if words.startswith("附件")]
        own = [re.sub(r"\d+$", "", words) for words in entries if not words.startswith("附件")]
        inside = len(listed) - len([words for words in listed if words in ("一、分工", "一、用语")])
        assert own == listed[:inside]
        assert len(annexed) == (2 if name == "hard" else 0)
        assert b"updateFields" not in parts(file)["word/settings.xml"]
