"""Selecting: ranking, spread, coverage, conflicts; score sheets out and in; decisions, topics, letters."""

from __future__ import annotations

import datetime
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.checks.references import check_references
from plan_cli.checks.rules import selection as rules_of_selection
from plan_cli.checks.selection import Standing, carriers, check_selection, ranking
from plan_cli.errors import RefusedError, UsageError
from plan_cli.intake.form_file import read_form_file
from plan_cli.intake.score_sheets import ReadScores, read_scores, whose
from plan_cli.loading.loader import load
from plan_cli.model.plan import Plan
from plan_cli.model.selection import ScoresFile
from plan_cli.render.score_sheet import score_sheet
from plan_cli.scaffold.decision import Request, decide
from plan_cli.scaffold.selection_files import reviewer_id, same_scores, scores_file

from forms import saved, xlsx
from plans import MINIMAL, plan_with
from plans import plan as run_plan
from test_loading import Memory

RULES = (
    "selection:\n  places: 2\n  criteria:\n    - {id: relevance, name: 切题, weight: 60}\n"
    "    - {id: method, name: 方法可行, weight: 40}\n"
)
ORGANIZATION = (
    "units:\n  - {id: office, name: 市科协办公室, aliases: [办公室], members: [{role: 主任, person: zhang}]}\n"
    "  - {id: medical, name: 成都市医学会}\npeople:\n  - {id: zhang, name: 张某}\n"
)
FILES: dict[str, str | bytes] = {
    "plan.yaml": MINIMAL["plan.yaml"] + RULES,
    "organization.yaml": ORGANIZATION,
    "questions.yaml": (
        "tracks:\n  - {id: A, name: 提升, questions: [{id: A1, text: 甲？}, "
        "{id: A2, text: 乙？}, {id: A3, text: 丙？}]}\n"
    ),
    "chapters/1.md": "## 甲\n",
    "proposals/p-one.yaml": "title: 气象科普研究\nunit_as_written: 成都市气象学会\nquestions: [A1]\nleader: 李某\n",
    "proposals/p-two.yaml": "title: 健康科普研究\nunit: medical\nquestions: [A1, A2]\n",
    "proposals/p-three.yaml": "title: 机关建设研究\nunit: office\nquestions: [A3]\n",
}
DAY = datetime.date(2015, 5, 27)


def _scores(reviewer: str, unit: str = "", **points: tuple[float, float] | None) -> str:
    text = f"reviewer: {reviewer}\n" + (f"unit_as_written: {unit}\n" if unit else "") + "scores:\n"
    for name, given_points in points.items():
        if given_points is None:
            text += f"  - {{proposal: p-{name}, abstains: true}}\n"
        else:
            one, two = given_points
            text += (
                f"  - {{proposal: p-{name}, points: [{{criterion: relevance, value: {one}}}, "
                f"{{criterion: method, value: {two}}}]}}\n"
            )
    return text


def _memory(**more: str) -> Memory:
    files = {**MINIMAL, **FILES, **{f"selection/scores/{name}.yaml": text for name, text in more.items()}}
    return Memory({path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()})


def _plan(**more: str) -> Plan:
    loaded = load(_memory(**more))
    assert loaded.findings == ()
    assert loaded.plan is not None
    return loaded.plan


# -- ranking --------------------------------------------------------------------------------------------------------


def test_the_ranking_has_weighted_means_spread_and_shared_ranks() -> None:
    plan = _plan(
        wang=_scores("王某", one=(90, 80), two=(70, 70), three=(86, 86)),
        qian=_scores("钱某", one=(80, 95), two=(60, 80), three=(86, 86)),
    )
    made = ranking(plan)
    assert [(row.proposal.id, row.rank, row.mean, row.spread) for row in made.rows] == [
        ("p-one", 1, 86.0, 0.0),
        ("p-three", 1, 86.0, 0.0),
        ("p-two", 3, 69.0, 1.0),
    ]
    assert made.rows[2].lowest == 68.0
    assert [(item.question, item.proposals, item.within) for item in made.coverage] == [
        ("A1", ("p-one", "p-two"), ("p-one",)),
        ("A2", ("p-two",), ()),
        ("A3", ("p-three",), ("p-three",)),
    ]


