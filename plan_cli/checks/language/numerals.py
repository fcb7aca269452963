"""Digits: half-width ones, Chinese ones in names and in numbers that only say about how many (GB/T 15835-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plan_cli.checks.language.prose import Prose
from plan_cli.model.finding import Code, Finding
from plan_cli.translation import _

_WIDE = "０-９Ａ-Ｚａ-ｚ"
_FULL_WIDTH = re.compile(rf"[{_WIDE}](?:[{_WIDE}.．，：～－／年月]{{0,60}}[{_WIDE}])?")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("～"): "～",
    ord("，"): "，",
    ord("："): "：",
    ord("－"): "—",
}
_DIGITS = "〇一二三四五六七八九"
_NAMES = re.compile(
    r"1(?<![0-9.].)[1-9]五(?=[”’]|规划|计划|时期|期间|期末|末|以来|纲要)"
    r"|党的[12][0-9]大"
    r"|党的(?:[12][0-9]|[一二三四五六七八九十]{1,3})届[1-9一二三四五六七八九]中全会"
    r"|两个100年|2个(?:一百|100)年"
)
_APPROXIMATE = re.compile(
    r"(?P<low>[1-8])(?<![0-9.、，．第图表附件款条].)、(?P<high>[2-9])"
    r"(?=[个家名天年次人项件篇倍米里岁种位户](?![级号])|[百千万])"
)


def full_width(prose: Prose) -> Iterator[Finding]:
    """２０１５ for 2015."""
    for found in _FULL_WIDTH.finditer(prose.text):
        right = found[0].translate(_NARROW)
        message = _("full-width digits or letters: {words}").format(words=found[0])
        yield prose.warning(Code.FULL_WIDTH, found.span(), message, _("write {right}").format(right=right), right)


def digits_in_names(prose: Prose) -> Iterator[Finding]:
    """13五, 党的18大, 党的十八届3中全会: what has become a name keeps its Chinese numerals."""
    for found in _NAMES.finditer(prose.text):
        right = _in_chinese(found[0])
        if right == found[0]:
            continue
        message = _("a name keeps its Chinese numerals: {words}").format(words=found[0])
        yield prose.warning(Code.DIGITS_IN_NAME, found.span(), message, _("write {right}").format(right=right), right)


def _in_chinese(name: str) -> str:
    if "百年" in name or "100年" in name:
        return "两个一百年"
    return re.sub("[0-9]{1,2}", lambda found: _number(int(found[0])), name)


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def approximate(prose: Prose) -> Iterator[Finding]:
    """3、4个 for 三四个."""
    for found in _APPROXIMATE.finditer(prose.text):
        low, high = int(found["low"]), int(found["high"])
        if high != low + 1:
            continue
        right = _DIGITS[low] + _DIGITS[high]
        message = _("an approximate number is written in Chinese numerals, without 、: {words}").format(words=found[0])
        yield prose.warning(
            Code.APPROXIMATE_NUMBER, found.span(), message, _("write {right}").format(right=right), right
        )
