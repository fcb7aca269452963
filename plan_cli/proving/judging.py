"""Judging one step: from a commit to one that comes after it, by the policy of the first."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from plan_cli.gates.allowed import Step, allowed
from plan_cli.gates.evaluate import Fulfilment, evaluate
from plan_cli.gates.objection import Objection
from plan_cli.loading.changed_files import is_read, problems
from plan_cli.loading.loader import YAML_LIMIT, read_text
from plan_cli.loading.records import read_records
from plan_cli.loading.signers import new_signatures, record_signatures
from plan_cli.model.change import FileChange
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Finding, Severity
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.records import FOLDER, MilestoneRecord, Passing, Record
from plan_cli.model.settings import Settings, Signing
from plan_cli.model.signature import NOT_REQUIRED, RecordSignature
from plan_cli.proving.files_at import FilesAt
from plan_cli.proving.safety import dangers
from plan_cli.proving.signers import Signer
from plan_cli.proving.states import State, States
from plan_cli.repository.commit_graph import Lineage, StoredObject, TreeChange
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.prefetched import PrefetchedObjects
from plan_cli.repository.record_history import brought_by
from plan_cli.repository.snapshot import ListedSnapshot
from plan_cli.translation import _

# A reader learns no more from the rest, and a push of a thousand bad files must not fill a terminal.
MOST_REMARKS = 20


@dataclass(frozen=True, slots=True)
class Remark:
    """What speaks against a commit, where in it, and what to do."""

    commit: str
    place: Place
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one step came to. `records`: the paths of the records that it brings, `signer`: who signed it."""

    commit: str
    parent: str | None
    refusals: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    records: tuple[str, ...] = ()
    signer: Signer | None = None

    @property
    def refused(self) -> bool:
        """Whether the step may not be made."""
        return bool(self.refusals)


def judge(repository: PlanRepository, parent: str, commit: str, day: datetime.date) -> Judgement:
    """What the step from `parent` to `commit` comes to on `day`."""
    court = Court(repository, day)
    try:
        court.summon([(parent, commit)])
        return court.judge(parent, commit)
    finally:
        court.close()


