"""`plan calendar`: the list with weekdays and working days, the calendar file, the picture."""

from __future__ import annotations

import dataclasses
import datetime
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from plan_cli.cli.help import columns_of
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import Milestone, MilestoneKind, Phase, Schedule
from plan_cli.model.settings import Document, DocumentKind, Period, Settings
from plan_cli.model.values import Date, Identifier, Reference
from plan_cli.model.working_days import is_working_day, working_days_between, working_days_in
from plan_cli.render.calendar import Edge, as_ics, entries, reminder_days

from plans import MINIMAL, example, plan, plan_with

_EDGE = Edge("a" * 40, 7, "b" * 40, datetime.datetime(2015, 5, 1, 8, tzinfo=datetime.timezone.utc), dirty=False)


def _made(*milestones: Milestone, name: str = "研究阶段", start: str = "2015-05-25", end: str = "2015-06-15") -> Plan:
    document = Document(Identifier("outline"), "规划纲要", DocumentKind.OUTLINE, "chapters")
    settings = Settings(1, "某市科协规划", Period(2016, 2020), Reference("office"), (document,))
    days = (Date(datetime.date.fromisoformat(day)) for day in (start, end))
    return Plan(settings, Schedule((Phase(Identifier("P1"), name, *days, milestones=milestones),)))


def _milestone(title: str, due: datetime.date | None, **more: Any) -> Milestone:
    return Milestone(Identifier("M1"), title, MilestoneKind.APPROVAL, Date(due, "6月底前") if due else None, **more)


def _events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


# -- working days ------------------------------------------------------------------------------------------------------

_DAYS = st.dates(datetime.date(2003, 1, 1), datetime.date(2030, 12, 31))


@given(_DAYS, st.integers(0, 60))
def test_working_days_are_counted_one_by_one(after: datetime.date, number: int) -> None:
    days = [after + datetime.timedelta(days=at) for at in range(number + 1)]
    counted = sum(map(is_working_day, days[1:]))
    assert working_days_between(after, days[-1]) == counted
    assert working_days_between(days[-1], after) == -counted
    assert working_days_in(after, days[-1]) == sum(map(is_working_day, days))


def test_holidays_and_worked_weekends_count_as_they_are() -> None:
    # 2015: 清明节 4 to 6 April; Sunday 4 October off, Saturday 10 October worked.
    assert working_days_between(datetime.date(2015, 4, 3), datetime.date(2015, 4, 7)) == 1
    assert working_days_between(datetime.date(2015, 10, 9), datetime.date(2015, 10, 12)) == 2
    assert working_days_between(datetime.date.min, datetime.date.max) > 2_000_000
    assert working_days_in(datetime.date(2015, 5, 2), datetime.date(2015, 5, 1)) == 0


# -- the calendar file -------------------------------------------------------------------------------------------------


