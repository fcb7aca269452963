"""Returned Word files → exactly their edits in the Markdown."""

from __future__ import annotations

import contextlib
import copy
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from lxml import etree
from plan_cli.errors import RefusedError
from plan_cli.model.consultation import Comment, CommentKind
from plan_cli.review.difference import changes
from plan_cli.review.escaping import escaped
from plan_cli.review.sent import sent_document
from plan_cli.review.word_in import read_returned
from plan_cli.review.word_package import open_package
from tests.word_files import (
    PATH,
    W,
    WordFile,
    element,
    new_text,
    returned,
    source,
    tag,
    text_of,
    with_parts,
    without_bookmarks,
    word_of,
)

CHAPTER = """## 总体**要求** {#sec:a}

到2020年，全市科普*经费*达到每人5元[^1]，见[@tbl:a]。详见[办法*全文*](https://e.org) &amp; \\* `码`
第二行 word
word2\\
断行之后。

- 加强组织领导
  落实责任

  第二段说明
- 完善工作机制

1. 部署调研
2. 开展研究

Table: 推进**步骤** {#tbl:a}

| 步骤 | 数量 |
| --- | ---: |
| 调研 | 1**2**\\|3 |
| 编撰 |  |

::: box
专栏：重点工程

科技馆体系建设

基层科普行动
:::

> 习近平总书记指出
> 科技创新重要

[^1]: 数据来自*统计*年鉴。

    另一段注释。

规划库
: 一个仓库

**目标。**到2020年建成体系。
"""

BOTH = pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "untracked"])


@pytest.fixture(scope="module")
def word() -> bytes:
    return word_of(source(CHAPTER))


def _after(word: bytes, file: WordFile) -> str:
    return new_text(CHAPTER, file.saved(), word)


def test_what_comes_back_untouched_changes_nothing(word: bytes) -> None:
    found = returned(CHAPTER, word, word)
    assert (found.texts, found.changes, found.comments, found.confidence) == ({}, [], [], 1.0)


@BOTH
@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("全市科普", "全市科学普及", "全市科普", "全市科学普及"),
        ("每人5元", "每人10元", "每人5元", "每人10元"),
        ("经费", "投入经费", "*经费*", "*投入经费*"),
        ("要求", "目标", "**要求**", "**目标**"),
        ("总体", "总体（略）", "## 总体", "## 总体（略）"),
        ("word2", "*星_号[括号]<尖>", "word2", "\\*星\\_号\\[括号\\]\\<尖>"),
        ("断行之后", "1. 断行", "断行之后", "1\\. 断行"),
        ("落实责任", "压实责任", "落实责任", "压实责任"),
        ("完善工作", "健全工作", "完善工作", "健全工作"),
        ("部署调研", "- 部署", "部署调研", "\\- 部署"),
        ("步骤", "阶段", "推进**步骤**", "推进**阶段**"),
        ("编撰", "编|写", "| 编撰 |", "| 编\\|写 |"),
        ("重点工程", "重大工程", "专栏：重点工程", "专栏：重大工程"),
        ("基层科普", "基层科学普及", "基层科普", "基层科学普及"),
        ("重要", "十分重要", "> 科技创新重要", "> 科技创新十分重要"),
        ("年鉴", "公报", "年鉴。", "公报。"),
        ("另一段", "又一段", "    另一段", "    又一段"),
        ("一个仓库", "Git 仓库", ": 一个仓库", ": Git 仓库"),
        ("规划库", "规划仓库", "规划库\n", "规划仓库\n"),
        ("到2020年建成", "到2025年建成", "**到2020年建成", "**到2025年建成"),
        ("详见", "", "详见[", "["),
        ("全文", "", "办法*全文*", "办法"),
        ("码", "甲`", None, None),
        (" & ", " 与 ", " &amp; ", " 与 "),
        ("第二行 ", "", "第二行 word\nword2", "word\nword2"),
    ],
)
def test_replaced_words(word: bytes, tracked: bool, old: str, new: str, before: str | None, after: str | None) -> None:
    file = WordFile(word, tracked=tracked)
    file.replace(file.paragraph(old), old, new)
    if before is None or after is None:
        found = returned(CHAPTER, file.saved(), word)
        assert found.texts == {}
        assert [comment.kind for comment in found.comments] == [CommentKind.UNPLACED]
        assert "甲`" in found.comments[0].text
        return
    assert CHAPTER.count(before) == 1
    assert _after(word, file) == CHAPTER.replace(before, after)


