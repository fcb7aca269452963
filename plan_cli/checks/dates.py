"""Dates of the plan, the phases, milestones and topics: in order, in their place, on working days, as once written."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plan_cli.checks.date_wording import check_wording
from plan_cli.checks.milestone_order import check_order
from plan_cli.checks.notes import Remark
from plan_cli.checks.working_days import any_working_day, reason_off, working_day_before
from plan_cli.checks.writing_time import WritingTimes
from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.research import Topic
from plan_cli.model.schedule import Milestone, Phase
from plan_cli.model.values import Date
from plan_cli.translation import _

_ONE_DAY = datetime.timedelta(days=1)


def check_dates(plan: Plan) -> tuple[Finding, ...]:
    """What is wrong with the dates of a plan. A day that its own wording contradicts is reported for that alone."""
    findings = list(check_wording(plan))
    doubtful = {found.place for found in findings if found.code is Code.WORDING_OF_ANOTHER_DAY}
    period = plan.settings.period
    if period.end < period.start:
        message = _("the plan's period ends in {end}, before it begins in {start}")
        message = message.format(end=period.end, start=period.start)
        findings.append(error(Code.ENDS_BEFORE_IT_BEGINS, period.place, message, _("exchange or mend the two years")))
    findings += _phases(plan.schedule.phases, doubtful)
    for phase in plan.schedule.phases:
        for milestone in phase.milestones:
            findings += _milestone(milestone, phase, doubtful)
    findings += check_order(plan, doubtful)
    findings += _topics(plan, doubtful)
    return in_file_order(findings)


def _phases(phases: tuple[Phase, ...], doubtful: set[Place]) -> Iterator[Finding]:
    """Each phase ends after it begins and follows the one before it; both may share the day on which work is handed on.

    Where the day of an end is doubtful, the neighbours are not measured by it.
    """
    before: Phase | None = None
    for phase in phases:
        start, end = phase.start.day, phase.end.day
        if end < start:
            message = _("{phase} ends on {end}, before it begins on {start}")
            message = message.format(phase=phase.name, end=end, start=start)
            yield error(Code.ENDS_BEFORE_IT_BEGINS, phase.end.place, message, _("exchange or mend the two days"))
            continue
        if before is not None and start < before.start.day:
            message = _("{phase} begins on {start}, before {before}, which stands above it and begins on {day}")
            message = message.format(phase=phase.name, start=start, before=before.name, day=before.start.day)
            hint = _("put the phases in the order of time, or mend the day")
            yield error(Code.PHASES_OUT_OF_ORDER, phase.start.place, message, hint)
        elif before is not None and not {phase.start.place, before.end.place} & doubtful:
            yield from _between(before, phase)
        if before is None or end >= before.end.day:
            before = phase


def _between(before: Phase, phase: Phase) -> Iterator[Finding]:
    """What lies between two phases in a row: at most days off, and at most one day that belongs to both."""
    start, end = phase.start.day, before.end.day
    if start < end and not Remark.OVERLAP.in_any(before.note, phase.note):
        last = min(end, phase.end.day)
        message = _(
            "{phase} begins on {start}, and {before} goes on until {end}: both have the days from {start} to {last}"
        )
        message = message.format(phase=phase.name, start=start, before=before.name, end=end, last=last)
        hint = _("mend one of the days, or say “{phrase}” in the note of a phase").format(phrase=Remark.OVERLAP.phrase)
        yield warning(Code.PHASE_OVERLAP, phase.start.place, message, hint)
    elif start > end:
        first, last = end + _ONE_DAY, start - _ONE_DAY
        if first <= last and any_working_day(first, last) and not Remark.GAP.in_any(before.note, phase.note):
            message = _("between {before} and {phase} the days from {first} to {last} belong to no phase")
            message = message.format(before=before.name, phase=phase.name, first=first, last=last)
            hint = _("mend one of the days, or say “{phrase}” in the note of a phase").format(phrase=Remark.GAP.phrase)
            yield warning(Code.PHASE_GAP, phase.start.place, message, hint)


def _milestone(milestone: Milestone, phase: Phase, doubtful: set[Place]) -> Iterator[Finding]:
    due = milestone.due
    if due is None:
        message = _("{milestone} has no date").format(milestone=milestone.title)
        yield warning(Code.UNDATED, milestone.place, message, _("add due: as soon as the day is settled"))
        return
    if due.place in doubtful:
        return
    if not Remark.DAY_OFF.in_any(milestone.note):
        yield from _day_off(milestone.title, due)
    start, end = phase.start.day, phase.end.day
    inside = start <= due.day <= end
    if inside or end < start or {phase.start.place, phase.end.place} & doubtful:
        return
    if not Remark.OUTSIDE_PHASE.in_any(milestone.note):
        message = _("{milestone} is due on {day}, outside {phase} ({start} to {end})")
        message = message.format(milestone=milestone.title, day=due.day, phase=phase.name, start=start, end=end)
        hint = _("mend the day, or say “{phrase}” in its note").format(phrase=Remark.OUTSIDE_PHASE.phrase)
        yield warning(Code.OUTSIDE_PHASE, due.place, message, hint)


def _day_off(title: str, due: Date) -> Iterator[Finding]:
    reason = reason_off(due.day)
    if reason:
        message = _("{title} is due on {day}, a day off: {reason}").format(title=title, day=due.day, reason=reason)
        hint = _("the last working day before it is {day}; if the day is meant, say “{phrase}” in the note")
        hint = hint.format(day=working_day_before(due.day), phrase=Remark.DAY_OFF.phrase)
        yield warning(Code.DAY_OFF, due.place, message, hint)


def _topics(plan: Plan, doubtful: set[Place]) -> Iterator[Finding]:
    """A topic is worked on while the schedule has research, and ends after it begins."""
    times = WritingTimes(plan.schedule)
    # A day that the schedule sets for all topics is reported there.
    scheduled = {milestone.due.day for milestone in plan.schedule.milestones if milestone.due}
    for topic in plan.topics:
        start, due = topic.file.start, topic.file.due
        if start and due and due.day < start.day:
            message = _("{topic} is due on {due}, before it begins on {start}")
            message = message.format(topic=topic.file.title, due=due.day, start=start.day)
            yield error(Code.ENDS_BEFORE_IT_BEGINS, due.place, message, _("exchange or mend the two days"))
            continue
        if due and due.place not in doubtful and due.day not in scheduled:
            yield from _day_off(topic.file.title, due)
        yield from _outside(topic, times, doubtful)


def _outside(topic: Topic, times: WritingTimes, doubtful: set[Place]) -> Iterator[Finding]:
    research = times.of(f"topics/{topic.id}/report.md")
    if research is None:
        return
    for date in (topic.file.start, topic.file.due):
        if date and date.place not in doubtful and not research.first <= date.day <= research.last:
            message = _("{topic} has the day {day}; topics may be written from {first} to {last} only")
            hint = _("mend the day, or let the phase it lies in name topics/** under writable")
            message = message.format(topic=topic.file.title, day=date.day, first=research.first, last=research.last)
            yield warning(Code.TOPIC_OUTSIDE_PHASE, date.place, message, hint)
