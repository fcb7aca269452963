"""Threads: marks in texts, names, links both ways, what changed, what is missing; and that nothing of it is printed."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cli.loading.marks import marks
from plan_cli.loading.trace_facts import Kept, read_traced
from plan_cli.model.finding import Code
from plan_cli.model.schedule import Asked
from plan_cli.model.trace import ItemKind
from plan_cli.model.trace_names import Names
from plan_cli.render.trace_dot import to_dot
from plan_cli.render.trace_page import page
from plan_cli.render.trace_workbook import workbook
from plan_cli.tracing.coverage import lacking
from plan_cli.tracing.findings import check_threads
from plan_cli.tracing.graph import Graph, State, build
from plan_cli.tracing.matrix import matrix
from plan_cli.tracing.stamps import confirmed_files, stamp_path
from plan_cli.tracing.thread import origins, results

from accessibility import browser, violations
from memory import Memory
from plans import MINIMAL, built, example, plan, plan_with

THREAD = {
    "questions.yaml": (
        "principles:\n  - {id: PR1, text: 坚持问题导向}\n  - {id: PR2, text: 坚持实事求是}\n"
        "tracks:\n  - {id: A, name: 提升, questions: [{id: A1, text: 如何提升？}, {id: A2, text: 怎样普及？}]}\n"
    ),
    "proposals/qi-xiang.yaml": "title: 气象科普服务\nunit_as_written: 市气象学会\nquestions: [A2]\n",
    "topics/ke-pu/topic.yaml": (
        "title: 科普信息化研究\nquestions: [A2]\nprinciples: [PR1]\nlead: office\norigin: qi-xiang\n"
    ),
    "topics/ke-pu/evidence/survey.yaml": "kind: survey\ntitle: 社区调研\nfinding: 居民多从手机上看。\n",
    "topics/ke-pu/evidence/panel.yaml": "kind: panel\ntitle: 座谈会\nfinding: 内容由学会把关。\n",
    "topics/ke-pu/report.md": (
        "## 研究结论 {#findings}\n\n渠道正在改变。[<survey]\n\n## 建议\n\n[<panel] 宜由学会把关。 {#advice}\n"
    ),
    "chapters/10-tasks.md": (
        "---\nquestions: [A1]\n---\n\n## 重点任务 {#c:tasks}\n\n做好科普。\n\n"
        "建设平台。[<ke-pu/findings, panel] {#c:platform}\n\n没有依据的一段。 {#c:bare}\n"
    ),
    "indicators.yaml": (
        "indicators:\n  - {id: literacy, name: 素质比例, unit: '%', target: 10, kind: expected, "
        "rests_on: ['c:platform']}\n"
    ),
}


def graph_of(files: dict[str, str]) -> Graph:
    """The graph of the thread above with these files over its own."""
    contents = {**MINIMAL, **THREAD, **files}
    return build(read_traced(Memory({path: text.encode() for path, text in contents.items()})))


def confirmed(files: dict[str, str] | None = None) -> dict[str, str]:
    """The files of the thread with all links confirmed."""
    graph = graph_of(files or {})
    return {**(files or {}), **confirmed_files(graph, graph.confirmable())}


def codes(graph: Graph) -> list[Code]:
    return [found.code for found in check_threads(graph)]


# -- marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clauses", "links"),
    [
        ("## 标题 {#a}\n\n正文[<x]。\n", ["a"], [("a", "x", 3, 3)]),
        ("正文[<x]。\n", [], [("", "x", 1, 3)]),
        ("第一段。 {#a}\n\n第二段[<x、y，z; w]。{#b}\n", ["a", "b"], [("b", name, 3, 4) for name in "xyzw"]),
        ("{#a}\n第一段[<x]。\n", ["a"], [("a", "x", 2, 4)]),
        ("- 一项[<x] {#a}\n- 二项[<y]\n", ["a"], [("a", "x", 1, 5), ("", "y", 2, 5)]),
        ("## 甲 {#a}\n\n### 乙 {#b}\n\n[<x]\n\n### 丙\n\n[<y]\n", ["a", "b"], [("b", "x", 5, 1), ("a", "y", 9, 1)]),
        ("`[<x]`\n\n```\n[<y]\n## 不是 {#no}\n```\n\n<!-- [<z] -->\n", [], []),
        ("[<x](y.md) 和 [<z]\n", [], [("", "z", 1, 14)]),
        ("表：标题 {#tbl:a}\n\n![图](a.png){#fig:a}\n", [], []),
        ("::: box\n专栏：名称 {#box:a}\n\n内容[<x]\n:::\n", [], [("", "x", 4, 3)]),
        ("## 乙[<x] {#a .unnumbered}\n", ["a"], [("a", "x", 1, 5)]),
        ("一行\n另一行[<x]\n {#a}\n", ["a"], [("a", "x", 2, 4)]),
    ],
)
def test_marks_of_a_text(text: str, clauses: list[str], links: list[tuple[str, str, int, int]]) -> None:
    found = marks(text)
    assert [clause.label for clause in found.clauses] == clauses
    assert [(mark.label, mark.text, mark.line, mark.column) for mark in found.marks] == [
        (label, text, line, column) for label, text, line, column in links
    ]


def test_spaces_line_ends_links_and_ids_change_no_digest() -> None:
    one = marks("## 标题 {#a}\n\n推进科普信息化，建设平台。[<x]\n").clauses[0].digest
    other = marks("# 标题 {#b}\n\n\n推进科普信息化，\n建设平台。 [<y, z]\n").clauses[0].digest
    assert one == other
    assert one != marks("## 标题 {#a}\n\n推进科普信息化，建设网络。\n").clauses[0].digest


def test_the_words_of_a_clause_in_a_clause_are_not_those_of_the_larger() -> None:
    before = marks("## 甲 {#a}\n\n开头。\n\n第一段。 {#b}\n")
    after = marks("## 甲 {#a}\n\n开头。\n\n改过的段。 {#b}\n")
    assert before.clauses[0].digest == after.clauses[0].digest
    assert before.clauses[1].digest != after.clauses[1].digest
    assert after.clauses[1].parent == "a"


@given(st.text(alphabet="#{}[]<>=`~!-*|: \n甲aA1/.,", max_size=200))
def test_any_text_has_marks(text: str) -> None:
    found = marks(text)
    lines = text.split("\n")
    for mark in found.marks:
        assert lines[mark.line - 1][mark.column - 1 :].startswith("[=" if mark.quotes else "[<")


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("survey", "section/a/s", ("evidence/a/survey",)),
        ("survey", "clause/outline/c", ("evidence/a/survey", "evidence/b/survey")),
        ("b/survey", "", ("evidence/b/survey",)),
        ("evidence/a/survey", "", ("evidence/a/survey",)),
        ("c:goal", "", ("clause/outline/c:goal",)),
        ("a", "", ("topic/a",)),  # also a proposal: the topic was made of it
        ("proposal/a", "", ("proposal/a",)),
        ("nothing", "", ()),
    ],
)
def test_what_a_name_means(name: str, source: str, found: tuple[str, ...]) -> None:
    keys = ["proposal/a", "topic/a", "topic/b", "evidence/a/survey", "evidence/b/survey", "clause/outline/c:goal"]
    assert Names(keys).find(name, source) == found


def test_every_short_name_means_its_thing() -> None:
    graph = graph_of({})
    for key in graph.items:
        assert graph.names.find(graph.names.short(key)) == (key,)


# -- the graph --------------------------------------------------------------------------------------------------------


def test_a_clause_leads_back_to_the_society_that_suggested_it_and_a_question_forward_to_the_indicator() -> None:
    graph = graph_of({})
    back = {step.key for step in origins(graph, "indicator/literacy")}
    assert {
        "clause/outline/c:platform",
        "section/ke-pu/findings",
        "evidence/ke-pu/survey",
        "topic/ke-pu",
        "proposal/qi-xiang",
        "question/A2",
    } <= back
    assert graph.items["proposal/qi-xiang"].title == "气象科普服务（市气象学会）"
    assert "question/A1" not in back  # the chapter names it, this clause does not
    assert "indicator/literacy" in {step.key for step in results(graph, "question/A2")}
    assert graph.broken == ()


def test_the_matrix_says_what_is_missing() -> None:
    found = matrix(graph_of({}))
    (second,) = [row for row in found.of(ItemKind.QUESTION) if row.item.key == "question/A2"]
    assert [second.count(kind) for kind in (ItemKind.PROPOSAL, ItemKind.TOPIC, ItemKind.EVIDENCE)] == [1, 1, 2]
    assert found.named(second, ItemKind.INDICATOR) == ["indicator/literacy"]
    assert [item.key for item in found.questions_without_topic] == ["question/A1"]
    assert [item.key for item in found.questions_without_clause] == ["question/A1"]
    assert [item.key for item in found.clauses_without_evidence] == ["clause/outline/c:bare"]
    assert [item.key for item in found.principles_unserved] == ["principle/PR2"]


def test_clauses_that_rest_on_each_other_end() -> None:
    files = {
        "chapters/10-tasks.md": "甲。[<b] {#a}\n\n乙。[<a] {#b}\n\n丙。[<a, c] {#c}\n",
        "indicators.yaml": "indicators: []\n",
    }
    graph = graph_of(files)
    assert {step.key for step in origins(graph, "clause/outline/c")} >= {"clause/outline/a", "clause/outline/b"}
    assert len(matrix(graph).of(ItemKind.CLAUSE)) == 3


def test_a_chapter_may_be_moved_and_renumbered() -> None:
    files = confirmed()
    moved = {**MINIMAL, **THREAD, **files}
    moved["chapters/35-tasks.md"] = f"\n{moved.pop('chapters/10-tasks.md')}".replace("\n---", "---", 1)
    graph = build(read_traced(Memory({path: text.encode() for path, text in moved.items()})))
    assert codes(graph) == []
    assert {link.state for link in graph.links} == {State.CONFIRMED}


# -- confirming -------------------------------------------------------------------------------------------------------


def test_a_link_is_suspect_from_the_change_of_its_target_until_somebody_confirms() -> None:
    files = confirmed()
    assert not graph_of(files).suspect()
    changed = {
        **files,
        "topics/ke-pu/evidence/panel.yaml": THREAD["topics/ke-pu/evidence/panel.yaml"].replace("学会", "科协"),
    }
    graph = graph_of(changed)
    assert {link.source for link in graph.suspect()} == {"section/ke-pu/advice", "clause/outline/c:platform"}
    assert codes(graph) == [Code.LINK_SUSPECT] * 2
    one = [link for link in graph.suspect() if link.source.startswith("clause/")]
    graph = graph_of({**changed, **confirmed_files(graph, one)})
    assert [link.source for link in graph.suspect()] == ["section/ke-pu/advice"]


def test_evidence_that_is_a_table_says_what_stands_in_it() -> None:
    data = {
        "topics/ke-pu/evidence/panel.yaml": "kind: data\ntitle: 渠道\nfinding: 增多。\ntable: a.csv\n",
        "topics/ke-pu/evidence/a.csv": "年份,占比\n2014,46.5\n",
    }
    files = confirmed(data)
    assert not graph_of(files).suspect()
    assert graph_of({**files, "topics/ke-pu/evidence/a.csv": "年份,占比\n2014,46.6\n"}).suspect()


def test_an_id_that_was_changed_is_found_at_both_ends() -> None:
    files = confirmed()
    renamed = {**files, "chapters/10-tasks.md": THREAD["chapters/10-tasks.md"].replace("c:platform", "c:portal")}
    found = check_threads(graph_of(renamed))
    assert [one.code for one in found] == [Code.LINK_UNKNOWN, Code.SOURCE_GONE]
    assert found[0].place.path == "indicators.yaml"
    assert "never changed" in found[0].hint


def test_two_branches_that_confirm_merge(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", dict(THREAD))

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("switch", "-qc", "甲")
    plan(folder, "trace", "confirm", "c:platform", "ke-pu,A2")
    git("add", "traces")
    git("commit", "-qm", "核对甲")
    git("switch", "-q", "main")
    plan(folder, "trace", "confirm", "literacy", "ke-pu/findings", "c:platform")
    git("add", "traces")
    git("commit", "-qm", "核对乙")
    git("merge", "-q", "甲", "-m", "合并")
    found = json.loads(plan(folder, "trace", "--json").stdout)
    states = {(link["source"], link["target"]): link["state"] for link in found["links"]}
    assert states["indicator/literacy", "clause/outline/c:platform"] == "confirmed"
    assert states["clause/outline/c:platform", "section/ke-pu/findings"] == "confirmed"
    assert states["topic/ke-pu", "question/A2"] == "confirmed"
    assert states["topic/ke-pu", "principle/PR1"] == "unconfirmed"


@pytest.mark.parametrize("key", ["clause/outline/c:a", "clause/outline/C.a", "topic/CON", "topic/a-b"])
def test_a_stamp_lies_where_every_system_can_write(key: str) -> None:
    path = stamp_path(key)
    assert re.fullmatch(r"traces/[a-z0-9_/.~-]+\.yaml", path)
    assert len({stamp_path(one) for one in (key, key.lower(), f"{key}1")}) == 3 - (key == key.lower())


def test_a_broken_stamp_is_a_finding_and_no_more() -> None:
    files = {"traces/a.yaml": "<<<<<<< 甲\nsource: x\n", "traces/b.yaml": "", "traces/c.yaml": "links: [1]\n"}
    assert codes(graph_of(files)).count(Code.STAMP_UNREADABLE) == 3


# -- what a phase asks ------------------------------------------------------------------------------------------------


def test_what_the_second_and_the_third_gate_ask() -> None:
    assert lacking(graph_of({}), Asked.COVERAGE) == ("no topic answers: A1",)
    whole = {
        "topics/zu-zhi/topic.yaml": "title: 组织研究\nquestions: [A1]\nlead: office\n",
        "topics/zu-zhi/evidence/visit.yaml": "kind: survey\ntitle: 走访\nfinding: 人手不足。\n",
    }
    assert lacking(graph_of(whole), Asked.COVERAGE) == ()
    (said,) = lacking(graph_of({}), Asked.CONFIRMED)
    assert "literacy,c:platform" in said
    assert lacking(graph_of(confirmed()), Asked.CONFIRMED) == ()


def test_a_deliverable_that_asks_for_threads_is_handed_in_only_with_them(tmp_path: Path) -> None:
    schedule = (
        "phases:\n  - id: P1\n    name: 编撰\n    start: 2015-05-15\n    end: 2015-06-25\n"
        "    writable: ['**']\n    milestones:\n"
        "      - {id: D1, title: 纲要, kind: deliverable, document: outline, asks: [引用已核对]}\n"
    )
    folder = plan_with(tmp_path / "规划", {**THREAD, "schedule.yaml": schedule})

    def commit() -> None:
        subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
        subprocess.run(["git", "commit", "-qm", "修改"], cwd=folder, check=True)

    refused = plan(folder, "hand-in", "D1", check=1).stderr
    assert "引用已核对" in refused
    assert "plan trace confirm" in refused
    plan(folder, "trace", "confirm", "--all")
    commit()
    plan(folder, "hand-in", "D1")
    evidence = folder / "topics/ke-pu/evidence/panel.yaml"
    evidence.write_text("kind: panel\ntitle: 座谈会\nfinding: 改了。\n", encoding="utf-8")
    commit()
    assert "c:platform,ke-pu/panel" in plan(folder, "gate", "pass", "P1", check=1).stderr
    plan(folder, "trace", "confirm", "--all")
    commit()
    plan(folder, "gate", "pass", "P1")


# -- what is read again -----------------------------------------------------------------------------------------------


class _Counting(Memory):
    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(files)
        self.was_read: list[str] = []

    def read(self, path: str, limit: int) -> bytes:
        self.was_read.append(path)
        return super().read(path, limit)


def test_only_what_changed_is_read_again() -> None:
    files = {path: text.encode() for path, text in {**MINIMAL, **THREAD}.items()}
    kept: Kept = {}
    first = read_traced(_Counting(dict(files)), kept)
    kept = json.loads(json.dumps(kept))
    again = _Counting(dict(files))
    assert read_traced(again, kept) == first
    assert again.was_read == ["plan.yaml"]
    files["topics/ke-pu/report.md"] += b"\n[<survey]\n"
    changed = _Counting(dict(files))
    read_traced(changed, kept)
    assert sorted(changed.was_read) == ["plan.yaml", "topics/ke-pu/report.md"]


# -- what is written --------------------------------------------------------------------------------------------------


def test_nothing_of_it_is_printed(tmp_path: Path) -> None:
    chapter = (
        "## 重点任务[<A2] {#c:tasks}\n\n[<ke-pu/survey]\n\n"
        "做好**科普。**[<panel]建设平台 [<ke-pu/findings]。 {#c:platform}\n\n"
        "- 一项[<survey] {#c:item}\n"
    )
    folder = plan_with(tmp_path / "规划", {**THREAD, "chapters/10-tasks.md": chapter})
    plan(folder, "build", "--format", "docx,html", "--out", str(tmp_path / "out"))
    with zipfile.ZipFile(built(tmp_path / "out", ".docx")) as package:
        body = package.read("word/document.xml").decode()
    words = re.sub(r"<[^>]+>", "", "\n".join(re.findall(r"<w:p[ >].*?</w:p>", body, re.DOTALL)))
    assert "做好科普。建设平台。" in words
    text = built(tmp_path / "out", ".html").read_text(encoding="utf-8")
    for written in (words, text):
        assert "ke-pu" not in written
        assert "[&lt;" not in written
        assert "c:platform" not in written
    assert plan(folder, "check", "chapters", check=None).stdout.count("L0") == 0


def test_a_cell_of_the_workbook_is_never_a_formula() -> None:
    files = {
        "questions.yaml": THREAD["questions.yaml"]
        .replace("如何提升？", "'=cmd|calc!A1'")
        .replace("怎样普及？", "'@+-x'")
    }
    content = workbook(graph_of(files))
    assert content == workbook(graph_of(files))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert any(cell.value == "=cmd|calc!A1" and cell.quotePrefix for cell in cells)


def test_a_title_stays_a_title_in_the_graph_and_in_the_page() -> None:
    hostile = '</script><img src=x onerror=alert(1)> "\\N\\" <!--'
    files = {"topics/ke-pu/evidence/panel.yaml": f"kind: panel\ntitle: {json.dumps(hostile)}\nfinding: 甲\n"}
    graph = graph_of(files)
    assert '\\"\\\\N\\\\\\"' in to_dot(graph)
    text = page(graph).decode()
    assert text.count("</script>") == 2
    assert "<img" not in text


def _dumped(file: Path, profile: Path, fragment: str = "") -> str:
    return subprocess.run(
        [
            *(browser(), "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"),
            *("--virtual-time-budget=5000", "--dump-dom", f"{file.as_uri()}{fragment}"),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    ).stdout


def test_the_page_shows_the_thread_in_a_browser(tmp_path: Path) -> None:
    file = tmp_path / "线索.html"
    file.write_bytes(page(graph_of({}), "indicator/literacy"))
    shown = _dumped(file, tmp_path / "profile")
    picture = shown[shown.index('id="picture"') :]
    for words in ("气象科普服务（市气象学会）", "科普信息化研究", "社区调研", "素质比例"):
        assert words in picture
    assert 'aria-current="true"' in picture
    assert picture.count("<path ") >= 6
    elsewhere = _dumped(file, tmp_path / "profile", "#evidence%2Fke-pu%2Fpanel")
    assert re.search(r'id="chosen"[^>]*>依据 ke-pu/panel<', elsewhere)


@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_the_page(tmp_path: Path, width: int) -> None:
    file = tmp_path / "trace.html"
    file.write_bytes(page(graph_of({}), "indicator/literacy"))
    assert violations(file, width) == []


# -- the command ------------------------------------------------------------------------------------------------------


def test_the_example_shows_something_at_every_turn(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    shown = plan(folder, "trace", PLAN_LANG="zh_CN").stdout
    assert "存疑 0 处" in shown
    thread = plan(folder, "trace", "sample-literacy").stdout
    for words in ("c:popularization", "sample-survey", "科普信息化与传播方式创新研究", "A2"):
        assert words in thread
    survey = folder / "topics/sample-science-popularization/evidence/sample-survey.yaml"
    survey.write_text(survey.read_text(encoding="utf-8").replace("手机", "电视"), encoding="utf-8")
    assert "(suspect)" in plan(folder, "trace", "c:popularization").stdout
    assert "X003" in plan(folder, "check", "--as-of", "2015-06-01").stdout
    plan(folder, "trace", "confirm", "sample-science-popularization/findings")
    assert "X003" not in plan(folder, "check", "--as-of", "2015-06-01").stdout
    plan(folder, "trace", "--html", "a.html")
    plan(folder, "trace", "--xlsx", "a.xlsx")
    assert plan(folder, "trace", "--dot").stdout.startswith("digraph")
    assert json.loads(plan(folder, "trace", "A2", "--json").stdout)["item"]["key"] == "question/A2"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing"], 2, "nothing is called"),
        (["科普信息化与"], 2, "sample-science-popularization"),
        (["confirm"], 2, "confirm --all"),
        (["confirm", "A1,A2"], 2, "no link"),
        (["--all"], 2, "confirm"),
        (["--json", "--dot"], 2, "exclude"),
        (["findings"], 2, "several things are called"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(shared: Path, arguments: list[str], code: int, said: str) -> None:
    assert said in plan(shared, "trace", *arguments, check=code).stderr


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("trace") / "规划")
