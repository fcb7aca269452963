"""Indicators: what may be written, what is computed from it, what contradicts it, and the table that is printed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.checks.indicators import check_indicators
from plan_cli.checks.references import check_references
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.indicators import Bound, IndicatorKind, decimals, rounded, yearly_growth, yearly_points
from plan_cli.model.plan import Plan
from plan_cli.render.indicator_table import table
from plan_cli.render.typst_markup import markup
from plan_cli.scaffold.plan_files import Answers, example_files, new_files

from memory import Memory
from plans import MINIMAL

SHARE = "id: share, name: 公民具备科学素质的比例, unit: '%', base: 5, target: 10, yearly: 1个百分点, kind: 约束性"
VISITS = "id: visits, name: 科普活动参加人次, unit: 万人次, target: 500, cumulative: true, kind: expected"
STATIONS = "id: stations, name: 院士专家工作站, unit: 家, base: 20, target: 40, yearly: 14.9%, kind: 预期性"
FUNDS = "id: funds, name: 科普经费, unit: 亿元, target: 1.2, kind: 预期性"
MEMBERS = "id: members, name: 个人会员数, unit: 人, base: 9500, target: 12000, kind: 预期性"
ALL = (SHARE, VISITS, STATIONS, FUNDS, MEMBERS)


def _loaded(*indicators: str, more: str = "") -> tuple[Plan, tuple[Finding, ...]]:
    listed = "".join(f"  - {{{fields}}}\n" for fields in indicators)
    content = f"{more}indicators:\n{listed}" if indicators else f"{more}indicators: []\n"
    files = {**MINIMAL, "chapters/1.md": "## 甲\n", "indicators.yaml": content}
    files["plan.yaml"] = files["plan.yaml"].replace("end: 2020", "end: 2020, previous: 十二五")
    loaded = load(Memory({path: text.encode() for path, text in files.items()}))
    return loaded.require_plan(), loaded.findings


def _plan(*indicators: str, more: str = "") -> Plan:
    plan, findings = _loaded(*indicators, more=more)
    assert findings == ()
    return plan


def _codes(findings: list[Finding]) -> list[Code]:
    return [found.code for found in findings]


# -- loading -----------------------------------------------------------------------------------------------------------


def test_a_plan_without_the_file_has_no_indicators_and_no_finding() -> None:
    loaded = load(Memory({path: text.encode() for path, text in {**MINIMAL, "chapters/1.md": "## 甲\n"}.items()}))
    assert loaded.findings == ()
    assert loaded.require_plan().indicators.indicators == ()
    assert _plan().indicators.indicators == ()


def test_everything_that_is_written_is_kept() -> None:
    plan = _plan(f"{SHARE}, category: 科普, party: office, source: 抽样调查, note: 说明, aliases: [科学素质比例]")
    (share,) = plan.indicators.indicators
    assert (share.base and share.base.text, share.target.number) == ("5", Decimal(10))
    assert share.yearly is not None
    assert (share.yearly.text, share.yearly.points, share.kind) == ("1个百分点", True, IndicatorKind.BINDING)
    assert (share.party and share.party.id, share.aliases) == ("office", ("科学素质比例",))
    assert plan.indicators.years(plan.settings.period) == (2015, 2020)


@pytest.mark.parametrize(
    ("written", "number", "bound"),
    [
        ("15", "15", None),
        ("10.50", "10.50", None),
        ("-3", "-3", None),
        ("0.5", "0.5", None),
        ("'15'", "15", None),
        ("≥15", "15", Bound.AT_LEAST),
        ("15以上", "15", Bound.AT_LEAST),
        ("不低于 15", "15", Bound.AT_LEAST),
        ("'>15'", "15", Bound.MORE_THAN),
        ("＞15", "15", Bound.MORE_THAN),
        ("不超过15", "15", Bound.AT_MOST),
        ("15以内", "15", Bound.AT_MOST),
        ("约15", "15", Bound.ABOUT),
        ("15左右", "15", Bound.ABOUT),
    ],
)
def test_a_target_may_be_a_number_or_a_bound(written: str, number: str, bound: Bound | None) -> None:
    (indicator,) = _plan(f"id: a, name: 指标, unit: 家, target: {written}, kind: 预期性").indicators.indicators
    assert (str(indicator.target.number), indicator.target.bound) == (number, bound)
    assert indicator.target.text == written.strip("'")


@pytest.mark.parametrize(
    ("field", "written", "word"),
    [
        ("target", "１５", "half-width"),
        ("target", "'1,200'", "separators"),
        ("target", "1 200", "separators"),
        ("target", "'1，200'", "separators"),
        ("target", "15%", "unit"),
        ("target", "5个百分点", "unit"),
        ("target", "15家", "unit"),
        ("target", "015", "unit"),
        ("target", ".5", "unit"),
        ("target", "1e3", "unit"),
        ("target", "≥15以上", "unit"),
        ("target", "[15]", "unit"),
        ("base", "≥15", "base"),
        ("base", "—", "unit"),
        ("yearly", "8.5", "rate"),
        ("yearly", "8.5％", "half-width"),
        ("yearly", "8.5‰", "rate"),
    ],
)
def test_a_number_in_another_form_is_refused_with_a_hint(field: str, written: str, word: str) -> None:
    target = "" if field == "target" else ", target: 1"
    __, (found,) = _loaded(f"id: a, name: 指标, unit: 家{target}, kind: 预期性, {field}: {written}")
    assert (found.code, found.place.path, found.place.line) == (Code.WRONG_TYPE, "indicators.yaml", 2)
    assert word in found.hint


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("id: a, name: 指标, target: 1, kind: 预期性", Code.MISSING_FIELD),
        ("id: a, name: 指标, unit: '', target: 1, kind: 预期性", Code.WRONG_TYPE),
        ("id: a, name: 指标, unit: 家, target: 1", Code.MISSING_FIELD),
        ("id: a, name: 指标, unit: 家, target: 1, kind: 指导性", Code.NOT_A_CHOICE),
        ("id: a, name: 指标, unit: 家, kind: 预期性", Code.MISSING_FIELD),
    ],
)
def test_unit_target_and_kind_are_required(fields: str, code: Code) -> None:
    __, findings = _loaded(fields)
    assert code in {found.code for found in findings}


def test_ids_are_unique_and_parties_exist() -> None:
    __, findings = _loaded(STATIONS, STATIONS.replace("id: stations", "id: STATIONS"))
    assert [(found.code, found.place.line) for found in findings] == [(Code.DUPLICATE_ID, 3)]
    (found,) = check_references(_plan(f"{SHARE}, party: nobody"))
    assert (found.code, found.place.path) == (Code.UNKNOWN_REFERENCE, "indicators.yaml")


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_findings(content: bytes) -> None:
    files = {**{path: text.encode() for path, text in MINIMAL.items()}, "indicators.yaml": content}
    load(Memory(files))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="≥<>约15.%个百分点以上左右-＋１，, ", max_size=12))
def test_any_number_is_read_or_reported(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    plan, findings = _loaded(f"id: a, name: 指标, unit: 家, target: {written}, kind: 预期性")
    assert bool(findings) != bool(plan.indicators.indicators)
    check_indicators(plan, {})


# -- arithmetic --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "target", "years", "growth"),
    [
        ("100", "200", 5, "14.9"),
        ("20", "40", 5, "14.9"),
        ("100", "100", 5, "0.0"),
        ("100", "50", 5, "-12.9"),
        ("67.7", "92.7", 5, "6.5"),
        ("8", "0", 5, "-100.0"),
        ("1", "1.05", 1, "5.0"),
    ],
)
def test_the_compound_rate(base: str, target: str, years: int, growth: str) -> None:
    assert str(rounded(yearly_growth(Decimal(base), Decimal(target), years), 1)) == growth


@pytest.mark.parametrize(("base", "target", "years"), [("0", "5", 5), ("-1", "5", 5), ("5", "-1", 5), ("5", "6", 0)])
def test_there_is_not_always_a_rate(base: str, target: str, years: int) -> None:
    with pytest.raises(ValueError, match="a rate of growth needs"):
        yearly_growth(Decimal(base), Decimal(target), years)


def test_halves_are_rounded_up() -> None:
    assert [str(rounded(Decimal(number), 1)) for number in ("0.25", "0.35", "-0.25", "12")] == [
        "0.3",
        "0.4",
        "-0.3",
        "12.0",
    ]
    assert [decimals(Decimal(number)) for number in ("1", "1.0", "1.25", "100")] == [0, 1, 2, 0]


values = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)


@settings(deadline=None)
@given(values, values, st.integers(1, 20))
def test_growing_by_the_rate_reaches_the_target(base: Decimal, target: Decimal, years: int) -> None:
    reached = base * (1 + yearly_growth(base, target, years) / 100) ** years
    assert abs(reached - target) <= target * Decimal("1e-12")
    assert abs(base + yearly_points(base, target, years) * years - target) < Decimal("1e-12")


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(0, 3), st.booleans())
def test_the_computed_growth_is_accepted_and_another_is_not(base: int, target: int, places: int, share: bool) -> None:
    compute = yearly_points if share else yearly_growth
    right = rounded(compute(Decimal(base), Decimal(target), 5), places)
    unit, sign = ("'%'", "个百分点") if share else ("家", "%")
    fields = f"id: a, name: 指标, unit: {unit}, base: {base}, target: {target}, kind: 预期性"
    assert Code.YEARLY_GROWTH not in _codes(check_indicators(_plan(f"{fields}, yearly: {right}{sign}"), {}))
    wrong = right + Decimal(1).scaleb(-places)
    assert Code.YEARLY_GROWTH in _codes(check_indicators(_plan(f"{fields}, yearly: {wrong}{sign}"), {}))


# -- the table agrees with itself --------------------------------------------------------------------------------------

TABLE = [
    ("all well", ALL, "", []),
    ("rate", (STATIONS.replace("14.9%", "15%"),), "", []),
    ("rate rounded down", (STATIONS.replace("14.9%", "14.8%"),), "", [Code.YEARLY_GROWTH]),
    ("simple mean", (STATIONS.replace("14.9%", "20%"),), "", [Code.YEARLY_GROWTH]),
    ("bound", (STATIONS.replace("14.9%", "14.9%以上").replace("40", "≥40"),), "", []),
    ("measured values", ("id: a, name: 甲, unit: 亿元, base: 5.2, target: 8.1, yearly: 9.4%, kind: 预期性",), "", []),
    (
        "measured, too far",
        ("id: a, name: 甲, unit: 亿元, base: 5.2, target: 8.1, yearly: 9.8%, kind: 预期性",),
        "",
        [Code.YEARLY_GROWTH],
    ),
    ("points", (SHARE.replace("1个百分点", "2个百分点"),), "", [Code.YEARLY_GROWTH]),
    ("points without 个", (SHARE.replace("1个百分点", "1.0百分点"),), "", []),
    ("points as a rate", (SHARE.replace("1个百分点", "1%"),), "", [Code.PERCENTAGE_POINTS]),
    ("rate of a share", (SHARE.replace("1个百分点", "14.9%"),), "", [Code.PERCENTAGE_POINTS]),
    ("neither", (SHARE.replace("1个百分点", "8%"),), "", [Code.YEARLY_GROWTH]),
    ("points of a count", (STATIONS.replace("14.9%", "4个百分点"),), "", [Code.INDICATOR_UNIT]),
    ("a share in points", (SHARE.replace("'%'", "百分点"),), "", [Code.PERCENTAGE_POINTS]),
    (
        "difference in %",
        ("id: a, name: 普及率提高（示例）, unit: '%', target: 5, kind: 预期性",),
        "",
        [Code.PERCENTAGE_POINTS],
    ),
    ("difference in points", ("id: a, name: 普及率提高, unit: 个百分点, target: 5, kind: 预期性",), "", []),
    ("from nothing", (STATIONS.replace("base: 20", "base: 0"),), "", [Code.YEARLY_GROWTH]),
    ("total with growth", (f"{VISITS}, yearly: 3%",), "", [Code.GROWTH_OF_TOTAL]),
    ("held", ("id: a, name: 甲, unit: 家, base: 5, target: 5, kind: 预期性",), "", [Code.TARGET_DIRECTION]),
    ("held on purpose", ("id: a, name: 甲, unit: 家, base: 5, target: ≥5, kind: 预期性",), "", []),
    ("falling", ("id: a, name: 甲, unit: 家, base: 40, target: 20, yearly: -12.9%, kind: 预期性",), "", []),
    (
        "exchanged",
        ("id: a, name: 甲, unit: 家, base: 40, target: 20, yearly: 14.9%, kind: 预期性",),
        "",
        [Code.YEARLY_GROWTH, Code.TARGET_DIRECTION],
    ),
    ("years of the period", ALL, "base_year: 2015\ntarget_year: 2020\n", []),
    ("base in the period", (MEMBERS,), "base_year: 2016\n", [Code.INDICATOR_YEARS]),
    ("base long ago", (MEMBERS,), "base_year: 2005\n", [Code.INDICATOR_YEARS]),
    ("base a little earlier", (MEMBERS,), "base_year: 2013\n", []),
    ("target after the period", (MEMBERS,), "target_year: 2025\n", [Code.INDICATOR_YEARS]),
    ("target within the period", (MEMBERS,), "target_year: 2018\n", []),
    ("years exchanged", (STATIONS,), "base_year: 2020\ntarget_year: 2015\n", [Code.INDICATOR_YEARS]),
]


@pytest.mark.parametrize(("indicators", "more", "codes"), [case[1:] for case in TABLE], ids=[case[0] for case in TABLE])
def test_the_table_agrees_with_itself(indicators: tuple[str, ...], more: str, codes: list[Code]) -> None:
    found = check_indicators(_plan(*indicators, more=more), {})
    assert sorted(_codes(found)) == sorted(codes)
    assert all(item.message and item.hint and item.place.path == "indicators.yaml" for item in found)


def test_a_wrong_growth_names_both_numbers() -> None:
    (found,) = check_indicators(_plan(STATIONS.replace("14.9%", "20%")), {})
    assert found.severity is Severity.ERROR
    assert "20%" in found.message
    assert "14.9%" in found.message


# -- the text agrees with the table ------------------------------------------------------------------------------------

AGREES = [
    "到2020年，公民具备科学素质的比例达到10%。",
    "公民具备科学素质的比例（%）力争达到１０％以上。",
    "公民具备科学素质的比例由5%提高到10%",
    "公民具备科学素质的比例从2015年的5%，提高到2020年的10%",
    "2015年，公民具备科学素质的比例达到5%",
    "“十二五”时期，公民具备科学素质的比例达到4.8%",
    "公民具备科学素质的比例已达到4.8%",
    "到2018年，公民具备科学素质的比例达到8%",
    "公民具备科学素质的比例达到8%～12%",
    "公民具备科学素质的比例超过9.8%",
    "公民具备科学素质的比例提高5个百分点，达到10%",
    "公民具备科学素质的比例年均提高1个百分点",
    "公民具备科学素质的比例为5%",
    "农村公民具备科学素质的比例达到8%",
    "公民具备科学素质的比例达到全省第2位",
    "公民具备科学素质的比例达到2020年全省平均水平",
    "科普活动参加人次累计达到500万人次",
    "科普活动参加人次累计达到5,000,000人次",
    "科普活动参加人次累计达到5 000 000人次",
    "累计科普活动参加人次达到0.05亿人次",
    "科普活动参加人次达到约510万",
    "院士专家工作站达到40家",
    "院士专家工作站数量在2020年末达到40家左右",
    "院士专家工作站服务的企业达到300家",
    "院士专家工作站达到30个",
    "市级院士专家工作站达到15家",
    "新增院士专家工作站达到20家",
    "院士专家工作站、企业科协分别达到40家、80家",
    "院士专家工作站建在3个园区，企业达到80家",
    "院士专家工作站。2020年达到80家",
    "科普经费达到12000万元",
    "科普经费增长20%",
    "到2020年（比2015年翻一番），科普经费增至1.2亿元，个人会员数达到1.2万人",
    "个人会员数达到1.2万人次",
    "个人会员数达到12000余人",
    "`公民具备科学素质的比例`达到**10%**",
    "<!-- 公民具备科学素质的比例达到20% -->",
    "```\n公民具备科学素质的比例达到20%\n```",
    "| 公民具备科学素质的比例 | 20% |",
    "## 公民具备科学素质的比例\n达到20%",
    "《全民科学素质行动计划纲要（2006—2010—2018年）》提出，公民具备科学素质的比例达到10%",
]

DIFFERS = [
    ("公民具备科学素质的比例达到12%", Code.NUMBER_IN_TEXT, 1, 14, "12%"),
    ("公民具备科学素质的比例由6%提高到10%", Code.NUMBER_IN_TEXT, 1, 13, "6%"),
    ("公民具备科学素质的比例由5%提高到12%", Code.NUMBER_IN_TEXT, 1, 18, "12%"),
    ("2015年，公民具备科学素质的比例达到10%", Code.NUMBER_IN_TEXT, 1, 20, "5%"),
    ("到2020年，公民具备科学素质的比例为5%", Code.NUMBER_IN_TEXT, 1, 20, "10%"),
    ("公民具备科学素质的比例不低于8%", Code.NUMBER_IN_TEXT, 1, 15, "8%"),
    ("公民具备科学素质的比例提高5%", Code.PERCENTAGE_POINTS, 1, 14, "提高5%"),
    ("公民具备科学素质的比例比2015年增长5%", Code.PERCENTAGE_POINTS, 1, 20, "增长5%"),
    ("公民具备科学素质的比例达到10个百分点", Code.PERCENTAGE_POINTS, 1, 14, "10百分点"),
    ("公民具备科学素质的比例年均提高2个百分点", Code.NUMBER_IN_TEXT, 1, 16, "2个百分点"),
    ("院士专家工作站年均下降14.9%", Code.NUMBER_IN_TEXT, 1, 12, "-14.9%"),
    ("院士专家工作站年均增长5个百分点", Code.PERCENTAGE_POINTS, 1, 12, "5百分点"),
    ("院士专家工作站增至50", Code.NUMBER_IN_TEXT, 1, 10, "50"),
    ("- **院士专家工作站**\n  达到 ５０ 家", Code.NUMBER_IN_TEXT, 2, 6, "50家"),
    ("> 院士专家工作站达到\n> 50家", Code.NUMBER_IN_TEXT, 2, 3, "50家"),
    ("前文。\n\n五年累计科普活动参加人次达到450万人次", Code.NUMBER_IN_TEXT, 3, 15, "450万人次"),
    ("科普活动参加人次达到5000人次", Code.NUMBER_IN_TEXT, 1, 11, "5000人次"),
    ("科普经费达到1.3亿元，个人会员数达到12,000人", Code.NUMBER_IN_TEXT, 1, 7, "1.3亿元"),
    ("个人会员数从9000人增加到12000人", Code.NUMBER_IN_TEXT, 1, 7, "9000人"),
]


@pytest.mark.parametrize("text", AGREES)
def test_no_false_alarm(text: str) -> None:
    assert check_indicators(_plan(*ALL), {"chapters/1.md": text}) == []


@pytest.mark.parametrize(("text", "code", "line", "column", "word"), DIFFERS)
def test_text_that_differs_is_found_at_its_place(text: str, code: Code, line: int, column: int, word: str) -> None:
    (found,) = check_indicators(_plan(*ALL), {"chapters/1.md": text})
    assert (found.code, found.severity) == (code, Severity.WARNING)
    assert (found.place.path, found.place.line, found.place.column) == ("chapters/1.md", line, column)
    assert word in found.message
    assert found.hint


def test_aliases_are_names_and_names_of_two_indicators_are_none() -> None:
    plan = _plan(f"{STATIONS}, aliases: [工作站]")
    assert len(check_indicators(plan, {"1.md": "全市工作站达到39家。"})) == 1
    twice = _plan(STATIONS, "id: other, name: 院士专家工作站（示例）, unit: 家, target: 39, kind: 预期性")
    assert check_indicators(twice, {"1.md": "院士专家工作站达到38家。"}) == []


@settings(deadline=None, max_examples=200)
@given(
    st.text(
        alphabet="院士专家工作站达到由从提高年均底末比较0123456789.，。%％万亿个百分点家 \n`*-<!>|（）", max_size=60
    )
)
def test_any_text_is_read(text: str) -> None:
    plan = _plan(*ALL)
    for found in check_indicators(plan, {"a.md": f"院士专家工作站{text}"}):
        lines = f"院士专家工作站{text}".split("\n")
        assert found.place.column <= len(lines[found.place.line - 1])


@pytest.mark.parametrize("piece", ["年底", "到至在", "9", "万", "由5%", "2020年", "（", "` ", "院士专家工作站由5"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    check_indicators(_plan(*ALL), {"a.md": "院士专家工作站" + piece * 20_000 + "达到39家"})


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 10**9), st.sampled_from(["{}", "{:,}"]), st.booleans())
def test_the_target_in_any_writing_agrees(number: int, writing: str, wide: bool) -> None:
    plan = _plan(f"id: a, name: 个人会员数, unit: 人, target: {number}, kind: 预期性")
    digits = writing.format(number)
    if wide:
        digits = digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert check_indicators(plan, {"1.md": f"个人会员数达到{digits}人。"}) == []
    (found,) = check_indicators(plan, {"1.md": f"个人会员数达到{number + 1}人。"})
    assert found.code is Code.NUMBER_IN_TEXT


# -- the printed table -------------------------------------------------------------------------------------------------


def _words(tree: Any) -> str:
    if isinstance(tree, list):
        return "".join(map(_words, tree))
    if isinstance(tree, dict):
        return str(tree["c"]) if tree["t"] == "Str" else _words(tree.get("c", []))
    return ""


def _cells(rows: Any) -> list[list[str]]:
    return [[_words(cell[4]) for cell in row[1]] for row in rows]


def _table(plan: Plan) -> tuple[list[str], list[list[str]], str, Any]:
    made = table(plan.indicators, {"office": "市科协办公室"}, plan.settings.period)
    content = made[0]["c"]
    return _cells(content[3][1])[0], _cells(content[4][0][3]), _words(made[1:]), content


def test_columns_that_nothing_fills_are_left_out() -> None:
    head, rows, notes, content = _table(_plan(STATIONS))
    assert head == ["序号", "指标", "单位", "2015年（基期）", "2020年（目标）", "年均增长", "属性"]
    assert rows == [["1", "院士专家工作站", "家", "20", "40", "14.9%", "预期性"]]
    assert notes == ""
    assert content[0] == ["", ["indicators"], []]


def test_the_full_table() -> None:
    plan = _plan(
        f"{SHARE}, category: 科普, party: office",
        f"{VISITS}, category: 科普, source: 年度统计",
        f"{FUNDS}, category: 保障, note: 含社会投入",
        more="notes: [示例数据]\nbase_year: 2014\n",
    )
    head, rows, notes, content = _table(plan)
    assert head[:7] == ["序号", "类别", "指标", "单位", "2014年（基期）", "2020年（目标）", "年均增长〔累计〕"]
    assert head[7:] == ["属性", "责任单位", "数据来源"]
    assert rows == [
        ["1", "科普", "公民具备科学素质的比例", "%", "5", "10", "1个百分点", "约束性", "市科协办公室", "—"],
        ["2", "科普活动参加人次", "万人次", "—", "—", "〔500〕", "预期性", "—", "年度统计"],
        ["3", "保障", "科普经费", "亿元", "—", "1.2", "—", "预期性", "—", "—"],
    ]
    assert content[4][0][3][0][1][1][2] == 2
    assert abs(sum(column[1]["c"] for column in content[2]) - 1) < 0.01
    assert notes == (
        "注：1. 〔　〕内为五年累计数。2. 单位为%的指标，年均增长按百分点计算。3. “—”表示无此项数据。"
        "4. 示例数据。5. 科普经费：含社会投入。"
    )


def test_one_note_has_no_number() -> None:
    assert _table(_plan(VISITS))[2] == "注：〔　〕内为五年累计数。"


def test_caption_and_attributes_are_the_callers() -> None:
    plan = _plan(STATIONS)
    caption = [{"t": "Str", "c": "表1 主要指标"}]
    (made,) = table(plan.indicators, {}, plan.settings.period, caption, ["tbl", ["wide"], []])
    assert made["c"][0] == ["tbl", ["wide", "indicators"], []]
    assert made["c"][1] == [None, [{"t": "Plain", "c": caption}]]
    assert table(_plan().indicators, {}, plan.settings.period) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["甲", "乙", ""]), min_size=1, max_size=8))
def test_every_row_fills_every_column(categories: list[str]) -> None:
    fields = [
        f"id: i{number}, name: 指标, unit: 家, target: 1, kind: 预期性"
        + (f", category: {category}" if category else "")
        for number, category in enumerate(categories)
    ]
    plan = _plan(*fields)
    blocks = table(plan.indicators, {}, plan.settings.period)
    __, __, columns, __, bodies, __ = blocks[0]["c"]
    covered = sum(cell[2] * cell[3] for row in bodies[0][3] for cell in row[1])
    assert covered == len(columns) * len(categories)
    written, __ = markup(blocks, [1] * len(blocks))
    assert "plan-table(" in written


# -- what comes with the tool ------------------------------------------------------------------------------------------


def test_the_example_is_marked_as_one_and_agrees_with_itself() -> None:
    files = example_files("chengdu-13-5")
    loaded = load(Memory(files))
    assert loaded.findings == ()
    plan = loaded.require_plan()
    indicators = plan.indicators.indicators
    assert len(indicators) >= 4
    assert all("示例" in indicator.name for indicator in indicators)
    assert {indicator.kind for indicator in indicators} == set(IndicatorKind)
    assert any(indicator.cumulative for indicator in indicators)
    texts = {path: content.decode() for path, content in files.items() if path.endswith(".md")}
    assert check_indicators(plan, texts) == []
    assert check_references(plan) == ()


def test_the_skeleton_is_valid_as_it_is_and_with_its_example() -> None:
    files = new_files(Answers(title="规划", organization="某市科协", start_year=2021, end_year=2025))
    loaded = load(Memory(files))
    assert loaded.findings == ()
    assert loaded.require_plan().indicators.indicators == ()
    lines = files["indicators.yaml"].decode().split("\n")
    start = lines.index("# indicators:")
    written = [line.removeprefix("# ").removeprefix("#") for line in lines[start:] if line != "indicators: []"]
    loaded = load(Memory({**files, "indicators.yaml": "\n".join(written).encode()}))
    assert loaded.findings == ()
    plan = loaded.require_plan()
    assert len(plan.indicators.indicators) == 2
    assert check_indicators(plan, {}) == []
    assert check_references(plan) == ()
