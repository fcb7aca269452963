"""Editions released through the real command: order, gates, rounds, tags, what goes with them, and the same bytes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import docx
import pdfplumber
import pytest
from plan_cli.errors import RefusedError
from plan_cli.repository.git import Git
from plan_cli.repository.tags import create_tag

from plans import example, plan, plan_with


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode()


def _commit(folder: Path, path: str, text: str, message: str = "修改") -> None:
    """Write or extend a file and commit it, as a drafter does."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text, encoding="utf-8")
    _git(folder, "add", path)
    _git(folder, "commit", "-qm", message)


def _edition(folder: Path, document: str, edition: str, day: str) -> None:
    """Write the edition of a document into plan.yaml and record it."""
    settings = folder / "plan.yaml"
    head, mark, rest = settings.read_text(encoding="utf-8").partition(f"- id: {document}\n")
    before, __, after = rest.partition("edition: ")
    settings.write_text(f"{head}{mark}{before}edition: {edition}\n{after.partition(chr(10))[2]}", encoding="utf-8")
    plan(folder, "amend", "edition", "--reason", "进入下一稿", "--as-of", day)


def _contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _first_page(file: Path) -> str:
    with pdfplumber.open(file) as pages:
        return pages.pages[0].extract_text().replace(" ", "").replace("\n", "")


