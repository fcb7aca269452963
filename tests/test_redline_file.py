"""The redline as a file: its parts, whose changes they are, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from plan_cli.render.docx_stylesheet import tag

from libreoffice import resolved
from plans import built, example, plan

_FIRST = "院士专家工作站建设等一批重大项目，科协事业发展取得诸多创新与突破，事业发展格局发生了可喜变化。"
_SECOND = "院士（专家）工作站建设等重大项目[^甲]，科协事业实现创新突破，发展格局发生可喜变化。"


def _commit(folder: Path, author: str, when: str, subject: str) -> None:
    environment = {**os.environ, "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-qm", subject], cwd=folder, check=True, env=environment)


def _edit(folder: Path, path: str, *pairs: tuple[str, str]) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    (folder / path).write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, changed by two people in every way there is, with tags 甲 and 乙."""
    folder = example(tmp_path_factory.mktemp("修订") / "plan")
    subprocess.run(["git", "tag", "甲"], cwd=folder, check=True)
    chapter = folder / "chapters/30-improve.md"
    text = chapter.read_text(encoding="utf-8")
    start, end = text.index("### 科技思想库"), text.index("### 工作条件、")
    moved = text[start:end].replace("参考价值", "决策参考价值")
    text = text[:start] + text[end:]
    at = text.index("### 科普信息化")
    chapter.write_text(text[:at] + moved + text[at:], encoding="utf-8", newline="\n")
    _commit(folder, "李四", "2015-07-12T09:30:00+08:00", "调整任务顺序")
    _edit(
        folder, "chapters/10-foundation.md", (_FIRST, _SECOND), ("做出了系列部署。", "作出系列部署。\n\n仍有薄弱环节。")
    )
    with (folder / "chapters/10-foundation.md").open("a", encoding="utf-8") as stream:
        stream.write("\n[^甲]: 见《成都市科协年鉴》。\n")
    _edit(folder, "chapters/20-principles.md", ("客观判断，定性", "客观判断。\n\n坚持定性"))
    _edit(
        folder,
        "chapters/60-schedule.md",
        ("| 阶段 | 时间 |", "| 阶段 | 牵头 | 时间 |"),
        ("| ------ | -------- |", "| ------ | --- | -------- |"),
        ("| 部署阶段 |", "| 部署阶段 | 办公室 |"),
        ("| 研究阶段 |", "| 研究阶段 | 课题组 |"),
        ("| 规划编撰 |", "| 规划编撰 | 小组 |"),
        ("| 规划征求意见、发布 |", "| 规划征求意见、发布 | 办公室 |"),
    )
    _edit(folder, "indicators.yaml", ("target: 10\n", "target: 12\n"), ("1个百分点\n", "1.4个百分点\n"))
    _edit(folder, "plan.yaml", ("source: chapters\n    edition: discussion", "source: chapters\n    edition: review"))
    _commit(folder, "王五", "2015-08-01T10:00:00+08:00", "按党组意见修改")
    subprocess.run(["git", "tag", "乙"], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def redline(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("修订稿")
    plan(repository, "diff", "甲", "乙", "--format", "docx", "--fonts", "bundled", "--out", str(folder))
    return built(folder, ".docx")


def _part(file: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as package:
        return etree.fromstring(package.read(name))


def test_changes_carry_author_and_time_of_their_commits(redline: Path) -> None:
    body = _part(redline, "word/document.xml")
    moved = {(found.get(tag("author")), found.get(tag("date"))) for found in body.iter(tag("moveTo"))}
    assert moved == {("李四", "2015-07-12T09:30:00Z")}
    removed = next(found for found in body.iter(tag("del")) if "一批" in "".join(found.itertext()))
    assert (removed.get(tag("author")), removed.get(tag("date"))) == ("王五", "2015-08-01T10:00:00Z")
    added = next(found for found in body.iter(tag("ins")) if "决策" in "".join(found.itertext()))
    assert added.get(tag("author")) == "李四"


def test_comments_say_why(redline: Path) -> None:
    said = ["".join(found.itertext()) for found in _part(redline, "word/comments.xml")]
    assert any(text.startswith("调整任务顺序（") for text in said)
    assert any(text.startswith("按党组意见修改（") for text in said)
    numbers = [found.get(tag("id")) for found in _part(redline, "word/document.xml").iter(tag("commentReference"))]
    assert numbers == [str(number) for number in range(len(said))]


def test_python_docx_opens_it_and_the_table_of_contents_is_whole(redline: Path) -> None:
    assert docx.Document(str(redline)).paragraphs
    depth = 0
    for found in _part(redline, "word/document.xml").iter(tag("fldChar")):
        kind = found.get(tag("fldCharType"))
        depth += {"begin": 1, "end": -1}.get(str(kind), 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.slow
def test_libreoffice_accepts_to_the_newer_and_rejects_to_the_older(
    repository: Path, redline: Path, tmp_path: Path
) -> None:
    made = resolved(redline, tmp_path)
    for name, revision in (("accepted", "乙"), ("rejected", "甲")):
        folder = tmp_path / revision
        plan(repository, "build", "--at", revision, "--format", "docx", "--fonts", "bundled", "--out", str(folder))
        assert _lines(made[name]) == _lines(built(folder, ".docx"))


def _lines(file: Path) -> list[str]:
    """The words of every paragraph, in tables too; the page numbers of the contents are those of the newer edition."""
    body = docx.Document(str(file)).element.body
    lines = []
    for paragraph in body.iter(qn("w:p")):
        text = "".join(found.text or "" for found in paragraph.iter(qn("w:t")))
        in_contents = paragraph.find(f".//{qn('w:r')}/{qn('w:tab')}") is not None
        lines.append(text.rstrip("0123456789") if in_contents else text)
    return [line for line in lines if line.strip()]