def test_every_phase_and_dated_milestone_of_the_example_is_an_event(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    plan(folder, "calendar", "--ics", "进度.ics")
    content = (folder / "进度.ics").read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two by folding
    events = {str(event["SUMMARY"]): event for event in _events(content)}
    assert len(events) == 4 + 12
    event = events["征求意见截止：征求科协系统意见"]
    assert event["DTSTART"].dt == datetime.date(2015, 9, 30)
    assert event["DTEND"].dt == datetime.date(2015, 10, 1)
    description = str(event["DESCRIPTION"])
    for said in (
        "有关方面：科协系统",
        "2015年9月30日（星期三），原文“9月底前”",
        "文本：成都市科协",
        "说明：原文没有列出",
    ):
        assert said in description
    phase = events["阶段：部署阶段"]
    assert (phase["DTSTART"].dt, phase["DTEND"].dt) == (datetime.date(2015, 5, 15), datetime.date(2015, 5, 26))
    assert phase["TRANSP"] == "TRANSPARENT"
    assert not phase.walk("VALARM")


def test_the_same_commit_gives_the_same_bytes_in_another_clone(tmp_path: Path) -> None:
    folder = example(tmp_path / "甲")
    subprocess.run(["git", "clone", "-q", str(folder), str(tmp_path / "乙")], check=True)
    subprocess.run(["git", "tag", "v1"], cwd=folder, check=True)
    one = plan(folder, "calendar", "--ics", "-", TZ="Asia/Shanghai", PLAN_LANG="zh_CN").stdout
    other = plan(tmp_path / "乙", "calendar", "--ics", "-", TZ="America/Lima", PLAN_LANG="en").stdout
    assert one == other
    assert one.startswith("BEGIN:VCALENDAR")


def test_an_event_stays_the_same_event_when_its_day_and_words_change(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    before = _events(plan(folder, "calendar", "--ics", "-").stdout.encode())
    file = folder / "schedule.yaml"
    text = file.read_text(encoding="utf-8").replace("title: 课题研究成果", "title: 课题研究成果（含数据）")
    file.write_text(
        text.replace("day: 2015-06-15\n          wording", "day: 2015-06-12\n          wording"), encoding="utf-8"
    )
    dirty = plan(folder, "calendar", "--ics", "-").stdout
    assert "尚未提交" in dirty.replace("\r\n ", "").replace("\n ", "")
    subprocess.run(["git", "commit", "-qam", "改期"], cwd=folder, check=True)
    after = _events(plan(folder, "calendar", "--ics", "-").stdout.encode())
    assert {str(event["UID"]) for event in before} == {str(event["UID"]) for event in after}
    assert len({str(event["UID"]) for event in after}) == len(after)
    changed = {str(event["UID"]): event for event in after}
    (result,) = [event for event in before if event["SUMMARY"] == "成果：课题研究成果"]
    again = changed[str(result["UID"])]
    assert again["SUMMARY"] == "成果：课题研究成果（含数据）"
    assert again["DTSTART"].dt == datetime.date(2015, 6, 12)
    assert int(again["SEQUENCE"]) > int(result["SEQUENCE"])
    old = _events(plan(folder, "calendar", "--ics", "-", "--at", "HEAD~1").stdout.encode())
    assert old == before


def test_reminders_come_on_working_days_at_nine() -> None:
    # 2015-10-08 is the first working day after the holiday of National Day: the reminder comes before the holiday.
    assert reminder_days(datetime.date(2015, 10, 8)) == (datetime.date(2015, 9, 30),)
    assert reminder_days(datetime.date(2015, 6, 25)) == (datetime.date(2015, 6, 18), datetime.date(2015, 6, 24))
    made = _made(_milestone("审定", datetime.date(2015, 6, 25)))
    event = _events(as_ics(made, _EDGE))[1]
    triggers = [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")]
    begin = datetime.datetime(2015, 6, 25)  # noqa: DTZ001 - an all-day event is local wherever it is read
    assert [begin + trigger for trigger in triggers] == [
        datetime.datetime(2015, 6, 18, 9),  # noqa: DTZ001
        datetime.datetime(2015, 6, 24, 9),  # noqa: DTZ001
    ]


def test_a_day_off_is_named_with_the_last_working_day_before() -> None:
    made = _made(_milestone("审定", datetime.date(2015, 10, 3)))
    (__, event) = _events(as_ics(made, _EDGE))
    assert "此前最后一个工作日是2015年9月30日（星期三）" in str(event["DESCRIPTION"])


def test_words_cannot_become_properties() -> None:
    evil = "审定\r\nEND:VEVENT\rBEGIN:VEVENT\nATTACH:file:///etc/passwd\u2028X-A:1\x00,;\\"
    made = _made(_milestone(evil, datetime.date(2015, 6, 25), note=evil), name=evil)
    content = as_ics(made, _EDGE)
    unfolded = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert not [line for line in unfolded if line.startswith((b"ATTACH", b"X-A"))]
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert len(_events(content)) == 2
    assert str(_events(content)[1]["SUMMARY"]).startswith("审定：审定 END:VEVENT BEGIN:VEVENT")


@given(
    st.text(max_size=200),
    st.dates(datetime.date.min, datetime.date.max),
    st.dates(datetime.date.min, datetime.date.max),
)
def test_any_words_and_any_days_make_a_sound_calendar(text: str, one: datetime.date, other: datetime.date) -> None:
    made = _made(_milestone(text, one, note=text), start=one.isoformat(), end=other.isoformat())
    content = as_ics(made, _EDGE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for event in _events(content):
        assert event["DTEND"].dt > event["DTSTART"].dt
    assert content == as_ics(made, _EDGE)


def test_entries_are_in_the_order_of_their_days() -> None:
    made = _made(_milestone("早", datetime.date(2015, 5, 1)), dataclasses.replace(_milestone("无", None)))
    assert [entry.summary for entry in entries(made)] == ["审定：早", "阶段：研究阶段"]


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_list_says_weekdays_and_working_days(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    english = plan(folder, "calendar", "--as-of", "2015-06-17", COLUMNS="100").stdout
    assert "P1 部署阶段  2015-05-15 Fri — 2015-05-25 Mon  7 working days" in english
    assert "2 days ago" in english
    assert "in 8 days, 5 working days" in english  # 端午节 on 20 to 22 June
    assert "no date" in english
    chinese = plan(folder, "calendar", "--as-of", "2015-06-17", PLAN_LANG="zh_CN", COLUMNS="80").stdout
    assert "2015-05-15 周五 — 2015-05-25 周一  7 个工作日" in chinese
    assert "还有 8 天，5 个工作日" in chinese
    assert max(map(columns_of, chinese.splitlines())) <= 80
    assert "due today" in plan(folder, "calendar", "--as-of", "2015-06-25").stdout


def test_a_holiday_is_named_in_the_list(tmp_path: Path) -> None:
    schedule = MINIMAL["schedule.yaml"].replace(
        "end: 2015-05-25}", "end: 2015-10-25, milestones: [{id: M1, title: 审定, kind: 审定, due: 2015-10-01}]}"
    )
    folder = plan_with(tmp_path / "plan", {"schedule.yaml": schedule, "chapters/1.md": "## 甲\n"})
    assert "（国庆节）" in plan(folder, "calendar", "--as-of", "2015-09-01", PLAN_LANG="zh_CN").stdout


def test_json_is_the_same_in_every_language(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    english, chinese = (
        json.loads(plan(folder, "calendar", "--json", "--as-of", "2015-06-17", PLAN_LANG=language).stdout)
        for language in ("en", "zh_CN")
    )
    assert english == chinese
    assert english["schema"] == "plan-calendar/1"
    milestone = english["phases"][2]["milestones"][0]
    assert milestone == {
        "id": "P3-D1",
        "kind": "deliverable",
        "title": "成都市科协“十三五”规划纲要（起草稿）",
        "due": "2015-06-25",
        "working_day": True,
        "days": 8,
        "working_days": 5,
    }
    assert english["phases"][3]["milestones"][-1]["due"] is None


def test_the_picture_says_what_is_overdue(tmp_path: Path) -> None:
    from lxml import etree

    folder = example(tmp_path / "plan")
    plan(folder, "calendar", "--picture", "进度.svg", "--as-of", "2015-06-20")
    root = etree.fromstring((folder / "进度.svg").read_bytes())
    (words,) = root.xpath("//*[local-name()='desc']")
    assert words.text.startswith("进度安排图，共4个阶段、13个节点，其中待完成8个、已逾期5个。")
    assert "课题研究成果（成果，2015年6月15日，已逾期）" in words.text
    assert root.get("role") == "img"


def test_a_schedule_that_cannot_be_read_makes_no_calendar(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    file = folder / "schedule.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: approval", "kind: 批准了"), encoding="utf-8")
    refused = plan(folder, "calendar", "--ics", "a.ics", check=1)
    assert "schedule.yaml:" in refused.stderr
    assert not (folder / "a.ics").exists()


def test_where_the_beginning_of_the_history_is_missing(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    (folder / "workplan.md").write_text("# 方案\n", encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "改"], cwd=folder, check=True)
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{folder}", str(shallow)], check=True)
    assert "git fetch --unshallow" in plan(shallow, "calendar", "--ics", "-", check=3).stderr
    assert "P1" in plan(shallow, "calendar").stdout
    new = tmp_path / "new"
    new.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=new, check=True)
    for name, text in MINIMAL.items():
        (new / name).write_text(text, encoding="utf-8")
    assert "git commit" in plan(new, "calendar", "--ics", "-", check=3).stderr


def test_a_bare_repository_and_wrong_words(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    bare = tmp_path / "plan.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(bare)], check=True)
    assert plan(bare, "calendar", "--ics", "-").stdout == plan(folder, "calendar", "--ics", "-").stdout
    plan(folder, "calendar", "--json", "--ics", "-", check=2)
    plan(folder, "calendar", "--at", "没有", check=2)
    plan(folder, "calendar", "--as-of", "六月", check=2)
    plan(folder, "calendar", "--ics", "plan.yaml/a.ics", check=3)


@pytest.mark.parametrize("kind", list(MilestoneKind))
def test_every_kind_says_what_it_is(kind: MilestoneKind) -> None:
    milestone = dataclasses.replace(_milestone("纲要", datetime.date(2015, 6, 25)), kind=kind)
    assert kind.chinese in str(_events(as_ics(_made(milestone), _EDGE))[1]["SUMMARY"])
