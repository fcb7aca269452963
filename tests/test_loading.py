"""Wrong files: each gives its finding at its line and column, and none gives a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.loading.loader import YAML_LIMIT, load
from plan_cli.model.finding import Code

from memory import Memory
from plans import MINIMAL


def _plan(**changed: str | bytes) -> Memory:
    files = {
        **MINIMAL,
        "chapters/1.md": "## 甲\n",
        **{name.replace("_yaml", ".yaml"): text for name, text in changed.items()},
    }
    return Memory({path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()})


def test_the_minimal_plan_has_no_findings() -> None:
    assert load(_plan()).findings == ()


BASE = "units:\n  - id: office\n    name: 办公室\n"

WRONG = [
    ("nesting", "[" * 200_000, Code.TOO_DEEP, 1, 34),
    ("alias bomb", "a: &a [1]\nb: [*a, *a]\n", Code.ALIAS, 1, 4),
    ("alias", f"{BASE}bodies: *x\n", Code.ALIAS, 4, 9),
    ("tag", f"{BASE}people: !!python/object:os.system []\n", Code.TAG, 4, 9),
    ("key twice", f"{BASE}units: []\n", Code.DUPLICATE_KEY, 4, 1),
    ("unknown field", f"{BASE}    nmae: 甲\n", Code.UNKNOWN_FIELD, 4, 5),
    ("missing field", "units:\n  - id: office\n", Code.MISSING_FIELD, 2, 5),
    ("empty text", "units:\n  - id: office\n    name:\n", Code.WRONG_TYPE, 3, 10),
    ("text of spaces", "units:\n  - id: office\n    name: '  '\n", Code.WRONG_TYPE, 3, 11),
    ("list for text", "units:\n  - id: office\n    name: [甲]\n", Code.WRONG_TYPE, 3, 11),
    ("text for list", "units: 办公室\n", Code.WRONG_TYPE, 1, 8),
    ("text for fields", "units:\n  - 办公室\n", Code.WRONG_TYPE, 2, 5),
    ("bad id", "units:\n  - id: 办公室\n    name: 甲\n", Code.BAD_IDENTIFIER, 2, 9),
    ("id of a path", "units:\n  - id: ../x\n    name: 甲\n", Code.BAD_IDENTIFIER, 2, 9),
    ("flag yes", f"{BASE}    collective: yes\n", Code.WRONG_TYPE, 4, 17),
    ("flag in quotes", f'{BASE}    collective: "true"\n', Code.WRONG_TYPE, 4, 17),
    ("id twice", f"{BASE}  - id: OFFICE\n    name: 乙\n", Code.DUPLICATE_ID, 4, 5),
    ("empty file", "", Code.MISSING_FIELD, 1, 1),
    ("only a comment", "# 说明\n", Code.MISSING_FIELD, 1, 1),
    ("two documents", f"{BASE}---\nunits: []\n", Code.NOT_YAML, 4, 1),
    ("colon in a value", "units:\n  - id: office\n    name: 甲: 乙\n", Code.NOT_YAML, 3, 12),
    ("tab", "units:\n\t- id: office\n", Code.NOT_YAML, 2, 1),
    ("quote not closed", 'units:\n  - id: office\n    name: "甲\n', Code.NOT_YAML, 3, 11),
    ("bare equals sign as a key", f"{BASE}=: x\n", Code.UNKNOWN_FIELD, 4, 1),
    ("mapping as a key", f"{BASE}? {{a: b}}\n: x\n", Code.WRONG_TYPE, 4, 3),
    ("GBK", "units:\n  - id: office\n    name: 办公室\n".encode("gbk"), Code.NOT_UTF8, 3, 11),
    ("UTF-16", BASE.encode("utf-16"), Code.NOT_UTF8, 1, 1),
    ("NUL", f"{BASE}\0", Code.CONTROL_CHARACTER, 4, 1),
    ("escape", f"{BASE}# \x1b[31m", Code.CONTROL_CHARACTER, 4, 3),
    ("direction", f"{BASE}# 甲\u202e乙", Code.CONTROL_CHARACTER, 4, 4),
    ("byte order mark", f"\ufeff{BASE}", Code.BYTE_ORDER_MARK, 1, 1),
    ("huge", f"{BASE}# " + "x" * YAML_LIMIT, Code.TOO_LARGE, 0, 0),
    ("very many values", "units: [" + "a," * 210_000 + "]\n", Code.TOO_LARGE, 1, 400003),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_a_wrong_organization_gives_its_finding(content: str | bytes, code: Code, line: int, column: int) -> None:
    (found, *rest) = load(_plan(organization_yaml=content)).findings
    assert (found.code, found.place.line, found.place.column) == (code, line, column), [found, *rest]
    assert found.place.path == "organization.yaml"
    assert found.message


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12:30", Code.WRONG_TYPE),
        ("2015-02-30", Code.WRONG_TYPE),
        ("2015-5-25", Code.WRONG_TYPE),
        ("2015年5月25日", Code.WRONG_TYPE),
        ("2015-05-25T00:00:00Z", Code.WRONG_TYPE),
        ("{day: 2015-05-25, precision: week}", Code.NOT_A_CHOICE),
        ("{wording: 月底}", Code.MISSING_FIELD),
    ],
)
def test_a_wrong_date_is_found(written: str, code: Code) -> None:
    schedule = f"phases:\n  - {{id: P1, name: 部署, start: 2015-05-15, end: {written}}}\n"
    assert code in {found.code for found in load(_plan(schedule_yaml=schedule)).findings}


@pytest.mark.parametrize("written", ["1_000", "0x10", "1e3", "no", "'2016'", "20 16", "99999"])
def test_a_wrong_year_is_found(written: str) -> None:
    content = MINIMAL["plan.yaml"].replace("start: 2016", f"start: {written}")
    codes = {found.code for found in load(_plan(plan_yaml=content)).findings}
    assert codes & {Code.WRONG_TYPE, Code.OUT_OF_RANGE}


@pytest.mark.parametrize("written", ["no", "12:30", "1_000", "2015-05-25", "=", "~x", "0o17", "1e3", ".inf"])
def test_a_text_stays_as_it_was_written(written: str) -> None:
    plan = load(_plan(organization_yaml=f"units:\n  - id: office\n    name: {written}\n")).plan
    assert plan is not None
    assert plan.organization.units[0].name == written


def test_an_edition_may_be_written_by_its_chinese_name() -> None:
    plan = load(_plan()).plan
    assert plan is not None
    assert plan.settings.documents[0].edition is not None
    assert plan.settings.documents[0].edition.value == "consultation"


def test_an_unknown_field_names_the_nearest() -> None:
    (found,) = load(_plan(organization_yaml=f"{BASE}    aliase: [甲]\n")).findings
    assert "aliases" in found.hint


def test_every_broken_file_is_reported_in_one_run() -> None:
    snapshot = _plan(plan_yaml="[", schedule_yaml="phasen: 1\n", organization_yaml=b"\xff", questions_yaml="a: &x 1\n")
    snapshot.files["topics/t/topic.yaml"] = "title: 题\n".encode()
    snapshot.files["chapters/2.md"] = b"---\nquestions: x\n---\n"
    loaded = load(snapshot)
    assert loaded.plan is None
    assert {found.place.path for found in loaded.findings} == set(snapshot.files) - {".gitignore", "chapters/1.md"}


def test_front_matter_keeps_its_lines() -> None:
    snapshot = _plan()
    snapshot.files["chapters/2.md"] = "---\ntitle: 乙\nquestions: [A1]\nunknown: 1\n---\n\n## 标题\n".encode()
    loaded = load(snapshot)
    assert [(found.code, found.place.line) for found in loaded.findings] == [(Code.UNKNOWN_FIELD, 4)]
    assert loaded.plan is not None
    chapter = loaded.plan.chapters["outline"][1]
    assert (chapter.title, chapter.body_line, chapter.front.questions[0].place.line) == ("乙", 6, 3)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(
        ["plan.yaml", "schedule.yaml", "organization.yaml", "questions.yaml", "chapters/1.md", "topics/a/topic.yaml"]
    ),
    st.binary(max_size=200),
)
def test_any_bytes_in_any_file_end_in_findings(path: str, content: bytes) -> None:
    snapshot = _plan()
    snapshot.files[path] = content
    load(snapshot)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="[]{}:,-&*!|>'\"%@`#?\n \t甲a1~=<", max_size=80))
def test_any_yaml_like_text_ends_in_findings(text: str) -> None:
    load(_plan(organization_yaml=text, questions_yaml=text))