@BOTH
@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("到2020年，全市", None),
        ("完善工作机制", "- 完善工作机制\n"),
        ("第二段说明", "\n  第二段说明\n"),
        ("科技馆体系", "科技馆体系建设\n\n"),
        ("总书记", "> 习近平总书记指出\n> 科技创新重要\n\n"),
        ("重点工程", "专栏：重点工程\n\n"),
        ("建成体系", "\n**目标。**到2020年建成体系。\n"),
        ("总体", "## 总体**要求** {#sec:a}\n\n"),
    ],
)
def test_paragraphs_taken_out(word: bytes, tracked: bool, words: str, gone: str | None) -> None:
    file = WordFile(word, tracked=tracked)
    file.remove(file.paragraph(words))
    made = _after(word, file)
    if gone is None:
        assert "到2020年，全市" not in made
        assert made.count("\n\n\n") == 0
        return
    assert CHAPTER.count(gone) == 1
    assert made == CHAPTER.replace(gone, "")


def test_a_list_that_loses_its_first_item_begins_with_the_same_number(word: bytes) -> None:
    file = WordFile(word, tracked=False)
    file.remove(file.paragraph("部署调研"))
    file.replace(file.paragraph("开展研究"), "2.", "1.")
    assert _after(word, file) == CHAPTER.replace("1. 部署调研\n2. 开展研究", "1. 开展研究")


@BOTH
@pytest.mark.parametrize(
    ("words", "text", "style", "behind", "added"),
    [
        ("建成体系", "新增一段。", None, "建成体系。\n", "\n新增一段。\n"),
        ("断行之后", "# 不是标题", None, "断行之后。\n", "\n\\# 不是标题\n"),
        ("完善工作", "• 强化督查", None, "- 完善工作机制\n", "- 强化督查\n"),
        ("开展研究", "3. 编制纲要", None, "2. 开展研究\n", "3. 编制纲要\n"),
        ("开展研究", "列表之后的话", "BodyText", "2. 开展研究\n", "\n列表之后的话\n"),
        ("基层科普", "青少年科技教育", None, "基层科普行动\n", "\n青少年科技教育\n"),
        ("总书记", "引文第二段", None, "> 科技创新重要\n", ">\n> 引文第二段\n"),
        ("总体", "（一）新的小节", "Heading2", "{#sec:a}\n", "\n### 新的小节\n"),
        ("第二段说明", "第三段说明", None, "  第二段说明\n", "\n  第三段说明\n"),
    ],
)
def test_new_paragraphs(
    word: bytes, tracked: bool, words: str, text: str, style: str | None, behind: str, added: str
) -> None:
    file = WordFile(word, tracked=tracked)
    file.add_after(file.paragraph(words), text, style)
    assert CHAPTER.count(behind) == 1
    assert _after(word, file) == CHAPTER.replace(behind, behind + added)


@BOTH
@pytest.mark.parametrize(
    ("words", "at", "before", "after"),
    [
        ("建成体系", "建成体系", "到2020年建成体系", "到2020年\n\n建成体系"),
        ("全市科普", "科普", "全市科普", "全市\n\n科普"),
        ("全市科普", "费达到", "*经费*达到", "*经*\n\n*费*达到"),
        ("落实责任", "落实", "加强组织领导\n  落实", "加强组织领导\n  \n\n  落实"),
        ("科技馆", "体系", "科技馆体系", "科技馆\n\n体系"),
        ("总书记", "指出", "总书记指出", "总书记\n>\n> 指出"),
    ],
)
def test_a_paragraph_parted(word: bytes, tracked: bool, words: str, at: str, before: str, after: str) -> None:
    file = WordFile(word, tracked=tracked)
    paragraph = file.paragraph(words)
    file.split(paragraph, text_of(paragraph).index(at))
    made = _after(word, file)
    assert made.replace("\n  \n", "\n") == CHAPTER.replace(before, after).replace("\n  \n", "\n")


@BOTH
def test_paragraphs_joined(word: bytes, tracked: bool) -> None:
    file = WordFile(word, tracked=tracked)
    file.join(file.paragraph("科技馆"), file.paragraph("基层科普"))
    assert _after(word, file) == CHAPTER.replace("建设\n\n基层", "建设基层")


