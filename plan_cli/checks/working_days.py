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

from plan_cli.translation import N_, _

_ONE_DAY = datetime.timedelta(days=1)
_SATURDAY = 5

_HOLIDAYS = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Tomb-sweeping Day"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "National Day": N_("National Day"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": N_("70th anniversary of the victory of 1945"),
}


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days that differ from the week, with what they are called, and the years they are known for."""

    off: Mapping[datetime.date, Any]
    worked: Mapping[datetime.date, Any]
    first_year: int
    last_year: int


@cache
def _calendar() -> _Calendar:
    from chinese_calendar import holidays, workdays

    return _Calendar(holidays, workdays, min(holidays).year, max(holidays).year)


@lru_cache(maxsize=4096)
def is_working_day(day: datetime.date) -> bool:
    """Whether offices are open on that day."""
    calendar = _calendar()
    if calendar.first_year <= day.year <= calendar.last_year:
        return day in calendar.worked or (day.weekday() < _SATURDAY and day not in calendar.off)
    return day.weekday() < _SATURDAY


def reason_off(day: datetime.date) -> str:
    """Why nobody works on a day, in the user's language: a Saturday, or the holiday's name; empty for a working day."""
    if is_working_day(day):
        return ""
    named = _calendar().off.get(day)
    if named is not None and str(named) in _HOLIDAYS:
        return _(_HOLIDAYS[str(named)])
    return _("a Saturday") if day.weekday() == _SATURDAY else _("a Sunday")


def any_working_day(first: datetime.date, last: datetime.date) -> bool:
    """Whether there is one from the first to the last day, both included."""
    return any(is_working_day(first + _ONE_DAY * number) for number in range((last - first).days + 1))


def working_day_before(day: datetime.date) -> datetime.date | None:
    """The last working day before that day; None at the beginning of the calendar."""
    while day > datetime.date.min:
        day -= _ONE_DAY
        if is_working_day(day):
            return day
    return None
