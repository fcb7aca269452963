"""What the chapters say of the indicators, beside the table: 公民具备科学素质的比例由5.2%提高到10%.

A sentence counts only where nothing but known words stands between an indicator's name and a number in its unit: what a
sentence might mean otherwise is left alone, since a false alarm teaches people to look past the true ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from plan_cli.model.finding import Code, Finding, warning
from plan_cli.model.indicators import POINTS, Growth, Indicator
from plan_cli.model.place import Place
from plan_cli.model.plan import Plan
from plan_cli.translation import _

# A number in words that round it (约, 超过, 100多) may be so far from the one in the table.
_NEAR = Decimal("0.05")

# How far, in characters, a sentence is read for the year before an indicator's name and for the unit after a number.
# Text without a full stop would otherwise be read from its beginning for each name in it.
_BEHIND, _AHEAD = 400, 40

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％－", "0123456789.%-")
# What marks emphasis or code, and what is only there to be looked at; a space between digits separates thousands
# (GB/T 15835-2011 writes them so).
_UNREAD = re.compile(r"[*`\\]|(?<![0-9])\s+|\s+(?![0-9])")
# Comments, links to what a clause rests on, numbers quoted from data: nothing that states a number by itself.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\[[<=][^\[\]\n]{1,300}\]", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK_START = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|[0-9]{1,9}[.)]\s|\||:::)")
_HEADING = re.compile(r" {0,3}#")
_QUOTE_MARK = re.compile(r"\A[ >]*>")
_SENTENCE = re.compile(r"[^。！？；;!?]+")
_BRACKETED = r"[（(][^（）()]{0,30}[）)]"
_TRAILING_BRACKETS = re.compile(rf"(?:{_BRACKETED})+\Z")

_NUMBER = r"-?(?:[0-9]{1,3}(?:[, \u00a0\u2009\u202f][0-9]{3}){1,5}|[0-9]{1,15})(?:\.[0-9]{1,6})?(?![0-9])"
_YEAR = re.compile(r"(?<![比较与同从由])([0-9]{4})年")
_TITLE = re.compile(r"《[^《》]*》")
_PAST = re.compile(r"已|目前|现有|截至|以来|过去|上一|曾|达到了|提高了|增加到了")
_ROUNDING = "约|大约|近|接近|大体|超过|突破|余|多|左右|上下"
_FACTORS = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_FACTOR = re.compile(r"(?:[十百千](?!分)|[万亿]){0,3}")

_FILLERS = (
    "总数量|数量|总数|总量|个数|家数|总规模|规模|水平|数|总体|合计|累计|共计|共|力争|努力|争取|确保|预计|预期|计划|有望|"
    "逐步|持续|进一步|稳步|明显|显著|大幅|基本|全面|均|都|要|应|将|需|也|全市|我市|全省|五年|规划期末|期末|年末|年底|末|底|"
    "[0-9]{4}年|“?十[一二三四五六七八九]五”?|时期|期间|到|至|在|实现|保持"
)
_COMPARED = r"(?:比|较)(?:[0-9]{4}年(?:末|底)?|上年|基期|“?十[一二三四五六七八九]五”?末)|年均|每年|平均|同比|再"
_RISING = "提高|提升|增加|增长|上升|递增"
_FALLING = "下降|降低|减少|递减"
_MOVES = f"{_RISING}|{_FALLING}|扩大|发展|压减|压缩|控制|保持|稳定|维持|升|降|增|减"
_LEVEL = rf"(?:{_MOVES})(?:到|至|在)|达到了?|达|超过|突破|不低于|不少于|高于|不超过|不高于|低于|为"
_BEFORE = "约|大约|近|接近|不低于|不少于|不超过|不高于|超过|至少"
_WHEN = r"(?:[0-9]{4}年(?:末|底)?的?)?"

_STATED_LEVEL = re.compile(
    rf"(?:{_BRACKETED})?(?P<gap>(?:{_FILLERS}){{0,8}}?)"
    rf"(?:[由从](?P<from_year>{_WHEN})(?P<from_word>{_BEFORE})?(?P<from>{_NUMBER})(?P<from_rest>[^，。0-9]{{0,10}}?)，?)?"
    rf"(?P<verb>{_LEVEL})(?P<to_year>{_WHEN})(?P<word>{_BEFORE})?(?P<to>{_NUMBER})"
)
_STATED_CHANGE = re.compile(
    rf"(?:{_BRACKETED})?(?P<gap>(?:{_COMPARED}|{_FILLERS}){{0,8}}?)"
    rf"(?P<verb>{_RISING}|{_FALLING})了?(?P<word>{_BEFORE})?(?P<by>{_NUMBER})"
)
# What may stand directly before a name without making another thing of it: 全市会员数, but not 农村会员数.
_OPENING = (
    "年|末|底|时期|期间|全市|我市|本市|全省|我省|全国|使|将|把|让|实现|确保|力争|推动|促进|保持|努力|争取|提高|提升|增加|"
    "扩大|推进|要求"
)
_TOTAL_OPENING = "累计|新增|新建|共|五年"

# Where a unit goes on like this it is another one: 人次 is not 人, 个百分点 is not 个.
_LONGER_UNIT = re.compile(r"次|天|年|月|日|小时|百分点|[/／·]|每|均")
_POINTS = re.compile(r"个?百分点")
_END = re.compile(r"\Z|[，,。、：:）)”\]|]|左右|上下|以上|以下|以内")
_RANGE = re.compile(r"[^，、0-9]{0,3}[～~—–\-至][0-9]")


@dataclass(frozen=True, slots=True)
class _Value:
    """A number of a text with what follows it: `factor` from 万 or 亿, `unit` the text after that."""

    number: Decimal
    factor: int
    unit: str
    rounding: bool
    written: str


def check_statements(plan: Plan, texts: Mapping[str, str]) -> list[Finding]:
    """A finding for every number in `texts` (Markdown by path) that the table contradicts, and for % beside 百分点."""
    named = _named(plan)
    if not named:
        return []
    reader = _Reader(plan, named)
    return [found for path, text in texts.items() for found in reader.findings(path, text)]


def _named(plan: Plan) -> dict[str, Indicator]:
    """The indicators by the names that stand for one of them only."""
    named: dict[str, Indicator] = {}
    doubtful = set()
    for indicator in plan.indicators.indicators:
        for written in (indicator.name, *indicator.aliases):
            plain = _plain(written)
            # 科普活动参加人次（示例） is 科普活动参加人次 in a sentence.
            for name in {plain, _TRAILING_BRACKETS.sub("", plain)}:
                if len(name) > 1 and named.setdefault(name, indicator) is not indicator:
                    doubtful.add(name)
    return {name: indicator for name, indicator in named.items() if name not in doubtful}


def _plain(text: str) -> str:
    return _UNREAD.sub("", text.translate(_HALF_WIDTH))


class _Reader:
    def __init__(self, plan: Plan, named: dict[str, Indicator]) -> None:
        self._named = named
        self._base_year, self._target_year = plan.indicators.years(plan.settings.period)
        self._previous = plan.settings.period.previous or ""
        self._names = re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))))
        region = [plan.settings.region] if plan.settings.region else []
        issuing = plan.organization.party(plan.settings.issuing_body.id)
        known = region + ([issuing.name, *issuing.aliases] if issuing else [])
        owners = "".join(f"|{re.escape(name)}市?" for name in known)
        self._opening = re.compile(rf"(?:\A|[^\u3400-\u9fffA-Za-z0-9]|{_OPENING}{owners})\Z")
        self._total_opening = re.compile(rf"(?:{_TOTAL_OPENING})\Z")

    def findings(self, path: str, text: str) -> Iterator[Finding]:
        if not self._names.search(_plain(text)):
            return
        for line, block in _blocks(text):
            if self._names.search(_plain(block)):
                flat, places = _flat(block, line)
                for sentence in _SENTENCE.finditer(flat):
                    yield from self._sentence(path, sentence[0], places[sentence.start() :])

    def _sentence(self, path: str, sentence: str, places: list[tuple[int, int]]) -> Iterator[Finding]:
        for name in self._names.finditer(sentence):
            indicator = self._named[name[0]]
            opening = sentence[max(name.start() - _BEHIND, 0) : name.start()]
            if not self._opening.search(opening) and not (indicator.cumulative and self._total_opening.search(opening)):
                continue
            level = _STATED_LEVEL.match(sentence, name.end())
            change = None if level else _STATED_CHANGE.match(sentence, name.end())
            if level:
                yield from self._level(indicator, level, opening, path, places)
            elif change:
                yield from _change(indicator, change, Place(path, *places[change.start("by")]))

    def _level(
        self, indicator: Indicator, stated: re.Match[str], opening: str, path: str, places: list[tuple[int, int]]
    ) -> Iterator[Finding]:
        """A value that is reached, and the one it comes from."""
        if stated["from"] and indicator.base and self._year(stated["from_year"]) in (None, self._base_year):
            value = _value(stated["from"], stated["from_rest"], bool(stated["from_word"]))
            place = Place(path, *places[stated.start("from")])
            yield from _compared(indicator, value, {self._base_year: indicator.base.number}, place)
        rounding = re.fullmatch(_ROUNDING, stated["word"] or stated["verb"]) is not None
        value = _value(stated["to"], stated.string[stated.end("to") : stated.end("to") + _AHEAD], rounding)
        year = self._year(stated["to_year"], stated["gap"], opening)
        before = opening + stated.string[stated.start() : stated.start("to")]
        if year is None and (_PAST.search(before) or (self._previous and self._previous in before)):
            return  # what has been reached, at a time that the table may not know
        expected = {}
        if year in (None, self._target_year):
            expected[self._target_year] = indicator.target.number
        if year in (None, self._base_year) and indicator.base:
            expected[self._base_year] = indicator.base.number
        yield from _compared(indicator, value, expected, Place(path, *places[stated.start("to")]))

    @staticmethod
    def _year(*texts: str | None) -> int | None:
        """The last year named in the first of the texts that names one. Years in the titles of documents are none."""
        for text in texts:
            years = _YEAR.findall(_TITLE.sub("", text or ""))
            if years:
                return int(years[-1])
        return None


def _compared(
    indicator: Indicator, value: _Value | None, expected: Mapping[int, Decimal], place: Place
) -> Iterator[Finding]:
    """A finding where the value is in the indicator's unit and none of the expected ones, by year."""
    if value is None or not expected:
        return
    if indicator.is_percentage and _POINTS.match(value.unit):
        message = _("{name} is a share in %; {written}百分点 would be a difference").format(
            name=indicator.name, written=value.written
        )
        yield warning(Code.PERCENTAGE_POINTS, place, message, _("write % after the number"))
        return
    stated = _in_unit_of(indicator, value)
    if not stated or any(_agrees(number, wanted, value.rounding) for number in stated for wanted in expected.values()):
        return
    year = next(iter(expected))
    unit = _plain(indicator.unit)
    own = next((written for written in (unit, _without_factor(unit)[1]) if value.unit.startswith(written)), "")
    message = _("{name} is {written} here; the table of indicators has {expected} for {year}").format(
        name=indicator.name, written=value.written + own, expected=f"{expected[year]}{unit}", year=year
    )
    hint = _("mend the sentence, or line {line} of {path}").format(line=indicator.place.line, path=indicator.place.path)
    yield warning(Code.NUMBER_IN_TEXT, place, message, hint)


