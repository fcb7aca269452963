"""May this record be added now? Asked by the commands before they write, and by whoever judges a push.

`evaluate` never counts what could not count in the plan as it is; here stands what the moment asks for besides: the
phase, the order of milestones, the person, and that nothing is said twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from plan_cli.gates.evaluate import Fulfilment, GateState, MilestoneReport, Report
from plan_cli.gates.history import misfit
from plan_cli.gates.objection import Objection
from plan_cli.model.content_digest import Present
from plan_cli.model.organization import Party
from plan_cli.model.plan import Plan
from plan_cli.model.records import (
    Act,
    Amendment,
    ConditionsMet,
    Decision,
    Matter,
    MilestoneRecord,
    Passing,
    Record,
    Waiver,
    Withdrawal,
)
from plan_cli.model.settings import Signing
from plan_cli.translation import _


def objections(
    record: Record, plan: Plan, report: Report, present: Present, proven: Mapping[str, str], today: datetime.date
) -> tuple[Objection, ...]:
    """What speaks against adding `record` to a plan that stands as `report` says; empty where nothing does.

    `plan`, `report` and `present` are of the state before. `proven`: the digests of the milestones' contents at the
    commit that the record names, computed anew by the caller.
    """
    found = _common(record, plan, report, present, today) + _unsigned(record, plan, present)
    if isinstance(record, ConditionsMet):
        found += _about_content(record, proven) + _conditions_met(record, report)
    elif isinstance(record, Act | Decision):
        found += _about_milestone(record, plan, report, proven)
    elif isinstance(record, Passing):
        found += _passing(record, report, present)
    elif isinstance(record, Waiver):
        found += _waiver(record, plan, report)
    elif isinstance(record, Amendment):
        found += _amendment(record, plan)
    elif isinstance(record, Withdrawal):
        found += _withdrawal(record, report)
    return tuple(found)


def _common(record: Record, plan: Plan, report: Report, present: Present, today: datetime.date) -> list[Objection]:
    found = []
    if present.root is None or record.plan != present.root:
        found.append(_never(_("the record belongs to another plan repository")))
    if record.id in report.history.records or record.id in report.history.withdrawn:
        found.append(_never(_("this is recorded already: {id}").format(id=record.id)))
    if record.recorded > today:
        found.append(_never(_("the day of the record, {day}, has not come yet").format(day=record.recorded)))
    if record.decided > record.recorded:
        found.append(_never(_("the day of the decision, {day}, has not come yet").format(day=record.decided)))
    party = plan.organization.party(record.body) if record.body else None
    if record.body and not party:
        found.append(_never(_("{id} is not in organization.yaml").format(id=record.body)))
    if record.person:
        found += _person(record, plan, party)
    return found


def _unsigned(record: Record, plan: Plan, present: Present) -> list[Objection]:
    """Where the policy of the old side requires it, who may decide has signed."""
    if plan.settings.policy.signing is Signing.OFF:
        return []
    signature = present.signature(record.id)
    if signature and signature.is_proper:
        return []
    problem = signature.problem if signature and signature.problem else _("it is unsigned")
    message = _("the record would not count: {problem}").format(problem=problem)
    hint = _("who may sign, and with which key: plan key list")
    return [Objection(message, hint, absolute=True)]


def _person(record: Record, plan: Plan, party: Party | None) -> list[Objection]:
    """A person acts for a body as its member on that day; where a body names no persons, nobody can tell."""
    if not any(person.id == record.person for person in plan.organization.people):
        return [_never(_("{id} is not among the people of organization.yaml").format(id=record.person))]
    members = [member for member in party.members if member.person] if party else []
    if (
        party
        and members
        and not any(
            member.person is not None and member.person.id == record.person and member.serves_on(record.decided)
            for member in members
        )
    ):
        message = _("{person} was no member of {body} on {day}")
        return [_never(message.format(person=record.person, body=party.name, day=record.decided))]
    return []


def _about_milestone(record: MilestoneRecord, plan: Plan, report: Report, proven: Mapping[str, str]) -> list[Objection]:
    milestone = plan.schedule.milestone(record.milestone)
    item = report.milestone(record.milestone)
    if milestone is None or item is None:
        return [_never(_("there is no milestone {id}").format(id=record.milestone))]
    wrong = misfit(record, milestone)
    if wrong:
        return [_never(wrong)]
    found = _about_content(record, proven) + _in_phase(item, report)
    known = {other.id for other in report.history.about(milestone)}
    if any(identifier not in known for identifier in record.follows):
        found.append(_never(_("the record follows one that is not about {id}").format(id=milestone.id)))
    if _says_nothing_new(record, item):
        message = _("{milestone} is met already by {record}")
        found.append(_never(message.format(milestone=milestone.id, record=item.record.id if item.record else "")))
    return found + _in_order(item, report)


def _about_content(record: MilestoneRecord, proven: Mapping[str, str]) -> list[Objection]:
    written = record.content.digest if record.content else None
    if written != proven.get(record.milestone):
        return [_never(_("the digest is not that of the content at the commit it names"))]
    return []


def _in_phase(item: MilestoneReport, report: Report, *, again: bool = True) -> list[Objection]:
    """`again`: whether such a record may take the place of one that is in doubt after its gate was passed."""
    phase = report.phase(item.phase.id)
    if phase is None or phase.state is GateState.CURRENT:
        return []
    if phase.state is GateState.PASSED:
        if item.fulfilment is Fulfilment.DOUBTFUL and again:
            return []  # what is in doubt is recorded again, and nothing else changes
        message = _("the gate of {phase} {name} has been passed; its milestones are closed")
        hint = _("to open it again: plan withdraw {record}").format(record=phase.passing.id if phase.passing else "")
        return [Objection(message.format(phase=item.phase.id, name=item.phase.name), hint, absolute=True)]
    current = report.current
    message = _("{milestone} belongs to {phase}, and the plan is still in {current}")
    return [
        Objection(
            message.format(
                milestone=item.milestone.id, phase=item.phase.id, current=current.phase.id if current else ""
            ),
            _("see what is lacking: plan gate {phase}").format(phase=current.phase.id if current else ""),
        )
    ]


def _in_order(item: MilestoneReport, report: Report) -> list[Objection]:
    """A document goes through the milestones of a phase in the order of the schedule: 起草, 审定, 报送.

    Milestones of one kind (two consultations at a time) do not wait for each other.
    """
    phase = report.phase(item.phase.id)
    if phase is None or item.milestone.document is None:
        return []
    found = []
    for earlier in phase.milestones:
        if earlier.milestone.id == item.milestone.id:
            break
        same = earlier.milestone.document is not None and earlier.milestone.document.id == item.milestone.document.id
        if same and earlier.milestone.kind is not item.milestone.kind and not earlier.is_fulfilled:
            message = _("{earlier} {title} comes first and is not met").format(
                earlier=earlier.milestone.id, title=earlier.milestone.title
            )
            found.append(Objection(message, _("see what is lacking: plan gate {phase}").format(phase=item.phase.id)))
    return found


def _says_nothing_new(record: MilestoneRecord, item: MilestoneReport) -> bool:
    if item.fulfilment is not Fulfilment.MET or item.changed or item.record is None:
        return False
    if isinstance(record, Decision) and isinstance(item.record, Decision):
        return record.outcome is item.record.outcome and not record.conditions
    return True


def _conditions_met(record: ConditionsMet, report: Report) -> list[Objection]:
    item = report.milestone(record.milestone)
    if item is None:
        return [_never(_("there is no milestone {id}").format(id=record.milestone))]
    decision = report.history.records.get(record.decision)
    if not isinstance(decision, Decision) or decision.milestone != record.milestone:
        return [
            _never(_("{id} is no decision about {milestone}").format(id=record.decision, milestone=record.milestone))
        ]
    # Conditions met later would make the decision stand for another content than the gate was passed on.
    found = _in_phase(item, report, again=False)
    if decision.body is not None and record.body not in (decision.body, decision.confirmed_by):
        allowed = _(" or ").join(party for party in (decision.body, decision.confirmed_by) if party)
        found.append(_never(_("that the conditions are met is for {allowed} to say").format(allowed=allowed)))
    for number in record.conditions:
        if number > len(decision.conditions):
            found.append(_never(_("{id} has no condition {number}").format(id=decision.id, number=number)))
    return found


def _passing(record: Passing, report: Report, present: Present) -> list[Objection]:
    phase = report.phase(record.phase)
    if phase is None:
        return [_never(_("there is no phase {id}").format(id=record.phase))]
    if phase.state is GateState.PASSED:
        return [_never(_("the gate of {phase} has been passed already").format(phase=record.phase))]
    if phase.state is GateState.AHEAD:
        current = report.current.phase.id if report.current else ""
        return [
            _never(_("the gate of {current} comes before that of {phase}").format(current=current, phase=record.phase))
        ]
    found = []
    for item in report.milestones:
        if item.fulfilment is Fulfilment.DOUBTFUL and item.phase.id != phase.phase.id:
            message = _("{milestone} {title} of a passed gate is in doubt and must be recorded again first")
            message = message.format(milestone=item.milestone.id, title=item.milestone.title)
            found.append(Objection(message, _("see how: plan gate {phase}").format(phase=item.phase.id), absolute=True))
    for item in phase.milestones:
        if not item.is_fulfilled:
            message = _("{milestone} {title} is not met").format(
                milestone=item.milestone.id, title=item.milestone.title
            )
            found.append(
                Objection(
                    message, _("see what is lacking: plan gate {phase}").format(phase=record.phase), absolute=True
                )
            )
    expected = {(item.milestone.id, item.ground, present.digests.get(item.milestone.id)) for item in phase.milestones}
    if not found and {(ground.milestone, ground.record, ground.digest) for ground in record.grounds} != expected:
        found.append(_never(_("the grounds are not what met the milestones")))
    return found


def _waiver(record: Waiver, plan: Plan, report: Report) -> list[Objection]:
    item = report.milestone(record.milestone)
    if item is None:
        return [_never(_("there is no milestone {id}").format(id=record.milestone))]
    found = []
    if record.body != plan.settings.waived_by:
        message = _("the policy lets {body} waive milestones, nobody else").format(body=plan.settings.waived_by)
        found.append(Objection(message, _("it is named in plan.yaml under policy, waived_by"), absolute=True))
    if item.is_fulfilled:
        found.append(_never(_("{id} is met or waived already").format(id=record.milestone)))
    phase = report.phase(item.phase.id)
    if phase and phase.state is GateState.PASSED:
        found += _in_phase(item, report)
    return found


def _amendment(record: Amendment, plan: Plan) -> list[Objection]:
    if record.matter is Matter.EDITION or record.body == plan.settings.amended_by:
        return []
    message = _("the policy lets {body} change {matter}, nobody else")
    return [
        Objection(
            message.format(body=plan.settings.amended_by, matter=record.matter.chinese),
            _("it is named in plan.yaml under policy, amended_by"),
            absolute=True,
        )
    ]


def _withdrawal(record: Withdrawal, report: Report) -> list[Objection]:
    if record.record in report.history.withdrawn:
        return [_never(_("{id} has been withdrawn already").format(id=record.record))]
    target = report.history.records.get(record.record)
    if target is None:
        return [_never(_("there is no record {id} that counts").format(id=record.record))]
    if isinstance(target, Withdrawal):
        return [_never(_("a withdrawal is not withdrawn; record the decision anew"))]
    if isinstance(target, Amendment):
        hint = _("change the file back and run: plan amend {matter}").format(matter=target.matter.value)
        return [Objection(_("an amendment is not withdrawn, because it changed files"), hint, absolute=True)]
    found = []
    if target.body is not None and record.body != target.body:
        found.append(_never(_("only {body} may withdraw what it recorded").format(body=target.body)))
    for phase in report.phases:
        passing = phase.passing
        if passing and target.id in {ground.record for ground in passing.grounds}:
            hint = _("withdraw the passing first: plan withdraw {record}").format(record=passing.id)
            message = _("the gate of {phase} was passed on this record").format(phase=phase.phase.id)
            found.append(Objection(message, hint, absolute=True))
    return found


def _never(message: str) -> Objection:
    return Objection(message, absolute=True)
