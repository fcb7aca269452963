"""Attacks on branches, tags and history, each pushed at a real bare repository with the hook installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from plans import plan
from pushing import Server, approve, commit, copied, git, made_server


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return made_server(tmp_path_factory.mktemp("server"))


@pytest.fixture
def server(made: Server, tmp_path: Path) -> Server:
    return copied(made, tmp_path)


def test_an_honest_push_is_taken_and_the_first_one_was_trusted(tmp_path: Path) -> None:
    server = made_server(tmp_path)
    commit(server.clone, {"workplan.md": "# 方案\n\n新的正文。\n"})
    assert "refused" not in server.accepts("main")
    approve(server.clone)
    server.accepts("main")
    assert server.tip() == git(server.clone, "rev-parse", "HEAD")


def test_the_first_push_says_that_it_is_trusted(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "master", "s.git")
    plan(tmp_path, "hooks", "install", "--server", "s.git")
    plan(tmp_path, "init", "w", "--example", "chengdu-13-5")
    git(tmp_path / "w", "remote", "add", "origin", "../s.git")
    server = Server(tmp_path / "s.git", tmp_path / "w")
    server.refuses("main:草稿", saying="the main branch of this repository, main, is not there yet")
    said = server.accepts("main")
    assert "this is the first push, and it is trusted as it is" in said
    assert git(tmp_path / "w", "rev-parse", "HEAD") in said


def test_the_first_push_must_be_a_plan(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "s.git")
    plan(tmp_path, "hooks", "install", "--server", "s.git")
    git(tmp_path, "init", "-q", "w")
    commit(tmp_path / "w", {"plan.yaml": "- 不是规划\n"})
    git(tmp_path / "w", "remote", "add", "origin", "../s.git")
    Server(tmp_path / "s.git", tmp_path / "w").refuses("main", saying="no plan that anything could be judged by")


def test_a_commit_made_with_no_verify_is_judged_all_the_same(server: Server) -> None:
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n\n提前动笔。\n"})
    said = server.refuses("main", saying="chapters/00-preamble.md is worked on in P3")
    assert git(server.clone, "rev-parse", "--short=10", "HEAD") in said
    assert "what may change now: proposals/**" in said


def test_a_force_push_over_the_protected_branch_is_refused(server: Server) -> None:
    git(server.clone, "reset", "-q", "--hard", "HEAD~1")
    commit(server.clone, {"workplan.md": "# 改写历史\n"})
    server.refuses("main", saying="main would lose what it has: a protected branch only goes forward")


def test_going_back_is_refused(server: Server) -> None:
    server.refuses("HEAD~1:main", saying="a protected branch only goes forward")


def test_another_history_is_refused(server: Server) -> None:
    git(server.clone, "checkout", "-q", "--orphan", "新历史")
    commit(server.clone, {"workplan.md": "# 另起炉灶\n"})
    server.refuses("HEAD:main", saying="a protected branch only goes forward")


def test_the_protected_branch_is_not_deleted(server: Server) -> None:
    server.refuses(":main", saying="a protected branch is not deleted")


def test_other_branches_come_and_go(server: Server) -> None:
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n\n先打草稿。\n"})
    server.accepts("HEAD:refs/heads/草稿/前言")
    server.accepts(":refs/heads/草稿/前言")


def test_a_tag_is_neither_moved_nor_deleted(server: Server) -> None:
    git(server.clone, "tag", "-a", "-m", "讨论稿第一轮", "讨论稿-1")
    server.accepts("refs/tags/讨论稿-1")
    server.refuses(":refs/tags/讨论稿-1", saying="a tag is never deleted")
    git(server.clone, "tag", "-f", "-a", "-m", "另一份", "讨论稿-1", "HEAD~1")
    server.refuses("refs/tags/讨论稿-1", saying="a tag is never moved")


def test_a_tag_is_for_what_lies_on_the_protected_branch(server: Server) -> None:
    commit(server.clone, {"workplan.md": "# 没有合并的\n"})
    git(server.clone, "tag", "-a", "-m", "抢先", "印发稿")
    server.refuses("refs/tags/印发稿", saying="the tag is for something that is not part of main")
    server.accepts("main", "refs/tags/印发稿")


def test_a_tag_of_a_file_is_refused(server: Server) -> None:
    git(server.clone, "tag", "文件", "HEAD:plan.yaml")
    server.refuses("refs/tags/文件", saying="not part of main")


def test_of_a_good_and_a_bad_ref_neither_is_taken(server: Server) -> None:
    git(server.clone, "branch", "好的")
    commit(server.clone, {"workplan.md": "# 方案\n\n好的修改。\n"})
    git(server.clone, "branch", "-f", "好的")
    commit(server.clone, {"schedule.yaml": "phases: []\n"})
    server.refuses("好的:main", "main:refs/tags/v1", "好的", saying="not part of main")
    assert "refs/heads/好的" not in server.refs()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("refs/replace/{commit}", "refs of this kind are not taken here"),
        ("refs/notes/commits", "refs of this kind are not taken here"),
        ("refs/meta/config", "refs of this kind are not taken here"),
        ("refs/heads/-主线", "this name could be taken for something else"),
        ("refs/heads/HEAD", "this name could be taken for something else"),
        ("refs/heads/{commit}", "this name could be taken for something else"),
        ("refs/heads/refs/heads/main", "this name could be taken for something else"),
        ("refs/heads/ma\u202ein", "this name could be taken for something else"),
        ("refs/heads/con", "this name could be taken for something else"),
        ("refs/heads/Main", "the same name as refs/heads/main"),
        ("refs/heads/ｍain", "the same name as refs/heads/main"),
        ("refs/tags/main", "there is refs/heads/main already"),
    ],
)
def test_refs_with_odd_names_are_refused(server: Server, name: str, said: str) -> None:
    name = name.format(commit=git(server.clone, "rev-parse", "HEAD"))
    server.refuses(f"HEAD:{name}", saying=said)


def test_two_names_in_one_push_that_are_one_elsewhere_are_refused(server: Server) -> None:
    server.refuses("HEAD:refs/heads/A", "HEAD:refs/heads/a", saying="the same name as")


def test_replaced_objects_on_the_server_change_no_verdict(server: Server) -> None:
    """Somebody with a hand on the server lets a bad commit look like a good one."""
    good = git(server.clone, "rev-parse", "HEAD")
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    server.accepts("HEAD:refs/heads/草稿")
    git(server.folder, "update-ref", f"refs/replace/{bad}", good)
    server.refuses("main", saying="chapters/00-preamble.md is worked on in P3")


def test_grafts_change_no_verdict(server: Server) -> None:
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    before = git(server.clone, "rev-parse", "HEAD~1")
    good = commit(server.clone, {"workplan.md": "# 方案\n"})
    on_server, mine = (folder / "info" / "grafts" for folder in (server.folder, server.clone / ".git"))
    for file in (on_server, mine):
        file.parent.mkdir(exist_ok=True)
    on_server.write_text(f"{good} {before}\n", encoding="ascii")
    assert bad[:10] in server.refuses("main", saying="chapters/00-preamble.md is worked on in P3")
    # With the graft on both sides the bad commit is not even sent.
    mine.write_text(f"{good} {before}\n", encoding="ascii")
    server.refuses("main", saying="git rev-list failed")


def test_a_shallow_clone_pushes_only_what_the_server_can_judge(server: Server, tmp_path: Path) -> None:
    shallow = tmp_path / "浅"
    git(tmp_path, "clone", "-q", "--depth=1", server.folder.as_uri(), str(shallow))
    commit(shallow, {"workplan.md": "# 方案\n\n浅克隆里改的。\n"})
    server.accepts("main", clone=shallow)
    git(shallow, "checkout", "-q", "--orphan", "新")
    commit(shallow, {"workplan.md": "# 无根\n"})
    server.refuses("HEAD:main", saying="only goes forward", clone=shallow)


def test_a_shallow_server_judges_nothing(server: Server) -> None:
    commit(server.clone, {"workplan.md": "# 方案\n"})
    tip = server.tip()
    (server.folder / "shallow").write_text(f"{tip}\n", encoding="ascii")
    finished = server.push("main")
    assert finished.returncode != 0
    assert "shallow" in finished.stderr
    assert server.tip() == tip


def test_a_merge_that_turns_history_around_is_judged_and_kept_provable(server: Server, tmp_path: Path) -> None:
    """What `git pull` makes: the server's commit is the second parent."""
    other = server.another_clone(tmp_path / "同事")
    commit(other, {"topics/sample-think-tank/report.md": "# 报告\n\n同事的修改。\n"})
    server.accepts("main", clone=other)
    commit(server.clone, {"workplan.md": "# 方案\n\n我的修改。\n"})
    approve(server.clone)
    git(server.clone, "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    server.accepts("main")
    assert "Every step was allowed" in plan(server.clone, "verify", "--fresh").stdout


def test_a_merge_that_puts_a_foreign_root_first_is_refused(server: Server) -> None:
    """By its first commit a plan is known: with another one, no record would count any more."""
    main = git(server.clone, "rev-parse", "HEAD")
    foreign = git(server.clone, "commit-tree", "-m", "外来", git(server.clone, "rev-parse", "HEAD^{tree}"))
    merge = git(
        server.clone,
        "commit-tree",
        "-p",
        foreign,
        "-p",
        main,
        "-m",
        "合并",
        git(server.clone, "rev-parse", "HEAD^{tree}"),
    )
    server.refuses(f"{merge}:main", saying="the plan's own first commit would be lost")


def test_a_good_tip_does_not_hide_a_bad_commit_before_it(server: Server) -> None:
    bad = commit(server.clone, {"chapters/00-preamble.md": "# 前言\n\n悄悄改。\n"})
    git(server.clone, "revert", "--no-edit", bad)
    assert bad[:10] in server.refuses("main", saying="chapters/00-preamble.md is worked on in P3")


def test_a_push_past_the_limit_is_refused_with_the_limit(server: Server) -> None:
    git(server.folder, "config", "receive.maxInputSize", "2000")
    commit(server.clone, {"topics/sample-think-tank/evidence/数据.bin": os.urandom(40_000)})
    before = server.refs()
    finished = server.push("main")
    assert finished.returncode != 0
    assert "exceeds maximum allowed size" in finished.stderr
    assert server.refs() == before


def test_too_many_commits_are_refused_with_the_limit(server: Server) -> None:
    tree = git(server.clone, "rev-parse", "HEAD^{tree}")
    stream = "".join(
        f"commit refs/heads/多\ncommitter 起草人 <a@example.org> {1_500_000_000 + number} +0800\ndata 0\n"
        + ("from refs/heads/main^0\n" if number == 0 else "")
        for number in range(20_001)
    )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=server.clone, input=stream.encode(), check=True)
    assert git(server.clone, "rev-parse", "多^{tree}") == tree
    server.refuses("多:main", saying="there are more than 20000 new commits")
