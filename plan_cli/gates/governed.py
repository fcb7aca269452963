"""Schedule, organisation and settings change together with an amendment that says so, and never otherwise."""

from __future__ import annotations

import datetime

from plan_cli.gates.amendments import FILES, GOVERNED, amended
from plan_cli.gates.evaluate import GateState, Report
from plan_cli.gates.objection import Objection
from plan_cli.model.change import FileChange
from plan_cli.model.plan import Plan
from plan_cli.model.records import Amendment, Matter, Record
from plan_cli.model.schedule import Phase
from plan_cli.model.settings import Signing
from plan_cli.model.signature import key_problem
from plan_cli.translation import _


def governed_objections(
    before: Plan, report: Report, changes: tuple[FileChange, ...], after: Plan | None, new_records: tuple[Record, ...]
) -> list[Objection]:
    """What speaks against a step's changes of governed files: each needs its amendment, each amendment its change."""
    changed = {change.path: change for change in changes if change.path in GOVERNED}
    amendments = [record for record in new_records if isinstance(record, Amendment)]
    found = []
    used: set[str] = set()
    for path, change in changed.items():
        chain = _chain(change, amendments)
        used |= {record.id for record in chain}
        for matter in _matters(path, before, after):
            if not any(record.matter in _covering(matter) for record in chain):
                message = _("{path} changes by an amendment only: {matter}").format(path=path, matter=matter.chinese)
                hint = _("leave the change uncommitted and run: plan amend {matter}").format(matter=matter.value)
                found.append(Objection(message, hint, path))
    for record in amendments:
        if record.id not in used:
            message = _("the amendment names another change of {path} than this one").format(path=record.files[0].path)
            found.append(Objection(message, path=record.place.path, absolute=True))
    return found + _closed_phases(report, changed, after) + _locked_out(before, after, report.day)


def _chain(change: FileChange, amendments: list[Amendment]) -> list[Amendment]:
    """The amendments that lead from the file before to the file after; a merge may bring several, one on another."""
    steps = {
        file.before: (record, file.after) for record in amendments for file in record.files if file.path == change.path
    }
    chain: list[Amendment] = []
    at = change.before
    while at is not None and at != change.after and at in steps:
        record, at = steps.pop(at)
        chain.append(record)
    return chain if at == change.after else []


def _matters(path: str, before: Plan, after: Plan | None) -> list[Matter]:
    """Whose matter the change of a file is. A change that alters no value (a comment) is the file's own matter."""
    found = [matter for matter in amended(before, after) if FILES[matter] == path] if after else []
    return found or [next(matter for matter, file in FILES.items() if file == path)]


def _covering(matter: Matter) -> tuple[Matter, ...]:
    """What an amendment may be of to cover that matter: who may change the settings may change an edition."""
    return (Matter.EDITION, Matter.POLICY) if matter is Matter.EDITION else (matter,)


def _closed_phases(report: Report, changed: dict[str, FileChange], after: Plan | None) -> list[Objection]:
    """The milestones of a passed gate stay as they were, or its passing would no longer say what it said."""
    path = FILES[Matter.SCHEDULE]
    if after is None or path not in changed:
        return []
    found = []
    for item in report.phases:
        now = after.schedule.phase(item.phase.id)
        if item.state is GateState.PASSED and (now is None or _asked(now) != _asked(item.phase)):
            message = _("the gate of {phase} has been passed; its milestones can no longer be changed")
            found.append(Objection(message.format(phase=item.phase.id), path=path, absolute=True))
    return found


def _locked_out(before: Plan, after: Plan | None, day: datetime.date) -> list[Objection]:
    """Where signatures are required, somebody is left who can sign the next amendment; or nothing could ever change."""
    if after is None or after.settings.policy.signing is Signing.OFF or _can_amend(after, day):
        return []
    if before.settings.policy.signing is Signing.REQUIRED and not _can_amend(before, day):
        return []
    party = after.organization.party(after.settings.amended_by)
    message = _("after this change nobody of {body} would have a key to sign the next one with").format(
        body=party.name if party else after.settings.amended_by
    )
    hint = _("first name a member in organization.yaml and give them a key: plan key add PERSON FILE.pub")
    return [Objection(message, hint, absolute=True)]


def _can_amend(plan: Plan, day: datetime.date) -> bool:
    members = plan.organization.members(plan.settings.amended_by, day)
    return any(person.id in members and not key_problem(key, day) for person, key in plan.organization.held_keys())


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
