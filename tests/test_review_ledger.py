"""Comments by hand, where a round stands, its end, the ledger whose totals add up, and the letters."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest
import yaml
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SCHEDULE, branch, comment, git, listed, opened_round


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    return opened_round(tmp_path / "规划", {"schedule.yaml": SCHEDULE})


def _comment(folder: Path, *arguments: str) -> dict[str, object]:
    done = plan(folder, "comment", *arguments)
    path = done.stdout.split()[1]
    found: dict[str, object] = yaml.safe_load((folder / path).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("place", "line", "heading"),
    [
        (f"{ONE}:9", 9, "总体要求"),
        ("主要目标", 11, "主要目标"),
        ("群众性科普活动", 9, "总体要求"),
        (ONE, None, None),
        ("-", None, None),
    ],
)
def test_a_comment_at_a_place(opened: Path, place: str, line: int | None, heading: str | None) -> None:
    made = _comment(opened, place, "写明来源", "--as", "市教育局")
    assert (made["text"], made.get("line"), made.get("heading")) == ("写明来源", line, heading)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有的话", "甲", "--as", "edu"], "没有的话"),
        (["。", "甲", "--as", "edu"], "。"),
        ([f"{ONE}:8", "甲", "--as", "edu"], ":8"),
        (["主要目标", "  ", "--as", "edu"], "nothing"),
        (["主要目标", "甲"], "--as"),
        (["主要目标", "甲", "--as", "市气象局"], "市气象局"),
        (["主要目标", "甲", "--as", "edu", "--round", "r9"], "r9"),
    ],
)
def test_a_comment_that_cannot_be(opened: Path, arguments: list[str], said: str) -> None:
    done = plan(opened, "comment", *arguments, check=2)
    assert said in done.stderr
    assert not (opened / "consultations/r1/edu").exists()


def test_a_reviewer_on_the_own_branch(opened: Path) -> None:
    git(opened, "switch", "-qc", "review/r1/edu")
    made = _comment(opened, "主要目标", "目标要可考核")
    assert made["line"] == 11
    git(opened, "add", "-A")
    git(opened, "commit", "-qm", "意见")
    (one,) = listed(opened)["opinions"]
    assert (one["unit"], one["text"], one["line"], one["acceptable"]) == ("edu", "目标要可考核", 11, True)


def _state(folder: Path, *arguments: str) -> dict[str, str]:
    said = json.loads(plan(folder, "review", "status", "r1", "--json", *arguments).stdout)
    return {unit["unit"]: unit["state"] for unit in said["units"]}


def _round_with_answers(folder: Path) -> None:
    branch(
        folder,
        "edu",
        {
            ONE: FIRST.replace("5元", "10元"),
            "consultations/r1/edu/a.yaml": comment("=写明|来源<b>", chapter=ONE, line=9),
            "consultations/r1/edu/b.yaml": comment("=写明|来源<b>", chapter=ONE, line=9),
        },
    )
    said = "经费另行安排👍𠮷𪚥\u202e<script>alert(1)</script>"
    branch(folder, "fin", {"consultations/r1/fin/a.yaml": comment(said)})
    branch(folder, "sci", {"consultations/r1/sci/none.yaml": yaml.safe_dump({"kind": "none", "text": "无意见"})})


def test_who_answered_and_who_did_not(opened: Path) -> None:
    _round_with_answers(opened)
    early = _state(opened, "--as-of", "2015-09-30")
    assert early == {"edu": "opinions", "fin": "opinions", "sci": "none", "env": "waiting"}
    assert _state(opened, "--as-of", "2015-10-01")["env"] == "overdue"
    shown = plan(opened, "review", "status", "r1", "--as-of", "2015-10-01", PLAN_LANG="zh_CN").stdout
    assert "逾期未反馈" in shown
    reminded = plan(opened, "review", "remind", "r1", "--as-of", "2015-10-02", "--out", "提示").stdout
    assert "市环保局：" in reminded
    assert "已逾期2天" in reminded
    assert "市财政局" not in reminded
    (letter,) = (opened / "提示").iterdir()
    assert "市环保局" in letter.name


def test_a_round_ends_when_all_is_answered(opened: Path) -> None:
    _round_with_answers(opened)
    as_of = ["--as-of", "2015-10-08"]
    assert "not answered" in plan(opened, "review", "close", "r1", *as_of, "--yes", check=1).stderr
    refused = plan(opened, "close-consultation", "P1-C1", *as_of, "--yes", check=1)
    assert "not answered" in refused.stderr
    plan(opened, "review", "answer", "r1", "--unit", "edu", "--accept")
    plan(opened, "review", "answer", "r1", "--all", "--reject", "--reason", "经费由预算安排。")
    assert "市环保局" in plan(opened, "review", "close", "r1", *as_of, "--yes", check=1).stderr
    early = plan(opened, "review", "close", "r1", "--as-of", "2015-09-29", "--silence-agrees", "--yes", check=1)
    assert "2015-09-30" in early.stderr
    plan(opened, "review", "close", "r1", *as_of, "--silence-agrees", "--yes")
    closed = yaml.safe_load((opened / "consultations/r1/closed.yaml").read_text(encoding="utf-8"))
    assert (closed["policy"], closed["silent"]) == ("逾期未反馈视为无意见", ["env"])
    files = git(opened, "show", "--name-only", "--format=", "HEAD").split()
    assert [file.split("/")[0] for file in files] == ["consultations", "records"]
    assert _state(opened, *as_of)["env"] == "silent"
    assert json.loads(plan(opened, "gate", "--json", *as_of, check=None).stdout)
    assert plan(opened, "review", "close", "r1", *as_of, "--yes", check=1).returncode == 1


def test_the_ledger_adds_up_and_leaks_nothing(opened: Path, tmp_path: Path) -> None:
    _round_with_answers(opened)
    plan(opened, "review", "answer", "r1", "edu.a", "--partly", "--reason", "附录写明。")
    plan(opened, "review", "answer", "r1", "edu.b", "--same-as", "edu.a")
    plan(opened, "review", "answer", "r1", "--unit", "edu", "--accept")
    out = tmp_path / "汇总"
    said = plan(opened, "review", "ledger", "r1", "--out", str(out)).stdout
    assert "发出4家，回函3家（有意见2家、无意见1家），未回函1家" in said
    assert "共4条意见：采纳1条、部分采纳2条、未采纳0条、尚在研究1条（其中合并处理1条）" in said
    names = sorted(file.name for file in out.iterdir())
    assert names == [
        "意见采纳情况复函（市教育局）.docx",
        "意见采纳情况复函（市财政局）.docx",
        "意见采纳情况汇总表（r1）.docx",
        "意见采纳情况汇总表（r1）.html",
        "意见采纳情况汇总表（r1）.xlsx",
    ]
    table = docx.Document(str(out / names[2])).tables[0]
    head = ["序号", "提出单位", "章节条款", "意见内容", "采纳情况", "理由或处理说明"]
    assert [cell.text for cell in table.rows[0].cells] == head
    assert len(table.rows) == 5
    dispositions = [row.cells[4].text for row in table.rows[1:]]
    assert sorted(dispositions) == sorted(["采纳", "部分采纳", "部分采纳", "尚在研究"])
    assert any("=写明|来源<b>" in row.cells[3].text for row in table.rows)
    html = (out / names[3]).read_text(encoding="utf-8")
    assert "<script>alert" not in html
    sheet = openpyxl.load_workbook(out / names[4]).active
    assert [cell.value for cell in sheet[4]] == head
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    letter = docx.Document(str(out / names[0]))
    told = "\n".join(cell.text for row in letter.tables[0].rows for cell in row.cells)
    assert "经费另行安排" not in told
    assert "=写明|来源<b>" in told
    assert "采纳1条，部分采纳2条" in "\n".join(paragraph.text for paragraph in letter.paragraphs)


def test_what_goes_out_with_the_document(opened: Path) -> None:
    plan(opened, "review", "export", "r1", "--for", "edu", "--out", "发出")
    names = sorted(file.name for file in (opened / "发出").iterdir())
    assert [name for name in names if name.startswith(("征求意见函", "意见反馈表"))] == [
        "征求意见函（市教育局）.docx",
        "意见反馈表（市教育局）.docx",
        "意见反馈表（市教育局）.xlsx",
    ]
    assert len(names) == 4
    cover = docx.Document(str(opened / "发出" / "征求意见函（市教育局）.docx"))
    text = "\n".join(paragraph.text for paragraph in cover.paragraphs)
    assert "于2015年9月30日前反馈" in text
    assert "逾期未反馈的，视为无意见" in text
