"""The pictures of schedule and organisation: what they show, where it stands, and that they come out sound."""

from __future__ import annotations

import dataclasses
import datetime
import re
from pathlib import Path

import pytest
from plan_cli.model.milestone_progress import MilestoneProgress
from plan_cli.model.organization import Member, Organization, Party, Person
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase, Schedule
from plan_cli.model.settings import Document, DocumentKind, Period, Settings
from plan_cli.model.values import Date, Identifier, Precision, Reference
from plan_cli.render import fonts, pictures
from plan_cli.render.axis import Axis, axis_of
from plan_cli.render.charts import (
    HEIGHT,
    WIDTH,
    Chart,
    ChartFonts,
    date_words,
    organization_chart,
    organization_rows,
    range_words,
    schedule_chart,
    schedule_rows,
)

_LONG = "关于面向全市科协系统各级各类学会、协会、研究会广泛征集“十五五”规划前期研究重大课题建议并组织专家评审的工作" * 3
_CODE = '#panic("no") $x$ *b* \\ " <script>alert(1)</script> @import url(http://example.org)'
_KINDS = list(MilestoneKind)


def _day(text: str, precision: Precision = Precision.DAY) -> Date:
    return Date(datetime.date.fromisoformat(text), None, precision)


def _phase(start: str, end: str, *milestones: Milestone, name: str = "研究阶段") -> Phase:
    return Phase(Identifier("P"), name, _day(start), _day(end), milestones=milestones)


def _milestone(title: str, due: str | None, kind: MilestoneKind = MilestoneKind.DELIVERABLE) -> Milestone:
    return Milestone(Identifier("M"), title, kind, _day(due) if due else None)


def _party(name: str, *members: Member, host: str | None = None, duty: str | None = None) -> Party:
    return Party(Identifier(name), name, duty=duty, host=Reference(host) if host else None, members=members)


def _unit(role: str, unit: str, note: str | None = None) -> Member:
    return Member(role, unit=Reference(unit), note=note)


def _person(role: str, person: str, **more: Date) -> Member:
    return Member(role, person=Reference(person), **more)


def _plan(schedule: Schedule | None = None, organization: Organization | None = None) -> Plan:
    document = Document(Identifier("outline"), "纲要", DocumentKind.OUTLINE, "chapters")
    settings = Settings(1, "纲要", Period(2016, 2020), Reference("office"), (document,))
    return Plan(settings, schedule or Schedule(), organization or Organization())


def _fonts() -> ChartFonts:
    return ChartFonts(("Noto Serif SC",), ("Noto Sans SC",), (fonts.folder(),), ignore_system=True)


def _sound(chart: Chart) -> None:
    """The checks that a picture of a person has to pass, and the size of the page."""
    assert not pictures._SVG_REFUSED.search(chart.svg)
    assert pictures._is_svg(chart.svg)
    assert chart.width_mm == WIDTH
    assert 0 < chart.height_mm <= HEIGHT
    root = re.match(rb'<svg[^>]*viewBox="0 0 ([0-9.]+) ([0-9.]+)"', chart.svg)
    assert root
    assert float(root[1]) == pytest.approx(WIDTH * 72 / 25.4, abs=0.1)
    assert float(root[2]) == pytest.approx(chart.height_mm * 72 / 25.4, abs=0.1)