class Court:
    """Judges the steps of one repository, and remembers what it read for one when it comes to the next."""

    def __init__(self, repository: PlanRepository, day: datetime.date) -> None:
        self.lineage = Lineage(repository.git)
        self._repository = repository
        self._day = day
        self._signatures: dict[str, Mapping[str, RecordSignature] | None] = {}
        self._objects = PrefetchedObjects(repository.git_directory, self.lineage)
        self._files = FilesAt(self.lineage)
        self._states = States(self._files, self._objects, day)
        self._changes: dict[tuple[str | None, str], tuple[TreeChange, ...]] = {}
        self._known: dict[str, StoredObject] = {}
        self._roots: dict[str, str | None] = {}

    def close(self) -> None:
        """End the process behind it."""
        self._objects.close()

    def summon(self, steps: list[tuple[str | None, str]]) -> None:
        """Read what these steps changed, all at once, before they are judged."""
        self._changes.clear()
        self._known.clear()
        self._read(steps)

    def summon_besides(self, steps: list[tuple[str | None, str]]) -> None:
        """Read what these steps changed, where it was not read with the others."""
        missing = [step for step in steps if step not in self._changes]
        if missing:
            self._read(missing)

    def _read(self, steps: list[tuple[str | None, str]]) -> None:
        wanted: dict[str, None] = {}
        for step, changes in zip(steps, self.lineage.changes(steps), strict=True):
            self._changes[step] = changes
            if step[0] is not None:
                self._files.learn(step[0], step[1], changes)
            wanted |= {change.after: None for change in changes if change.after and change.mode != "160000"}
        self._known |= self.lineage.objects(wanted)
        read = (
            change.after
            for step in steps
            for change in self._changes[step]
            if change.after and (is_read(change.path) or change.path.startswith(f"{FOLDER}/"))
        )
        self._objects.fetch(self._known, read)

    def changes(self, parent: str | None, commit: str) -> tuple[TreeChange, ...]:
        """What a step that was summoned changes."""
        return self._changes[parent, commit]

    def learn_root(self, commit: str, parents: tuple[str, ...]) -> None:
        """By which first commit a commit's plan is known: that of its first parent."""
        self._roots[commit] = self.root(parents[0]) if parents else commit

    def root(self, commit: str) -> str | None:
        """The first commit of the line of first parents; None where the clone does not have it."""
        if commit not in self._roots:
            self._roots[commit] = self._repository.root_of(commit)
        return self._roots[commit]

    def state(self, commit: str) -> State:
        """What holds at a commit."""
        return self._states.at(commit)

    def present(self, commit: str, plan: Plan, root: str | None) -> Present:
        """The digests of all contents at a commit, as `plan` says what they are, and who signed its records."""
        return replace(self._states.present(commit, plan, root), signatures=self.signatures(commit))

    def signatures(self, commit: str) -> Mapping[str, RecordSignature] | None:
        """Who signed the records at a commit; None where its policy does not ask."""
        if commit not in self._signatures:
            state = self._states.at(commit)
            self._signatures[commit] = None
            if state.plan is not None and state.plan.settings.policy.signing is Signing.REQUIRED:
                oids = {path: oid for path, (__, oid) in state.listed.items()}
                self._signatures[commit] = record_signatures(self._repository.git, commit, state.plan.records, oids)
        return self._signatures[commit]

    def disputed(self, commit: str) -> dict[str, tuple[MilestoneRecord, ...]]:
        """The milestones that contradicting records are about at a commit, with these records."""
        state = self._states.at(commit)
        if state.plan is None:
            return {}
        report = self._states.report(state, state.plan, self.root(commit), self.signatures(commit))
        return {
            item.milestone.id: tuple(record for record in (item.record, *item.rivals) if record)
            for item in report.milestones
            if item.fulfilment is Fulfilment.DISPUTED
        }

    def inspect(self, parent: str | None, commit: str) -> Judgement:
        """What is dangerous in a commit, whatever branch it is for."""
        changes = self._changes[parent, commit]
        found = [_remark(commit, objection) for objection in dangers(changes, self._known)]
        return Judgement(commit, parent, tuple(found[:MOST_REMARKS]))

    def judge(self, parent: str, commit: str) -> Judgement:
        """What a step to a commit, one that was summoned, comes to by the policy of the commit before."""
        changes = self._changes[parent, commit]
        found = [_remark(commit, objection) for objection in dangers(changes, self._known)]
        if found:
            return Judgement(commit, parent, tuple(found[:MOST_REMARKS]))
        before = self._states.at(parent)
        plan = before.usable
        if plan is None:
            message = _("what holds before this commit cannot be read, so nothing can be judged by it")
            hint = _("see what is wrong: plan check --at {commit}").format(commit=parent[:10])
            broken = [_of_finding(parent, finding) for finding in before.problems]
            return Judgement(
                commit, parent, (Remark(commit, Place("plan.yaml"), message, hint), *broken[:MOST_REMARKS])
            )
        after = self._states.after(parent, commit, changes)
        found = [*self._twins(commit, changes), *self._same_root(parent, commit)]
        unread = self._problems(commit, changes, plan.settings) + self._of_records(changes)
        if after is not before:
            unread += after.problems
        touched = {change.path for change in changes}
        errors = [
            item for item in dict.fromkeys(unread) if item.severity is Severity.ERROR and item.place.path in touched
        ]
        found += [_of_finding(commit, finding) for finding in errors]
        step = self._step(parent, commit, plan, after.plan, changes)
        found += self._on_the_branch(commit, step.new_records)
        verdict = allowed(step)
        # Why a file is no record the loader has said already, and better.
        no_records = {item.place.path for item in errors if item.place.path.startswith(f"{FOLDER}/")}
        found += [_remark(commit, item) for item in verdict.refusals if item.path not in no_records]
        return Judgement(
            commit,
            parent,
            tuple(dict.fromkeys(found))[:MOST_REMARKS],
            tuple(_remark(commit, item) for item in verdict.warnings)[:MOST_REMARKS],
            tuple(record.place.path for record in step.new_records),
            next(filter(None, map(_signer, step.signatures.values())), None),
        )

    def _step(self, parent: str, commit: str, plan: Plan, after: Plan | None, changes: tuple[TreeChange, ...]) -> Step:
        root = self.root(parent)
        changed = tuple(FileChange(item.path, item.before, item.after, item.plain) for item in changes)
        step = Step(
            plan,
            self._states.report(self._states.at(parent), plan, root, self.signatures(parent)),
            Present(signatures=self.signatures(parent)),
            changed,
            self._day,
            after,
        )
        if not step.new_records:
            self._carry_over(parent, commit, {})
            return step
        signatures = self._new_signatures(parent, commit, plan, step.new_records, changes)
        self._carry_over(parent, commit, signatures)
        present = self.present(parent, plan, root)
        proven: dict[str, Mapping[str, str]] = {}
        contents = {parent: present.digests}
        for record in step.new_records:
            named = _commit_of(record)
            if named is None or not self._is_before(named, commit):
                proven[record.id] = {} if named else present.digests
                continue
            if named not in contents:
                contents[named] = self._states.present(named, plan, root).digests
            proven[record.id] = contents[named]
        report = evaluate(plan, present, self._day)
        return replace(step, present=present, report=report, proven=proven, signatures=signatures)

    def _new_signatures(
        self, parent: str, commit: str, plan: Plan, records: tuple[Record, ...], changes: tuple[TreeChange, ...]
    ) -> dict[str, RecordSignature]:
        """Who signed the records that a step brings, by the policy and the keys before it."""
        if plan.settings.policy.signing is Signing.OFF:
            return {record.id: NOT_REQUIRED for record in records}
        git = self._repository.git
        oids = {change.path: change.after or "" for change in changes}
        merged = brought_by(git, parent, commit) if self._is_merge(commit) else None
        return new_signatures(
            git,
            plan,
            [
                (record, (commit,) if merged is None else merged.get((path, oids.get(path, "")), ()))
                for record in records
                for path in (record.place.path,)
            ],
        )

    def _is_merge(self, commit: str) -> bool:
        return len(self._repository.git.run("rev-list", "--parents", "-n", "1", commit, "--").split()) > 2

    def _carry_over(self, parent: str, commit: str, added: Mapping[str, RecordSignature]) -> None:
        """What is known of signatures before a step is known after it: nothing has to be verified twice."""
        known = self._signatures.get(parent)
        if known is not None:
            self._signatures.setdefault(commit, {**known, **added})

    def _is_before(self, named: str, commit: str) -> bool:
        return named != commit and self.lineage.precedes(named, commit)

    def _on_the_branch(self, commit: str, records: Iterable[Record]) -> Iterator[Remark]:
        for record in records:
            named = _commit_of(record)
            if named is not None and not self._is_before(named, commit):
                message = _("the record is about the commit {named}, which is not part of this branch")
                hint = _("record it anew on the branch")
                yield Remark(commit, record.place, message.format(named=named[:10]), hint)

    def _twins(self, commit: str, changes: tuple[TreeChange, ...]) -> list[Remark]:
        added = [change.path for change in changes if change.before is None]
        if not added:
            return []
        self._files.at(commit)
        return [
            Remark(
                commit,
                Place(name),
                _("the same file as {twin} on Windows and macOS").format(twin=twin),
                _("rename one of the two"),
            )
            for name, twin in self._files.twins(added)
        ]

    def _same_root(self, parent: str, commit: str) -> Iterator[Remark]:
        if self.root(parent) != self.root(commit):
            message = _("the merge puts another history first, and the plan's own first commit would be lost")
            hint = _("merge the other way round: git switch to the protected branch, then git merge the other one")
            yield Remark(commit, Place(""), message, hint)

    def _problems(self, commit: str, changes: tuple[TreeChange, ...], settings: Settings) -> tuple[Finding, ...]:
        there = {
            change.path: (change.mode, change.after)
            for change in changes
            if change.mode and change.after and is_read(change.path)
        }
        if not there:
            return ()
        return problems(ListedSnapshot(commit, there, self._objects), sorted(there), settings)

    def _of_records(self, changes: tuple[TreeChange, ...]) -> tuple[Finding, ...]:
        """Why new files in the folder of records are none."""
        there = {
            change.path: (change.mode, change.after)
            for change in changes
            if change.mode and change.after and change.before is None and change.path.startswith(f"{FOLDER}/")
        }
        findings: list[Finding] = []
        snapshot = ListedSnapshot("", there, self._objects)
        read_records(tuple(there), lambda path: read_text(snapshot, path, YAML_LIMIT, findings), findings)
        return tuple(findings)


def _commit_of(record: Record) -> str | None:
    """The commit whose content a record is about."""
    if isinstance(record, Passing):
        return record.commit
    return record.content.commit if isinstance(record, MilestoneRecord) and record.content else None


def _signer(signature: RecordSignature) -> Signer | None:
    if not signature.is_proper or signature.person is None or signature.fingerprint is None:
        return None
    return Signer(str(signature.person), signature.fingerprint)


def _remark(commit: str, objection: Objection) -> Remark:
    return Remark(commit, Place(objection.path), objection.message, objection.hint)


def _of_finding(commit: str, finding: Finding) -> Remark:
    return Remark(commit, finding.place, finding.message, finding.hint)