def _change(indicator: Indicator, stated: re.Match[str], place: Place) -> Iterator[Finding]:
    """A growth: in % or in points, and where it is that of a year, the one of the table."""
    value = _value(stated["by"], stated.string[stated.end("by") : stated.end("by") + _AHEAD], bool(stated["word"]))
    if value is None or value.factor != 1:
        return
    points = _POINTS.match(value.unit) is not None
    if not points and not value.unit.startswith("%"):
        return
    written = value.written + (POINTS if points else "%")
    if indicator.is_percentage and not points:
        message = _("{name} is in %: is {verb}{written} a difference, or a part of the old value?")
        hint = _("write {number}个百分点 for the difference of two percentages").format(number=value.written)
        message = message.format(name=indicator.name, verb=stated["verb"], written=written)
        yield warning(Code.PERCENTAGE_POINTS, place, message, hint)
        return
    if points and not indicator.is_percentage and not indicator.unit.endswith(POINTS):
        message = _("{written} is a difference of percentages, and the unit of {name} is {unit}")
        message = message.format(written=written, name=indicator.name, unit=indicator.unit)
        yield warning(Code.PERCENTAGE_POINTS, place, message, _("write % for a rate of growth"))
        return
    yearly = indicator.yearly
    if yearly and yearly.points == points and re.search("年均|每年", stated["gap"]):
        yield from _yearly(indicator, yearly, value, stated["verb"], place)


