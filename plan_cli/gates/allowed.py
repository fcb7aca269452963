"""May this change be made in this phase under this policy? One answer for commands, hooks, pushes and CI.

The policy, the schedule, the organisation and the records are always those of the old side of the change, so that no
change can grant itself rights.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from plan_cli.gates import admission
from plan_cli.gates.amendments import GOVERNED
from plan_cli.gates.evaluate import GateState, Report, evaluate
from plan_cli.gates.governed import governed_objections
from plan_cli.gates.objection import Objection, refusing
from plan_cli.gates.writable import is_writable
from plan_cli.model.change import ChangeKind, FileChange
from plan_cli.model.content_digest import Present
from plan_cli.model.plan import Plan
from plan_cli.model.records import FOLDER, Passing, Record, Withdrawal
from plan_cli.model.schedule import Phase
from plan_cli.model.signature import RecordSignature
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an old state to a new one: a commit, a merge seen from the protected branch, or what a command
    is about to write.

    `before`, `report`, `present`: the old state, evaluated on `day`. `changes`: every path that differs.
    `after`: the new state, needed where records or governed files change. `proven`: for each new record that names a
    commit, by its id, the digests of the milestones' contents at that commit, computed anew from the files.
    `signatures`: who signed each new record, or is about to, by its id; needed where the policy requires signatures.
    """

    before: Plan
    report: Report
    present: Present
    changes: tuple[FileChange, ...]
    day: datetime.date
    after: Plan | None = None
    proven: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signatures: Mapping[str, RecordSignature] = field(default_factory=dict)

    @property
    def new_records(self) -> tuple[Record, ...]:
        """The records that the step adds, as far as they could be read."""
        added = {change.path for change in self.changes if change.kind is ChangeKind.ADDED}
        return tuple(record for record in self.after.records if record.place.path in added) if self.after else ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found against a step: `refused` by these, or allowed with these `warnings`."""

    refusals: tuple[Objection, ...]
    warnings: tuple[Objection, ...]

    @property
    def refused(self) -> bool:
        """Whether the step may not be made."""
        return bool(self.refusals)


def allowed(step: Step) -> Verdict:
    """Whether a step may be made."""
    phases, found = _records(step)
    found += [objection for change in step.changes for objection in _change(change, step, phases)]
    found += governed_objections(step.before, step.report, step.changes, step.after, step.new_records)
    refusals = refusing(found, step.before.settings.policy.enforcement)
    return Verdict(refusals, tuple(item for item in found if item not in refusals))


def writing(plan: Plan, report: Report, paths: Iterable[str]) -> Verdict:
    """Whether these new files may be written now: the question of a command that makes files."""
    changes = tuple(FileChange(path, None, "") for path in paths)
    return allowed(Step(plan, report, Present(), changes, report.day))


def _records(step: Step) -> tuple[tuple[Phase, ...], list[Objection]]:
    """The phases that the plan is in during the step, and what speaks against its new records.

    A merge brings several at once: each is judged with those before it, in whichever order they can be made, and a
    passing by the content it names. What a gate opens on the way may be written in the same step.
    """
    plan, report = step.before, step.report
    # A record that counts for nothing by its signature cannot carry one after it.
    step = replace(step, present=_signed(step.present, step.signatures))
    phases = [report.current.phase] if report.current else []
    pending = sorted(step.new_records, key=lambda record: record.id)
    while pending:
        judged = [(record, _objections(record, plan, report, step)) for record in pending]
        record, found = min(judged, key=lambda item: len(item[1]))
        if found:
            return tuple(phases), [objection for __, objections in judged for objection in objections]
        pending.remove(record)
        plan = replace(plan, records=(*plan.records, record))
        if pending:
            report = evaluate(plan, step.present, step.day)
        if isinstance(record, Passing | Withdrawal):
            current = evaluate(plan, step.present, step.day).current
            phases += [current.phase] if current else []
    return tuple(phases), []


def _objections(record: Record, plan: Plan, report: Report, step: Step) -> list[Objection]:
    proven = step.proven.get(record.id, {})
    present = step.present
    if isinstance(record, Passing) and proven != present.digests:
        present = replace(present, digests=proven)
        report = evaluate(plan, present, step.day)
    return [
        replace(item, path=item.path or record.place.path)
        for item in admission.objections(record, plan, report, present, proven, step.day)
    ]


def _signed(present: Present, signatures: Mapping[str, RecordSignature]) -> Present:
    return replace(present, signatures={**(present.signatures or {}), **signatures})


def _change(change: FileChange, step: Step, phases: tuple[Phase, ...]) -> list[Objection]:
    if not change.plain:
        hint = _("put a copy of the file in its place")
        return [Objection(_("links and submodules are not allowed"), hint, change.path, absolute=True)]
    if change.path == FOLDER or change.path.startswith(f"{FOLDER}/"):
        return _record_file(change, step)
    if change.path in GOVERNED:
        return []  # judged together with the amendment
    if is_writable(step.before.settings.policy.writable, change.path):
        return []
    if any(is_writable(phase.writable, change.path) for phase in phases):
        return []
    if not phases:
        message = _("all gates have been passed; the plan is closed")
        return [Objection(message, _("to open one again: plan withdraw RECORD of its passing"), change.path)]
    return [_out_of_phase(change.path, step.report)]


def _record_file(change: FileChange, step: Step) -> list[Objection]:
    if change.kind is not ChangeKind.ADDED:
        message = _("records are only ever added; this one would be changed or removed")
        hint = _("bring it back with git; to undo a decision: plan withdraw RECORD")
        return [Objection(message, hint, change.path, absolute=True)]
    if change.path not in {record.place.path for record in step.new_records}:
        message = _("this is no record that plan can read")
        return [
            Objection(message, _("records are made by commands, see: plan records --help"), change.path, absolute=True)
        ]
    return []


def _out_of_phase(path: str, report: Report) -> Objection:
    phase = report.current
    later = [
        item.phase
        for item in report.phases
        if item.state is not GateState.CURRENT and is_writable(item.phase.writable, path)
    ]
    name = f"{phase.phase.id} {phase.phase.name}" if phase else ""
    if later:
        message = _("{path} is worked on in {other}, and the plan is in {phase}")
        other = _(", ").join(f"{item.id} {item.name}" for item in later)
        message = message.format(path=path, other=other, phase=name)
    else:
        message = _("{path} is not among the files of any phase").format(path=path)
    listed = _(", ").join(phase.phase.writable) if phase else ""
    hint = _("what may change now: {listed}; what the gate lacks: plan gate").format(listed=listed or _("nothing"))
    return Objection(message, hint, path)
