"""`plan check`: what is printed, in every format; what may be silenced; what is kept between two runs."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.checks.language import check_chapter
from plan_cli.checks.mendings import mended, mendings_of
from plan_cli.checks.silences import in_place, silenced
from plan_cli.cli import console
from plan_cli.cli.finding_exports import as_github, as_gitlab, as_sarif
from plan_cli.cli.finding_text import source_lines
from plan_cli.cli.wrapping import wrapped
from plan_cli.model.finding import Code, Finding, Mending, error, warning
from plan_cli.model.glossary import Glossary
from plan_cli.model.path_pattern import matches
from plan_cli.model.place import Place
from plan_cli.model.settings import Silence

from plans import MINIMAL, example, plan, plan_with

WRONG = {
    "topics/k1/topic.yaml": "title: 科普信息化研究\nquestions: [A9]\nlead: office\n",
    "chapters/01.md": "## 目标\n",
}


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return plan_with(tmp_path / "规划", {**WRONG, "plan.yaml": MINIMAL["plan.yaml"] + "tilte: 错字\n"})


def test_every_problem_of_every_file_in_one_run_with_the_line_and_a_caret(wrong: Path) -> None:
    said = plan(wrong, "check", check=1).stdout.splitlines()
    assert said[0].startswith("plan.yaml:7:1: error F021 ")
    assert said[1:3] == ["     7 | tilte: 错字", "       | ^"]
    at = next(number for number, line in enumerate(said) if line.startswith("topics/k1/topic.yaml:2:13: error R001 "))
    assert said[at + 1 : at + 3] == ["     2 | questions: [A9]", "       |             ^"]
    assert said[-1].startswith("2 errors, ")


def test_a_sound_plan(tmp_path: Path) -> None:
    assert plan(example(tmp_path / "规划"), "check", PLAN_LANG="zh").returncode == 0


def test_only_what_is_asked_for_is_shown_from_any_folder(wrong: Path) -> None:
    said = plan(wrong / "topics/k1", "check", ".", check=1).stdout
    assert "R001" in said
    assert "F021" not in said
    assert plan(wrong / "topics/k1", "check", "../../chapters").stdout == "nothing found\n"
    assert "outside" in plan(wrong, "check", "..", check=2).stderr


def test_a_file_that_is_broken_does_not_hide_the_others(wrong: Path) -> None:
    (wrong / "questions.yaml").write_text("tracks: [\n", encoding="utf-8")
    said = plan(wrong, "check", check=1).stdout
    assert "questions.yaml" in said
    assert "F021" in said


def test_the_index_and_older_revisions(wrong: Path) -> None:
    plan(wrong, "check", "--staged", check=1)
    (wrong / "plan.yaml").write_text(MINIMAL["plan.yaml"], encoding="utf-8")
    (wrong / "topics/k1/topic.yaml").write_text(WRONG["topics/k1/topic.yaml"].replace("A9", "A1"), encoding="utf-8")
    plan(wrong, "check")
    plan(wrong, "check", "--staged", check=1)
    plan(wrong, "check", "--at", "HEAD", check=1)
    assert "exclude" in plan(wrong, "check", "--staged", "--at", "HEAD", check=2).stderr


def test_warnings_count_when_they_are_to(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n\n<!-- plan: silence R001 -->\n"})
    assert "1 warning" in plan(folder, "check", "chapters").stdout
    plan(folder, "check", "chapters", "--strict", check=1)


def test_what_was_found_is_kept_until_something_changes(wrong: Path) -> None:
    first = plan(wrong, "check", check=1).stdout
    assert plan(wrong, "check", check=1).stdout == first
    for kept in (wrong / ".git/plan-cache").rglob("*"):
        if kept.is_file():
            kept.write_bytes(b"damaged")
    assert plan(wrong, "check", check=1).stdout == first
    in_chinese = plan(wrong, "check", check=1, PLAN_LANG="zh").stdout
    assert "错误 F021" in in_chinese
    (wrong / "plan.yaml").write_text(MINIMAL["plan.yaml"], encoding="utf-8")
    assert "F021" not in plan(wrong, "check", check=1).stdout


def test_our_own_json(wrong: Path) -> None:
    data = json.loads(plan(wrong, "check", "--format", "json", check=1).stdout)
    assert data["format"] == 1
    warnings = [found for found in data["findings"] if found["severity"] == "warning"]
    assert data["summary"] == {"errors": 2, "warnings": len(warnings)}
    errors = [found for found in data["findings"] if found["severity"] == "error"]
    assert {(found["code"], found["path"], found["line"]) for found in errors} == {
        ("F021", "plan.yaml", 7),
        ("R001", "topics/k1/topic.yaml", 2),
    }
    assert json.loads(plan(wrong, "check", "--format", "json", "chapters").stdout)["findings"] == []


@pytest.mark.parametrize("as_format", ["github", "gitlab", "sarif"])
def test_formats_for_programs_through_the_command(wrong: Path, as_format: str) -> None:
    assert "F021" in plan(wrong, "check", "--format", as_format, check=1).stdout


FINDINGS = (
    error(Code.UNKNOWN_REFERENCE, Place("topics/课题,1/topic.yaml", 2, 13), "100%\n不对: 是", "改正"),
    warning(Code.NOT_A_FILE, Place("links"), "链接"),
)


def test_annotations_for_github_are_escaped() -> None:
    assert as_github(FINDINGS).splitlines() == [
        "::error file=topics/课题%2C1/topic.yaml,line=2,col=13,title=R001::100%25%0A不对: 是%0A改正",
        "::warning file=links,line=1,col=1,title=F005::链接",
    ]


def test_a_report_for_gitlab_knows_a_finding_again_on_another_line() -> None:
    one, two = json.loads(as_gitlab(FINDINGS))
    assert (one["severity"], one["location"]) == ("major", {"path": "topics/课题,1/topic.yaml", "lines": {"begin": 2}})
    moved = error(Code.UNKNOWN_REFERENCE, Place("topics/课题,1/topic.yaml", 9, 1), "100%\n不对: 是", "改正")
    (again,) = json.loads(as_gitlab((moved,)))
    assert again["fingerprint"] == one["fingerprint"] != two["fingerprint"]
    twice = json.loads(as_gitlab((moved, moved)))
    assert twice[0]["fingerprint"] != twice[1]["fingerprint"]


def test_sarif_names_each_rule_once_and_its_place_as_an_address() -> None:
    (run,) = json.loads(as_sarif((*FINDINGS, FINDINGS[0]), {"R001": "引用不存在"}))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["F005", "R001"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["R001", "F005", "R001"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "topics/%E8%AF%BE%E9%A2%98%2C1/topic.yaml"
    assert place["region"] == {"startLine": 2, "startColumn": 13}
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]


# -- the caret ---------------------------------------------------------------------------------------------------------


def caret(line: str, column: int, columns: int = 80) -> tuple[str, int]:
    """What stands in the terminal above the caret, and the width of the longer line."""
    shown, below = (
        re.sub("\x1b\\[[0-9;]*m", "", made)
        for made in source_lines(error(Code.TAG, Place("a.md", 1, column), ""), [line], columns)
    )
    at = below.index("^")
    before = ""
    for character in shown:
        if console.width(before) >= at:
            return character, max(console.width(shown), console.width(below))
        before += character
    return "", max(console.width(shown), console.width(below))


@pytest.mark.parametrize(
    ("line", "column", "character"),
    [
        ("成都市科协", 3, "市"),
        ("a成b都c", 4, "都"),
        ("abc", 2, "b"),
        ("\t键: 值", 2, "键"),
        ("全角，符号", 3, "，"),
        ("“十三五”时期", 5, "”"),
        ("词" * 200, 150, "词"),
        ("词" * 100 + "X" + "词" * 100, 101, "X"),
    ],
)
@pytest.mark.parametrize("columns", [40, 80, 500])
def test_the_caret_stands_under_the_very_character(line: str, column: int, character: str, columns: int) -> None:
    found, taken = caret(line, column, columns)
    assert found == character
    assert taken <= columns


def test_a_place_past_the_end_of_its_line_or_file() -> None:
    assert source_lines(error(Code.TAG, Place("a.md", 9, 1), ""), ["一行"], 80) == []
    assert len(source_lines(error(Code.TAG, Place("a.md", 1, 99), ""), ["一行"], 80)) == 2
    assert source_lines(error(Code.TAG, Place("a.md"), ""), ["一行"], 80) == []


def test_text_is_broken_where_chinese_may_be_broken() -> None:
    text = "已知：A1（学会、协会的组织能力），A2（科普信息化）。see https://example.org for more"
    lines = wrapped(text, 20)
    assert all(console.width(line) <= 20 for line in lines)
    assert not any(line[0] in "，。、）" for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# -- silences ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.yaml", "due: 2015-06-20  # plan: silence D003 端午节前已完成\n", [(("D003",), "端午节前已完成", 1, 1)]),
        ("a.yaml", "# plan: silence D003 原文\n\n# 另一条注释\ndue: 2015-06-20\n", [(("D003",), "原文", 4, 4)]),
        ("a.yaml", "# plan：不查 d003、L001 原文\ndue: 1\n", [(("D003", "L001"), "原文", 2, 2)]),
        ("a.md", "一\n\n<!-- plan: silence L003 引文 -->\n\n二\n三\n\n四\n", [(("L003",), "引文", 5, 6)]),
        ("a.md", "<!-- plan: 不查 L003，L004 照录 -->\n二\n", [(("L003", "L004"), "照录", 2, 2)]),
        ("a.md", "<!-- plan: silence -->\n二\n", [((), "", 2, 2)]),
        ("a.md", "# plan the silence\n", []),
    ],
)
def test_silences_in_files(path: str, text: str, expected: list[tuple[tuple[str, ...], str, int, int]]) -> None:
    assert [(found.codes, found.reason, found.first, found.last) for found in in_place(path, text)] == expected


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code.value for finding in findings]


def test_a_silence_lets_be_what_it_names_where_it_stands() -> None:
    text = "<!-- plan: silence R002 下一稿补 -->\n见表。\n\n见表。\n"
    found = tuple(error(Code.UNKNOWN_LABEL, Place("章.md", line, 1), "无") for line in (2, 4))
    left = silenced(found, {"章.md": text}, ())
    assert [finding.place.line for finding in left] == [4]


def test_a_silence_that_matches_nothing_or_says_too_little_is_a_finding() -> None:
    text = "# plan: silence R002 已改\na: 1\n# plan: silence R002\nb: 2\n# plan: silence Z999 何意\nc: 3\n"
    assert codes(silenced((), {"a.yaml": text}, ())) == ["S001", "S002", "S002"]


def test_what_cannot_be_read_cannot_be_silenced() -> None:
    found = (error(Code.NOT_YAML, Place("a.yaml", 2, 1), "坏"),)
    assert codes(silenced(found, {"a.yaml": "# plan: silence F010 等会儿\na: [\n"}, ())) == ["S001", "F010"]


def test_silences_of_the_plan_by_code_and_path() -> None:
    found = tuple(warning(Code.NUMBER_IN_TEXT, Place(path, 1, 1), "数") for path in ("chapters/a.md", "workplan.md"))
    rule = Silence("I005", "示例数字", ("chapters/**",), Place("plan.yaml", 3, 1))
    assert [finding.place.path for finding in silenced(found, {}, (rule,))] == ["workplan.md"]
    unused = Silence("I005", "示例数字", ("topics/**",), Place("plan.yaml", 3, 1))
    assert codes(silenced(found, {}, (unused,))) == ["I005", "S001", "I005"]


def test_silences_of_the_plan_are_read_from_its_settings(tmp_path: Path) -> None:
    settings = MINIMAL["plan.yaml"] + "silenced:\n  - {code: S002, reason: 试用, paths: [chapters/**]}\n"
    folder = plan_with(tmp_path / "规划", {"plan.yaml": settings, "chapters/01.md": "## 目标\n"})
    assert "S001" in plan(folder, "check").stdout
    reasonless = MINIMAL["plan.yaml"] + "silenced:\n  - {code: S002}\n"
    (folder / "plan.yaml").write_text(reasonless, encoding="utf-8")
    assert "F022" in plan(folder, "check", check=1).stdout


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("chapters/**", "chapters/01.md", True),
        ("chapters/**", "chapters/a/b.md", True),
        ("chapters/", "chapters/01.md", True),
        ("chapters/*", "chapters/a/b.md", False),
        ("topics/*/report.md", "topics/k1/report.md", True),
        ("**/report.md", "report.md", True),
        ("**/report.md", "topics/k1/report.md", True),
        ("workplan.md", "workplan.md", True),
        ("workplan.md", "workplanXmd", False),
        ("章?.md", "章一.md", True),
        ("chapters/**", "Chapters/01.md", False),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, matched: bool) -> None:
    assert matches(pattern, path) is matched


# -- hooks -------------------------------------------------------------------------------------------------------------


def _commit(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "commit", "-q", "-m", "改", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_hook_stops_a_commit_that_would_break_the_plan(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n", "topics/k0/topic.yaml": "title: 旧错\n"})
    assert "pre-commit" in plan(folder, "hooks", "install").stdout
    plan(folder, "hooks", "install")
    topic = folder / "topics/k1/topic.yaml"
    topic.parent.mkdir()
    topic.write_text(WRONG["topics/k1/topic.yaml"], encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    stopped = _commit(folder)
    assert stopped.returncode != 0
    assert "topics/k1/topic.yaml:2:13" in stopped.stdout + stopped.stderr
    assert "k0" not in stopped.stdout + stopped.stderr
    # What counts is what would be committed, not what lies on the disk.
    topic.write_text(WRONG["topics/k1/topic.yaml"].replace("A9", "A1"), encoding="utf-8")
    assert _commit(folder).returncode != 0
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    assert _commit(folder).returncode == 0
    assert "gone" in plan(folder, "hooks", "remove").stdout
    assert "no hook" in plan(folder, "hooks", "remove").stdout


def test_what_many_files_depend_on_is_checked_with_all_of_them(tmp_path: Path) -> None:
    topic = WRONG["topics/k1/topic.yaml"].replace("A9", "A1")
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": "## 目标\n", "topics/k1/topic.yaml": topic})
    plan(folder, "hooks", "install")
    questions = (folder / "questions.yaml").read_text(encoding="utf-8").replace("A1", "A2")
    (folder / "questions.yaml").write_text(questions, encoding="utf-8")
    stopped = _commit(folder, "-a")
    assert stopped.returncode != 0
    assert "topics/k1/topic.yaml" in stopped.stdout + stopped.stderr


def test_the_hook_of_somebody_else_stays(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {})
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    refused = plan(folder, "hooks", "install", check=1)
    assert "plan check --staged --changed" in refused.stderr
    plan(folder, "hooks", "remove")
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_hooks_go_where_the_user_has_them(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {})
    subprocess.run(["git", "config", "core.hooksPath", ".钩子"], cwd=folder, check=True)
    plan(folder, "hooks", "install")
    assert (folder / ".钩子/pre-commit").is_file()


@pytest.mark.parametrize("pattern", ["*a" * 50 + "b", "**/" * 30 + "b", "?*" * 60])
def test_no_pattern_takes_long(pattern: str) -> None:
    before = time.perf_counter()
    matches(pattern, "/".join(["a" * 250] * 16))
    assert time.perf_counter() - before < 1


# -- mending -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mendings", "expected"),
    [
        ("一,二,三\n", [(1, 2, 1, "，"), (1, 4, 1, "，")], "一，二，三\n"),
        ("一\n二-三\n", [(2, 2, 1, "—")], "一\n二—三\n"),
        ("一二三\n", [(1, 1, 2, "甲"), (1, 2, 2, "乙")], "甲三\n"),
        ("一\n", [(9, 1, 1, "甲")], "一\n"),
        ("十三五”\n", [(1, 1, 0, "“")], "“十三五”\n"),
    ],
)
def test_mendings_are_put_into_a_text(text: str, mendings: list[tuple[int, int, int, str]], expected: str) -> None:
    assert mended(text, [Mending("章.md", *each) for each in mendings])[0] == expected


@given(st.text(alphabet="一,-”\n十三五2016年", max_size=80))
def test_mending_changes_nothing_beside_its_places(text: str) -> None:
    findings = check_chapter("章.md", text, Glossary())
    (found,) = list(mendings_of(findings).values()) or [[]]
    after, count = mended(text, found)
    assert count <= len(found)
    assert (after == text) is (count == 0)


def test_what_is_certain_is_shown_as_a_patch_and_written_only_when_asked(tmp_path: Path) -> None:
    slip = "## 目标\n\n2016-2020年,建成体系。\n"
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": slip})
    file = folder / "chapters/01.md"
    shown = plan(folder, "check", "--fix")
    assert file.read_text(encoding="utf-8") == slip
    applied = subprocess.run(["git", "apply", "--check"], cwd=folder, input=shown.stdout, text=True, check=False)
    assert applied.returncode == 0
    assert "mended" in plan(folder, "check", "--fix", "--yes").stderr
    assert file.read_text(encoding="utf-8") == "## 目标\n\n2016—2020年，建成体系。\n"
    assert "nothing can be mended" in plan(folder, "check", "--fix").stderr
    plan(folder, "check", "--fix", "--staged", check=2)
    plan(folder, "check", "--yes", check=2)


def test_mending_keeps_line_ends_and_the_byte_order_mark(tmp_path: Path) -> None:
    slip = b"\xef\xbb\xbf" + "## 目标\r\n\r\n2016-2020年建成。\r\n".encode()
    folder = plan_with(tmp_path / "规划", {"chapters/01.md": slip})
    plan(folder, "check", "--fix", "--yes")
    mended_bytes = (folder / "chapters/01.md").read_bytes()
    assert mended_bytes == b"\xef\xbb\xbf" + "## 目标\r\n\r\n2016—2020年建成。\r\n".encode()
