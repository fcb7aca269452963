"""Working days in China, with public holidays and the weekends that are worked for them (调休)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Delay:
    """How late something is: calendar days, and working days among them.

    `estimated`: for a part of the time the State Council's calendar is not known, and weekdays were counted.
    """

    days: int
    working_days: int
    estimated: bool = False


def delay(due: datetime.date, day: datetime.date) -> Delay | None:
    """How late `day` is for something due on `due`; None where it is in time. The due day itself does not count."""
    if day <= due:
        return None
    return Delay((day - due).days, _working_days(due, day), not _is_known(due, day))


def _working_days(after: datetime.date, until: datetime.date) -> int:
    """The working days later than `after` up to and with `until`.

    Source: the yearly notices of the State Council's General Office on holidays, as `chinesecalendar` keeps them.
    """
    holidays, workdays = _calendar()
    free = sum(after < day <= until and not _is_weekend(day) for day in holidays)
    worked = sum(after < day <= until and _is_weekend(day) for day in workdays)
    return _weekdays(after, until) - free + worked


def _weekdays(after: datetime.date, until: datetime.date) -> int:
    weeks, rest = divmod((until - after).days, 7)
    first = after.weekday() + 1
    return weeks * 5 + sum((first + offset) % 7 < _SATURDAY for offset in range(rest))


def _is_weekend(day: datetime.date) -> bool:
    return day.weekday() >= _SATURDAY


def _is_known(after: datetime.date, until: datetime.date) -> bool:
    holidays, __ = _calendar()
    return min(holidays).year <= after.year and until.year <= max(holidays).year


@lru_cache(maxsize=1)
def _calendar() -> tuple[frozenset[datetime.date], frozenset[datetime.date]]:
    """The days off and the weekend days worked, of all years that are known. Loaded where something is late."""
    from chinese_calendar import constants

    return frozenset(constants.holidays), frozenset(constants.workdays)
