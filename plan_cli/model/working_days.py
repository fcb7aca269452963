"""Working days in China: weekends, public holidays, and the weekends that are worked in exchange (调休).

The days are those that the State Council announces for each year (国务院办公厅关于部分节假日安排的通知), by
`chinesecalendar`. For years it does not hold, every weekend is off and no other day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that differ from the week, with what they are called, and the years they are known for."""

    off: Mapping[datetime.date, Any]
    worked: Mapping[datetime.date, Any]
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Delay:
    """How late something is: calendar days, and working days among them.

    `estimated`: for a part of the time the State Council's calendar is not known, and weekdays were counted.
    """

    days: int
    working_days: int
    estimated: bool = False


@cache
def calendar() -> Calendar:
    """The calendar. Loaded where somebody asks for it."""
    from chinese_calendar import holidays, workdays

    return Calendar(holidays, workdays, min(holidays).year, max(holidays).year)


@lru_cache(maxsize=4096)
def is_working_day(day: datetime.date) -> bool:
    """Whether offices are open on that day."""
    known = calendar()
    if known.first_year <= day.year <= known.last_year:
        return day in known.worked or (not _is_weekend(day) and day not in known.off)
    return not _is_weekend(day)


def delay(due: datetime.date, day: datetime.date) -> Delay | None:
    """How late `day` is for something due on `due`; None where it is in time. The due day itself does not count."""
    if day <= due:
        return None
    known = calendar()
    estimated = not (known.first_year <= due.year and day.year <= known.last_year)
    return Delay((day - due).days, working_days_between(due, day), estimated)


def working_days_between(after: datetime.date, until: datetime.date) -> int:
    """How many working days come after the one day, up to and with the other; below zero where `until` is earlier."""
    if until < after:
        return -working_days_between(until, after)
    known = calendar()
    # Counted from the days that differ: a day may lie centuries back.
    free = sum(after < other <= until and not _is_weekend(other) for other in known.off)
    worked = sum(after < other <= until and _is_weekend(other) for other in known.worked)
    return _weekdays(after, until) - free + worked


def working_days_in(first: datetime.date, last: datetime.date) -> int:
    """How many working days there are from the first to the last day, both included; none where `last` is earlier."""
    return working_days_between(first, last) + is_working_day(first) if first <= last else 0


def _weekdays(after: datetime.date, until: datetime.date) -> int:
    weeks, rest = divmod((until - after).days, 7)
    first = after.weekday() + 1
    return weeks * 5 + sum((first + offset) % 7 < _SATURDAY for offset in range(rest))


def _is_weekend(day: datetime.date) -> bool:
    return day.weekday() >= _SATURDAY
