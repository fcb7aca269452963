"""The hook on the server: put in, taken out, broken in every way; and many people who push at once."""

from __future__ import annotations

import os
import stat
import subprocess
import threading
import time
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


def _hook(server: Server) -> Path:
    return server.folder / "hooks" / "pre-receive"


def test_the_hook_is_executable_and_git_refuses_by_itself_what_it_can(server: Server) -> None:
    assert _hook(server).stat().st_mode & stat.S_IXUSR
    for name in ("receive.denyNonFastForwards", "receive.fsckObjects", "transfer.fsckObjects"):
        assert git(server.folder, "config", name) == "true"
    assert git(server.folder, "config", "core.hooksPath") == "hooks"
    assert int(git(server.folder, "config", "receive.maxInputSize")) > 0


def test_installing_again_changes_nothing_and_removing_takes_it_away(server: Server) -> None:
    before = _hook(server).read_bytes()
    plan(server.folder.parent, "hooks", "install", "--server", str(server.folder))
    assert _hook(server).read_bytes() == before
    assert "gone" in plan(server.folder.parent, "hooks", "remove", "--server", str(server.folder)).stdout
    assert not _hook(server).exists()
    assert "no hook" in plan(server.folder.parent, "hooks", "remove", "--server", str(server.folder)).stdout


def test_a_hook_of_somebody_else_stays(server: Server) -> None:
    _hook(server).write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    finished = plan(server.folder.parent, "hooks", "install", "--server", str(server.folder), check=1)
    assert "plan hooks receive || exit 1" in finished.stderr
    assert _hook(server).read_text(encoding="ascii") == "#!/bin/sh\nexit 0\n"


def test_a_folder_with_files_is_no_server(server: Server) -> None:
    assert "bare" in plan(server.clone, "hooks", "install", "--server", ".", check=2).stderr
    assert "not inside" in plan(server.clone, "hooks", "install", "--server", "/", check=3).stderr