def _tags(folder: Path) -> str:
    return _git(folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags")


def _listed(folder: Path, *arguments: str) -> list[dict[str, object]]:
    shown = json.loads(plan(folder, "release", "--list", "--json", *arguments).stdout)
    assert shown["schema"] == "plan-releases/1"
    releases: list[dict[str, object]] = shown["releases"]
    return releases


def _through_the_drafting_phase(folder: Path) -> None:
    """The first three phases of the seed, quickly."""
    _commit(folder, "proposals/a.yaml", "title: 基层科普设施共建共享\n", "征集建议")
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        plan(folder, "hand-in", milestone, "--as-of", "2015-05-25")
    plan(folder, "approve", "P1-G1", "--body", "党组", "--as-of", "2015-05-25", "--minutes", "党组会议纪要〔2015〕9号")
    plan(folder, "gate", "pass", "P1", "--as-of", "2015-05-25")
    plan(folder, "hand-in", "P2-D1", "--as-of", "2015-06-15")
    plan(folder, "gate", "pass", "P2", "--as-of", "2015-06-15")
    _commit(folder, "chapters/30-improve.md", "\n建立健全科普信息化机制。\n", "起草第三部分")
    plan(folder, "hand-in", "P3-D1", "--as-of", "2015-06-24")
    plan(
        folder,
        *("approve", "P3-G2", "--body", "党组", "--outcome", "修改后通过", "--condition", "补充基层组织一段"),
        *("--minutes", "党组会议纪要〔2015〕12号", "--as-of", "2015-06-25"),
    )
    _commit(folder, "chapters/30-improve.md", "\n加强基层科协组织建设。\n", "补充基层组织一段")
    plan(folder, "meet", "P3-G2", "--body", "党组", "--as-of", "2015-06-26")
    plan(folder, "submit-to", "四川省科协", "--as-of", "2015-06-30")


def test_the_editions_of_the_seeds_year(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    release = folder / "build" / "release" / "outline"

    # 讨论稿 in May: nothing is waited for.
    shown = plan(folder, "release", "讨论稿", "--as-of", "2015-05-20").stdout
    assert "outline/讨论稿-1" in shown
    first = next((release / "讨论稿-1").glob("*.pdf"))
    head = _git(folder, "rev-parse", "HEAD").strip()
    assert first.name == f"成都市科协事业发展“十三五”规划纲要（讨论稿）20150520-{head[:10]}.pdf"
    assert f"讨论稿2015年5月20日版本{head[:10]}" in _first_page(first)
    assert not list((release / "讨论稿-1").glob("*修改说明*"))
    assert _git(folder, "status", "--porcelain") == ""
    assert _git(folder, "cat-file", "-t", "outline/讨论稿-1").strip() == "tag"

    # 征求意见稿 waits for the drafting gate, and says what is next.
    refused = plan(folder, "release", "征求意见稿", "--as-of", "2015-05-21", check=1).stderr
    assert "P3 规划编撰" in refused
    assert "plan hand-in P1-D1" in refused
    _through_the_drafting_phase(folder)
    refused = plan(folder, "release", "consultation", "--as-of", "2015-06-30", check=1).stderr
    assert "plan gate pass P3" in refused
    plan(folder, "gate", "pass", "P3", "--as-of", "2015-06-30")
    refused = plan(folder, "release", "征求意见稿", "--as-of", "2015-07-01", check=1).stderr
    assert "plan amend edition" in refused
    _edition(folder, "outline", "consultation", "2015-07-01")
    before = _tags(folder)
    plan(folder, "release", "征求意见稿", "--as-of", "2015-07-01")
    assert before in _tags(folder)
    files = _contents(release / "征求意见稿-1")
    (statement,) = [content.decode() for name, content in files.items() if name.endswith("修改说明.md")]
    assert "共修改2处" in statement
    assert "| 加强基层科协组织建设。 | 党组会议纪要〔2015〕12号（修改后通过）：补充基层组织一段（" in statement.replace(
        "\\", ""
    )
    (statement,) = [content.decode() for name, content in files.items() if name.endswith("编制说明.md")]
    assert "《关于加强和改进党的群团工作的意见》（中共中央，2015年2月）" in statement
    assert "2015年6月25日，党组审定规划纲要，市科协党组决定：修改后通过，要求：补充基层组织一段" in statement
    assert "本稿尚未结束征求意见。" in statement
    word = docx.Document(str(next((release / "征求意见稿-1").glob("*修改说明.docx"))))
    assert [cell.text for cell in word.tables[0].rows[0].cells] == ["序号", "章节", "原文", "现文", "依据"]

    # The same again changes nothing; a changed text is the second round.
    shown = plan(folder, "release", "征求意见稿", "--as-of", "2015-07-09").stdout
    assert "released already as outline/征求意见稿-1 on 2015-07-01" in shown
    assert _contents(release / "征求意见稿-1") == files
    _commit(folder, "chapters/30-improve.md", "\n按照各方面意见作了补充。\n", "按意见修改")
    plan(folder, "release", "征求意见稿", "--as-of", "2015-08-10")
    second = next((release / "征求意见稿-2").glob("*.pdf"))
    assert "（征求意见稿）（第二次）20150810-" in second.name
    assert "（征求意见稿）（第二次）" in _first_page(second)
    plan(folder, "inspect", str(next((release / "征求意见稿-2").glob("*[0-9a-f].docx"))))
    refused = plan(folder, "release", "讨论稿", "--as-of", "2015-08-11", check=1).stderr
    assert "plan release 征求意见稿" in refused
    assert "2015-08-10" in plan(folder, "release", "送审稿", "--as-of", "2015-08-01", check=1).stderr

    listed = _listed(folder)
    assert [item["tag"] for item in listed] == ["outline/讨论稿-1", "outline/征求意见稿-1", "outline/征求意见稿-2"]
    assert listed[2]["name"] == "征求意见稿（第二次）"
    assert listed[2]["since"] == listed[1]["commit"]
    assert "征求意见稿（第二次）" in plan(folder, "release", "--list").stdout
    assert len(_listed(folder, "征求意见稿")) == 2

    # Anybody with the tags makes the same bytes, whatever other tags there are.
    other = tmp_path / "同事"
    _git(tmp_path, "clone", "-q", str(folder), str(other))
    _git(other, "tag", "-a", "v1", "-m", "另一个", "outline/征求意见稿-1")
    plan(other, "release", "outline/征求意见稿-1", "--out", str(tmp_path / "再作"), PLAN_LANG="en")
    assert _contents(tmp_path / "再作") == files
    plan(other, "build", "--at", "outline/征求意见稿-1", "--fonts", "bundled", "--out", str(tmp_path / "再建"))
    rebuilt = _contents(tmp_path / "再建")
    assert len(rebuilt) == 4
    for name, content in rebuilt.items():
        assert name == "manifest.json" or content == files[name]


def test_what_the_later_editions_wait_for(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    _through_the_drafting_phase(folder)
    plan(folder, "gate", "pass", "P3", "--as-of", "2015-06-30")
    plan(folder, "close-consultation", "P4-C1", "--as-of", "2015-09-28")
    _edition(folder, "outline", "送审稿", "2015-10-08")
    assert "plan close-consultation P4-C2" in plan(folder, "release", "送审稿", check=1, PLAN_LANG="en").stderr
    plan(folder, "close-consultation", "P4-C2", "--as-of", "2015-09-30")
    plan(folder, "release", "送审稿", "--as-of", "2015-10-09")
    assert "plan submit-to party-group --milestone P4-G4" in plan(folder, "release", "报批稿", check=1).stderr
    plan(folder, "submit-to", "党组", "--as-of", "2015-12-10")
    refused = plan(folder, "release", "印发稿", "--as-of", "2015-12-20", check=1).stderr
    assert "plan approve P4-G5 --body standing-committee" in refused
    plan(folder, "approve", "P4-G5", "--body", "常委会", "--as-of", "2015-12-25")
    _commit(folder, "chapters/30-improve.md", "\n审议之后又改了一句。\n")
    _edition(folder, "outline", "印发稿", "2015-12-26")
    assert "P4-G5" in plan(folder, "release", "印发稿", "--as-of", "2015-12-28", check=1).stderr
    _git(folder, "revert", "--no-edit", "HEAD~1")
    plan(folder, "release", "印发稿", "--as-of", "2015-12-28")
    issued = next((folder / "build/release/outline/印发稿-1").glob("*.pdf"))
    assert "稿" not in _first_page(issued)
    statement = next(issued.parent.glob("*编制说明.md")).read_text(encoding="utf-8")
    assert "由起草人员根据意见采纳情况汇总表补充" in statement


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A plan with one document that is ready to be released as 征求意见稿."""
    return plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n\n到2020年，全市科普设施基本完善。\n"})


def _release(folder: Path, *more: str, day: str = "2015-07-01", check: int = 0) -> subprocess.CompletedProcess[str]:
    return plan(folder, "release", "征求意见稿", "--as-of", day, *more, check=check)


def test_one_document_with_editions_has_short_tags(small: Path, tmp_path: Path) -> None:
    _release(small, "--out", str(tmp_path / "成品"))
    assert "refs/tags/征求意见稿-1 " in _tags(small)
    message = _git(small, "tag", "-l", "--format=%(contents)", "征求意见稿-1")
    for name, content in _contents(tmp_path / "成品").items():
        assert f"File: {hashlib.sha256(content).hexdigest()} {name}\n" in message
    plan(small, "build", "--at", "征求意见稿-1", "--fonts", "bundled")
    for file in (small / "build").glob("*（*"):
        assert file.read_bytes() == (tmp_path / "成品" / file.name).read_bytes()


def test_what_another_edition_waits_for_is_written_in_plan_yaml(small: Path) -> None:
    settings = small / "plan.yaml"
    text = settings.read_text(encoding="utf-8")
    waiting = "征求意见稿, releases: [{edition: consultation, after: [P1]}]}"
    settings.write_text(text.replace("征求意见稿}", waiting), encoding="utf-8")
    _git(small, "commit", "-qam", "等部署阶段")
    settings.write_text(settings.read_text(encoding="utf-8") + "policy: {enforcement: strict}\n", encoding="utf-8")
    _git(small, "commit", "-qam", "从严")
    assert "plan gate pass P1" in _release(small, check=1).stderr
    settings.write_text(settings.read_text(encoding="utf-8").replace("[P1]", "[P9]"), encoding="utf-8")
    assert "R001" in plan(small, "check", check=1).stdout + plan(small, "check", check=1).stderr
    _git(small, "commit", "-qam", "写错")
    assert "P9" in _release(small, check=1).stderr
    settings.write_text(settings.read_text(encoding="utf-8").replace("[P9]", "[]"), encoding="utf-8")
    _git(small, "commit", "-qam", "不等")
    _release(small)


def test_warn_says_so_and_releases(small: Path) -> None:
    settings = small / "plan.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("征求意见稿}", "征求意见稿, releases: [{edition: 征求意见稿, after: [P1]}]}"), "utf-8"
    )
    _git(small, "commit", "-qam", "等部署阶段")
    assert "warning: 征求意见稿 waits for the gate of P1" in _release(small).stderr


def test_files_that_were_lost_come_back_and_drafts_that_were_changed_stay(small: Path) -> None:
    _release(small)
    folder = small / "build/release/征求意见稿-1"
    files = _contents(folder)
    pdf = next(folder.glob("*.pdf"))
    draft = next(folder.glob("*编制说明.md"))
    pdf.unlink()
    draft.write_text("改过的说明\n", encoding="utf-8")
    assert "kept as it was changed" in _release(small).stdout
    assert pdf.read_bytes() == files[pdf.name]
    assert draft.read_text(encoding="utf-8") == "改过的说明\n"
    pdf.write_bytes(b"%PDF")
    assert pdf.name in _release(small, check=1).stderr
    assert pdf.read_bytes() == b"%PDF"


def test_nothing_is_released_from_files_that_differ_or_have_errors(small: Path) -> None:
    chapter = small / "chapters/01.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n没有提交。\n", encoding="utf-8")
    assert "chapters/01.md" in _release(small, check=1).stderr
    chapter.write_text("## 目标\n\n![图](没有.png)\n", encoding="utf-8")
    _git(small, "commit", "-qam", "缺图")
    assert "B004" in _release(small, check=1).stderr
    _git(small, "revert", "--no-edit", "HEAD")
    _git(small, "switch", "-qc", "草稿")
    assert "git switch main" in _release(small, check=1).stderr
    assert _tags(small) == ""
    assert not (small / "build").exists()


def test_a_tag_of_somebody_else_is_neither_moved_nor_taken_for_a_release(small: Path) -> None:
    _git(small, "tag", "征求意见稿-1")
    assert "git show 征求意见稿-1" in _release(small, check=1).stderr
    _git(small, "tag", "-d", "征求意见稿-1")
    _release(small)
    # A renamed copy says by its message what it really is.
    _git(small, "update-ref", "refs/tags/印发稿-1", _git(small, "rev-parse", "征求意见稿-1").strip())
    shown = plan(small, "release", "--list")
    assert "印发稿-1" not in shown.stdout
    assert "印发稿-1" in shown.stderr
    assert "no edition" in plan(small, "release", "定稿", check=2).stderr
    assert "no document" in plan(small, "release", "征求意见稿", "无此文本", check=2).stderr


def test_a_place_that_cannot_be_written_leaves_no_tag(small: Path, tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    _release(small, "--out", str(tmp_path / "占用" / "成品"), check=3)
    assert _tags(small) == ""


def test_words_that_no_typeface_has_do_not_stop_a_release(small: Path) -> None:
    _release(small)
    _commit(small, "chapters/01.md", "\n新的一段，含有 | 和 *星号*、[方括号]。\n", "改动 🎉 | `x`")
    shown = _release(small, day="2015-07-02")
    assert "printed" not in shown.stderr
    statement = next((small / "build/release/征求意见稿-2").glob("*修改说明.docx"))
    cells = [cell.text for cell in docx.Document(str(statement)).tables[0].rows[1].cells]
    assert cells[2:4] == ["（无）", "新的一段，含有 | 和 星号、[方括号]。"]
    assert cells[4].startswith("改动 〓 | `x`（")


def test_a_clone_without_the_tag_before_says_so(small: Path, tmp_path: Path) -> None:
    _release(small)
    _commit(small, "chapters/01.md", "\n新的一段。\n")
    _release(small, day="2015-07-02")
    shutil.rmtree(small / "build")
    _git(small, "tag", "-d", "征求意见稿-1")
    assert "git fetch --tags" in plan(small, "release", "征求意见稿-2", check=1).stderr


def test_a_tag_is_made_once(small: Path) -> None:
    head = _git(small, "rev-parse", "HEAD").strip()
    create_tag(Git(small), "征求意见稿-1", head, "一\n")
    before = _tags(small)
    with pytest.raises(RefusedError):
        create_tag(Git(small), "征求意见稿-1", head, "二\n")
    assert _tags(small) == before
    create_tag(Git(small), "征求意见稿-2", head, "三\n", sign=lambda text: b"signed %d\n" % len(text))
    assert "signed " in _git(small, "cat-file", "tag", "征求意见稿-2")


def test_a_name_that_cannot_be_printed_leaves_the_statement_in_markdown(tmp_path: Path) -> None:
    schedule = (
        "phases:\n  - id: P1\n    name: 部署阶段\n    start: 2015-05-15\n    end: 2015-05-25\n"
        "    milestones: [{id: D1, title: 交稿\U0001f389, kind: deliverable, document: outline}]\n"
    )
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n\n一段。\n", "schedule.yaml": schedule})
    plan(folder, "hand-in", "D1", "--as-of", "2015-05-20")
    assert "编制说明 holds something that cannot be printed" in _release(folder).stderr
    names = [file.suffix for file in (folder / "build/release/征求意见稿-1").glob("*编制说明*")]
    assert names == [".md"]


def test_a_bare_repository_releases_what_it_has(small: Path, tmp_path: Path) -> None:
    _git(tmp_path, "clone", "-q", "--bare", str(small), str(tmp_path / "库.git"))
    _release(tmp_path / "库.git", "--out", str(tmp_path / "成品"))
    assert _listed(tmp_path / "库.git")[0]["tag"] == "征求意见稿-1"
