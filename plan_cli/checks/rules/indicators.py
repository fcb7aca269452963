"""Rules of indicators: the table agrees with itself, and the text with the table."""

from __future__ import annotations

from plan_cli.checks.rule import Files, Rule
from plan_cli.model.finding import Code, Severity

_CHAPTER = "## 主要目标\n\n到2020年，院士专家工作站达到40家。\n"


def _table(fields: str, text: str = _CHAPTER, more: str = "") -> Files:
    return {"indicators.yaml": f"{more}indicators:\n  - {{{fields}}}\n", "chapters/10-goals.md": text}


class YearlyGrowth(Rule):
    """The growth a year does not fit base and target

    A rate is ((target ÷ base)^(1 ÷ years) − 1) × 100, a difference of percentages (target − base) ÷ years. Mend
    whichever of the three is wrong; the message names the right growth.

    Why: 年均增长 is recomputed by everyone who wants to prove a plan careless, and divided wrongly more often than
    any other number: the total growth divided by the years is not it.

    Source: 国家统计局, 平均增长速度 (水平法); docs/files.md, `indicators.yaml`.
    """

    code = Code.YEARLY_GROWTH
    wrong = _table("id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, yearly: 20%, kind: 预期性")
    right = _table("id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, yearly: 14.9%, kind: 预期性")


class IndicatorUnit(Rule):
    """The growth is in percentage points and the unit is not %

    百分点 count the difference of two percentages. Write the growth as a rate (`8.5%`), or `"%"` as the unit.

    Why: A number of stations cannot grow by percentage points.

    Source: docs/files.md, `indicators.yaml`.
    """

    code = Code.INDICATOR_UNIT
    wrong = _table(
        "id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, yearly: 4个百分点, kind: 预期性"
    )
    right = _table("id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, yearly: 14.9%, kind: 预期性")


class IndicatorYears(Rule):
    """Base year or target year lies in the wrong place

    The base year is before the target year (else an error), usually the year before the period; the target year
    usually is its last. Leave both out, and they follow the period.

    Why: Every yearly growth is divided by the years between the two.

    Source: docs/files.md, `indicators.yaml`.
    """

    code = Code.INDICATOR_YEARS
    severity = Severity.WARNING
    wrong = _table("id: stations, name: 院士专家工作站, unit: 家, target: 40, kind: 预期性", more="base_year: 2017\n")
    right = _table("id: stations, name: 院士专家工作站, unit: 家, target: 40, kind: 预期性", more="base_year: 2015\n")


class TargetDirection(Rule):
    """The target lies on the wrong side of the base, or is the base

    The growth a year says that the value rises, and the target is below the base (or the other way round), or both
    are the same number. Were they exchanged? Where a value is to be held, write `≥` or `≤` before the target.

    Why: A target that asks for nothing, or for the contrary, is a slip of the pen in most cases.

    Source: docs/files.md, `indicators.yaml`.
    """

    code = Code.TARGET_DIRECTION
    severity = Severity.WARNING
    wrong = _table("id: stations, name: 院士专家工作站, unit: 家, base: 40, target: 40, kind: 预期性")
    right = _table("id: stations, name: 院士专家工作站, unit: 家, base: 40, target: ≥40, kind: 预期性")


class NumberInText(Rule):
    """A number in the text is not that of the table

    A sentence gives the indicator another value, base or growth than `indicators.yaml`. Mend the sentence or the
    table. Numbers of other years, other units and ranges are left alone.

    Why: Text and table are changed by different hands; the reader takes the difference for two different promises.

    Source: docs/files.md, `indicators.yaml`, I005.
    """

    code = Code.NUMBER_IN_TEXT
    severity = Severity.WARNING
    wrong = _table(
        "id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, kind: 预期性",
        "## 主要目标\n\n到2020年，院士专家工作站达到50家。\n",
    )
    right = _table("id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, kind: 预期性")


class PercentagePoints(Rule):
    """% stands where 百分点 is meant, or the other way round

    The difference of two percentages is counted in 百分点: from 5% to 10% is 5个百分点, or a growth by 100%. A share
    itself is in %.

    Why: “提高5%” of a share of 5% may mean 10% or 5.25%.

    Source: docs/files.md, `indicators.yaml`, I006.
    """

    code = Code.PERCENTAGE_POINTS
    severity = Severity.WARNING
    wrong = _table(
        "id: literacy, name: 公民具备科学素质的比例, unit: '%', base: 5, target: 10, kind: 约束性",
        "## 主要目标\n\n公民具备科学素质的比例提高5%。\n",
    )
    right = _table(
        "id: literacy, name: 公民具备科学素质的比例, unit: '%', base: 5, target: 10, kind: 约束性",
        "## 主要目标\n\n公民具备科学素质的比例提高5个百分点。\n",
    )


class GrowthOfTotal(Rule):
    """A total over the period has a growth a year

    With `cumulative: true` the target is the sum over all years of the period, printed in 〔 〕; it has no growth a
    year. Remove `yearly`, or `cumulative`.

    Why: The two say different things of one number.

    Source: docs/files.md, `indicators.yaml`.
    """

    code = Code.GROWTH_OF_TOTAL
    severity = Severity.WARNING
    wrong = _table(
        "id: visits, name: 科普活动参加人次, unit: 万人次, target: 500, yearly: 10%, cumulative: true, kind: 预期性"
    )
    right = _table("id: visits, name: 科普活动参加人次, unit: 万人次, target: 500, cumulative: true, kind: 预期性")