def test_scores_of_who_has_an_interest_do_not_count_and_are_shown() -> None:
    plan = _plan(
        wang=_scores("王某", "成都市 医学会", one=(80, 80), two=(100, 100)),
        li=_scores("李某", one=(100, 100), two=(60, 60)),
        zhang="reviewer: 张某\nperson: zhang\n" + _scores("x", three=(100, 100)).split("\n", 1)[1],
        qian=_scores("钱某", one=None, two=(50, 50)),
    )
    by_id = {row.proposal.id: row for row in ranking(plan).rows}
    standings = {(vote.name, row.proposal.id): vote.standing for row in by_id.values() for vote in row.votes}
    assert standings == {
        ("王某", "p-one"): Standing.COUNTED,
        ("王某", "p-two"): Standing.CONFLICT,
        ("李某", "p-one"): Standing.CONFLICT,
        ("李某", "p-two"): Standing.COUNTED,
        ("张某", "p-three"): Standing.CONFLICT,
        ("钱某", "p-one"): Standing.ABSTAINS,
        ("钱某", "p-two"): Standing.COUNTED,
    }
    assert by_id["p-two"].mean == 55.0
    assert by_id["p-three"].rank is None
    assert {found.code.value for found in check_selection(plan)} == {"P003"}


def test_extremes_are_dropped_where_the_plan_says_so() -> None:
    texts = {
        f"r{number}": _scores(f"评审{number}", one=(value, value)) for number, value in enumerate((10, 70, 80, 90, 100))
    }
    plain = _plan(**texts)
    assert ranking(plain).rows[0].mean == 70.0
    dropping = load(
        Memory({**_memory(**texts).files, "plan.yaml": f"{FILES['plan.yaml']}  drop_extremes: true\n".encode()})
    ).plan
    assert dropping is not None
    row = ranking(dropping).rows[0]
    assert (row.mean, row.lowest, row.highest, row.counted) == (80.0, 10.0, 100.0, 5)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=6))
def test_a_mean_lies_between_the_lowest_and_the_highest(points: list[tuple[int, int]]) -> None:
    plan = _plan(**{f"r{number}": _scores(f"评审{number}", one=pair) for number, pair in enumerate(points)})
    row = ranking(plan).rows[0]
    assert row.mean is not None
    assert row.spread is not None
    assert row.lowest is not None
    assert row.highest is not None
    assert row.lowest - 1e-6 <= row.mean <= row.highest + 1e-6
    assert 0 <= row.spread <= (row.highest - row.lowest) / 2 + 1e-6
    assert math.isclose(row.mean, sum(0.6 * one + 0.4 * two for one, two in points) / len(points), abs_tol=1e-5)


def test_without_criteria_the_way_is_shown() -> None:
    loaded = load(Memory({path: text.encode() for path, text in {**MINIMAL, "chapters/1.md": "## 甲\n"}.items()}))
    assert loaded.plan is not None
    with pytest.raises(RefusedError) as refused:
        ranking(loaded.plan)
    assert "criteria" in refused.value.hint


RULES_OF_SELECTION = [
    rules_of_selection.ScoredTwice,
    rules_of_selection.ScoreDoesNotCount,
    rules_of_selection.ConflictOfInterest,
    rules_of_selection.DecidedTwice,
]


@pytest.mark.parametrize("rule", RULES_OF_SELECTION, ids=lambda rule: rule.code.value)
def test_each_rule_finds_its_wrong_example_and_not_its_right_one(rule: Any) -> None:
    for example, expected in ((rule.wrong, {rule.code}), (rule.right, set())):
        loaded = load(
            Memory({path: text.encode() for path, text in {**MINIMAL, "chapters/1.md": "## 甲\n", **example}.items()})
        )
        assert loaded.findings == ()
        assert loaded.plan is not None
        found = check_selection(loaded.plan)
        assert {item.code for item in found} == expected
        assert all(item.severity is rule.severity for item in found)
        assert all(item.place.line for item in found)


