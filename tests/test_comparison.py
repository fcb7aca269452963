"""Comparing texts: characters, blocks, moves, tables, who changed what; and `plan diff` in every format but Word's."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.cli.wrapping import columns_of
from plan_cli.comparison.alignment import align
from plan_cli.comparison.blocks import NOTE, OBJECT, Block, Cell, Row, joined
from plan_cli.comparison.characters import Habits, Op, Piece, compare_texts
from plan_cli.comparison.moved_sentences import with_moved_sentences
from plan_cli.comparison.passages import Passage, State, compare
from plan_cli.comparison.provenance import Version, provenance

from accessibility import violations
from plans import built, plan, plan_with

_ROOT = Path(__file__).parent.parent


def marked(pieces: tuple[Piece, ...]) -> str:
    """Pieces as a line: `kept[-removed-]{+added+}`."""
    forms = {Op.KEPT: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
    return "".join(forms[piece.op].format(piece.text) for piece in pieces)


# -- characters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("甲", "甲", "甲"),
        ("甲", "", "[-甲-]"),
        ("到2015年达到6.2%", "到2020年达到10.5%", "到[-2015-]{+2020+}年达到[-6.2%-]{+10.5%+}"),
        ("加强科普，完善制度。", "加强科普，健全机制，完善制度。", "加强科普，{+健全机制，+}完善制度。"),
        ("学会、协会、研究会", "学会、协会、基金会、研究会", "学会、协会、{+基金会、+}研究会"),
        ("加强科普，完善制度。", "加强科普（含农村），完善制度。", "加强科普{+（含农村）+}，完善制度。"),
        ("院士专家工作站", "院士（专家）工作站", "院士{+（+}专家{+）+}工作站"),
        ("推进队伍，健全机制", "加强组织，完善制度", "[-推进队伍-]{+加强组织+}，[-健全机制-]{+完善制度+}"),
        ("能力明显提升。", "能力显著提升。", "能力[-明显-]{+显著+}提升。"),
        ("实施计划。做出了部署。", "实施计划。作出部署。", "实施计划。[-做出了-]{+作出+}部署。"),
        ("the old plan", "the new plan", "the [-old-]{+new+} plan"),
    ],
)  # fmt: skip
def test_changes_are_what_people_would_mark(before: str, after: str, expected: str) -> None:
    assert marked(compare_texts(before, after)) == expected


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("提高能力，提升水平，提高组织力，提升服务", "着力提高水平", "着力提升水平", "着力[-提高-]{+提升+}水平"),
        ("研究工作，探究机制，研究课题，探究规律", "深入研究机制", "深入探究机制", "深入[-研究-]{+探究+}机制"),
        ("没有这些字", "深入研究机制", "深入探究机制", "深入[-研-]{+探+}究机制"),
    ],
)
def test_words_are_what_the_document_itself_writes_together(text: str, before: str, after: str, expected: str) -> None:
    assert marked(compare_texts(before, after, habits=Habits([text]))) == expected


def test_objects_are_kept_only_where_they_are_the_same() -> None:
    pieces = compare_texts(f"见{OBJECT}。", f"见{OBJECT}。", ["图甲"], ["图乙"])
    assert [piece.op for piece in pieces] == [Op.KEPT, Op.REMOVED, Op.ADDED, Op.KEPT]
    assert marked(compare_texts(f"见{OBJECT}。", f"见{OBJECT}。", [NOTE], [NOTE])) == f"见{OBJECT}。"


CHINESE = st.text(alphabet="甲乙丙丁提高升学会，。、；（）《》“” 12a\n", max_size=40)


@given(CHINESE, CHINESE, st.booleans())
def test_the_pieces_make_both_texts(before: str, after: str, learnt: bool) -> None:
    pieces = compare_texts(before, after, habits=Habits([before, after, before]) if learnt else None)
    assert "".join(piece.text for piece in pieces if piece.op is not Op.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.op is not Op.REMOVED) == after
    for piece in pieces:
        if piece.op is not Op.ADDED:
            assert before[piece.before :].startswith(piece.text)
        if piece.op is not Op.REMOVED:
            assert after[piece.after :].startswith(piece.text)


# -- blocks ------------------------------------------------------------------------------------------------------------

FIRST = "坚持以改革促发展，推动学会有序承接政府转移职能，增强服务能力。"
SECOND = "实施全民科学素质行动计划，提升科普信息化水平，创新传播方式。"
THIRD = "加强基层组织建设，在农村、企业、高校扩大科协组织的覆盖面。"


REST = [SECOND, THIRD, "尾"]


def blocks(*texts: str) -> list[Block]:
    return [Block("BodyText", text) for text in texts]


def told(passages: tuple[Passage, ...]) -> list[str]:
    """Passages as lines: what became of them and the first two characters."""
    signs = {State.SAME: "=", State.CHANGED: "~", State.REMOVED: "-", State.ADDED: "+"}
    return [
        f"{signs[one.state]}{one.move or ''}{'/'.join(b.text[:2] for b in one.before or one.after)}" for one in passages
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([FIRST], [], ["-坚持"]),
        ([FIRST, SECOND], [FIRST, SECOND], ["=坚持", "=实施"]),
        ([FIRST, SECOND], [FIRST, THIRD, SECOND], ["=坚持", "+加强", "=实施"]),
        ([FIRST, SECOND], [FIRST, SECOND.replace("行动", "")], ["=坚持", "~实施"]),
        ([FIRST, SECOND, THIRD], [SECOND, THIRD, FIRST], ["-1坚持", "=实施", "=加强", "+1坚持"]),
        ([FIRST + SECOND, THIRD], [FIRST, SECOND, THIRD], ["~坚持", "=加强"]),
        ([FIRST, SECOND, THIRD], [FIRST + SECOND, THIRD], ["~坚持/实施", "=加强"]),
        (["短", FIRST, *REST], [*REST, "短", FIRST], ["-1短", "-1坚持", "=实施", "=加强", "=尾", "+1短", "+1坚持"]),
    ],
)  # fmt: skip
def test_blocks_find_each_other(before: list[str], after: list[str], expected: list[str]) -> None:
    assert told(compare(blocks(*before), blocks(*after))) == expected


def test_what_moved_tells_what_changed_on_the_way() -> None:
    passages = compare(blocks(FIRST, SECOND, THIRD), blocks(SECOND, THIRD, FIRST.replace("有序", "稳步")))
    arrived = passages[-1]
    assert arrived.move == 1
    assert arrived.origin_at == 0
    assert "[-有序-]{+稳步+}" in marked(arrived.pieces)


def test_a_sentence_moved_between_paragraphs_has_one_number_at_both_ends() -> None:
    sentence = "这一句从前一段移到了后一段。"
    passages = with_moved_sentences(compare(blocks(FIRST + sentence, SECOND), blocks(FIRST, SECOND + sentence)))
    moves = [(piece.op, piece.move, piece.text) for one in passages for piece in one.pieces if piece.move]
    assert moves == [(Op.REMOVED, 1, sentence), (Op.ADDED, 1, sentence)]


def test_footnotes_are_compared_where_their_marks_are() -> None:
    def noted(words: str) -> Block:
        return Block("BodyText", f"正文{OBJECT}。", (NOTE,), ((Block("FootnoteText", words),),))

    (passage,) = compare([noted("见附表一")], [noted("见附表二")])
    assert passage.state is State.CHANGED
    (note,) = passage.notes
    assert marked(note.passages[0].pieces) == "见附表[-一-]{+二+}"


def table(*rows: list[str], shape: str = "") -> Block:
    made = tuple(
        Row(tuple(Cell((Block("TableText", text),), shape) for text in row), is_head=at == 0)
        for at, row in enumerate(rows)
    )
    return Block("table", "\n".join(row.text for row in made), rows=made)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (table(["指标", "值"], ["论文数量", "10"]), None),
        (table(["指标", "值"], ["论文数量", "12"]), [State.SAME, State.CHANGED]),
        (table(["指标", "值"], ["论文数量", "10"], ["专利授权", "3"]), [State.SAME, State.SAME, State.ADDED]),
        (table(["指标", "值"]), [State.SAME, State.REMOVED]),
        (table(["指标", "单位", "值"], ["论文数量", "篇", "10"]), [State.CHANGED, State.CHANGED]),
    ],
)
def test_rows_and_columns(after: Block, expected: list[State] | None) -> None:
    (passage,) = compare([table(["指标", "值"], ["论文数量", "10"])], [after])
    if expected is None:
        assert passage.state is State.SAME
    else:
        assert [row.state for row in passage.rows] == expected


def test_a_column_put_in_is_cells_put_in() -> None:
    before, after = table(["指标", "值"], ["论文", "10"]), table(["指标", "单位", "值"], ["论文", "篇", "10"])
    (passage,) = compare([before], [after])
    assert [[cell.state for cell in row.cells] for row in passage.rows] == 2 * [[State.SAME, State.ADDED, State.SAME]]


TEXTS = st.lists(st.sampled_from([FIRST, SECOND, THIRD, "甲", "乙", "", FIRST + SECOND]), max_size=8)


@given(
    TEXTS.flatmap(lambda texts: st.tuples(st.just(texts), st.permutations(texts))),
    st.lists(st.sampled_from([THIRD, "丙"]), max_size=3),
)
def test_every_block_is_told_once_and_in_order(drawn: tuple[list[str], list[str]], more: list[str]) -> None:
    texts, shuffled = drawn
    before, after = blocks(*texts), blocks(*shuffled, *more)
    links = align(before, after)
    assert [at for link in links for at in range(link.a0, link.a1)] == list(range(len(before)))
    assert [at for link in links for at in range(link.b0, link.b1)] == list(range(len(after)))
    for passage in compare(before, after):
        if not passage.rows and passage.pieces and passage.origin is None:
            old = "".join(piece.text for piece in passage.pieces if piece.op is not Op.ADDED)
            assert old == joined(passage.before).text


def test_ten_thousand_blocks_do_not_take_for_ever() -> None:
    before = blocks(*(f"第{n}段写的是第{n * 7919 % 10007}项工作，由第{n % 13}组承担。" for n in range(4000)))
    after = blocks(*(f"第{n}段写的是第{n * 104729 % 10009}件事情，由第{n % 17}组负责。" for n in range(4000)))
    passages = compare(before, after)
    assert sum(len(one.before) for one in passages) == 4000


# -- who changed what --------------------------------------------------------------------------------------------------


def test_each_character_has_its_commit() -> None:
    versions = [Version(0, (-1,), "甲乙丁\n"), Version(1, (0,), "甲乙戊丁\n")]
    found = provenance("甲丙丁\n", versions)
    assert list(found.added_by) == [-1, 0, 1, -1, -1]
    assert list(found.removed_by) == [-1, 0, -1, -1]


def test_two_branches_keep_their_authors_through_a_merge() -> None:
    start = "第一行的文字\n第二行的文字\n"
    ours, theirs = start.replace("第一行", "头一行"), start.replace("第二行的文字", "第二行")
    merged = ours.replace("第二行的文字", "第二行")
    found = provenance(start, [Version(0, (-1,), ours), Version(1, (-1,), theirs), Version(2, (0, 1), merged)])
    assert {number for number in found.added_by if number >= 0} == {0}
    removed = {start[at]: number for at, number in enumerate(found.removed_by) if number >= 0}
    assert removed["第"] == 0
    assert found.removed_by[start.rindex("的")] == 1


@given(st.lists(CHINESE, min_size=1, max_size=5))
def test_nothing_is_credited_to_nobody(texts: list[str]) -> None:
    start, *later = texts
    versions = [Version(number, (number - 1,), text) for number, text in enumerate(later)]
    found = provenance(start, versions)
    last = later[-1] if later else start
    kept = sum(number < 0 for number in found.added_by)
    assert len(found.added_by) == len(last)
    assert kept == sum(number < 0 for number in found.removed_by)


# -- the command -------------------------------------------------------------------------------------------------------

CHAPTER = f"""\
## 发展基础

