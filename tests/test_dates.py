"""Dates: phases, milestones and topics in order and in place, working days, and wordings against their days."""

from __future__ import annotations

import calendar
import datetime
import gettext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.checks.dates import check_dates
from plan_cli.checks.notes import Remark
from plan_cli.checks.wording import Side, expected_days, expected_precisions, read_wording
from plan_cli.checks.working_days import any_working_day, reason_off, working_day_before
from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.values import Precision
from plan_cli.model.working_days import is_working_day
from plan_cli.translation import DOMAIN, LOCALE_FOLDER

from checked import checked, loaded

_DATES = st.dates(datetime.date(1950, 1, 1), datetime.date(2199, 12, 31))


def _day(written: str) -> datetime.date:
    return datetime.date.fromisoformat(written)


def _dates(files: dict[str, str]) -> list[Finding]:
    return [found for found in checked(files) if found.code.value.startswith("D")]


def _codes(findings: list[Finding]) -> list[str]:
    return [found.code.value for found in findings]


def _phases(*phases: str) -> dict[str, str]:
    listed = "".join(
        f"  - {{id: P{number}, name: 第{number}阶段, {fields}}}\n" for number, fields in enumerate(phases, 1)
    )
    return {"schedule.yaml": f"phases:\n{listed}"}


def _milestones(*milestones: str, phase: str = "start: 2015-06-15, end: 2015-06-30") -> dict[str, str]:
    listed = ", ".join(f"{{id: M{number}, {fields}}}" for number, fields in enumerate(milestones, 1))
    return _phases(f"{phase}, milestones: [{listed}]")


# -- phases ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        # C1: the day on which work is handed on belongs to both phases.
        ("start: 2015-05-15, end: 2015-05-25", "start: 2015-05-25, end: 2015-06-15", []),
        ("start: 2015-05-15, end: 2015-05-25", "start: 2015-05-26, end: 2015-06-15", []),
        ("start: 2015-05-15, end: 2015-05-22", "start: 2015-05-25, end: 2015-06-15", []),
        ("start: 2015-05-15, end: 2015-06-19", "start: 2015-06-23, end: 2015-06-30", []),
        ("start: 2015-05-15, end: 2015-05-25", "start: 2015-05-27, end: 2015-06-15", ["D003"]),
        ("start: 2015-05-15, end: 2015-05-25, note: 26日是空档", "start: 2015-05-27, end: 2015-06-15", []),
        ("start: 2015-05-15, end: 2015-05-25", "start: 2015-05-27, end: 2015-06-15, note: 有间隔", []),
        ("start: 2015-05-15, end: 2015-05-25, note: 说明", "start: 2015-05-27, end: 2015-06-15", ["D003"]),
        # 28 February 2015 is a Saturday that was worked.
        ("start: 2015-02-02, end: 2015-02-27", "start: 2015-03-02, end: 2015-03-31", ["D003"]),
        ("start: 2015-05-15, end: 2015-05-26", "start: 2015-05-25, end: 2015-06-15", ["D004"]),
        ("start: 2015-05-15, end: 2015-05-26", "start: 2015-05-25, end: 2015-06-15, note: 两段并行", []),
        ("start: 2015-06-15, end: 2015-06-25", "start: 2015-05-15, end: 2015-05-25", ["D002"]),
        ("start: 2015-05-25, end: 2015-05-15", "start: 2015-05-25, end: 2015-06-15", ["D001"]),
        ("start: 2015-05-15, end: 2015-05-15", "start: 2015-05-15, end: 2015-05-15", []),
        ("start: 2015-05-15, end: 9999-12-31", "start: 2015-05-15, end: 9999-12-31", ["D004"]),
        ("start: 0001-01-01, end: 0001-01-01", "start: 9999-12-31, end: 9999-12-31", ["D003"]),
    ],
)
def test_two_phases_in_a_row(first: str, second: str, codes: list[str]) -> None:
    assert _codes(_dates(_phases(first, second))) == codes


def test_a_phase_within_another_is_measured_by_the_one_that_ends_last() -> None:
    found = _dates(
        _phases(
            "start: 2015-05-04, end: 2015-06-30, note: 与下一阶段并行",
            "start: 2015-05-11, end: 2015-05-22",
            "start: 2015-07-01, end: 2015-07-31",
        )
    )
    assert found == []


