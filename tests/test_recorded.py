"""A build compared with an earlier manifest, and the documents of an edition."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.errors import PlanError
from plan_cli.render import recorded

from plans import MINIMAL, built, plan, plan_with


def _plan(folder: Path) -> Path:
    return plan_with(folder, {"chapters/1.md": "## 总体要求\n\n坚持改革创新。\n"})


def _manifest(folder: Path, tmp_path: Path, *arguments: str) -> Path:
    """Build, put the manifest aside, and leave nothing else."""
    plan(folder, "build", "--fonts", "bundled", "--format", "pdf,docx", *arguments)
    kept = tmp_path / "清单.json"
    (folder / "build" / "manifest.json").rename(kept)
    for file in (folder / "build").iterdir():
        file.unlink()
    return kept


def _changed(file: Path, change: Any) -> Path:
    data = json.loads(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return file


def test_what_the_manifest_lists_is_made_again_and_compared(tmp_path: Path) -> None:
    folder = _plan(tmp_path / "plan")
    kept = _manifest(folder, tmp_path)
    said = plan(folder, "build", "--fonts", "bundled", "--verify-against", str(kept)).stdout
    assert "all the same" in said
    # In the formats of the manifest, and no others.
    assert sorted(file.suffix for file in (folder / "build").iterdir()) == [".docx", ".json", ".pdf"]
    assert (folder / "build" / "manifest.json").read_bytes() == kept.read_bytes()


def test_another_commit_or_another_edition_is_not_compared(tmp_path: Path) -> None:
    folder = _plan(tmp_path / "plan")
    kept = _manifest(folder, tmp_path)
    commit = json.loads(kept.read_text(encoding="utf-8"))["revision"]["commit"]
    (folder / "chapters/1.md").write_text("## 总体要求\n\n改过。\n", encoding="utf-8")
    refused = plan(folder, "build", "--fonts", "bundled", "--verify-against", str(kept), check=1)
    assert f"--at {commit[:10]}" in refused.stderr
    assert list((folder / "build").iterdir()) == []
    plan(folder, "build", "--fonts", "bundled", "--verify-against", str(kept), "--at", commit[:10])


def test_a_different_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    folder = _plan(tmp_path / "plan")
    kept = _manifest(folder, tmp_path)
    _changed(kept, lambda data: data["outputs"][0].update(sha256="0" * 64))
    refused = plan(folder, "build", "--fonts", "bundled", "--verify-against", str(kept), check=1)
    assert ".pdf: other bytes" in refused.stderr
    assert ".docx" not in refused.stderr
    assert "--fonts bundled" in refused.stderr
    assert list((folder / "build").iterdir()) == []
    _changed(kept, lambda data: data["versions"].update(typst="0.1"))
    assert "typst 0.1 then" in plan(folder, "build", "--verify-against", str(kept), check=1).stderr
    refused = plan(folder, "build", "--format", "html", "--verify-against", str(kept), check=1)
    assert ".html: not in the manifest" in refused.stderr


def test_a_tag_set_since_is_named(tmp_path: Path) -> None:
    folder = _plan(tmp_path / "plan")
    kept = _manifest(folder, tmp_path)
    subprocess.run(["git", "tag", "征求意见稿-1"], cwd=folder, check=True)
    assert "called 征求意见稿-1 now" in plan(folder, "build", "--verify-against", str(kept), check=1).stderr


def test_what_was_not_committed_cannot_be_made_again(tmp_path: Path) -> None:
    folder = _plan(tmp_path / "plan")
    (folder / "chapters/1.md").write_text("## 总体要求\n\n改过。\n", encoding="utf-8")
    kept = _manifest(folder, tmp_path)
    assert "not committed" in plan(folder, "build", "--verify-against", str(kept), check=1).stderr


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'"schema"',
        b'{"schema": "plan-manifest/1"}',
        b'{"schema": "plan-manifest/2", "revision": {}, "versions": {}, "outputs": []}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_manifest_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    folder = _plan(tmp_path / "plan")
    (folder / "m.json").write_bytes(content)
    refused = plan(folder, "build", "--verify-against", "m.json", check=2)
    assert "m.json is not a manifest" in refused.stderr
    assert "Traceback" not in refused.stderr


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["commit", "document", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.fixed_dictionaries({"revision": _JSON, "versions": _JSON, "outputs": _JSON}))
def test_whatever_a_manifest_holds_reading_ends_in_an_answer(data: dict[str, Any]) -> None:
    content = json.dumps({"schema": "plan-manifest/1", **data}).encode()
    with pytest.raises(PlanError):
        recorded.read(content, "m.json")


@pytest.mark.parametrize("name", ["没有", "."])
def test_a_manifest_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    folder = _plan(tmp_path / "plan")
    assert "cannot be read" in plan(folder, "build", "--verify-against", name, check=2).stderr


def test_the_documents_of_an_edition(tmp_path: Path) -> None:
    settings = MINIMAL["plan.yaml"] + (
        "  - {id: scheme, title: 工作方案, kind: workplan, source: workplan.md, edition: 讨论稿}\n"
        "  - {id: letter, title: 通知, kind: notice, source: letter.md}\n"
    )
    texts = {"chapters/1.md": "## 总体要求\n", "workplan.md": "# 方案\n", "letter.md": "# 通知\n"}
    folder = plan_with(tmp_path / "plan", {"plan.yaml": settings, **texts})
    for name in ("征求意见稿", "consultation"):
        out = tmp_path / name
        plan(folder, "build", "--edition", name, "--format", "html", "--out", str(out))
        assert "测试规划纲要" in built(out, ".html").name
    assert "scheme 讨论稿" in plan(folder, "build", "--edition", "送审稿", check=2).stderr
    assert "印发稿" in plan(folder, "build", "--edition", "终稿", check=2).stderr
    assert "--edition" in plan(folder, "build", "outline", "--edition", "讨论稿", check=2).stderr
