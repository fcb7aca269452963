"""What days the original wording of a date may mean: 6月底前, 6月25前, 25日, 2015年7-12月, 二〇一五年第一季度.

Only whole wordings are understood: a date or a range of dates, and words around it that take nothing from it. What says
more or less than that (前后, 15个工作日内, 6月前, two dates) is not read at all.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from plan_cli.model.values import Precision


class Side(Enum):
    """Which end of a stretch of time a date stands for."""

    START = "start"
    END = "end"
    ANY = "any"


class Unit(Enum):
    """What a wording names: a day, or a part of a month or of a year."""

    DAY = "day"
    THIRD = "ten days of a month"
    MONTH = "month"
    MONTH_END = "end of a month"
    MONTHS = "months of a year"
    YEAR_END = "end of a year"


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it was written. `span`: the first and the last month, or day of the month, of such a unit."""

    unit: Unit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    span: tuple[int, int] = (1, 12)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a wording says: one moment, or the two ends of a range. No end where it is open (7月1日起)."""

    start: Moment
    end: Moment | None

    def moment(self, side: Side) -> Moment | None:
        """The moment that a date at that side is about."""
        return self.start if side is Side.START else self.end


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a moment may be normalised to, both included; `usual` is the one to take."""

    first: datetime.date
    last: datetime.date
    usual: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


_LONGEST = 80
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－～：", "0123456789./-~:")
_DIGITS = "〇一二三四五六七八九"
_NUMERAL = re.compile(
    r"[〇○零一二三四五六七八九十]{1,4}(?=年|月|日|号|季度)|(?<=月)[一二三四五六七八九十]{1,3}(?=[之以]?前|\Z)"
)
# A weekday or a remark in brackets, an hour, this year: none of them changes the day.
_UNSAID = re.compile(
    r"[（(][^（）()]*[）)]|(?:上午|下午|中午|晚上?)?[0-9]{1,2}(?:[时点](?:[0-9]{1,2}分|整)?|:[0-9]{2})|"
    r"(?:今|本|当|明|次|翌)年度?(?=[0-9上下第])|\s+"
)

_UNTIL = re.compile(r"-{1,2}|—{1,2}|–|~|至|到|―")
_PLAIN = re.compile(r"(?P<year>[0-9]{4})([-./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9.])日?")
_IN_YEAR = r"(?:(?<![0-9])(?P<year>[0-9]{4})年(?:度|的)?)?"
_SPOKEN = re.compile(
    rf"{_IN_YEAR}(?<![0-9])(?:"
    # 6月25前 lacks its 日; 6月3个课题 is no day.
    r"(?P<month>[0-9]{1,2})月份?(?:(?P<day>[0-9]{1,2})(?:[日号]|(?=[之以]?前|[-—–~至到―]|\Z))|(?P<part>底|末|[上中下]旬|初))?"
    r"|(?P<only_day>[0-9]{1,2})[日号]"
    r"|(?P<half>[上下])半年"
    r"|第?(?P<quarter>[1-4])季度末?"
    r"|(?P<year_end>(?<=年)[底末]|年[底末])"
    r")|(?<![0-9])(?P<whole_year>[0-9]{4})年度?"
)
# 7 in 2015年7-12月: what it counts is said after the second number.
_BARE = re.compile(rf"{_IN_YEAR}(?<![0-9])(?P<number>[0-9]{{1,2}})(?=[-—–~至到―])")
_THIRDS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}

# 6月前 may mean the end of May or the end of June.
_BEFORE = re.compile(r"[之以]?前")
_MORE = re.compile(r"[0-9年月日号旬季周天后翌约每]|左右|前后|上下|\A[中初底末]")
_OPEN = re.compile("起")

_PRECISIONS = {
    Unit.DAY: (Precision.DAY,),
    Unit.MONTH: (Precision.MONTH, Precision.MONTH_END),
    Unit.MONTH_END: (Precision.MONTH_END,),
    Unit.YEAR_END: (Precision.MONTH_END, Precision.MONTH),
}


@lru_cache(maxsize=4096)
def read_wording(text: str) -> Wording | None:
    """What the wording says, or None where that is not certain."""
    if len(text) > _LONGEST:
        return None
    text = _NUMERAL.sub(lambda found: _arabic(found[0]), _UNSAID.sub("", text.translate(_FULL_WIDTH)))
    first, bare = _moment(text), _BARE.search(text)
    if bare and (first is None or bare.start() <= first[1].start()):
        opening: re.Match[str] = bare
        start = None
    elif first:
        start, opening = first
    else:
        return None
    end = start
    closing = opening
    until = _UNTIL.match(text, opening.end())
    if until:
        second = _moment(text, until.end())
        if second is None:
            return None
        end, closing = second
    if end is None:
        return None
    before, after = text[: opening.start()], text[closing.end() :]
    if _MORE.search(before) or _MORE.search(after) or (_BEFORE.match(after) and end.unit in (Unit.MONTH, Unit.MONTHS)):
        return None
    if not until:
        return Wording(end, None if _OPEN.search(after) else end)
    return _range(start or _counted_like(end, bare), end)


