"""Numbers and days as Chinese documents write them."""

from __future__ import annotations

import datetime

_DIGITS = "〇一二三四五六七八九"
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def chinese_number(number: int) -> str:
    """1 to 99 as it is written before a heading: 一, 十, 二十三."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    leading = "" if tens == 1 else _DIGITS[tens]
    return (f"{leading}十" if tens else "") + (_DIGITS[ones] if ones else "")


def written_date(day: datetime.date, language: str) -> str:
    """A day as it stands under a document: 2015年5月8日, without zeros in front (GB/T 9704-2012, 7.3.5); 8 May 2015."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