def test_a_gap_names_its_days_and_stands_at_the_beginning_of_the_later_phase() -> None:
    (found,) = _dates(_phases("start: 2015-06-15, end: 2015-06-25", "start: 2015-07-01, end: 2015-12-31"))
    assert found.code is Code.PHASE_GAP
    assert (found.place.path, found.place.line) == ("schedule.yaml", 3)
    assert "2015-06-26" in found.message
    assert "2015-06-30" in found.message
    assert found.severity is Severity.WARNING


# -- milestones --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("milestone", "codes"),
    [
        ("title: 成果, kind: 成果, due: 2015-06-30", []),
        ("title: 成果, kind: 成果, due: 2015-06-15", []),
        ("title: 成果, kind: 成果, due: 2015-07-01", ["D005"]),
        ("title: 成果, kind: 成果, due: 2015-06-12", ["D005"]),
        ("title: 成果, kind: 成果, due: 2015-07-01, note: 报送的时间在阶段之外", []),
        ("title: 成果, kind: 成果, due: 2015-07-01, note: 晚于本阶段", []),
        ("title: 成果, kind: 成果, due: 2015-07-01, note: 按本阶段最后一天计", ["D005"]),
        ("title: 成果, kind: 成果", ["D006"]),
        ("title: 成果, kind: 成果, note: 日期待定", ["D006"]),
        # 20 to 22 June 2015 was the Dragon Boat Festival.
        ("title: 成果, kind: 成果, due: 2015-06-22", ["D007"]),
        ("title: 成果, kind: 成果, due: 2015-06-22, note: 端午假期，知道", []),
        ("title: 成果, kind: 成果, due: 2015-06-28", ["D007"]),
        ("title: 成果, kind: 成果, due: 2015-06-23", []),
        # A mistaken day is one mistake, though the day is a Saturday and outside the phase too.
        ("title: 成果, kind: 成果, due: {day: 2015-07-04, wording: 6月底前, precision: month-end}", ["D008"]),
        ("title: 成果, kind: 成果, due: {day: 2015-06-30, wording: 6月底前}", ["D009"]),
        ("title: 成果, kind: 成果, due: {day: 2015-06-30, wording: 6月底前, precision: month-end}", []),
        ("title: 成果, kind: 成果, due: {day: 2015-06-25, wording: 25日}", []),
        ("title: 成果, kind: 成果, due: {day: 2015-07-27, wording: 27日, precision: day}", ["D008"]),
        ("title: 成果, kind: 成果, due: {day: 2015-06-26, wording: 6月25前}", ["D008"]),
        ("title: 成果, kind: 成果, due: {day: 2015-06-26, wording: 会后五日内}", []),
    ],
)
def test_a_milestone_in_its_phase(milestone: str, codes: list[str]) -> None:
    assert _codes(_dates(_milestones(milestone))) == codes


def test_the_hint_of_a_day_off_names_the_working_day_before() -> None:
    (found,) = _dates(_milestones("title: 课题研究成果, kind: 成果, due: 2015-06-22"))
    assert "Dragon Boat Festival" in found.message
    assert "2015-06-19" in found.hint


OUTLINE = ", document: outline"


