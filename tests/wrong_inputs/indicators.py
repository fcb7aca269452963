"""Indicators: fields, arithmetic, and sentences that say something else than the table."""

from __future__ import annotations

from plan_cli.model.finding import Code

from wrong_inputs.case import Case, one

_PATH = "indicators.yaml"
_STATIONS = "id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, kind: 预期性"
_SHARE = "id: share, name: 公民具备科学素质的比例, unit: '%', base: 5, target: 10, kind: 约束性"


def _field(name: str, field: str, code: Code = Code.WRONG_TYPE, line: int = 7, column: int = 0) -> Case:
    """A case of one wrong field, on the last line of an indicator."""
    known = {"id": "a", "name": "会员数", "unit": "人", "target": "12000", "kind": "预期性"}
    key, __, written = field.partition(": ")
    known.pop(key, None)
    lines = [f"    {other}: {value}\n" for other, value in known.items()]
    text = "indicators:\n  - category: 组织\n" + "".join(lines) + f"    {key}: {written}\n"
    return one(_PATH, name, text, code, text.count("\n"), column or len(key) + 7)


def _table(name: str, fields: str, code: Code, column: int, more: str = "") -> Case:
    line = 2 + more.count("\n")
    return one(_PATH, name, f"{more}indicators:\n  - {{{fields}}}\n", code, line, column)


def _sentence(name: str, fields: str, text: str, code: Code, column: int) -> Case:
    files = {_PATH: f"indicators:\n  - {{{fields}}}\n", "chapters/20-goals.md": f"## 主要目标\n\n{text}\n"}
    return Case(name, files, code, "chapters/20-goals.md", 3, column)


CASES = [
    _field("thousands with commas", 'target: "12,000"'),
    _field("full-width digits", "target: １２０００"),
    _field("unit in the number", "target: 12000人"),
    _field("ten thousands in the number", "target: 1.2万"),
    _field("range", "target: 10-12"),
    _field("word", "target: 翻一番"),
    _field("nothing", "target: ", column=12),
    _field("two bounds", "target: ≥15以上"),
    _field("bound of a base", "base: ≥10"),
    _field("list of targets", "target: [1, 2]"),
    _field("growth without a unit", "yearly: 8.5"),
    _field("growth in ‰", "yearly: 8‰"),
    _field("growth in words", "yearly: 稳步增长"),
    _field("kind", "kind: 指导性", Code.NOT_A_CHOICE),
    _field("flag", "cumulative: 累计"),
    _field("party", "party: 科普部", Code.UNKNOWN_REFERENCE),
    _field("id", "id: 会员", Code.BAD_IDENTIFIER),
    _field("unknown field", "yearly_rate: 8%", Code.UNKNOWN_FIELD, column=5),
    one(
        _PATH, "no unit", "indicators:\n  - {id: a, name: 会员数, target: 1, kind: 预期性}\n", Code.MISSING_FIELD, 2, 5
    ),
    one(_PATH, "no kind", "indicators:\n  - {id: a, name: 会员数, unit: 人, target: 1}\n", Code.MISSING_FIELD, 2, 5),
    one(
        _PATH, "per cent without quotes", "indicators:\n  - id: a\n    name: 比例\n    unit: %\n", Code.NOT_YAML, 4, 11
    ),
    one(_PATH, "greater than without quotes", "indicators:\n  - id: a\n    target: >15\n", Code.NOT_YAML, 3, 13),
    one(_PATH, "base year", "base_year: 15\nindicators: []\n", Code.OUT_OF_RANGE, 1, 12),
    one(_PATH, "not UTF-8", "indicators: [] # 指标\n".encode("gbk"), Code.NOT_UTF8, 1, 19),
    one(_PATH, "indicator twice", f"indicators:\n  - {{{_STATIONS}}}\n  - {{{_STATIONS}}}\n", Code.DUPLICATE_ID, 3, 5),
    _table("total growth divided by years", f"{_STATIONS}, yearly: 20%", Code.YEARLY_GROWTH, 85),
    _table("rate of another year", f"{_STATIONS}, yearly: 12%", Code.YEARLY_GROWTH, 85),
    _table("points divided wrongly", f"{_SHARE}, yearly: 2个百分点", Code.YEARLY_GROWTH, 87),
    _table("growth from nothing", f"{_STATIONS.replace('base: 20', 'base: 0')}, yearly: 15%", Code.YEARLY_GROWTH, 84),
    _table("points of a number", f"{_STATIONS}, yearly: 4个百分点", Code.INDICATOR_UNIT, 85),
    one(
        _PATH,
        "years exchanged",
        f"base_year: 2020\ntarget_year: 2015\nindicators:\n  - {{{_STATIONS}}}\n",
        Code.INDICATOR_YEARS,
        1,
        1,
    ),
    one(
        _PATH,
        "base within the period",
        f"base_year: 2017\nindicators:\n  - {{{_STATIONS}}}\n",
        Code.INDICATOR_YEARS,
        1,
        1,
    ),
    one(_PATH, "base long ago", f"base_year: 2000\nindicators:\n  - {{{_STATIONS}}}\n", Code.INDICATOR_YEARS, 1, 1),
    one(
        _PATH,
        "target after the period",
        f"target_year: 2035\nindicators:\n  - {{{_STATIONS}}}\n",
        Code.INDICATOR_YEARS,
        1,
        1,
    ),
    _table("target that is the base", _STATIONS.replace("target: 40", "target: 20"), Code.TARGET_DIRECTION, 62),
    _table("rate of a share", f"{_SHARE}, yearly: 14.9%", Code.PERCENTAGE_POINTS, 87),
    _table("points as a unit", _SHARE.replace("'%'", "百分点"), Code.PERCENTAGE_POINTS, 5),
    _table(
        "growth of a total",
        f"{_STATIONS.replace('base: 20, ', '')}, cumulative: true, yearly: 8%",
        Code.GROWTH_OF_TOTAL,
        93,
    ),
    _sentence("another target", _STATIONS, "到2020年，院士专家工作站达到50家。", Code.NUMBER_IN_TEXT, 17),
    _sentence("another base", _STATIONS, "院士专家工作站由10家增加到40家。", Code.NUMBER_IN_TEXT, 9),
    _sentence("full-width target", _STATIONS, "院士专家工作站达到５０家。", Code.NUMBER_IN_TEXT, 10),
    _sentence("% for points", _SHARE, "公民具备科学素质的比例提高5%。", Code.PERCENTAGE_POINTS, 14),
    _sentence("points for %", _SHARE, "公民具备科学素质的比例达到10个百分点。", Code.PERCENTAGE_POINTS, 14),
    _sentence(
        "growth in the text", f"{_STATIONS}, yearly: 14.9%", "院士专家工作站年均增长20%。", Code.NUMBER_IN_TEXT, 12
    ),
    Case(
        "table asked for and not there",
        {"chapters/20-goals.md": "## 主要目标\n\n::: indicators\n:::\n"},
        Code.MISSING_FILE,
        "chapters/20-goals.md",
        3,
        1,
    ),
]
