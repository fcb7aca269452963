"""Tracked changes: for any two documents, accepting all gives the newer one and rejecting all the older one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from plan_cli.comparison.blocks import Spot
from plan_cli.comparison.credits import Credit, Credits
from plan_cli.comparison.moved_sentences import with_moved_sentences
from plan_cli.comparison.passages import Passage, compare
from plan_cli.comparison.reasons import Reasons
from plan_cli.comparison.redline import Redline, RedlineWriter
from plan_cli.comparison.revisions import plain
from plan_cli.comparison.word_blocks import BlockReader
from plan_cli.comparison.word_items import read_items
from plan_cli.loading.profiles import load_profile
from plan_cli.model.profile import Profile
from plan_cli.render import docx
from plan_cli.render.assembly import Assembled
from plan_cli.render.bookmarks import chapter_name
from plan_cli.render.cache import Cache
from plan_cli.render.docx_package import NAMESPACES, Relations
from plan_cli.render.docx_parts import parts
from plan_cli.render.docx_sections import divided, parted_items
from plan_cli.render.docx_stylesheet import tag
from plan_cli.render.fragment import Fragment
from plan_cli.render.titles import TitlePage

from resolving import content, resolve

Tree = Any
EMPTY: Tree = ["", [], []]
PATH = "chapters/10-章.md"


def profile() -> Profile:
    loaded = load_profile(None, None, [])
    assert loaded is not None
    return loaded


PROFILE = profile()

# -- trees -------------------------------------------------------------------------------------------------------------


def text(words: str) -> Tree:
    return {"t": "Str", "c": words}


def para(*inlines: Tree) -> Tree:
    return {"t": "Para", "c": [text(one) if isinstance(one, str) else one for one in inlines]}


def heading(level: int, words: str) -> Tree:
    return {"t": "Header", "c": [level, EMPTY, [text(words)]]}


def strong(words: str) -> Tree:
    return {"t": "Strong", "c": [text(words)]}


def note(words: str) -> Tree:
    return {"t": "Note", "c": [para(words)]}


def link(words: str, target: str = "https://example.org/") -> Tree:
    return {"t": "Link", "c": [EMPTY, [text(words)], [target, ""]]}


def division(name: str, *blocks: Tree) -> Tree:
    return {"t": "Div", "c": [["", [name], []], list(blocks)]}


def bullets(*items: str) -> Tree:
    return {"t": "BulletList", "c": [[para(item)] for item in items]}


def cell(words: str, down: int = 1, across: int = 1) -> Tree:
    return [EMPTY, {"t": "AlignDefault"}, down, across, [{"t": "Plain", "c": [text(words)]}] if words else []]


def table(*rows: list[str]) -> Tree:
    columns = len(rows[0])
    widths = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1 / columns}]] * columns
    made = [[EMPTY, [cell(words) for words in row]] for row in rows]
    return {"t": "Table", "c": [EMPTY, [None, []], widths, [EMPTY, made[:1]], [[EMPTY, 0, [], made[1:]]], [EMPTY, []]]}


# -- both versions -----------------------------------------------------------------------------------------------------


class Version:
    """A document as our DOCX writer makes it."""

    def __init__(self, blocks: list[Tree], relations: Relations) -> None:
        fragment = Fragment(PATH, json.dumps(blocks, ensure_ascii=False), "", (), has_title=True)
        title_page = TitlePage("规划", "", "v1", "市科协")
        made = docx.written(Assembled(PROFILE, (fragment,)), title_page, {}, relations, Cache(None))
        items, self.notes = made
        own_parts = parts(PROFILE, "")
        parted, self.last = parted_items(items, PROFILE, own_parts)
        self.body = divided(items, PROFILE, own_parts)
        self.items = read_items(parted, self.notes)
        self.blocks = BlockReader({chapter_name(PATH): PATH}).blocks(self.items)

    def content(self) -> list[Any]:
        notes = {str(at): _body(xml) for at, xml in enumerate(self.notes, start=1)}
        return content(_body(self.body), notes)


class Both:
    """Two versions and the redline of them."""

    def __init__(self, before: list[Tree], after: list[Tree], reasons: dict[Spot, str] | None = None) -> None:
        relations = Relations()
        self.before, self.after = Version(before, relations), Version(after, relations)
        self.passages: tuple[Passage, ...] = with_moved_sentences(compare(self.before.blocks, self.after.blocks))
        credited = Credits(general=Credit("起草人"))
        writer = RedlineWriter(credited, Reasons(credited, reasons or {}), "未署名", chinese=True)
        self.redline: Redline = writer.document(self.passages, self.before.items, self.after.items)
        self.xml = self.redline.body + writer.last_section(self.before.last, self.after.last)

    def resolved(self, *, accept: bool) -> list[Any]:
        notes = {str(at): resolve(_body(xml), accept=accept) for at, xml in enumerate(self.redline.notes, start=1)}
        return content(resolve(_body(self.xml), accept=accept), notes)

    def check(self) -> Both:
        assert self.resolved(accept=True) == self.after.content()
        assert self.resolved(accept=False) == self.before.content()
        numbers = [found.get(tag("id")) for found in _body(self.xml).iter() if found.get(tag("author"))]
        assert len(numbers) == len(set(numbers))
        names = [found.get(tag("name")) for found in _body(self.xml).iter(tag("bookmarkStart"))]
        assert len(names) == len(set(names))
        return self

    def names(self) -> list[str]:
        """The kinds of tracked changes in the body."""
        return [str(etree.QName(found).localname) for found in _body(self.xml).iter() if found.get(tag("author"))]


def _body(xml: str) -> etree._Element:
    return etree.fromstring(f"<w:body {NAMESPACES}>{xml}</w:body>")


# -- examples ----------------------------------------------------------------------------------------------------------

LONG = "坚持以改革促发展，推动学会有序承接政府转移职能，增强服务创新驱动发展的能力。"
OTHER = "实施全民科学素质行动计划，提升科普信息化水平，创新科学传播的方式方法。"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([para(LONG)], [para(LONG)], set()),
        ([para("提高能力。")], [para("提升能力。")], {"del", "ins"}),
        ([para(LONG), para(OTHER)], [para(LONG)], {"del"}),
        ([para(LONG)], [para(LONG), para(OTHER)], {"ins"}),
        ([para(OTHER)], [para(LONG)], {"ins", "del"}),
        ([para(LONG + OTHER)], [para(LONG), para(OTHER)], {"ins"}),
        ([para(LONG), para(OTHER)], [para(LONG + OTHER)], {"del"}),
        ([para(LONG)], [para(strong(LONG))], {"rPrChange"}),
        ([heading(1, "基本原则")], [heading(2, "基本原则")], {"pPrChange"}),
        ([para("文", note("一"))], [para("文", note("二"))], set()),
        ([para("文", note("一"))], [para("文")], {"del"}),
        ([para("见", link("网站"))], [para("见", link("网页"))], {"ins", "del"}),
        ([para("见", link("网站"))], [para("见网站")], {"ins", "del"}),
        ([bullets("一项", "二项")], [bullets("一项", "又一项", "二项")], {"ins"}),
        ([table(["甲", "乙"], ["1", "2"])], [table(["甲", "乙"], ["1", "2"], ["3", "4"])], {"ins"}),
        ([table(["甲", "乙"], ["1", "2"], ["3", "4"])], [table(["甲", "乙"], ["3", "4"])], {"del"}),
        ([table(["甲", "乙"], ["1", "2"])], [table(["甲", "丙", "乙"], ["1", "5", "2"])], {"cellIns", "ins"}),
        ([table(["甲", "丙", "乙"], ["1", "5", "2"])], [table(["甲", "乙"], ["1", "2"])], {"cellDel", "del"}),
        ([para(LONG), table(["甲"], ["1"])], [para(LONG)], {"del"}),
        ([para(LONG)], [para(LONG), division("box", para(OTHER))], {"ins"}),
        ([para(LONG), division("landscape", para(OTHER)), para("尾")], [para(LONG), para(OTHER), para("尾")], {"del"}),
    ],
)  # fmt: skip
def test_each_kind_of_change(before: list[Tree], after: list[Tree], expected: set[str]) -> None:
    assert set(Both(before, after).check().names()) == expected


def test_a_moved_paragraph_is_a_move_with_both_ends() -> None:
    end = para("第三段话在最后，它的内容与前两段没有任何关系，留在原处。")
    both = Both([para(LONG), para(OTHER), end], [para(OTHER), end, para(LONG.replace("有序", "稳步"))]).check()
    names = set(both.names())
    assert {"moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart"} <= names
    starts = [
        found.get(tag("name")) for found in _body(both.xml).iter(tag("moveFromRangeStart"), tag("moveToRangeStart"))
    ]
    assert starts == ["move1", "move1"]
    assert "稳步" in "".join(
        found.text or "" for ins in _body(both.xml).iter(tag("ins")) for found in ins.iter(tag("t"))
    )


def test_a_sentence_that_went_into_another_paragraph_is_a_move() -> None:
    sentence = "学会组织能力和服务水平要有明显提高。"
    before = [para(LONG + sentence), para(OTHER)]
    both = Both(before, [para(LONG), para(OTHER + sentence)]).check()
    assert "moveFrom" in both.names()
    assert "moveTo" in both.names()


def test_a_comment_says_why_and_goes_with_what_it_is_about() -> None:
    both = Both([para(LONG), para(OTHER)], [para(LONG)], {Spot(PATH, 2): "采纳市教育局意见"}).check()
    comments = etree.fromstring(f"<w:comments {NAMESPACES}>{both.redline.comments}</w:comments>")
    assert "".join(comments.itertext()) == "采纳市教育局意见"
    reference = _body(both.xml).find(f".//{tag('commentReference')}")
    assert reference is not None
    assert [found.tag for found in reference.iterancestors()][:2] == [tag("r"), tag("del")]


def test_numbers_of_headings_are_text_and_change() -> None:
    both = Both([heading(1, "一、总则"), heading(1, "二、任务")], [heading(1, "一、任务")]).check()
    removed = [found.text for found in _body(both.xml).iter(tag("delText"))]
    assert "二" in "".join(word or "" for word in removed)


@pytest.mark.parametrize("said", ["<&\"'>", "\x00\x1b[31m红", "\u202e反", "\ue000former x\ue001", "长" * 500, ""])
def test_names_and_reasons_stay_text(said: str) -> None:
    relations = Relations()
    before, after = Version([para(LONG)], relations), Version([para(OTHER)], relations)
    credited = Credits(general=Credit(said, None, "0123456789abcdef", said))
    writer = RedlineWriter(credited, Reasons(credited), "未署名", chinese=True)
    redline = writer.document(compare(before.blocks, after.blocks), before.items, after.items)
    names = {found.get(tag("author")) for found in _body(redline.body).iter() if found.get(tag("author"))}
    assert names == {(plain(said)[:60] or "未署名")}
    comments = _body(redline.comments)
    assert "".join(comments.itertext()).startswith(plain(said))


# -- any two documents -------------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="甲乙丙丁学会科普能力提升，。；、“”<&\"'>2015A　", min_size=0, max_size=14)
INLINES = st.lists(
    st.one_of(WORDS.map(text), WORDS.map(strong), WORDS.map(note), WORDS.map(link), st.just({"t": "LineBreak"})),
    max_size=4,
)
TABLES = st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(WORDS, min_size=n, max_size=n), min_size=1, max_size=4))
BLOCKS = st.one_of(
    INLINES.map(lambda inlines: para(*inlines)),
    st.sampled_from([LONG, OTHER]).map(lambda words: para(words)),
    st.tuples(st.integers(1, 3), WORDS).map(lambda found: heading(*found)),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda items: bullets(*items)),
    TABLES.map(lambda rows: table(*rows)),
    INLINES.map(lambda inlines: division("box", para(*inlines))),
    INLINES.map(lambda inlines: division("landscape", para(*inlines), para(LONG))),
)
DOCUMENTS = st.lists(BLOCKS, min_size=1, max_size=7)


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[Tree], list[Tree]]:
    """A document, and what a few edits made of it."""
    before = draw(DOCUMENTS)
    after = copy.deepcopy(before)
    for __ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(len(after) - 1, 0)))
        kind = draw(st.sampled_from(["insert", "remove", "replace", "move", "cut", "word", "row", "column"]))
        if kind == "insert" or not after:
            after.insert(at, draw(BLOCKS))
        elif kind == "remove" and len(after) > 1:
            after.pop(at)
        elif kind == "replace":
            after[at] = draw(BLOCKS)
        elif kind == "move":
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(at))
        elif after[at]["t"] == "Para":
            inlines = after[at]["c"]
            if kind == "cut" and len(inlines) > 1:
                after[at : at + 1] = [para(*inlines[:1]), para(*inlines[1:])]
            else:
                inlines.insert(draw(st.integers(0, len(inlines))), text(draw(WORDS)))
        elif after[at]["t"] == "Table":
            rows = after[at]["c"][4][0][3]
            if kind == "row":
                rows.append(
                    copy.deepcopy(rows[0]) if rows else [EMPTY, [cell(draw(WORDS)) for __ in after[at]["c"][2]]]
                )
            elif kind == "column":
                after[at]["c"][2].append(after[at]["c"][2][0])
                for row in (*after[at]["c"][3][1], *rows):
                    row[1].append(cell(draw(WORDS)))
    return before, after


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(edited())
def test_accepting_gives_the_newer_and_rejecting_the_older(documents: tuple[list[Tree], list[Tree]]) -> None:
    Both(*documents).check()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(DOCUMENTS, DOCUMENTS)
def test_documents_that_have_nothing_to_do_with_each_other(before: list[Tree], after: list[Tree]) -> None:
    Both(before, after).check()
