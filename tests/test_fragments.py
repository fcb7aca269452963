"""Chapters → fragments: what the dialect holds, and what never gets through."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.loading.profiles import load_profile
from plan_cli.model.finding import Code
from plan_cli.model.numerals import chinese_number
from plan_cli.model.profile import Profile
from plan_cli.render import fonts, footnotes, fragment, pandoc, pdf
from plan_cli.render.assembly import Assembled, assemble
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.fragment import Fragment
from plan_cli.render.image_paths import resolve_image
from plan_cli.render.pictures import Picture
from plan_cli.render.titles import TitlePage
from plan_cli.render.typst import TypstFailedError
from plan_cli.render.typst_markup import string


def _fragment(text: str, path: str = "chapters/10-章.md", titled: bool = False) -> Fragment:
    return fragments([Source(path, "0" * 40, text, titled)], Cache(None), placed=True)[0]


def _profile(name: str = "gbt9704") -> Profile:
    profile = load_profile(name, None, [])
    assert profile
    return profile


def _assemble(body: list[Fragment]) -> Assembled:
    return assemble(body, _profile())


def _codes(made: Fragment) -> list[Code]:
    return [found.code for found in made.findings]


@pytest.mark.parametrize(
    ("text", "typst"),
    [
        ("科协工作得到市委、市政府\n的充分肯定", '#"科协工作得到市委、市政府的充分肯定";'),
        ("实现“两个一百年”\n奋斗目标", '#"实现“两个一百年”奋斗目标";'),
        ("达到\n5个百分点", '#"达到";#box("5个");#"百分点";'),
        ("an English\nsentence", '#"an English sentence";'),
        ("**重点**\n突破", '#strong[#"重点";];#"突破";'),
        ("价格$5和$6", '#"价格$5和$6";'),
        ("第一行\\\n第二行", '#"第一行";#linebreak();#"第二行";'),
        ("`code`", '#raw("code");'),
        ("H~2~O 与 a^2^", '#"H";#sub[#"2";];#"O 与 a";#super[#"2";];'),
    ],
)
def test_a_paragraph_becomes_typst(text: str, typst: str) -> None:
    assert _fragment(text).typst.strip() == typst


@pytest.mark.parametrize(
    "hostile", ['#read("/etc/passwd")', "@ref", "$x$", "\\u{41}", "*a_", "= 标题", "// x", '"; #import "x']
)
def test_text_that_looks_like_typst_stays_text(hostile: str) -> None:
    made = _fragment(f"正文{hostile}正文")
    assert "#read(" not in made.typst.replace(string("正文" + hostile + "正文"), "").replace('"', "")
    assert made.typst.count("#import") == ("#import" in hostile)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Co")), max_size=40))
def test_a_string_literal_holds_any_text(text: str) -> None:
    literal = string(text)
    assert literal[0] == literal[-1] == '"'
    body = literal[1:-1]
    unescaped = body.replace("\\\\", "\0").replace('\\"', "\1")
    assert '"' not in unescaped
    assert unescaped.replace("\0", "\\").replace("\1", '"') == text


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("甲\n\n<script>alert(1)</script>\n", Code.RAW_CONTENT, 3),
        ("甲 <b>乙</b>", Code.RAW_CONTENT, 1),
        ('甲\n\n```{=typst}\n#read("x")\n```\n', Code.RAW_CONTENT, 3),
        ("甲\n\n[点](javascript:alert(1))", Code.LINK_REFUSED, 3),
        ("[点](file:///etc/passwd)", Code.LINK_REFUSED, 1),
        ("[点](data:text/html,x)", Code.LINK_REFUSED, 1),
        ("![图](/etc/passwd)", Code.IMAGE_REFUSED, 1),
        ("甲\n\n![图](../../外.png)", Code.IMAGE_REFUSED, 3),
        ("![图](http://example.org/a.png)", Code.IMAGE_REFUSED, 1),
        ("![图](data:image/png;base64,AA==)", Code.IMAGE_REFUSED, 1),
        ("# 章", Code.HEADING_LEVEL, 1),
        ("正文[^无]", Code.UNDEFINED_FOOTNOTE, 1),
        ("表：没有表格\n\n正文", Code.CAPTION, 1),
        ("正文[^1]\n\n[^1]: 注[^1]\n", Code.FOOTNOTE_CYCLE, 3),
    ],
)
def test_what_is_refused_is_found_at_its_line(text: str, code: Code, line: int) -> None:
    made = _fragment(text)
    assert [(found.code, found.place.line) for found in made.findings if found.code is code][:1] == [(code, line)]
    everything = made.typst + made.blocks
    assert "javascript:" not in everything
    assert "<script" not in everything
    assert "#read" not in everything
    assert "/etc/passwd" not in everything


def test_comments_are_not_printed_and_are_no_finding() -> None:
    made = _fragment("甲\n\n<!-- 给同事看 -->\n\n乙 <!-- 又一句 --> 丙")
    assert made.findings == ()
    assert "同事" not in made.typst


def test_text_beside_a_comment_is_never_lost_in_silence() -> None:
    made = _fragment("甲\n\n<!-- 待核 --> 这句话会消失。\n\n<!-- 一\n二 -->\n\n乙")
    assert [(found.code, found.severity.value, found.place.line) for found in made.findings] == [
        (Code.RAW_CONTENT, "error", 3)
    ]


def test_labels_may_be_chinese() -> None:
    document = _assemble([_fragment("## 甲 {#sec:任务}\n\n见[@sec:任务]。\n")])
    assert document.findings == ()
    assert document.references == {"sec:任务": "第一部分"}


def test_a_footnote_that_is_used_after_its_text_is_no_cycle() -> None:
    text = "甲[^1]乙[^2]\n\n[^1]: 注一，另见[^2]。\n\n[^2]: 注二。\n\n又见[^1]。\n"
    assert footnotes.cycle(text) is None


@pytest.mark.parametrize("text", ["[^a]: 见[^b]\n\n[^b]: 见[^a]\n", "[^a]: 甲\n\n    续[^a]\n", "> [^a]: 见[^A]\n"])
def test_cycles_of_footnotes_are_found(text: str) -> None:
    assert footnotes.cycle(text) is not None


def test_footnotes_of_the_same_name_in_two_chapters_keep_their_own_text() -> None:
    sources = [Source(f"chapters/{n}.md", str(n), f"正文{n}[^1]\n\n[^1]: 注{n}\n", False) for n in (1, 2)]
    one, two = fragments(sources, Cache(None))
    assert '#footnote[#"注1";]' in one.typst
    assert '#footnote[#"注2";]' in two.typst


def test_references_and_captions_reach_across_chapters() -> None:
    first = Source("chapters/1.md", "1", "## 甲 {#sec:a}\n\n见[@tbl:b]与[@fig:c]。\n", False)
    second = Source(
        "chapters/2.md",
        "2",
        "## 乙\n\n见[@sec:a]。\n\nTable: 指标 {#tbl:b}\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        False,
    )
    third = Source("chapters/3.md", "3", "![图题](图.png){#fig:c}\n", False)
    document = _assemble(fragments([first, second, third], Cache(None)))
    assert document.findings == ()
    assert document.references == {"sec:a": "第一部分", "tbl:b": "表1", "fig:c": "图1"}
    assert document.numbers["chapters/2.md#h1"] == "二、"


def test_a_reference_to_nothing_and_a_label_given_twice_are_found() -> None:
    document = _assemble([_fragment("## 甲 {#a}\n\n## 乙 {#a}\n\n见[@c]。\n")])
    assert [(found.code, found.place.line) for found in document.findings] == [
        (Code.DUPLICATE_LABEL, 3),
        (Code.UNKNOWN_LABEL, 5),
    ]


def test_headings_are_numbered_by_level_and_not_where_their_writer_did() -> None:
    text = "## 前言 {.unnumbered}\n\n## 甲\n\n### 子\n\n### 丑\n\n#### 寅\n\n## 乙\n\n### 卯\n"
    numbers = [_assemble([_fragment(text)]).numbers.get(f"chapters/10-章.md#h{n}", "") for n in range(1, 8)]
    assert numbers == ["", "一、", "（一）", "（二）", "1.", "二、", "（一）"]
    assert _assemble([_fragment("## 一、甲\n\n### （一）乙\n")]).numbers == {}


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_chinese_numbers(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("甲\n乙", "甲乙"),
        ("word\nnext", "word next"),
        ("甲说：\n“要”", "甲说：“要”"),
        ("“甲”\n“乙”", "“甲”“乙”"),
        ("GDP\n“翻番”了", "GDP“翻番”了"),
        ("quotation marks\n“like these” keep", "quotation marks “like these” keep"),
        ("a ‘word’\nthen", "a ‘word’ then"),
        ("甲\nword", "甲word"),
    ],
)
def test_a_line_break_of_the_file_is_a_space_between_words_only(text: str, joined: str) -> None:
    assert f'#"{joined}";' in _fragment(f"## 题\n\n{text}\n").typst


def test_the_title_of_a_single_document_keeps_its_line_break() -> None:
    made = _fragment("附件1\n\n规划\\\n研究方案\n=====\n\n## 一、背景\n", titled=True)
    assert made.has_title
    assert made.title[:2] == ("规划研究方案", '#"规划";#linebreak();#"研究方案";')
    assert made.annex_mark == "附件1"
    assert "附件1" not in made.typst


@pytest.mark.parametrize(
    ("target", "path"),
    [("图/a.png", "chapters/图/a.png"), ("../图/a.png", "图/a.png"), ("%E5%9B%BE.png", "chapters/图.png")],
)
def test_pictures_are_named_relative_to_their_chapter(target: str, path: str) -> None:
    assert resolve_image("chapters/1.md", target) == (path, "")


@pytest.mark.parametrize(
    "target",
    ["../../x.png", "/x.png", "\\\\server\\x.png", "file:x.png", "..%2f..%2fx.png", "../.git/config", "C:\\x.png"],
)
def test_pictures_outside_the_repository_are_refused(target: str) -> None:
    path, problem = resolve_image("chapters/1.md", target)
    assert not path
    assert problem


def test_a_chapter_that_pandoc_cannot_read_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = pandoc.run

    def failing(arguments: list[str], folder: Path, **options: object) -> bytes:
        if any("坏" in file.read_text(encoding="utf-8") for file in folder.glob("*.md")):
            raise pandoc.PandocFailedError("太大")
        return run(arguments, folder, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pandoc, "run", failing)
    sources = [Source("chapters/1.md", "1", "好", False), Source("chapters/2.md", "2", "坏", False)]
    good, bad = fragments(sources, Cache(None))
    assert good.findings == ()
    assert [(found.code, found.place.path) for found in bad.findings] == [(Code.NOT_RENDERED, "chapters/2.md")]


def test_what_typst_refuses_is_reported_at_the_line_of_its_chapter() -> None:
    made = _fragment("## 甲\n\n第一段\n\n第二段\n\n![图](a.svg)\n")
    picture = Picture("chapters/a.svg", b"<svg", "svg", wide=False)
    page = TitlePage("题", "", "v1", "")
    moment = datetime.datetime(2015, 6, 1, tzinfo=datetime.timezone.utc)
    bundled = fonts.resolve(_profile(), bundled=True, cache=Cache(None))
    with pytest.raises(TypstFailedError) as refused:
        pdf.make(_assemble([made]), page, {picture.path: picture}, moment, bundled)
    assert str(refused.value.finding([made], {picture.path: picture}).place) == "chapters/10-章.md:7:1"
    broken = dataclasses.replace(made, typst=made.typst.replace('#"第二段"', "#nothing"))
    with pytest.raises(TypstFailedError) as refused:
        pdf.make(_assemble([broken]), page, {}, moment, bundled)
    assert str(refused.value.finding([broken], {}).place) == "chapters/10-章.md:5:1"


def test_a_damaged_cache_is_made_again(tmp_path: Path) -> None:
    sources = [Source("chapters/1.md", "1", "## 甲\n\n正文[^1]\n\n[^1]: 注\n", False)]
    first = fragments(sources, Cache(tmp_path))
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2])
    assert fragments(sources, Cache(tmp_path)) == first
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")
    assert fragments(sources, Cache(tmp_path)) == first


def test_a_fragment_survives_the_cache() -> None:
    made = _fragment("## 甲 {#a}\n\n见[@a]。<b>x</b>\n\nTable: 表 {#t}\n\n| 甲 |\n|---|\n| 1 |\n\n![图](a.png)\n")
    assert fragment.from_bytes(fragment.to_bytes(made)) == made
    assert fragment.from_bytes(b'{"path": 1}') is None
    assert json.loads(made.blocks)


_RICH = """\
## 甲**乙** {#a}

