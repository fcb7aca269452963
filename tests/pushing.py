"""A bare repository with the hook installed, clones of it, and commits of any shape to push at it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from plans import example, plan

APPROVED_ON = "2015-05-25"


def git(folder: Path, *arguments: str, stdin: bytes | None = None, **environment: str) -> str:
    """What git prints; it must succeed."""
    finished = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return finished.stdout.decode().strip()


@dataclass
class Server:
    """A bare repository `folder` that judges pushes, and `clone`, where somebody works."""

    folder: Path
    clone: Path

    def push(self, *refs: str, clone: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Push these refs with force, as somebody who does not care."""
        return subprocess.run(
            ["git", "push", "--force", "origin", *refs],
            cwd=clone or self.clone,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def refs(self) -> dict[str, str]:
        """Every ref of the server."""
        listed = git(self.folder, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split(" ") for line in listed)

    def accepts(self, *refs: str, clone: Path | None = None) -> str:
        """Push what must be taken; what the server said."""
        finished = self.push(*refs, clone=clone)
        assert finished.returncode == 0, finished.stderr
        return finished.stderr

    def refuses(self, *refs: str, saying: str, clone: Path | None = None) -> str:
        """Push what must be refused with these words, and see that the server is as it was."""
        before = self.refs()
        mine = git(clone or self.clone, "for-each-ref")
        finished = self.push(*refs, clone=clone)
        said = " ".join(line.removeprefix("remote: ").strip() for line in finished.stderr.splitlines())
        assert finished.returncode != 0, said
        assert saying in said, said
        assert "Traceback" not in said
        assert "a fault of plan" not in said
        assert self.refs() == before
        assert git(clone or self.clone, "for-each-ref") == mine
        git(self.folder, "fsck", "--strict", "--no-dangling")
        return said

    def another_clone(self, folder: Path) -> Path:
        """A clone of another person."""
        git(folder.parent, "clone", "-q", str(self.folder), str(folder))
        return folder

    def tip(self, branch: str = "main") -> str:
        """The commit of a branch on the server."""
        return git(self.folder, "rev-parse", f"refs/heads/{branch}")


def made_server(folder: Path) -> Server:
    """The example on a server that judges pushes, everything of its first phase but the approval recorded."""
    clone = example(folder / "起草")
    commit(clone, {"proposals/a.yaml": "title: 基层科普设施共建共享\n"}, "征集建议")
    for milestone in ("P1-D1", "P1-D2", "P1-D3"):
        plan(clone, "hand-in", milestone, "--as-of", "2015-05-20")
    bare = folder / "规划.git"
    git(folder, "init", "-q", "--bare", str(bare))
    plan(folder, "hooks", "install", "--server", str(bare))
    git(clone, "remote", "add", "origin", "../规划.git")
    server = Server(bare, clone)
    server.accepts("main")
    git(clone, "fetch", "-q")
    return server


def copied(server: Server, folder: Path) -> Server:
    """The same server and clone once more, to do to them whatever a test likes."""
    for source in (server.folder, server.clone):
        shutil.copytree(source, folder / source.name, symlinks=True)
    return Server(folder / server.folder.name, folder / server.clone.name)


def commit(folder: Path, files: dict[str, str | bytes | None], message: str = "修改", **environment: str) -> str:
    """Commit these files as git does with `--no-verify`; None removes one. Returns the commit."""
    for path, text in files.items():
        file = folder / path
        if text is None:
            git(folder, "rm", "-q", "--", path)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        git(folder, "add", "-f", "--", path)
    git(folder, "commit", "-q", "--no-verify", "--allow-empty", "-m", message, **environment)
    return git(folder, "rev-parse", "HEAD")


def entry(folder: Path, path: str, content: bytes = b"x\n", mode: str = "100644", oid: str = "") -> str:
    """Commit one entry of any mode and name through a scratch index, past the work tree. Returns the commit."""
    oid = oid or git(folder, "hash-object", "-w", "--stdin", stdin=content)
    index = {"GIT_INDEX_FILE": str(folder / ".git" / "scratch-index")}
    git(folder, "read-tree", "HEAD", **index)
    line = f"{mode} {oid}\t{path}\0".encode()
    git(folder, "-c", "core.protectNTFS=false", "update-index", "-z", "--index-info", stdin=line, **index)
    tree = git(folder, "write-tree", **index)
    made = git(folder, "commit-tree", "-p", "HEAD", "-m", "修改", tree)
    git(folder, "reset", "-q", "--soft", made)
    return made


def approve(folder: Path, *more: str, day: str = APPROVED_ON, check: int | None = 0) -> None:
    """Record the approval that the first gate waits for."""
    plan(folder, "approve", "P1-G1", "--body", "党组", "--as-of", day, *more, check=check)


def record_file(folder: Path, kind: str = "approval") -> Path:
    """The record of that kind that was made last."""
    return sorted((folder / "records").glob(f"*-{kind}-*.yaml"))[-1]


def recorded_as(text: str) -> tuple[str, str]:
    """Where a record with this text belongs: the path under which its name fits, as a forger would compute it."""
    import hashlib

    from plan_cli.loading.records import read_record
    from plan_cli.model.finding import Finding

    findings: list[Finding] = []
    digest = hashlib.sha256(text.encode()).hexdigest()
    read_record(text, f"records/{'0' * 8}.yaml", findings)
    named = next(found.message for found in findings if "records/" in found.message)
    path = named.rpartition(" ")[2]
    assert digest[:8] in path
    return path, text