@pytest.mark.parametrize(
    ("milestones", "codes"),
    [
        # C4: final before the consultation, unless somebody says that it is changed again.
        (
            [
                "title: 最后定稿, kind: 成果, due: 2015-06-16",
                "title: 征求, kind: 征求意见, body: office, due: 2015-06-24",
            ],
            ["D010"],
        ),
        (
            [
                "title: 起草稿, kind: 成果, due: 2015-06-16",
                "title: 征求, kind: 征求意见, body: office, due: 2015-06-24",
            ],
            [],
        ),
        (
            ["title: 最后定稿, kind: 成果, due: 2015-06-16", "title: 审议, kind: 审议, body: office, due: 2015-06-24"],
            [],
        ),
        (
            ["title: 发布, kind: 发布, due: 2015-06-16", "title: 审议, kind: 审议, body: office, due: 2015-06-24"],
            ["D010"],
        ),
        (["title: 审议, kind: 审议, body: office, due: 2015-06-16", "title: 发布, kind: 发布, due: 2015-06-24"], []),
        (
            ["title: 起草稿, kind: 成果, due: 2015-06-25", "title: 审定, kind: 审定, body: office, due: 2015-06-24"],
            ["D010"],
        ),
        (["title: 起草稿, kind: 成果, due: 2015-06-25", "title: 审定, kind: 审定, body: office, due: 2015-06-25"], []),
        (["title: 送审稿, kind: 成果, due: 2015-06-16", "title: 讨论稿, kind: 成果, due: 2015-06-24"], ["D011"]),
        (["title: 讨论稿, kind: 成果, due: 2015-06-16", "title: 送审稿, kind: 成果, due: 2015-06-24"], []),
        (["title: 送审稿, kind: 成果, due: 2015-06-24", "title: 讨论稿, kind: 成果, due: 2015-06-16"], []),
        # C6: a consultation whose comments nobody works in.
        (
            [
                "title: 征求, kind: 征求意见, body: office, due: 2015-06-16",
                "title: 审议, kind: 审议, body: office, due: 2015-06-24",
            ],
            ["D012"],
        ),
        (
            [
                "title: 征求, kind: 征求意见, body: office, due: 2015-06-16",
                "title: 审议, kind: 审议, body: office, due: 2015-06-24, note: 由谁修改，原文没有写",
            ],
            [],
        ),
        (["title: 征求, kind: 征求意见, body: office, due: 2015-06-16"], []),
    ],
)
def test_the_order_of_what_happens_to_a_document(milestones: list[str], codes: list[str]) -> None:
    assert _codes(_dates(_milestones(*(milestone + OUTLINE for milestone in milestones)))) == codes
    assert _codes(_dates(_milestones(*milestones))) == []


def test_a_mistaken_day_proves_no_order() -> None:
    files = _milestones(
        "title: 审议, kind: 审议, body: office, due: 2015-06-24, document: outline",
        "title: 发布, kind: 发布, due: {day: 2015-06-19, wording: 6月29日}, document: outline",
    )
    assert _codes(_dates(files)) == ["D008"]


def test_a_task_of_revising_is_enough() -> None:
    files = _milestones(
        "title: 征求, kind: 征求意见, body: office, due: 2015-06-16, document: outline",
        "title: 审议, kind: 审议, body: office, due: 2015-06-24, document: outline",
    )
    task = ", tasks: [{id: T1, text: 根据意见修改完善, owner: office}], milestones"
    files["schedule.yaml"] = files["schedule.yaml"].replace(", milestones", task)
    assert _dates(files) == []


# -- topics ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "codes"),
    [
        ("start: 2015-05-25\ndue: 2015-06-15\n", []),
        ("start: 2015-05-22\ndue: 2015-06-15\n", ["D013"]),
        ("start: 2015-05-25\ndue: 2015-06-16\n", ["D013"]),
        ("start: 2015-06-15\ndue: 2015-05-25\n", ["D001"]),
        ("due: 2015-06-14\n", ["D007"]),
        ("due: {day: 2015-06-14, wording: 6月15日前}\n", ["D008"]),
        ("", []),
    ],
)
def test_a_topic_in_the_time_of_research(dates: str, codes: list[str]) -> None:
    files = _phases(
        "start: 2015-05-25, end: 2015-06-15, writable: [topics/**]",
        "start: 2015-06-15, end: 2015-06-30, writable: [chapters/**]",
    )
    files["topics/ke-pu/topic.yaml"] = f"title: 科普研究\nquestions: [A1]\nlead: office\n{dates}"
    assert _codes(_dates(files)) == codes


def test_a_day_off_that_the_schedule_sets_is_not_said_again_for_every_topic() -> None:
    files = _milestones("title: 课题成果, kind: 成果, due: 2015-06-28")
    files["topics/ke-pu/topic.yaml"] = "title: 科普研究\nquestions: [A1]\nlead: office\ndue: 2015-06-28\n"
    (found,) = _dates(files)
    assert found.place.path == "schedule.yaml"


