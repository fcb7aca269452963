"""What lines and paragraphs say: numbers before headings, forbidden line ends, marks left to be filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from plan_cli.inspection.departure import Departures, Where
from plan_cli.model.profile import Counting, Profile, Scheme
from plan_cli.translation import _

CLOSING = frozenset("，。、；：？！）》”’」』】〕…—·,.;:?!)%％℃")
OPENING = frozenset("（《“‘「『【〔(")
# Those that may stand neither at the beginning nor at the end of a line in any house's rules (避头尾).
NEVER_FIRST = frozenset("，。、；：？！）》”")
NEVER_LAST = frozenset("（《“")
AMBIGUOUS = frozenset("“”‘’—…·")
FULL_WIDTH = frozenset("，。、；：？！（）《》“”‘’「」『』【】〔〕…—·　％～－")

_NUMERAL = "[〇零一二三四五六七八九十百]{1,5}"
_UNITS = "年月日时个项家人名次万亿元件篇所种类级点分％%℃"
# What a program leaves where it could not resolve something, and what people write where something is still to come.
_UNRESOLVED = re.compile(r"\?\?|？？(?!？)|\[@|@(?:sec|tbl|fig|tab):|错误！未找到引用源|错误！未定义书签")
_TO_COME = re.compile(r"\b(?:TODO|FIXME)\b|待补|×××|XXX|xxx")
_STRAIGHT = re.compile(r"[\"']")
_NEAR_HAN = re.compile(r"[\u3400-\u9fff，。、；：]\s?[\"']|[\"']\s?[\u3400-\u9fff]")
_LEVELS = (
    re.compile(rf"(?P<n>{_NUMERAL})、"),
    re.compile(rf"[（(](?P<n>{_NUMERAL})[）)]"),
    re.compile(r"(?P<n>\d{1,2})[.．](?!\d)"),
    re.compile(r"[（(](?P<n>\d{1,2})[）)]"),
)
_SENTENCE = re.compile("[。；！？，：]$")
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number before a heading: its level from 1, its value and the form it is written in (`{n}、`)."""

    level: int
    number: int
    written: str


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x323AF or code == 0x3007


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return any(is_han(character) for character in text)


def chinese_value(written: str) -> int:
    """The number that 一 to 九十九 stands for; 0 for anything else."""
    digits = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0}
    tens, ten, ones = written.partition("十")
    if not ten:
        return digits.get(written, 0)
    if any(part and part not in digits for part in (tens, ones)):
        return 0
    return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)


def numbered(text: str, scheme: Scheme) -> Numbered | None:
    """The number that a heading begins with, in the forms of that skeleton; None where there is none."""
    for level, pattern in enumerate(_patterns(scheme), start=1):
        match = pattern.match(text)
        if match:
            return Numbered(level, _value(match["n"]), match.group())
    return None


def loosely_numbered(text: str) -> Numbered | None:
    """The number a heading begins with, in any of the ways people type one: 1．, (一), 1."""
    for level, pattern in enumerate(_LEVELS, start=1):
        match = pattern.match(text)
        if match:
            return Numbered(level, _value(match["n"]), match.group())
    return None


def looks_like_heading(text: str) -> int | None:
    """The level of a line that is a heading by its look (一、…, （一）…) and no sentence; None for any other."""
    found = loosely_numbered(text)
    if found is None or found.level > 2 or len(text) > _LONGEST_HEADING or _SENTENCE.search(text):
        return None
    return None if "。" in text else found.level


def splits_number_and_unit(line: str, following: str) -> bool:
    """Whether a number ends the line and its unit begins the next one (offices want them together)."""
    return bool(line) and line[-1] in "0123456789０１２３４５６７８９" and following[:1] in tuple(_UNITS)


def check_wording(departures: Departures, code: str, where: Where, text: str) -> None:
    """What must not be left in a finished text: unresolved references, marks to fill in, straight quotation marks."""
    unresolved = _UNRESOLVED.search(text)
    if unresolved:
        at = _at(where, text, unresolved.start())
        departures.error(code, at, _("a reference that leads nowhere"), found=unresolved.group())
    to_come = _TO_COME.search(text)
    if to_come:
        # A draft may have such marks; whoever sends a final text out wants to know.
        at = _at(where, text, to_come.start())
        departures.warning(code, at, _("something is still to be filled in"), found=to_come.group())
    straight = _STRAIGHT.search(text)
    if straight:
        at = _at(where, text, straight.start())
        if _NEAR_HAN.search(text):
            departures.error(code, at, _("straight quotation marks in Chinese text"), "“”", straight.group())
        elif has_han(text):
            departures.warning(code, at, _("straight quotation marks"), "“”", straight.group())


def _at(where: Where, text: str, position: int) -> Where:
    return Where(where.page, where.paragraph, text[max(0, position - 8) :])


def _value(written: str) -> int:
    """The number itself; of a path such as 2.3.1 its last step."""
    last = written.rpartition(".")[2]
    return int(last) if last.isdecimal() else chinese_value(written)


@lru_cache(maxsize=8)
def _patterns(scheme: Scheme) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for number, level in enumerate(scheme.levels):
        figure = _NUMERAL if level.counting is Counting.CHINESE else r"\d{1,3}"
        if level.counting is Counting.PATH:
            figure = rf"(?:\d{{1,3}}\.){{{number}}}\d{{1,3}}"
        before, __, after = level.form.partition("{n}")
        end = r"(?=\s|$)" if level.gap else ""
        patterns.append(re.compile(re.escape(before) + f"(?P<n>{figure})" + re.escape(after) + end))
    return tuple(patterns)


def best_scheme(headings: list[tuple[int, str]], profile: Profile) -> Scheme:
    """The skeleton of the profile that most of these headings (level, text) follow."""

    def fitting(scheme: Scheme) -> int:
        found = [(level, numbered(text, scheme)) for level, text in headings]
        return sum(number is not None and number.level == level for level, number in found)

    return max(profile.schemes, key=fitting)
