"""All checks together: the examples of the rules, the example plan, files nobody reads, and time."""

from __future__ import annotations

import datetime
import time

import pytest
from plan_cli.checks.plan_checks import check_plan
from plan_cli.checks.rule import Files, Rule, paragraphs
from plan_cli.checks.rules import connections, coverage, dates, organization, topics
from plan_cli.checks.unread import check_unread
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding, Severity, in_file_order
from plan_cli.model.plan import Plan
from plan_cli.scaffold.plan_files import Answers, example_files, new_files

from checked import loaded, unread
from plans import MINIMAL
from test_loading import Memory

RULES = [
    rule
    for module in (connections, coverage, dates, organization, topics)
    for rule in vars(module).values()
    if isinstance(rule, type) and issubclass(rule, Rule) and rule is not Rule
]


def _found(example: Files) -> dict[Code, set[Severity]]:
    texts = {path: text for path, text in {**MINIMAL, **example}.items() if isinstance(text, str)}
    loaded_plan = load(Memory({path: text.encode() for path, text in texts.items()}))
    # The minimal plan has no chapters; nothing else may be wrong with the form of an example.
    assert {found.code for found in loaded_plan.findings} <= {Code.MISSING_FILE}
    plan = loaded_plan.require_plan()
    markdown = {path: text for path, text in texts.items() if path.endswith(".md")}
    codes: dict[Code, set[Severity]] = {}
    for found in (*check_plan(plan), *check_unread(texts, plan, markdown)):
        codes.setdefault(found.code, set()).add(found.severity)
    return codes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.value)
def test_the_examples_of_a_rule(rule: type[Rule]) -> None:
    wrong, right = _found(rule.wrong), _found(rule.right)
    assert wrong[rule.code] == {rule.severity}
    assert rule.code not in right
    # The right example is the wrong one mended: nothing new comes up in it.
    assert set(right) <= set(wrong) | {Code.MISSING_FILE, Code.QUESTION_UNCOVERED}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.value)
def test_a_rule_says_why_and_by_which_source(rule: type[Rule]) -> None:
    said = paragraphs(rule)
    assert not said[0].endswith(".")
    assert sum(paragraph.startswith("Why: ") for paragraph in said) == 1
    assert said[-1].startswith("Source: ")


def test_every_code_of_these_groups_has_its_rule() -> None:
    codes = {code for code in Code if code.value[0] in "DOTC"} | {
        Code.CYCLE,
        Code.TASK_OF_ANOTHER_PHASE,
        Code.UNREAD_FILE,
    }
    assert {rule.code for rule in RULES} == codes
    assert len(RULES) == len(codes)


# -- the example -------------------------------------------------------------------------------------------------------


def _example() -> tuple[Plan, dict[str, bytes]]:
    files = example_files("chengdu-13-5")
    return load(Memory(files)).require_plan(), files


def _shown(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(found.code.value, found.place.path) for found in findings]


def test_the_example_has_the_findings_that_its_source_deserves_and_no_other() -> None:
    plan, files = _example()
    texts = {path: content.decode() for path, content in files.items() if path.endswith(".md")}
    found = check_plan(plan)
    # Its samples research three of the nine questions; the gap before July; 发布 without a day.
    assert _shown(found) == [
        *([("C001", "questions.yaml")] * 6),
        ("D003", "schedule.yaml"),
        ("D006", "schedule.yaml"),
    ]
    assert "2015-06-26" in found[6].message
    assert "发布规划" in found[7].message
    assert all(one.severity is Severity.WARNING for one in found)
    assert check_plan(plan, datetime.date(2026, 1, 1)) == found
    assert check_unread(files, plan, texts) == ()


def test_what_the_notes_of_the_example_make_known_is_found_without_them() -> None:
    files = example_files("chengdu-13-5")
    lines = files["schedule.yaml"].decode().split("\n")
    files["schedule.yaml"] = "\n".join(line for line in lines if not line.strip().startswith("note:")).encode()
    codes = [code for code, path in _shown(check_plan(load(Memory(files)).require_plan())) if path == "schedule.yaml"]
    # C2, C4 and C6 of the work scheme, and the twelve tasks for which it names nobody.
    assert sorted(codes) == ["D003", "D005", "D006", "D010", "D012", *(["O004"] * 12)]


def test_a_new_plan_is_told_what_is_open_and_nothing_else() -> None:
    answers = Answers(title="某市规划", organization="某市科协", start_year=2021, end_year=2025)
    files = new_files(answers)
    found = check_plan(load(Memory(files)).require_plan())
    assert {one.code.value for one in found} == {"C001", "D006"}
    assert all(one.severity is Severity.WARNING for one in found)
    assert check_unread(files, load(Memory(files)).require_plan(), {}) == ()


