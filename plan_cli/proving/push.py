"""Judging a whole push, all its refs together: either everything is taken or nothing."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path

from plan_cli.errors import RefusedError
from plan_cli.model.place import Place
from plan_cli.proving.judging import MOST_REMARKS, Court, Remark
from plan_cli.proving.range import judge_range
from plan_cli.proving.ref_updates import RefRefusal, RefUpdate, ref_refusals
from plan_cli.repository.git import Git
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.refs import BRANCHES, TAGS, default_branch, listed
from plan_cli.translation import _

MOST_COMMITS = 20_000
MOST_OBJECTS = 500_000


@dataclass(slots=True)
class PushVerdict:
    """What a push came to. `notes`: what the pusher should know though nothing is wrong."""

    refs: list[RefRefusal] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether nothing of the push is taken."""
        return bool(self.refs or self.refusals)


def judge_push(
    repository: PlanRepository,
    updates: tuple[RefUpdate, ...],
    day: datetime.date,
) -> PushVerdict:
    """The verdict on a push, inside `pre-receive`: new objects are there, no ref has moved.

    Raises:
        RefusedError: it is too large.
        ToolFailedError: an object is missing or damaged.
    """
    _require_whole_history(repository)
    _limit_objects(repository.git)
    court = Court(repository, day)
    try:
        return _Push(repository, court, updates).judge()
    finally:
        court.close()


class _Push:
    def __init__(self, repository: PlanRepository, court: Court, updates: tuple[RefUpdate, ...]) -> None:
        self._repository = repository
        self._court = court
        self._updates = updates
        self._existing = listed(repository.git)
        self._main = default_branch(repository.git)
        self._verdict = PushVerdict()
        # Dangers of a commit are said once, however many refs bring it.
        self._inspected: set[str] = set()

    def judge(self) -> PushVerdict:
        verdict = self._verdict
        first = self._main not in self._existing
        protected = self._protected(first)
        verdict.refs += ref_refusals(self._updates, self._existing, protected)
        if verdict.refs:
            return verdict
        self._require_commits()
        if first:
            self._first(next((update.new for update in self._updates if update.name == self._main), None))
        else:
            for update in self._updates:
                if update.new is not None and update.name in protected:
                    self._protected_branch(update.name, update.old or self._existing[self._main], update.new)
        if not verdict.refused:
            self._tags()
            self._others()
        return verdict

    def _protected(self, first: bool) -> frozenset[str]:
        """Where the schedule is held: the repository's main branch, and those that its policy names."""
        names = {self._main}
        if not first:
            plan = self._court.state(self._existing[self._main]).plan
            names |= {f"{BRANCHES}{name}" for name in (plan.settings.policy.protected_branches if plan else ())}
        return frozenset(names)

    def _require_commits(self) -> None:
        branches = [update.new for update in self._updates if update.new and not update.name.startswith(TAGS)]
        known = self._court.lineage.objects(branches)
        for update in self._updates:
            if update.new in branches and (update.new not in known or known[update.new].kind != "commit"):
                self._verdict.refs.append(RefRefusal(update.name, _("a branch leads to a commit, and this is none")))

    def _first(self, tip: str | None) -> None:
        """Nothing is there that a first push could be judged by."""
        main = self._main.removeprefix(BRANCHES)
        if tip is None:
            hint = _("push it first: git push origin {branch}").format(branch=main)
            message = _("the main branch of this repository, {branch}, is not there yet").format(branch=main)
            self._verdict.refs.append(RefRefusal(self._main, message, hint))
            return
        state = self._court.state(tip)
        if state.usable is None:
            message = _("this is no plan that anything could be judged by")
            self._verdict.refusals.append(Remark(tip, Place("plan.yaml"), message, _("see what is wrong: plan check")))
            self._verdict.refusals += [
                Remark(tip, found.place, found.message, found.hint) for found in state.problems[:MOST_REMARKS]
            ]
            return
        root = self._court.root(tip) or ""
        message = _("this is the first push, and it is trusted as it is; from now on {branch} is held to its policy")
        self._verdict.notes.append(message.format(branch=main))
        self._verdict.notes.append(
            _("write the first commit down, to prove the history by it: {root}").format(root=root)
        )

    def _protected_branch(self, name: str, old: str, new: str) -> None:
        # Asked first, because it fails on a history with holes, which is not one that goes back.
        commits = self._court.lineage.commits([new], [old], MOST_COMMITS)
        if not self._court.lineage.precedes(old, new):
            message = _("{branch} would lose what it has: a protected branch only goes forward")
            hint = _("take over what is new there first: git pull --no-rebase, then push again")
            self._verdict.refs.append(RefRefusal(name, message.format(branch=name.removeprefix(BRANCHES)), hint))
            return
        found = judge_range(self._court, old, new, commits)
        self._inspected |= set(commits)
        self._verdict.refusals += found.refusals
        self._verdict.warnings += found.warnings

    def _tags(self) -> None:
        """A tag is for what lies on a protected branch, as it will be after this push."""
        made = [update for update in self._updates if update.name.startswith(TAGS) and update.new]
        tips = {**self._existing, **{update.name: update.new for update in self._updates if update.new}}
        tip = tips.get(self._main)
        for update in made:
            peeled = self._repository.git.attempt("rev-parse", "--verify", "--quiet", f"{update.new}^{{commit}}")
            commit = peeled.stdout.decode("ascii").strip()
            if peeled.returncode != 0 or tip is None or not self._court.lineage.precedes(commit, tip):
                message = _("the tag is for something that is not part of {branch}")
                hint = _("merge it first, then tag what was merged")
                branch = self._main.removeprefix(BRANCHES)
                self._verdict.refs.append(RefRefusal(update.name, message.format(branch=branch), hint))

    def _others(self) -> None:
        """Commits of branches where the schedule is not held: judged when they are merged, but safe at once."""
        tips = [update.new for update in self._updates if update.new]
        commits = self._court.lineage.commits(tips, limit=MOST_COMMITS, beside_refs=True)
        steps: list[tuple[str | None, str]] = [
            (parents[0] if parents else None, commit)
            for commit, parents in commits.items()
            if commit not in self._inspected
        ]
        if not steps:
            return
        self._court.summon(steps)
        for parent, commit in steps:
            refusals = self._court.inspect(parent, commit).refusals
            self._verdict.refusals += refusals


def _require_whole_history(repository: PlanRepository) -> None:
    if repository.git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise RefusedError(
            _("the repository on the server is shallow: it does not have the plan's first commit"),
            _("run there: git fetch --unshallow"),
        )


def _limit_objects(git: Git) -> None:
    """Refuse what would keep the server busy for minutes, before anything is read."""
    quarantine = os.environ.get("GIT_QUARANTINE_PATH")
    if not quarantine or not Path(quarantine).is_dir():
        return
    counted = dict(
        line.split(": ", 1) for line in git.run("count-objects", "-v").decode("ascii", "replace").splitlines()
    )
    number = int(counted.get("count", "0")) + int(counted.get("in-pack", "0"))
    if number > MOST_OBJECTS:
        raise RefusedError(
            _("the push holds {number} objects, more than {limit}").format(number=number, limit=MOST_OBJECTS),
            _("push it in several parts"),
        )
