"""`indicators.yaml`: the main indicators (主要指标) of a plan, and the arithmetic of their growth."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.settings import Period
from plan_cli.model.values import Identifier, ItemReference, Named, PartyReference

PERCENT, POINTS = "%", "百分点"

# Wide enough for any number that the files may hold, and the same whatever the program around it has set.
_ARITHMETIC = Context(prec=40)
_WIDEST = Context(prec=60, rounding=ROUND_HALF_UP)


class IndicatorKind(Named):
    """属性: what the government answers for (约束性), or what it expects of others (预期性); since the 十一五 plan."""

    BINDING = "binding", "约束性"
    EXPECTED = "expected", "预期性"


class Bound(Enum):
    """How a number is meant that does not stand for itself alone."""

    AT_LEAST = "≥"
    MORE_THAN = ">"
    AT_MOST = "≤"
    LESS_THAN = "<"
    ABOUT = "约"


BOUNDS_BEFORE = {
    "≥": Bound.AT_LEAST,
    "不低于": Bound.AT_LEAST,
    "不少于": Bound.AT_LEAST,
    "至少": Bound.AT_LEAST,
    ">": Bound.MORE_THAN,
    "＞": Bound.MORE_THAN,
    "超过": Bound.MORE_THAN,
    "突破": Bound.MORE_THAN,
    "大于": Bound.MORE_THAN,
    "高于": Bound.MORE_THAN,
    "≤": Bound.AT_MOST,
    "不超过": Bound.AT_MOST,
    "不高于": Bound.AT_MOST,
    "不多于": Bound.AT_MOST,
    "<": Bound.LESS_THAN,
    "＜": Bound.LESS_THAN,
    "低于": Bound.LESS_THAN,
    "小于": Bound.LESS_THAN,
    "约": Bound.ABOUT,
    "大约": Bound.ABOUT,
}
"""The words before a number that make it a bound."""

BOUNDS_AFTER = {
    "以上": Bound.AT_LEAST,
    "以下": Bound.AT_MOST,
    "以内": Bound.AT_MOST,
    "左右": Bound.ABOUT,
}
"""The words after a number that make it a bound; 以上 and 以下 include the number itself."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value of an indicator in its unit: as it was written (`≥15`, `15以上`), and the number in it."""

    text: str
    number: Decimal
    bound: Bound | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Growth:
    """年均增长 as it was written: `8.5%`, a compound rate, or with `points` 1.2个百分点, a difference; both a year."""

    text: str
    number: Decimal
    points: bool
    bound: Bound | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Indicator:
    """指标: what is counted, in which unit, from where to where. No `base` where the thing was not counted before.

    `cumulative`: the target is the sum over the years of the period, printed in 〔 〕. `rests_on`: the clauses and
    evidence that it rests on.
    """

    id: Identifier
    name: str
    unit: str
    target: Quantity
    kind: IndicatorKind
    category: str | None = None
    aliases: tuple[str, ...] = ()
    base: Quantity | None = field(default=None, metadata={"exact": True})
    yearly: Growth | None = None
    cumulative: bool = False
    party: PartyReference | None = None
    source: str | None = None
    note: str | None = None
    rests_on: tuple[ItemReference, ...] = ()
    place: Place = NOWHERE

    @property
    def is_percentage(self) -> bool:
        """Whether the value is a share in percent, so that its differences are counted in percentage points."""
        return self.unit in (PERCENT, "％", "百分比")


@dataclass(frozen=True, slots=True)
class Indicators:
    """`indicators.yaml`. Without a base year it is the year before the period, without a target year its last year."""

    base_year: int | None = field(default=None, metadata={"minimum": 1900, "maximum": 2999})
    target_year: int | None = field(default=None, metadata={"minimum": 1900, "maximum": 2999})
    indicators: tuple[Indicator, ...] = ()
    notes: tuple[str, ...] = ()
    place: Place = NOWHERE

    def years(self, period: Period) -> tuple[int, int]:
        """The base year and the target year."""
        base = self.base_year if self.base_year is not None else period.start - 1
        return base, self.target_year if self.target_year is not None else period.end


def yearly_growth(base: Decimal, target: Decimal, years: int) -> Decimal:
    """The compound rate a year in percent, not rounded: ((target ÷ base)^(1 ÷ years) − 1) × 100.

    This is the 年均增长速度 of official statistics (水平法): a value that grows by it every year reaches the target.

    Raises:
        ValueError: there is no such rate: the base is not above 0, the target is below 0, or no year lies between.
    """
    if base <= 0 or target < 0 or years < 1:
        raise ValueError("a rate of growth needs a base above 0, a target not below 0, and a year")
    ratio = _ARITHMETIC.divide(target, base)
    root = _ARITHMETIC.power(ratio, _ARITHMETIC.divide(Decimal(1), Decimal(years))) if ratio else ratio
    return _ARITHMETIC.multiply(_ARITHMETIC.subtract(root, Decimal(1)), Decimal(100))


def yearly_points(base: Decimal, target: Decimal, years: int) -> Decimal:
    """The difference a year in the unit of both, not rounded: (target − base) ÷ years. For percentages it is in points.

    Raises:
        ValueError: no year lies between.
    """
    if years < 1:
        raise ValueError("a yearly difference needs a year")
    return _ARITHMETIC.divide(_ARITHMETIC.subtract(target, base), Decimal(years))


def decimals(number: Decimal) -> int:
    """How many decimals a number was written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded(number: Decimal, places: int) -> Decimal:
    """The number with so many decimals, halves away from zero (四舍五入)."""
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDEST)