@BOTH
def test_a_paragraph_moved_keeps_its_marks(word: bytes, tracked: bool) -> None:
    file = WordFile(word, tracked=tracked)
    file.move(file.paragraph("建成体系"), file.paragraph("全市科普"))
    moved = "**目标。**到2020年建成体系。"
    expected = CHAPTER.replace(f"\n{moved}\n", "").replace("{#sec:a}\n", f"{{#sec:a}}\n\n{moved}\n")
    assert _after(word, file) == expected


@BOTH
def test_rows_put_in_and_taken_out(word: bytes, tracked: bool) -> None:
    file = WordFile(word, tracked=tracked)
    rows = file.table().findall(tag("tr"))
    new = copy.deepcopy(rows[1])
    cells = [next(cell.iter(tag("p"))) for cell in new.findall(tag("tc"))]
    for paragraph, words in zip(cells, ("发布", "7"), strict=True):
        for run in list(paragraph.iter(tag("r")))[1:]:
            run.getparent().remove(run)
        next(paragraph.iter(tag("t"))).text = words
    rows[2].addnext(new)
    if tracked:
        for row, name in ((new, "ins"), (rows[1], "del")):
            properties = row.find(tag("trPr"))
            properties.append(file.change(name))
    else:
        rows[1].getparent().remove(rows[1])
    assert _after(word, file) == CHAPTER.replace("| 调研 | 1**2**\\|3 |\n| 编撰 |  |\n", "| 编撰 |  |\n| 发布 | 7 |\n")


def test_an_empty_cell_is_filled(word: bytes) -> None:
    file = WordFile(word)
    cell = file.table().findall(tag("tr"))[2].findall(tag("tc"))[1]
    file.insert(next(cell.iter(tag("p"))), 0, "8章")
    assert _after(word, file).splitlines()[21] == "| 编撰 | 8章 |"


def test_a_column_put_in_is_listed(word: bytes) -> None:
    file = WordFile(word, tracked=False)
    for number, row in enumerate(file.table().findall(tag("tr"))):
        cell = copy.deepcopy(row.findall(tag("tc"))[0])
        for text in cell.iter(tag("t")):
            text.text = f"新列{number}"
        row.append(cell)
    found = returned(CHAPTER, file.saved(), word)
    assert found.texts == {}
    assert all(any(f"新列{number}" in comment.text for comment in found.comments) for number in range(3))


def test_a_footnote_put_in_and_one_taken_out(word: bytes) -> None:
    file = WordFile(word)
    paragraph = file.paragraph("全市科普")
    mark = text_of(paragraph).index("\ufffc")
    file.delete(paragraph, mark, mark + 1)
    target = file.paragraph("一个仓库")
    change = file.change("ins")
    run = element("r")
    run.append(element("footnoteReference", id=77))
    change.append(run)
    target.append(change)
    note = element("footnote", id=77)
    body = element("p")
    words = element("r")
    words.append(element("footnoteRef"))
    body.append(words)
    text = element("r")
    made = element("t")
    made.text = " 来源：*统计局*"
    text.append(made)
    body.append(text)
    note.append(body)
    file.notes.append(note)
    made_text = _after(word, file)
    assert "达到每人5元，见" in made_text
    assert ": 一个仓库[^w1]\n" in made_text
    assert made_text.endswith("[^w1]: 来源：\\*统计局\\*\n")


def test_numbers_of_the_tool_are_not_written_into_the_text(word: bytes) -> None:
    file = WordFile(word, tracked=False)
    file.replace(file.paragraph("总体"), "一、", "二、")
    assert _after(word, file) == CHAPTER


def test_what_the_tool_made_and_a_reference_are_listed(word: bytes) -> None:
    file = WordFile(word)
    file.replace(file.paragraph("规划纲要"), "规划", "计划")
    paragraph = file.paragraph("全市科普")
    at = text_of(paragraph).index("表1")
    file.insert(paragraph, at + 2, "2")
    file.delete(paragraph, at + 1, at + 2)
    found = returned(CHAPTER, file.saved(), word)
    assert found.texts == {}
    texts = sorted(comment.text for comment in found.comments)
    assert len(texts) == 2
    assert any("计划纲要" in text for text in texts)
    assert {comment.by for comment in found.comments} == {"Administrator"}