正文第一行
第二行，见[@t]与[@f]和[词](#a)，[外](https://example.org "题")、[拒](file:///x)。English
words[^1] `x*y` <b>粗</b> H~2~O *强*\\
换行  “引”[词]{#s}

Table: 表 [@a] {#t}

| 甲 | 乙 |
|:--|--:|
| 1 | **2** |

![图](a.png){#f width=50%}

> 引文
>
> - 一
>   1. 二

::: {.box #b}
盒中
:::

词
: 义

```{=typst}
#x
```

    码

[^1]: 注一

    注二
"""


def _unplaced(made: Fragment) -> dict[str, object]:
    bare = dataclasses.asdict(made)
    for kind in ("headings", "captions", "mentions", "images"):
        bare[kind] = [{**item, "line": 0, "column": 0} for item in bare[kind]]
    return {**bare, "lines": [made for made, __ in made.lines], "findings": [found.message for found in made.findings]}


def _without_places(text: str, titled: bool) -> Fragment:
    source = Source("chapters/10-章.md", "0" * 40, text, titled)
    return fragments([source], Cache(None))[0]


@pytest.mark.parametrize("titled", [False, True])
def test_reading_without_places_gives_the_same_fragment(titled: bool) -> None:
    placed = _fragment(_RICH, titled=titled)
    assert {found.place.line for found in placed.findings} >= {4}
    assert _unplaced(_without_places(_RICH, titled)) == _unplaced(placed)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="[]()!^*_`#|-:{}<>@$\\\n 甲乙“”：1.", max_size=120))
def test_any_markdown_ends_in_a_fragment(text: str) -> None:
    made = _fragment(text)
    assert _unplaced(_without_places(text, titled=False)) == _unplaced(made)
    assert isinstance(made.typst, str)
    _assemble([made])
