"""The axis of time under a schedule: which days it has and into what cells they are parted."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from dataclasses import dataclass

_LAST_DAY = datetime.date(7999, 12, 31)  # beyond it the axis could not be closed
_DAY, _TEN_DAYS = -1, 0
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of the axis, in days from its beginning; `label` is empty where it is cut."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that the schedule shows. `upper` has the years (of short plans: the months), `lower` their parts.

    `labels_at_start`: a lower label names the month that begins there, not the whole cell.
    """

    first: datetime.date
    days: int
    upper: tuple[Cell, ...]
    lower: tuple[Cell, ...]
    labels_at_start: bool


def axis_of(first: datetime.date, last: datetime.date) -> Axis:
    """The axis from the first to the last day, in cells of a size that leaves room for their labels."""
    first, last = min(first, _LAST_DAY), min(last, _LAST_DAY)
    days = (last - first).days + 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    unit, upper, label = 1, 12, "{0.month}月"
    if days <= 18:
        unit, upper, label = _DAY, 1, "{0.day}"
    elif days <= 92:
        unit, upper, label = _TEN_DAYS, 1, "{1}旬"
    elif months > 78:
        unit = upper = next(12 * years for years in _YEARS if months <= 78 * years)
    elif 10 < months <= 17:
        label = "{0.month}"
    lower = unit if months <= 17 or months > 78 else 3 if months <= 30 else 6
    first, end = _floor(first, unit), _next(last, unit)

    def cells(step: int, words: Callable[[datetime.date], str]) -> tuple[Cell, ...]:
        bounds = [first]
        while bounds[-1] < end:
            bounds.append(min(_next(bounds[-1], step), end))
        return tuple(Cell((a - first).days, (b - first).days, words(a)) for a, b in itertools.pairwise(bounds))

    def upper_words(day: datetime.date) -> str:
        year = f"{day.year}年" if upper > 1 or day == first or day.month == 1 else ""
        return year if upper > 1 else f"{year}{day.month}月"

    def lower_words(day: datetime.date) -> str:
        cut = lower in (3, 6) and day != _floor(day, lower)
        return "" if cut else label.format(day, "上中下"[min(day.day // 10, 2)])

    parts = () if lower == upper else cells(lower, lower_words)
    return Axis(first, (end - first).days, cells(upper, upper_words), parts, lower in (3, 6))


def _floor(day: datetime.date, step: int) -> datetime.date:
    if step == _DAY:
        return day
    if step == _TEN_DAYS:
        return day.replace(day=(1, 11, 21)[min((day.day - 1) // 10, 2)])
    months = (day.year * 12 + day.month - 1) // step * step
    return datetime.date(max(months // 12, 1), months % 12 + 1, 1)


def _next(day: datetime.date, step: int) -> datetime.date:
    if step == _DAY:
        return day + datetime.timedelta(days=1)
    if step == _TEN_DAYS and day.day <= 20:
        return day.replace(day=11 if day.day <= 10 else 21)
    months = ((day.year * 12 + day.month - 1) // max(step, 1) + 1) * max(step, 1)
    return datetime.date(months // 12, months % 12 + 1, 1)


def days_from_start(day: datetime.date, axis: Axis) -> int:
    """Where a day stands on the axis."""
    return (min(day, _LAST_DAY) - axis.first).days
