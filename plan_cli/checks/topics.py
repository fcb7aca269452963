"""Topics say what the work scheme asks of them: both kinds of method, the principal problem, dates, a report."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plan_cli.checks.writing_time import Stretch, WritingTimes, weight
from plan_cli.model.finding import Code, Finding, Severity, in_file_order
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.model.research import Topic
from plan_cli.translation import _


def check_topics(plan: Plan, day: datetime.date | None = None) -> tuple[Finding, ...]:
    """What the topics lack.

    On `day` nothing is asked of a topic before it begins, a warning is given while it is worked on, and an error once
    its day is over. Without a day everything that will be asked for is a warning. A topic's own dates go before those
    of the phases in which topics may be written.
    """
    times = WritingTimes(plan.schedule)
    findings: list[Finding] = []
    for topic in plan.topics:
        severity = weight(_asked(topic, times), day)
        if severity:
            findings += _lacking(topic, severity)
    return in_file_order(findings)


def _asked(topic: Topic, times: WritingTimes) -> Stretch | None:
    start, due = topic.file.start, topic.file.due
    research = times.of(f"topics/{topic.id}/report.md")
    first = start.day if start else research.first if research else None
    last = due.day if due else research.last if research else None
    return Stretch(first, last) if first and last else None


def _lacking(topic: Topic, severity: Severity) -> Iterator[Finding]:
    file = topic.file
    place = file.place
    if not file.methods.qualitative or not file.methods.quantitative:
        if file.methods.quantitative:
            message = _("the topic {title} names no qualitative method")
        elif file.methods.qualitative:
            message = _("the topic {title} names no quantitative method")
        else:
            message = _("the topic {title} names neither qualitative nor quantitative methods")
        where = file.methods.place if file.methods.place.path else place
        hint = _("add at least one of each kind under methods:, for example 专家座谈 and 问卷调查")
        yield Finding(Code.TOPIC_METHODS, severity, where, message.format(title=file.title), hint)
    if file.principal_problem is None:
        message = _("the topic {title} does not say which principal problem it is about").format(title=file.title)
        hint = _("add a line: {name}: ...").format(name="principal_problem")
        yield Finding(Code.TOPIC_PROBLEM, severity, place, message, hint)
    missing = [name for name, date in (("start", file.start), ("due", file.due)) if date is None]
    if missing:
        message = _("the topic {title} lacks the days: {names}").format(title=file.title, names=", ".join(missing))
        hint = _("add a line: {name}: ...").format(name=missing[0])
        yield Finding(Code.TOPIC_DATES, severity, place, message, hint)
    if topic.report is None:
        message = _("the topic {title} has no report").format(title=file.title)
        hint = _("write it to {path}").format(path=f"topics/{topic.id}/report.md")
        yield Finding(Code.TOPIC_REPORT, severity, Place(place.path), message, hint)