def _yearly(indicator: Indicator, yearly: Growth, value: _Value, verb: str, place: Place) -> Iterator[Finding]:
    number = -value.number if re.fullmatch(_FALLING, verb) else value.number
    if _agrees(number, yearly.number, value.rounding):
        return
    unit = "个百分点" if yearly.points else "%"
    message = _("the growth a year of {name} is {written} here; the table of indicators has {expected}")
    hint = _("mend the sentence, or line {line} of {path}").format(line=indicator.place.line, path=indicator.place.path)
    written = f"{number}{unit}"
    message = message.format(name=indicator.name, written=written, expected=yearly.text)
    yield warning(Code.NUMBER_IN_TEXT, place, message, hint)


def _value(number: str, rest: str, rounding: bool) -> _Value | None:
    """A number and what follows it; None for a range (10%～12%), which is no single value."""
    if _RANGE.match(rest):
        return None
    more = re.match("[余多]", rest)
    unit = rest[1:] if more else rest
    factor, plain = _without_factor(unit)
    written = unit[: len(unit) - len(plain)]
    more = more or re.match("[余多]", plain)
    plain = re.sub(r"\A[余多]", "", plain)
    around = rounding or more is not None or re.match(r"[^，,。、0-9]{0,8}?(?:左右|上下)", plain) is not None
    return _Value(Decimal(re.sub(r"[^0-9.\-]", "", number)), factor, plain, around, number + written)


