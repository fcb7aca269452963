"""Which records count: those of this plan, written down by the day asked about, that no valid withdrawal takes back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from plan_cli.model.content_digest import Present
from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.plan import Plan
from plan_cli.model.records import (
    Amendment,
    ConditionsMet,
    Decision,
    MilestoneRecord,
    Passing,
    Record,
    Waiver,
    Withdrawal,
)
from plan_cli.model.schedule import Milestone, Phase
from plan_cli.model.settings import Signing
from plan_cli.translation import _

_Kind = TypeVar("_Kind", bound=Record)


@dataclass(frozen=True, slots=True)
class History:
    """The records that count, by id, in the order of their names; and why others do not."""

    records: dict[str, Record] = field(default_factory=dict)
    withdrawn: dict[str, Withdrawal] = field(default_factory=dict)
    """The records that were taken back, with what took them back."""
    doubtful: frozenset[str] = frozenset()
    """Those that were signed with a key which may have been in other hands on that day."""
    findings: tuple[Finding, ...] = ()

    def of(self, kind: type[_Kind]) -> Iterator[_Kind]:
        """The records of that type."""
        return (record for record in self.records.values() if isinstance(record, kind))

    def about(self, milestone: Milestone) -> tuple[MilestoneRecord, ...]:
        """The acts and decisions about a milestone; not what meets their conditions."""
        return tuple(
            record
            for record in self.of(MilestoneRecord)
            if record.milestone == milestone.id and not isinstance(record, ConditionsMet)
        )

    def standing(self, milestone: Milestone) -> tuple[MilestoneRecord, ...]:
        """Of the acts and decisions about a milestone, those that no later one takes the place of.

        More than one stands where people decided without knowing of each other, on branches that were merged.
        """
        return heads(self.about(milestone))

    def met_conditions(self, decision: Decision) -> tuple[ConditionsMet, ...]:
        """What says that conditions of a decision are met, by those who may say so."""
        may_confirm = {decision.body, decision.confirmed_by}
        return tuple(
            record
            for record in self.of(ConditionsMet)
            if record.decision == decision.id and (record.body in may_confirm or decision.body is None)
        )

    def waiver(self, milestone: Milestone, waived_by: str | None) -> Waiver | None:
        """The waiver of a milestone by that body (by any body where None); one beyond doubt where there is one."""
        found = (
            waiver
            for waiver in self.of(Waiver)
            if waiver.milestone == milestone.id and waived_by in (None, waiver.body)
        )
        return min(found, key=lambda waiver: waiver.id in self.doubtful, default=None)

    def passings(self, phase: Phase) -> tuple[Passing, ...]:
        """What says that a phase's gate was passed; whether it holds is another question."""
        return tuple(record for record in self.of(Passing) if record.phase == phase.id)

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """The amendments."""
        return tuple(self.of(Amendment))


def effective_digests(decision: MilestoneRecord, met: tuple[ConditionsMet, ...]) -> frozenset[str | None]:
    """The digests of the content that a record stands for: after a revision those of the revised content."""
    latest: tuple[MilestoneRecord, ...] = heads(met) or (decision,)
    return frozenset(record.content.digest if record.content else None for record in latest)


