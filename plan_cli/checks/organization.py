"""Who does what: roles filled, tasks owned, decisions with somebody who takes them, nobody on both sides of one."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator

from plan_cli.checks.mentions import never_mentioned
from plan_cli.checks.notes import Remark
from plan_cli.checks.separation import check_separation
from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.organization import Member, Party
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import MilestoneKind, Schedule
from plan_cli.translation import _

_WITHOUT_BODY = (MilestoneKind.DELIVERABLE, MilestoneKind.PUBLICATION)


def check_organization(plan: Plan) -> tuple[Finding, ...]:
    """What is open or contradicts itself in the organisation of a plan."""
    last_acts = _last_acts(plan)
    findings: list[Finding] = []
    for party in plan.organization.parties:
        findings += _roles(party)
        findings += _terms(party)
        findings += _successors(party, last_acts.get(party.id))
    findings += _tasks(plan.schedule)
    findings += _bodies(plan.schedule)
    findings += check_separation(plan)
    findings += never_mentioned(plan)
    return in_file_order(findings)


def _roles(party: Party) -> Iterator[Finding]:
    """Somebody fills each role, or its note says that nobody does yet."""
    for member in party.members:
        if member.person is None and member.unit is None and not Remark.OPEN.in_any(member.note):
            message = _("nobody is named for the role {role} of {party}").format(role=member.role, party=party.name)
            hint = _("add person: or unit:, or say “{phrase}” in its note").format(phrase=Remark.OPEN.phrase)
            yield warning(Code.ROLE_OPEN, member.place, message, hint)


def _terms(party: Party) -> Iterator[Finding]:
    """A term ends after it begins, and nobody holds one role twice at a time."""
    held: dict[tuple[str, str], list[Member]] = {}
    for member in party.members:
        if member.since and member.until and member.until.day < member.since.day:
            message = _("the role {role} ends on {until}, before it begins on {since}")
            message = message.format(role=member.role, until=member.until.day, since=member.since.day)
            yield error(Code.TERM_OF_OFFICE, member.until.place, message, _("exchange or mend the two days"))
        elif member.person:
            held.setdefault((member.person.id, member.role), []).append(member)
    for terms in held.values():
        terms.sort(key=_first_day)
        for earlier, later in itertools.pairwise(terms):
            if _first_day(later) < _last_day(earlier):
                message = _("the same person holds the role {role} twice at a time; the other entry is on line {line}")
                message = message.format(role=later.role, line=earlier.place.line)
                hint = _("remove one of the two, or mend since and until")
                yield error(Code.TERM_OF_OFFICE, later.place, message, hint)


def _successors(party: Party, last_act: tuple[datetime.date, str] | None) -> Iterator[Finding]:
    """Who has left a role is followed by somebody, as long as the party still has something to do."""
    if last_act is None:
        return
    day, what = last_act
    roles: dict[str, list[Member]] = {}
    for member in party.members:
        roles.setdefault(member.role, []).append(member)
    for role, members in roles.items():
        last = max(members, key=_last_day)
        if last.until and last.until.day < day and not Remark.OPEN.in_any(*(member.note for member in members)):
            message = _("nobody holds the role {role} of {party} after {until}; {what} is due on {day}")
            message = message.format(role=role, party=party.name, until=last.until.day, what=what, day=day)
            hint = _("add who follows, or say “{phrase}” in the note").format(phrase=Remark.OPEN.phrase)
            yield warning(Code.ROLE_WITHOUT_SUCCESSOR, last.place, message, hint)


def _last_acts(plan: Plan) -> dict[str, tuple[datetime.date, str]]:
    """The last thing that each party has to do, with its day: a milestone, a task of a phase, a topic."""
    acts: dict[str, tuple[datetime.date, str]] = {}

    def add(party: str, day: datetime.date, what: str) -> None:
        if party not in acts or acts[party][0] < day:
            acts[party] = (day, what)

    for phase in plan.schedule.phases:
        for task in phase.tasks:
            if task.owner:
                add(task.owner.id, phase.end.day, task.text)
        for milestone in phase.milestones:
            if milestone.body and milestone.due:
                add(milestone.body.id, milestone.due.day, milestone.title)
    for topic in plan.topics:
        if topic.file.due:
            for party in (topic.file.lead, *topic.file.undertaken_by):
                add(party.id, topic.file.due.day, topic.file.title)
    return acts


def _tasks(schedule: Schedule) -> Iterator[Finding]:
    """Every task has an owner, or its note says that the work scheme names none."""
    for phase in schedule.phases:
        for task in phase.tasks:
            if task.owner is None and not Remark.OPEN.in_any(task.note):
                message = _("nobody owns the task {task}: {text}").format(task=task.id, text=task.text)
                hint = _("add owner:, or say “{phrase}” in its note").format(phrase=Remark.OPEN.phrase)
                yield warning(Code.TASK_WITHOUT_OWNER, task.place, message, hint)


def _bodies(schedule: Schedule) -> Iterator[Finding]:
    """What is approved, submitted, reported, deliberated or consulted on says by whom or with whom."""
    for milestone in schedule.milestones:
        if milestone.body is None and milestone.kind not in _WITHOUT_BODY and not Remark.OPEN.in_any(milestone.note):
            message = _("{milestone} ({kind}) names no body").format(
                milestone=milestone.title, kind=milestone.kind.chinese
            )
            hint = _("add body:, or say “{phrase}” in its note").format(phrase=Remark.OPEN.phrase)
            yield warning(Code.MILESTONE_WITHOUT_BODY, milestone.place, message, hint)


def _first_day(member: Member) -> datetime.date:
    return member.since.day if member.since else datetime.date.min


def _last_day(member: Member) -> datetime.date:
    return member.until.day if member.until else datetime.date.max
