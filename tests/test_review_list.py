"""Comments and edits from branches: read by blob, clause by clause, attached to the text as it is now."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.review.clauses import clauses, plain
from plan_cli.review.patching import merged_clause, patch
from plan_cli.review.suggestion import EditKind, around, opinion, suggestions
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SECOND, TWO, branch, comment, git, listed, of, opened_round


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    return opened_round(tmp_path / "规划")


def test_clauses_with_their_headings() -> None:
    found = clauses(FIRST + "\n```\n# 不是标题\n\n一\n```\n\n| 指标 | 值 |\n|---|---|\n| 甲 | 1 |\n")
    assert [(one.line, plain(one.text)[:6], one.heading) for one in found][1:4] == [
        (5, "总体要求", "总体要求"),
        (7, "到2020年", "总体要求"),
        (9, "广泛开展群众", "总体要求"),
    ]
    assert [one.text for one in found][-4:] == [
        "```\n# 不是标题\n\n一\n```",
        "| 指标 | 值 |",
        "|---|---|",
        "| 甲 | 1 |",
    ]
    assert [one.text for one in clauses(SECOND)][2:5] == ["- 落实经费", "- 健全机制", "- 加强考核"]


@settings(max_examples=60)
@given(st.text(alphabet="科普经费。\n#- |`:>1\r", max_size=120))
def test_clauses_lose_nothing(text: str) -> None:
    found = clauses(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    left = text
    for one in reversed(found):
        left = left[: one.start] + left[one.end :]
    assert not left.strip(" \t>\r\n")


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        (
            "每人5元",
            "每人10元",
            EditKind.EDITED,
            "建议将“到2020年，科普经费达到每人5元。”改为“到2020年，科普经费达到每人10元。”。",
        ),
        ("广泛开展群众性科普活动。\n\n", "", EditKind.DELETED, "建议删去“广泛开展群众性科普活动。”。"),
        (
            "活动。\n",
            "活动。\n\n办好科技活动周。\n",
            EditKind.ADDED,
            "建议在“广泛开展群众性科普活动。”之后增加“办好科技活动周。”。",
        ),
    ],
)
def test_an_edit_in_words(old: str, new: str, kind: EditKind, said: str) -> None:
    (edit,) = suggestions({ONE: FIRST}, {ONE: FIRST.replace(old, new)})
    assert (edit.kind, opinion(edit)) == (kind, said)


def test_the_sentence_around_an_edit() -> None:
    before = "一是甲。二是乙。三是丙。四是丁。"
    shown = "".join(f"[{p.state}{p.text}]" if p.state else p.text for p in around(before, before.replace("丙", "戊")))
    assert shown == "…三是[-丙][+戊]。…"


def test_moved_text_is_recognised() -> None:
    moved = SECOND.replace("按年度开展评估。\n", "").rstrip() + "\n"
    (edit,) = suggestions({TWO: SECOND}, {TWO: "按年度开展评估。\n\n" + moved})
    assert edit.kind is EditKind.MOVED
    there = FIRST.replace("广泛开展群众性科普活动。\n\n", "")
    (across,) = suggestions({ONE: FIRST, TWO: SECOND}, {ONE: there, TWO: SECOND + "\n广泛开展群众性科普活动。\n"})
    assert (across.kind, across.chapter, across.target) == (EditKind.MOVED, ONE, TWO)


_LINES = st.lists(
    st.sampled_from(
        ["甲方面工作要做实。", "乙方面的机制要健全。", "- 落实经费", "- 健全机制", "## 标题一", "丙类指标达到10%。"]
    ),
    min_size=1,
    max_size=7,
    unique=True,
)


@settings(max_examples=150, deadline=None)
@given(_LINES, _LINES)
def test_all_edits_together_make_the_other_text(first: list[str], second: list[str]) -> None:
    """Each edit alone is a patch; all one after another say every clause that the branch says, and no other."""
    before, after = ("\n\n".join(lines) + "\n" for lines in (first, second))
    now = before
    for edit in suggestions({ONE: before}, {ONE: after}):
        if edit.kind in (EditKind.EDITED, EditKind.DELETED):
            now = patch(edit, {ONE: before}, {ONE: now}).texts.get(ONE, now)
    kept = [one.text for one in clauses(now)]
    wanted = [one.text for one in clauses(after)]
    assert set(kept) <= set(wanted) | set(first)


@settings(max_examples=100)
@given(st.text(alphabet="科普经费达到每人五元", max_size=20), st.text(alphabet="科普经费达到每人十元", max_size=20))
def test_merging_a_clause_with_itself(base: str, other: str) -> None:
    assert merged_clause(base, base, other) == other
    assert merged_clause(base, other, base) == other


def test_two_edits_of_one_clause_at_other_words() -> None:
    base = "到2020年，经费达到每人5元，突出重点。"
    assert (
        merged_clause(base, base.replace("5", "8"), base.replace("突出", "聚焦"))
        == "到2020年，经费达到每人8元，聚焦重点。"
    )
    assert merged_clause(base, base.replace("5", "8"), base.replace("5", "10")) is None


def test_edits_and_comments_of_all_branches(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元"), "consultations/r1/edu/a1.yaml": comment("写明来源")})
    branch(opened, "fin", {ONE: FIRST.replace("5元", "8元")})
    before = git(opened, "status", "--porcelain"), git(opened, "rev-parse", "HEAD")
    found = listed(opened)
    assert (git(opened, "status", "--porcelain"), git(opened, "rev-parse", "HEAD")) == before
    (edit,) = [one for one in of(found, "edu") if one["kind"] == "edit"]
    (other,) = of(found, "fin")
    assert edit["edit"]["pieces"] == [
        ["", "到2020年，科普经费达到每人"],
        ["-", "5"],
        ["+", "10"],
        ["", "元。坚持服务大局。突出重点领域。"],
    ]
    assert (edit["chapter"], edit["line"], edit["heading"]) == (ONE, 7, "总体要求")
    assert edit["conflicts"] == [other["id"]]
    said = plan(opened, "review", "list", "r1").stdout
    assert "科普经费达到每人[-5-]{+10+}元。" in said
    assert "市教育局" in said


def test_branches_of_a_remote_and_older_states(opened: Path) -> None:
    branch(opened, "edu", {"consultations/r1/edu/a1.yaml": comment("第一条")})
    first = git(opened, "rev-parse", "review/r1/edu").strip()
    branch(opened, "edu", {"consultations/r1/edu/a2.yaml": comment("第二条")}, start=first)
    git(opened, "update-ref", "refs/remotes/origin/review/r1/edu", first)
    branch(opened, "fin", {"consultations/r1/fin/b.yaml": comment("第三条")})
    git(opened, "update-ref", "refs/remotes/origin/review/r1/fin", git(opened, "rev-parse", "review/r1/fin").strip())
    git(opened, "branch", "-D", "review/r1/fin")
    found = listed(opened)
    assert [branch["reference"] for branch in found["branches"]] == [
        "refs/heads/review/r1/edu",
        "refs/remotes/origin/review/r1/fin",
    ]
    assert {one["text"] for one in found["opinions"]} == {"第一条", "第二条", "第三条"}


def test_comments_stay_with_their_clause(opened: Path) -> None:
    files = {
        "near.yaml": comment("甲", chapter=ONE, line=9, quote="群众性"),
        "words.yaml": comment("乙", chapter=ONE, clause="公民具备科学素质的比例超过10%。"),
        "gone.yaml": comment("丙", chapter=TWO, line=9, clause="按年度开展评估。"),
        "lost.yaml": comment("丁", chapter="chapters/30-没有.md", line=3, quote="没有"),
        "whole.yaml": comment("戊"),
    }
    branch(opened, "edu", {f"consultations/r1/edu/{name}": text for name, text in files.items()})
    now = FIRST.replace("## 总体要求", "## 总体要求\n\n新的一段在前面。").replace("群众性科普", "群众性的科普")
    (opened / ONE).write_text(now, encoding="utf-8")
    (opened / TWO).write_text("## 保障措施\n\n加强组织领导，健全工作机制。\n", encoding="utf-8")
    git(opened, "commit", "-qam", "修改")
    held = {one["text"]: (one["hold"], one["line"]) for one in listed(opened)["opinions"]}
    assert held == {
        "甲": ("changed", 11),
        "乙": ("nearest", 15),
        "丙": ("heading", 1),
        "丁": ("lost", None),
        "戊": ("whole", None),
    }
    assert "lost their place" in plan(opened, "review", "list", "r1").stdout


@pytest.mark.parametrize(
    "path",
    [
        "schedule.yaml",
        "records/x.yaml",
        "organization.yaml",
        "consultations/r1/fin/x.yaml",
        "consultations/r1/round.yaml",
    ],
)
def test_branches_that_touch_something_else(opened: Path, path: str) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元"), path: "a: 1\n"})
    found = listed(opened)
    assert found["branches"][0]["foreign"] == [path]
    assert [one["acceptable"] for one in found["opinions"]] == [False]
    assert path in plan(opened, "review", "list", "r1").stderr


def test_hostile_branches_end_in_a_line_each(opened: Path) -> None:
    oid = git(opened, "hash-object", "-w", "--stdin", input=b"/etc/passwd").strip()
    branch(
        opened,
        "edu",
        {
            "consultations/r1/edu/bad.yaml": "text: [\n",
            "consultations/r1/edu/bomb.yaml": "a: &a [1]\nb: *a\n",
            "consultations/r1/edu/esc.yaml": comment("红\x1b[31m字\u202e反<script>alert(1)</script>"),
            "consultations/r1/edu/large.yaml": "#" * (1 << 21),
            TWO: b"\xff\xfe\x00",
        },
    )
    branch(opened, "nobody", {"consultations/r1/nobody/a.yaml": comment("谁")})
    found = listed(opened)
    assert len(found["problems"]) >= 3
    assert [one["acceptable"] for one in of(found, "nobody")] == [False]
    done = plan(opened, "review", "list", "r1")
    assert "\x1b[31m" not in done.stdout
    assert "\u202e" not in done.stdout
    assert oid


def test_a_link_in_place_of_a_chapter_is_foreign(opened: Path) -> None:
    branch(opened, "edu", {ONE: "/etc/passwd"})
    tip = git(opened, "rev-parse", "review/r1/edu").strip()
    tree = git(opened, "ls-tree", "-r", "-z", tip).replace("100644 blob", "120000 blob", 1)
    assert tree
    index = {**os.environ, "GIT_INDEX_FILE": str(opened / ".git" / "x")}
    git(opened, "read-tree", tip, env=index)
    oid = git(opened, "rev-parse", f"{tip}:{ONE}").strip()
    git(opened, "update-index", "--cacheinfo", f"120000,{oid},{ONE}", env=index)
    commit = git(opened, "commit-tree", git(opened, "write-tree", env=index).strip(), "-p", "main", "-m", "x").strip()
    git(opened, "update-ref", "refs/heads/review/r1/edu", commit)
    assert listed(opened)["branches"][0]["foreign"] == [ONE]


def test_the_worksheet_is_text_only(opened: Path, tmp_path: Path) -> None:
    import openpyxl

    branch(opened, "edu", {"consultations/r1/edu/a1.yaml": comment('=HYPERLINK("http://x","点")')})
    plan(opened, "review", "list", "r1", "--xlsx", str(tmp_path / "意见.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "意见.xlsx").active
    assert {cell.data_type for cell in sheet[2]} <= {"s", "inlineStr"}
    assert sheet["E2"].value.startswith("=HYPERLINK")
    assert sheet["E2"].quotePrefix


def test_three_hundred_branches_with_ten_thousand_comments(opened: Path) -> None:
    """Written with fast-import; the time counts what a user waits for, with room for a busy machine."""
    main = git(opened, "rev-parse", "main").strip()
    edited = FIRST.replace("5元", "10元").encode()
    stream = [f"blob\nmark :1\ndata {len(edited)}\n".encode() + edited + b"\n"]
    for unit in range(300):
        head = f"commit refs/heads/review/r1/u{unit}\ncommitter 单位 <u@x> 1440000000 +0800\ndata 0\nfrom {main}\n"
        stream.append(head.encode() + f"M 100644 :1 {ONE}\n".encode())
        for number in range(34):
            said = f"第{number}条：建议写明来源。"
            clause = "广泛开展群众性科普活动。"
            text = comment(said, document="outline", chapter=ONE, line=9, clause=clause, quote="科普活动").encode()
            name = f"M 100644 inline consultations/r1/u{unit}/c{number}.yaml\ndata {len(text)}\n"
            stream.append(name.encode() + text + b"\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=opened, input=b"".join(stream), check=True)
    start = time.monotonic()
    done = plan(opened, "review", "list", "r1", "--json")
    spent = time.monotonic() - start
    assert done.stdout.count('"kind": "remark"') == 10200
    assert spent < 8, f"{spent:.1f} s"