def test_comments_with_place_replies_and_settled_state(word: bytes) -> None:
    file = WordFile(word, author="微软用户")
    paragraph = file.paragraph("全市科普")
    start = text_of(paragraph).index("每人5元")
    file.comment(paragraph, start, start + 4, "建议写10元", replies=["同意"], done=True)
    found = returned(CHAPTER, file.saved(), word)
    (comment,) = found.comments
    assert (comment.kind, comment.text, comment.quote, comment.by) == (
        CommentKind.REMARK,
        "建议写10元",
        "每人5元",
        "微软用户",
    )
    assert (comment.chapter, comment.line, comment.column) == (PATH, 3, 18)
    assert comment.resolved
    assert [(reply.text, reply.by) for reply in comment.replies] == [("同意", "微软用户")]
    assert found.texts == {}


def test_a_changed_font_and_a_picture_are_listed(word: bytes) -> None:
    file = WordFile(word)
    run = next(file.paragraph("科技馆").iter(tag("r")))
    properties = run.find(tag("rPr"))
    properties.append(element("color", val="FF0000"))
    properties.append(file.change("rPrChange"))
    picture = element("r")
    picture.append(element("drawing"))
    file.paragraph("建成体系").append(picture)
    found = returned(CHAPTER, file.saved(), word)
    assert found.texts == {}
    assert sorted((comment.kind, comment.line) for comment in found.comments) == [
        (CommentKind.UNHELD, 27),
        (CommentKind.UNHELD, 42),
    ]


@BOTH
def test_without_bookmarks_text_finds_its_place(word: bytes, tracked: bool) -> None:
    file = WordFile(without_bookmarks(word), tracked=tracked)
    file.replace(file.paragraph("基层科普"), "基层科普", "社区科普")
    found = returned(CHAPTER, file.saved(), word)
    assert found.by_name == 0
    assert found.confidence > 0.95
    assert found.texts == {PATH: CHAPTER.replace("基层科普", "社区科普")}


def test_a_strange_document_has_little_confidence(word: bytes) -> None:
    other = word_of(source("## 会议通知\n\n请各单位于星期五前报名，逾期不候。\n"))
    assert returned(CHAPTER, other, word).confidence < 0.3


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_saved_by_libreoffice(word: bytes, tmp_path: Path) -> None:
    file = WordFile(word)
    file.replace(file.paragraph("每人5元"), "5元", "10元")
    file.remove(file.paragraph("科技馆"))
    file.add_after(file.paragraph("建成体系"), "新增一段。")
    paragraph = file.paragraph("完善工作")
    file.comment(paragraph, 2, 6, "说具体些", replies=["好"])
    (tmp_path / "稿.docx").write_bytes(file.saved())
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "docx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "稿.docx")], check=True, timeout=120)
    found = returned(CHAPTER, (tmp_path / "out" / "稿.docx").read_bytes(), word)
    expected = CHAPTER.replace("每人5元", "每人10元").replace("科技馆体系建设\n\n", "") + "\n新增一段。\n"
    assert found.texts == {PATH: expected}
    assert [(comment.text, comment.quote) for comment in found.comments] == [("说具体些", "完善工作")]
    assert {change.revision.author for change in found.changes} == {"Administrator"}


# -- hostile files -----------------------------------------------------------------------------------------------------


def _zip(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


_EMPTY = f'<w:document xmlns:w="{W}"><w:body/></w:document>'.encode()
_BOMB = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100 + b'">]><w:document xmlns:w="' + W.encode() + b'">&b;</w:document>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        _zip({"a.txt": b"x"}),
        _zip({"word/document.xml": _EMPTY, "../../evil.xml": b"<a/>"}),
        _zip({"word/document.xml": _EMPTY, "/etc/evil.xml": b"<a/>"}),
        _zip({"word/document.xml": _EMPTY, "C:\\evil.xml": b"<a/>"}),
        _zip({"word/document.xml": _BOMB}),
        _zip({"word/document.xml": b"<w:document"}),
        _zip({"word/document.xml": b" " * (80 << 20)}),
        _zip({"word/document.xml": b"<a>" * 5000 + b"</a>" * 5000}),
        _zip({f"word/{number}.xml": b"" for number in range(5000)}),
    ],
    ids=lambda content: str(len(content)),
)
def test_hostile_files_are_refused(content: bytes) -> None:
    def opened() -> None:
        open_package(content).xml("word/document.xml")

    with pytest.raises(RefusedError):
        opened()


