"""All opinions of a round, from every branch and from the main line, read blob by blob: nothing is checked out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.loader import MARKDOWN_LIMIT, load
from plan_cli.loading.shapes import IDENTIFIER
from plan_cli.model.change import FileChange
from plan_cli.model.consultation import Answer, Closing, Comment, CommentKind, Round
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan
from plan_cli.repository.branch_contents import BranchContent, branch_contents, read_blobs
from plan_cli.repository.branches import branches_below
from plan_cli.repository.names import is_readable_name
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import Kind, RevisionSnapshot
from plan_cli.review.attaching import Attached, Attaching, Chapters, Hold
from plan_cli.review.rounds import load_round
from plan_cli.review.suggestion import Suggestion, opinion, suggestions
from plan_cli.translation import _

_COMMENT_LIMIT = 1 << 20
_ANSWER = re.compile(r"(?P<unit>[^./]+)\.(?P<id>[^./]+)(?:\.(?P<number>[0-9]{1,4}))?\.yaml\Z")
_EDIT_ID = re.compile(r"m[0-9a-f]{10}\Z")
_Record = TypeVar("_Record")


@dataclass(frozen=True)
class Opinion:
    """What one unit says about one thing. `id` is unique in the round; `sound`: it may be accepted."""

    id: str
    unit: str
    text: str
    attached: Attached
    comment: Comment | None = None
    edit: Suggestion | None = None
    sound: bool = True
    answer: Answer | None = None
    base: str | None = None
    """The commit that an edit was made on."""
    clause: str = ""
    """The clause it concerns as it was: opinions about one clause are seen together."""

    @property
    def digest(self) -> str:
        """Of its words: an answer counts for these only."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def is_open(self) -> bool:
        """Whether it still needs an answer."""
        return self.answer is None


@dataclass
class UnitBranch:
    """A branch of the round. `foreign`: what else it changes, for which nothing of it can be accepted.

    `problems`: files of it that cannot be read.
    """

    unit: str
    reference: str
    commit: str
    base: str
    known: bool
    foreign: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class Gathered:
    """A round with all that came back. `none`: units that said 无意见."""

    id: str
    round: Round
    plan: Plan
    snapshot: RevisionSnapshot
    branches: list[UnitBranch] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    none: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    closing: Closing | None = None

    def name(self, unit: str) -> str:
        """The name of a unit; its id where the plan does not know it."""
        party = self.plan.organization.party(unit)
        return party.name if party else unit

    def opinion(self, identifier: str) -> Opinion | None:
        """The opinion with that id."""
        return next((one for one in self.opinions if one.id == identifier), None)


def gather(repository: PlanRepository, round_id: str) -> Gathered:
    """Everything that was said in a round.

    Raises:
        UsageError: there is no such round.
        RefusedError: its file, or the plan, cannot be used.
    """
    snapshot, plan = main_line(repository)
    made = Gathered(round_id, load_round(snapshot, round_id), plan, snapshot)
    contents = branch_contents(repository.git, branches_below(repository.git, f"review/{round_id}"), snapshot.commit)
    return _Gathering(repository, made).all(contents)