def test_references_of_scores_and_decisions_are_checked() -> None:
    plan = _plan(wang=_scores("王某", four=(1, 1)).replace("relevance", "relevanc"))
    assert [(found.code.value, found.place.path) for found in check_references(plan)] == [
        ("R001", "selection/scores/wang.yaml"),
        ("R001", "selection/scores/wang.yaml"),
    ]


# -- score sheets ---------------------------------------------------------------------------------------------------


def _sheet(plan: Plan, name: str = "王某", unit: str = "") -> openpyxl.Workbook:
    import io

    assert plan.settings.selection is not None
    moment = datetime.datetime(2015, 5, 26, tzinfo=datetime.timezone.utc)
    content = score_sheet(plan, plan.settings.selection, whose(plan, name, unit), moment)
    assert content == score_sheet(plan, plan.settings.selection, whose(plan, name, unit), moment)
    return openpyxl.load_workbook(io.BytesIO(content))


def _read(plan: Plan, content: bytes, name: str = "评分.xlsx", reviewer: str | None = None) -> ReadScores:
    assert plan.settings.selection is not None
    return read_scores(plan, plan.settings.selection, read_form_file(name, content), reviewer)


def test_a_sheet_goes_out_and_comes_back() -> None:
    plan = _plan()
    book = _sheet(plan, "王某", "医学会")
    sheet = book.active
    rows = {sheet.cell(row, 1).value: row for row in range(5, 8)}
    for proposal, (one, two) in {"p-one": ("９０", "80.5分"), "p-three": (100, 0)}.items():
        sheet.cell(rows[proposal], 5).value, sheet.cell(rows[proposal], 6).value = one, two
    sheet.cell(rows["p-two"], 7).value = "是"
    sheet.cell(rows["p-one"], 8).value = "=危险的评语"
    read = _read(plan, saved(book))
    assert read.refusals == []
    assert read.scores is not None
    assert (read.scores.reviewer, read.scores.unit_as_written) == ("王某", "医学会")
    by_id = {score.proposal.id: score for score in read.scores.scores}
    assert [points.value for points in by_id["p-one"].points] == [90.0, 80.5]
    assert [points.value for points in by_id["p-three"].points] == [100.0, 0.0]
    assert by_id["p-two"].abstains
    again = load(_memory(wang=scores_file(read.scores).decode()))
    assert again.findings == ()
    assert again.plan is not None
    assert same_scores(again.plan.selection.scores[0].file, read.scores)


def test_a_reviewer_of_the_proposing_unit_is_asked_to_stand_aside() -> None:
    sheet = _sheet(_plan(), "王某", "成都市医学会").active
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 7).value) for row in range(5, 8)] == [
        ("p-one", None),
        ("p-three", None),
        ("p-two", "是"),
    ]


def test_texts_that_begin_like_formulas_go_out_as_texts() -> None:
    files = _memory().files | {
        "proposals/p-one.yaml": b"title: '=HYPERLINK(\"http://x\")'\nunit_as_written: '@SUM(1)'\n"
    }
    plan = load(Memory(files)).plan
    assert plan is not None
    sheet = _sheet(plan).active
    for cell in (sheet["B5"], sheet["C5"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
        assert str(cell.value)[0] in "=@"


HEAD = ("编号", "课题名称", "切题", "方法可行", "回避", "意见")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("p-one", "", 101, 1)], "bad-score"),
        ([("p-one", "", -1, 1)], "bad-score"),
        ([("p-one", "", "优", 1)], "bad-score"),
        ([("p-one", "", 1, None)], "bad-score"),
        ([("p-one", "", 1, 1, "也许")], "bad-score"),
        ([("p-nine", "", 1, 1)], "unknown-proposal"),
        ([("p-one", "", 1, 1), ("p-one", "", 2, 2)], "twice"),
        ([("p-one", "气象科普研究", None, None)], "nothing-found"),
    ],
)
def test_wrong_scores_are_refused_at_their_cell(rows: list[tuple[object, ...]], code: str) -> None:
    read = _read(_plan(), xlsx(("评审人：王某",), HEAD, *rows))
    assert [remark.code.value for remark in read.refusals] == [code]