def test_macros_and_outside_references_are_noticed_and_left_alone(word: bytes) -> None:
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" '
        b'TargetMode="External"/></Relationships>'
    )
    back = with_parts(word, {"word/vbaProject.bin": b"x", "word/_rels/settings.xml.rels": relations})
    found = returned(CHAPTER, back, word)
    assert len(found.noticed) == 2
    assert found.texts == {}


@given(st.binary(max_size=300), st.integers(0, 2000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused(word: bytes, noise: bytes, at: int) -> None:
    damaged = bytearray(word)
    place = at * len(word) // 2001
    damaged[place : place + len(noise)] = noise
    with contextlib.suppress(RefusedError):
        returned(CHAPTER, bytes(damaged), word)


def test_characters_that_cannot_be_seen_do_not_come_in(word: bytes) -> None:
    file = WordFile(word)
    file.insert(file.paragraph("建成体系"), 3, "甲\u202e乙\u200b")
    found = returned(CHAPTER, file.saved(), word)
    assert "目标。**甲乙到" in found.texts[PATH] or "目标。甲乙**到" in found.texts[PATH]
    assert len(found.noticed) == 1


# -- the difference of two texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("到2015年达到60%", "到2016年达到60%", [("2015", "2016", 1)]),
        ("加强领导", "加强组织领导", [("", "组织", 2)]),
        ("一二三", "一二三", []),
        ("党组审定", "常委会审议通过", [("党组审定", "常委会审议通过", 0)]),
    ],
)
def test_differences_a_reader_understands(before: str, after: str, expected: list[tuple[str, str, int]]) -> None:
    assert changes(before, after) == expected


@given(st.text("科技创新2015。a", max_size=30), st.text("科技创新2015。a", max_size=30))
def test_differences_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    made, at = "", 0
    for old, new, place in changes(before, after):
        assert before[place : place + len(old)] == old
        made += before[at:place] + new
        at = place + len(old)
    assert made + before[at:] == after


# -- random documents and random edits ---------------------------------------------------------------------------------

_LETTERS = "科技创新驱动发展战略服务大局人才强市普及工作全民素质提升行动计划"
_SPECIAL = "*_[]<>#`~^|\\&{}-+1.）（“”，。 a"


@st.composite
def _phrase(draw: st.DrawFn, least: int = 2, most: int = 12) -> str:
    return draw(st.text(_LETTERS, min_size=least, max_size=most))


@st.composite
def _runs(draw: st.DrawFn) -> list[tuple[str, str]]:
    """A paragraph as runs: their mark and their words; plain ones stand between the others."""
    runs = [("", draw(_phrase(4)))]
    for __ in range(draw(st.integers(0, 3))):
        runs.append((draw(st.sampled_from(["**", "*", "~~"])), draw(_phrase())))
        runs.append(("", draw(_phrase())))
    return runs


