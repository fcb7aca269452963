"""The same plan from every kind of snapshot, and git's surprises switched off."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import subprocess
from pathlib import Path

import pytest
from plan_cli.errors import MissingRequirementError, UsageError
from plan_cli.loading.loader import Loaded, load
from plan_cli.model.finding import Code
from plan_cli.repository.plan_repository import PlanRepository, changed_paths
from plan_cli.repository.snapshot import Kind

from plans import MINIMAL, example, plan, plan_with


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout.decode()


def _loaded(folder: Path, bare: Path | None = None) -> dict[str, Loaded]:
    with PlanRepository.find(folder) as repository:
        views = {
            "work tree": load(repository.work_tree()),
            "index": load(repository.index()),
            "revision": load(repository.at("HEAD")),
        }
    if bare is not None:
        with PlanRepository.find(bare) as repository:
            views["bare"] = load(repository.at("main"))
    return views


def test_every_snapshot_gives_the_same_plan(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    bare = tmp_path / "bare.git"
    _git(tmp_path, "clone", "-q", "--bare", str(folder), str(bare))
    views = _loaded(folder, bare)
    assert views["work tree"].plan is not None
    for (one_name, one), (other_name, other) in itertools.combinations(views.items(), 2):
        assert one == other, f"{one_name} and {other_name}"


def test_a_broken_plan_gives_the_same_findings_everywhere(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "schedule.yaml": "phases: [\n",
        "questions.yaml": b"\xff",
        "chapters/1.md": "---\nx: 1\n---\n",
    }
    views = _loaded(plan_with(tmp_path / "p", files))
    assert len({loaded.findings for loaded in views.values()}) == 1
    assert len(views["index"].findings) == 3


def test_windows_line_ends_in_the_work_tree_change_nothing(tmp_path: Path) -> None:
    folder = example(tmp_path / "p")
    for file in [*folder.glob("*.yaml"), *folder.glob("chapters/*.md")]:
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    views = _loaded(folder)
    assert views["work tree"] == views["revision"]
    with PlanRepository.find(folder) as repository:
        assert changed_paths(repository.work_tree(), repository.at("HEAD")) == ()


def test_the_work_tree_is_what_lies_on_the_disk(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/10-甲.md": "## 甲\n", "chapters/20-乙.md": "## 乙\n"})
    (folder / "chapters/10-甲.md").unlink()
    (folder / "chapters/30 新“丙”.md").write_text("## 丙\n", encoding="utf-8")
    (folder / "build").mkdir()
    (folder / "build/x.md").write_text("", encoding="utf-8")
    with PlanRepository.find(folder) as repository:
        paths = repository.work_tree().paths()
        assert [path for path in paths if path.startswith("chapters/")] == [
            "chapters/20-乙.md",
            "chapters/30 新“丙”.md",
        ]
        assert not any(path.startswith("build/") for path in paths)
        assert changed_paths(repository.work_tree(), repository.at("HEAD")) == (
            "chapters/10-甲.md",
            "chapters/30 新“丙”.md",
        )


def test_the_index_is_what_was_added(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    (folder / "chapters/1.md").write_text("## 已暂存\n", encoding="utf-8")
    _git(folder, "add", "chapters/1.md")
    (folder / "chapters/1.md").write_text("## 未暂存\n", encoding="utf-8")
    before = (folder / ".git/index").read_bytes()
    views = _loaded(folder)
    headings = {name: loaded.plan.chapters["outline"][0].heading for name, loaded in views.items() if loaded.plan}
    assert headings == {"work tree": "未暂存", "index": "已暂存", "revision": "甲"}
    assert (folder / ".git/index").read_bytes() == before


def test_links_submodules_and_conflicts_are_not_read(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    oid = _git(folder, "rev-parse", "HEAD").strip()
    (folder / "questions.yaml").unlink()
    (folder / "questions.yaml").symlink_to("/etc/passwd")
    _git(folder, "update-index", "--add", "--cacheinfo", f"160000,{oid},chapters/2.md")
    _git(folder, "add", "questions.yaml")
    blob = _git(folder, "rev-parse", "HEAD:plan.yaml").strip()
    subprocess.run(
        ["git", "update-index", "--index-info"],
        cwd=folder,
        input=f"100644 {blob} 1\tchapters/3.md\n100644 {blob} 2\tchapters/3.md\n".encode(),
        check=True,
    )
    with PlanRepository.find(folder) as repository:
        index = repository.index()
        assert [index.kind(path) for path in ("questions.yaml", "chapters/2.md", "chapters/3.md")] == [
            Kind.LINK,
            Kind.SUBMODULE,
            Kind.CONFLICT,
        ]
        found = {finding.place.path: finding.code for finding in load(index).findings}
    assert found == dict.fromkeys(("questions.yaml", "chapters/2.md", "chapters/3.md"), Code.NOT_A_FILE)


def test_a_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    (folder / "chapters").rename(tmp_path / "elsewhere")
    (folder / "chapters").symlink_to(tmp_path / "elsewhere")
    codes = {finding.code for finding in _loaded(folder)["work tree"].findings}
    assert codes == {Code.NOT_A_FILE}


@pytest.mark.skipif(os.name != "posix", reason="such names cannot exist on Windows")
def test_a_name_with_a_newline_is_found_and_not_read(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    (folder / "chapters/2\n3.md").write_text("## 坏\n", encoding="utf-8")
    (folder / 'chapters/4"5.md').write_text("## 好\n", encoding="utf-8")
    loaded = _loaded(folder)["work tree"]
    assert [(finding.code, finding.place.path) for finding in loaded.findings] == [
        (Code.UNSAFE_NAME, "chapters/2\\n3.md"),
        (Code.UNSAFE_NAME, 'chapters/4"5.md'),
    ]
    assert loaded.plan is not None
    assert [chapter.heading for chapter in loaded.plan.chapters["outline"]] == ["甲", "好"]


def test_a_tree_that_names_dot_dot_is_found_and_not_read(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    blob = _git(folder, "rev-parse", "HEAD:plan.yaml").strip()
    tree = subprocess.run(
        ["git", "mktree"], cwd=folder, input=f"100644 blob {blob}\t..\n".encode(), capture_output=True, check=True
    )
    commit = _git(folder, "commit-tree", tree.stdout.decode().strip(), "-m", "坏").strip()
    with PlanRepository.find(folder) as repository:
        assert Code.UNSAFE_NAME in {finding.code for finding in load(repository.at(commit)).findings}


def test_names_that_are_one_file_elsewhere_are_found(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/A.md": "## 甲\n", "chapters/a.md": "## 乙\n"})
    assert [finding.code for finding in _loaded(folder)["index"].findings] == [Code.NAMES_COLLIDE]


def test_inherited_git_variables_do_not_lead_elsewhere(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    other = plan_with(tmp_path / "other", {"plan.yaml": MINIMAL["plan.yaml"].replace("测试", "别处")})
    finished = plan(
        folder,
        "status",
        GIT_DIR=str(other / ".git"),
        GIT_WORK_TREE=str(other),
        GIT_INDEX_FILE=str(other / ".git/index"),
        GIT_CONFIG_PARAMETERS="'core.bare=true'",
    )
    assert "测试规划纲要" in finished.stdout


def test_no_program_of_a_repository_is_ever_run(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n", ".gitattributes": "* filter=evil diff=evil\n"})
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\necho run >> {tmp_path / 'marker'}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    for name in ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (folder / ".git/hooks").mkdir(exist_ok=True)
        (folder / ".git/hooks" / name).write_bytes(script.read_bytes())
        (folder / ".git/hooks" / name).chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "core.sshCommand",
        "core.alternateRefsCommand",
        "gpg.program",
    ):
        _git(folder, "config", key, str(script))
    (folder / "chapters/1.md").write_text("## 改\n", encoding="utf-8")
    (tmp_path / "marker").unlink(missing_ok=True)
    plan(folder, "status")
    plan(folder, "new-topic", "题", "--question", "A1", "--lead", "office")
    plan(folder, "build", "--format", "html")
    plan(folder, "build", "--format", "html", "--at", "HEAD")
    assert not (tmp_path / "marker").exists()


def test_a_plan_is_found_from_anywhere_inside_it(tmp_path: Path) -> None:
    folder = example(tmp_path / "p")
    _git(folder, "worktree", "add", "-q", str(tmp_path / "linked"))
    for start in (folder, folder / "chapters", tmp_path / "linked", tmp_path / "linked" / "topics"):
        with PlanRepository.find(start) as repository:
            assert load(repository.work_tree()) == load(repository.at("HEAD"))
            assert load(repository.index()) == load(repository.at("HEAD"))


def test_elsewhere_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingRequirementError, match="not inside a plan repository"):
        PlanRepository.find(tmp_path)
    _git(tmp_path, "init", "-q")
    with pytest.raises(MissingRequirementError, match=r"no plan\.yaml"):
        PlanRepository.find(tmp_path)


@pytest.mark.parametrize("revision", ["无", "--all", "HEAD:plan.yaml", "", "HEAD\n"])
def test_what_is_no_revision_is_refused(tmp_path: Path, revision: str) -> None:
    folder = plan_with(tmp_path / "p", {})
    with PlanRepository.find(folder) as repository, pytest.raises(UsageError):
        repository.at(revision)


def test_replace_refs_do_not_change_what_is_read(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "p", {"chapters/1.md": "## 甲\n"})
    blob = _git(folder, "rev-parse", "HEAD:chapters/1.md").strip()
    false = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=folder, input="## 假\n".encode(), capture_output=True, check=True
    )
    _git(folder, "replace", blob, false.stdout.decode().strip())
    loaded = _loaded(folder)["revision"]
    assert loaded.plan is not None
    assert loaded.plan.chapters["outline"][0].heading == "甲"


def _table_of(folder: Path) -> Path:
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return folder / f".git/plan-cache/files-{name}.json"


def test_an_untouched_file_is_not_read_again_and_a_touched_one_is(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n"})
    file = folder / "chapters/01.md"
    with PlanRepository.find(folder) as repository:
        first = repository.work_tree().oid("chapters/01.md")
    # What was written a moment ago is in doubt and stands in no table yet: this one says it has been there for long.
    found = file.lstat()
    look = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode]
    table = _table_of(folder)
    assert not table.exists()
    table.parent.mkdir(exist_ok=True)
    table.write_text(json.dumps({"format": 1, "files": {"chapters/01.md": [*look, "0" * 40]}}))
    with PlanRepository.find(folder) as repository:
        assert repository.work_tree().oid("chapters/01.md") == "0" * 40
    file.write_text("## 任务\n", encoding="utf-8")
    with PlanRepository.find(folder) as repository:
        changed = repository.work_tree().oid("chapters/01.md")
    assert changed not in ("0" * 40, first)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1, "files": {"plan.yaml": [1]}}', b"\xff"])
def test_a_damaged_table_of_files_is_made_again(tmp_path: Path, damage: bytes) -> None:
    folder = plan_with(tmp_path / "规划", {})
    with PlanRepository.find(folder) as repository:
        expected = repository.work_tree().oid("plan.yaml")
    _table_of(folder).parent.mkdir(exist_ok=True)
    _table_of(folder).write_bytes(damage)
    with PlanRepository.find(folder) as repository:
        assert repository.work_tree().oid("plan.yaml") == expected