def _in_unit_of(indicator: Indicator, value: _Value) -> tuple[Decimal, ...]:
    """The number in the indicator's unit, or in each unit it may be in where none is written; () for other units."""
    if indicator.is_percentage:
        return (value.number,) if value.unit.startswith("%") and value.factor == 1 else ()
    if indicator.unit.endswith(POINTS):
        return (value.number,) if _POINTS.match(value.unit) else ()
    unit_factor, plain = _without_factor(_plain(indicator.unit))
    scaled = value.number * value.factor / unit_factor
    if plain and value.unit.startswith(plain):
        return () if _LONGER_UNIT.match(value.unit, len(plain)) else (scaled,)
    if _END.match(value.unit):
        return (scaled, value.number) if value.factor == 1 else (scaled,)
    return ()


def _without_factor(unit: str) -> tuple[int, str]:
    """万人次 → 10000 and 人次."""
    written = _FACTOR.match(unit)
    factor = 1
    for character in written[0] if written else "":
        factor *= _FACTORS[character]
    return factor, unit[written.end() :] if written else unit


def _agrees(stated: Decimal, wanted: Decimal, rounding: bool) -> bool:
    return stated == wanted or (rounding and abs(stated - wanted) <= abs(wanted) * _NEAR)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs, headings, list items and table rows, each with its first line; no code, no comments."""
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    fence = ""
    first, lines = 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        line = _QUOTE_MARK.sub(lambda found: " " * len(found[0]), line)
        if lines and (fence or mark or not line.strip() or _BLOCK_START.match(line) or _HEADING.match(lines[0])):
            yield first, "\n".join(lines)
            lines = []
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif line.strip():
            first = first if lines else number
            lines.append(line)
    if lines:
        yield first, "\n".join(lines)


def _flat(block: str, first_line: int) -> tuple[str, list[tuple[int, int]]]:
    """The text of a block without line breaks, marks and full-width digits, and line and column of every character."""
    half = block.translate(_HALF_WIDTH)
    unread = {at for found in _UNREAD.finditer(half) for at in range(*found.span())}
    kept = []
    places = []
    line, column = first_line, 1
    for at, character in enumerate(half):
        if at not in unread:
            kept.append(character)
            places.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return "".join(kept), places
