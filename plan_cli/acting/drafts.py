"""Records as they are about to be made: everything checked, nothing written; and the commit that makes one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from plan_cli.acting.record_text import one_line, written
from plan_cli.acting.review import Review
from plan_cli.acting.signer import Signer, find_signer
from plan_cli.acting.situation import Committed
from plan_cli.checks.references import known_hint, unknown_message
from plan_cli.errors import RefusedError, UsageError
from plan_cli.gates.allowed import Step, allowed
from plan_cli.gates.objection import Objection
from plan_cli.model.change import FileChange
from plan_cli.model.plan import Plan
from plan_cli.model.records import FORMAT, Decision, MilestoneRecord, Record, RecordKind
from plan_cli.model.settings import Signing
from plan_cli.model.signature import ObjectSignature, ObjectState, RecordSignature, judged
from plan_cli.model.values import Identifier, Target
from plan_cli.repository.commits import commit_in_work_tree, require_identity
from plan_cli.repository.plan_repository import PlanRepository
from plan_cli.translation import _


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every act may say about itself, as it was typed. `today`: the day it is recorded.

    `key`: the file of the key to sign with; the user's own where None.
    """

    today: datetime.date
    decided: datetime.date | None = None
    body: str | None = None
    person: str | None = None
    minutes: str | None = None
    note: str | None = None
    key: str | None = None

    def fields(self, kind: RecordKind, committed: Committed) -> dict[str, Any]:
        """The fields that every record has.

        Raises:
            UsageError: the body or person is unknown, or a text cannot be recorded.
        """
        plan = committed.situation.plan
        return {
            "format": FORMAT,
            "kind": kind,
            "plan": committed.root,
            "recorded": self.today,
            "decided": self.decided or self.today,
            "body": None if self.body is None else party_id(plan, self.body),
            "person": None if self.person is None else _person_id(plan, self.person),
            "minutes": one_line(self.minutes, "--minutes"),
            "note": one_line(self.note, "--note"),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that may be made. `files`: everything its commit holds; `warnings`: what speaks against it.

    `signer`: who signs the commit; None where it stays unsigned. `replaced`: what the files on the disk that the tool
    itself exchanges hold until now.
    """

    record: Record
    title: str
    files: Mapping[str, bytes]
    branch: str
    parent: str
    warnings: tuple[Objection, ...]
    review: Review | None = None
    signer: Signer | None = None
    replaced: Mapping[str, bytes] = field(default_factory=dict)


def draft(
    repository: PlanRepository,
    committed: Committed,
    said: Circumstances,
    record: Record,
    title: str,
    review: Review | None = None,
    governed: tuple[FileChange, ...] = (),
    governed_files: Mapping[str, bytes] | None = None,
    after: Plan | None = None,
) -> Draft:
    """A record made ready: named, judged, with the commit it will be.

    `governed`: the changes of an amendment, with `after`, the plan as it makes it.

    Raises:
        RefusedError: the gate, the phase, the body, the person, the key or the branch does not fit.
        UsageError: it cannot be written down.
        MissingRequirementError: it must be signed, and there is no key to sign with.
    """
    branch = _branch(repository, committed.situation.plan)
    record, text = written(record)
    situation = committed.situation
    path = record.place.path
    new_plan = after or situation.plan
    proven = situation.present.digests
    if review and isinstance(record, MilestoneRecord):
        proven = {**proven, record.milestone: review.content.digest}
    signer = _signer(repository, situation.plan, said)
    verdict = allowed(
        Step(
            situation.plan,
            situation.report,
            situation.present,
            (*governed, FileChange(path, None, "")),
            situation.report.day,
            replace(new_plan, records=(*new_plan.records, record)),
            {record.id: proven},
            _intended(record, situation.plan, signer),
        )
    )
    if verdict.refused:
        first = verdict.refusals[0]
        message = "\n  ".join(dict.fromkeys(objection.message for objection in verdict.refusals))
        raise RefusedError(message, first.hint)
    files = {**(governed_files or {}), path: text}
    return Draft(record, title, files, branch, committed.commit, verdict.warnings, review, signer)


def commit(repository: PlanRepository, made: Draft) -> str:
    """Make the record: one commit with it and nothing else. Returns the commit id.

    Raises:
        RefusedError: the branch moved meanwhile.
        MissingRequirementError: git does not know who commits.
    """
    if repository.top is None:
        raise UsageError(_("a record is made in a clone with files, not in a bare repository"))
    require_identity(repository.git)
    return commit_in_work_tree(
        repository.git,
        repository.top,
        made.branch,
        made.parent,
        made.files,
        _commit_message(made),
        made.signer.sign if made.signer else None,
        made.replaced,
    )


def _signer(repository: PlanRepository, plan: Plan, said: Circumstances) -> Signer | None:
    if plan.settings.policy.signing is Signing.OFF and said.key is None:
        return None
    return find_signer(repository, plan.organization, said.key)


def _intended(record: Record, plan: Plan, signer: Signer | None) -> dict[str, RecordSignature]:
    """The signature as it will be, so that who may not sign is told before anything is made."""
    if signer is None:
        return {}
    made = ObjectSignature(ObjectState.GOOD, signer.public.fingerprint)
    return {record.id: judged(plan.organization, record, plan.records, made)}


def party_id(plan: Plan, typed: str) -> Identifier:
    """The id of the party with that id, name or alias.

    Raises:
        UsageError: there is none; the hint lists those there are.
    """
    party = plan.organization.named(typed)
    if party is None:
        raise UsageError(unknown_message(Target.PARTY, typed), known_hint(plan.known(Target.PARTY), typed))
    return party.id


def _person_id(plan: Plan, typed: str) -> Identifier:
    for person in plan.organization.people:
        if typed in (person.id, person.name):
            return person.id
    raise UsageError(unknown_message(Target.PERSON, typed), known_hint(plan.known(Target.PERSON), typed))


def _branch(repository: PlanRepository, plan: Plan) -> str:
    protected = plan.settings.policy.protected_branches
    branch = repository.branch()
    if branch is None:
        raise RefusedError(
            _("no branch is checked out"),
            _("records are made on {branch}: git switch {branch}").format(branch=protected[0]),
        )
    if branch not in protected:
        raise RefusedError(
            _("records are made on {protected}, and you are on {branch}").format(
                protected=_(", ").join(protected), branch=branch
            ),
            _("run: git switch {branch}").format(branch=protected[0]),
        )
    return branch


def _commit_message(made: Draft) -> str:
    record = made.record
    outcome = f"（{record.outcome.chinese}）" if isinstance(record, Decision) else ""
    subject = f"{record.kind.chinese} {made.title}{outcome}"
    return f"{subject}\n\nPlan-Record: {record.id}\n"