def main_line(repository: PlanRepository) -> tuple[RevisionSnapshot, Plan]:
    """What is worked on: the protected branch, wherever one stands, or else the current commit."""
    committed = repository.committed()
    plan = load(committed).require_plan() if committed else None
    for name in plan.settings.policy.protected_branches if plan else ("main",):
        for reference in (f"refs/heads/{name}", f"refs/remotes/origin/{name}"):
            found = repository.git.attempt("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
            if found.returncode == 0:
                commit = found.stdout.decode("ascii").strip()
                if committed is not None and plan is not None and commit == committed.commit:
                    return committed, plan
                snapshot = repository.at(commit)
                return snapshot, load(snapshot).require_plan()
    snapshot = committed or repository.at("HEAD")
    return snapshot, plan or load(snapshot).require_plan()


class _Gathering:
    def __init__(self, repository: PlanRepository, made: Gathered) -> None:
        self._repository = repository
        self._made = made
        self._folder = f"consultations/{made.id}/"
        document = made.plan.document(made.round.document.id)
        self._source = document.source.rstrip("/") if document else "chapters"
        self._annexes = document.annexes if document else ()
        self._blobs: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._trees: dict[str, dict[str, str]] = {}

    def all(self, contents: list[BranchContent]) -> Gathered:
        made = self._made
        snapshot = made.snapshot
        now = {path: snapshot.oid(path) for path in snapshot.paths() if self._is_chapter(path)}
        sent = self._chapters_of(made.round.revision)
        kept = [path for path in snapshot.paths() if path.startswith(self._folder) and snapshot.kind(path) is Kind.FILE]
        wanted = [change.after for content in contents for change in content.changes if self._is_wanted(change)]
        bases = [change.before for content in contents for change in content.changes if self._is_chapter(change.path)]
        oids = [*wanted, *bases, *now.values(), *sent.values(), *(snapshot.oid(path) for path in kept)]
        self._blobs = read_blobs(self._repository.git, [oid for oid in oids if oid], MARKDOWN_LIMIT)
        attaching = Attaching(Chapters(self._text), sent, now)
        answers = self._answers(kept)
        found: dict[str, Opinion] = {}
        for path in kept:
            self._comment(path, snapshot.oid(path), attaching, found, None)
        for content in contents:
            self._branch(content, attaching, found)
        for identifier, opinion_found in found.items():
            answer = answers.pop(identifier, None)
            if answer is not None and answer.digest == opinion_found.digest:
                found[identifier] = replace(opinion_found, answer=answer)
        for identifier, answer in answers.items():
            # The branch is gone; what was answered stays answered.
            if identifier not in found:
                found[identifier] = _from_answer(identifier, answer)
        made.opinions = sorted(found.values(), key=self._order)
        return made

    def _order(self, one: Opinion) -> tuple[bool, str, int, str, str]:
        place = one.attached
        return place.chapter is not None, place.chapter or "", place.line or 0, one.unit, one.id

    def _chapters_of(self, commit: str) -> dict[str, str]:
        if commit not in self._trees:
            there = self._repository.git.attempt("cat-file", "-e", f"{commit}^{{commit}}").returncode == 0
            snapshot = self._repository.at(commit) if there else self._made.snapshot
            self._trees[commit] = {path: snapshot.oid(path) for path in snapshot.paths() if self._is_chapter(path)}
        return self._trees[commit]

    def _is_chapter(self, path: str) -> bool:
        inside = path == self._source or path.startswith(f"{self._source}/") or path in self._annexes
        return inside and path.endswith(".md") and is_readable_name(path)

    def _is_wanted(self, change: FileChange) -> bool:
        return change.plain and (self._is_chapter(change.path) or change.path.startswith(self._folder))

    def _text(self, oid: str) -> str:
        if oid not in self._texts:
            self._texts[oid] = self._blobs.get(oid, b"").decode("utf-8", "replace")
        return self._texts[oid]

    def _branch(self, content: BranchContent, attaching: Attaching, found: dict[str, Opinion]) -> None:
        unit = content.branch.name.split("/", 2)[2]
        party = self._made.plan.organization.party(unit)
        own = f"{self._folder}{unit}/"
        foreign, comments, chapters = [], [], []
        for change in content.changes:
            if not change.plain:
                foreign.append(change.path)
            elif change.path.startswith(own) and change.path.endswith(".yaml") and change.path.count("/") == 3:
                comments.append(change)
            elif self._is_chapter(change.path) and self._is_text(change):
                chapters.append(change)
            else:
                foreign.append(change.path)
        branch = UnitBranch(
            unit, content.branch.reference, content.branch.commit, content.base, party is not None, tuple(foreign)
        )
        self._made.branches.append(branch)
        known_problems = len(self._made.problems)
        for change in comments:
            if change.after:
                self._comment(change.path, change.after, attaching, found, branch)
        self._edits(chapters, branch, attaching, found)
        branch.problems = tuple(self._made.problems[known_problems:])

    def _is_text(self, change: FileChange) -> bool:
        for oid in (change.before, change.after):
            if oid is not None:
                try:
                    self._blobs[oid].decode("utf-8")
                except (KeyError, UnicodeDecodeError):
                    return False
        return True

    def _edits(
        self, chapters: list[FileChange], branch: UnitBranch, attaching: Attaching, found: dict[str, Opinion]
    ) -> None:
        before = {change.path: self._text(change.before) for change in chapters if change.before}
        after = {change.path: self._text(change.after) for change in chapters if change.after}
        oids = {change.path: change.before for change in chapters}
        for edit in suggestions(before, after):
            identifier = f"{branch.unit}.{edit.id}"
            attached = self._edit_place(edit, oids, attaching)
            clause = edit.place.text if edit.place and edit.before else ""
            one = Opinion(
                identifier,
                branch.unit,
                opinion(edit),
                attached,
                edit=edit,
                sound=branch.known and not branch.foreign,
                base=branch.base,
                clause=clause,
            )
            found.setdefault(identifier, one)

    def _edit_place(self, edit: Suggestion, oids: dict[str, str | None], attaching: Attaching) -> Attached:
        place = edit.place
        chapter = edit.chapter if edit.before else (edit.target or edit.chapter)
        oid = oids.get(chapter)
        if place is None or oid is None:
            return Attached(Hold.CLAUSE, chapter)
        number = attaching.number(oid, place.line)
        if number is None:
            return Attached(Hold.LOST, chapter, heading=place.heading)
        return attaching.clause(chapter, oid, number)

    def _comment(
        self, path: str, oid: str, attaching: Attaching, found: dict[str, Opinion], branch: UnitBranch | None
    ) -> None:
        unit, __, name = path.removeprefix(self._folder).partition("/")
        if not name.endswith(".yaml") or "/" in name or unit == "answers" or not is_readable_name(path):
            return
        comment = self._read(Comment, path, oid)
        if comment is None:
            return
        if comment.kind is CommentKind.NONE:
            self._made.none.add(unit)
            return
        stem = name.removesuffix(".yaml")
        if not IDENTIFIER.match(stem) or _EDIT_ID.match(stem):
            stem = "c" + hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        identifier = f"{unit}.{stem}"
        text = _said(comment)
        sound = branch is None or (branch.known and not branch.foreign)
        found[identifier] = Opinion(
            identifier, unit, text, attaching.comment(comment), comment, sound=sound, clause=comment.clause or ""
        )

    def _answers(self, kept: Iterable[str]) -> dict[str, Answer]:
        """The last answer to each opinion, by the opinion's id."""
        latest: dict[str, tuple[int, Answer]] = {}
        for path in kept:
            if path == f"{self._folder}closed.yaml":
                self._made.closing = self._read(Closing, path, self._made.snapshot.oid(path))
            matched = _ANSWER.match(path.removeprefix(f"{self._folder}answers/"))
            if not matched or not path.startswith(f"{self._folder}answers/"):
                continue
            answer = self._read(Answer, path, self._made.snapshot.oid(path))
            number = int(matched["number"] or 1)
            identifier = f"{matched['unit']}.{matched['id']}"
            if answer is not None and number > latest.get(identifier, (0, answer))[0]:
                latest[identifier] = number, answer
        return {identifier: answer for identifier, (__, answer) in latest.items()}

    def _read(self, record: type[_Record], path: str, oid: str) -> _Record | None:
        """A file as what it should be; None, and a problem, where it is not."""
        raw = self._blobs.get(oid)
        findings: list[Finding] = []
        node = None
        if raw is None or len(raw) > _COMMENT_LIMIT:
            self._made.problems.append(_("{path}: it is too large").format(path=path))
            return None
        try:
            node = yaml_nodes.parse(raw.decode("utf-8"), path, findings)
        except UnicodeDecodeError:
            self._made.problems.append(_("{path}: it is not UTF-8").format(path=path))
            return None
        read = shapes.read(record, node, findings) if node is not None else None
        if read is None:
            said = findings[0].message if findings else _("it is empty")
            self._made.problems.append(f"{findings[0].place if findings else path}: {said}")
        return read


def _said(comment: Comment) -> str:
    """A comment in words: what it says, and what people answered to it inside Word."""
    reason = f"〔{comment.reason.chinese}〕" if comment.reason else ""
    replies = "".join(f"\n（{reply.by or '批注'}：{reply.text}）" for reply in comment.replies)
    return f"{reason}{comment.text}{replies}"


def _from_answer(identifier: str, answer: Answer) -> Opinion:
    attached = Attached(Hold.LOST if answer.chapter else Hold.WHOLE, answer.chapter, heading=answer.heading or "")
    return Opinion(identifier, answer.unit, answer.opinion, attached, answer=answer)
