"""The parts of a release that need no repository: names, the message of a tag, what editions wait for, what changed."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.gates.editions import Awaited, awaited, release_objections
from plan_cli.gates.evaluate import evaluate
from plan_cli.loading.loader import load
from plan_cli.model.content_digest import Present
from plan_cli.model.plan import Plan
from plan_cli.model.release import Release, read_message, round_words, tag_message, tag_name
from plan_cli.model.settings import Edition, ReleaseCondition
from plan_cli.model.values import Reference
from plan_cli.releasing.paragraphs import Changed, Text, changed_paragraphs
from plan_cli.releasing.reasons import printable
from plan_cli.releasing.statements import NotAdopted, compilation
from plan_cli.scaffold.plan_files import example_files

from test_loading import Memory

_DAY = datetime.date(2015, 7, 1)
_RELEASE = Release(
    "outline",
    Edition.CONSULTATION,
    2,
    _DAY,
    "a" * 40,
    "b" * 40,
    "c" * 64,
    "d" * 40,
    "plan 1, typst 2",
    {"a b.pdf": "e" * 64},
)


def example_plan() -> Plan:
    """The example, as it is in memory."""
    return load(Memory(example_files("chengdu-13-5"))).require_plan()


@pytest.mark.parametrize(
    ("number", "zh", "en"), [(1, "", ""), (2, "（第二次）", " (round 2)"), (12, "（第十二次）", " (round 12)")]
)
def test_rounds_are_named_from_the_second_on(number: int, zh: str, en: str) -> None:
    assert (round_words(number), round_words(number, "en")) == (zh, en)


@given(
    edition=st.sampled_from(Edition),
    number=st.integers(1, 99),
    day=st.dates(datetime.date(1900, 1, 1)),
    title=st.text(max_size=40),
    several=st.booleans(),
    signature=st.sampled_from(["", "-----BEGIN SSH SIGNATURE-----\nPlan: x\nRound: 7\n-----END SSH SIGNATURE-----\n"]),
)
def test_a_message_says_what_was_released(
    edition: Edition, number: int, day: datetime.date, title: str, several: bool, signature: str
) -> None:
    tag = tag_name("outline", edition, number, several=several)
    release = replace(_RELEASE, edition=edition, round=number, day=day, tag=tag)
    assert read_message(tag, release.commit, tag_message(release, title) + signature) == release


@pytest.mark.parametrize(
    ("tag", "old", "new"),
    [
        ("印发稿-2", "", ""),
        ("workplan/征求意见稿-2", "", ""),
        ("征求意见稿-2", "Plan-Release: 1", "Plan-Release: 2"),
        ("征求意见稿-2", "Round: 2", "Round: 0"),
        ("征求意见稿-2", "Round: 2", "Round: 二"),
        ("征求意见稿-2", "Date: 2015-07-01", "Date: 7月1日"),
        ("征求意见稿-2", "Edition: consultation", "Edition: 定稿"),
        ("征求意见稿-2", "c" * 64, "--output=x"),
        ("征求意见稿-2", "d" * 40, "--all"),
        ("征求意见稿-2", "File: ", "Fiel: "),
    ],
)
def test_a_tag_that_does_not_fit_itself_is_no_release(tag: str, old: str, new: str) -> None:
    assert read_message("征求意见稿-2", "a" * 40, tag_message(_RELEASE, "纲要")) is not None
    assert read_message(tag, "a" * 40, tag_message(_RELEASE, "纲要").replace(old, new)) is None


@pytest.mark.parametrize(
    ("document", "edition", "expected"),
    [
        ("outline", Edition.DISCUSSION, Awaited()),
        ("outline", Edition.CONSULTATION, Awaited(phases=("P3",))),
        ("outline", Edition.REVIEW, Awaited(milestones=("P4-C1", "P4-C2"))),
        ("outline", Edition.APPROVAL, Awaited(milestones=("P4-G4",))),
        ("outline", Edition.ISSUED, Awaited(milestones=("P4-G5",))),
        ("workplan", Edition.CONSULTATION, Awaited()),
        ("workplan", Edition.REVIEW, Awaited(milestones=("P1-D2",))),
        ("workplan", Edition.ISSUED, Awaited(milestones=("P1-G1",))),
        ("sample-letter", Edition.ISSUED, Awaited()),
    ],
)
def test_what_an_edition_waits_for_follows_from_the_schedule(
    document: str, edition: Edition, expected: Awaited
) -> None:
    plan = example_plan()
    found = plan.document(document)
    assert found is not None
    assert awaited(plan, found, edition) == expected


def test_plan_yaml_says_otherwise() -> None:
    plan = example_plan()
    outline = plan.document("outline")
    assert outline is not None
    condition = ReleaseCondition(Edition.REVIEW, (Reference("P3"), Reference("P4-C1")))
    written = replace(outline, releases=(condition,))
    assert awaited(plan, written, Edition.REVIEW) == Awaited(("P3",), ("P4-C1",))
    assert awaited(plan, written, Edition.ISSUED) == awaited(plan, outline, Edition.ISSUED)


def _objections(plan: Plan, edition: Edition, *released: Release) -> list[str]:
    outline = plan.document("outline")
    assert outline is not None
    report = evaluate(plan, Present("b" * 40), _DAY)
    return [item.message for item in release_objections(plan, report, outline, edition, released)]


def test_editions_go_forward() -> None:
    plan = example_plan()
    assert _objections(plan, Edition.DISCUSSION) == []
    assert _objections(plan, Edition.DISCUSSION, _RELEASE)[0].startswith("讨论稿 comes before 征求意见稿（第二次）")
    later = replace(_RELEASE, day=_DAY + datetime.timedelta(days=1))
    assert "2015-07-02" in _objections(plan, Edition.CONSULTATION, later)[0]


def _changed(before: str, after: str) -> list[tuple[str, str, str]]:
    found = changed_paragraphs([Text("chapters/01.md", before)], [Text("chapters/01.md", after)])
    return [(item.section, item.before, item.after) for item in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("## 目标\n\n一段。\n", "## 目标\n\n一段。\n", []),
        ("一段。\n", "一\n段。\n", []),
        (
            "## 目标\n\n到2020年建成10个。\n",
            "## 目标\n\n到2020年建成12个。\n",
            [("目标", "到2020年建成10个。", "到2020年建成12个。")],
        ),
        ("甲。\n", "甲。\n\n全新的一段话。\n", [("", "", "全新的一段话。")]),
        ("甲。\n\n要去掉的一段。\n", "甲。\n", [("", "要去掉的一段。", "")]),
        ("## 总体目标\n", "## 主要目标\n", [("主要目标", "总体目标", "主要目标")]),
        (
            "| 项 | 数 |\n| --- | --- |\n| 场馆 | 3 |\n",
            "| 项 | 数 |\n| --- | --- |\n| 场馆 | 5 |\n",
            [("", "场馆｜3", "场馆｜5")],
        ),
        ("- 第一项\n- 第二项\n", "- 第一项\n- 第二项改\n", [("", "第二项", "第二项改")]),
        ("**目标。**见[@tbl:a]{.x}。\n", "目标。见。\n", []),
    ],
)
def test_paragraphs_that_changed(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert _changed(before, after) == expected


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8), st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8))
def test_what_changed_leads_from_the_old_text_to_the_new(old: list[str], new: list[str]) -> None:
    found: tuple[Changed, ...] = changed_paragraphs([Text("a.md", "\n\n".join(old))], [Text("a.md", "\n\n".join(new))])
    gone = [item.before for item in found if item.before]
    come = [item.after for item in found if item.after]
    assert sorted([*old, *come]) == sorted([*new, *gone])


def test_characters_of_commit_messages_that_typefaces_lack() -> None:
    assert printable("修改：🎉é\u202e") == "修改：〓é〓"


def test_comments_that_were_not_adopted_are_listed_with_their_reasons() -> None:
    plan = example_plan()
    outline = plan.document("outline")
    assert outline is not None
    report = evaluate(plan, Present("b" * 40), _DAY)
    refused = NotAdopted("某学会", "建议增加|竖线", "已在第三部分体现")
    made = compilation(plan, report, outline, _RELEASE, [refused])
    assert "| 1 | 某学会 | 建议增加\\|竖线 | 已在第三部分体现 |" in made
    assert "没有未予采纳的意见" in compilation(plan, report, outline, _RELEASE, [])