def expected_days(moment: Moment, side: Side, near: datetime.date, months: Iterable[tuple[int, int]]) -> list[Days]:
    """The days that a moment may be normalised to; none where there is no such day.

    What was left out is taken from elsewhere: the year from `near`, a day close by; the month of a bare day (25日) from
    `months`, the years and months in which it may lie.
    """
    if moment.unit is Unit.DAY and moment.month is None:
        candidates = [replace(moment, year=moment.year or year, month=month) for year, month in months]
    else:
        candidates = [replace(moment, year=moment.year or near.year)]
    return [days for days in (_days(candidate, side) for candidate in candidates) if days is not None]


def expected_precisions(moment: Moment) -> tuple[Precision, ...]:
    """The precisions that fit what was written, the best one first; none where all of them do."""
    return _PRECISIONS.get(moment.unit, ())


def _arabic(written: str) -> str:
    """二〇一五 → 2015, 二十五 → 25; what is no number stays."""
    written = written.replace("○", "〇").replace("零", "〇")
    tens, ten, ones = written.partition("十")
    if not ten:
        return "".join(str(_DIGITS.index(character)) for character in written)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return written
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))


def _moment(text: str, at: int | None = None) -> tuple[Moment, re.Match[str]] | None:
    """The moment that begins at `at`, or the first one of the text."""
    if at is not None:
        plain, spoken = _PLAIN.match(text, at), _SPOKEN.match(text, at)
    else:
        plain, spoken = _PLAIN.search(text), _SPOKEN.search(text)
    if plain and not (spoken and spoken.start() < plain.start()):
        return Moment(Unit.DAY, int(plain["year"]), int(plain["month"]), int(plain["day"])), plain
    return (_spoken(spoken), spoken) if spoken else None


def _spoken(found: re.Match[str]) -> Moment:
    year = int(found["year"]) if found["year"] else None
    if found["whole_year"]:
        return Moment(Unit.MONTHS, int(found["whole_year"]))
    if found["only_day"]:
        return Moment(Unit.DAY, year, None, int(found["only_day"]))
    if found["half"]:
        return Moment(Unit.MONTHS, year, span=(1, 6) if found["half"] == "上" else (7, 12))
    if found["quarter"]:
        last = int(found["quarter"]) * 3
        return Moment(Unit.MONTHS, year, span=(last - 2, last))
    if found["year_end"]:
        return Moment(Unit.YEAR_END, year)
    month = int(found["month"])
    if found["day"]:
        return Moment(Unit.DAY, year, month, int(found["day"]))
    part = found["part"]
    if part in _THIRDS:
        return Moment(Unit.THIRD, year, month, span=_THIRDS[part])
    return Moment(Unit.MONTH_END if part else Unit.MONTH, year, month)


def _counted_like(end: Moment, bare: re.Match[str] | None) -> Moment | None:
    """The first moment of a range that begins with a bare number."""
    if bare is None:
        return None
    year, number = int(bare["year"]) if bare["year"] else end.year, int(bare["number"])
    if end.unit is Unit.DAY:
        return Moment(Unit.DAY, year, end.month, number)
    return Moment(Unit.MONTH, year, number) if end.month else None


def _range(start: Moment | None, end: Moment) -> Wording | None:
    """A range whose end takes over from its beginning what it does not say itself: 2015年11月15日—25日."""
    if start is None:
        return None
    month = end.month
    if end.unit is Unit.DAY and month is None:
        month = start.month
    year = end.year
    if year is None and start.year is not None:
        turns = start.month is not None and month is not None and month < start.month
        year = start.year + turns
    return Wording(start, replace(end, year=year, month=month))


def _days(moment: Moment, side: Side) -> Days | None:
    year = moment.year or 0
    if moment.unit is Unit.MONTHS:
        first, last = _month(year, moment.span[0]), _month(year, moment.span[1])
        return _stretch(first[0], last[1], side) if first and last else None
    month = _month(year, 12 if moment.unit is Unit.YEAR_END else moment.month or 0)
    if month is None:
        return None
    first_day, last_day = month
    if moment.unit is Unit.DAY:
        if not moment.day or moment.day > last_day.day:
            return None
        day = first_day.replace(day=moment.day)
        return Days(day, day, day)
    if moment.unit is Unit.MONTH:
        return _stretch(first_day, last_day, side)
    if moment.unit is Unit.THIRD:
        first_day = first_day.replace(day=moment.span[0])
        last_day = last_day.replace(day=min(moment.span[1], last_day.day))
        return Days(first_day, last_day, first_day if side is Side.START else last_day)
    if side is Side.START:
        return Days(first_day.replace(day=21), last_day, last_day)
    return Days(last_day, last_day, last_day)


def _month(year: int, month: int) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of a month; None where there is none of that number."""
    if not 1 <= year <= datetime.MAXYEAR or not 1 <= month <= 12:
        return None
    return datetime.date(year, month, 1), datetime.date(year, month, calendar.monthrange(year, month)[1])


def _stretch(first: datetime.date, last: datetime.date, side: Side) -> Days:
    """What stands for a month or more: its first day for a beginning, its last one for an end."""
    if side is Side.ANY:
        return Days(first, last, last)
    return Days(first, first, first) if side is Side.START else Days(last, last, last)
