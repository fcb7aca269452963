"""A round in a real repository: opened, sent out, and what comes back as branches."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import docx
import pytest
import yaml
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.model.consultation import Comment
from tests.plans import plan, plan_with
from tests.word_files import WordFile, text_of, without_bookmarks

FIRST = "---\ntitle: 总论\n---\n\n## 总体要求\n\n到2020年，科普经费达到每人5元。\n\n坚持*服务大局*，突出重点。\n"
SECOND = "## 保障措施\r\n\r\n加强组织领导。\r\n\r\n- 落实经费\r\n- 健全机制\r\n"
UNITS = (
    "units:\n  - {id: office, name: 市科协办公室}\n  - {id: edu, name: 市教育局, aliases: [教育局]}\n"
    "  - {id: fin, name: 市财政局}\n"
)
FILES = {"chapters/10-总论.md": FIRST, "chapters/20-保障.md": SECOND.encode(), "organization.yaml": UNITS}


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """A plan with an open round."""
    folder = plan_with(tmp_path / "规划", FILES)
    asked = ["--due", "2015-09-30", "--to", "教育局", "--to", "fin"]
    plan(folder, "review", "open", "r1", "--edition", "征求意见稿", *asked)
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "开始征求意见")
    return folder


def _sent(folder: Path, unit: str) -> Path:
    plan(folder, "review", "export", "r1", "--for", unit, "--out", "发出")
    (found,) = [file for file in (folder / "发出").iterdir() if unit in file.name and "征求意见稿" in file.name]
    return found


def _edited(file: Path) -> WordFile:
    word = WordFile(file.read_bytes())
    word.replace(word.paragraph("每人5元"), "5", "10")
    word.replace(word.paragraph("组织领导"), "加强", "切实加强")
    paragraph = word.paragraph("健全机制")
    start = text_of(paragraph).index("机制")
    word.comment(paragraph, start, start + 2, "机制要具体")
    return word


def test_a_round_is_bound_to_a_commit_and_its_units(opened: Path) -> None:
    written = yaml.safe_load((opened / "consultations/r1/round.yaml").read_text())
    assert written["revision"] == _git(opened, "rev-parse", "HEAD~1").strip()
    assert written["units"] == ["edu", "fin"]
    assert (written["document"], written["edition"]) == ("outline", "征求意见稿")
    assert str(written["due"]) == "2015-09-30"
    assert plan(opened, "status", "--json").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["r1", "--edition", "征求意见稿"], 1, "r1"),
        (["r2", "--edition", "送审稿"], 1, "送审稿"),
        (["r2", "--edition", "终稿"], 2, "终稿"),
        (["r2", "--edition", "征求意见稿", "--to", "市气象局"], 2, "市气象局"),
        (["../r2", "--edition", "征求意见稿"], 2, "r2"),
        (["r2", "--edition", "征求意见稿", "--due", "月底"], 2, "月底"),
    ],
)
def test_a_round_that_cannot_be(opened: Path, arguments: list[str], code: int, said: str) -> None:
    done = plan(opened, "review", "open", *arguments, check=code)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in (opened / "consultations").iterdir()] == ["r1"]


def test_a_round_about_files_that_are_not_committed_is_refused(opened: Path) -> None:
    (opened / "chapters/10-总论.md").write_text(FIRST + "\n又一段。\n", encoding="utf-8")
    done = plan(opened, "review", "open", "r2", "--edition", "征求意见稿", check=1)
    assert "chapters/10-总论.md" in done.stderr


def test_edits_and_comments_become_a_branch_by_the_unit(opened: Path) -> None:
    file = _sent(opened, "市教育局")
    back = opened / "回收" / "修改后.docx"
    back.parent.mkdir()
    back.write_bytes(_edited(file).saved())
    before = _git(opened, "status", "--porcelain"), _git(opened, "rev-parse", "HEAD")
    done = plan(opened, "review", "import", str(back), "--as", "教育局", "--json")
    report = json.loads(done.stdout)
    assert report["branch"] == "review/r1/edu"
    assert report["commit"] == _git(opened, "rev-parse", "review/r1/edu").strip()
    assert [edit["chapter"] for edit in report["files"][0]["edits"]] == ["chapters/10-总论.md", "chapters/20-保障.md"]
    assert (_git(opened, "status", "--porcelain"), _git(opened, "rev-parse", "HEAD")) == before
    shown = _git(opened, "log", "--format=%an <%ae>|%cn", "review/r1/edu", "^main").strip()
    assert shown == "市教育局 <edu@units.invalid>|起草人"
    first = _git(opened, "show", "review/r1/edu:chapters/10-总论.md")
    assert first == FIRST.replace("5元", "10元")
    second = _git(opened, "show", "review/r1/edu:chapters/20-保障.md")
    assert second == SECOND.replace("加强", "切实加强")
    changed = _git(opened, "-c", "core.quotePath=false", "diff", "--name-only", "main~1", "review/r1/edu").splitlines()
    (comment,) = [path for path in changed if path.startswith("consultations/r1/edu/")]
    assert len(changed) == 3
    findings: list = []
    node = yaml_nodes.parse(_git(opened, "show", f"review/r1/edu:{comment}"), comment, findings)
    assert node
    loaded = shapes.read(Comment, node, findings)
    assert findings == []
    assert loaded
    assert (loaded.text, loaded.quote, loaded.chapter, loaded.line, loaded.by) == (
        "机制要具体",
        "机制",
        "chapters/20-保障.md",
        6,
        "Administrator",
    )


def test_importing_twice_changes_nothing(opened: Path) -> None:
    back = opened / "回.docx"
    back.write_bytes(_edited(_sent(opened, "市教育局")).saved())
    plan(opened, "review", "import", "回.docx", "--as", "edu")
    tip = _git(opened, "rev-parse", "review/r1/edu")
    done = plan(opened, "review", "import", "回.docx", "--as", "edu")
    assert "held all of this already" in done.stdout
    assert _git(opened, "rev-parse", "review/r1/edu") == tip


def test_untouched_makes_no_branch(opened: Path) -> None:
    file = _sent(opened, "市教育局")
    plan(opened, "review", "import", str(file), "--as", "edu")
    assert _git(opened, "branch", "--list", "review/*") == ""


def test_a_second_file_adds_to_the_first(opened: Path) -> None:
    file = _sent(opened, "市教育局")
    first = WordFile(file.read_bytes())
    first.replace(first.paragraph("每人5元"), "5", "10")
    second = WordFile(file.read_bytes())
    second.replace(second.paragraph("突出重点"), "突出", "聚焦")
    third = WordFile(file.read_bytes())
    third.replace(third.paragraph("每人5元"), "5", "8")
    for name, word in (("甲", first), ("乙", second), ("丙", third)):
        (opened / f"{name}.docx").write_bytes(word.saved())
        plan(opened, "review", "import", f"{name}.docx", "--as", "edu")
    # Two wishes for one line: the first is the branch's text, the other is kept as a comment.
    made = _git(opened, "show", "review/r1/edu:chapters/10-总论.md")
    assert made == FIRST.replace("5元", "10元").replace("突出", "聚焦")
    names = _git(opened, "ls-tree", "-r", "--name-only", "review/r1/edu", "consultations/r1/edu").split()
    assert len(names) == 1
    assert "8元" in _git(opened, "show", f"review/r1/edu:{names[0]}")
    assert _git(opened, "rev-list", "--count", "main~1..review/r1/edu").strip() == "3"


def test_edited_with_python_docx_and_tracking_off(opened: Path) -> None:
    document = docx.Document(str(_sent(opened, "市财政局")))
    paragraph = next(one for one in document.paragraphs if "服务大局" in one.text)
    paragraph.runs[-1].text = "，突出重点和难点。"
    document.save(str(opened / "财政局意见 最终版.docx"))
    plan(opened, "review", "import", "财政局意见 最终版.docx", "--as", "市财政局")
    made = _git(opened, "show", "review/r1/fin:chapters/10-总论.md")
    assert made == FIRST.replace("突出重点。", "突出重点和难点。")


def test_files_of_others_are_refused_and_nothing_is_made(opened: Path, tmp_path: Path) -> None:
    file = _sent(opened, "市教育局")
    done = plan(opened, "review", "import", str(file), "--as", "fin", check=1)
    assert "edu" in done.stderr
    strange = docx.Document()
    strange.add_paragraph("请各单位于星期五前报名。")
    strange.save(str(opened / "通知.docx"))
    done = plan(opened, "review", "import", "通知.docx", "--as", "fin", "--round", "r1", check=1)
    assert "--anyway" in done.stderr
    (opened / "坏.docx").write_bytes(b"PK\x03\x04")
    done = plan(opened, "review", "import", "坏.docx", "--as", "fin", check=1)
    assert "坏.docx" in done.stderr
    done = plan(opened, "review", "import", "没有.docx", "--as", "fin", check=2)
    assert "Traceback" not in done.stderr
    assert _git(opened, "branch", "--list", "review/*") == ""


def test_a_file_without_bookmarks_or_identity_is_matched_by_text(opened: Path) -> None:
    word = WordFile(without_bookmarks(_sent(opened, "市教育局").read_bytes()))
    word.replace(word.paragraph("突出重点"), "突出", "聚焦")
    from tests.word_files import with_parts

    stripped = with_parts(word.saved(), {"docProps/custom.xml": None})
    (opened / "另存.docx").write_bytes(stripped)
    report = json.loads(plan(opened, "review", "import", "另存.docx", "--as", "edu", "--json").stdout)
    assert not report["files"][0]["identified"]
    assert report["files"][0]["confidence"] > 0.9
    assert _git(opened, "show", "review/r1/edu:chapters/10-总论.md") == FIRST.replace("突出", "聚焦")


def test_hostile_words_stay_words(opened: Path) -> None:
    word = WordFile(_sent(opened, "市教育局").read_bytes(), author='"><script>\u202e')
    word.insert(word.paragraph("突出重点"), 4, "<script>alert(1)</script>\u202e")
    (opened / "敌.docx").write_bytes(word.saved())
    done = plan(opened, "review", "import", "敌.docx", "--as", "edu")
    assert "\u202e" not in done.stdout
    made = _git(opened, "show", "review/r1/edu:chapters/10-总论.md")
    assert "\\<script>alert(1)\\</script>" in made
    assert "\u202e" not in made