def test_untidy_score_sheets() -> None:
    plan = _plan()
    moved = xlsx(["意见", "方法可行（40）", "评审专家", "切题"], ["", 1], title="x")
    assert [remark.code.value for remark in _read(plan, moved).refusals] == ["nothing-found"]
    columns = ("评语", "方法可行（40分）", "课题名称", "切 题", "编号")
    rows = [("好", 60, "气象科普研究", 70, None), (None, 50, "健康科普研究", "５０", "p-two")]
    read = _read(plan, xlsx(["评审专家：赵某　所在单位：成都市医学会"], columns, *rows))
    assert read.refusals == []
    assert read.scores is not None
    assert (read.scores.reviewer, read.scores.unit and read.scores.unit.id) == ("赵某", "medical")
    assert {score.proposal.id: [points.value for points in score.points] for score in read.scores.scores} == {
        "p-one": [60.0, 70.0],
        "p-two": [50.0, 50.0],
    }
    nobody = _read(plan, xlsx(HEAD, ("p-one", "", 1, 1)))
    assert [remark.code.value for remark in nobody.refusals] == ["no-reviewer"]
    assert _read(plan, xlsx(HEAD, ("p-one", "", 1, 1)), reviewer="孙某").scores is not None
    incomplete = _read(plan, xlsx(["评审人：王某"], ("编号", "切题"), ("p-one", 1)))
    assert "方法可行" in incomplete.refusals[0].message
    assert _read(plan, b"x").refusals[0].code.value == "unknown-format"


def test_reviewers_with_one_name_have_two_files() -> None:
    one, two = ScoresFile("王芳", unit_as_written="甲学会"), ScoresFile("王芳", unit_as_written="乙学会")
    assert reviewer_id(one) != reviewer_id(two)
    assert reviewer_id(ScoresFile("../../x\\y")).replace("-", "").isalnum()


# -- deciding -------------------------------------------------------------------------------------------------------


def test_topics_are_selected_with_their_origin_and_units_to_carry_them() -> None:
    snapshot = _memory()
    plan = load(snapshot).plan
    assert plan is not None
    request = Request(
        "办公室",
        DAY,
        select=("p-one", "p-two"),
        decline_others=True,
        leads={"": "office", "p-two": "medical"},
        carried_by={"p-one": ("medical", "成都市气象学会")},
        reasons={"": "与日常工作重复"},
        minutes="纪要〔2015〕3号",
    )
    made = decide(plan, snapshot, request)
    after = load(Memory(snapshot.files | made.files))
    assert after.findings == ()
    assert after.plan is not None
    assert check_references(after.plan) == ()
    assert check_selection(after.plan) == ()
    one = after.plan.topic(made.topics["p-one"])
    two = after.plan.topic(made.topics["p-two"])
    assert one
    assert two
    assert one.file.origin
    assert one.file.origin.id == "p-one"
    assert [party.id for party in one.file.undertaken_by] == ["medical"]
    assert (one.file.lead.id, two.file.lead.id) == ("office", "medical")
    assert made.unknown_units == ("成都市气象学会",)
    assert carriers(after.plan, one.id) == ("medical", "成都市气象学会")
    decided = {item.proposal.id: (item.outcome.value, item.reason) for item in made.file.decided}
    assert decided["p-three"] == ("declined", "与日常工作重复")
    assert made.file.basis
    again = Request("office", DAY, decline=("p-one",), reasons={"": "x"})
    with pytest.raises(RefusedError):
        decide(after.plan, Memory(snapshot.files | made.files), again)


