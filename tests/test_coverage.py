"""Topics and coverage: what is asked of a topic on which day, and what answers the questions and principles."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.checks.coverage import check_coverage
from plan_cli.checks.topics import check_topics
from plan_cli.checks.writing_time import Stretch, WritingTimes, weight
from plan_cli.model.finding import Code, Finding, Severity

from checked import loaded

SCHEDULE = {
    "schedule.yaml": (
        "phases:\n"
        "  - {id: P2, name: 研究阶段, start: 2015-05-25, end: 2015-06-15, writable: [topics/**]}\n"
        "  - {id: P3, name: 规划编撰, start: 2015-06-15, end: 2015-06-25, writable: [chapters/**]}\n"
    )
}
HEAD = "title: 科普研究\nquestions: [A1]\nlead: office\n"
METHODS = "methods: {qualitative: [专家座谈], quantitative: [问卷调查]}\n"
PROBLEM = "principal_problem: 怎样转型\n"
DATES = "start: 2015-05-25\ndue: 2015-06-12\n"
REPORT = {"topics/ke-pu/report.md": "## 主要发现\n"}


def _topic(text: str, *, report: bool = True) -> dict[str, str]:
    return {**SCHEDULE, "topics/ke-pu/topic.yaml": HEAD + text, **(REPORT if report else {})}


def _day(written: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


def _codes(findings: tuple[Finding, ...]) -> list[str]:
    return [found.code.value for found in findings]


@pytest.mark.parametrize(
    ("text", "report", "codes"),
    [
        (METHODS + PROBLEM + DATES, True, []),
        (METHODS + PROBLEM + DATES, False, ["T004"]),
        (METHODS + DATES, True, ["T002"]),
        (METHODS + PROBLEM, True, ["T003"]),
        (METHODS + PROBLEM + "start: 2015-05-25\n", True, ["T003"]),
        (PROBLEM + DATES, True, ["T001"]),
        ("methods: {qualitative: [专家座谈]}\n" + PROBLEM + DATES, True, ["T001"]),
        ("methods: {quantitative: [问卷调查]}\n" + PROBLEM + DATES, True, ["T001"]),
        ("methods: {qualitative: [], quantitative: []}\n" + PROBLEM + DATES, True, ["T001"]),
        ("", False, ["T004", "T001", "T002", "T003"]),
    ],
)
def test_what_a_topic_says(text: str, report: bool, codes: list[str]) -> None:
    found = check_topics(loaded(_topic(text, report=report)))
    assert _codes(found) == codes
    assert all(one.severity is Severity.WARNING for one in found)


@pytest.mark.parametrize(
    ("text", "day", "severity"),
    [
        (DATES, None, Severity.WARNING),
        (DATES, "2015-05-24", None),
        (DATES, "2015-05-25", Severity.WARNING),
        (DATES, "2015-06-12", Severity.WARNING),
        (DATES, "2015-06-13", Severity.ERROR),
        # Without days of its own it is asked by the phases in which topics may be written.
        ("", "2015-05-24", None),
        ("", "2015-06-15", Severity.WARNING),
        ("", "2015-06-16", Severity.ERROR),
    ],
)
def test_a_report_is_asked_for_by_the_day(text: str, day: str | None, severity: Severity | None) -> None:
    found = check_topics(loaded(_topic(text + METHODS + PROBLEM, report=False)), _day(day))
    reports = [one.severity for one in found if one.code is Code.TOPIC_REPORT]
    assert reports == ([] if severity is None else [severity])


def test_methods_are_missed_at_their_line() -> None:
    (found,) = check_topics(loaded(_topic(PROBLEM + DATES + "methods:\n  qualitative: [专家座谈]\n")))
    assert (found.place.path, found.place.line) == ("topics/ke-pu/topic.yaml", 8)
    assert "quantitative" in found.message


QUESTIONS = "principles:\n  - {id: PR1, text: 实事求是}\ntracks:\n  - id: A\n    name: 提升\n    questions:\n"


def _covered(topic: str, chapter: str) -> dict[str, str]:
    return {
        **SCHEDULE,
        "questions.yaml": f"{QUESTIONS}      - {{id: A1, text: 如何提升？}}\n      - {{id: A2, text: 怎样创新？}}\n",
        "topics/ke-pu/topic.yaml": f"title: 科普研究\nlead: office\n{topic}",
        "chapters/10-tasks.md": f"---\ntitle: 任务\n{chapter}---\n\n## 任务\n",
    }


@pytest.mark.parametrize(
    ("topic", "chapter", "codes", "words"),
    [
        ("questions: [A1, A2]\n", "questions: [A1, A2]\nprinciples: [PR1]\n", [], []),
        ("questions: [A1, A2]\nprinciples: [PR1]\n", "questions: [A1, A2]\n", [], []),
        ("questions: [A1]\n", "questions: [A1, A2]\nprinciples: [PR1]\n", ["C001"], ["no topic answers"]),
        ("questions: [A1, A2]\n", "questions: [A1]\nprinciples: [PR1]\n", ["C001"], ["no chapter answers"]),
        ("questions: [A1]\n", "questions: [A1]\nprinciples: [PR1]\n", ["C001"], ["no topic and no chapter"]),
        ("questions: [A1, A2]\n", "questions: [A1, A2]\n", ["C002"], ["PR1"]),
    ],
)
def test_one_finding_for_each_question_and_principle(
    topic: str, chapter: str, codes: list[str], words: list[str]
) -> None:
    found = check_coverage(loaded(_covered(topic, chapter)))
    assert _codes(found) == codes
    assert all(word in one.message for word, one in zip(words, found, strict=True))
    lines = {"C001": 8, "C002": 2}
    assert [one.place.line for one in found] == [lines[code] for code in codes]
    assert all(one.place.path == "questions.yaml" for one in found)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (None, ["C002", "C001"]),
        ("2015-05-24", []),
        ("2015-05-25", ["C001"]),
        ("2015-06-15", ["C002", "C001"]),
        ("2016-01-01", ["C002", "C001"]),
    ],
)
def test_topics_are_asked_for_before_chapters(day: str | None, codes: list[str]) -> None:
    found = check_coverage(loaded(_covered("questions: [A1]\n", "questions: [A1]\n")), _day(day))
    assert _codes(found) == codes
    assert all(one.severity is Severity.WARNING for one in found)


def test_a_report_answers_a_principle_but_no_question() -> None:
    files = _covered("questions: [A1, A2]\n", "questions: [A1]\n")
    files["topics/ke-pu/report.md"] = "---\nquestions: [A2]\nprinciples: [PR1]\n---\n\n## 主要发现\n"
    assert _codes(check_coverage(loaded(files))) == ["C001"]


@given(st.sets(st.sampled_from(["A1", "A2", "A3"])), st.sets(st.sampled_from(["A1", "A2", "A3"])))
def test_a_question_is_uncovered_where_a_topic_or_a_chapter_lacks(topics: set[str], chapters: set[str]) -> None:
    files = {
        "questions.yaml": (
            "tracks:\n  - id: A\n    name: 提升\n"
            "    questions: [{id: A1, text: 甲}, {id: A2, text: 乙}, {id: A3, text: 丙}]\n"
        ),
        "chapters/10-tasks.md": f"---\nquestions: [{', '.join(sorted(chapters))}]\n---\n\n## 任务\n",
    }
    for question in topics:
        files[f"topics/{question}/topic.yaml"] = f"title: 研究\nlead: office\nquestions: [{question}]\n"
    assert len(check_coverage(loaded(files))) == len({"A1", "A2", "A3"} - (topics & chapters))


# -- when a file may be written ----------------------------------------------------------------------------------------


def test_the_time_of_a_file_is_that_of_the_phases_that_name_it() -> None:
    times = WritingTimes(loaded(SCHEDULE).schedule)
    assert times.of("topics/ke-pu/report.md") == Stretch(datetime.date(2015, 5, 25), datetime.date(2015, 6, 15))
    assert times.of("chapters/10.md") == Stretch(datetime.date(2015, 6, 15), datetime.date(2015, 6, 25))
    assert times.of("plan.yaml") is None


@pytest.mark.parametrize("pattern", ["[z-a]", "[a", "*" * 500, "*a" * 40, ""])
def test_no_pattern_breaks_or_stops_the_schedule(pattern: str) -> None:
    written = f"writable: ['{pattern}', topics/**]" if pattern else "writable: []"
    files = {"schedule.yaml": SCHEDULE["schedule.yaml"].replace("writable: [topics/**]", written)}
    found = WritingTimes(loaded(files).schedule).of("topics/" + "a" * 60)
    assert (found is not None) is bool(pattern)


@given(st.dates(), st.dates(), st.dates())
def test_what_is_missing_weighs_more_as_time_passes(
    one: datetime.date, other: datetime.date, day: datetime.date
) -> None:
    asked = Stretch(min(one, other), max(one, other))
    expected = None if day < asked.first else Severity.ERROR if day > asked.last else Severity.WARNING
    assert weight(asked, day) is expected
    assert weight(None, day) is weight(asked, None) is Severity.WARNING
