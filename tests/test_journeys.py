"""Whole journeys through the real command, with right and wrong input, in Chinese and English."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jsonschema
import plan_cli
import pytest
from plan_cli.cli.help import columns_of

from plans import example, plan, plan_with


def _git(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return finished.stdout.decode()


def test_init_makes_one_commit_on_main_with_a_clean_work_tree(tmp_path: Path) -> None:
    plan(tmp_path, "init", "规划", "--example", "chengdu-13-5")
    folder = tmp_path / "规划"
    assert _git(folder, "log", "--format=%D").strip() == "HEAD -> main"
    assert _git(folder, "status", "--porcelain") == ""
    assert not [file for file in tmp_path.iterdir() if file.name != "规划"]


def test_init_from_options_makes_a_plan_without_findings(tmp_path: Path) -> None:
    options = [
        "--title",
        "某市科协事业发展“十四五”规划",
        "--organization",
        "某市科协",
        "--start",
        "2021",
        "--end",
        "2025",
    ]
    plan(tmp_path, "init", "p", *options)
    finished = plan(tmp_path / "p", "status", "--json", "--as-of", "2020-06-01")
    assert json.loads(finished.stdout)["findings"] == []
    assert "十四五" in (tmp_path / "p" / "plan.yaml").read_text(encoding="utf-8")
    plan(tmp_path / "p", "build", "all", "--format", "html")


def test_init_into_an_empty_folder_and_into_the_current_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    plan(tmp_path, "init", "a", "--example", "chengdu-13-5")
    (tmp_path / "b").mkdir()
    plan(tmp_path / "b", "init", ".", "--example", "chengdu-13-5")
    assert _git(tmp_path / "b", "status", "--porcelain") == ""
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == sorted(
        file.name for file in (tmp_path / "b").iterdir()
    )


def test_init_refuses_what_it_cannot_do_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "信.txt").write_text("x", encoding="utf-8")
    assert "not empty" in plan(tmp_path, "init", "full", "--example", "chengdu-13-5", check=2).stderr
    assert "chengdu-13-5" in plan(tmp_path, "init", "a", "--example", "无", check=2).stderr
    assert "--title" in plan(tmp_path, "init", "a", check=2).stderr
    options = ["--title", "t", "--organization", "o", "--start", "2025", "--end", "2021"]
    plan(tmp_path, "init", "a", *options, check=2)
    plan(tmp_path, "init", "full/信.txt/a", "--example", "chengdu-13-5", check=3)
    assert [file.name for file in tmp_path.iterdir()] == ["full"]
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["信.txt"]


def test_init_without_an_identity_says_how_to_give_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty-config"
    empty.write_text("", encoding="utf-8")
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    environment = {**dict.fromkeys(names, ""), "GIT_CONFIG_GLOBAL": str(empty), "EMAIL": ""}
    finished = plan(tmp_path, "init", "tief/er/a", "--example", "chengdu-13-5", check=3, **environment)
    assert "git config --global user.name" in finished.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["empty-config"]


def test_a_new_topic_is_valid_at_once_from_any_folder(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    finished = plan(
        folder / "chapters",
        "new-topic",
        "基层组织：“建家交友”研究",
        "--question",
        "A4",
        "--question",
        "B1",
        "--lead",
        "市科协办公室",
    )
    identifier = "ji-ceng-zu-zhi-jian-jia-jiao-you-yan-jiu"
    assert f"topics/{identifier}/" in finished.stdout
    report = json.loads(plan(folder, "status", "--json").stdout)
    assert report["findings"] == []
    assert {topic["id"]: topic["lead"] for topic in report["topics"]}[identifier] == "office"
    plan(folder, "build", f"topic/{identifier}", "--format", "html")
    assert (
        "already"
        in plan(folder, "new-topic", "基层组织：“建家交友”研究", "--question", "A4", "--lead", "office", check=1).stderr
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["题", "--question", "A9", "--lead", "office"], "A1"),
        (["题", "--question", "A1", "--lead", "ofice"], "did you mean office?"),
        (["题", "--question", "A1", "--lead", "不存在"], "office"),
        (["题", "--question", "A1", "--lead", "office", "--id", "../外"], "'../外'"),
        (["题", "--question", "A1", "--lead", "office", "--id", "CON"], "CON"),
        (["题", "--question", "A1", "--lead", "office", "--id", ""], "''"),
        (["", "--question", "A1", "--lead", "office"], "title"),
        (["题\u202e", "--question", "A1", "--lead", "office"], "title"),
        (["！！！", "--question", "A1", "--lead", "office"], "--id"),
        (["题", "--lead", "office"], "--question"),
        (["题", "--question", "A1"], "--lead"),
    ],
)
def test_a_wrong_new_topic_is_refused_with_what_can_be_taken(tmp_path: Path, arguments: list[str], said: str) -> None:
    folder = example(tmp_path / "plan")
    finished = plan(folder, "new-topic", *arguments, check=2)
    assert said in finished.stderr
    assert _git(folder, "status", "--porcelain") == ""


def test_topics_that_differ_by_case_only_collide(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    plan(folder, "new-topic", "题", "--question", "A1", "--lead", "office", "--id", "Ti")
    plan(folder, "new-topic", "题", "--question", "A1", "--lead", "office", "--id", "ti", check=1)


def test_status_shows_phases_and_days(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    finished = plan(folder, "status", "--as-of", "2015-06-20", COLUMNS="80")
    assert "5 days overdue" in finished.stdout
    assert "in 5 days (next)" in finished.stdout
    chinese = plan(folder, "status", "--as-of", "2015-06-20", PLAN_LANG="zh_CN", COLUMNS="80").stdout
    assert "部署阶段" in chinese
    assert max(map(columns_of, chinese.splitlines())) <= 80
    ends = [columns_of(line[: line.index("还有")]) for line in chinese.splitlines() if "还有" in line]
    assert len(set(ends)) == 1
    assert len(chinese.splitlines()) <= 40
    assert "day" not in chinese


def test_status_json_is_of_its_schema_in_any_language(tmp_path: Path) -> None:
    folder = example(tmp_path / "plan")
    schema_file = Path(plan_cli.__file__).parent / "cli" / "status.v2.schema.json"
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    english = json.loads(plan(folder, "status", "--json", "--as-of", "2015-06-20").stdout)
    chinese = json.loads(plan(folder, "status", "--json", "--as-of", "2015-06-20", PLAN_LANG="zh_CN").stdout)
    jsonschema.validate(english, schema)
    assert english == chinese


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status", "--as-of", "2015-02-30"], 2),
        (["build", "无此文本"], 2),
        (["build", "--format", "pdf,exe"], 2),
        (["build", "--format", ""], 2),
        (["build", "--at", "无此版本"], 2),
        (["build", "--at", "--output=x"], 2),
        (["build", "--out", "plan.yaml"], 3),
        (["nothing"], 2),
        (["--nothing"], 2),
        (["status", "extra"], 2),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_wrong_words_end_with_their_exit_code_and_no_traceback(
    tmp_path: Path, arguments: list[str], code: int, language: str
) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "## 甲\n"})
    finished = plan(folder, *arguments, check=code, PLAN_LANG=language)
    assert "Traceback" not in finished.stderr
    assert finished.stderr.startswith("错误" if language == "zh_CN" else "error")


def test_outside_a_plan_repository_every_command_says_so(tmp_path: Path) -> None:
    for arguments in (["status"], ["build"], ["new-topic", "题", "--question", "A1", "--lead", "office"]):
        assert "plan init" in plan(tmp_path, *arguments, check=3).stderr


def test_every_problem_of_every_file_is_shown(tmp_path: Path) -> None:
    folder = plan_with(
        tmp_path / "plan",
        {
            "plan.yaml": "title: [\n",
            "schedule.yaml": "phasen: []\n",
            "organization.yaml": b"\xff\xfe",
            "chapters/1.md": "---\na: 1\n",
        },
    )
    finished = plan(folder, "status", check=1)
    for path in ("plan.yaml:", "schedule.yaml:1:1", "organization.yaml:1:1", "chapters/1.md:1:1"):
        assert path in finished.stderr


def test_a_build_names_unknown_references_and_missing_documents(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "---\nquestions: [A9]\n---\n\n## 甲\n"})
    assert "R001" in plan(folder, "build", "--format", "html", check=1).stderr
    folder = example(tmp_path / "example")
    (folder / "workplan.md").unlink()
    assert "workplan" in plan(folder, "build", "all", "--format", "html", check=1).stderr
    plan(folder, "build", "--format", "html")


def test_an_unexpected_error_is_one_line_and_a_log_without_content(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "## 甲\n"})
    program = (
        "import sys, plan_cli.loading.loader as loader\n"
        "def broken(snapshot): raise RuntimeError('机密内容')\n"
        "loader.load = broken\n"
        "from plan_cli.cli.main import run\n"
        "sys.exit(run(['status']))\n"
    )
    import sys

    finished = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert finished.returncode == 70
    assert "Traceback" not in finished.stderr
    log = Path(finished.stderr.rsplit(": ", 1)[1].strip())
    content = log.read_text(encoding="utf-8")
    log.unlink()
    assert "RuntimeError" in content
    assert "机密内容" not in content


@pytest.mark.parametrize("words", [(), ("review",), ("hooks",)])
def test_a_command_without_words_shows_its_help_and_no_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert plan(tmp_path, *words, check=2).stderr.startswith("Usage: plan")


def test_help_names_the_choices_of_an_option(tmp_path: Path) -> None:
    asked = plan(tmp_path, "check", "--help").stdout
    assert "--format text|json|github|gitlab|sarif" in asked
    assert "(default: text)" in asked
