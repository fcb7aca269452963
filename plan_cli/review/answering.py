"""Answers to opinions: an accepted edit becomes a commit by its unit, and each answer a new file that names it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from plan_cli.errors import RefusedError, UsageError
from plan_cli.loading.loader import MARKDOWN_LIMIT
from plan_cli.model.consultation import Answer, Disposition
from plan_cli.repository.branches import Author, git_as
from plan_cli.repository.commits import commit_in_work_tree, require_identity
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.review.clauses import plain
from plan_cli.review.gathering import Gathered, Opinion
from plan_cli.review.patching import Patch, patch
from plan_cli.translation import _

_TRAILER = "Plan-Suggestion"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be answered to one opinion. `commit`: where the text was changed for it by hand."""

    opinion: Opinion
    disposition: Disposition
    reason: str | None = None
    merged: str | None = None
    commit: str | None = None


@dataclass
class Prepared:
    """Answers made ready: the patches in their order, and what cannot be done. Nothing is written yet."""

    wanted: list[Wanted] = field(default_factory=list)
    patches: list[tuple[Opinion, Patch]] = field(default_factory=list)
    refused: list[tuple[Opinion, RefusedError]] = field(default_factory=list)


def checked(gathered: Gathered, wanted: Wanted) -> Wanted:
    """An answer that may be given: with a reason where one is needed, merged with an opinion there is.

    Raises:
        UsageError: the reason is missing, or the other opinion cannot be what this one is merged with.
        RefusedError: the opinion comes from a branch of which nothing can be accepted.
    """
    reason = " ".join(wanted.reason.split()) if wanted.reason else None
    one = wanted.opinion
    disposition, commit = wanted.disposition, wanted.commit
    if wanted.merged:
        other = gathered.opinion(wanted.merged)
        if other is None or other.id == one.id:
            raise UsageError(_("{id}: there is no other opinion {other}").format(id=one.id, other=wanted.merged))
        if other.answer is None or other.answer.merged:
            raise RefusedError(
                _("{id} cannot be merged with {other}, which has no answer of its own").format(
                    id=one.id, other=other.id
                ),
                _("answer {other} first").format(other=other.id),
            )
        disposition = other.answer.disposition
        reason = reason or other.answer.reason
        commit = commit or other.answer.commit
    if disposition is not Disposition.ACCEPTED and not reason:
        raise UsageError(
            _("{id}: {disposition} needs a reason").format(id=one.id, disposition=disposition.chinese),
            _("give it with --reason"),
        )
    if disposition is not Disposition.REJECTED and not one.sound:
        raise RefusedError(
            _("{id} cannot be accepted: its branch changes what is not its own, or is of no known unit").format(
                id=one.id
            ),
            _("plan review list {round} says what").format(round=gathered.id),
        )
    return Wanted(one, disposition, reason, wanted.merged, commit)


def prepare(repository: PlanRepository, gathered: Gathered, wanted: Sequence[Wanted]) -> Prepared:
    """The patches of the accepted edits, each on the text that those before it leave."""
    made = Prepared()
    now = _Texts(repository, gathered.snapshot.commit)
    bases: dict[str, _Texts] = {}
    for one in wanted:
        edit = one.opinion.edit
        if edit is None or one.disposition is not Disposition.ACCEPTED or one.commit or one.opinion.base is None:
            made.wanted.append(one)
            continue
        base = bases.setdefault(one.opinion.base, _Texts(repository, one.opinion.base))
        paths = {edit.chapter, edit.target or edit.chapter}
        try:
            result = patch(edit, base.of(paths), now.of(paths))
        except RefusedError as problem:
            made.refused.append((one.opinion, problem))
            continue
        now.texts.update(result.texts)
        made.patches.append((one.opinion, result))
        made.wanted.append(one)
    return made