def test_one_mistaken_id_is_one_finding() -> None:
    files = {
        "schedule.yaml": MINIMAL["schedule.yaml"].replace("name:", "tasks: [{id: T1, text: 甲, owner: nobody}], name:")
    }
    (found,) = [one for one in check_plan(loaded(files)) if one.place.path == "schedule.yaml"]
    assert found.code is Code.UNKNOWN_REFERENCE


# -- files nobody reads ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "README.zh-CN.md",
        "LICENSE",
        "LICENCE.txt",
        "CONTRIBUTING.md",
        "Makefile",
        ".gitignore",
        ".gitattributes",
        ".github/workflows/check.yml",
        ".gitlab-ci.yml",
        "build/outline.pdf",
        "ci/run.sh",
        "chapters/10-tasks.md",
        "chapters/_draft.md",
        "chapters/img/map.png",
        "topics/ke-pu/topic.yaml",
        "topics/ke-pu/report.md",
        "topics/ke-pu/evidence/访谈记录.docx",
        "proposals/p-1.yaml",
        "profiles/own.yaml",
        "consultations/2015/意见.yaml",
        "records/2015-05-25-g1.yaml",
        "indicators.yaml",
    ],
)
def test_files_that_have_their_place(path: str) -> None:
    files = {"topics/ke-pu/topic.yaml": "title: 科普\nquestions: [A1]\nlead: office\n"}
    shown = {"chapters/20-map.md": "## 图\n\n![示意图](img/map.png)\n"}
    assert unread(files | shown, path) == ()


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("schedule.yml", "schedule.yaml"),
        ("organisation.yaml", "organization.yaml"),
        ("chapter/10-basis.md", "chapters/"),
        ("Chapters/10-basis.md", "chapters/"),
        ("topic/ke-pu/topic.yaml", "topics/"),
        ("topics/ke-pu/topics.yaml", "topic.yaml"),
        ("topics/ke-pu/reports.md", "report.md"),
        ("topics/qi-ye/report.md", "topic.yaml"),
        ("topics/ke-pu/data.xlsx", "evidence/"),
        ("chapters/part/10-basis.md", "directly in chapters/"),
        ("chapters/10-basis.docx", "evidence/"),
        ("会议纪要.docx", "evidence/"),
        ("旧稿/纲要.docx", "evidence/"),
        ("proposals/p-1.yml", "evidence/"),
        ("chapters/img/unused.png", "show it"),
        ("workplan.md", "plan.yaml as the source"),
    ],
)
def test_files_that_nobody_reads(path: str, hint: str) -> None:
    files = {"topics/ke-pu/topic.yaml": "title: 科普\nquestions: [A1]\nlead: office\n"}
    (found,) = unread(files, path)
    assert (found.code, found.severity, found.place.path) == (Code.UNREAD_FILE, Severity.WARNING, path)
    assert hint in found.hint


def test_a_folder_that_nobody_reads_is_one_finding() -> None:
    (found,) = unread({}, *(f"chapter/{number}.md" for number in range(30)))
    assert "30" in found.message


def test_pictures_are_found_by_every_way_of_showing_them() -> None:
    text = '![甲](img/a.png) ![乙](<img/b.png> "题") ![丙][c] [丁](../shared/d%20e.png)\n\n[c]: img/c.png\n'
    pictures = ("chapters/img/a.png", "chapters/img/b.png", "chapters/img/c.png", "shared/d e.png")
    assert unread({"chapters/10.md": text}, *pictures) == ()
    assert check_unread(pictures, loaded({})) == ()


# -- time --------------------------------------------------------------------------------------------------------------


def _large(count: int) -> Plan:
    files = dict(new_files(Answers(title="某市规划", organization="某市科协", start_year=2016, end_year=2020)))
    for number in range(count):
        text = (
            f"title: 第{number}项研究\nquestions: [A1]\nlead: office\nprinciples: [PR1]\n"
            "start: 2015-04-01\ndue: {day: 2015-06-12, wording: 6月底前}\n"
        )
        files[f"topics/t{number}/topic.yaml"] = text.encode()
    for number in range(count // 10):
        files[f"chapters/{number:04}.md"] = "---\nquestions: [A1]\nprinciples: [PR1]\n---\n\n## 章\n".encode()
    return load(Memory(files)).require_plan()


def test_the_time_grows_with_the_plan_and_stays_small() -> None:
    def took(plan: Plan) -> float:
        start = time.perf_counter()
        check_plan(plan)
        return time.perf_counter() - start

    small, large = _large(300), _large(1500)
    fast = min(took(small) for __ in range(3))
    # Five times as much, in which every topic lacks four things; twice over for a machine that is busy.
    assert min(took(large) for __ in range(3)) < 10 * max(fast, 0.005)


def test_findings_are_in_the_order_of_files_each_once() -> None:
    found = check_plan(_large(5))
    assert found == in_file_order(list(found))
    assert len(set(found)) == len(found)
