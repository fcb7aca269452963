"""The normalised days of a plan against the words they were normalised from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache

from plan_cli.checks.wording import Days, Side, expected_days, expected_precisions, read_wording
from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Phase
from plan_cli.model.values import Date
from plan_cli.translation import _

_Months = tuple[tuple[int, int], ...]


def check_wording(plan: Plan) -> Iterator[Finding]:
    """A finding for every date whose day or precision is not what its wording says."""
    for guidance in plan.settings.guidance:
        yield from _date(guidance.issued, Side.ANY)
    for phase in plan.schedule.phases:
        yield from _phase(phase)
        months = _months(phase.start.day, phase.end.day)
        for milestone in phase.milestones:
            yield from _date(milestone.due, Side.END, months)
    for party in plan.organization.parties:
        for member in party.members:
            yield from _date(member.since, Side.START)
            yield from _date(member.until, Side.END)
    for topic in plan.topics:
        yield from _date(topic.file.start, Side.START)
        yield from _date(topic.file.due, Side.END)


def _phase(phase: Phase) -> Iterator[Finding]:
    """The two days, each by its own wording; where it has none that can be read, by that of the phase."""
    # 2015年5月15日—25日: the month of the end is that of the beginning.
    month = (phase.start.day.year, phase.start.day.month)
    own = [*_date(phase.start, Side.START, (month,)), *_date(phase.end, Side.END, (month,))]
    yield from own
    wording = read_wording(phase.wording) if phase.wording else None
    if wording is None or wording.start is wording.end:
        return
    reported = {found.place for found in own}
    for date, side in ((phase.start, Side.START), (phase.end, Side.END)):
        days = _expected(phase.wording or "", side, date.day, (month,))
        if days and date.place not in reported and not any(date.day in one for one in days):
            yield _another_day(date, phase.wording or "", days)


def _date(date: Date | None, side: Side, months: _Months = ()) -> Iterator[Finding]:
    if date is None or date.wording is None:
        return
    days = _expected(date.wording, side, date.day, months)
    if not days:
        return
    if not any(date.day in one for one in days):
        yield _another_day(date, date.wording, days)
        return
    wording = read_wording(date.wording)
    moment = wording.moment(side) if wording else None
    precisions = expected_precisions(moment) if moment else ()
    if precisions and date.precision not in precisions:
        message = _("“{wording}” names a day with the precision {right}, and {written} is written")
        message = message.format(wording=date.wording, right=precisions[0].value, written=date.precision.value)
        yield warning(
            Code.WORDING_PRECISION, date.place, message, _("write precision: {right}").format(right=precisions[0].value)
        )


@lru_cache(maxsize=4096)
def _expected(text: str, side: Side, day: datetime.date, months: _Months) -> tuple[Days, ...]:
    """The days that a wording may mean beside this one; none where it is not certain. Topics share theirs."""
    wording = read_wording(text)
    moment = wording.moment(side) if wording else None
    if moment is None:
        return ()
    return tuple(expected_days(moment, side, day, months or ((day.year, day.month),)))


def _another_day(date: Date, wording: str, days: tuple[Days, ...]) -> Finding:
    message = _("“{wording}” is {right}, and the day is {written}")
    message = message.format(wording=wording, right=days[0].usual, written=date.day)
    hint = _("write day: {right}, or mend the wording if it is not that of the original").format(right=days[0].usual)
    return warning(Code.WORDING_OF_ANOTHER_DAY, date.place, message, hint)


def _months(first: datetime.date, last: datetime.date) -> _Months:
    """The years and months from one day to another, at most two years of them."""
    found: list[tuple[int, int]] = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month) and len(found) < 24:
        found.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found) or ((first.year, first.month),)
