"""The commits between two editions of a document → who added and removed each character of its chapters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plan_cli.comparison.credits import ChapterHistory, Credit, Credits
from plan_cli.comparison.passages import Passage, State
from plan_cli.comparison.provenance import Version, provenance
from plan_cli.errors import PlanError
from plan_cli.loading.loader import MARKDOWN_LIMIT
from plan_cli.render.build import YAML_INPUTS
from plan_cli.repository.history import Commit, blob_ids, commit_details, commits_between, own_name
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import Snapshot

if TYPE_CHECKING:
    from plan_cli.comparison.editions import Edition

_SETTINGS = ("plan.yaml", *YAML_INPUTS)


def credits_between(
    repository: PlanRepository, before: Edition, after: Edition, passages: Sequence[Passage]
) -> Credits:
    """Who changed what from one edition to the other.

    Raises:
        ToolFailedError: git could not read the history.
    """
    old, new = before.revision.commit, after.revision.commit
    paths = _changed_paths(before, after)
    commits: tuple[Commit, ...] = ()
    if old and new and paths:
        commits = commits_between(repository.git, old, new, paths)
    credited = [Credit(found.author, found.written, found.id, found.subject) for found in commits]
    of_tree = Credit(own_name(repository.git)) if after.revision.dirty or new is None else None
    if of_tree is not None:
        credited.append(of_tree)
    general = of_tree or (credited[-1] if credited else _credit_of(repository, new))
    texts = _Texts(repository, commits, paths)
    histories = {path: _history(path, before, after, commits, credited, texts, of_tree) for path in paths}
    made = Credits(credited, histories, general)
    touched = [passage for passage in passages if passage.state is not State.SAME]
    concerned = {block.spot.path for passage in touched for block in (*passage.before, *passage.after) if block.spot}
    made.learn(
        [block for block in before.blocks if block.spot and block.spot.path in concerned],
        [block for block in after.blocks if block.spot and block.spot.path in concerned],
    )
    return made


def _credit_of(repository: PlanRepository, commit: str | None) -> Credit:
    if commit is None:
        return Credit()
    found = commit_details(repository.git, commit)
    return Credit(found.author, found.written, found.id, found.subject)


def _changed_paths(before: Edition, after: Edition) -> list[str]:
    changed = [
        path for path in {**before.chapters, **after.chapters} if before.chapters.get(path) != after.chapters.get(path)
    ]
    for path in _SETTINGS:
        if _oid(before.snapshot, path) != _oid(after.snapshot, path) and path not in changed:
            changed.append(path)
    return sorted(changed)


def _oid(snapshot: Snapshot, path: str) -> str:
    return snapshot.oid(path) if path in snapshot.paths() else ""


class _Texts:
    """What the changed files were at each commit, each blob read once."""

    def __init__(self, repository: PlanRepository, commits: Sequence[Commit], paths: Sequence[str]) -> None:
        self._repository = repository
        self._ids = blob_ids(repository.git, [commit.id for commit in commits], paths) if commits else {}
        self._read: dict[str, str] = {"": ""}

    def oid(self, commit: str, path: str) -> str:
        return self._ids.get((commit, path), "")

    def text(self, oid: str) -> str:
        if oid not in self._read:
            try:
                self._read[oid] = _decoded(self._repository.blob(oid, MARKDOWN_LIMIT))
            except PlanError:
                self._read[oid] = ""  # too large to have been part of a plan
        return self._read[oid]


def _history(
    path: str,
    before: Edition,
    after: Edition,
    commits: Sequence[Commit],
    credited: Sequence[Credit],
    texts: _Texts,
    of_tree: Credit | None,
) -> ChapterHistory:
    """The versions of one file: a commit that left it as one of its parents had it is that parent's version."""
    start, end = _text(before.snapshot, path), _text(after.snapshot, path)
    start_oid = _oid(before.snapshot, path)
    numbers: dict[str, int] = {}
    oids: dict[int, str] = {-1: start_oid}
    versions: list[Version] = []
    for number, commit in enumerate(commits):
        oid = texts.oid(commit.id, path)
        parents = tuple(numbers.get(parent, -1) for parent in commit.parents) or (-1,)
        same = next((parent for parent in parents if oids[parent] == oid), None)
        if same is not None:
            numbers[commit.id] = same
            continue
        numbers[commit.id] = number
        oids[number] = oid
        versions.append(Version(number, parents, texts.text(oid)))
    last = numbers.get(commits[-1].id, -1) if commits else -1
    if of_tree is not None and (not versions or versions[-1].text != end):
        versions.append(Version(len(credited) - 1, (last,), end))
    elif not versions or oids.get(last) != _oid(after.snapshot, path):
        # The newer edition is no descendant of the older one: what differs is due to its last commit.
        versions = [Version(max(len(commits) - 1, 0), (-1,), end)] if credited else []
    found = provenance(start, versions)
    newest = credited[versions[-1].number] if versions else credited[-1] if credited else Credit()
    return ChapterHistory(start, end, found, newest)


def _text(snapshot: Snapshot, path: str) -> str:
    if path not in snapshot.paths():
        return ""
    try:
        return _decoded(snapshot.read(path, MARKDOWN_LIMIT))
    except PlanError:
        return ""


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace").replace("\r\n", "\n")
