"""What a build would refuse is found without building: the same findings, at the same places, and quickly again."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from plan_cli.checks.rule import Files
from plan_cli.loading.loader import load
from plan_cli.model.finding import Code, Finding, in_file_order
from plan_cli.render import build as building
from plan_cli.render import chapters, document_findings
from plan_cli.render.assembly import ALREADY_NUMBERED
from plan_cli.render.cache import Cache
from plan_cli.render.manifest import Origin
from plan_cli.render.plain_chapters import plain_fragment

from all_findings import all_findings
from memory import Memory, memory
from plans import MINIMAL

_SHARED = MINIMAL["plan.yaml"] + (
    "  - {id: report, title: 汇报稿, kind: outline, source: chapters}\n"
    "  - {id: notice, title: 关于印发规划的通知, kind: notice, source: notice.md, annexes: [chapters/10.md]}\n"
)
_WRONG = {
    "plan.yaml": _SHARED,
    "notice.md": "# 关于印发规划的通知\n\n各单位：\n",
    "chapters/10.md": "## 总体要求 {#a}\n\n见[@b]，<b>字</b>，😀。\n\n![图](a.png)\n",
    "chapters/20.md": "---\ntitle: 任务\n---\n\n## 一、任务 {#a}\n\n[网](javascript:x)[^1]\n",
    "topics/survey/topic.yaml": "title: 研究\nquestions: [A1]\nlead: office\n",
    "topics/survey/report.md": "# 研究\n\n## 现状\n\n见[@c]。\n",
}


def _found(snapshot: Memory, cache: Cache) -> list[Finding]:
    plan = load(snapshot).require_plan()
    documents = building.wanted(plan, ["all"])
    return document_findings.document_findings(plan, snapshot, documents, cache, bundled_fonts=True)


def _built(snapshot: Memory, cache: Cache) -> tuple[Finding, ...]:
    plan = load(snapshot).require_plan()
    origin = Origin(None, "test", datetime.datetime(2015, 6, 1, tzinfo=datetime.timezone.utc), dirty=False)
    found: list[Finding] = []
    for document in building.wanted(plan, ["all"]):
        built = building.build(
            snapshot, plan, [document], ["html"], origin, cache, lambda _text: None, bundled_fonts=True
        )
        found += built.findings
    return in_file_order(found)


def test_a_build_finds_the_same(tmp_path: Path) -> None:
    snapshot = memory(MINIMAL, _WRONG)
    assert tuple(_found(snapshot, Cache(tmp_path / "a"))) == _built(snapshot, Cache(tmp_path / "b"))


def test_every_finding_is_said_once_however_many_documents_share_a_chapter(tmp_path: Path) -> None:
    found = _found(memory(MINIMAL, _WRONG), Cache(tmp_path))
    assert [(one.code.value, str(one.place)) for one in found] == [
        ("R002", "chapters/10.md:3:2"),
        ("B001", "chapters/10.md:3:7"),
        ("B005", "chapters/10.md:3:16"),
        ("B004", "chapters/10.md:5:1"),
        ("B011", "chapters/20.md:5:1"),
        ("R003", "chapters/20.md:5:1"),
        ("B002", "chapters/20.md:7:1"),
        ("B010", "chapters/20.md:7:18"),
        ("R002", "topics/survey/report.md:5:2"),
    ]


def test_shared_chapters_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, bool]] = []
    convert = chapters._convert

    def counted(batch: list[chapters.Source], placed: bool) -> object:
        read.extend((source.path, placed) for source in batch)
        return convert(batch, placed)

    monkeypatch.setattr(chapters, "_convert", counted)
    sound = {**_WRONG, "chapters/10.md": "## 总体要求\n\n`规划`\n", "chapters/20.md": "## 任务\n\n`规划`\n"}
    snapshot = memory(MINIMAL, sound)
    assert [one.code for one in _found(snapshot, Cache(tmp_path))] == [Code.UNKNOWN_LABEL]
    # An annex has a title of its own and is read as such; only what is reported is read again, with its places.
    assert sorted(read) == [
        ("chapters/10.md", False),
        ("chapters/10.md", False),
        ("chapters/20.md", False),
        ("topics/survey/report.md", False),
        ("topics/survey/report.md", True),
    ]
    read.clear()
    assert [one.code for one in _found(snapshot, Cache(tmp_path))] == [Code.UNKNOWN_LABEL]
    assert read == []


_CHANGES: dict[str, Files] = {
    "a chapter": {"chapters/20.md": "## 任务\n"},
    "the picture": {"chapters/a.png": "不是图片"},
    "the title in plan.yaml": {"plan.yaml": _SHARED.replace("汇报稿", "汇报稿😀")},
    "a line above the title": {"plan.yaml": f"# 说明\n{_SHARED.replace('汇报稿', '汇报稿😀')}"},
    "the title of a topic": {"topics/survey/topic.yaml": "title: 研究😀\nquestions: [A1]\nlead: office\n"},
    "the numbering": {"plan.yaml": _SHARED.replace("title: 汇报稿", "title: 汇报稿, numbering: typed")},
    "a profile": {"plan.yaml": f"{_SHARED}profile: report-en\n"},
    "a chapter less": {"chapters/20.md": None},
}


@pytest.mark.parametrize("change", list(_CHANGES.values()), ids=list(_CHANGES))
def test_what_is_kept_is_never_out_of_date(tmp_path: Path, change: Files) -> None:
    before, after = memory(MINIMAL, _WRONG), memory(MINIMAL, _WRONG, change)
    kept = Cache(tmp_path / "kept")
    first = _found(before, kept)
    assert _found(after, kept) == _found(after, Cache(tmp_path / "new"))
    assert _found(before, kept) == first


@pytest.mark.parametrize("entry", [b"", b"{", b"[]", b"\xff", b'{"outline": {}}', b'{"outline": 1}'])
def test_a_damaged_entry_is_made_again(tmp_path: Path, entry: bytes) -> None:
    snapshot = memory(MINIMAL, _WRONG)
    cache = Cache(tmp_path)
    first = _found(snapshot, cache)
    cache.put("findings of documents", entry)
    assert _found(snapshot, cache) == first


def test_words_from_yaml_files_count_where_they_are_printed(tmp_path: Path) -> None:
    organization = "units:\n  - {id: office, name: 市科协办公室😀, duty: 统筹}\n"
    drawn = memory(
        MINIMAL, {"organization.yaml": organization, "chapters/10.md": "## 组织\n\n![](plan:organization)\n"}
    )
    plain = memory(MINIMAL, {"organization.yaml": organization, "chapters/10.md": "## 组织\n"})
    assert [str(one.place) for one in _found(drawn, Cache(tmp_path))] == ["organization.yaml:2:30"]
    assert _found(plain, Cache(tmp_path)) == []


def test_a_topic_without_a_report_is_passed_over(tmp_path: Path) -> None:
    files = {"chapters/10.md": "## 甲\n", "topics/survey/topic.yaml": _WRONG["topics/survey/topic.yaml"]}
    assert _found(memory(MINIMAL, files), Cache(tmp_path)) == []


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="#＃*_[]()!^@{}<>-=|`~\\&:;\"' \t\n甲表：1.😀/?%", max_size=120))
def test_any_markdown_ends_in_findings(tmp_path: Path, text: str) -> None:
    for found in all_findings(memory(MINIMAL, {"chapters/10.md": text}), tmp_path):
        assert found.message
        assert found.place.line <= text.count("\n") + 1 or found.place.path != "chapters/10.md"


@pytest.mark.parametrize(
    ("text", "titled", "plain"),
    [
        ("# 研究\n\n## 现状\n\n五年来，成绩显著。\n\n1. 调研\n2. 座谈\n", True, True),
        ("# 研究\n\n- 调研\n- 座谈\n", True, True),
        ("# 研究\n", False, False),
        ("# 研究\n\n# 现状\n", True, False),
        ("## 一、现状\n", False, False),
        ("##现状\n", False, False),
        ("见[@tbl:a]。\n", False, False),
        ("见表。[^1]\n", False, False),
        ("<b>重点</b>\n", False, False),
        ("表：步骤\n", False, False),
        ("现状\n====\n", False, False),
        ("- - - 调研\n", False, False),
        ("&#x1F600;\n", False, False),
    ],
)
def test_what_is_plain_enough_not_to_be_read(text: str, titled: bool, plain: bool) -> None:
    source = chapters.Source("topics/k1/report.md", "0", text, titled)
    assert (plain_fragment(source) is not None) is plain


@given(text=st.text(alphabet="科协#-*+1.) \n\t_（）“”：:表=>~<[]`\\", max_size=60), titled=st.booleans())
@settings(max_examples=150, deadline=None)
def test_nothing_is_found_in_a_plain_chapter_by_reading_it(text: str, titled: bool) -> None:
    source = chapters.Source("topics/k1/report.md", "0", text, titled)
    assume(plain_fragment(source) is not None)
    (made,) = chapters.fragments([source], Cache(None), placed=True)
    assert made.findings == ()
    assert (made.mentions, made.images, made.captions) == ((), (), ())
    assert not any(ALREADY_NUMBERED.match(heading.text) for heading in made.headings)
