"""Safe names, and writes that happen whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.errors import MissingRequirementError, RefusedError
from plan_cli.repository import atomic
from plan_cli.repository.names import collision_key, escapes, is_portable_name, is_readable_name, portable_name


@pytest.mark.parametrize(
    "path", ["../x", "a/../b", "/x", "a//b", ".git/config", "a/.GIT/x", ".git./x", "git~1/x", "./a"]
)
def test_paths_that_lead_elsewhere(path: str) -> None:
    assert escapes(path)
    assert not is_readable_name(path)


@pytest.mark.parametrize("path", ["章/10-“甲”.md", ".gitignore", "a..b", "…", "git/x"])
def test_paths_that_stay(path: str) -> None:
    assert is_readable_name(path)


@pytest.mark.parametrize(
    "name", ["con", "NUL.md", "com1", "a.", "a ", "", "a/b", "a\nb", "a\u202eb", "<x>", "字" * 100, "-x"]
)
def test_names_that_some_system_refuses(name: str) -> None:
    assert not is_portable_name(name)


@given(st.text(max_size=300))
def test_any_text_gives_a_portable_name(text: str) -> None:
    assert is_portable_name(portable_name(text))


@pytest.mark.parametrize(("one", "other"), [("A.md", "a.md"), ("caf\u00e9", "cafe\u0301"), ("ﬀ", "ff")])
def test_names_that_are_one_file_elsewhere(one: str, other: str) -> None:
    assert collision_key(one) == collision_key(other)


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "新" / "文件.md"
    atomic.write_file(target, "旧".encode())
    atomic.write_file(target, "新".encode())
    assert target.read_text(encoding="utf-8") == "新"
    assert _names(target.parent) == ["文件.md"]


def test_a_failed_replacement_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "文件.md"
    atomic.write_file(target, b"old")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("replace", "fsync"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, full)
            with pytest.raises(MissingRequirementError, match="No space"):
                atomic.write_file(target, b"new")
        assert target.read_bytes() == b"old"
        assert _names(tmp_path) == ["文件.md"]


def test_a_place_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MissingRequirementError):
        atomic.write_file(tmp_path / "file" / "x", b"")
    with pytest.raises(MissingRequirementError):
        atomic.write_new_folder(tmp_path / "file" / "x", {"a": b""})


def test_a_folder_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    atomic.write_new_folder(tmp_path / "topics" / "a", {"topic.yaml": b"1", "sub/report.md": b"2"})
    assert (tmp_path / "topics" / "a" / "sub" / "report.md").read_bytes() == b"2"
    with pytest.raises(RefusedError):
        atomic.write_new_folder(tmp_path / "topics" / "a", {"topic.yaml": b"3"})
    assert (tmp_path / "topics" / "a" / "topic.yaml").read_bytes() == b"1"

    def broken(*arguments: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "rename", broken)
    with pytest.raises(MissingRequirementError):
        atomic.write_new_folder(tmp_path / "topics" / "b", {"topic.yaml": b"1"})
    assert _names(tmp_path / "topics") == ["a"]


def test_new_files_are_all_there_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"建议/{number}.yaml": str(number).encode() for number in range(5)}
    link = os.link

    def full_disk(source: Path, target: Path) -> None:
        if target.name == "3.yaml":
            raise OSError(28, "No space left on device")
        link(source, target)

    def no_room(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", full_disk)
        patched.setattr(os, "rename", no_room)
        with pytest.raises(MissingRequirementError):
            atomic.write_new_files(tmp_path, files)
    assert list(tmp_path.iterdir()) == []
    atomic.write_new_files(tmp_path, files)
    assert sorted(file.name for file in (tmp_path / "建议").iterdir()) == [f"{number}.yaml" for number in range(5)]
    with pytest.raises(RefusedError):
        atomic.write_new_files(tmp_path, {"建议/9.yaml": b"", "建议/4.yaml": b""})
    assert not (tmp_path / "建议/9.yaml").exists()
    monkeypatch.setattr(os, "link", no_room)
    atomic.write_new_files(tmp_path, {"甲/乙/1.yaml": b"x"})
    assert (tmp_path / "甲/乙/1.yaml").read_bytes() == b"x"
