"""The table of indicators agrees with itself, and the text of the chapters with the table.

年均 is recomputed, units are compared, and the numbers of the text with those of the table. 约束性 or 预期性 is a
required field, so that loading already sees to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from plan_cli.checks.indicator_statements import check_statements
from plan_cli.model.finding import Code, Finding, error, in_file_order, warning
from plan_cli.model.indicators import (
    POINTS,
    Bound,
    Growth,
    Indicator,
    Indicators,
    Quantity,
    decimals,
    rounded,
    yearly_growth,
    yearly_points,
)
from plan_cli.model.plan import Plan
from plan_cli.model.settings import Period
from plan_cli.translation import _

_DIFFERENCE_OF_SHARES = re.compile(r"(?:率|比例|比重|占比|百分比).*(?:提高|提升|增加|上升|下降|降低|减少)\Z")
_BRACKETED_END = re.compile(r"[（(][^（）()]*[）)]\Z")


def check_indicators(plan: Plan, texts: Mapping[str, str]) -> list[Finding]:
    """What is wrong with the indicators of a plan, in the order of files and lines.

    `texts`: the Markdown of the chapters that must agree with the table, by path, line for line as in the file.
    """
    indicators = plan.indicators
    years = indicators.years(plan.settings.period)
    findings = list(_years(indicators, plan.settings.period))
    for indicator in indicators.indicators:
        findings += _units(indicator)
        findings += _yearly(indicator, years)
        findings += _direction(indicator)
    findings += check_statements(plan, texts)
    return list(in_file_order(findings))


def _years(indicators: Indicators, period: Period) -> Iterator[Finding]:
    """Base year and target year lie where those of a plan for this period lie. Only years that somebody wrote."""
    base, target = indicators.years(period)
    place = indicators.place
    if indicators.base_year is None and indicators.target_year is None:
        return
    if base >= target:
        message = _("the base year {base} is not before the target year {target}").format(base=base, target=target)
        hint = _("mend base_year or target_year, or leave both out: then they follow the period")
        yield error(Code.INDICATOR_YEARS, place, message, hint)
        return
    usual = period.start - 1
    if base > usual:
        message = _("the base year {year} lies within the period").format(year=base)
        yield warning(Code.INDICATOR_YEARS, place, message, _("usual is the year before: {year}").format(year=usual))
    elif base < period.start - (period.end - period.start + 1):
        message = _("the base year {year} lies before the previous period").format(year=base)
        yield warning(Code.INDICATOR_YEARS, place, message, _("usual is the year before: {year}").format(year=usual))
    if not period.start <= target <= period.end:
        message = _("the target year {year} lies outside the period {start} to {end}")
        hint = _("usual is the last year of the period: {year}").format(year=period.end)
        message = message.format(year=target, start=period.start, end=period.end)
        yield warning(Code.INDICATOR_YEARS, place, message, hint)


def _units(indicator: Indicator) -> Iterator[Finding]:
    """% for shares, 百分点 for the difference of two shares."""
    yearly = indicator.yearly
    if indicator.unit.endswith(POINTS):
        if indicator.base:
            message = _("{name} has a base and a target, and its unit is {unit}; a share is counted in %")
            message = message.format(name=indicator.name, unit=indicator.unit)
            hint = _('write "%" as the unit; 百分点 counts the difference of two percentages')
            yield warning(Code.PERCENTAGE_POINTS, indicator.place, message, hint)
    elif yearly and yearly.points and not indicator.is_percentage:
        message = _("the growth a year is in percentage points, and the unit of {name} is {unit}")
        hint = _('write the growth as a rate like 8.5%, or "%" as the unit')
        yield error(Code.INDICATOR_UNIT, yearly.place, message.format(name=indicator.name, unit=indicator.unit), hint)
    name = _BRACKETED_END.sub("", indicator.name)
    if indicator.is_percentage and _DIFFERENCE_OF_SHARES.search(name):
        message = _("{name} is a difference of percentages, and its unit is %").format(name=indicator.name)
        hint = _("write 百分点 as the unit, or name the share itself")
        yield warning(Code.PERCENTAGE_POINTS, indicator.place, message, hint)


def _yearly(indicator: Indicator, years: tuple[int, int]) -> Iterator[Finding]:
    """The growth a year is that from the base to the target, but for rounding."""
    yearly, base, target = indicator.yearly, indicator.base, indicator.target
    span = years[1] - years[0]
    if yearly is None:
        return
    if indicator.cumulative:
        message = _("{name} is a total over the period, and has a growth a year").format(name=indicator.name)
        hint = _("remove yearly, or remove cumulative")
        yield warning(Code.GROWTH_OF_TOTAL, yearly.place, message, hint)
        return
    if base is None or span < 1 or (yearly.points and not indicator.is_percentage):
        return
    if not yearly.points and indicator.is_percentage and _agrees(yearly, base, target, span, points=True):
        yield _rate_of_a_share(indicator, yearly)
        return
    if not yearly.points and (base.number <= 0 or target.number < 0):
        message = _("there is no growth rate from {base} to {target}").format(base=base.text, target=target.text)
        hint = _("leave yearly out; a rate needs a base above 0")
        yield error(Code.YEARLY_GROWTH, yearly.place, message, hint)
        return
    if not _agrees(yearly, base, target, span, points=yearly.points):
        exact = _growth(base.number, target.number, span, yearly.points)
        correct = rounded(exact, max(decimals(yearly.number), 1))
        message = _(
            "the growth a year is written as {written}, but from {base} to {target} in {years} years it is {right}"
        )
        message = message.format(
            written=yearly.text,
            base=base.text,
            target=target.text,
            years=span,
            right=f"{correct}个百分点" if yearly.points else f"{correct}%",
        )
        hint = _("mend the growth, the base or the target; a rate is (target ÷ base)^(1 ÷ years) − 1")
        if yearly.points:
            hint = _("mend the growth, the base or the target; a difference is (target − base) ÷ years")
        yield error(Code.YEARLY_GROWTH, yearly.place, message, hint)
    elif not yearly.points and indicator.is_percentage:
        yield _rate_of_a_share(indicator, yearly)


def _rate_of_a_share(indicator: Indicator, yearly: Growth) -> Finding:
    message = _("{name} is in %, and so is its growth a year: {written} may mean two things")
    hint = _("write the difference a year, like 1.2个百分点")
    return warning(Code.PERCENTAGE_POINTS, yearly.place, message.format(name=indicator.name, written=yearly.text), hint)


def _agrees(yearly: Growth, base: Quantity, target: Quantity, years: int, *, points: bool) -> bool:
    """Whether the growth is that of the two values, rounded to the decimals it was written with.

    Values written with decimals are rounded themselves: any growth between what they may stand for is right. Whole
    numbers are taken as counted.
    """
    if not points and (base.number <= 0 or target.number < 0):
        return False
    places = decimals(yearly.number)
    if rounded(_growth(base.number, target.number, years, points), places) == yearly.number:
        return True
    lowest = _growth(base.number + _blur(base), max(target.number - _blur(target), Decimal(0)), years, points)
    highest = _growth(max(base.number - _blur(base), base.number / 2), target.number + _blur(target), years, points)
    slack = Decimal(1).scaleb(-places) if yearly.bound is Bound.ABOUT else Decimal(0)
    return rounded(lowest, places) - slack <= yearly.number <= rounded(highest, places) + slack


def _growth(base: Decimal, target: Decimal, years: int, points: bool) -> Decimal:
    return yearly_points(base, target, years) if points else yearly_growth(base, target, years)


def _blur(quantity: Quantity) -> Decimal:
    """How far the true value may be from one that was rounded to its last decimal."""
    places = decimals(quantity.number)
    return Decimal(5).scaleb(-places - 1) if places else Decimal(0)


def _direction(indicator: Indicator) -> Iterator[Finding]:
    """The target lies where the indicator is said to go."""
    yearly, base, target = indicator.yearly, indicator.base, indicator.target
    if base is None or indicator.cumulative:
        return
    change = target.number - base.number
    # 不低于 the base is a promise to hold what there is.
    if change == 0 and target.bound in (None, Bound.ABOUT):
        message = _("the target of {name} is its base: {value}").format(name=indicator.name, value=base.text)
        yield warning(Code.TARGET_DIRECTION, target.place, message, _("say ≥ or ≤ where the value is to be held"))
    elif yearly and yearly.number * change < 0:
        message = _("{name} goes from {base} to {target}, and its growth a year is {written}")
        message = message.format(name=indicator.name, base=base.text, target=target.text, written=yearly.text)
        yield warning(Code.TARGET_DIRECTION, target.place, message, _("were base and target exchanged?"))
