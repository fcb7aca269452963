"""One round to its end: by branch, by Word, by form, by the page, by mail, and one unit silent."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import openpyxl
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SCHEDULE, SECOND, TWO, branch, comment, git, listed, opened_round
from tests.word_files import WordFile

ORGANIZATION = (
    "units:\n  - {id: office, name: 市科协办公室}\n  - {id: edu, name: 市教育局}\n  - {id: fin, name: 市财政局}\n"
    "  - {id: sci, name: 市科技局}\n  - {id: env, name: 市环保局}\n  - {id: hea, name: 市卫生局}\n"
    "  - {id: agr, name: 市农委}\n"
)


def test_a_round_from_its_opening_to_the_gate(tmp_path: Path) -> None:
    folder = opened_round(tmp_path / "规划", {"schedule.yaml": SCHEDULE, "organization.yaml": ORGANIZATION})
    text = (folder / "consultations/r1/round.yaml").read_text(encoding="utf-8")
    (folder / "consultations/r1/round.yaml").write_text(text + "- hea\n- agr\n", encoding="utf-8")
    git(folder, "commit", "-qam", "增加征求意见单位")
    plan(folder, "review", "export", "r1", "--for", "fin", "--for", "sci", "--out", "发出")
    plan(folder, "review", "page", "r1", "--for", "env", "--out", "发出")

    branch(folder, "edu", {ONE: FIRST.replace("5元", "10元"), "consultations/r1/edu/a.yaml": comment("增加人才一章")})

    (sent,) = [file for file in (folder / "发出").iterdir() if "征求意见稿" in file.name and "市财政局" in file.name]
    word = WordFile(sent.read_bytes())
    word.replace(word.paragraph("每人5元"), "5", "8")
    word.replace(word.paragraph("组织领导"), "加强", "切实加强")
    (tmp_path / "财政.docx").write_bytes(word.saved())
    plan(folder, "review", "import", str(tmp_path / "财政.docx"), "--as", "fin")

    form = docx.Document(str(folder / "发出" / "意见反馈表（市科技局）.docx"))
    table = next(table for table in form.tables if len(table.columns) == 5)
    for column, said in enumerate(["1", "主要目标", "比例超过10%", "写明数据来源", "便于考核"]):
        table.rows[1].cells[column].text = said
    form.save(str(tmp_path / "科技.docx"))
    plan(folder, "review", "import", str(tmp_path / "科技.docx"), "--as", "sci")

    (page,) = [file for file in (folder / "发出").iterdir() if file.suffix == ".html"]
    about = re.search(r'id="about">(.*?)</script>', page.read_text(encoding="utf-8"))
    assert about
    said_there = {"text": "评估要公开", "chapter": TWO, "line": 9, "clause": "按年度开展评估。"}
    saved = {**json.loads(about[1]), "by": "", "none": False, "comments": [said_there]}
    (tmp_path / "环保.json").write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    plan(folder, "review", "import", str(tmp_path / "环保.json"), "--as", "env")

    (tmp_path / "卫生.txt").write_text("经研究，我局无意见。\n", encoding="utf-8")
    plan(folder, "review", "import", str(tmp_path / "卫生.txt"), "--as", "hea")

    found = listed(folder)["opinions"]
    assert [one["unit"] for one in found] == ["edu", "edu", "fin", "sci", "fin", "env"]
    edits = {one["unit"]: one for one in found if one["kind"] == "edit" and one["chapter"] == ONE}
    assert edits["edu"]["conflicts"] == [edits["fin"]["id"]]

    plan(folder, "review", "answer", "r1", edits["edu"]["id"], "--accept")
    plan(folder, "review", "answer", "r1", edits["fin"]["id"], "--reject", "--reason", "按省规划口径。")
    plan(folder, "review", "answer", "r1", "--chapter", TWO, "--accept")
    sheet = tmp_path / "答复.xlsx"
    plan(folder, "review", "answer", "r1", "--sheet", str(sheet))
    book = openpyxl.load_workbook(sheet)
    for row in book.active.iter_rows(min_row=2):
        row[5].value, row[6].value = "部分采纳", "在后续修改中体现"
    book.save(sheet)
    plan(folder, "review", "answer", "r1", "--from", str(sheet))
    assert (folder / ONE).read_text(encoding="utf-8") == FIRST.replace("5元", "10元")
    assert (folder / TWO).read_text(encoding="utf-8") == SECOND.replace("加强组织", "切实加强组织")

    as_of = ["--as-of", "2015-10-08"]
    plan(folder, "review", "close", "r1", *as_of, "--silence-agrees", "--yes")
    ledger = plan(folder, "review", "ledger", "r1", "--out", "汇总").stdout
    assert "发出6家，回函5家（有意见4家、无意见1家），未回函1家；共6条意见：采纳3条、部分采纳2条、未采纳1条。" in ledger
    assert len([file for file in (folder / "汇总").iterdir() if "复函" in file.name]) == 4
    table = docx.Document(str(folder / "汇总" / "意见采纳情况汇总表（r1）.docx")).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["序号", "1", "2", "3", "4", "5", "6"]
    gate = plan(folder, "gate", *as_of, check=None)
    assert "Traceback" not in gate.stderr
    assert git(folder, "log", "--format=%an", "--grep=Plan-Suggestion").split() == ["市财政局", "市教育局"]
    assert git(folder, "status", "--porcelain", "--untracked-files=no") == ""
