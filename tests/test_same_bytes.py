"""The same commit gives the same bytes, wherever, whenever and by whom it is built; what is not committed says so."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import pdfplumber
import pytest

from ooxml import parts
from plans import built, plan, plan_with
from typeset_documents import hard_plan

# Another clock: what asks Python for the time is told of a day two years later.
_LATER = """
import datetime, runpy, sys, time
shift = 63_000_000
now = time.time
time.time = lambda: now() + shift
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().fromtimestamp(time.time(), tz)
datetime.datetime = Later
sys.argv = ["plan", *sys.argv[1:]]
runpy.run_module("plan_cli", run_name="__main__")
"""


def _build_elsewhere(folder: Path, out: Path, home: Path, umask: str) -> None:
    """Build everything in another time zone, language and home, with another umask, at another time."""
    home.mkdir()
    for file in folder.rglob("*"):
        if file.is_file() and ".git" not in file.parts:
            os.utime(file, (1_000_000_000, 1_000_000_000))
    command = [sys.executable, "-c", _LATER, "build", "all", "--fonts", "bundled", "--out", str(out)]
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "缓存"),
        "TZ": "America/New_York",
        "LANG": "C",
        "LC_ALL": "C",
        "PLAN_LANG": "zh_CN",
        "USER": "别人",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
    }
    finished = subprocess.run(
        ["sh", "-c", f'umask {umask}; exec "$@"', "sh", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_two_clones_give_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    folder = hard_plan(tmp_path / "一处" / "规划")
    other = tmp_path / "another place" / "clone"
    other.parent.mkdir()
    subprocess.run(["git", "clone", "-q", str(folder), str(other)], check=True)
    out = tmp_path / "甲"
    plan(folder, "build", "all", "--fonts", "bundled", "--out", str(out), TZ="Asia/Shanghai", LANG="zh_CN.UTF-8")
    _build_elsewhere(other, tmp_path / "乙", tmp_path / "别家", "077")
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("甲", "乙"))
    assert set(one) == set(two)
    assert {name.rpartition(".")[2] for name in one} == {"pdf", "docx", "html", "json"}
    assert [name for name in one if one[name] != two[name]] == []


def test_dates_are_those_of_the_commit(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    environment = {"GIT_AUTHOR_DATE": "2021-06-08T09:00:00+08:00", "GIT_COMMITTER_DATE": "2021-06-08T09:00:00+08:00"}
    os.environ.update(environment)
    try:
        plan_with(folder, {"chapters/10-甲.md": "## 甲\n\n正文。\n"})
    finally:
        for name in environment:
            del os.environ[name]
    plan(folder, "build", "--fonts", "bundled", "--out", str(tmp_path / "out"))
    core = parts(built(tmp_path / "out", ".docx"))["docProps/core.xml"].decode()
    assert re.findall(r"<dcterms:\w+ [^>]*>([^<]*)<", core) == ["2021-06-08T01:00:00Z"] * 2
    with pdfplumber.open(built(tmp_path / "out", ".pdf")) as opened:
        assert opened.metadata["CreationDate"].startswith("D:20210608010000")


@pytest.mark.parametrize("edition", ["征求意见稿", "印发稿"])
def test_what_is_not_committed_says_so_in_name_properties_and_on_every_page(tmp_path: Path, edition: str) -> None:
    files: dict[str, str | bytes] = {"chapters/10-甲.md": "## 甲\n\n正文。\n"}
    folder = plan_with(tmp_path / "plan", files)
    settings = folder / "plan.yaml"
    changed = settings.read_text(encoding="utf-8").replace("征求意见稿", edition)
    settings.write_text(f"{changed}# 改过\n", encoding="utf-8")
    plan(folder, "build", "--fonts", "bundled", "--out", str(tmp_path / "out"))
    files_made = {ending: built(tmp_path / "out", ending) for ending in (".pdf", ".docx", ".html")}
    assert all(file.stem.endswith("-dirty") for file in files_made.values())
    assert docx.Document(str(files_made[".docx"])).core_properties.keywords.endswith("-dirty")
    header = parts(files_made[".docx"])["word/plan-mark.xml"].decode()
    assert "含未提交的修改" in header
    assert "含未提交的修改" in files_made[".html"].read_text(encoding="utf-8")
    with pdfplumber.open(files_made[".pdf"]) as opened:
        assert opened.metadata["Keywords"].endswith("-dirty")
        assert all("含未提交的修改" in (page.extract_text() or "") for page in opened.pages)


def test_what_is_issued_and_committed_bears_no_mark(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"chapters/10-甲.md": "## 甲\n\n正文。\n"}
    folder = plan_with(tmp_path / "plan", files)
    settings = folder / "plan.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("征求意见稿", "印发稿"), encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "印发"], cwd=folder, check=True)
    plan(folder, "build", "--fonts", "bundled", "--out", str(tmp_path / "out"))
    with pdfplumber.open(built(tmp_path / "out", ".pdf")) as opened:
        text = "".join(page.extract_text() or "" for page in opened.pages)
    assert "印发稿" not in text
    assert "版本" not in text
    assert "<w:t" not in parts(built(tmp_path / "out", ".docx"))["word/plan-mark.xml"].decode()