def give(repository: PlanRepository, gathered: Gathered, made: Prepared, today: datetime.date) -> list[str]:
    """Commit the patches, one commit each by the unit, then all answers in one. Returns the commits.

    Raises:
        RefusedError: a chapter on the disk differs from the committed text, or the branch is not the protected one.
    """
    if repository.top is None:
        raise UsageError(_("this is a bare repository without files of its own"))
    require_identity(repository.git)
    branch = repository.branch()
    head = repository.head()
    if branch is None or head != gathered.snapshot.commit:
        names = _(", ").join(gathered.plan.settings.policy.protected_branches)
        raise RefusedError(
            _("answers are given on {branch}").format(branch=names), _("run: git switch {branch}").format(branch=names)
        )
    _require_clean(repository, gathered, {path for __, result in made.patches for path in result.texts})
    commits: list[str] = []
    of_opinion: dict[str, str] = {}
    texts = _Texts(repository, head)
    for opinion, result in made.patches:
        if not result.texts:
            known = _commit_of(repository, opinion)
            if known:
                of_opinion[opinion.id] = known
            continue
        old = texts.of(result.texts)
        author = Author(gathered.name(opinion.unit), f"{opinion.unit}@units.invalid")
        head = commit_in_work_tree(
            git_as(repository.git, author),
            repository.top,
            branch,
            head,
            {path: text.encode() for path, text in result.texts.items()},
            _message(gathered, opinion),
            replaced={path: old[path].encode() for path in result.texts},
        )
        texts.texts.update(result.texts)
        of_opinion[opinion.id] = head
        commits.append(head)
    files = {}
    by = repository.git.attempt("config", "user.name").stdout.decode("utf-8", "replace").strip() or None
    for one in made.wanted:
        answer = _answer(
            one, today, by, one.commit or of_opinion.get(one.opinion.id) or of_opinion.get(one.merged or "")
        )
        files[_free_path(gathered, one.opinion)] = answer_file(answer)
    if files:
        message = _("answers to {n} opinions ({round})").format(n=len(files), round=gathered.id)
        head = commit_in_work_tree(repository.git, repository.top, branch, head, files, f"{message}\n")
        commits.append(head)
    return commits


def _require_clean(repository: PlanRepository, gathered: Gathered, paths: set[str]) -> None:
    """All chapters must be as committed before the first patch is made, or the last one fails halfway."""
    on_disk = repository.work_tree()
    there = set(on_disk.paths())
    for path in sorted(paths & set(gathered.snapshot.paths())):
        if path not in there or on_disk.oid(path) != gathered.snapshot.oid(path):
            raise RefusedError(
                _("{path} on the disk differs from the committed text").format(path=path), _("commit it first")
            )


def answer_paths(gathered: Gathered, made: Prepared) -> list[str]:
    """All paths that giving the answers would write."""
    chapters = [path for __, result in made.patches for path in result.texts]
    return sorted({*chapters, *(_free_path(gathered, one.opinion) for one in made.wanted)})


def answer_file(answer: Answer) -> bytes:
    """An answer as its file holds it."""
    content: dict[str, Any] = {
        "unit": answer.unit,
        "opinion": answer.opinion,
        "digest": answer.digest,
        "disposition": answer.disposition.chinese,
        "answered": answer.answered,
    }
    for name in ("reason", "merged", "commit", "chapter", "heading", "line", "by"):
        value = getattr(answer, name)
        if value is not None:
            content[name] = value
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120).encode()


def _answer(one: Wanted, today: datetime.date, by: str | None, commit: str | None) -> Answer:
    opinion = one.opinion
    return Answer(
        unit=opinion.unit,
        opinion=opinion.text,
        digest=opinion.digest,
        disposition=one.disposition,
        answered=today,
        reason=one.reason,
        merged=one.merged,
        commit=commit,
        chapter=opinion.attached.chapter,
        heading=opinion.attached.heading or None,
        line=opinion.attached.line,
        by=by,
    )


def _free_path(gathered: Gathered, opinion: Opinion) -> str:
    stem = f"consultations/{gathered.id}/answers/{opinion.id}"
    there = set(gathered.snapshot.paths())
    number = 1
    path = f"{stem}.yaml"
    while path in there:
        number += 1
        path = f"{stem}.{number}.yaml"
    return path


def _message(gathered: Gathered, opinion: Opinion) -> str:
    place = plain(opinion.attached.heading) or opinion.attached.chapter or ""
    subject = _("accept from {unit}: {place}").format(unit=gathered.name(opinion.unit), place=place)
    return f"{subject}\n\n{' '.join(opinion.text.split())}\n\n{_TRAILER}: {gathered.id}/{opinion.id}\n"


def _commit_of(repository: PlanRepository, opinion: Opinion) -> str | None:
    """The commit in which the same edit came in: from a twin, or before a command was interrupted."""
    edit = opinion.id.partition(".")[2]
    asked = ["log", "-1", "--format=%H", "--fixed-strings", f"--grep=.{edit}", "HEAD", "--"]
    return repository.git.run(*asked).decode("ascii").strip() or None


class _Texts:
    """Chapters of a commit, and what became of them."""

    def __init__(self, repository: PlanRepository, commit: str) -> None:
        self._snapshot = repository.at(commit)
        self._paths = set(self._snapshot.paths())
        self.texts: dict[str, str] = {}

    def of(self, paths: set[str] | Mapping[str, str]) -> dict[str, str]:
        """The texts at these paths; one that is not there is empty."""
        for path in paths:
            if path not in self.texts:
                raw = self._snapshot.read(path, MARKDOWN_LIMIT) if path in self._paths else b""
                self.texts[path] = raw.decode("utf-8")
        return {path: self.texts[path] for path in paths}