def test_units_are_selected_to_carry_a_topic_there_is() -> None:
    topic = "title: 已有课题\nquestions: [A1]\nlead: office\nundertaken_by: [office]\n"
    snapshot = Memory(_memory().files | {"topics/t1/topic.yaml": topic.encode()})
    plan = load(snapshot).plan
    assert plan is not None
    made = decide(plan, snapshot, Request("office", DAY, join={"p-two": "t1", "p-one": "t1"}))
    assert set(made.files) == {made.path}
    after = load(Memory(snapshot.files | made.files)).plan
    assert after is not None
    assert carriers(after, "t1") == ("office", "medical", "成都市气象学会")
    merged = Request("office", DAY, select=("p-one",), join={"p-two": "p-one"}, leads={"": "office"})
    assert decide(plan, snapshot, merged).file.decided[1].topic is not None


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request("office", DAY), "nothing is decided"),
        (Request("nobody", DAY, decline=("p-one",), reasons={"": "x"}), "nobody"),
        (Request("office", DAY, select=("p-nine",), leads={"": "office"}), "p-nine"),
        (Request("office", DAY, select=("p",), leads={"": "office"}), "more than one"),
        (Request("office", DAY, select=("p-one",)), "responsible"),
        (Request("office", DAY, decline=("p-one",)), "why"),
        (Request("office", DAY, select=("p-one",), decline=("p-one",), leads={"": "office"}, reasons={"": "x"}), "two"),
        (Request("office", DAY, join={"p-one": "t9"}), "t9"),
        (Request("office", DAY, decline=("p-one",), reasons={"": "x\u202e"}), "cannot be seen"),
        (Request("office", DAY, select=("p-four",), leads={"": "office"}), "question"),
    ],
)
def test_what_cannot_be_decided_is_said_before_anything_is_written(request_: Request, said: str) -> None:
    snapshot = Memory(_memory().files | {"proposals/p-four.yaml": "title: 丁\n".encode()})
    plan = load(snapshot).plan
    assert plan is not None
    with pytest.raises(UsageError) as refused:
        decide(plan, snapshot, request_)
    assert said in refused.value.message


def test_equal_titles_become_topics_of_their_own() -> None:
    text = b"title: \xe7\x94\xb2\nunit: office\nquestions: [A1]\n"
    snapshot = Memory(_memory().files | {"proposals/p-1111.yaml": text, "proposals/p-2222.yaml": text})
    plan = load(snapshot).plan
    assert plan is not None
    made = decide(plan, snapshot, Request("office", DAY, select=("p-1111", "p-2222"), leads={"": "office"}))
    assert len(set(made.topics.values())) == 2


