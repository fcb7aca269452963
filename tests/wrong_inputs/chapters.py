"""Markdown: labels, references, headings, captions, footnotes, raw content, links, characters, nesting."""

from __future__ import annotations

from plan_cli.model.finding import Code

from wrong_inputs.case import Case, chapter, one

_HEAD = "## 重点任务\n\n"


def _text(name: str, text: str, code: Code, line: int, column: int) -> Case:
    """A case of a wrong text below a heading; the text begins on line 3."""
    return chapter(name, f"{_HEAD}{text}\n", code, line, column)


CASES = [
    # references to labels
    _text("reference to nothing", "详见[@tbl:steps]。", Code.UNKNOWN_LABEL, 3, 3),
    _text("reference on the second line", "推进步骤\n详见[@tbl:steps]。", Code.UNKNOWN_LABEL, 4, 3),
    _text("reference after strong", "**步骤**详见[@x]。", Code.UNKNOWN_LABEL, 3, 9),
    _text("reference in strong", "按**步骤[@x]**推进。", Code.UNKNOWN_LABEL, 3, 6),
    _text("reference in strong before punctuation", "**步骤[@x]。**推进。", Code.UNKNOWN_LABEL, 3, 5),
    _text("reference in a list", "- 一\n- 见[@x]", Code.UNKNOWN_LABEL, 4, 4),
    _text("reference in a table", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 见[@x] |", Code.UNKNOWN_LABEL, 5, 8),
    _text("reference in a quote", "> 见[@x]", Code.UNKNOWN_LABEL, 3, 4),
    _text("reference in a footnote", "甲[^1]。\n\n[^1]: 见[@x]。", Code.UNKNOWN_LABEL, 5, 8),
    chapter("reference in a heading", "## 重点任务[@x]\n", Code.UNKNOWN_LABEL, 1, 8),
    _text("case of a label", "### 目标 {#sec:Goals}\n\n见[@sec:goals]。", Code.UNKNOWN_LABEL, 5, 2),
    _text("link to no label", "见[目标](#goals)。", Code.UNKNOWN_LABEL, 3, 2),
    chapter(
        "front matter does not shift lines", "---\ntitle: 任务\n---\n\n## 任务\n\n见[@x]。\n", Code.UNKNOWN_LABEL, 7, 2
    ),
    chapter("byte counts are not columns", "## 任务\n\n𬭚䶮李喆见[@x]。\n", Code.UNKNOWN_LABEL, 3, 6),
    one(
        "topics/popularization/report.md", "label of another document", "# 研究\n\n见[@x]。\n", Code.UNKNOWN_LABEL, 3, 2
    ),
    _text("label twice", "### 甲 {#a}\n\n### 乙 {#a}", Code.DUPLICATE_LABEL, 5, 1),
    _text(
        "label of a heading and a table",
        "### 甲 {#a}\n\n表：乙 {#a}\n\n| 一 |\n| --- |\n| 二 |",
        Code.DUPLICATE_LABEL,
        7,
        1,
    ),
    Case(
        "label of two chapters",
        {"chapters/20.md": "## 甲 {#a}\n", "chapters/30.md": "---\ntitle: 乙\n---\n\n## 乙 {#a}\n"},
        Code.DUPLICATE_LABEL,
        "chapters/30.md",
        5,
        1,
    ),
    # headings
    chapter("title of a document", "# 重点任务\n", Code.HEADING_LEVEL, 1, 1),
    _text("title of a document amid a chapter", "# 保障措施", Code.HEADING_LEVEL, 3, 1),
    _text("underlined title", "保障措施\n====", Code.HEADING_LEVEL, 3, 1),
    _text("heading without a space", "##保障措施", Code.HEADING_LEVEL, 3, 1),
    _text("heading of full-width signs", "＃＃ 保障措施", Code.HEADING_LEVEL, 3, 1),
    one("topics/popularization/report.md", "second title of a report", "# 研究\n\n# 现状\n", Code.HEADING_LEVEL, 3, 1),
    chapter("number 一、", "## 一、重点任务\n", Code.TYPED_NUMBER, 1, 1),
    _text("number （一）", "### （一）任务", Code.TYPED_NUMBER, 3, 1),
    _text("number 1.", "#### 1. 任务", Code.TYPED_NUMBER, 3, 1),
    chapter("number 第一章", "## 第一章 重点任务\n", Code.TYPED_NUMBER, 1, 1),
    # captions
    _text("caption without a table", "表：推进步骤\n\n步骤如下。", Code.CAPTION, 3, 1),
    _text("caption at the end", "步骤如下。\n\nTable: 推进步骤", Code.CAPTION, 5, 1),
    _text("two captions", "表：甲\n\n表：乙\n\n| 一 |\n| --- |\n| 二 |", Code.CAPTION, 3, 1),
    # footnotes
    _text("footnote without a text", "本年度[^1]。", Code.UNDEFINED_FOOTNOTE, 3, 4),
    Case(
        "two footnotes without a text",
        {"chapters/20-tasks.md": f"{_HEAD}本年度[^1]，\n上年度[^2]。\n"},
        Code.UNDEFINED_FOOTNOTE,
        "chapters/20-tasks.md",
        3,
        4,
        also=((Code.UNDEFINED_FOOTNOTE, "chapters/20-tasks.md", 4, 4),),
    ),
    _text("text without a mark", "本年度。\n\n[^1]: 截至年底。", Code.FOOTNOTE_UNPRINTED, 5, 1),
    _text("two texts of one name", "本年度[^1]。\n\n[^1]: 甲。\n\n[^1]: 乙。", Code.FOOTNOTE_UNPRINTED, 7, 1),
    _text("text named in code only", "写作`[^1]`。\n\n[^1]: 甲。", Code.FOOTNOTE_UNPRINTED, 5, 1),
    _text("footnote to itself", "本年度[^1]。\n\n[^1]: 见[^1]。", Code.FOOTNOTE_CYCLE, 5, 1),
    _text("footnotes in a circle", "甲[^a]。\n\n[^a]: 见[^b]。\n\n[^b]: 见[^a]。", Code.FOOTNOTE_CYCLE, 5, 1),
    _text("footnote with a space to itself", "甲[^a b]。\n\n[^a b]: 见[^a b]。", Code.FOOTNOTE_CYCLE, 5, 1),
    # raw content
    _text("HTML in a line", "到<b>2020年</b>。", Code.RAW_CONTENT, 3, 2),
    _text("HTML block", "<div>\n到2020年。\n</div>", Code.RAW_CONTENT, 3, 1),
    _text("script", "<script>alert(1)</script>", Code.RAW_CONTENT, 3, 1),
    _text("handler", "到<span onclick=alert(1)>2020年</span>。", Code.RAW_CONTENT, 3, 2),
    _text("frame", '<iframe src="https://example.org"></iframe>', Code.RAW_CONTENT, 3, 1),
    _text("picture in HTML", '见<img src="/etc/passwd">。', Code.RAW_CONTENT, 3, 2),
    _text("line break in HTML", "第一行<br>第二行", Code.RAW_CONTENT, 3, 4),
    _text("processing instruction", "<?php system('id') ?>", Code.RAW_CONTENT, 3, 1),
    _text("document type", "<!DOCTYPE html>", Code.RAW_CONTENT, 3, 1),
    _text("words beside a comment", "<!-- 待定 --> 到2020年。", Code.RAW_CONTENT, 3, 1),
    _text("raw Typst", '```{=typst}\n#read("/etc/passwd")\n```', Code.RAW_CONTENT, 3, 1),
    _text("raw TeX", "```{=latex}\n\\input{/etc/passwd}\n```", Code.RAW_CONTENT, 3, 1),
    _text("raw HTML", "```{=html}\n<script>\n```", Code.RAW_CONTENT, 3, 1),
    _text("raw OpenXML", "```{=openxml}\n<w:p/>\n```", Code.RAW_CONTENT, 3, 1),
    # links
    _text("javascript:", "见[网站](javascript:alert(1))。", Code.LINK_REFUSED, 3, 2),
    _text("javascript: in capitals", "见[网站](JaVaScRiPt:alert(1))。", Code.LINK_REFUSED, 3, 2),
    _text("javascript: as an entity", "见[网站](java&#115;cript:x)。", Code.LINK_REFUSED, 3, 2),
    _text("javascript: with a tab", "见[网站](<java\tscript:x>)。", Code.LINK_REFUSED, 3, 2),
    _text("javascript: as an address", "见<javascript:x>。", Code.LINK_REFUSED, 3, 2),
    _text("javascript: by reference", "见[网站][1]。\n\n[1]: javascript:x", Code.LINK_REFUSED, 3, 2),
    _text("vbscript:", "见[网站](vbscript:x)。", Code.LINK_REFUSED, 3, 2),
    _text("data:", "见[网站](data:text/html;base64,PHNjcmlwdD4=)。", Code.LINK_REFUSED, 3, 2),
    _text("file:", "见[文件](file:///etc/passwd)。", Code.LINK_REFUSED, 3, 2),
    _text("path of a file", "见[方案](../workplan.md)。", Code.LINK_REFUSED, 3, 2),
    _text("path of Windows", "见[方案](D:\\规划\\方案.docx)。", Code.LINK_REFUSED, 3, 2),
    _text("no scheme", "见[网站](//example.org)。", Code.LINK_REFUSED, 3, 2),
    _text("empty address", "见[网站]()。", Code.LINK_REFUSED, 3, 2),
    _text("leftover of a merge", "<<<<<<< HEAD\n到2020年。\n=======\n到2025年。\n>>>>>>> 甲", Code.NOT_A_FILE, 3, 1),
    # characters and nesting
    _text("emoji", "坚持😀。", Code.NO_GLYPH, 3, 3),
    _text("sign of Word's symbol font", "\uf0b7坚持。", Code.NO_GLYPH, 3, 1),
    _text("character of nobody", "坚持\U000e0041。", Code.NO_GLYPH, 3, 3),
    _text("script without a font", "ཀ", Code.NO_GLYPH, 3, 1),
    one(
        "topics/popularization/topic.yaml",
        "title of a report",
        "title: 研究😀\nquestions: [A1]\nlead: office\n",
        Code.NO_GLYPH,
        1,
        10,
    ),
    _text("quotes in quotes", "> " * 3000 + "到2020年。", Code.NOT_RENDERED, 3, 1),
    _text("lists in lists", "- " * 200 + "到2020年。", Code.NOT_RENDERED, 3, 1),
]
