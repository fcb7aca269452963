"""A command that is killed leaves what was before or what comes after, never something between, and no lock."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plans import example, plan, plan_with

_RUNNER = Path(__file__).parent / "interrupted.py"
# Far enough apart to be quick; `make test-all` takes every step.
_STRIDE = 7

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills by POSIX signals")


def _killed_runs(prepare: Callable[[], Path], *arguments: str, stride: int) -> Iterator[tuple[Path, int]]:
    """The folder after each killed run, and after the one that came to its end; with its exit code."""
    step = 1
    while True:
        folder = prepare()
        command = [sys.executable, str(_RUNNER), str(step), *arguments]
        finished = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
        assert finished.returncode in (-signal.SIGKILL, 0), finished.stderr.decode()
        yield folder, finished.returncode
        if finished.returncode == 0:
            return
        step += stride


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and ".git" not in file.relative_to(folder).parts
    }


def _fresh(tmp_path: Path, make: Callable[[Path], Path]) -> Callable[[], Path]:
    count = 0

    def prepare() -> Path:
        nonlocal count
        count += 1
        return make(tmp_path / f"第{count}次")

    return prepare


@pytest.fixture(params=["some", pytest.param("every", marks=pytest.mark.slow)])
def stride(request: pytest.FixtureRequest) -> int:
    return 1 if request.param == "every" else _STRIDE


def test_a_killed_init_leaves_nothing_or_a_whole_repository(tmp_path: Path, stride: int) -> None:
    def empty(folder: Path) -> Path:
        folder.mkdir()
        return folder

    ended = 0
    for folder, __ in _killed_runs(
        _fresh(tmp_path, empty), "init", "规划库", "--example", "chengdu-13-5", stride=stride * 13
    ):
        made = folder / "规划库"
        if made.exists():
            assert plan(made, "status", "--json").returncode == 0
            assert subprocess.run(["git", "status", "-z"], cwd=made, capture_output=True, check=True).stdout == b""
            ended += 1
        # What is left over is told and taken away by the next run.
        plan(folder, "init", "另一个规划库", "--example", "chengdu-13-5")
        assert sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(".")) == []
    assert ended >= 1


def test_a_killed_new_topic_leaves_none_or_all_of_it(tmp_path: Path, stride: int) -> None:
    def prepared(folder: Path) -> Path:
        return plan_with(folder, {"chapters/01.md": "## 目标\n"})

    arguments = ("new-topic", "科普信息化研究", "--question", "A1", "--lead", "office", "--id", "k1")
    before = _files(prepared(tmp_path / "从前"))
    for folder, code in _killed_runs(_fresh(tmp_path, prepared), *arguments, stride=stride):
        topic = folder / "topics/k1"
        if topic.exists():
            assert sorted(file.name for file in topic.iterdir()) == ["report.md", "topic.yaml"]
            assert "k1" not in plan(folder, "check", "topics", check=None).stdout.replace("topics/k1", "")
        else:
            assert code != 0
            plan(folder, *arguments)
        after = {path: content for path, content in _files(folder).items() if not path.startswith("topics/k1/")}
        assert after == before


def test_a_killed_build_leaves_whole_documents(tmp_path: Path, stride: int) -> None:
    repository = example(tmp_path / "规划")
    arguments = ("build", "workplan", "--fonts", "bundled", "--format", "docx,html")
    plan(repository, *arguments)
    wanted = _files(repository / "build")

    def prepare() -> Path:
        for file in (repository / "build").glob("*"):
            file.unlink()
        return repository

    for folder, __ in _killed_runs(prepare, *arguments, stride=stride * 5):
        for path, content in _files(folder / "build").items():
            if not path.endswith(".tmp"):
                assert content == wanted[path]
    assert _files(repository / "build") == wanted


@pytest.mark.parametrize("out", ["build/release/征求意见稿-1", "成品"])
def test_a_killed_release_leaves_no_tag_or_one_whose_files_come_by_the_same_command(
    tmp_path: Path, stride: int, out: str
) -> None:
    repository = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n\n到2020年，设施基本完善。\n"})
    folder = repository / out
    arguments = ("release", "征求意见稿", "--as-of", "2015-07-01", "--out", out)
    plan(repository, *arguments)
    wanted = _files(folder)

    def prepare() -> Path:
        subprocess.run(["git", "tag", "-d", "征求意见稿-1"], cwd=repository, capture_output=True, check=True)
        shutil.rmtree(folder)
        if out == "成品":
            folder.mkdir()  # the files then come into it one by one
        return repository

    for __, code in _killed_runs(prepare, *arguments, stride=stride):
        listed = subprocess.run(["git", "tag"], cwd=repository, capture_output=True, check=True).stdout
        there = {path: content for path, content in _files(folder).items() if ".tmp/" not in path}
        assert listed or (not there and code != 0)
        assert there.items() <= wanted.items()
        plan(repository, *arguments)
        assert _files(folder) == wanted
        assert not [entry for entry in folder.parent.iterdir() if entry.name.endswith(".tmp")]


def test_a_full_disk_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n"})
    before = _files(folder)
    # A limit on the size of files is the nearest to a full disk that needs no root.
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)); sys.argv = ['plan', *sys.argv[1:]]; "
        "from plan_cli.cli.main import main; main()"
    )
    arguments = ["new-topic", "科普信息化研究", "--question", "A1", "--lead", "office", "--id", "k1"]
    refused = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 3, refused.stderr
    assert "Traceback" not in refused.stderr
    assert _files(folder) == before
