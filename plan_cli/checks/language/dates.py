"""Days and years that are not written out (GB/T 15835-2011, 5.1.4 and 5.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

# The first digit is read before what stands in front of it: so the search looks at digits only.
_INCOMPLETE = re.compile(
    r"[0-9](?<![0-9.].)(?:"
    r"(?P<day>(?:(?<=1)[0-2]|(?<=0)[1-9]|(?<=[1-9]))月(?:3[01]|[12][0-9]|0?[1-9]))(?=[前起止](?!后)|之前|以前|以后|之后)"
    r"|(?P<year>[0-9]年)(?=(?:1[0-2]|0?[1-9])月(?!龄)|底(?![蕴气子色线]))"
    r")"
)
_ZERO = "零○OoＯ0０"
_YEAR = re.compile(
    rf"(?<![一二三四五六七八九{_ZERO}〇])(?P<year>[一二](?=[〇一二三四五六七八九{_ZERO}]{{0,2}}[{_ZERO}])"
    rf"[〇一二三四五六七八九{_ZERO}]{{3}})(?=年)"
)
_WRONG_ZERO = re.compile(f"[{_ZERO}]")


def incomplete(prose: Prose) -> Iterator[Finding]:
    """6月25前 without 日, 15年6月 without the century."""
    for found in _INCOMPLETE.finditer(prose.text):
        if prose.quoted_alone(found.start(), found.end() + 1):
            continue
        if found["day"]:
            message = _("日 is missing: {words}").format(words=found[0])
            hint = _("write {right}").format(right=f"{found[0]}日")
            yield prose.warning(Code.INCOMPLETE_DATE, found.span(), message, hint, f"{found[0]}日")
        else:
            message = _("a year is written with four digits: {words}").format(words=found[0])
            yield prose.warning(Code.INCOMPLETE_DATE, found.span(), message, _("write the century too"))


def zeros(prose: Prose) -> Iterator[Finding]:
    """二零一五年 and 二O一五年 for 二〇一五年."""
    for found in _YEAR.finditer(prose.text):
        right = _WRONG_ZERO.sub("〇", found["year"])
        message = _("the zero of a year in Chinese numerals is 〇: {words}").format(words=f"{found[0]}年")
        yield prose.warning(Code.ZERO, found.span(), message, _("write {right}").format(right=f"{right}年"), right)
