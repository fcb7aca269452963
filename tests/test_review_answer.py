"""Answers: edits applied as patches credited to the unit, answers as new files, in bulk and through a worksheet."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.review.patching import patch
from plan_cli.review.suggestion import suggestions
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SECOND, TWO, branch, comment, git, listed, of, opened_round


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    return opened_round(tmp_path / "规划")


def _only(folder: Path, unit: str) -> str:
    (one,) = of(listed(folder), unit)
    identifier: str = one["id"]
    return identifier


def _answers(folder: Path) -> dict[str, dict[str, str]]:
    return {
        file.name: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in (folder / "consultations/r1/answers").iterdir()
    }


def test_an_accepted_edit_is_a_commit_by_the_unit(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元")})
    identifier = _only(opened, "edu")
    done = plan(opened, "review", "answer", "r1", identifier, "--accept")
    assert "[-5-]{+10+}" in done.stdout
    assert (opened / ONE).read_text(encoding="utf-8") == FIRST.replace("5元", "10元")
    assert git(opened, "status", "--porcelain") == ""
    shown = git(opened, "log", "-2", "--format=%an|%cn|%s").splitlines()
    assert shown[1].startswith("市教育局|起草人|")
    ((name, answer),) = _answers(opened).items()
    assert name == f"{identifier}.yaml"
    assert answer["commit"] == git(opened, "rev-parse", "HEAD~1").strip()
    assert (answer["disposition"], answer["unit"]) == ("采纳", "edu")
    (one,) = listed(opened)["opinions"]
    assert one["answer"]["disposition"] == "accepted"
    assert "0 still" in plan(opened, "review", "list", "r1").stdout


def test_two_units_edit_one_clause_at_other_words(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元")})
    branch(opened, "fin", {ONE: FIRST.replace("突出重点", "聚焦重点")})
    plan(opened, "review", "answer", "r1", "--all", "--accept")
    now = (opened / ONE).read_text(encoding="utf-8")
    assert now == FIRST.replace("5元", "10元").replace("突出重点", "聚焦重点")
    assert git(opened, "log", "-3", "--format=%an").split() == ["起草人", "市财政局", "市教育局"]


def test_conflicting_edits_and_twins(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元")})
    branch(opened, "fin", {ONE: FIRST.replace("5元", "8元")})
    branch(opened, "sci", {ONE: FIRST.replace("5元", "10元")})
    said = plan(opened, "review", "list", "r1").stdout
    edu, fin, sci = (_only(opened, unit) for unit in ("edu", "fin", "sci"))
    assert f"says the same as {sci}" in said
    assert "conflicts with" in said
    plan(opened, "review", "answer", "r1", edu, "--accept")
    refused = plan(opened, "review", "answer", "r1", fin, "--accept", check=1)
    assert "--commit" in refused.stderr
    plan(opened, "review", "answer", "r1", sci, "--same-as", edu)
    plan(opened, "review", "answer", "r1", fin, "--reject", "--reason", "按省规划口径，采用10元。")
    answers = _answers(opened)
    assert answers[f"{sci}.yaml"]["merged"] == edu
    assert answers[f"{sci}.yaml"]["commit"] == answers[f"{edu}.yaml"]["commit"]
    assert answers[f"{fin}.yaml"]["disposition"] == "未采纳"


@pytest.mark.parametrize("decision", ["--partly", "--reject"])
def test_a_reason_is_needed(opened: Path, decision: str) -> None:
    branch(opened, "edu", {"consultations/r1/edu/a.yaml": comment("写明来源")})
    done = plan(opened, "review", "answer", "r1", "edu.a", decision, check=2)
    assert "--reason" in done.stderr
    assert not (opened / "consultations/r1/answers").exists()


def test_an_answer_is_never_changed_but_followed_by_another(opened: Path) -> None:
    branch(opened, "edu", {"consultations/r1/edu/a.yaml": comment("写明来源")})
    plan(opened, "review", "answer", "r1", "edu.a", "--reject", "--reason", "来源另行公布。")
    plan(opened, "review", "answer", "r1", "edu.a", "--partly", "--reason", "附录里写明。")
    assert sorted(_answers(opened)) == ["edu.a.2.yaml", "edu.a.yaml"]
    (one,) = listed(opened)["opinions"]
    assert one["answer"]["disposition"] == "partly"


def test_an_opinion_that_is_written_anew_is_open_again(opened: Path) -> None:
    branch(opened, "edu", {"consultations/r1/edu/a.yaml": comment("写明来源")})
    plan(opened, "review", "answer", "r1", "--unit", "市教育局", "--accept")
    branch(opened, "edu", {"consultations/r1/edu/a.yaml": comment("写明来源和口径")})
    (one,) = listed(opened, "--open")["opinions"]
    assert one["answer"] is None


def test_what_a_foreign_branch_wants_is_not_accepted(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元"), "schedule.yaml": "phases: []\n"})
    identifier = _only(opened, "edu")
    plan(opened, "review", "answer", "r1", identifier, "--accept", check=1)
    assert (opened / ONE).read_text(encoding="utf-8") == FIRST
    plan(opened, "review", "answer", "r1", identifier, "--reject", "--reason", "请只改文本。")


def test_a_chapter_that_is_being_written_is_not_overwritten(opened: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元")})
    (opened / ONE).write_text(FIRST + "\n正在写。\n", encoding="utf-8")
    head = git(opened, "rev-parse", "HEAD")
    done = plan(opened, "review", "answer", "r1", "--all", "--accept", check=1)
    assert ONE in done.stderr
    assert (opened / ONE).read_text(encoding="utf-8").endswith("正在写。\n")
    assert git(opened, "rev-parse", "HEAD") == head
    assert not (opened / "consultations/r1/answers").exists()


def test_a_worksheet_out_and_in(opened: Path, tmp_path: Path) -> None:
    branch(opened, "edu", {ONE: FIRST.replace("5元", "10元"), "consultations/r1/edu/a.yaml": comment("=1+1")})
    branch(opened, "fin", {"consultations/r1/fin/b.yaml": comment("不同意")})
    sheet = tmp_path / "答复.xlsx"
    plan(opened, "review", "answer", "r1", "--sheet", str(sheet))
    book = openpyxl.load_workbook(sheet)
    table = book.active
    for row in table.iter_rows(min_row=2):
        said = row[4].value
        row[5].value = "采纳" if said.startswith("建议") else "不采纳"
        row[6].value = "" if said.startswith("建议") else "@已有规定"
    book.save(sheet)
    plan(opened, "review", "answer", "r1", "--from", str(sheet))
    found = listed(opened)["opinions"]
    assert sorted(one["answer"]["disposition"] for one in found) == ["accepted", "rejected", "rejected"]
    assert "10元" in (opened / ONE).read_text(encoding="utf-8")
    head = git(opened, "rev-parse", "HEAD")
    plan(opened, "review", "answer", "r1", "--from", str(sheet))
    assert git(opened, "rev-parse", "HEAD") == head


def test_a_worksheet_with_a_word_nobody_knows(opened: Path, tmp_path: Path) -> None:
    branch(opened, "edu", {"consultations/r1/edu/a.yaml": comment("甲")})
    sheet = tmp_path / "答复.xlsx"
    plan(opened, "review", "answer", "r1", "--sheet", str(sheet))
    book = openpyxl.load_workbook(sheet)
    book.active["F2"] = "再议"
    book.save(sheet)
    assert "再议" in plan(opened, "review", "answer", "r1", "--from", str(sheet), check=1).stderr
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert (
        "Traceback" not in plan(opened, "review", "answer", "r1", "--from", str(tmp_path / "坏.xlsx"), check=1).stderr
    )


def test_added_deleted_and_moved_are_applied(opened: Path) -> None:
    first = FIRST.replace("活动。\n", "活动。\n\n办好科技活动周。\n\n办好全国科普日。\n")
    second = "按年度开展评估。\n\n" + SECOND.replace("- 健全机制\n", "").replace("\n按年度开展评估。\n", "")
    branch(opened, "edu", {ONE: first, TWO: second})
    plan(opened, "review", "answer", "r1", "--all", "--accept")
    assert (opened / ONE).read_text(encoding="utf-8") == first
    assert (opened / TWO).read_text(encoding="utf-8") == second


_PARAGRAPHS = st.lists(
    st.sampled_from([f"{word}方面的工作要{deed}。" for word in "甲乙丙丁戊" for deed in ("抓实", "持续推进")]),
    min_size=1,
    max_size=6,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(_PARAGRAPHS, st.data())
def test_one_edit_alone_gives_that_text_byte_for_byte(paragraphs: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    kind = data.draw(st.sampled_from(["edit", "delete", "add"]))
    after = list(paragraphs)
    if kind == "edit":
        after[at] = after[at].replace("工作", "重点工作")
    elif kind == "delete" and len(after) > 1:
        del after[at]
    else:
        after.insert(at + 1, "全新的一段话写在这里。")
    ends = data.draw(st.sampled_from(["\n", "\r\n"]))
    before_text, after_text = ((ends * 2).join(lines) + ends for lines in (paragraphs, after))
    (edit,) = suggestions({ONE: before_text}, {ONE: after_text})
    assert patch(edit, {ONE: before_text}, {ONE: before_text}).texts == {ONE: after_text}
    assert patch(edit, {ONE: before_text}, {ONE: after_text}).texts == {}