# -- wordings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "start", "end", "precision"),
    [
        # C3: the four spellings of the work scheme.
        ("6月25前", "2015-06-25", "2015-06-25", Precision.DAY),
        ("6月底前", None, "2015-06-30", Precision.MONTH_END),
        ("9月底前", None, "2015-09-30", Precision.MONTH_END),
        ("12月底", None, "2015-12-31", Precision.MONTH_END),
        ("6月15日前", "2015-06-15", "2015-06-15", Precision.DAY),
        ("25日", "2015-05-25", "2015-05-25", Precision.DAY),
        ("2015年5月15日—25日", "2015-05-15", "2015-05-25", Precision.DAY),
        ("2015年5月25日—6月15日", "2015-05-25", "2015-06-15", Precision.DAY),
        ("2015年7-12月", "2015-07-01", "2015-12-31", Precision.MONTH),
        ("5月15-25日", "2015-05-15", "2015-05-25", Precision.DAY),
        ("2015年11月—2月", "2015-11-01", "2016-02-29", Precision.MONTH),
        ("2015年2月", "2015-02-01", "2015-02-28", Precision.MONTH),
        ("2016年2月底", None, "2016-02-29", Precision.MONTH_END),
        ("二〇一五年六月三十日", "2015-06-30", "2015-06-30", Precision.DAY),
        ("二○一五年六月底前", None, "2015-06-30", Precision.MONTH_END),
        ("２０１５年６月３０日", "2015-06-30", "2015-06-30", Precision.DAY),
        ("十二月三十一日", "2015-12-31", "2015-12-31", Precision.DAY),
        ("六月三十前", "2015-06-30", "2015-06-30", Precision.DAY),
        ("2015-06-30", "2015-06-30", "2015-06-30", Precision.DAY),
        ("2015.6.30前", "2015-06-30", "2015-06-30", Precision.DAY),
        ("于2015年6月30日（星期二）下午5时前报送", "2015-06-30", "2015-06-30", Precision.DAY),
        ("今年6月底以前完成", None, "2015-06-30", Precision.MONTH_END),
        ("第一季度", "2015-01-01", "2015-03-31", None),
        ("二季度末", "2015-04-01", "2015-06-30", None),
        ("上半年", "2015-01-01", "2015-06-30", None),
        ("下半年", "2015-07-01", "2015-12-31", None),
        ("2015年底前", None, "2015-12-31", Precision.MONTH_END),
        ("6月中旬", "2015-06-11", "2015-06-20", None),
        ("2015年—2016年", "2015-01-01", "2016-12-31", None),
        ("7月1日起", "2015-07-01", None, Precision.DAY),
    ],
)
def test_a_wording_is_read(wording: str, start: str | None, end: str | None, precision: Precision | None) -> None:
    read = read_wording(wording)
    assert read is not None
    for side, expected in ((Side.START, start), (Side.END, end)):
        moment = read.moment(side)
        if expected is not None:
            assert moment is not None
            (days,) = expected_days(moment, side, _day("2015-06-30"), [(2015, 5)])
            assert days.usual == _day(expected)
    assert (expected_precisions(read.end or read.start) or (None,))[0] is precision


@pytest.mark.parametrize(
    "wording",
    [
        "",
        "待定",
        "6月前",
        "2015年前",
        "6月25日左右",
        "6月中",
        "2015年中",
        "每月25日",
        "次月5日前",
        "去年12月",
        "15个工作日内",
        "会后15日内",
        "6月15日后",
        "6月15日前初稿，6月底前定稿",
        "6月3个课题",
        "“十三五”期间",
        "规划期末",
        "2015—2016年",
        "15年6月",
        "6月15日至",
        "一致通过后",
        "二十五五日",
        "6" * 100,
        "（" * 79,
    ],
)
def test_a_wording_that_leaves_room_gives_nothing(wording: str) -> None:
    assert read_wording(wording) is None
    if wording:
        assert _dates(_milestones(f"title: 成果, kind: 成果, due: {{day: 2015-06-30, wording: '{wording}'}}")) == []


def test_a_day_that_no_calendar_has_gives_nothing() -> None:
    assert _dates(_milestones("title: 成果, kind: 成果, due: {day: 2015-06-30, wording: 6月31日}")) == []


def _spellings(day: datetime.date) -> list[str]:
    figures = "〇一二三四五六七八九"
    year = "".join(figures[int(digit)] for digit in str(day.year))
    chinese = {1: "一", 2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十"}
    chinese |= {10 + number: f"十{chinese[number]}" for number in range(1, 10)} | {20: "二十", 30: "三十", 31: "三十一"}
    chinese |= {20 + number: f"二十{chinese[number]}" for number in range(1, 10)}
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}前",
        f"{day.month}月{day.day}日前",
        f"{day.day}日",
        f"{year}年{chinese[day.month]}月{chinese[day.day]}日",
        f"{day.year}.{day.month}.{day.day}",
        day.isoformat(),
    ]


