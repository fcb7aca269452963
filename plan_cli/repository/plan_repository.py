"""A plan repository: found from any folder inside it, opened as snapshots, described by its revision."""

from __future__ import annotations

import datetime
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from plan_cli.errors import MissingRequirementError, UsageError
from plan_cli.repository.git import Git
from plan_cli.repository.objects import ObjectReader
from plan_cli.repository.snapshot import IndexSnapshot, RevisionSnapshot, Snapshot, WorkTreeSnapshot
from plan_cli.repository.stat_table import StatTable
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of the history something was made from. `dirty`: the files differ from that commit."""

    commit: str | None
    description: str
    committed: datetime.datetime
    dirty: bool = False

    @property
    def name(self) -> str:
        """The description as it is written in file names and pages."""
        return f"{self.description}-dirty" if self.dirty else self.description


class PlanRepository:
    """One plan repository. Use it in a `with` statement: leaving it ends the processes behind it."""

    def __init__(self, git: Git, top: Path | None, git_directory: Path, common_directory: Path) -> None:
        self.git = git
        self.top = top
        self.git_directory = git_directory
        self.common_directory = common_directory
        self._objects = ObjectReader(git_directory)
        self._table: StatTable | None = None
        self._committed: RevisionSnapshot | None = None

    @classmethod
    def find(cls, start: Path) -> PlanRepository:
        """The repository that `start` lies in, from any folder of it, a linked work tree or a bare repository.

        Raises:
            MissingRequirementError: there is none, or it is not a plan repository.
        """
        git = Git(start)
        asked = git.attempt("rev-parse", "--is-bare-repository", "--absolute-git-dir", "--git-common-dir")
        if asked.returncode != 0:
            said = asked.stderr.decode("utf-8", "replace").strip()
            if "dubious ownership" in said:
                raise MissingRequirementError(
                    _("git does not trust {folder}").format(folder=start), said.splitlines()[-1]
                )
            raise MissingRequirementError(
                _("{folder} is not inside a plan repository").format(folder=start),
                _("go into the folder of your plan, or make one with: plan init DIR"),
            )
        bare, git_directory, common = os.fsdecode(asked.stdout).splitlines()[:3]
        common_directory = (start / common).resolve()
        if bare == "true":
            return cls(Git(Path(git_directory)), None, Path(git_directory), common_directory)
        shown = git.attempt("rev-parse", "--show-toplevel")
        if shown.returncode != 0:
            raise MissingRequirementError(
                _("{folder} is not inside a plan repository").format(folder=start),
                _("go into the folder of your plan, or make one with: plan init DIR"),
            )
        top = Path(os.fsdecode(shown.stdout).rstrip("\n"))
        if not (top / "plan.yaml").is_file():
            raise MissingRequirementError(
                _("{folder} is a Git repository, but not a plan repository: it has no plan.yaml").format(folder=top),
                _("go into the folder of your plan, or make one with: plan init DIR"),
            )
        return cls(Git(top), top, Path(git_directory), common_directory)

    def __enter__(self) -> PlanRepository:
        return self

    def __exit__(self, *ignored: object) -> None:
        self._objects.close()
        if self._table is not None:
            self._table.save()

    def work_tree(self) -> Snapshot:
        """The files as they lie on the disk.

        Raises:
            UsageError: a bare repository has none.
        """
        if self.top is None:
            raise UsageError(_("this is a bare repository without files of its own"), _("name a revision with --at"))
        if self._table is None:
            # Linked work trees share the cache but not their files.
            name = hashlib.sha256(os.fsencode(self.top)).hexdigest()[:16]
            self._table = StatTable(self.cache_folder / f"files-{name}.json")
        return WorkTreeSnapshot(self.git, self.top, self._hash_name(), self._table)

    def index(self) -> Snapshot:
        """What the next commit would hold; inside a hook, the commit that is being made."""
        return IndexSnapshot(self._git_on_index(), self._objects)

    def _git_on_index(self) -> Git:
        # `git commit -a` and `git commit PATH` build an index of their own and name it to their hooks. Any other place
        # is a variable that was left behind.
        named = os.environ.get("GIT_INDEX_FILE")
        if not named:
            return self.git
        file = ((self.top or Path.cwd()) / named).resolve()
        if not file.is_file() or self.git_directory.resolve() not in file.parents:
            return self.git
        return self.git.with_index(file)

    def at(self, revision: str) -> RevisionSnapshot:
        """The files of a revision: a tag, a branch, a commit.

        Raises:
            UsageError: there is no such revision.
        """
        return RevisionSnapshot(self.git, self.commit_of(revision), self._objects, label=revision)

    def committed(self) -> RevisionSnapshot | None:
        """The files of the current commit, read once for each; None before the first one."""
        head = self.head()
        if head is None:
            return None
        if self._committed is None or self._committed.commit != head:
            self._committed = RevisionSnapshot(self.git, head, self._objects)
        return self._committed

    def blob(self, oid: str, limit: int) -> bytes:
        """The content of a blob of at most `limit` bytes.

        Raises:
            TooLargeError: it is larger.
            ToolFailedError: it cannot be read.
        """
        return self._objects.read(oid, limit)

    def commit_of(self, revision: str) -> str:
        """The commit id that a revision names.

        Raises:
            UsageError: there is no such revision.
        """
        found = self.git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode != 0 or "\0" in revision:
            raise UsageError(
                _("there is no revision {revision!r}").format(revision=revision),
                _("git tag and git log show the revisions there are"),
            )
        return found.stdout.decode("ascii").strip()

    def describe(self, commit: str, dirty: bool = False) -> Revision:
        """The revision with its `git describe` name and the time of its commit."""
        description = self.git.run("describe", "--tags", "--always", "--abbrev=10", commit).decode("utf-8").strip()
        seconds = self.git.run("show", "-s", "--no-notes", "--format=%ct", commit).decode("ascii").strip()
        committed = datetime.datetime.fromtimestamp(int(seconds), tz=datetime.timezone.utc)
        return Revision(commit, description, committed, dirty)

    def origin(self, snapshot: Snapshot) -> Revision:
        """What a snapshot was made from: its commit, or the current one and whether the files differ from it."""
        if isinstance(snapshot, RevisionSnapshot):
            return self.describe(snapshot.commit)
        committed = self.committed()
        if committed is None:
            now = datetime.datetime.now(tz=datetime.timezone.utc).replace(microsecond=0)
            return Revision(None, "uncommitted", now, dirty=True)
        return self.describe(committed.commit, dirty=bool(changed_paths(snapshot, committed)))

    def staged_paths(self) -> tuple[str, ...]:
        """The paths that the next commit would add or change; all of them before the first commit."""
        head = self.head()
        if head is None:
            return self.index().paths()
        listed = self._git_on_index().run(
            "diff-index", "--cached", "-z", "--name-only", "--no-renames", "--diff-filter=d", "--no-ext-diff", head
        )
        return tuple(os.fsdecode(name) for name in listed.split(b"\0") if name)

    def relative_paths(self, written: list[Path]) -> list[str]:
        """Paths as the user writes them, from the current folder, as paths from the top; the top itself is empty.

        Raises:
            UsageError: one lies outside.
        """
        top = (self.top or Path.cwd()).resolve()
        found = []
        for path in written:
            # The name itself stays: it may be a link that is spoken of.
            whole = path.absolute()
            place = whole.parent.resolve() / whole.name if whole.name not in ("", "..") else whole.resolve()
            if place != top and top not in place.parents:
                raise UsageError(_("{path} lies outside the plan repository").format(path=path))
            found.append("" if place == top else place.relative_to(top).as_posix())
        return found

    @property
    def cache_folder(self) -> Path:
        """Where things that can be made again may be kept: beside the objects, shared by linked work trees."""
        return self.common_directory / "plan-cache"

    def head(self) -> str | None:
        """The current commit; None before the first one."""
        found = self.git.attempt("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return found.stdout.decode("ascii").strip() if found.returncode == 0 else None

    def branch(self) -> str | None:
        """The branch that is checked out; None where none is (a detached HEAD)."""
        found = self.git.attempt("symbolic-ref", "--quiet", "HEAD")
        name = found.stdout.decode("utf-8", "replace").strip()
        return name.removeprefix("refs/heads/") if found.returncode == 0 and name.startswith("refs/heads/") else None

    def root_of(self, commit: str) -> str | None:
        """The first commit of the line of first parents: by it a plan is told from its copies elsewhere.

        None in a shallow clone, which does not have it.
        """
        if self.git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
            return None
        roots = self.git.run("rev-list", "--first-parent", "--max-parents=0", commit, "--").decode("ascii").split()
        return roots[0] if roots else None

    def contains(self, commit: str, earlier: str) -> bool:
        """Whether `earlier` is `commit` or lies before it."""
        return self.git.attempt("merge-base", "--is-ancestor", earlier, commit).returncode == 0

    def _hash_name(self) -> str:
        return self.git.run("rev-parse", "--show-object-format").decode("ascii").strip()


def changed_paths(one: Snapshot, other: Snapshot) -> tuple[str, ...]:
    """The paths whose content or kind differs between two snapshots."""
    mine, theirs = set(one.paths()), set(other.paths())
    changed = mine ^ theirs
    for path in mine & theirs:
        if one.kind(path) is not other.kind(path) or one.oid(path) != other.oid(path):
            changed.add(path)
    return tuple(sorted(changed))
