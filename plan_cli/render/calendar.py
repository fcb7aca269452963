"""Phases and milestones as an iCalendar file (RFC 5545): the same bytes for the same commit, the same UIDs for ever."""

from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plan_cli.checks.working_days import working_day_before
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase
from plan_cli.model.values import Date
from plan_cli.model.working_days import is_working_day

if TYPE_CHECKING:
    from icalendar import Event

WEEKDAYS = "一二三四五六日"

_ONE_DAY = datetime.timedelta(days=1)
_NINE = datetime.timedelta(hours=9)
_WEEK_BEFORE = 7
_LAST = datetime.date(9999, 12, 30)  # the day after an event's last one must exist
_FIRST_REMINDED = datetime.date(2, 1, 1)


@dataclass(frozen=True, slots=True)
class Edge:
    """Which state of the plan a calendar shows.

    `first_commit` makes the UIDs the plan's own; `length`, the number of commits, grows with every change.
    """

    first_commit: str
    length: int
    commit: str
    moment: datetime.datetime
    dirty: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An all-day event; `first` and `last` are both part of it. `reminders`: at nine in the morning of these days."""

    key: str
    summary: str
    lines: tuple[str, ...]
    category: str
    first: datetime.date
    last: datetime.date
    reminders: tuple[datetime.date, ...] = ()


def entries(plan: Plan) -> list[Entry]:
    """The phases and the milestones that have a date, by day; a phase comes before what falls due on its first day."""
    found = [_phase(phase) for phase in plan.schedule.phases]
    for phase in plan.schedule.phases:
        found += [_milestone(milestone, milestone.due, phase, plan) for milestone in phase.milestones if milestone.due]
    return sorted(found, key=lambda entry: entry.first)


def reminder_days(due: datetime.date) -> tuple[datetime.date, ...]:
    """The days on which to remind of something due: the last working day before it, and one about a week before."""
    if due < _FIRST_REMINDED:
        return ()
    week_before = due - _ONE_DAY * _WEEK_BEFORE
    early = week_before if is_working_day(week_before) else working_day_before(week_before)
    return tuple(sorted({day for day in (early, working_day_before(due)) if day is not None}))


def as_ics(plan: Plan, edge: Edge) -> bytes:
    """The calendar: lines of at most 75 bytes that end in CR LF, in UTF-8, whole characters kept together."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//plan//plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(f"{plan.settings.short_title or plan.settings.title}：编制进度"))
    calendar.add("x-wr-caldesc", _source(edge))
    for entry in entries(plan):
        calendar.add_component(_event(entry, edge))
    return bytes(calendar.to_ical())


def _event(entry: Entry, edge: Edge) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"plan:{edge.first_commit}:{entry.key}")))
    event.add("dtstamp", edge.moment)
    event.add("last-modified", edge.moment)
    event.add("sequence", edge.length)
    event.add("dtstart", min(entry.first, _LAST))
    event.add("dtend", max(min(entry.last, _LAST), min(entry.first, _LAST)) + _ONE_DAY)
    event.add("summary", entry.summary)
    event.add("description", "\n".join((*entry.lines, _source(edge))))
    event.add("categories", [entry.category])
    event.add("transp", "TRANSPARENT")  # a day with something due is no day without time
    for day in entry.reminders:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.summary)
        alarm.add("trigger", day - entry.first + _NINE)
        event.add_component(alarm)
    return event


def _phase(phase: Phase) -> Entry:
    lines = [f"阶段：{phase.id} {phase.name}"]
    if phase.wording:
        lines.append(f"原文：“{phase.wording}”")
    lines += [f"任务：{task.text}" for task in phase.tasks]
    if phase.note:
        lines.append(f"说明：{phase.note}")
    summary = _line(f"阶段：{phase.name}")
    return Entry(f"phase:{phase.id}", summary, _lines(lines), "阶段", phase.start.day, phase.end.day)


def _milestone(milestone: Milestone, due: Date, phase: Phase, plan: Plan) -> Entry:
    kind = milestone.kind
    word = "征求意见截止" if kind is MilestoneKind.CONSULTATION else kind.chinese
    return Entry(
        f"milestone:{milestone.id}",
        _line(f"{word}：{milestone.title}"),
        _lines(_about(milestone, due, phase, plan)),
        kind.chinese,
        due.day,
        due.day,
        reminder_days(due.day),
    )


def _about(milestone: Milestone, due: Date, phase: Phase, plan: Plan) -> Iterator[str]:
    yield f"节点：{milestone.id} {milestone.title}（{milestone.kind.chinese}）"
    yield f"阶段：{phase.id} {phase.name}"
    body = plan.organization.party(milestone.body.id) if milestone.body else None
    if body:
        yield f"有关方面：{body.name}"
    document = plan.document(milestone.document.id) if milestone.document else None
    if document:
        yield f"文本：{document.title}"
    yield f"到期：{day_words(due.day)}" + (f"，原文“{due.wording}”" if due.wording else "")
    if not is_working_day(due.day) and (before := working_day_before(due.day)):
        yield f"这一天不上班，此前最后一个工作日是{day_words(before)}"
    if milestone.note:
        yield f"说明：{milestone.note}"


def day_words(day: datetime.date) -> str:
    """2015年6月25日（星期四）."""
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _source(edge: Edge) -> str:
    return f"出自规划库提交 {edge.commit[:10]}" + ("及尚未提交的改动" if edge.dirty else "")


def _lines(texts: list[str] | Iterator[str]) -> tuple[str, ...]:
    return tuple(_line(text) for text in texts)


def _line(text: str) -> str:
    """A text of people as one line: in a calendar a control character could begin a property of its own."""
    visible = "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs") else " " for character in text
    )
    return " ".join(visible.split())