def _crowded_schedule(phases: int, milestones: int, days: int) -> Schedule:
    first = datetime.date(2025, 11, 10)
    made = []
    for number in range(phases):
        start = first + datetime.timedelta(days=number * days // phases)
        end = start + datetime.timedelta(days=9 if number % 3 == 0 else max(days // phases - 1, 1))
        dues = [start + (end - start) * at / max(milestones // phases, 1) for at in range(milestones // phases)]
        rows = [
            Milestone(Identifier("M"), _LONG[: 7 + at * 31 % 150], _KINDS[at % 7], None if at % 5 == 4 else Date(due))
            for at, due in enumerate(dues)
        ]
        made.append(Phase(Identifier("P"), _LONG[: 4 + number * 17], Date(start), Date(end), milestones=tuple(rows)))
    return Schedule(tuple(made))


def _crowded_organization(bodies: int, groups: int, units: int) -> Organization:
    people = tuple(Person(Identifier(f"p{number}"), "欧阳某某") for number in range(30))
    of_bodies = tuple(
        _party(
            f"b{number}",
            *(_person("成员", f"p{at}") for at in range(number * 7)),
            *(_unit("成员单位", f"u{at}", "主要负责同志") for at in range(min(number, units))),
            duty=_LONG,
        )
        for number in range(bodies)
    )
    of_groups = tuple(
        _party(
            f"g{number}",
            _unit("牵头", f"u{number % units}"),
            _unit("参与", f"u{number * 5 % units}", _LONG),
            host="b1" if number % 3 == 0 else f"u{number % units}",
            duty=_LONG,
        )
        for number in range(groups)
    )
    of_units = tuple(dataclasses.replace(_party(f"u{number}"), name=_LONG[: 3 + number * 9]) for number in range(units))
    return Organization(of_bodies, of_groups, of_units, people)


# -- dates and axis ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (_day("2015-05-15"), _day("2015-05-25"), "2015年5月15日—25日"),
        (_day("2015-05-25"), _day("2015-06-15"), "2015年5月25日—6月15日"),
        (_day("2015-07-01", Precision.MONTH), _day("2015-12-31", Precision.MONTH), "2015年7月—12月"),
        (_day("2015-06-01"), _day("2015-06-30", Precision.MONTH_END), "2015年6月1日—6月底"),
        (_day("2015-07-01", Precision.MONTH), _day("2015-07-31", Precision.MONTH), "2015年7月"),
        (_day("2015-12-31"), _day("2016-01-01"), "2015年12月31日—2016年1月1日"),
        (_day("2015-12-31"), _day("2015-12-31"), "2015年12月31日"),
    ],
)
def test_range_in_words(start: Date, end: Date, words: str) -> None:
    assert range_words(start, end) == words


@pytest.mark.parametrize(
    ("date", "with_year", "words"),
    [
        (_day("2015-06-05"), False, "6月5日"),
        (_day("2015-06-05"), True, "2015年6月5日"),
        (_day("2015-06-30", Precision.MONTH_END), False, "6月底"),
        (_day("2015-06-01", Precision.MONTH), True, "2015年6月"),
    ],
)
def test_date_in_words(date: Date, with_year: bool, words: str) -> None:
    assert date_words(date, with_year=with_year) == words


def _labels(axis: Axis) -> tuple[str, str]:
    return " ".join(cell.label for cell in axis.upper), " ".join(cell.label or "·" for cell in axis.lower)


@pytest.mark.parametrize(
    ("first", "last", "begins", "days", "upper", "lower"),
    [
        ("2026-05-28", "2026-06-06", "2026-05-28", 10, "2026年5月 6月", "28 29 30 31 1 2 3 4 5 6"),
        ("2025-12-05", "2026-01-09", "2025-12-01", 41, "2025年12月 2026年1月", "上旬 中旬 下旬 上旬"),
        ("2015-05-15", "2015-12-31", "2015-05-01", 245, "2015年", "5月 6月 7月 8月 9月 10月 11月 12月"),
        ("2025-11-20", "2026-09-01", "2025-11-01", 334, "2025年 2026年", "11 12 1 2 3 4 5 6 7 8 9"),
        ("2024-11-01", "2026-02-28", "2024-11-01", 485, "2024年 2025年 2026年", "11 12 1 2 3 4 5 6 7 8 9 10 11 12 1 2"),
        ("2024-11-01", "2026-05-31", "2024-11-01", 577, "2024年 2025年 2026年", "· 1月 4月 7月 10月 1月 4月"),
        ("2026-02-01", "2028-12-31", "2026-02-01", 1065, "2026年 2027年 2028年", "· 7月 1月 7月 1月 7月"),
        ("2026-03-01", "2035-02-28", "2026-01-01", 3652, "2026年 2028年 2030年 2032年 2034年", ""),
    ],
)
def test_axis(first: str, last: str, begins: str, days: int, upper: str, lower: str) -> None:
    axis = axis_of(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))
    assert axis.first == datetime.date.fromisoformat(begins)
    assert axis.days == days
    assert _labels(axis) == (upper, lower)


@pytest.mark.parametrize("first", [datetime.date(1, 1, 1), datetime.date(1999, 12, 31), datetime.date(2024, 2, 29)])
@pytest.mark.parametrize("days", [0, 9, 17, 18, 91, 92, 300, 366, 500, 900, 2200, 2400, 9000, 70_000, 2_000_000])
def test_cells_cover_the_axis_without_gap(first: datetime.date, days: int) -> None:
    last = first + datetime.timedelta(days=days)
    axis = axis_of(first, last)
    assert axis.first <= first
    assert (last - axis.first).days < axis.days
    for cells in (axis.upper, axis.lower):
        assert [cell.start for cell in cells[1:]] == [cell.end for cell in cells[:-1]]
        assert not cells or (cells[0].start, cells[-1].end) == (0, axis.days)
        assert len(cells) <= 20


# -- the rows of the schedule ------------------------------------------------------------------------------------------


def test_positions_are_days_from_the_beginning_of_the_axis() -> None:
    schedule = Schedule(
        (
            _phase("2015-05-15", "2015-05-25", _milestone("成果", "2015-05-25")),
            _phase("2015-07-01", "2015-12-31", _milestone("迟", "2016-01-15"), name="发布"),
        )
    )
    rows = schedule_rows(schedule)
    assert rows.axis
    assert rows.axis.first == datetime.date(2015, 5, 1)
    assert [(phase.start, phase.end) for phase in rows.phases] == [(14, 25), (61, 245)]
    assert [[row.at for row in phase.milestones] for phase in rows.phases] == [[24.5], [259.5]]
    # The year stands where the phase alone does not tell it.
    assert [[row.date for row in phase.milestones] for phase in rows.phases] == [["5月25日"], ["2016年1月15日"]]


def test_milestones_stand_by_date_and_decisions_stay_longest() -> None:
    phase = _phase(
        "2015-05-15",
        "2015-06-25",
        _milestone("发布", None, MilestoneKind.PUBLICATION),
        _milestone("成果", "2015-05-20"),
        _milestone("意见", "2015-05-18", MilestoneKind.CONSULTATION),
        _milestone("审定", "2015-06-25", MilestoneKind.APPROVAL),
    )
    (row,) = schedule_rows(Schedule((phase,))).phases
    assert [(one.title, one.date, one.decision, one.rank) for one in row.milestones] == [
        ("意见", "5月18日", False, 3),
        ("成果", "5月20日", False, 2),
        ("审定", "6月25日", True, 1),
        ("发布", "日期未定", True, 0),
    ]


def test_a_phase_that_ends_before_it_begins_has_a_day() -> None:
    (row,) = schedule_rows(Schedule((_phase("2027-01-01", "2026-12-31"),))).phases
    assert row.end - row.start == 1


def test_long_words_may_be_broken() -> None:
    (row,) = schedule_rows(Schedule((_phase("2027-01-01", "2027-01-02", name="见\n https://example.org/a/b "),))).phases
    assert row.name == "见 https:\u200b//exam\u200bple.or\u200bg/a/b"


# -- the rows of the organisation --------------------------------------------------------------------------------------


def test_relations_to_units_are_marks_and_all_others_are_words() -> None:
    organization = Organization(
        bodies=(
            _party("党组"),
            _party(
                "领导小组",
                _person("组长", "a"),
                _person("副组长", "b"),
                _person("副组长", "nobody", until=_day("2016-03-31")),
                _unit("成员", "部室", "主要负责同志"),
            ),
        ),
        groups=(
            _party("办公室", host="市科协办公室", duty="协调"),
            _party(
                "编撰小组", _unit("牵头", "部室"), _unit("联络", "部室", "一人"), _unit("顾问", "党组"), host="领导小组"
            ),
        ),
        units=(_party("市科协办公室"), _party("部室")),
        people=(Person(Identifier("a"), "甲"), Person(Identifier("b"), "乙")),
    )
    rows = organization_rows(organization)
    assert [(card.name, card.lines, card.host) for card in (*rows.bodies, *rows.groups, *rows.units)] == [
        ("党组", (), None),
        ("领导小组", (("组长", "甲"), ("副组长", "乙、nobody（至2016年3月31日）")), None),
        ("办公室", (), None),
        ("编撰小组", (("顾问", "党组"), ("设在", "领导小组")), 1),
        ("市科协办公室", (), None),
        ("部室", (), None),
    ]
    assert [[(mark.unit, mark.role, mark.note) for mark in card.marks] for card in (*rows.bodies, *rows.groups)] == [
        [],
        [(1, "成员", "主要负责同志")],
        [(0, "设在该单位", "")],
        [(1, "牵头、联络", "一人")],
    ]


# -- the pictures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phases", "milestones", "days"), [(1, 0, 10), (1, 60, 10), (4, 13, 230), (12, 60, 2190), (3, 20, 700), (12, 0, 90)]
)
def test_schedules_of_all_sizes(phases: int, milestones: int, days: int) -> None:
    schedule = _crowded_schedule(phases, milestones, days)
    chart = schedule_chart(_plan(schedule=schedule), _fonts())
    _sound(chart)
    for phase in schedule.phases:
        assert phase.name in chart.alternative
        assert all(milestone.title in chart.alternative for milestone in phase.milestones)


@pytest.mark.parametrize(
    ("bodies", "groups", "units"), [(2, 3, 4), (3, 0, 3), (4, 3, 8), (3, 7, 14), (0, 1, 1), (6, 30, 60)]
)
def test_organizations_of_all_sizes(bodies: int, groups: int, units: int) -> None:
    organization = _crowded_organization(bodies, groups, units)
    chart = organization_chart(_plan(organization=organization), _fonts())
    _sound(chart)
    assert all(party.name in chart.alternative for party in organization.parties)


def test_nothing_filled_in_yet() -> None:
    for chart in (schedule_chart(_plan(), _fonts()), organization_chart(_plan(), _fonts())):
        _sound(chart)
        assert "尚未填写" in chart.alternative


def test_same_input_same_bytes() -> None:
    plan = _plan(_crowded_schedule(4, 13, 230), _crowded_organization(3, 4, 6))
    assert schedule_chart(plan, _fonts()) == schedule_chart(plan, _fonts())
    assert organization_chart(plan, _fonts()) == organization_chart(plan, _fonts())


def test_texts_are_texts_and_never_code() -> None:
    schedule = Schedule((_phase("2026-01-01", "2026-03-31", _milestone(_CODE, "2026-02-01"), name=_CODE),))
    organization = Organization(
        bodies=(_party("b", Member(_CODE, note=_CODE), duty=_CODE),),
        groups=(dataclasses.replace(_party("g", _unit(_CODE, "u", _CODE)), name=_CODE),),
        units=(dataclasses.replace(_party("u"), name=_CODE),),
    )
    for chart in (schedule_chart(_plan(schedule), _fonts()), organization_chart(_plan(None, organization), _fonts())):
        _sound(chart)
        assert _CODE in chart.alternative


def test_letters_are_outlines_of_the_fonts_given(tmp_path: Path) -> None:
    plan = _plan(Schedule((_phase("2026-01-01", "2026-03-31", name="甲乙丙"),)))
    chart = schedule_chart(plan, _fonts())
    assert b"<text" not in chart.svg
    assert b"font-family" not in chart.svg
    without = schedule_chart(plan, dataclasses.replace(_fonts(), folders=(tmp_path,)))
    assert len(without.svg) < len(chart.svg)


# -- how far milestones have come --------------------------------------------------------------------------------------


def _at_work() -> tuple[Schedule, dict[str, MilestoneProgress]]:
    states = list(MilestoneProgress)
    milestones = tuple(
        dataclasses.replace(_milestone(f"节点{number}", due), id=Identifier(f"M{number}"))
        for number, due in enumerate(["2026-01-01", "2026-02-01", "2026-03-31", None, "2026-03-01"])
    )
    # The last one is not named: nothing is said of it.
    progress = {f"M{number}": state for number, state in enumerate(states)}
    return Schedule((_phase("2026-01-01", "2026-03-31", *milestones),)), progress


def test_progress_is_said_in_words_and_drawn_in_shapes() -> None:
    schedule, progress = _at_work()
    plain, chart = (schedule_chart(_plan(schedule), _fonts(), known) for known in ({}, progress))
    _sound(chart)
    assert "其中已完成1个、待完成1个、已逾期1个、已豁免1个。" in chart.alternative
    assert "节点0（成果，2026年1月1日，已完成）" in chart.alternative
    assert "节点3（成果，日期未定，已豁免）" in chart.alternative
    assert "节点4（成果，2026年3月1日）" in chart.alternative
    assert not any(state.chinese in plain.alternative for state in MilestoneProgress)
    # Nobody has to tell colours apart: in one colour all four signs still differ.
    shapes = set()
    for state in MilestoneProgress:
        one = schedule_chart(_plan(schedule), _fonts(), {"M1": state}).svg
        drawn = [path for path in re.findall(rb'<path[^>]* d="([^"]*)"', one) if path not in plain.svg]
        shapes.add(b" ".join(drawn))
    assert len(shapes) == len(MilestoneProgress)


def test_without_progress_the_picture_is_as_ever() -> None:
    schedule, __ = _at_work()
    assert schedule_chart(_plan(schedule), _fonts()) == schedule_chart(
        _plan(schedule), _fonts(), {"X": MilestoneProgress.MET}
    )
    (row,) = schedule_rows(schedule).phases
    assert [one.progress for one in row.milestones] == [None] * 5


def test_crowded_schedules_with_progress() -> None:
    schedule = _crowded_schedule(12, 60, 2190)
    chart = schedule_chart(_plan(schedule), _fonts(), {"M": MilestoneProgress.OVERDUE})
    _sound(chart)
    assert "已逾期60个" in chart.alternative
