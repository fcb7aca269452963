"""Judging a range: is there a way from the old tip to the new one on which every step was allowed?

At a merge each parent that comes from the old tip is a way; so a branch that others merged into is judged the same
whichever side was merged into which, by a push at the time and by a replay years later. Commits that come from
elsewhere are judged by what the merge changes, and for dangers by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plan_cli.model.place import Place
from plan_cli.model.records import FOLDER
from plan_cli.proving.judging import Court, Judgement, Remark
from plan_cli.translation import _

_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class RangeVerdict:
    """The way from an old commit to a new one, step by step, and what was found beside it.

    `steps`: the judgements of the best way, oldest first. `beside`: dangers in commits that are not on it.
    """

    old: str
    new: str
    steps: tuple[Judgement, ...]
    beside: tuple[Judgement, ...] = ()
    commits: int = 0

    @property
    def refusals(self) -> tuple[Remark, ...]:
        """Everything that speaks against it, oldest first."""
        return tuple(remark for judgement in (*self.beside, *self.steps) for remark in judgement.refusals)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """What was allowed only because the policy warns."""
        return tuple(remark for judgement in self.steps for remark in judgement.warnings)


class Remembered:
    """Judgements of earlier runs. This one remembers nothing."""

    def recall(self, parent: str | None, commit: str) -> Judgement | None:
        """The judgement of a step that was allowed without a word; None where it is not known."""
        del parent, commit
        return None

    def keep(self, judgement: Judgement) -> None:
        """Remember a judgement."""


def judge_range(
    court: Court,
    old: str,
    new: str,
    commits: Mapping[str, tuple[str, ...]],
    remembered: Remembered | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RangeVerdict:
    """The verdict on `commits`, all that `new` has and `old` has not, with their parents, older ones first."""
    return _Range(court, old, commits, remembered or Remembered(), progress).judge(new)


class _Range:
    def __init__(
        self,
        court: Court,
        old: str,
        commits: Mapping[str, tuple[str, ...]],
        remembered: Remembered,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._court = court
        self._old = old
        self._commits = commits
        self._remembered = remembered
        self._progress = progress
        # How many refused steps the best way to each commit has, and its last step. Only commits after `old` have one.
        self._cost = {old: 0}
        self._last: dict[str, Judgement] = {}
        self._beside: dict[str, Judgement] = {}

    def judge(self, new: str) -> RangeVerdict:
        listed = list(self._commits.items())
        descended = {self._old}
        for commit, parents in listed:
            if not descended.isdisjoint(parents):
                descended.add(commit)
        for start in range(0, len(listed), _TOGETHER):
            part = listed[start : start + _TOGETHER]
            self._summon(part, descended)
            for commit, parents in part:
                self._court.learn_root(commit, parents)
                if commit in descended:
                    self._come_to(commit, [parent for parent in parents if parent in descended], parents)
                else:
                    self._look_at(commit, parents[0] if parents else None)
            if self._progress:
                self._progress(min(start + _TOGETHER, len(listed)), len(listed))
        steps: list[Judgement] = []
        at = new
        while at != self._old and at in self._last:
            steps.append(self._last[at])
            at = self._last[at].parent or self._old
        if at != self._old:
            return RangeVerdict(self._old, new, (self._not_from_old(new),), (), len(listed))
        beside = tuple(judgement for judgement in self._beside.values() if judgement.refused)
        contradictions = self._contradictions(new)
        if contradictions:
            beside += (Judgement(new, None, contradictions),)
        return RangeVerdict(self._old, new, tuple(reversed(steps)), beside, len(listed))

    def _summon(self, part: list[tuple[str, tuple[str, ...]]], descended: set[str]) -> None:
        steps: list[tuple[str | None, str]] = []
        for commit, parents in part:
            if commit in descended:
                known = [parent for parent in parents if parent in descended]
                if not any(self._remembered.recall(parent, commit) for parent in known):
                    steps += [(parent, commit) for parent in parents]
            elif self._remembered.recall(None, commit) is None:
                steps.append((parents[0] if parents else None, commit))
        if steps:
            self._court.summon(steps)

    def _come_to(self, commit: str, ways: list[str], parents: tuple[str, ...]) -> None:
        best: Judgement | None = None
        cost = 0
        asked: list[str] = sorted(ways, key=lambda parent: self._cost[parent])
        for parent in asked:
            if best is not None and self._cost[parent] >= cost:
                break
            judgement = self._remembered.recall(parent, commit)
            if judgement is None:
                # One of several ways was known, and turned out not to be the best: the others were not read.
                self._court.summon_besides([(other, commit) for other in parents])
                judgement = self._court.judge(parent, commit)
                if len(parents) > 1:
                    judgement = self._with_all_records(judgement, parents)
            here = self._cost[parent] + judgement.refused
            if best is None or here < cost:
                best, cost = judgement, here
        if best is not None:
            self._last[commit], self._cost[commit] = best, cost
            self._remembered.keep(best)

    def _with_all_records(self, judgement: Judgement, parents: tuple[str, ...]) -> Judgement:
        """A merge keeps the records of all its sides, whichever of them it is judged by."""
        lost = [
            Remark(
                judgement.commit,
                Place(change.path),
                _("records are only ever added; this one would be changed or removed"),
                _("bring it back with git; to undo a decision: plan withdraw RECORD"),
            )
            for parent in parents
            if parent != judgement.parent
            for change in self._court.changes(parent, judgement.commit)
            if change.before is not None and change.path.startswith(f"{FOLDER}/") and change.path.endswith(".yaml")
        ]
        if not lost:
            return judgement
        refusals = (*judgement.refusals, *lost)
        return Judgement(judgement.commit, judgement.parent, refusals, judgement.warnings, judgement.records)

    def _look_at(self, commit: str, parent: str | None) -> None:
        judgement = self._remembered.recall(None, commit) or self._court.inspect(parent, commit)
        self._beside[commit] = judgement
        if not judgement.refused:
            self._remembered.keep(Judgement(commit, None))

    def _contradictions(self, new: str) -> tuple[Remark, ...]:
        """Decisions of people who did not know of each other, and that nobody has settled on the way."""
        before = self._court.disputed(self._old)
        found = []
        for milestone, records in self._court.disputed(new).items():
            if milestone not in before:
                message = _("decisions about {milestone} contradict each other: {listed}")
                listed = _(", ").join(record.id for record in records)
                hint = _("settle it before you push: plan withdraw {record}").format(record=records[-1].id)
                found.append(Remark(new, records[-1].place, message.format(milestone=milestone, listed=listed), hint))
        return tuple(found)

    def _not_from_old(self, new: str) -> Judgement:
        message = _("{new} does not come from {old}: the history was rewritten")
        hint = _("bring the old history back: git fetch, then git rebase or git merge it")
        remark = Remark(new, Place(""), message.format(new=new[:10], old=self._old[:10]), hint)
        return Judgement(new, self._old, (remark,))