@given(_DATES, _DATES)
def test_every_spelling_of_a_day_means_that_day_and_no_other(day: datetime.date, other: datetime.date) -> None:
    for wording in _spellings(day):
        read = read_wording(wording)
        assert read is not None
        assert read.end is not None
        days = expected_days(read.end, Side.END, day, [(day.year, day.month)])
        assert [(one.first, one.last) for one in days] == [(day, day)]
    read = read_wording(_spellings(day)[0])
    assert read is not None
    assert read.end is not None
    assert all((other in one) == (other == day) for one in expected_days(read.end, Side.END, other, []))


@given(_DATES, st.sampled_from(["底前", "底", "末", "底之前"]))
def test_the_end_of_a_month_is_its_last_day(day: datetime.date, ending: str) -> None:
    read = read_wording(f"{day.year}年{day.month}月{ending}")
    assert read is not None
    assert read.end is not None
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert [one.usual for one in expected_days(read.end, Side.END, day, [])] == [last]


@given(st.text("0123456789一二十〇年月日号底前旬季度半上中下初末至到-—~ （）()起后约.日每", max_size=30), _DATES)
def test_no_wording_breaks_the_reader(wording: str, day: datetime.date) -> None:
    read = read_wording(wording)
    if read is not None:
        for side in Side:
            moment = read.moment(side)
            if moment is not None:
                assert all(
                    one.first <= one.usual <= one.last
                    for one in expected_days(moment, side, day, [(day.year, day.month)])
                )


# -- working days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2015-05-15", True),
        ("2015-05-16", False),
        ("2015-06-20", False),
        ("2015-06-22", False),
        ("2015-06-23", True),
        ("2015-09-03", False),
        ("2015-09-06", True),
        ("2015-02-15", True),
        ("2015-02-28", True),
        ("2015-10-10", True),
        ("2015-10-07", False),
        ("2003-10-01", True),
        ("2003-10-04", False),
        ("2150-10-01", True),
        ("2150-10-03", False),
    ],
)
def test_working_days_of_china(day: str, works: bool) -> None:
    assert is_working_day(_day(day)) is works
    assert (reason_off(_day(day)) == "") is works


@given(_DATES)
def test_there_is_always_a_working_day_before(day: datetime.date) -> None:
    before = working_day_before(day)
    assert before is not None
    assert before < day
    assert is_working_day(before)
    assert not any_working_day(before + datetime.timedelta(days=1), day - datetime.timedelta(days=1))


# -- what a note makes known -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("remark", Remark)
def test_what_a_hint_proposes_is_recognised_in_both_languages(remark: Remark) -> None:
    english = remark.phrase
    chinese = gettext.translation(DOMAIN, LOCALE_FOLDER, ["zh_CN"]).gettext(english)
    assert chinese != english
    assert remark.in_any(None, english)
    assert remark.in_any(chinese)
    assert not remark.in_any("说明")
    assert not remark.in_any(None)


@given(
    st.lists(st.tuples(_DATES, _DATES), min_size=1, max_size=5),
    st.lists(st.tuples(_DATES, st.sampled_from(["成果", "发布"])), max_size=4),
)
def test_any_days_give_findings_in_the_order_of_lines(
    phases: list[tuple[datetime.date, datetime.date]], milestones: list[tuple[datetime.date, str]]
) -> None:
    listed = ", ".join(
        f"{{id: M{number}, title: 节点, kind: {kind}, due: {due}, document: outline}}"
        for number, (due, kind) in enumerate(milestones)
    )
    fields = [f"start: {start}, end: {end}" for start, end in phases]
    fields[0] += f", milestones: [{listed}]"
    found = check_dates(loaded(_phases(*fields)))
    assert list(found) == sorted(found, key=lambda one: (one.place, one.code, one.message))
    backwards = sum(end < start for start, end in phases)
    assert sum(one.code is Code.ENDS_BEFORE_IT_BEGINS for one in found) == backwards
