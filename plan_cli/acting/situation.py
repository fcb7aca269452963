"""Where a plan repository stands at this moment: plan, contents and gates together.

Records count once they are committed, so they are always those of the current commit; the rest comes from the files on
the disk where somebody looks, and from the current commit where somebody acts.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from plan_cli.errors import MissingRequirementError, PlanError, RefusedError
from plan_cli.gates.evaluate import Report, evaluate
from plan_cli.loading.contents import present
from plan_cli.loading.loader import YAML_LIMIT, load, read_text
from plan_cli.loading.records import read_records
from plan_cli.loading.signers import asks_for_signatures, record_signatures
from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Code, Finding, has_errors, in_file_order, warning
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.records import FOLDER
from plan_cli.model.settings import Signing
from plan_cli.model.signature import RecordSignature
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.repository.snapshot import RevisionSnapshot, Snapshot
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Situation:
    """A plan with its gates on `report.day`. `findings`: of loading, and records that do not count."""

    plan: Plan
    present: Present
    report: Report
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """The situation at the current commit, which is what an act rests on."""

    commit: str
    snapshot: RevisionSnapshot
    situation: Situation

    @property
    def root(self) -> str:
        """The plan's first commit."""
        return self.situation.present.root or ""


def on_disk(
    repository: PlanRepository, snapshot: Snapshot, plan: Plan, findings: tuple[Finding, ...], today: datetime.date
) -> Situation:
    """The situation of a plan that was loaded from `snapshot`, with the records of the current commit."""
    committed = repository.committed()
    if isinstance(snapshot, RevisionSnapshot) or committed is None:
        return _situation(repository, snapshot, plan, findings, committed, today)
    found: list[Finding] = []
    records = read_records(_record_paths(committed), lambda path: read_text(committed, path, YAML_LIMIT, found), found)
    kept = tuple(finding for finding in findings if not finding.place.path.startswith(f"{FOLDER}/"))
    findings = (*kept, *found, *_not_committed(snapshot, committed))
    return _situation(repository, snapshot, replace(plan, records=records), findings, committed, today)


def at_head(repository: PlanRepository, today: datetime.date) -> Committed:
    """The situation at the current commit.

    Raises:
        RefusedError: the plan cannot be used there.
        MissingRequirementError: there is no commit yet, or the clone does not have the first one.
    """
    snapshot = repository.committed()
    if snapshot is None:
        raise MissingRequirementError(_("nothing is committed yet"), _("commit your files first"))
    loaded = load(snapshot)
    plan = loaded.require_plan()
    situation = _situation(repository, snapshot, plan, loaded.findings, snapshot, today, identify=True)
    if situation.present.root is None:
        raise MissingRequirementError(
            _("this clone is shallow: it does not have the plan's first commit"), _("run: git fetch --unshallow")
        )
    broken = [finding for finding in loaded.findings if _governs(finding)]
    if has_errors(broken):
        first = broken[0]
        raise RefusedError(
            _("{place}: {message}").format(place=first.place, message=first.message),
            _("what the gates rest on must be sound; commit a mended file first"),
        )
    return Committed(snapshot.commit, snapshot, situation)


def policy_now(repository: PlanRepository) -> Situation | None:
    """What the committed plan allows today; None before the first commit, or where it cannot be read: then nothing is
    decided yet that could be held against anyone."""
    snapshot = repository.committed()
    if snapshot is None:
        return None
    loaded = load(snapshot)
    if loaded.plan is None:
        return None
    today = datetime.date.today()  # noqa: DTZ011 - the user's own calendar day
    return _situation(repository, snapshot, loaded.plan, loaded.findings, snapshot, today)


def _situation(
    repository: PlanRepository,
    snapshot: Snapshot,
    plan: Plan,
    findings: tuple[Finding, ...],
    committed: RevisionSnapshot | None,
    today: datetime.date,
    *,
    identify: bool = False,
) -> Situation:
    # Without records nobody asks whose they are.
    root = repository.root_of(committed.commit) if committed and (plan.records or identify) else None
    now = present(snapshot, plan, root)
    recorded = snapshot if isinstance(snapshot, RevisionSnapshot) else committed
    if recorded:
        now = replace(now, signatures=_signatures(repository, recorded, plan))
    report = evaluate(plan, now, today)
    return Situation(plan, now, report, in_file_order([*findings, *report.findings]))


def signed_records(repository: PlanRepository, snapshot: Snapshot) -> Mapping[str, RecordSignature] | None:
    """Who signed the records that lie in a snapshot; None where the policy in it does not ask for signatures.

    Raises:
        MissingRequirementError: there is no ssh-keygen.
    """
    committed = snapshot if isinstance(snapshot, RevisionSnapshot) else repository.committed()
    if committed is None or not asks_for_signatures(snapshot):
        return None
    plan = load(snapshot).plan
    return None if plan is None else _signatures(repository, committed, plan)


def _signatures(repository: PlanRepository, recorded: RevisionSnapshot, plan: Plan) -> dict[str, RecordSignature]:
    """Who signed the records of a revision; nothing where the policy does not ask for it."""
    if plan.settings.policy.signing is Signing.OFF:
        return {}
    paths = frozenset(recorded.paths())
    oids = {path: recorded.oid(path) for record in plan.records if (path := record.place.path) in paths}
    return record_signatures(repository.git, recorded.commit, plan.records, oids)


def _record_paths(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(path for path in snapshot.paths() if path.startswith(f"{FOLDER}/"))


def _not_committed(disk: Snapshot, committed: Snapshot) -> list[Finding]:
    known = {path: committed.oid(path) for path in _record_paths(committed)}
    lying = {path: _oid(disk, path) for path in _record_paths(disk)}
    found = []
    for path in sorted({*known, *lying}):
        if path in known and known[path] == lying.get(path):
            continue
        message = _("what lies here is not what was committed; only committed records count")
        hint = _("remove it; records are made by commands, which commit them")
        if path in known:
            hint = _("bring the committed state back with: git restore {path}").format(path=path)
        found.append(warning(Code.RECORD_NAME, Place(path), message, hint))
    return found


def _oid(snapshot: Snapshot, path: str) -> str | None:
    try:
        return snapshot.oid(path)
    except PlanError:
        return None  # a link or something else that is no file


def _governs(finding: Finding) -> bool:
    path = finding.place.path
    return path in ("plan.yaml", "schedule.yaml", "organization.yaml") or path.startswith(f"{FOLDER}/")
