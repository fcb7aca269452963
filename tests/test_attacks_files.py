"""Attacks through files, names, modes and objects, each pushed at a real bare repository with the hook installed."""

from __future__ import annotations

import subprocess
import zlib
from hashlib import sha1
from pathlib import Path

import pytest

from pushing import Server, approve, commit, copied, entry, git, made_server

_CHAPTER = "chapters/00-preamble.md"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return made_server(tmp_path_factory.mktemp("server"))


@pytest.fixture
def server(made: Server, tmp_path: Path) -> Server:
    return copied(made, tmp_path)


def test_a_change_out_of_phase_hidden_in_a_merge_is_refused(server: Server) -> None:
    git(server.clone, "switch", "-q", "-c", "草稿")
    commit(server.clone, {_CHAPTER: "# 前言\n\n提前动笔。\n"})
    server.accepts("草稿")
    git(server.clone, "switch", "-q", "main")
    commit(server.clone, {"workplan.md": "# 方案\n\n正常修改。\n"})
    git(server.clone, "merge", "-q", "--no-edit", "草稿")
    said = server.refuses("main", saying=f"{_CHAPTER} is worked on in P3")
    assert git(server.clone, "rev-parse", "--short=10", "HEAD") in said


def test_a_change_made_by_the_merge_commit_itself_is_refused(server: Server) -> None:
    git(server.clone, "switch", "-q", "-c", "草稿")
    commit(server.clone, {"topics/sample-think-tank/report.md": "# 报告\n"})
    git(server.clone, "switch", "-q", "main")
    git(server.clone, "merge", "-q", "--no-ff", "--no-commit", "草稿")
    commit(server.clone, {_CHAPTER: "# 前言\n\n夹带。\n"}, "合并")
    server.refuses("main", saying=f"{_CHAPTER} is worked on in P3")


def test_a_merge_of_what_is_allowed_is_taken(server: Server) -> None:
    git(server.clone, "switch", "-q", "-c", "课题")
    commit(server.clone, {_CHAPTER: "# 前言\n\n试写。\n"})
    git(server.clone, "revert", "--no-edit", "HEAD")
    commit(server.clone, {"topics/sample-think-tank/report.md": "# 报告\n"})
    git(server.clone, "switch", "-q", "main")
    git(server.clone, "merge", "-q", "--no-ff", "--no-edit", "课题")
    server.accepts("main")


def test_a_change_out_of_phase_hidden_in_a_revert_is_refused(server: Server) -> None:
    first = git(server.clone, "rev-list", "--max-parents=0", "HEAD")
    git(server.clone, "checkout", "-q", first, "--", ".")
    git(server.clone, "rm", "-rq", "--cached", "records")
    commit(server.clone, {}, 'Revert "一切"')
    server.refuses("main", saying="records are only ever added")


def test_a_rename_is_a_removal_and_an_addition(server: Server) -> None:
    git(server.clone, "mv", _CHAPTER, "topics/sample-think-tank/前言.md")
    commit(server.clone, {})
    server.refuses("main", saying=f"{_CHAPTER} is worked on in P3")


def test_a_change_of_mode_is_a_change(server: Server) -> None:
    oid = git(server.clone, "rev-parse", f"HEAD:{_CHAPTER}")
    entry(server.clone, _CHAPTER, mode="100755", oid=oid)
    server.refuses("main", saying=f"{_CHAPTER} is worked on in P3")


def test_a_record_is_not_changed_by_its_mode_either(server: Server) -> None:
    path = git(server.clone, "ls-tree", "--name-only", "HEAD", "records/").splitlines()[0]
    entry(server.clone, path, mode="100755", oid=git(server.clone, "rev-parse", f"HEAD:{path}"))
    server.refuses("main", saying="records are only ever added")


@pytest.mark.parametrize("path", ["workplan.md", "topics/sample-think-tank/图.png", "records", "plan.yaml"])
def test_symbolic_links_are_refused(server: Server, path: str) -> None:
    if path == "records":
        git(server.clone, "rm", "-rq", "--cached", "records")
        git(server.clone, "commit", "-qm", "去掉")
    entry(server.clone, path, b"/etc/passwd", mode="120000")
    server.refuses("main", saying="links and submodules are not allowed")


def test_links_are_refused_on_every_branch(server: Server) -> None:
    entry(server.clone, "topics/链接", b"../../etc", mode="120000")
    server.refuses("HEAD:refs/heads/草稿", saying="links and submodules are not allowed")


def test_submodules_are_refused(server: Server) -> None:
    entry(server.clone, "topics/子模块", mode="160000", oid=git(server.clone, "rev-parse", "HEAD"))
    server.refuses("main", saying="links and submodules are not allowed")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("topics/.gitattributes", ".gitattributes changes what git does with other files"),
        ("topics/sample-think-tank/.GitAttributes", ".gitattributes changes what git does"),
        ("topics/sample-think-tank/.gitmodules", ".gitmodules changes what git does"),
        (".gitattributes", ".gitattributes is not among the files of any phase"),
        ("Records/2015-05-25-approval-P1-G1-00000000.yaml", "Records is records on Windows and macOS"),
        ("Plan.yaml", "Plan.yaml is plan.yaml on Windows and macOS"),
        ("ｐlan.yaml", "is plan.yaml on Windows and macOS"),
        ("Topics/x/report.md", "the same file as topics on Windows and macOS"),
        ("topics/Sample-think-tank/report.md", "the same file as topics/sample-think-tank"),
        ("topics/sample-think-tank/REPORT.md", "the same file as topics/sample-think-tank/report.md"),
        ("topics/sample-think-tank/re\u200bport.md", "is not safe"),
        ("topics/sample-think-tank/\u202egnp.exe", "is not safe"),
        ("topics/sample-think-tank/换\n行.md", "is not safe"),
    ],
)
def test_names_that_deceive_are_refused(server: Server, path: str, said: str) -> None:
    entry(server.clone, path)
    server.refuses("main", saying=said)