@st.composite
def _document(draw: st.DrawFn) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Blocks: a kind and its paragraphs."""
    blocks: list[tuple[str, list[list[tuple[str, str]]]]] = [("heading", [[("", draw(_phrase(4)))]])]
    for __ in range(draw(st.integers(2, 6))):
        kind = draw(st.sampled_from(["text", "text", "bullets", "numbers", "quote", "box", "table", "heading", "note"]))
        count = {"text": 1, "heading": 1, "note": 1, "table": 4}.get(kind) or draw(st.integers(1, 3))
        blocks.append((kind, [draw(_runs()) for __ in range(count)]))
    return blocks


def _line(runs: list[tuple[str, str]]) -> str:
    return "".join(f"{mark}{words}{mark}" for mark, words in runs)


def _markdown(blocks: list[tuple[str, list[list[tuple[str, str]]]]]) -> str:
    parts = []
    notes = []
    for kind, paragraphs in blocks:
        lines = [_line(runs) for runs in paragraphs]
        if kind == "heading":
            parts.append(f"## {lines[0]}")
        elif kind == "bullets":
            parts.append("\n".join(f"- {line}" for line in lines))
        elif kind == "numbers":
            parts.append("\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)))
        elif kind == "quote":
            parts.append("\n>\n".join(f"> {line}" for line in lines))
        elif kind == "box":
            parts.append("::: box\n" + "\n\n".join(lines) + "\n:::")
        elif kind == "table":
            parts.append(f"| {lines[0]} | {lines[1]} |\n| --- | --- |\n| {lines[2]} | {lines[3]} |")
        elif kind == "note":
            notes.append(f"[^{len(notes)}]: 注{lines[0]}")
            parts.append(f"{lines[0]}[^{len(notes) - 1}]。")
        else:
            parts.append(lines[0])
        if kind in ("bullets", "numbers"):
            parts.append("列表之后另起一段")
    return "\n\n".join([*parts, *notes]) + "\n"


_PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@_PROPERTY
@given(_document(), st.booleans(), st.data())
def test_random_words_typed_and_taken_out(
    blocks: list[tuple[str, list[list[tuple[str, str]]]]], tracked: bool, data: st.DataObject
) -> None:
    """Edits inside runs: what is expected is written by hand, from the blocks."""
    text = _markdown(blocks)
    word = word_of(source(text))
    file = WordFile(word, tracked=tracked)
    sent = sent_document(word, [source(text)])
    places = [paragraph for paragraph in sent.paragraphs if len(paragraph.glyphs) > 3]
    edits: list[tuple[int, int, str]] = []
    for paragraph in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique_by=id)):
        # Which paragraph of the file is which of ours, its text tells, where that is the only one.
        matches = [one for one in _all(file) if text_of(one) == paragraph.read.text]
        glyphs = [(at, one) for at, one in enumerate(paragraph.glyphs) if one.start >= 0 and one.text != "\ufffc"]
        if len(matches) != 1 or len(glyphs) < 3:
            continue
        inner = [n for n in range(1, len(glyphs) - 1) if glyphs[n][1].wrappers == glyphs[n - 1][1].wrappers]
        if not inner:
            continue
        first = last = data.draw(st.sampled_from(inner))
        for __ in range(data.draw(st.integers(0, 4))):
            if last + 1 < len(glyphs) and glyphs[last + 1][1].wrappers == glyphs[first][1].wrappers:
                last += 1
        new = data.draw(st.text(_LETTERS + _SPECIAL, max_size=5)).strip()
        if new:
            file.insert(matches[0], glyphs[last][0] + 1, new)
        if data.draw(st.booleans()) or not new:
            file.delete(matches[0], glyphs[first][0], glyphs[last][0] + 1)
        else:
            first = last + 1
        in_cell = sent.chapters[PATH].leaves[paragraph.leaf].kind == "cell"
        start = glyphs[last][1].end if first > last else glyphs[first][1].start
        edits.append((start, glyphs[last][1].end, escaped(new, in_cell=in_cell)))
    expected = text
    for start, end, new in sorted(edits, reverse=True):
        expected = expected[:start] + new + expected[end:]
    found = returned(text, file.saved(), word)
    event(f"edits {len(edits)}, listed {len(found.comments)}")
    if found.comments:
        # Marks of emphasis work only beside some characters: what cannot be said in Markdown is listed with its words.
        assert all(comment.kind is CommentKind.UNPLACED for comment in found.comments)
        assert any(set(new) & set(_SPECIAL) for __, __, new in edits)
        assert all(_is_said(new, found.comments, found.texts.get(PATH, text)) for __, __, new in edits)
    else:
        assert found.texts.get(PATH, text) == expected


def _is_said(new: str, comments: list[Comment], text: str) -> bool:
    words = new.replace("\\", "")
    return new in text or any(words in comment.text.replace("\\", "") for comment in comments)


def _all(file: WordFile) -> list[etree._Element]:
    return [*file.root.iter(tag("p")), *file.notes.iter(tag("p"))]


@_PROPERTY
@given(_document(), st.booleans(), st.data())
def test_random_paragraphs_taken_out_put_in_and_moved(
    blocks: list[tuple[str, list[list[tuple[str, str]]]]], tracked: bool, data: st.DataObject
) -> None:
    """Whole top-level paragraphs; what is expected is the document without them, with them, or in the other order."""
    blocks = [*blocks, ("text", [[("", "收尾的一段文字")]])]
    text = _markdown(blocks)
    word = word_of(source(text))
    plain = [at for at, (kind, paragraphs) in enumerate(blocks) if kind == "text"]
    unique = [at for at in plain if sum(_line(blocks[at][1][0]) in _line(p) for __, ps in blocks for p in ps) == 1]
    if not unique:
        return
    at = data.draw(st.sampled_from(unique))
    words = "".join(run for __, run in blocks[at][1][0])
    file = WordFile(word, tracked=tracked)
    candidates = [p for p in file.root.iter(tag("p")) if text_of(p) == words]
    if len(candidates) != 1:
        return
    how = data.draw(st.sampled_from(["remove", "add", "move"]))
    if how == "remove":
        file.remove(candidates[0])
        changed = blocks[:at] + blocks[at + 1 :]
    elif how == "add":
        new = data.draw(_phrase(6, 20))
        file.add_after(candidates[0], new)
        changed = [*blocks[: at + 1], ("text", [[("", new)]]), *blocks[at + 1 :]]
    else:
        target = data.draw(st.sampled_from(unique))
        anchors = [
            p for p in file.root.iter(tag("p")) if text_of(p) == "".join(run for __, run in blocks[target][1][0])
        ]
        if target in (at, at + 1) or len(anchors) != 1:
            return
        file.move(candidates[0], anchors[0])
        rest = [block for n, block in enumerate(blocks) if n != at]
        place = target if target < at else target - 1
        changed = [*rest[:place], blocks[at], *rest[place:]]
    found = returned(text, file.saved(), word)
    event(how)
    assert [comment.text for comment in found.comments] == []
    assert found.texts.get(PATH, text) == _markdown(changed)


@_PROPERTY
@given(_document(), st.booleans(), st.data())
def test_random_items_put_in_taken_out_parted_and_joined(
    blocks: list[tuple[str, list[list[tuple[str, str]]]]], tracked: bool, data: st.DataObject
) -> None:
    """Paragraphs inside lists, quotes and boxes; and paragraphs parted and joined."""
    extra = [("text", [data.draw(_runs())]), ("text", [data.draw(_runs())])]
    several = [(kind, [data.draw(_runs()) for __ in range(3)]) for kind in ("bullets", "numbers", "quote", "box")]
    blocks = [*blocks, data.draw(st.sampled_from(several)), *extra]
    at = len(blocks) - 3
    kind, paragraphs = blocks[at]
    text = _markdown(blocks)
    word = word_of(source(text))
    file = WordFile(word, tracked=tracked)
    number = data.draw(st.integers(0, 2))
    how = data.draw(st.sampled_from(["remove", "add", "part", "join"]))
    event(f"{how} {kind}")
    if how in ("remove", "add"):
        found = _holding(file, paragraphs[number])
        if found is None:
            return
        if how == "remove":
            file.remove(found)
            changed = [*paragraphs[:number], *paragraphs[number + 1 :]]
            if kind == "numbers" and not tracked:
                return  # nobody renumbers by hand without typing
        else:
            new = data.draw(_phrase(6, 15))
            mark = {"bullets": "• ", "numbers": f"{number + 2}. "}.get(kind, "")
            file.add_after(found, mark + new)
            changed = [*paragraphs[: number + 1], [("", new)], *paragraphs[number + 1 :]]
        expected = _markdown([*blocks[:at], (kind, changed), *extra])
    else:
        first = _holding(file, extra[0][1][0])
        second = _holding(file, extra[1][1][0])
        if first is None or second is None:
            return
        one, other = extra[0][1][0], extra[1][1][0]
        if how == "part":
            cut = data.draw(st.integers(1, len(one[0][1]) - 1))
            file.split(first, cut)
            begun = [("", one[0][1][:cut])]
            rest = [("", one[0][1][cut:]), *one[1:]]
            expected = _markdown([*blocks[:at], blocks[at], ("text", [begun]), ("text", [rest]), extra[1]])
        else:
            file.join(first, second)
            expected = _markdown([*blocks[:at], blocks[at], ("text", [[*one, *other]])])
    found_all = returned(text, file.saved(), word)
    assert [comment.text for comment in found_all.comments] == []
    assert _numbers_alike(found_all.texts.get(PATH, text)) == _numbers_alike(expected)


def _holding(file: WordFile, runs: list[tuple[str, str]]) -> etree._Element | None:
    words = "".join(run for __, run in runs)
    found = [paragraph for paragraph in file.root.iter(tag("p")) if words in text_of(paragraph)]
    return found[0] if len(found) == 1 else None


def _numbers_alike(text: str) -> str:
    """The numbers of list items after the first say nothing: a list counts from its first."""
    return re.sub(r"(?m)^[2-9]\. ", "2. ", text)


# -- shapes of other programs ------------------------------------------------------------------------------------------


def test_as_wps_writes_it(word: bytes) -> None:
    """Runs cut into single characters, bookmarks inside the paragraph, renamed styles, comments without threads."""
    file = WordFile(word, author="WPS_1609212345")
    paragraph = file.paragraph("基层科普")
    start = text_of(paragraph).index("科普")
    file.comment(paragraph, start, start + 2, "建议改为科学普及")
    file.replace(file.paragraph("科技馆"), "体系", "网络")
    for mark in list(file.body.iterchildren(tag("bookmarkStart"))):
        following = mark.getnext()
        while following.tag != tag("p"):
            following = next(following.iter(tag("p")), None) if following.tag == tag("tbl") else following.getnext()
        following.insert(1 if following.find(tag("pPr")) is not None else 0, mark)
    for run in list(file.body.iter(tag("r"))):
        words = run.find(tag("t"))
        if words is None or not words.text or len(words.text) < 2 or len(run.findall(tag("t"))) > 1:
            continue
        for character in reversed(words.text[1:]):
            twin = copy.deepcopy(run)
            twin.find(tag("t")).text = character
            run.addnext(twin)
        words.text = words.text[0]
    saved = with_parts(file.saved(), {"word/commentsExtended.xml": None})
    relations = zipfile.ZipFile(BytesIO(saved)).read("word/_rels/document.xml.rels")
    saved = with_parts(saved, {"word/_rels/document.xml.rels": re.sub(rb"<Rel[^>]*commentsExt[^>]*/>", b"", relations)})
    found = returned(CHAPTER, saved, word)
    assert found.texts == {PATH: CHAPTER.replace("科技馆体系", "科技馆网络")}
    assert [(one.text, one.quote, one.by) for one in found.comments] == [
        ("建议改为科学普及", "科普", "WPS_1609212345"),
    ]
    assert [change.revision.author for change in found.changes] == ["WPS_1609212345"]


def test_what_one_put_in_another_took_out_is_nothing(word: bytes) -> None:
    file = WordFile(word)
    paragraph = file.paragraph("建成体系")
    file.insert(paragraph, 3, "又写")
    inserted = next(paragraph.iter(tag("ins")))
    wrapper = file.change("del")
    run = inserted[0]
    inserted.append(wrapper)
    wrapper.append(run)
    run.find(tag("t")).tag = tag("delText")
    found = returned(CHAPTER, file.saved(), word)
    assert (found.texts, found.comments) == ({}, [])


def test_two_reviewers_in_one_file_are_both_named(word: bytes) -> None:
    first = WordFile(word, author="张三")
    first.replace(first.paragraph("科技馆"), "体系", "网络")
    second = WordFile(first.saved(), author="李四")
    second.remove(second.paragraph("基层科普"))
    found = returned(CHAPTER, second.saved(), word)
    assert {(change.kind, change.revision.author) for change in found.changes} == {
        ("edited", "张三"),
        ("deleted", "李四"),
    }


def test_moved_between_chapters() -> None:
    one = source("## 甲章\n\n第一章的一段话在这里。\n\n第一章*第二段*话。\n", "chapters/10.md")
    two = source("## 乙章\n\n第二章的一段话在那里。\n", "chapters/20.md")
    word = word_of(one, two)
    for tracked in (True, False):
        file = WordFile(word, tracked=tracked)
        file.move(file.paragraph("第二段"), file.paragraph("第二章的"))
        found = read_returned(file.saved(), sent_document(word, [one, two]), "outline")
        assert found.comments == []
        assert found.texts == {
            "chapters/10.md": "## 甲章\n\n第一章的一段话在这里。\n",
            "chapters/20.md": "## 乙章\n\n第一章*第二段*话。\n\n第二章的一段话在那里。\n",
        }