{FIRST}

### 主要任务 {{#sec:tasks}}

{SECOND}

{THIRD}

| 指标 | 值 |
| --- | --- |
| 论文数量 | 10 |
"""
HOSTILE = "<script>alert(1)</script> \\x1b[2J"


def _commit(folder: Path, author: str, when: str, subject: str) -> None:
    environment = {
        **os.environ,
        "GIT_AUTHOR_NAME": author,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    subprocess.run(["git", "commit", "-qam", subject], cwd=folder, check=True, env=environment)


def _write(folder: Path, path: str, text: str) -> None:
    (folder / path).write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with a tag 甲 and, two commits of two people later, a tag 乙."""
    folder = plan_with(tmp_path_factory.mktemp("规划") / "plan", {"chapters/10-a.md": CHAPTER})
    subprocess.run(["git", "tag", "甲"], cwd=folder, check=True)
    text = CHAPTER.replace("增强服务能力", "提高服务水平").replace("| 10 |", "| 12 |")
    _write(folder, "chapters/10-a.md", text)
    _commit(folder, "李四", "2015-07-12T09:30:00+08:00", "采纳市教育局意见")
    text = text.replace(SECOND + "\n\n", "").replace("### 主要任务", f"{SECOND}\n\n### 主要任务")
    text = text.replace("扩大科协组织的覆盖面", f"扩大覆盖面{HOSTILE}".replace("\\x1b", "&#27;"))
    _write(folder, "chapters/10-a.md", text)
    _commit(folder, "王五&amp;乙", "2015-07-15T10:00:00+08:00", f"按党组意见修改 {HOSTILE}")
    subprocess.run(["git", "tag", "乙"], cwd=folder, check=True)
    return folder


