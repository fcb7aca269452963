"""The example carries the whole seed, and both it and the skeleton load without a finding."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from plan_cli.checks.references import check_references
from plan_cli.gates.standing import MilestoneState, PhaseState, standing
from plan_cli.loading.loader import load
from plan_cli.model.plan import Plan
from plan_cli.model.schedule import MilestoneKind
from plan_cli.scaffold.plan_files import Answers, example_files, new_files, period_name
from plan_cli.scaffold.topic_files import identifier_from

from memory import Memory

SEED = (Path(__file__).parent / "data" / "workplan.zh.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> Plan:
    loaded = load(Memory(example_files("chengdu-13-5")))
    assert loaded.findings == ()
    assert loaded.plan is not None
    assert check_references(loaded.plan) == ()
    return loaded.plan


def test_the_work_scheme_is_the_seed_word_for_word() -> None:
    written = example_files("chengdu-13-5")["workplan.md"].decode()
    bare = [re.sub(r"^#+ |\\$|^=+$", "", line) for line in written.split("\n")]
    assert [line for line in bare if line.strip()] == [line for line in SEED.split("\n") if line.strip()]


def test_phases_questions_and_principles_are_all_there(plan: Plan) -> None:
    assert [phase.id for phase in plan.schedule.phases] == ["P1", "P2", "P3", "P4"]
    assert [len(track.questions) for track in plan.research.tracks] == [6, 3]
    assert len(plan.research.principles) == 3
    for text in [*plan.research.questions, *plan.research.principles]:
        assert text.text in SEED
    assert {milestone.kind for milestone in plan.schedule.milestones} == set(MilestoneKind)


def test_every_date_keeps_the_words_of_the_seed(plan: Plan) -> None:
    plain = re.sub(r"\s", "", SEED)
    dates = [milestone.due for milestone in plan.schedule.milestones if milestone.due]
    dates += [date for phase in plan.schedule.phases for date in (phase.start, phase.end)]
    assert all(date.wording and date.wording in plain for date in dates)
    assert {(date.wording, date.day.isoformat()) for date in dates} >= {
        ("6月25前", "2015-06-25"),
        ("6月底前", "2015-06-30"),
        ("9月底前", "2015-09-30"),
        ("12月底", "2015-12-31"),
    }


def test_only_the_persons_of_the_seed_are_named(plan: Plan) -> None:
    assert [person.name for person in plan.organization.people] == ["陈海元", "卢晓东", "周光志", "王振飞"]


def test_topics_are_marked_as_samples_and_every_question_has_a_chapter(plan: Plan) -> None:
    assert len(plan.topics) == 3
    assert all(topic.file.sample and "示例" in topic.file.title for topic in plan.topics)
    assert all(question.chapters for question in standing(plan, datetime.date(2015, 6, 1)).questions)


@pytest.mark.parametrize(
    "title",
    [
        "某市“十四五”规划",
        'a: "b" # c \\ d',
        "{{ x }} {% y %}",
        "no",
        "- 甲",
        "'单引号'",
        "100%",
        "[甲]",
        "&a *b !c",
        "甲\u3000乙",
    ],
)
def test_the_skeleton_loads_whatever_the_title(title: str) -> None:
    files = new_files(Answers(title=title, organization=title, start_year=2021, end_year=2025))
    loaded = load(Memory(files))
    assert loaded.findings == ()
    assert loaded.plan is not None
    assert loaded.plan.settings.title == title.strip()
    assert check_references(loaded.plan) == ()


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (2016, 2020, "十三五"),
        (2021, 2025, "十四五"),
        (2026, 2030, "十五五"),
        (2006, 2010, "十一五"),
        (2051, 2055, "二十五"),
        (2017, 2021, "2017—2021年"),
        (2021, 2035, "2021—2035年"),
    ],
)
def test_periods_are_named_by_the_national_count(start: int, end: int, name: str) -> None:
    assert period_name(start, end) == name


@pytest.mark.parametrize(
    ("title", "identifier"),
    [("科普信息化", "ke-pu-xin-xi-hua"), ("R&D 投入 2015", "r-d-tou-ru-2015"), ("！？", ""), ("a" * 80, "a" * 40)],
)
def test_an_id_is_made_of_a_title(title: str, identifier: str) -> None:
    assert identifier_from(title) == identifier


@pytest.mark.parametrize(
    ("day", "current", "overdue"),
    [
        ("2015-05-01", [], 0),
        ("2015-05-25", ["P1", "P2"], 0),
        ("2015-05-26", ["P2"], 4),
        ("2015-06-28", [], 7),
        ("2016-01-01", [], 12),
    ],
)
def test_where_the_plan_stands_on_a_day(plan: Plan, day: str, current: list[str], overdue: int) -> None:
    report = standing(plan, datetime.date.fromisoformat(day))
    assert [phase.id for phase, state in report.phases if state is PhaseState.CURRENT] == current
    assert len(report.overdue) == overdue
    assert [item.milestone.id for item in report.milestones if item.state is MilestoneState.UNDATED] == ["P4-G6"]


def test_days_are_counted_to_the_day(plan: Plan) -> None:
    report = standing(plan, datetime.date(2015, 6, 25))
    states = {item.milestone.id: (item.state, item.days) for item in report.milestones}
    assert states["P3-G2"] == (MilestoneState.DUE_TODAY, 0)
    assert states["P2-D1"] == (MilestoneState.OVERDUE, -10)
    assert states["P4-G5"] == (MilestoneState.AHEAD, 189)
    assert report.next is not None
    assert report.next.days == 0


def test_references_to_nothing_are_found_at_their_place() -> None:
    files = example_files("chengdu-13-5")
    files["topics/sample-think-tank/topic.yaml"] = files["topics/sample-think-tank/topic.yaml"].replace(
        b"- A5", b"- A55"
    )
    loaded = load(Memory(files))
    assert loaded.plan is not None
    (found,) = check_references(loaded.plan)
    assert found.place.path == "topics/sample-think-tank/topic.yaml"
    assert found.place.line > 1
    assert "A5" in found.hint
