"""Days off in words, and working days around a day."""

from __future__ import annotations

import datetime

from plan_cli.model.working_days import calendar, is_working_day
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


def reason_off(day: datetime.date) -> str:
    """Why nobody works on a day, in the user's language: a Saturday, or the holiday's name; empty for a working day."""
    if is_working_day(day):
        return ""
    named = calendar().off.get(day)
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
