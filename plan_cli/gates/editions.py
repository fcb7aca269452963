"""May this edition be released now? What each waits for is written in `plan.yaml`, or follows from the schedule."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.gates.evaluate import BINDING, GateState, MilestoneReport, PhaseReport, Report
from plan_cli.gates.objection import Objection
from plan_cli.gates.supply import command_for
from plan_cli.model.plan import Plan
from plan_cli.model.release import Release, rank
from plan_cli.model.schedule import Milestone, MilestoneKind
from plan_cli.model.settings import Document, Edition
from plan_cli.translation import _

_WAITS_FOR = {
    Edition.REVIEW: ((MilestoneKind.CONSULTATION,), (MilestoneKind.DELIVERABLE,)),
    Edition.APPROVAL: ((MilestoneKind.REPORTING,), (MilestoneKind.APPROVAL,)),
    Edition.ISSUED: ((MilestoneKind.DELIBERATION,), (MilestoneKind.APPROVAL,)),
}
"""The kinds of milestones of the document that an edition waits for: the first of these that the schedule has.

讨论稿 waits for nothing. 征求意见稿 waits for the gate before the phase that consults on the document."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """What an edition waits for: phases whose gates were passed, milestones that are met, by id."""

    phases: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()


def awaited(plan: Plan, document: Document, edition: Edition) -> Awaited:
    """What an edition of a document waits for: as `releases` of the document says, or else as the schedule implies."""
    written = [item for item in document.releases if item.edition is edition]
    if written:
        named = [reference.id for item in written for reference in item.after]
        phases = tuple(name for name in named if plan.schedule.phase(name))
        return Awaited(phases, tuple(name for name in named if name not in phases))
    if edition is Edition.CONSULTATION:
        return Awaited(phases=_before_consultation(plan, document))
    for kinds in _WAITS_FOR.get(edition, ()):
        found = [milestone for milestone in _about(plan, document) if milestone.kind in kinds]
        if found:
            return Awaited(milestones=tuple(str(milestone.id) for milestone in found))
    return Awaited()


def _about(plan: Plan, document: Document) -> list[Milestone]:
    return [item for item in plan.schedule.milestones if item.document and item.document.id == document.id]


def _before_consultation(plan: Plan, document: Document) -> tuple[str, ...]:
    """The phase before the first that consults on the document; none where the schedule has no consultation on it."""
    consulting = [item for item in _about(plan, document) if item.kind is MilestoneKind.CONSULTATION]
    if not consulting:
        return ()
    phases = list(plan.schedule.phases)
    first = next(at for at, phase in enumerate(phases) if any(item in phase.milestones for item in consulting))
    return (str(phases[first - 1].id),) if first else ()


def release_objections(
    plan: Plan, report: Report, document: Document, edition: Edition, released: tuple[Release, ...]
) -> tuple[Objection, ...]:
    """What speaks against releasing a new round of an edition now; empty where nothing does.

    `released`: the releases of the document so far.
    """
    found = _out_of_order(report, edition, released)
    needs = awaited(plan, document, edition)
    for phase_id in needs.phases:
        phase = report.phase(phase_id)
        if phase is not None and phase.state is not GateState.PASSED:
            found.append(_gate_closed(phase, report, edition))
    for milestone_id in needs.milestones:
        item = report.milestone(milestone_id)
        if item is None:
            message = _("{edition} waits for {id}, which is neither a phase nor a milestone")
            message = message.format(edition=edition.chinese, id=milestone_id)
            found.append(Objection(message, _("mend the field releases of the document in plan.yaml"), absolute=True))
        elif not item.is_fulfilled:
            found.append(_unmet(item, edition))
        elif edition is Edition.ISSUED and item.changed and item.milestone.kind in BINDING:
            message = _("{edition} waits for {id} {title}, and the text changed after that")
            message = message.format(edition=edition.chinese, id=item.milestone.id, title=item.milestone.title)
            found.append(Objection(message, _("what changed: plan gate {phase}").format(phase=item.phase.id)))
    return tuple(found)


def _out_of_order(report: Report, edition: Edition, released: tuple[Release, ...]) -> list[Objection]:
    later = [release for release in released if rank(release.edition) > rank(edition)]
    if later:
        last = max(later, key=lambda release: release.order)
        message = _("{edition} comes before {later}, which was released on {day}")
        return [
            Objection(
                message.format(edition=edition.chinese, later=last.name, day=last.day),
                _("release another round of {edition}: plan release {edition}").format(edition=last.edition.chinese),
                absolute=True,
            )
        ]
    last_day = max((release.day for release in released), default=report.day)
    if last_day > report.day:
        message = _("the last edition was released on {last}, after {day}").format(last=last_day, day=report.day)
        return [Objection(message, _("name a later day with --as-of"), absolute=True)]
    return []


def _gate_closed(phase: PhaseReport, report: Report, edition: Edition) -> Objection:
    message = _("{edition} waits for the gate of {phase}, which has not been passed")
    message = message.format(edition=edition.chinese, phase=f"{phase.phase.id} {phase.phase.name}")
    current = report.current
    if current is None or phase.is_open:
        return Objection(message, _("run: {command}").format(command=f"plan gate pass {phase.phase.id}"))
    lacking = next((item for item in current.milestones if not item.is_fulfilled), None)
    command = command_for(lacking) if lacking else f"plan gate pass {current.phase.id}"
    hint = _("the plan is in {phase}; next: {command}; everything: plan gate {id}")
    name = f"{current.phase.id} {current.phase.name}"
    return Objection(message, hint.format(phase=name, command=command, id=current.phase.id))


def _unmet(item: MilestoneReport, edition: Edition) -> Objection:
    milestone = item.milestone
    message = _("{edition} waits for {id} {title}, which is not met")
    message = message.format(edition=edition.chinese, id=milestone.id, title=milestone.title)
    return Objection(message, _("run: {command}").format(command=command_for(item)))
