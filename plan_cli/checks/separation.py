"""Separation (回避): where the policy asks for it, nobody decides on what they have worked out themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.organization import Party
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind
from plan_cli.translation import _

_DECISIONS = (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION)


def check_separation(plan: Plan) -> Iterator[Finding]:
    """A finding for every decision on whose two sides the same party or the same person stands."""
    if not plan.settings.policy.separation:
        return
    parties = {str(party.id): party for party in plan.organization.parties}
    names = {str(person.id): person.name for person in plan.organization.people}
    makers = _Makers(plan)
    for milestone in plan.schedule.milestones:
        body = parties.get(milestone.body.id) if milestone.body else None
        if body is None or milestone.kind not in _DECISIONS:
            continue
        day = milestone.due.day if milestone.due else None
        deciding = _people(body, parties, day)
        for maker in makers.of(milestone):
            if maker not in parties:
                continue
            if maker == body.id:
                message = _("{party} decides on {milestone} and has worked it out itself")
                yield _finding(milestone, message.format(party=body.name, milestone=milestone.title))
                continue
            for person in sorted(deciding & _people(parties[maker], parties, day)):
                message = _("{person} decides on {milestone} in {body} and has worked it out in {party}")
                message = message.format(
                    person=names.get(person, person),
                    milestone=milestone.title,
                    body=body.name,
                    party=parties[maker].name,
                )
                yield _finding(milestone, message)


def _finding(milestone: Milestone, message: str) -> Finding:
    hint = _("name others on one of the two sides; plan.yaml asks for it with policy: separation")
    return error(Code.BOTH_SIDES, milestone.place, message, hint)


class _Makers:
    """Who works out what is decided on."""

    def __init__(self, plan: Plan) -> None:
        owners = {str(task.id): task.owner.id for phase in plan.schedule.phases for task in phase.tasks if task.owner}
        self._by_task = owners
        self._by_document: dict[str, list[str]] = {}
        for milestone in plan.schedule.milestones:
            made = milestone.kind is MilestoneKind.DELIVERABLE and milestone.document and milestone.task
            if made and milestone.document and milestone.task and milestone.task.id in owners:
                self._by_document.setdefault(milestone.document.id, []).append(owners[milestone.task.id])

    def of(self, milestone: Milestone) -> tuple[str, ...]:
        """The owners of the task behind a decision, and of those that deliver the document it is about."""
        found = [self._by_task[milestone.task.id]] if milestone.task and milestone.task.id in self._by_task else []
        if milestone.document:
            found += self._by_document.get(milestone.document.id, [])
        return tuple(dict.fromkeys(found))


def _people(party: Party, parties: dict[str, Party], day: datetime.date | None) -> set[str]:
    """The people of a party on that day by name, also through the units that are its members.

    A unit that stands for many (all departments) is left out: which of its people are meant is not written.
    """
    people: set[str] = set()
    seen: set[str] = set()
    open_parties = [party]
    while open_parties:
        one = open_parties.pop()
        if one.id in seen:
            continue
        seen.add(one.id)
        for member in one.members:
            if day and ((member.since and day < member.since.day) or (member.until and day > member.until.day)):
                continue
            if member.person:
                people.add(member.person.id)
            elif member.unit and member.unit.id in parties and not parties[member.unit.id].collective:
                open_parties.append(parties[member.unit.id])
    return people
