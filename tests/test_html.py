"""The HTML output: sound markup, complete in itself, in order for people who cannot see it."""

from __future__ import annotations

import io
import itertools
import json
import re
import urllib.parse
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from plan_cli.loading.profiles import load_profile
from plan_cli.render import html
from plan_cli.render.assembly import Assembled
from plan_cli.render.fragment import Fragment
from plan_cli.render.titles import TitlePage

from accessibility import violations
from plans import built, example, plan, plan_with

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "tr": {"thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "caption": {"table"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "col": {"colgroup"},
}
_CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}, "tr": {"td", "th"}}
_WORDS_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary", "pre"}
_BLOCKS = {
    "p",
    "div",
    "section",
    "table",
    "ul",
    "ol",
    "dl",
    "figure",
    "blockquote",
    "pre",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
}

_HARD = """\
## 很长的表格和很宽的表格 {.unnumbered}

前文见[@tbl:wide]、[@fig:red]和[后面](#sec:deep)，注释在此[^甲]，同一段还有一个[^乙]。

### （示例）一个标题，长到在电话的屏幕上无论如何也放不进一行而必须折行的那种标题，连同“引号”、《书名号》和 English words

Table: 主要指标及其逐年目标，标题本身也长，须在窄屏幕上折行 {#tbl:wide}

| 序号 | 指标 | 单位 | 2015年 | 2016年 | 2017年 | 2018年 | 2019年 | 2020年 | 属性 | 牵头部门和参加部门 |
| ---: | --- | :---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |
| 1 | 全民具备科学素质的比例 | % | 6.20 | 7.10 | 8.00 | 9.00 | 10.00 | 11.00 | 预期性 | 科普部、市级学会、各区县科协 |
| 2 | 院士（专家）工作站 | 个 | 12 | 20 | 30 | 40 | 50 | 60 | 约束性 | 企业工作部 |

表：左上角没有字的表

| | 甲 | 乙 |
| --- | --- | --- |
| 一 | 1 | 2 |
| 二 | 3 | |

| 没有标题的表 | 说明 | 更多的说明 | 还有说明 |
| --- | --- | --- | --- |
LONG
##### 跳过了一级的标题 {#sec:deep}

正文有**重点**、*强调*、~~删去~~、H~2~O、m^2^、`plan build --format html` 和 <https://example.org/a?b=1&c=2>，\
[别处](https://example.org "一个标题")，<mailto:a@example.org>。

###### 更深

![红色的图](图.png){#fig:red width=50%}

![](图.png)

行内的图![小](图.png){height=5mm}也有。

- 一
  - 二
    1. 三
    2. 四

       四的第二段

9. 九

规划库
: 根目录下有 `plan.yaml` 的库。
: 又一个解释

> 引文
>
> ## 引文里的标题

```
一行代码，长得要命：0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789
<script>alert(1)</script>
```

---

### 甲之后
#### 再下

[^甲]: 注一。

    ### 注里的标题

    又一段，[@sec:deep]。

[^乙]: 注二 https://example.org/averyveryverylongaddresswithoutanyplacewhereitmightbebroken/averyveryverylongaddress 。
""".replace("LONG", "| 行 | 说明的内容 | 一段比较长的文字，占两三行 | 末列 |\n" * 60)


