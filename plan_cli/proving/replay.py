"""Proving a history: from the commit that is trusted to the tip, each step judged by the policy before it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from plan_cli.errors import MissingRequirementError, UsageError
from plan_cli.gates.evaluate import Report, evaluate
from plan_cli.model.plan import Plan
from plan_cli.model.records import Record
from plan_cli.model.settings import Edition
from plan_cli.proving.judging import Court
from plan_cli.proving.range import RangeVerdict, Remembered, judge_range
from plan_cli.proving.signers import Signer
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.refs import Tag, tags
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class ProvenRecord:
    """A record at the tip. `commit`: the one that brought it; None where it was there in the trusted one.

    `proven`: its step was allowed, its digest computed again. `standing`: `counts`, `withdrawn` or `without-effect`.
    """

    record: Record
    commit: str | None
    proven: bool
    standing: str
    signer: Signer | None = None


@dataclass(frozen=True, slots=True)
class ProvenTag:
    """A tag and what it names. `on_branch`: it leads to a commit of the branch; `editions`: of which documents."""

    tag: Tag
    on_branch: bool
    editions: tuple[tuple[str, Edition], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What a replay came to. `trusted`: where it began; `named`: whether the user named it, as a proof needs.

    `range_only`: a part of the history was judged, and what came before is not proven.
    """

    verdict: RangeVerdict
    trusted: str
    named: bool
    root: str | None
    branch: str
    day: datetime.date
    plan: Plan | None
    report: Report | None
    records: tuple[ProvenRecord, ...] = ()
    tags: tuple[ProvenTag, ...] = ()
    range_only: bool = False

    @property
    def holds(self) -> bool:
        """Whether every step was allowed and every tag is for something that lies on the branch."""
        return not self.verdict.refusals and self.plan is not None and all(item.on_branch for item in self.tags)


def prove(
    repository: PlanRepository,
    day: datetime.date,
    root: str | None = None,
    revisions: tuple[str, str] | None = None,
    remembered: Remembered | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """The proof of the protected branch from `root` on, or of the range of two `revisions`.

    Raises:
        UsageError: there is no such revision, or no branch that could be meant.
        MissingRequirementError: the clone does not have the whole history.
    """
    _require_whole_history(repository)
    court = Court(repository, day)
    try:
        if revisions:
            old, new = (repository.commit_of(revision) for revision in revisions)
            branch = revisions[1]
        else:
            branch, new = _branch(court, repository)
            old = repository.commit_of(root) if root else repository.root_of(new) or new
        commits = court.lineage.commits([new], [old])
        verdict = judge_range(court, old, new, commits, remembered, progress)
        return _proof(court, repository, verdict, branch, root is not None, bool(revisions), day)
    finally:
        court.close()


def _proof(
    court: Court,
    repository: PlanRepository,
    verdict: RangeVerdict,
    branch: str,
    named: bool,
    range_only: bool,
    day: datetime.date,
) -> Proof:
    root = court.root(verdict.new)
    plan = court.state(verdict.new).plan
    if plan is None:
        return Proof(verdict, verdict.old, named, root, branch, day, None, None, range_only=range_only)
    present = court.present(verdict.new, plan, root)
    report = evaluate(plan, present, day)
    brought = {path: judgement for judgement in verdict.steps for path in judgement.records}
    records = []
    for record in plan.records:
        judgement = brought.get(record.place.path)
        history = report.history
        standing = "withdrawn" if record.id in history.withdrawn else "counts"
        standing = standing if standing == "withdrawn" or record.id in history.records else "without-effect"
        records.append(
            ProvenRecord(
                record,
                judgement.commit if judgement else None,
                judgement is not None and not judgement.refused,
                standing,
                judgement.signer if judgement else None,
            )
        )
    found_tags = () if range_only else _tags(court, repository, verdict.new)
    return Proof(verdict, verdict.old, named, root, branch, day, plan, report, tuple(records), found_tags, range_only)


def _tags(court: Court, repository: PlanRepository, tip: str) -> tuple[ProvenTag, ...]:
    found = []
    on_branch = court.lineage.commits([tip])
    for tag in tags(repository.git):
        lies_there = tag.commit in on_branch
        plan = court.state(tag.commit).plan if tag.commit and lies_there else None
        documents = plan.settings.documents if plan else ()
        editions = tuple((str(item.id), item.edition) for item in documents if item.edition)
        found.append(ProvenTag(tag, lies_there, editions))
    return tuple(found)


def _branch(court: Court, repository: PlanRepository) -> tuple[str, str]:
    """The protected branch and its tip: the one the policy of the current commit names first, as far as it is here."""
    head = repository.head()
    if head is None:
        raise MissingRequirementError(_("nothing is committed yet"), _("commit your files first"))
    plan = court.state(head).plan
    names = plan.settings.policy.protected_branches if plan else ("main",)
    for name in names:
        for reference in (f"refs/heads/{name}", f"refs/remotes/origin/{name}"):
            found = repository.git.attempt("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
            if found.returncode == 0:
                return name, found.stdout.decode("ascii").strip()
    raise UsageError(
        _("no protected branch is here: {listed}").format(listed=_(", ").join(names)),
        _("fetch it, or name a range with --range OLD..NEW"),
    )


def _require_whole_history(repository: PlanRepository) -> None:
    if repository.git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise MissingRequirementError(
            _("this clone is shallow: it does not have the plan's first commit"), _("run: git fetch --unshallow")
        )