def history(plan: Plan, present: Present, today: datetime.date) -> History:
    """The records of a plan that count on `today`."""
    findings: list[Finding] = []
    doubtful: dict[str, Finding] = {}
    must_be_signed = plan.settings.policy.signing is Signing.REQUIRED and present.signatures is not None
    own = []
    for record in sorted(plan.records, key=lambda record: record.id):
        if record.recorded > today:
            continue
        if present.root is not None and record.plan != present.root:
            message = _("this record was made in another plan repository and does not count here")
            findings.append(error(Code.FOREIGN_RECORD, record.place, message))
            continue
        signature = present.signature(record.id)
        if must_be_signed and not (signature and signature.counts):
            problem = signature.problem if signature else _("it is unsigned")
            message = _("this record does not count: {problem}").format(problem=problem)
            hint = _("whoever may sign records it again; see docs/signatures.md")
            findings.append(error(Code.UNSIGNED_RECORD, record.place, message, hint))
            continue
        if must_be_signed and signature and signature.in_doubt(plan.organization):
            message = _("the key that signed this record, {key}, may have been in other hands on that day")
            message = message.format(key=signature.fingerprint)
            hint = _("ask who is named in it, and record it again; plan gate says how")
            doubtful[record.id] = warning(Code.DOUBTFUL_RECORD, record.place, message, hint)
        reason = _without_effect(record, plan)
        if reason:
            findings.append(warning(Code.RECORD_WITHOUT_EFFECT, record.place, reason))
            continue
        own.append(record)
    by_id = {record.id: record for record in own}
    withdrawn = {
        record.record: record for record in own if isinstance(record, Withdrawal) and _takes_back(record, by_id)
    }
    for record in own:
        if isinstance(record, Withdrawal) and not _takes_back(record, by_id):
            message = _("{record} is no record that this body may withdraw").format(record=record.record)
            findings.append(warning(Code.RECORD_WITHOUT_EFFECT, record.place, message))
    kept = {name: record for name, record in by_id.items() if name not in withdrawn}
    in_doubt = frozenset(doubtful) & kept.keys()
    findings += [doubtful[name] for name in in_doubt if name not in _replaced(kept, in_doubt)]
    return History(kept, withdrawn, in_doubt, in_file_order(findings))


def _replaced(records: dict[str, Record], doubtful: frozenset[str]) -> set[str]:
    """The records in whose place another one, beyond doubt, stands by now."""
    return {
        name
        for record in records.values()
        if isinstance(record, MilestoneRecord) and record.id not in doubtful
        for name in record.follows
    }


def _takes_back(withdrawal: Withdrawal, records: dict[str, Record]) -> bool:
    """Only the body that made a record takes it back; changed files come back by another amendment, not by this."""
    target = records.get(withdrawal.record)
    if target is None or isinstance(target, Withdrawal | Amendment):
        return False
    return target.body is None or target.body == withdrawal.body


def _without_effect(record: Record, plan: Plan) -> str:
    """Why a record cannot count in this plan whatever else there is; empty where it can."""
    if isinstance(record, Passing):
        return "" if plan.schedule.phase(record.phase) else _("there is no phase {id}").format(id=record.phase)
    if isinstance(record, Waiver) and not plan.schedule.milestone(record.milestone):
        return _("there is no milestone {id}").format(id=record.milestone)
    if not isinstance(record, MilestoneRecord):
        return ""
    milestone = plan.schedule.milestone(record.milestone)
    if milestone is None:
        return _("there is no milestone {id}").format(id=record.milestone)
    return "" if isinstance(record, ConditionsMet) else misfit(record, milestone)


def misfit(record: MilestoneRecord, milestone: Milestone) -> str:
    """Why a record cannot meet a milestone: another kind of act, another body, another document; empty where it can."""
    if record.kind.value != milestone.kind.value:
        return _("{kind} is not what {milestone} asks for: {wanted}").format(
            kind=record.kind.chinese, milestone=milestone.id, wanted=milestone.kind.chinese
        )
    if milestone.body is not None and record.body != milestone.body.id:
        return _("{milestone} is for {wanted}, not for {body}").format(
            milestone=milestone.id, wanted=milestone.body.id, body=record.body or _("nobody")
        )
    document = record.content.document if record.content else None
    wanted = milestone.document.id if milestone.document else None
    if document != wanted:
        return _("{milestone} is about the document {wanted}, not {document}").format(
            milestone=milestone.id, wanted=wanted or _("none"), document=document or _("none")
        )
    return ""


_Milestone = TypeVar("_Milestone", bound=MilestoneRecord)


def heads(records: Iterable[_Milestone]) -> tuple[_Milestone, ...]:
    """Those that none of the others takes the place of."""
    listed = tuple(records)
    followed = {identifier for record in listed for identifier in record.follows if identifier != record.id}
    return tuple(record for record in listed if record.id not in followed)