def test_a_hooks_folder_of_the_whole_machine_does_not_take_its_place(server: Server, tmp_path: Path) -> None:
    configuration = tmp_path / "gitconfig"
    configuration.write_text(f"[core]\n\thooksPath = {tmp_path}/leer\n[safe]\n\tdirectory = *\n", encoding="utf-8")
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    finished = subprocess.run(
        ["git", "push", "origin", "main"],
        cwd=server.clone,
        env={**os.environ, "GIT_CONFIG_GLOBAL": str(configuration)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert finished.returncode != 0
    assert "chapters/00-preamble.md is worked on in P3" in finished.stderr


@pytest.mark.parametrize(
    "python",
    [
        "#!/bin/sh\nkill -9 $$\n",
        "#!/bin/sh\nkill -15 $$\n",
        "#!/bin/sh\necho 'No module named plan_cli' >&2; exit 1\n",
        "#!/bin/sh\nexit 70\n",
        "#!/nirgends/python\n",
        None,
    ],
    ids=["killed", "terminated", "without plan", "crashed", "broken", "missing"],
)
def test_a_hook_that_cannot_judge_lets_nothing_through(server: Server, tmp_path: Path, python: str | None) -> None:
    import sys

    stand_in = tmp_path / "bin" / "python"
    stand_in.parent.mkdir()
    if python is not None:
        stand_in.write_text(python, encoding="ascii")
        stand_in.chmod(0o755)
    script = _hook(server).read_text(encoding="utf-8")
    _hook(server).write_text(script.replace(sys.executable, str(stand_in)), encoding="utf-8")
    commit(server.clone, {"workplan.md": "# 方案\n"})
    before = server.refs()
    finished = subprocess.run(
        ["git", "push", "origin", "main"],
        cwd=server.clone,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert finished.returncode != 0
    assert "pre-receive hook declined" in finished.stderr
    if python is None:
        assert "plan was not found on the server" in finished.stderr
    assert server.refs() == before


def test_a_hook_killed_in_the_middle_lets_nothing_through(server: Server) -> None:
    """The real process, killed while it judges."""
    for number in range(300):
        commit(server.clone, {"workplan.md": f"# 方案\n\n第{number}稿。\n"})
    before = server.refs()
    pushing = subprocess.Popen(["git", "push", "-q", "origin", "main"], cwd=server.clone, stderr=subprocess.PIPE)
    killed = False
    deadline = time.monotonic() + 30
    while pushing.poll() is None and not killed and time.monotonic() < deadline:
        for folder in Path("/proc").iterdir():
            try:
                command = (folder / "cmdline").read_bytes() if folder.name.isdigit() else b""
                here = command and (folder / "cwd").resolve() == server.folder.resolve()
                if here and command.endswith(b"plan_cli\0hooks\0receive\0"):
                    os.kill(int(folder.name), 9)
                    killed = True
            except OSError:
                continue
    assert pushing.wait(timeout=60) != 0
    assert killed
    assert server.refs() == before
    server.accepts("main")


def test_messages_are_in_the_language_of_the_installation(server: Server) -> None:
    plan(server.folder.parent, "hooks", "remove", "--server", str(server.folder))
    plan(server.folder.parent, "hooks", "install", "--server", str(server.folder), PLAN_LANG="zh_CN")
    commit(server.clone, {"chapters/00-preamble.md": "# 前言\n"})
    environment = {name: value for name, value in os.environ.items() if name != "PLAN_LANG"}
    finished = subprocess.run(
        ["git", "push", "origin", "main"],
        cwd=server.clone,
        env={**environment, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "不收" in finished.stderr


def test_what_is_wrong_with_the_policy_on_the_server_lets_nothing_through(tmp_path: Path) -> None:
    """A plan that was unreadable before the hook came: nothing can be judged by it, so nothing is taken."""
    server = made_server(tmp_path)
    plan(tmp_path, "hooks", "remove", "--server", str(server.folder))
    commit(server.clone, {"schedule.yaml": "phases: falsch\n"})
    server.accepts("main")
    plan(tmp_path, "hooks", "install", "--server", str(server.folder))
    commit(server.clone, {"workplan.md": "# 方案\n"})
    server.refuses("main", saying="what holds before this commit cannot be read")


def _people(server: Server, folder: Path, number: int, seconds: float) -> tuple[list[str], list[str]]:
    """Push edits and approvals from many clones at once; the texts that were taken, and why others were not."""
    taken: list[str] = []
    refused: list[str] = []
    clones = [server.another_clone(folder / f"同事{person}") for person in range(number)]
    deadline = time.monotonic() + seconds

    def work(person: int, clone: Path) -> None:
        turn = 0
        while time.monotonic() < deadline:
            turn += 1
            git(clone, "fetch", "-q")
            git(clone, "reset", "-q", "--hard", "origin/main")
            if person % 4 == 0:
                outcome = "通过" if person % 8 else "退回"
                note = f"第{person}人第{turn}次"
                approve(clone, "--outcome", outcome, "--note", note, check=None)
                made = git(clone, "rev-parse", "HEAD")
                if made == git(clone, "rev-parse", "origin/main"):
                    continue  # said already: the command refused it
            else:
                name = f"topics/sample-think-tank/evidence/{person}-{turn}.md"
                made = commit(clone, {name: f"# 第{person}人第{turn}次\n"})
            finished = server.push("HEAD:refs/heads/main", clone=clone)
            if finished.returncode == 0:
                taken.append(made)
            else:
                refused.append(finished.stderr)

    threads = [threading.Thread(target=work, args=(person, clone)) for person, clone in enumerate(clones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, refused


def _at_once(server: Server, folder: Path, seconds: float) -> None:
    taken, refused = _people(server, folder, 20, seconds)
    assert taken
    there = git(server.folder, "rev-list", "main").split()
    assert set(taken) <= set(there)
    assert len(there) == len(set(there))
    for said in refused:
        # Somebody else was first: git's own lock, or the look before it.
        assert any(
            reason in said
            for reason in (
                "a protected branch only goes forward",
                "failed to update ref",
                "cannot lock ref",
                "fetch first",
            )
        ), said
    git(server.folder, "fsck", "--strict")
    after = server.another_clone(folder / "看")
    assert "Every step was allowed" in plan(after, "verify").stdout
    shown = plan(after, "gate", "--as-of", "2015-05-25", check=None).stdout
    assert "disputed" not in shown


def test_twenty_people_push_at_once(server: Server, tmp_path: Path) -> None:
    _at_once(server, tmp_path, 4)


@pytest.mark.slow
def test_twenty_people_push_at_once_for_a_minute(server: Server, tmp_path: Path) -> None:
    _at_once(server, tmp_path, 60)


def test_two_decisions_that_contradict_are_settled_before_they_are_taken(server: Server, tmp_path: Path) -> None:
    other = server.another_clone(tmp_path / "同事")
    approve(server.clone)
    approve(other, "--outcome", "退回")
    server.accepts("main")
    server.refuses("main", saying="a protected branch only goes forward", clone=other)
    git(other, "pull", "-q", "--no-rebase", "--no-edit")
    said = server.refuses("main", saying="decisions about P1-G1 contradict each other", clone=other)
    withdrawn = said.partition("plan withdraw ")[2].split()[0]
    plan(other, "withdraw", withdrawn, "--body", "党组", "--reason", "重复记入", "--as-of", "2015-05-26")
    server.accepts("main", clone=other)
    assert "Every step was allowed" in plan(other, "verify").stdout
