"""Milestones about one document in an order that contradicts itself: final before its consultation, never revised."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from plan_cli.checks.notes import Remark
from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase
from plan_cli.model.settings import Edition
from plan_cli.translation import _

_DECISIONS = (MilestoneKind.APPROVAL, MilestoneKind.DELIBERATION)
_FINAL = re.compile(r"定稿|终稿|最终|\bfinal\b", re.IGNORECASE)
_NOT_FINAL = re.compile(r"(?:非|不是|未)最?[后终]?定稿|拟?定稿(?:会|前)")
_REVISING = re.compile(r"修改|修订|完善|采纳|吸收|吸纳|revis", re.IGNORECASE)
_EDITIONS = tuple(Edition)
_EDITION = re.compile("|".join(edition.chinese for edition in _EDITIONS))


@dataclass(frozen=True, slots=True)
class _Step:
    """A dated milestone about a document."""

    milestone: Milestone
    phase: Phase
    due: datetime.date

    @property
    def kind(self) -> MilestoneKind:
        return self.milestone.kind


def check_order(plan: Plan, doubtful: set[Place]) -> Iterator[Finding]:
    """The contradictions in what happens to each document; days that are doubtful for another reason prove none."""
    steps: dict[str, list[_Step]] = {}
    for phase in plan.schedule.phases:
        for milestone in phase.milestones:
            if milestone.document and milestone.due and milestone.due.place not in doubtful:
                step = _Step(milestone, phase, milestone.due.day)
                steps.setdefault(milestone.document.id, []).append(step)
    for of_document in steps.values():
        yield from _approved_before_made(of_document)
        in_time = sorted(of_document, key=lambda step: step.due)
        yield from _too_early(in_time)
        yield from _editions(in_time)
        yield from _not_revised(in_time, plan)


def _too_early(steps: list[_Step]) -> Iterator[Finding]:
    """What is published while a consultation or a decision is still to come, or called final before a consultation."""
    settling = [step for step in steps if step.kind in (*_DECISIONS, MilestoneKind.CONSULTATION)]
    consulting = [step for step in settling if step.kind is MilestoneKind.CONSULTATION]
    for step in steps:
        milestone = step.milestone
        published = step.kind is MilestoneKind.PUBLICATION
        if not published and (not _FINAL.search(milestone.title) or _NOT_FINAL.search(milestone.title)):
            continue
        # A final text may well go on to those who decide.
        last = (settling if published else consulting)[-1:]
        if not last or step.due >= last[0].due:
            continue
        later = last[0]
        if Remark.REVISION.in_any(milestone.note, later.milestone.note):
            continue
        message = (
            _("{milestone} publishes on {day} what {later} is to settle only on {later_day}")
            if published
            else _("{milestone} calls the text final on {day}, and {later} follows on {later_day}")
        )
        message = message.format(
            milestone=milestone.title, day=step.due, later=later.milestone.title, later_day=later.due
        )
        hint = _("mend one of the days, or say “{phrase}” in its note").format(phrase=Remark.REVISION.phrase)
        yield warning(Code.ORDER_OF_MILESTONES, milestone.place, message, hint)


def _approved_before_made(steps: list[_Step]) -> Iterator[Finding]:
    """In one phase a text is made before it is decided on, where the two stand in this order."""
    made: dict[str, _Step] = {}
    for step in steps:
        if step.kind is MilestoneKind.DELIVERABLE:
            made[step.phase.id] = min(step, made.get(step.phase.id, step), key=lambda one: one.due)
        elif step.kind in _DECISIONS and step.phase.id in made and step.due < made[step.phase.id].due:
            earlier = made[step.phase.id]
            message = _("{milestone} is due on {day}, before {earlier}, which it decides on, on {earlier_day}")
            message = message.format(
                milestone=step.milestone.title, day=step.due, earlier=earlier.milestone.title, earlier_day=earlier.due
            )
            yield warning(Code.ORDER_OF_MILESTONES, step.milestone.place, message, _("mend one of the two days"))


def _editions(steps: list[_Step]) -> Iterator[Finding]:
    """The editions that titles name follow one another: 讨论稿, 征求意见稿, 送审稿, 报批稿, 印发稿."""
    highest: tuple[int, _Step] | None = None
    for step in steps:
        named = [_rank(word) for word in _EDITION.findall(step.milestone.title)]
        if not named:
            continue
        if highest and max(named) < highest[0] and step.due > highest[1].due:
            message = _("{milestone} is due on {day}, after {earlier} on {earlier_day}, which is a later edition")
            message = message.format(
                milestone=step.milestone.title,
                day=step.due,
                earlier=highest[1].milestone.title,
                earlier_day=highest[1].due,
            )
            listed = " → ".join(edition.chinese for edition in _EDITIONS)
            hint = _("mend one of the days or titles; the editions are {listed}").format(listed=listed)
            yield warning(Code.ORDER_OF_EDITIONS, step.milestone.place, message, hint)
        elif not highest or max(named) >= highest[0]:
            highest = (max(named), step)


def _rank(chinese: str) -> int:
    return next(rank for rank, edition in enumerate(_EDITIONS) if edition.chinese == chinese)


def _not_revised(steps: list[_Step], plan: Plan) -> Iterator[Finding]:
    """Between a consultation and what is done with the text next, somebody works the comments in."""
    rounds = [step for step in steps if step.kind is MilestoneKind.CONSULTATION]
    if not rounds:
        return
    consultation = rounds[-1]
    following = [step for step in steps if step.due > consultation.due]
    if not following or any(step.kind is MilestoneKind.DELIVERABLE for step in following):
        return
    notes = [step.milestone.note for step in (*rounds, *following)]
    titles = [step.milestone.title for step in following]
    tasks = [
        text
        for phase in plan.schedule.phases
        if phase.end.day >= consultation.due
        for task in phase.tasks
        for text in (task.text, task.note or "")
    ]
    if Remark.REVISION.in_any(*notes) or any(_REVISING.search(text) for text in (*titles, *tasks)):
        return
    message = _("nobody revises the text after {consultation}, which is due on {day}; {next} follows on {next_day}")
    message = message.format(
        consultation=consultation.milestone.title,
        day=consultation.due,
        next=following[0].milestone.title,
        next_day=following[0].due,
    )
    hint = _("add a task for it (根据意见修改完善), or say “{phrase}” in a note").format(phrase=Remark.REVISION.phrase)
    yield warning(Code.NO_REVISION, consultation.milestone.place, message, hint)
