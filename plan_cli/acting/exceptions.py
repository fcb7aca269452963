"""Drafts of records about the gates themselves: passing, waiving, amending, withdrawing."""

from __future__ import annotations

from plan_cli.acting.drafts import Circumstances, Draft, draft
from plan_cli.acting.milestones import find_milestone
from plan_cli.acting.record_text import one_line
from plan_cli.acting.situation import Committed
from plan_cli.acting.threads import require_threads
from plan_cli.checks.references import check_references, known_hint
from plan_cli.errors import RefusedError, UsageError
from plan_cli.gates.amendments import FILES, amended
from plan_cli.gates.evaluate import Fulfilment, GateState
from plan_cli.loading.loader import YAML_LIMIT, load
from plan_cli.model.change import FileChange
from plan_cli.model.finding import Finding, Severity
from plan_cli.model.plan import Plan
from plan_cli.model.records import (
    AmendedFile,
    Amendment,
    Ground,
    Matter,
    Passing,
    Record,
    RecordKind,
    Waiver,
    Withdrawal,
)
from plan_cli.repository.overlay import Overlaid
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _


def draft_passing(repository: PlanRepository, committed: Committed, said: Circumstances, phase_id: str) -> Draft:
    """A record that a phase's gate is passed, with the record and the content that met each milestone.

    Raises:
        UsageError: there is no such phase.
        RefusedError: a milestone is not met, what one asks of the threads no longer holds, or an earlier gate has not
            been passed.
    """
    report = committed.situation.report.phase(phase_id)
    if report is None:
        known = {str(phase.id): phase.name for phase in committed.situation.plan.schedule.phases}
        raise UsageError(_("there is no phase {id}").format(id=phase_id), known_hint(known, phase_id))
    met = [item.milestone for item in report.milestones if item.fulfilment is Fulfilment.MET]
    if report.state is not GateState.PASSED:
        require_threads(committed, met)
    digests = committed.situation.present.digests
    grounds = tuple(
        Ground(item.milestone.id, item.ground, digests.get(item.milestone.id))
        for item in report.milestones
        if item.ground is not None
    )
    record = Passing(
        **said.fields(RecordKind.PASSING, committed), phase=report.phase.id, commit=committed.commit, grounds=grounds
    )
    return draft(repository, committed, said, record, f"{report.phase.id} {report.phase.name}")


def draft_waiver(
    repository: PlanRepository, committed: Committed, said: Circumstances, milestone_id: str, reason: str
) -> Draft:
    """A record that a milestone need not be met.

    Raises:
        UsageError: there is no such milestone.
        RefusedError: the policy lets another body waive, or it is met already.
    """
    milestone = find_milestone(committed, milestone_id)
    fields = said.fields(RecordKind.WAIVER, committed)
    record = Waiver(**fields, milestone=milestone.id, reason=one_line(reason, "--reason") or "")
    return draft(repository, committed, said, record, f"{milestone.id} {milestone.title}")


def draft_withdrawal(
    repository: PlanRepository, committed: Committed, said: Circumstances, record_id: str, reason: str
) -> Draft:
    """A record that an earlier one no longer counts.

    Raises:
        UsageError: there is no such record.
        RefusedError: another body made it, or a gate was passed on it.
    """
    target = find_record(committed.situation.plan.records, record_id)
    fields = said.fields(RecordKind.WITHDRAWAL, committed)
    if fields["body"] is None:
        fields["body"] = target.body
    record = Withdrawal(**fields, record=target.id, reason=one_line(reason, "--reason") or "")
    return draft(repository, committed, said, record, target.id)


def draft_amendment(
    repository: PlanRepository, committed: Committed, said: Circumstances, matter: Matter, reason: str
) -> Draft:
    """A record that schedule, organisation, policy or an edition change as the file on the disk says, with that file.

    Raises:
        RefusedError: the file is as it was, cannot be used, or is staged differently; or the policy lets another body.
    """
    path = FILES[matter]
    for snapshot in (repository.work_tree(), committed.snapshot, repository.index()):
        if path not in snapshot.paths():
            raise RefusedError(_("{path} is missing: {where}").format(path=path, where=snapshot.label))
    content = repository.work_tree().read(path, YAML_LIMIT).replace(b"\r\n", b"\n")
    return amendment(repository, committed, said, matter, reason, content)


def amendment(
    repository: PlanRepository, committed: Committed, said: Circumstances, matter: Matter, reason: str, content: bytes
) -> Draft:
    """A record that a governed file changes to `content`, with that file.

    Raises:
        RefusedError: it is as it was, cannot be used, or is staged differently; or the policy lets another body.
    """
    path = FILES[matter]
    before = committed.snapshot.oid(path)
    changed = Overlaid(committed.snapshot, {path: content})
    after = changed.oid(path)
    if after == before:
        raise RefusedError(
            _("{path} is as it was committed").format(path=path), _("change it first, and leave the change uncommitted")
        )
    if repository.index().oid(path) not in (before, after):
        raise RefusedError(
            _("{path} is staged differently from what lies on the disk").format(path=path),
            _("run: git restore --staged {path}").format(path=path),
        )
    loaded = load(changed)
    plan = loaded.require_plan()
    known = {
        (found.place.path, found.message) for found in _errors(committed.situation.plan, committed.situation.findings)
    }
    for finding in _errors(plan, loaded.findings):
        if finding.place.path == path or (finding.place.path, finding.message) not in known:
            raise RefusedError(
                _("{place}: {message}").format(place=finding.place, message=finding.message), finding.hint
            )
    found = amended(committed.situation.plan, plan)
    lines = found.get(matter, ())
    if matter is Matter.POLICY:
        lines += found.get(Matter.EDITION, ())
    record = Amendment(
        **said.fields(RecordKind.AMENDMENT, committed),
        matter=matter,
        reason=one_line(reason, "--reason") or "",
        changes=lines or (_("only comments or the order of fields"),),
        files=(AmendedFile(path, before, after),),
    )
    change = FileChange(path, before, after)
    return draft(
        repository,
        committed,
        said,
        record,
        f"{matter.chinese}：{record.reason}",
        governed=(change,),
        governed_files={path: content},
        after=plan,
    )


def _errors(plan: Plan, findings: tuple[Finding, ...]) -> list[Finding]:
    return [found for found in (*findings, *check_references(plan)) if found.severity is Severity.ERROR]


def find_record(records: tuple[Record, ...], typed: str) -> Record:
    """The record with that id, or the only one whose id contains what was typed.

    Raises:
        UsageError: there is none, or there are several.
    """
    for record in records:
        if record.id == typed:
            return record
    near = [record for record in records if typed and typed in record.id]
    if len(near) == 1:
        return near[0]
    if near:
        listed = _(", ").join(record.id for record in near[:5])
        raise UsageError(_("several records are called {id}").format(id=typed), listed)
    raise UsageError(_("there is no record {id}").format(id=typed), _("they are listed by: plan records"))