# -- through the command --------------------------------------------------------------------------------------------


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_from_sheet_to_letter_through_the_command(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", FILES)
    run_plan(folder, "select", "sheet", "--reviewer", "王教授=成都市医学会", "--reviewer", "张某")
    assert sorted(file.name for file in (folder / "build").iterdir()) == [
        "评分表（张某）.xlsx",
        "评分表（王教授）.xlsx",
    ]
    for file in (folder / "build").iterdir():
        book = openpyxl.load_workbook(file)
        sheet = book.active
        for row in range(5, 8):
            if sheet.cell(row, 7).value != "是":
                sheet.cell(row, 5).value, sheet.cell(row, 6).value = 80 + row, 70
        book.save(file)
    run_plan(folder, "select", "import", "build")
    assert "there already" in run_plan(folder, "select", "import", "build").stdout
    assert sorted(file.name for file in (folder / "selection/scores").iterdir())[1] == "zhang.yaml"
    shown = run_plan(folder, "select").stdout
    assert "Conflicts of interest" in shown
    assert "王教授" in shown
    report = json.loads(run_plan(folder, "select", "--json").stdout)
    assert report["schema"] == "plan-selection/1"
    assert [row["proposal"] for row in report["ranking"]] == ["p-two", "p-three", "p-one"]
    decision = ["select", "decide", "--by", "office", "--select", "p-one", "--lead", "office", "--decline-others"]
    refused = run_plan(folder, *decision, check=2)
    assert "--reason" in refused.stderr
    assert not (folder / "topics").exists()
    made = run_plan(folder, *decision, "--reason", "与既有课题重复*", "--date", "2015-05-27")
    assert "成都市气象学会" in made.stdout
    (decided,) = (folder / "selection").glob("decision-2015-05-27-*.yaml")
    assert run_plan(folder, *decision, "--reason", "x", check=1).stderr
    letters = run_plan(folder, "select", "letters", "--date", "2015-05-28").stdout.splitlines()
    assert len(letters) == 2
    texts = "\n".join(paragraph.text for paragraph in docx.Document(letters[0]).paragraphs)
    assert "与既有课题重复*。" in texts
    assert "2015年5月28日" in texts
    assert len(run_plan(folder, "select", "letters", "--all", "--out", "信").stdout.splitlines()) == 3
    assert "立项" in run_plan(folder, "select").stdout
    assert decided.exists()


def test_other_scores_of_the_same_reviewer_are_not_overwritten(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", FILES)
    for number, points in ((1, 80), (2, 90)):
        (tmp_path / f"{number}.xlsx").write_bytes(xlsx(["评审人：王某"], HEAD, ("p-one", "", points, points)))
    run_plan(folder, "select", "import", "../1.xlsx")
    refused = run_plan(folder, "select", "import", "../2.xlsx", check=1)
    assert "other scores" in refused.stderr
    (tmp_path / "3.xlsx").write_bytes(xlsx(["评审人：钱某"], HEAD, ("p-one", "", 300, 1)))
    both = run_plan(folder, "select", "import", "../1.xlsx", "../3.xlsx", check=1)
    assert "nothing was written" in both.stderr
    assert len(list((folder / "selection/scores").iterdir())) == 1


def test_two_people_decide_at_once_on_two_branches(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", FILES)
    decisions = {
        "甲": ["--select", "p-one", "--lead", "office"],
        "乙": ["--decline", "p-one", "--decline", "p-two", "--reason", "重复"],
    }
    for branch, arguments in decisions.items():
        _git(folder, "checkout", "-q", "-b", branch, "main")
        run_plan(folder, "select", "decide", "--by", "office", "--date", "2015-05-27", *arguments)
        _git(folder, "add", "-A")
        _git(folder, "commit", "-qm", branch)
    _git(folder, "merge", "-q", "-m", "合并", "甲")
    assert len(list((folder / "selection").glob("decision-*.yaml"))) == 2
    shown = run_plan(folder, "select")
    assert "P004" in shown.stderr


def test_selecting_without_proposals_or_criteria_says_what_to_do(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    assert "criteria" in run_plan(folder, "select", check=1).stderr
    assert "criteria" in run_plan(folder, "select", "sheet", check=1).stderr
    assert "no proposal was declined" in run_plan(folder, "select", "letters").stdout
    assert "Traceback" not in run_plan(folder, "select", "decide", "--by", "office", "--select", "", check=2).stderr


def test_a_killed_decision_is_finished_by_the_same_command(tmp_path: Path) -> None:
    runner = str(Path(__file__).parent / "interrupted.py")
    command = ["select", "decide", "--by", "office", "--select", "p-one", "--select", "p-two", "--lead", "office"]
    command += ["--decline-others", "--reason", "重复", "--date", "2015-05-27"]
    whole = plan_with(tmp_path / "全", FILES)
    run_plan(whole, *command)
    expected = _written(whole)
    for step in range(1, 60, 4):
        folder = plan_with(tmp_path / f"第{step}次", FILES)
        killed = subprocess.run(
            [sys.executable, runner, str(step), *command], cwd=folder, capture_output=True, check=False
        )
        if killed.returncode == 0:
            break
        if not list((folder / "selection").glob("decision-*")):
            run_plan(folder, *command)
        assert _written(folder) == expected
    assert step > 8


def _written(folder: Path) -> dict[str, bytes]:
    files = [file for part in ("topics", "selection") for file in (folder / part).rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
