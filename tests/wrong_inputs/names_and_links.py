"""Names of files, links, submodules, unfinished merges, and files that are not there."""

from __future__ import annotations

import unicodedata

from plan_cli.checks.rule import Link
from plan_cli.model.finding import Code
from plan_cli.repository.snapshot import Kind

from wrong_inputs.case import PLAN, TOPIC, Case, one, replaced

_TASKS = "## 重点任务\n"


def _name(name: str, path: str, shown: str = "") -> Case:
    return Case(name, {path: _TASKS}, Code.UNSAFE_NAME, shown or path)


CASES = [
    _name("newline in a name", "chapters/a\nb.md", "chapters/a\\nb.md"),
    _name("escape in a name", "chapters/\x1b[31m.md", "chapters/\\x1b[31m.md"),
    _name("right to left in a name", "chapters/a\u202edm.exe", "chapters/a\\u202edm.exe"),
    _name("hidden space in a name", "chapters/规\u200b划.md", "chapters/\\u89c4\\u200b\\u5212.md"),
    _name("name in another encoding", "chapters/\udcb9\udce6.md", "chapters/\\udcb9\\udce6.md"),
    _name("out of the repository", "../chapters/20.md"),
    _name("out of the repository, hidden", "chapters/../../20.md"),
    _name("absolute", "/etc/passwd"),
    _name("into the repository of Git", "chapters/.git/config"),
    _name("into it, in capitals", ".GIT/hooks/pre-commit"),
    _name("into it, by its short name", "git~1/config"),
    _name("into it, with a dot", ".git./config"),
    _name("empty part", "chapters//20.md"),
    _name("colon", "chapters/20:任务.md"),
    _name("question mark", "chapters/20-任务?.md"),
    _name("asterisk", "chapters/*.md"),
    _name("straight quotes", 'chapters/"十三五"规划.md'),
    _name("backslash", "chapters\\20.md"),
    _name("device of Windows", "chapters/aux.md"),
    _name("device of Windows as a folder", "con/readme.md"),
    _name("space at the end", "chapters/任务 /说明.md"),
    _name("dot at the end", "chapters/任务./说明.md"),
    _name("space at the beginning", "chapters/ 20.md"),
    _name("hyphen at the beginning", "chapters/-rf.md"),
    _name("name of 300 bytes", f"chapters/{'任' * 100}.md"),
    Case("case of letters", {"chapters/10-Goals.md": _TASKS}, Code.NAMES_COLLIDE, "chapters/10-goals.md"),
    Case("case of a folder", {"Chapters/10-goals.md": _TASKS}, Code.NAMES_COLLIDE, "chapters/10-goals.md"),
    Case(
        "Unicode form",
        {f"chapters/{unicodedata.normalize(form, 'é')}.md": _TASKS for form in ("NFC", "NFD")},
        Code.NAMES_COLLIDE,
        "chapters/é.md",
    ),
    Case(
        "full-width letters",
        {"chapters/A.md": _TASKS, "chapters/Ａ.md": _TASKS},
        Code.NAMES_COLLIDE,
        "chapters/Ａ.md",
    ),
    one("chapters/20.md", "chapter that is a link", Link("10-goals.md"), Code.NOT_A_FILE),
    one("chapters/20.md", "link out of the repository", Link("/etc/passwd"), Code.NOT_A_FILE),
    one("organization.yaml", "YAML that is a link", Link("/etc/passwd"), Code.NOT_A_FILE),
    one("topics/popularization/evidence", "link that nobody reads", Link("/"), Code.NOT_A_FILE),
    one("README.md", "link to a file of the repository", Link("chapters/10-goals.md"), Code.NOT_A_FILE),
    Case(
        "submodule", {"chapters/20.md": ""}, Code.NOT_A_FILE, "chapters/20.md", kinds={"chapters/20.md": Kind.SUBMODULE}
    ),
    Case("merge", {"schedule.yaml": ""}, Code.NOT_A_FILE, "schedule.yaml", kinds={"schedule.yaml": Kind.CONFLICT}),
    Case("merge nobody reads", {"a.csv": ""}, Code.NOT_A_FILE, "a.csv", kinds={"a.csv": Kind.CONFLICT}),
    one("plan.yaml", "no plan.yaml", None, Code.MISSING_FILE),
    one("schedule.yaml", "no schedule.yaml", None, Code.MISSING_FILE),
    one("organization.yaml", "no organization.yaml", None, Code.MISSING_FILE),
    one("questions.yaml", "no questions.yaml", None, Code.MISSING_FILE),
    Case(
        "another ending",
        {"schedule.yaml": None, "schedule.yml": "phases: []\n"},
        Code.MISSING_FILE,
        "schedule.yaml",
    ),
    Case(
        "topic.yml",
        {"topics/popularization/topic.yaml": None, "topics/popularization/topic.yml": TOPIC},
        Code.MISSING_FILE,
        "topics/popularization/topic.yaml",
    ),
    Case(
        "report without a topic", {"topics/survey/report.md": "# 调研\n"}, Code.MISSING_FILE, "topics/survey/topic.yaml"
    ),
    Case("topic a folder too deep", {"topics/a/b/topic.yaml": TOPIC}, Code.MISSING_FILE, "topics/a/topic.yaml"),
    Case("no chapters", {"chapters/10-goals.md": None}, Code.MISSING_FILE, "plan.yaml", 6, 5),
    Case(
        "hidden chapters only",
        {"chapters/10-goals.md": None, "chapters/_a.md": "甲"},
        Code.MISSING_FILE,
        "plan.yaml",
        6,
        5,
    ),
    Case(
        "chapters as text", {"chapters/10-goals.md": None, "chapters/a.txt": "甲"}, Code.MISSING_FILE, "plan.yaml", 6, 5
    ),
    one(
        "plan.yaml",
        "source that is not there",
        replaced(PLAN, "source: chapters", "source: chapter"),
        Code.MISSING_FILE,
        6,
        5,
    ),
    one("plan.yaml", "source outside", replaced(PLAN, "source: chapters", "source: ../x"), Code.MISSING_FILE, 6, 5),
    one(
        "plan.yaml", "source of the system", replaced(PLAN, "source: chapters", "source: /etc"), Code.MISSING_FILE, 6, 5
    ),
    one(
        "plan.yaml",
        "source that is YAML",
        replaced(PLAN, "source: chapters", "source: schedule.yaml"),
        Code.WRONG_TYPE,
        6,
        5,
    ),
    one(
        "plan.yaml",
        "annex that is not there",
        replaced(PLAN, "edition:", "annexes: [a.md], edition:"),
        Code.MISSING_FILE,
        6,
        5,
    ),
    Case("folder that is no id", {"topics/课题一/topic.yaml": TOPIC}, Code.BAD_IDENTIFIER, "topics/课题一/topic.yaml"),
    Case("folder with a space", {"topics/a b/topic.yaml": TOPIC}, Code.BAD_IDENTIFIER, "topics/a b/topic.yaml"),
    Case("chapter in a misspelt folder", {"chapter/20.md": "## 任务\n"}, Code.UNREAD_FILE, "chapter/20.md"),
    Case("picture that nothing shows", {"chapters/a.png": b"x"}, Code.UNREAD_FILE, "chapters/a.png"),
]