def test_text_shows_the_sentence_around_each_change(repository: Path) -> None:
    said = plan(repository, "diff", "甲", "乙").stdout
    assert "承接政府转移职能，[-增强服务能力-]{+提高服务水平+}。" in "".join(said.split("\n    "))
    assert "row 论文数量: [-10-]{+12+}" in said
    assert "moved here from: 一、发展基础 › （一）主要任务" in said
    assert "\x1b" not in said
    assert all(columns_of(line) <= 80 for line in said.splitlines())


def test_text_in_chinese_and_as_a_table(repository: Path) -> None:
    said = plan(repository, "diff", "甲", "乙", "--table", PLAN_LANG="zh_CN").stdout
    assert "原文： " in said
    assert "依据： 采纳市教育局意见（" in said
    assert "移自“（一）主要任务”" in "".join(line.strip() for line in said.splitlines())
    assert "共 4 处改动：修改 3 处、" in said


def test_nothing_changed(repository: Path) -> None:
    assert "nothing changed" in plan(repository, "diff", "乙", "乙").stdout
    assert "nothing changed" in plan(repository, "diff", "乙").stdout
    assert json.loads(plan(repository, "diff", "乙", "乙", "--format", "json").stdout)["changes"] == []


def test_json_has_authors_dates_and_reasons(repository: Path) -> None:
    found = json.loads(plan(repository, "diff", "甲", "乙", "--format", "json").stdout)
    schema = json.loads((_ROOT / "plan_cli/cli/diff.v1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    assert found["schema"] == "plan-diff/1"
    assert found["summary"] == {"total": 4, "changed": 3, "added": 0, "removed": 0, "moved": 1}
    first = found["changes"][0]
    assert [credit["author"] for credit in first["credits"]] == ["李四"]
    assert first["credits"][0]["date"] == "2015-07-12T09:30:00+08:00"
    assert first["reason"].startswith("采纳市教育局意见（")
    assert first["after"][0]["spot"] == {"path": "chapters/10-a.md", "block": 2}
    hostile = next(change for change in found["changes"] if "覆盖面" in str(change["pieces"]))
    assert [credit["author"] for credit in hostile["credits"]] == ["王五&amp;乙"]


def test_files_as_they_are(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(repository), str(folder)], check=True)
    text = (folder / "chapters/10-a.md").read_text(encoding="utf-8").replace("农村、", "农村、社区、")
    _write(folder, "chapters/10-a.md", text)
    found = json.loads(plan(folder, "diff", "乙", "--format", "json").stdout)
    assert found["after"]["dirty"]
    (change,) = found["changes"]
    assert change["credits"] == [{"author": "起草人", "date": None, "commit": None, "subject": None}]
    assert "社区" in plan(folder, "diff", "乙", "outline").stdout


def test_backwards_and_documents_that_are_not_there(repository: Path) -> None:
    assert "[-提高服务" in plan(repository, "diff", "乙", "甲").stdout
    assert "there is no revision" in plan(repository, "diff", "无", "乙", check=2).stderr
    assert "known: outline" in plan(repository, "diff", "甲", "乙", "无", check=2).stderr
    assert "one document at a time" in plan(repository, "diff", "甲", "乙", "all", check=2).stderr


def test_a_document_that_is_new(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(repository), str(folder)], check=True)
    settings = (folder / "plan.yaml").read_text(encoding="utf-8")
    _write(folder, "plan.yaml", settings + "  - {id: workplan, title: 工作方案, kind: workplan, source: workplan.md}\n")
    _write(folder, "workplan.md", f"# 工作方案\n\n{FIRST}\n")
    found = json.loads(plan(folder, "diff", "乙", "workplan", "--format", "json").stdout)
    assert not found["before"]["present"]
    assert {change["state"] for change in found["changes"]} == {"added"}
    plan(folder, "diff", "乙", "workplan", "--format", "docx", "--out", str(tmp_path / "out"))