class Page(HTMLParser):
    """A page as it is written: its elements with their attributes, and everything in it that is not sound."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self.headings: list[int] = []
        self._open: list[str] = []
        self._words: Counter[str] = Counter()
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]
        given = Counter(attributes["id"] for __, attributes in self.elements if "id" in attributes)
        self.ids = set(given)
        self.faults += [f"id {name} is given {count} times" for name, count in given.items() if count > 1]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else ""
        if len({name for name, __ in attrs}) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if (tag in _PARENTS and parent not in _PARENTS[tag]) or (parent in _CHILDREN and tag not in _CHILDREN[parent]):
            self.faults.append(f"<{tag}> in <{parent}>")
        if tag in _BLOCKS and _WORDS_ONLY.intersection(self._open):
            self.faults.append(f"<{tag}> within {self._open}")
        if tag == "a" and "a" in self._open:
            self.faults.append("a link in a link")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> where {self._open[-1:]} is open")
        if tag in self._open:
            while self._open.pop() != tag:
                pass


@pytest.fixture(scope="module")
def example_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("示例")
    example(folder / "plan")
    plan(folder / "plan", "build", "all", "--format", "html", "--out", str(folder / "out"))
    pages = {"outline": "*纲要（*.html", "workplan": "*方案（*.html", "topic": "*技术创新研究*.html"}
    return {name: next((folder / "out").glob(pattern)) for name, pattern in pages.items()}


@pytest.fixture(scope="module")
def hard_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("难")
    picture = io.BytesIO()
    Image.new("RGB", (900, 300), (200, 30, 30)).save(picture, "PNG")
    # More headings than fit beside the text, so that the outline has to be scrolled.
    further = "".join(f"## 第{n}个标题\n\n### 下一级\n\n正文\n\n" for n in range(30))
    files: dict[str, str | bytes] = {
        "chapters/10-难 章.md": _HARD,
        "chapters/20-b.md": further,
        "chapters/图.png": picture.getvalue(),
    }
    plan_with(folder / "plan", files)
    (folder / "plan" / "chapters" / "30-c.md").write_text("## 未提交\n", encoding="utf-8")
    plan(folder / "plan", "build", "--format", "html", "--out", str(folder / "out"))
    return built(folder / "out", ".html")


def _official(folder: Path) -> Path:
    """A page with the parts of an official document, as they stand in the tree."""

    def paragraph(text: str) -> dict[str, Any]:
        return {"t": "Para", "c": [{"t": "Str", "c": text}]}

    def division(name: str, *blocks: dict[str, Any]) -> dict[str, Any]:
        return {"t": "Div", "c": [["", [name], []], list(blocks)]}

    def heading(level: int, text: str) -> dict[str, Any]:
        return {"t": "Header", "c": [level, ["", [], []], [{"t": "Str", "c": text}]]}

    def cells(*texts: str) -> list[Any]:
        none = ["", [], []]
        plain = [[{"t": "Plain", "c": [{"t": "Str", "c": text}]}] for text in texts]
        return [none, [[none, {"t": "AlignDefault"}, 1, 1, blocks] for blocks in plain]]

    texts = [f"第{n}列的标题和内容" for n in range(9)]
    none = ["", [], []]
    table = {
        "t": "Table",
        "c": [
            ["t1", ["indicators"], []],
            [None, [{"t": "Plain", "c": [{"t": "Str", "c": "表1　主要指标"}]}]],
            [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * 9,
            [none, [cells(*texts)]],
            [[none, 1, [], [cells(*texts), cells(*texts)]]],
            [none, []],
        ],
    }
    blocks = [
        division("organ", paragraph("成都市科学技术协会文件")),
        division("number", paragraph("成科协〔2016〕1号")),
        division("title", paragraph("关于印发规划纲要的通知"), paragraph("（二〇一六年）")),
        division("contents", paragraph("不在网页上的目录")),
        division("addressee", paragraph("各区（市）县科协，市级学会：")),
        heading(1, "一、总体要求"),
        paragraph("正文。"),
        division("box", division("box-title", paragraph("专栏1　重点工程")), paragraph("专栏的内容。" * 20)),
        division("landscape", table),
        division("note", paragraph("注：带*的为约束性指标。")),
        division("annex-note", paragraph("附件：1.任务分工")),
        division("annex-note", paragraph("2.名词解释")),
        division("signature", paragraph("成都市科学技术协会")),
        division("date", paragraph("2016年1月15日")),
        division("annex-mark", paragraph("附件1")),
        division("annex-title", paragraph("任务分工")),
        heading(1, "一、附件里的标题"),
        paragraph("正文。"),
        division("imprint", paragraph("抄送：市委办公厅。"), paragraph("成都市科协办公室　2016年1月15日印发")),
    ]
    fragment = Fragment("a.md", json.dumps(blocks, ensure_ascii=False), "", (), has_title=True)
    title_page = TitlePage("通知", "印发稿", "v1.0", "成都市科协")
    profile = load_profile(None, None, [])
    assert profile
    page = folder / "official.html"
    page.write_bytes(html.make(Assembled(profile, (fragment,)), title_page, {}))
    return page


@pytest.fixture(scope="module")
def official_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _official(tmp_path_factory.mktemp("公文"))


@pytest.fixture(params=["outline", "workplan", "topic", "hard", "official"])
def page(request: pytest.FixtureRequest) -> Path:
    name = str(request.param)
    if name in ("hard", "official"):
        return Path(request.getfixturevalue(f"{name}_page"))
    return Path(request.getfixturevalue("example_pages")[name])


@pytest.mark.parametrize(("width", "opened"), [(1280, False), (390, False), (390, True)])
def test_axe_objects_to_nothing(page: Path, width: int, opened: bool) -> None:
    assert violations(page, width, opened=opened) == []


def test_axe_is_at_work(tmp_path: Path) -> None:
    text = "<!DOCTYPE html><html><body><p style='color: #bbb'>很淡的一行字</p><img src='data:,'></body></html>"
    (tmp_path / "bad.html").write_text(text, encoding="utf-8")
    found = {line.partition(":")[0] for line in violations(tmp_path / "bad.html")}
    assert found >= {"color-contrast", "image-alt", "html-has-lang", "document-title", "landmark-one-main"}


def test_the_markup_is_sound(page: Path) -> None:
    assert Page(page.read_text(encoding="utf-8")).faults == []


def test_there_is_one_title_and_no_level_is_skipped(page: Path) -> None:
    headings = Page(page.read_text(encoding="utf-8")).headings
    assert headings.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(headings))


def test_every_landmark_is_there_once(page: Path) -> None:
    read = Page(page.read_text(encoding="utf-8"))
    assert [len(read.all(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert [attributes["aria-label"] for attributes in read.all("nav")] == ["目录"]
    assert read.all("html") == [{"lang": "zh-CN"}]
    assert next(iter(read.all("a")))["href"] == "#text"


def test_every_link_within_the_page_has_its_target(page: Path) -> None:
    read = Page(page.read_text(encoding="utf-8"))
    targets = [urllib.parse.unquote(link["href"][1:]) for link in read.all("a") if link["href"].startswith("#")]
    assert len(targets) > 1
    assert set(targets) <= read.ids


def test_nothing_is_fetched_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    read = Page(text)
    assert not read.all("script")
    assert not read.all("link")
    assert all(image["src"].startswith("data:image/") for image in read.all("img"))
    assert all(attributes.keys().isdisjoint({"srcset", "poster", "background"}) for __, attributes in read.elements)
    styles = " ".join(re.findall(r"<style>(.*?)</style>|style=\"([^\"]*)\"", text, re.DOTALL)[0])
    assert not re.search(r"url\(|@import|https?:|//", styles)
    assert not [name for __, attributes in read.elements for name in attributes if name.startswith("on")]


def test_tables_and_figures_say_what_they_are(hard_page: Path) -> None:
    text = hard_page.read_text(encoding="utf-8")
    read = Page(text)
    assert text.count("<caption>") == 2
    assert {attributes["scope"] for attributes in read.all("th")} == {"col", "row"}
    regions = [attributes for attributes in read.all("div") if attributes.get("role") == "region"]
    assert all(region["tabindex"] == "0" for region in regions)
    labels = [region["aria-label"] for region in regions]
    assert labels[0].startswith("表1 主要指标")
    assert labels[1].startswith("第3个表格")
    assert [image["alt"] for image in read.all("img")] == ["红色的图", "", "小"]
    assert "<figcaption>图1　红色的图</figcaption>" in text


def test_footnotes_lead_there_and_back(hard_page: Path) -> None:
    read = Page(hard_page.read_text(encoding="utf-8"))
    marks = [link for link in read.all("a") if link.get("role") == "doc-noteref"]
    returns = [link for link in read.all("a") if link.get("role") == "doc-backlink"]
    assert [link["href"] for link in marks] == ["#fn1", "#fn2"]
    assert [link["href"] for link in returns] == [f"#{link['id']}" for link in marks]
    (notes,) = [attributes for attributes in read.all("section") if attributes.get("role") == "doc-endnotes"]
    assert notes["aria-label"] == "注释"


def test_a_text_that_is_not_issued_says_so(hard_page: Path, official_page: Path) -> None:
    said = re.search(r'<div class="status" role="note">\s*<p>(.*?)</p>', hard_page.read_text(encoding="utf-8"))
    assert said
    assert "征求意见稿" in said[1]
    assert "未提交" in said[1]
    assert 'class="status"' not in official_page.read_text(encoding="utf-8")


def test_the_parts_of_an_official_document_keep_their_place(official_page: Path) -> None:
    text = official_page.read_text(encoding="utf-8")
    assert '<h1 class="title">关于印发规划纲要的通知<br>' in text
    assert "不在网页上的目录" not in text
    assert '<h2 class="annex-title" id="annex-1">任务分工</h2>\n<h3 class="level-1">一、附件里的标题</h3>' in text
    assert '<a href="#annex-1">附件1　任务分工</a>' in text


def test_what_people_write_gives_no_attributes_of_ours(tmp_path: Path) -> None:
    division = '::: {role=region tabindex=5 style="color:red" onclick=x}\n字\n:::'
    chapter = f"## 甲\n\n{division}\n\n[链](#a){{role=button}}\n\n## 乙 {{#a}}\n"
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": chapter})
    plan(folder, "build", "--format", "html", "--out", str(tmp_path / "out"))
    text = built(tmp_path / "out", ".html").read_text(encoding="utf-8").partition("<article")[2]
    assert not re.search(r"role=\"(region|button)|tabindex=\"5|style=|onclick", text)