def test_a_unicode_twin_is_refused(server: Server) -> None:
    entry(server.clone, "topics/sample-think-tank/café.md", b"a\n")
    entry(server.clone, "topics/sample-think-tank/cafe\u0301.md", b"b\n")
    server.refuses("main", saying="on Windows and macOS")


def _loose(folder: Path, kind: str, content: bytes) -> str:
    """Write an object that no git would make."""
    stored = f"{kind} {len(content)}\0".encode() + content
    oid = sha1(stored).hexdigest()
    file = folder / ".git" / "objects" / oid[:2] / oid[2:]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(stored))
    return oid


def _tree(server: Server, *entries: tuple[str, bytes, str]) -> str:
    content = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    return _loose(server.clone, "tree", content)


@pytest.mark.parametrize("name", [b".git", b"..", b".", b"", b"a/b", b".GIT", "\u200c.git".encode(), b"git~1"])
def test_trees_that_lead_out_of_the_repository_are_refused(server: Server, name: bytes) -> None:
    blob = git(server.clone, "hash-object", "-w", "--stdin", stdin=b"x")
    tree = _tree(server, ("100644", name, blob))
    made = _loose(
        server.clone,
        "commit",
        f"tree {tree}\nparent {git(server.clone, 'rev-parse', 'HEAD')}\n"
        "author a <a@b> 1432500000 +0800\ncommitter a <a@b> 1432500000 +0800\n\nx\n".encode(),
    )
    before = server.refs()
    finished = server.push(f"{made}:refs/heads/main")
    assert finished.returncode != 0
    assert "fatal" in finished.stderr or "refused" in finished.stderr
    assert server.refs() == before


@pytest.mark.parametrize(
    "broken",
    [
        "tree {tree}\nparent {parent}\nauthor 无日期 <a@b>\ncommitter a <a@b> 1432500000 +0800\n\nx\n",
        "tree {tree}\nparent {parent}\nauthor a <a@b> 1432500000 +0800\n\nx\n",
        "tree {tree}\nparent {missing}\nauthor a <a@b> 1 +0800\ncommitter a <a@b> 1 +0800\n\nx\n",
        "tree {missing}\nparent {parent}\nauthor a <a@b> 1 +0800\ncommitter a <a@b> 1 +0800\n\nx\n",
    ],
)
def test_malformed_objects_are_refused(server: Server, broken: str) -> None:
    values = {
        "tree": git(server.clone, "rev-parse", "HEAD^{tree}"),
        "parent": git(server.clone, "rev-parse", "HEAD"),
        "missing": "1" * 40,
    }
    made = _loose(server.clone, "commit", broken.format(**values).encode())
    before = server.refs()
    assert server.push(f"{made}:refs/heads/main").returncode != 0
    assert server.refs() == before


_HOSTILE = {
    "deep": "[" * 5000 + "]" * 5000 + "\n",
    "aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
    "tag": "title: !!python/object/apply:os.system [id]\n",
    "huge": "a: " + "x" * (2 << 20) + "\n",
    "twice": "title: 甲\ntitle: 乙\n",
    "bytes": b"\xff\xfe\x00",
    "control": "title: a\x07b\n",
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_yaml_is_refused_with_its_file(server: Server, text: str | bytes) -> None:
    commit(server.clone, {"topics/sample-think-tank/topic.yaml": text})
    said = server.refuses("main", saying="topics/sample-think-tank/topic.yaml")
    assert "refused" in said


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_records_are_refused(server: Server, text: str | bytes) -> None:
    commit(server.clone, {"records/2015-05-25-approval-P1-G1-00000000.yaml": text})
    server.refuses("main", saying="records/2015-05-25-approval-P1-G1-00000000.yaml")


def test_a_finding_names_the_line(server: Server) -> None:
    text = (server.clone / "topics/sample-think-tank/topic.yaml").read_text(encoding="utf-8")
    bad = commit(server.clone, {"topics/sample-think-tank/topic.yaml": text + "jieti: 错\n"})
    line = text.count("\n") + 1
    server.refuses("main", saying=f"refused {bad[:10]} topics/sample-think-tank/topic.yaml:{line}:1")


def test_a_plan_made_unreadable_is_refused(server: Server) -> None:
    commit(server.clone, {"plan.yaml": "[\n"})
    server.refuses("main", saying="plan.yaml:1:1: this is not valid YAML")
    commit(server.clone, {"workplan.md": "# 方案\n"})
    server.refuses("main", saying="what holds before this commit cannot be read")


def test_a_file_that_governs_is_not_removed(server: Server) -> None:
    commit(server.clone, {"schedule.yaml": None})
    server.refuses("main", saying="schedule.yaml: the file is missing")


def test_a_file_that_is_too_large_is_refused(server: Server) -> None:
    """A hundred megabytes of nothing are small on the way and large for everyone who clones."""
    oid = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"],
        cwd=server.clone,
        input=bytes((100 << 20) + 1),
        capture_output=True,
        check=True,
    ).stdout
    entry(server.clone, "topics/sample-think-tank/evidence/大.bin", oid=oid.decode().strip())
    server.refuses("main", saying="larger than 100 MiB")


def test_nothing_is_lost_when_a_push_is_refused(server: Server) -> None:
    approve(server.clone)
    commit(server.clone, {_CHAPTER: "# 前言\n"})
    server.refuses("main", saying=f"{_CHAPTER} is worked on in P3")
    server.accepts("HEAD~1:main")
    assert git(server.folder, "ls-tree", "--name-only", "main", "records/").count("approval") == 1