def test_the_page_is_complete_in_itself_and_harmless(repository: Path, tmp_path: Path) -> None:
    plan(repository, "diff", "甲", "乙", "--format", "html", "--out", str(tmp_path))
    page = built(tmp_path, ".html")
    text = page.read_text(encoding="utf-8")
    assert "<del>增强服务能力</del>" in text
    assert "<ins>提高服务水平</ins>" in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "http://" not in text
    assert "https://" not in text
    assert "（前后对照）甲-乙.html" in page.name


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("option", [[], ["--table"]])
def test_axe_objects_to_nothing(repository: Path, tmp_path: Path, width: int, option: list[str]) -> None:
    plan(repository, "diff", "甲", "乙", "--format", "html", *option, "--out", str(tmp_path))
    assert violations(built(tmp_path, ".html"), width) == []


@pytest.mark.parametrize("option", [[], ["--table"]])
def test_the_same_commits_give_the_same_bytes(repository: Path, tmp_path: Path, option: list[str]) -> None:
    folder = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(repository), str(folder)], check=True)
    for name in ("docx", "html", "json", "text"):
        made = []
        for place, target in ((repository, "one"), (folder, "two")):
            plan(
                place,
                "diff",
                "甲",
                "乙",
                "--format",
                name,
                *option,
                "--fonts",
                "bundled",
                "--out",
                str(tmp_path / target),
            )
            made.append({file.name: file.read_bytes() for file in (tmp_path / target).iterdir()})
        assert made[0] == made[1]
