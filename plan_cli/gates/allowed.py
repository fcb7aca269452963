"""May this change be made in this phase under this policy? One answer for commands, hooks, pushes and CI.

The policy, the schedule, the organisation and the records are always those of the old side of the change, so that no
change can grant itself rights.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plan_cli.gates import admission
from plan_cli.gates.amendments import FILES, GOVERNED, amended
from plan_cli.gates.evaluate import GateState, Report
from plan_cli.gates.objection import Objection, refusing
from plan_cli.gates.writable import is_writable
from plan_cli.model.change import ChangeKind, FileChange
from plan_cli.model.content_digest import Present
from plan_cli.model.plan import Plan
from plan_cli.model.records import FOLDER, Amendment, Matter, Record
from plan_cli.model.schedule import Phase
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Step:
    """One step from an old state to a new one: a commit, a merge seen from the protected branch, or what a command
    is about to write.

    `before`, `report`, `present`: the old state, evaluated on `day`. `changes`: every path that differs.
    `after`: the new state, needed where records or governed files change. `proven`: for each new record about content,
    by its id, the digest of that content at the commit the record names, computed anew.
    """

    before: Plan
    report: Report
    present: Present
    changes: tuple[FileChange, ...]
    day: datetime.date
    after: Plan | None = None
    proven: Mapping[str, str | None] = field(default_factory=dict)

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
    found = [objection for change in step.changes for objection in _change(change, step)]
    found += _amendments(step)
    for record in step.new_records:
        proven = step.proven.get(record.id)
        found += [
            Objection(item.message, item.hint, item.path or record.place.path, item.absolute)
            for item in admission.objections(record, step.before, step.report, step.present, proven, step.day)
        ]
    refusals = refusing(found, step.before.settings.policy.enforcement)
    return Verdict(refusals, tuple(item for item in found if item not in refusals))


def writing(plan: Plan, report: Report, paths: Iterable[str]) -> Verdict:
    """Whether these new files may be written now: the question of a command that makes files."""
    changes = tuple(FileChange(path, None, "") for path in paths)
    return allowed(Step(plan, report, Present(), changes, report.day))


def _change(change: FileChange, step: Step) -> list[Objection]:
    if not change.plain:
        hint = _("put a copy of the file in its place")
        return [Objection(_("links and submodules are not allowed"), hint, change.path, absolute=True)]
    if change.path == FOLDER or change.path.startswith(f"{FOLDER}/"):
        return _record_file(change, step)
    if change.path in GOVERNED:
        return []  # judged together with the amendment
    if is_writable(step.before.settings.policy.writable, change.path):
        return []
    current = step.report.current
    if current is None:
        message = _("all gates have been passed; the plan is closed")
        return [Objection(message, _("to open one again: plan withdraw RECORD of its passing"), change.path)]
    if is_writable(current.phase.writable, change.path):
        return []
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


def _amendments(step: Step) -> list[Objection]:
    """Governed files and amendments belong together: each change has its amendment, each amendment its change."""
    changes = {change.path: change for change in step.changes if change.path in GOVERNED}
    records = [record for record in step.new_records if isinstance(record, Amendment)]
    found = []
    for path, change in changes.items():
        matters = _matters(path, step)
        for matter in matters or [_default_matter(path)]:
            if not any(record.matter in _covering(matter) and _covers(record, change) for record in records):
                message = _("{path} changes by an amendment only: {matter}").format(path=path, matter=matter.chinese)
                hint = _("leave the change uncommitted and run: plan amend {matter}").format(matter=matter.value)
                found.append(Objection(message, hint, path))
    for record in records:
        for file in record.files:
            if file.path not in changes or not _covers(record, changes[file.path]):
                message = _("the amendment names another change of {path} than this one").format(path=file.path)
                found.append(Objection(message, path=record.place.path, absolute=True))
    return found + _closed_phases(step)


def _matters(path: str, step: Step) -> list[Matter]:
    if step.after is None:
        return []
    return [matter for matter in amended(step.before, step.after) if FILES[matter] == path]


def _default_matter(path: str) -> Matter:
    """Whose matter a change is that alters no value: a comment, the order of fields."""
    return next(matter for matter, file in FILES.items() if file == path)


def _covering(matter: Matter) -> tuple[Matter, ...]:
    """What an amendment may be of to cover that matter: who may change the settings may change an edition."""
    return (Matter.EDITION, Matter.POLICY) if matter is Matter.EDITION else (matter,)


def _covers(record: Amendment, change: FileChange) -> bool:
    return any(
        (file.path, file.before, file.after) == (change.path, change.before, change.after) for file in record.files
    )


def _closed_phases(step: Step) -> list[Objection]:
    """The milestones of a passed gate stay as they were, or its passing would no longer say what it said."""
    if step.after is None or FILES[Matter.SCHEDULE] not in {change.path for change in step.changes}:
        return []
    found = []
    for item in step.report.phases:
        after = step.after.schedule.phase(item.phase.id)
        if item.state is GateState.PASSED and (after is None or _asked(after) != _asked(item.phase)):
            message = _("the gate of {phase} has been passed; its milestones can no longer be changed")
            found.append(Objection(message.format(phase=item.phase.id), path=FILES[Matter.SCHEDULE], absolute=True))
    return found


def _asked(phase: Phase) -> dict[str, tuple[str, str | None, str | None]]:
    """What the milestones of a phase ask for: what a record must fit."""
    return {
        milestone.id: (
            str(milestone.kind.value),
            milestone.body.id if milestone.body else None,
            milestone.document.id if milestone.document else None,
        )
        for milestone in phase.milestones
    }
