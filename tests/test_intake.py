"""Forms that come back: tidy, untidy and hostile ones, read without an exception and reported row by row."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError
from plan_cli.checks.proposal_similarity import likenesses
from plan_cli.intake.cleaning import clean, take_contacts_out, telephones
from plan_cli.intake.form_file import read_form_file
from plan_cli.intake.importing import ImportReport, read_forms
from plan_cli.intake.judging import State
from plan_cli.intake.package import FILE_LIMIT
from plan_cli.loading import shapes, yaml_nodes
from plan_cli.loading.loader import load
from plan_cli.model.finding import Finding
from plan_cli.model.plan import Plan
from plan_cli.model.proposal import ProposalFile
from plan_cli.model.proposal_form import field_of
from plan_cli.scaffold.plan_files import example_files
from plan_cli.scaffold.proposal_files import proposal_file

from forms import (
    HEADINGS,
    ROW,
    cell_xml,
    changed,
    list_xml,
    packed,
    raw_xlsx,
    saved,
    sheet_xml,
    word_form,
    workbook,
    xlsx,
)
from plans import plan as run_plan
from plans import plan_with
from test_loading import Memory

PROGRESS = str  # told what is being done, and does nothing


@lru_cache(maxsize=1)
def _example() -> Plan:
    loaded = load(
        Memory(
            {
                path: text
                for path, text in example_files("chengdu-13-5").items()
                if not path.startswith(("proposals/", "selection/"))
            }
        )
    )
    assert loaded.plan is not None
    return loaded.plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return _example()


def read(plan: Plan, name: str, content: bytes) -> ImportReport:
    return read_forms(plan, [(name, content)], PROGRESS)


def codes(report: ImportReport) -> set[str]:
    remarks = [remark for form in report.forms for remark in form.remarks]
    remarks += [
        remark for file in report.files for remark in [*file.remarks, *([file.refused] if file.refused else [])]
    ]
    return {remark.code.value for remark in remarks}


def titles(report: ImportReport) -> list[str]:
    return [form.title for form in report.forms]


# -- tidy and untidy lists ------------------------------------------------------------------------------------------


def test_a_tidy_list_is_taken_row_by_row(plan: Plan) -> None:
    report = read(plan, "汇总.xlsx", xlsx(HEADINGS, ROW, (2, "学会能力研究", "成都市数学会", "A2", "内容", "", "", "")))
    assert [form.state for form in report.forms] == [State.TAKEN, State.TAKEN]
    first = report.forms[0]
    assert first.proposal is not None
    assert first.proposal.title == "气象科普信息化研究"
    assert first.proposal.unit_as_written == "成都市气象学会"
    assert [question.id for question in first.proposal.questions] == ["A1"]
    assert first.contact.telephone == "13800138000"
    assert first.contact.email == "wang@example.org"
    assert first.proposal.origin is not None
    assert (first.proposal.origin.file, first.proposal.origin.row) == ("汇总.xlsx", 2)


def test_an_untidy_list_is_understood(plan: Plan) -> None:
    book = workbook(
        ["成都市科协“十三五”规划前期研究课题征集汇总表"],
        ["填报单位：成都市医学会　　联系人：李某　联系电话：０２８－８７６５４３２１"],
        [],
        ["", "对应研究问题 ", "课 题 名 称（必填）", "性别", "主要研究的内容", "成果形式", "备 注"],
        ["", "Ａ２、Ｂ３", "健康科普传播机制研究", "女", "内容\r\n二", "报告", None],
        [],
        ["", "A9", "医学人才队伍研究", "男", None, "论文", "见附件"],
        ["注：请于5月20日前报送"],
        ["", "对应研究问题 ", "课 题 名 称（必填）", "性别", "主要研究的内容", "成果形式", "备 注"],
        ["", "怎样在科技评估中唱主角，提升科协在科技界的地位、作用", "科技评估研究", "", "内容三", "", ""],
        ["合计：3项"],
    )
    book.active.merge_cells("A1:G1")
    book.active.merge_cells("A2:G2")
    report = read(plan, "汇总.xlsx", saved(book))
    assert titles(report) == ["健康科普传播机制研究", "医学人才队伍研究", "科技评估研究"]
    one, two, three = (form.proposal for form in report.forms)
    assert one
    assert two
    assert three
    assert [question.id for question in one.questions] == ["A2", "B3"]
    assert (one.contents, one.results, one.unit_as_written) == ("内容\n二", "报告", "成都市医学会")
    assert report.forms[0].contact.telephone == "028-87654321"
    assert two.questions == ()
    assert [question.id for question in three.questions] == ["B2"]
    assert {"column-guessed", "column-left-out", "unknown-question", "question-guessed"} <= codes(report)
    assert report.forms[1].state is State.DOUBTFUL
    assert [remark.where for remark in report.forms[1].remarks] == ["汇总表!B7"]


def test_merged_cells_hold_for_every_row_they_cover(plan: Plan) -> None:
    book = workbook(
        ["申报单位", "课题名称", "研究问题", "主要研究内容", "联系人", ""],
        ["", "", "", "", "姓名", "电话"],
        ["成都市气象学会", "甲课题研究", "A1", "内容一", "王某", 13800138000],
        ["", "乙课题调查", "A2", "内容二", "", ""],
        ["成都市化学会", "丙课题分析", "A3", "第一部分", "", ""],
        ["", "", "", "第二部分", "", ""],
    )
    for merged in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "A3:A4", "A5:A6", "B5:B6", "C5:C6"):
        book.active.merge_cells(merged)
    report = read(plan, "合并.xlsx", saved(book))
    assert titles(report) == ["甲课题研究", "乙课题调查", "丙课题分析"]
    units = [form.proposal.unit_as_written for form in report.forms if form.proposal]
    assert units == ["成都市气象学会", "成都市气象学会", "成都市化学会"]
    assert report.forms[2].proposal
    assert report.forms[2].proposal.contents == "第一部分\n第二部分"
    assert report.forms[0].contact.telephone == "13800138000"


def test_two_forms_in_a_sheet_and_several_sheets(plan: Plan) -> None:
    def form(title: str, unit: str) -> list[list[object]]:
        return [
            ["课题申报表"],
            ["课题名称", title, "", "申报单位", unit],
            ["负责人", "张某", "", "职称", "教授"],
            ["联系电话", 13900139000, "", "对应的研究问题", "A4"],
            ["主要研究内容", "内容：第一；第二"],
        ]

    book = workbook(*form("基层组织研究", "成都市农学会"), *form("高校科协调查", "成都市林学会"), title="表一")
    second = book.create_sheet("表二")
    for row in form("企业科协分析", "成都市机械学会"):
        second.append(row)
    hidden = book.create_sheet("隐藏")
    hidden.append(["课题名称", "看不见的"])
    hidden.sheet_state = "hidden"
    report = read(plan, "申报表.xlsx", saved(book))
    assert titles(report) == ["基层组织研究", "高校科协调查", "企业科协分析"]
    assert [form.submission.sheet for form in report.forms] == ["表一", "表一", "表二"]
    for form_read in report.forms:
        assert form_read.proposal
        assert form_read.proposal.leader == "张某"
        assert form_read.proposal.contents == "内容：第一；第二"
        assert form_read.contact.telephone == "13900139000"
    assert {"hidden-sheet", "left-out"} <= codes(report)


def test_formulas_errors_and_hidden_rows_are_doubtful_at_their_cell(plan: Plan) -> None:
    rows = (
        '<row r="1">' + "".join(cell_xml(f"{a}1", t) for a, t in zip("ABCD", HEADINGS[1:5], strict=True)) + "</row>"
        f'<row r="2">{cell_xml("A2", "甲课题")}<c r="B2" t="str"><f>HYPERLINK("http://x")</f><v>成都市气象学会</v></c>'
        f'{cell_xml("C2", "A1")}<c r="D2"><f>1+1</f></c></row>'
        f'<row r="3" hidden="1">{cell_xml("A3", "乙课题")}{cell_xml("B3", "某学会")}{cell_xml("C3", "A1")}'
        '<c r="D3" t="e"><v>#REF!</v></c></row>'
    )
    report = read(plan, "公式.xlsx", raw_xlsx(sheet_xml(rows)))
    assert [form.state for form in report.forms] == [State.DOUBTFUL, State.DOUBTFUL]
    assert {(remark.code.value, remark.where) for form in report.forms for remark in form.remarks} >= {
        ("formula", "Sheet1!B2"),
        ("formula", "Sheet1!D2"),
        ("hidden-row", "Sheet1!A3"),
        ("cell-error", "Sheet1!D3"),
    }
    assert report.forms[0].proposal
    assert report.forms[0].proposal.unit_as_written == "成都市气象学会"
    assert report.forms[0].proposal.contents is None


def test_a_sheet_as_wps_writes_it(plan: Plan) -> None:
    """Prefixed names, no cell addresses, a dimension that is a lie, texts in runs with phonetics."""
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

    def row(*texts: str) -> str:
        cells = (
            f'<x:c t="inlineStr"><x:is><x:r><x:t>{text[:1]}</x:t></x:r><x:r><x:t>{text[1:]}</x:t></x:r></x:is></x:c>'
            for text in texts
        )
        return f"<x:row>{''.join(cells)}</x:row>"

    sheet = (
        f'<x:worksheet {space}><x:dimension ref="A1:XFD1048576"/><x:sheetData>'
        f"{row(*HEADINGS[1:5])}{row(*map(str, ROW[1:5]))}</x:sheetData></x:worksheet>"
    )
    report = read(plan, "wps.xlsx", raw_xlsx(sheet))
    assert titles(report) == ["气象科普信息化研究"]
    assert report.forms[0].state is State.TAKEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_tables_of_text_in_the_encodings_of_offices(plan: Plan, encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(map(str, row)) for row in (HEADINGS, ROW)) + "\r\n"
    report = read(plan, "表.csv", text.encode(encoding))
    assert titles(report) == ["气象科普信息化研究"]
    assert report.forms[0].contact.email == "wang@example.org"


# -- Word -----------------------------------------------------------------------------------------------------------

FORM = (
    ("一、课题名称", "学会组织能力建设研究"),
    ("申报单位（盖章）", "成都市数学会"),
    ("对应的研究问题", "☑A1 组织能力  ☐A2 科普  ☒B1 人才"),
    ("联系人及电话", "赵某 028-86161234"),
    ("主要研究内容", "第一，现状；\n第二，对策。"),
)


def test_word_forms_with_two_in_a_file_and_paragraphs(plan: Plan) -> None:
    document = word_form(*FORM)
    for text in (
        "课题名称：第二个课题的研究",
        "申报单位：____成都市化学会____  联系人：钱某",
        "一、主要研究内容",
        "一段。",
    ):
        document.add_paragraph(text)
    document.add_paragraph("又一段。")
    document.add_paragraph("二、预期成果")
    document.add_paragraph("研究报告")
    document.add_paragraph("填表说明：一张表填一个课题。")
    report = read(plan, "申报.docx", saved(document))
    assert titles(report) == ["学会组织能力建设研究", "第二个课题的研究"]
    one, two = (form.proposal for form in report.forms)
    assert one
    assert two
    assert [question.id for question in one.questions] == ["A1", "B1"]
    assert one.contents == "第一，现状；\n第二，对策。"
    assert (report.forms[0].contact.name, report.forms[0].contact.telephone) == ("赵某", "028-86161234")
    assert (two.unit_as_written, two.contents, two.results) == ("成都市化学会", "一段。\n又一段。", "研究报告")
    assert report.forms[1].contact.name == "钱某"


def test_word_tables_with_merged_cells_and_lists(plan: Plan) -> None:
    document = docx.Document()
    table = document.add_table(4, 4)
    for row, texts in zip(
        table.rows,
        [
            ("申报单位", "课题名称", "研究问题", "研究内容"),
            ("成都市气象学会", "甲课题研究", "A1", "一"),
            ("", "乙课题调查", "A2", "二"),
            ("成都市化学会", "丙课题分析", "A3", "三"),
        ],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    report = read(plan, "表.docx", saved(document))
    assert titles(report) == ["甲课题研究", "乙课题调查", "丙课题分析"]
    units = [form.proposal.unit_as_written for form in report.forms if form.proposal]
    assert units == ["成都市气象学会", "成都市气象学会", "成都市化学会"]


def test_tracked_changes_are_read_as_accepted(plan: Plan) -> None:
    content = saved(word_form(("课题名称", "旧题目MARK"), ("申报单位", "某学会"), ("研究问题", "A1")))
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        text = source.read("word/document.xml").decode()
    inserted = (
        '</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>研究</w:t></w:r></w:ins><w:r><w:t>'
    )
    report = read(plan, "修订.docx", changed(content, word__document_xml=text.replace("MARK", inserted)))
    assert titles(report) == ["旧题目研究"]
    assert "tracked-changes" in codes(report)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_word_form_saved_by_libreoffice(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "甲.docx").write_bytes(saved(word_form(*FORM)))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "odt"]
    subprocess.run([*command, "甲.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    command[-1] = "docx:MS Word 2007 XML"
    subprocess.run([*command, "--outdir", "out", "甲.odt"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    report = read(plan, "甲.docx", (tmp_path / "out" / "甲.docx").read_bytes())
    assert titles(report) == ["学会组织能力建设研究"]
    assert report.forms[0].proposal
    assert report.forms[0].proposal.contents == "第一，现状；\n第二，对策。"
    odt = read(plan, "甲.odt", (tmp_path / "甲.odt").read_bytes())
    assert codes(odt) == {"old-format"}


# -- judging --------------------------------------------------------------------------------------------------------


def test_importing_twice_takes_nothing_and_edited_files_stay_known(plan: Plan) -> None:
    content = xlsx(HEADINGS, ROW, ROW)
    first = read(plan, "甲.xlsx", content)
    assert [form.state for form in first.forms] == [State.TAKEN, State.REFUSED]
    assert "twice" in codes(first)
    again = read_forms(plan, [("甲.xlsx", content), ("另存.xlsx", xlsx(HEADINGS, ROW))], PROGRESS)
    assert [form.state for form in again.forms] == [State.TAKEN, State.REFUSED, State.REFUSED]


def test_near_duplicates_are_pointed_out_and_taken(plan: Plan) -> None:
    rows = [
        ("1", "科普信息化平台建设研究", "甲学会", "A2", "内容", "", "", ""),
        ("2", "关于科普信息化平台建设的思考", "乙学会", "A2", "内容", "", "", ""),
        ("3", "企业院士工作站发展", "丙学会", "B3", "内容", "", "", ""),
    ]
    report = read(plan, "甲.xlsx", xlsx(HEADINGS, *rows))
    assert [form.state for form in report.forms] == [State.TAKEN, State.DOUBTFUL, State.TAKEN]
    (remark,) = report.forms[1].remarks
    assert remark.code.value == "near-duplicate"
    assert "科普信息化平台建设研究" in remark.message


def test_the_same_contents_under_another_title_are_pointed_out() -> None:
    text = "本课题研究基层组织的覆盖面、活动方式和保障条件，提出分类指导的意见和可以操作的办法。"
    pairs = list(likenesses([ProposalFile("甲", contents=text), ProposalFile("乙丙丁", contents=f" {text}")]))
    assert [(pair.one, pair.other, pair.score) for pair in pairs] == [(0, 1, 100.0)]


def test_units_are_found_by_any_name_and_resemblance_is_only_told(plan: Plan) -> None:
    rows = [
        ("1", "甲", "市科协 办公室", "A1", "", "", "", ""),
        ("2", "乙", "成都市科学技术协会", "A1", "", "", "", ""),
        ("3", "丙", "成都市科协十三五规划研究和编制领导小组", "A1", "", "", "", ""),
    ]
    report = read(plan, "甲.xlsx", xlsx(HEADINGS, *rows))
    units = [
        (form.proposal.unit and form.proposal.unit.id, form.proposal.unit_as_written)
        for form in report.forms
        if form.proposal
    ]
    assert units == [("office", None), (None, "成都市科学技术协会"), (None, "成都市科协十三五规划研究和编制领导小组")]
    assert [remark.code.value for remark in report.forms[2].remarks] == ["unit-resembles"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("A1", ["A1"]),
        ("Ａ１；b3", ["A1", "B3"]),
        ("A1 如何在改革创新中进一步提升学会、协会的组织能力", ["A1"]),
        ("（1）A2、（2）A3", ["A2", "A3"]),
        ("怎样在推进企业技术创新、服务经济和地方发展中发挥更重要的作用？", ["B3"]),
        ("□A1 □A2", []),
        ("□A1 √A2", ["A2"]),
        ("■ A4\n□ A5", ["A4"]),
        ("√ A6", ["A6"]),
        ("无", []),
        ("A1—A3", []),
        ("", []),
    ],
)
def test_questions_as_people_write_them(plan: Plan, written: str, found: list[str]) -> None:
    report = read(plan, "甲.xlsx", xlsx(HEADINGS, (1, "题目", "某学会", written, "", "", "", "")))
    assert report.forms[0].proposal
    assert [question.id for question in report.forms[0].proposal.questions] == found
    assert (report.forms[0].state is State.TAKEN) == bool(found)


@pytest.mark.parametrize(
    ("text", "rest", "numbers", "emails"),
    [
        ("张某（电话：138 0013 8000）", "张某", ["138-0013-8000"], []),
        ("李某，０２８－８７６５４３２１", "李某", ["028-87654321"], []),
        ("见 a.b@example.org.cn。", "见 。", [], ["a.b@example.org.cn"]),
        ("编号510104199001011234，金额100000元", "编号510104199001011234，金额100000元", [], []),
        ("2015年5月25日—2020年", "2015年5月25日—2020年", [], []),
        ("+86 13800138000", "", ["+86-13800138000"], []),
    ],
)
def test_contacts_are_taken_out_of_texts(text: str, rest: str, numbers: list[str], emails: list[str]) -> None:
    assert take_contacts_out(text) == (rest, numbers, emails)


def test_local_numbers_count_where_a_number_is_expected() -> None:
    assert telephones("办公室 8616-1234转801，13800138000") == ["13800138000", "8616-1234转801"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((1, "", "某学会", "A1", "没有名称", "", "", ""), "no-title"),
        ((1, "甲", "", "A1", "", "", "", ""), "no-unit"),
        ((1, "题\u202e目", "某学会", "A1", "", "", "", ""), "hidden-character"),
        ((1, "题_x0007_目", "某学会", "A1", "", "", "", ""), "hidden-character"),
        ((1, "长" * 301, "某学会", "A1", "", "", "", ""), "too-long"),
        ((1, "长" * 100, "某学会", "A1", "", "", "", ""), "too-long"),
        ((1, "甲", "某学会", "A1", "长" * 20_001, "", "", ""), "too-long"),
        ((1, "甲", "某学会", "A1", "请联系13800138000", "", "", ""), "contact-moved"),
        ((1, "甲", "某学会", "A1", "", "", "没有", ""), "bad-telephone"),
        ((1, "甲", "某学会", "A1", "", "", "", "无"), "bad-email"),
        (("例", "甲", "某学会", "A1", "", "", "", ""), "example-row"),
    ],
)
def test_what_is_wrong_in_a_row_is_said(plan: Plan, row: tuple[object, ...], code: str) -> None:
    report = read(plan, "甲.xlsx", xlsx(HEADINGS, row))
    assert code in codes(report)
    for form in report.forms:
        if form.proposal:
            assert "13800138000" not in proposal_file(form.proposal).decode()
            assert "\u202e" not in proposal_file(form.proposal).decode()


# -- hostile files --------------------------------------------------------------------------------------------------

_DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


_GOOD = xlsx(HEADINGS, ROW)
_WORD = saved(word_form(*FORM))
_BODY = list_xml()
_BOMBS: dict[str, Callable[[], tuple[str, bytes, str]]] = {
    "empty": lambda: ("甲.xlsx", b"", "unreadable"),
    "cut": lambda: ("甲.xlsx", _GOOD[:-200], "unreadable"),
    "cut in the middle": lambda: ("甲.xlsx", _GOOD[:900] + _GOOD[1400:], "unreadable"),
    "large": lambda: ("甲.csv", b"x" * (FILE_LIMIT + 1), "too-large"),
    "zip bomb": lambda: ("甲.xlsx", changed(_GOOD, xl__media__a=bytes(300 << 20)), "too-large"),
    "ratio": lambda: ("甲.xlsx", changed(_GOOD, xl__media__a=bytes(64 << 20)), "too-large"),
    "many parts": lambda: ("甲.xlsx", changed(_GOOD, **{f"x{number}": "" for number in range(4001)}), "too-large"),
    "entity bomb": lambda: ("甲.xlsx", raw_xlsx(sheet_xml(_BODY, before=_DTD)), "unsafe"),
    "entity bomb in utf-16": lambda: ("甲.xlsx", raw_xlsx(sheet_xml(_BODY, before=_DTD).encode("utf-16")), "unsafe"),
    "entity bomb in strings": lambda: ("甲.xlsx", changed(_GOOD, xl__sharedStrings_xml=f"{_DTD}<sst/>"), "unsafe"),
    "entity bomb in word": lambda: ("甲.docx", changed(_WORD, word__document_xml=f"{_DTD}<a>&b;</a>"), "unsafe"),
    "entity of a file": lambda: (
        "甲.docx",
        changed(_WORD, word__document_xml='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "unsafe",
    ),
    "deep": lambda: ("甲.xlsx", raw_xlsx(sheet_xml("<a>" * 100_000 + "</a>" * 100_000)), "too-large"),
    "deep word": lambda: ("甲.docx", changed(_WORD, word__document_xml="<a>" * 5000 + "</a>" * 5000), "too-large"),
    "no xml": lambda: ("甲.xlsx", raw_xlsx("<worksheet"), "unreadable"),
    "no sheet": lambda: ("甲.xlsx", packed({"xl/workbook.xml": "<workbook/>"}), "unreadable"),
    "no document": lambda: ("甲.docx", packed({"word/document.xml": "<x/>"}), "nothing-found"),
    "merged a million": lambda: (
        "甲.xlsx",
        raw_xlsx(
            sheet_xml(
                _BODY + f'<row r="4000">{cell_xml("IV4000", "x")}</row>',
                after='<mergeCells><mergeCell ref="A3:IV4000"/></mergeCells>',
            )
        ),
        "too-large",
    ),
    "many rows": lambda: (
        "甲.xlsx",
        raw_xlsx(sheet_xml(_BODY + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(3, 20_005)))),
        "too-large",
    ),
    "old xls": lambda: ("甲.xls", _OLE + "Workbook".encode("utf-16-le"), "old-format"),
    "old doc under another name": lambda: ("甲.docx", _OLE + "WordDocument".encode("utf-16-le"), "old-format"),
    "wps": lambda: ("甲.wps", _OLE, "old-format"),
    "et": lambda: ("甲.et", _OLE, "old-format"),
    "page saved as xls": lambda: ("甲.xls", b"<html><table><tr><td>a", "old-format"),
    "ods": lambda: ("甲.ods", packed({"content.xml": "<a/>"}), "old-format"),
    "password": lambda: ("甲.xlsx", _OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "pdf": lambda: ("甲.docx", b"%PDF-1.7", "unknown-format"),
    "text as xlsx": lambda: ("甲.xlsx", "课题名称,申报单位".encode(), "unknown-format"),
    "other zip": lambda: ("甲.xlsx", packed({"a.txt": "x"}), "unknown-format"),
    "no name": lambda: ("甲", b"\x00\x01", "unknown-format"),
    "bytes as csv": lambda: ("甲.csv", b"\xff\xfe\x00\xd8\x00", "encoding"),
    "nul in csv": lambda: ("甲.csv", b"a\0b,c", "encoding"),
    "open quote in csv": lambda: ("甲.csv", ('课题名称,申报单位\n"' + "x" * 200_000).encode(), "unreadable"),
    "no form": lambda: ("甲.xlsx", xlsx(["通讯录"], ["姓名", "电话"], ["张某", "1"]), "nothing-found"),
    "blank form": lambda: ("甲.docx", saved(word_form(*((label, "") for label, __ in FORM))), "nothing-found"),
}


@pytest.mark.parametrize("name", list(_BOMBS))
def test_a_hostile_or_wrong_file_is_refused_with_its_reason(plan: Plan, name: str) -> None:
    file_name, content, code = _BOMBS[name]()
    report = read(plan, file_name, content)
    assert report.taken == []
    refused = report.files[0].refused
    assert refused is not None, name
    assert refused.code.value == code
    assert refused.message


def test_an_old_file_names_the_way_out(plan: Plan) -> None:
    for name, ending in (("甲.xls", ".xlsx"), ("甲.doc", ".docx"), ("甲.wps", ".docx"), ("甲.et", ".xlsx")):
        refused = read(plan, name, _OLE).files[0].refused
        assert refused is not None
        assert ending in refused.hint


def test_a_million_empty_rows_and_far_cells_are_no_trouble(plan: Plan) -> None:
    rows = list_xml() + "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 300_000))
    rows += f'<row r="1048576">{cell_xml("XFD1048576", "x")}</row>'
    sheet = sheet_xml(rows, after='<mergeCells><mergeCell ref="E1:XFD1048576"/></mergeCells>')
    report = read(plan, "空行.xlsx", raw_xlsx(sheet))
    assert titles(report) == ["气象科普信息化研究"]
    assert "left-out" in codes(report)


def test_macros_and_links_stay_outside(plan: Plan) -> None:
    content = changed(
        xlsx(HEADINGS, ROW), xl__vbaProject_bin=b"x", xl__externalLinks__externalLink1_xml="<externalLink/>"
    )
    content = content.replace(b"vbaProject_bin", b"vbaProject.bin")
    report = read(plan, "宏.xlsm", content)
    assert titles(report) == ["气象科普信息化研究"]
    assert {"macros", "external-links"} <= codes(report)
    assert report.forms[0].state is State.TAKEN


def test_a_wrong_extension_is_told_and_the_file_read_as_what_it_is(plan: Plan) -> None:
    report = read(plan, "申报表.docx", xlsx(HEADINGS, ROW))
    assert titles(report) == ["气象科普信息化研究"]
    assert "wrong-extension" in codes(report)


def test_names_of_files_are_made_safe(plan: Plan) -> None:
    report = read(plan, "../../etc/\u202e申报\x07.xlsx", xlsx(HEADINGS, ROW))
    assert report.forms[0].file_name == "../../etc/申报.xlsx"
    assert report.forms[0].proposal
    assert b"\\u202e" not in proposal_file(report.forms[0].proposal)


# -- properties -----------------------------------------------------------------------------------------------------

_CELL = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["课题名称", "申报单位：", "研究内容", "A1", "=1+1", "@SUM(A1)", "-1", "联系电话：138", "填表说明：", "例"]
    ),
    st.integers(),
    st.floats(allow_nan=False),
    st.none(),
    st.dates(),
    st.booleans(),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.lists(_CELL, max_size=7), max_size=9), headed=st.booleans(), word=st.booleans())
def test_whatever_stands_in_the_cells_is_read_and_written_soundly(
    rows: list[list[object]], headed: bool, word: bool
) -> None:
    plan = _example()
    table = [list(HEADINGS), *rows] if headed else rows
    if word:
        text = [["" if cell is None else str(cell) for cell in row] for row in table]
        text = [["".join(c for c in cell if c.isprintable()) for cell in row] for row in text]
        document = docx.Document()
        width = max(map(len, text), default=0)
        if text and width:
            made = document.add_table(len(text), width)
            for target, row in zip(made.rows, text, strict=True):
                for cell, value in zip(target.cells, row, strict=False):
                    cell.text = value
        content, name = saved(document), "甲.docx"
    else:
        book = openpyxl.Workbook()
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                try:
                    book.active.cell(number, column, value)
                except IllegalCharacterError:
                    book.active.cell(number, column, "x")
        content, name = saved(book), "甲.xlsx"
    report = read(plan, name, content)
    for form in report.taken:
        assert form.proposal is not None
        written = proposal_file(form.proposal).decode()
        findings: list[Finding] = []
        node = yaml_nodes.parse(written, "p.yaml", findings)
        assert node is not None
        again = shapes.read(ProposalFile, node, findings)
        assert findings == []
        assert again is not None
        assert again.title == form.proposal.title
        assert again.contents == form.proposal.contents
    assert all(form.remarks for form in report.forms if form.state in (State.DOUBTFUL, State.REFUSED))


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_cleaned_texts_hold_nothing_that_cannot_be_seen(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text
    assert not any(ord(character) < 32 and character != "\n" for character in cleaned.text)
    assert not set(cleaned.text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["甲.xlsx", "甲.docx", "甲.csv", "甲.xls", "甲"]), st.binary(max_size=400))
def test_any_bytes_are_refused_or_read_but_never_fail(label: str, name: str, content: bytes) -> None:
    field_of(label)
    read_form_file(name, content)
    read_form_file(name, b"PK\x03\x04" + content)


# -- through the command --------------------------------------------------------------------------------------------


def test_forms_become_files_and_contacts_stay_out_of_git(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    (tmp_path / "回 收").mkdir()
    (tmp_path / "回 收" / "汇总 表.xlsx").write_bytes(xlsx(HEADINGS, ROW, (2, "", "某学会", "A1", "x", "", "", "")))
    (tmp_path / "回 收" / "~$汇总.xlsx").write_bytes(b"lock")
    (tmp_path / "回 收" / "旧.xls").write_bytes(_OLE)
    finished = run_plan(folder, "propose", "import", str(tmp_path / "回 收"), check=1)
    assert "Traceback" not in finished.stdout + finished.stderr
    assert "汇总表!B2" in finished.stdout
    assert ".xlsx" in finished.stdout
    (proposal,) = (folder / "proposals").iterdir()
    assert "13800138000" not in proposal.read_text(encoding="utf-8")
    assert "王某" not in proposal.read_text(encoding="utf-8")
    (contacts,) = (folder / "contacts").glob("*.yaml")
    assert "13800138000" in contacts.read_text(encoding="utf-8")
    status = subprocess.run(["git", "status", "--porcelain", "-uall"], cwd=folder, capture_output=True, check=True)
    assert status.stdout.decode().splitlines() == [f"?? proposals/{proposal.name}"]
    before = sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*.yaml"))
    again = run_plan(folder, "propose", "import", str(tmp_path / "回 收" / "汇总 表.xlsx"), check=1)
    assert "there already 1" in again.stdout
    assert sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*.yaml")) == before


def test_the_report_for_programs_and_a_dry_run(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    (tmp_path / "甲.csv").write_bytes("\n".join(",".join(map(str, row)) for row in (HEADINGS, ROW)).encode("gbk"))
    finished = run_plan(folder, "propose", "import", "../甲.csv", "--dry-run", "--json", PLAN_LANG="zh_CN")
    report = json.loads(finished.stdout)
    assert report["schema"] == "plan-import/1"
    assert report["written"] is False
    assert report["counts"] == {"taken": 1, "doubtful": 0, "refused": 0, "known": 0}
    assert report["files"][0]["forms"][0]["proposal"]
    assert not (folder / "proposals").exists()


def test_nothing_is_written_where_one_place_is_taken_by_something_else(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    (tmp_path / "甲.xlsx").write_bytes(xlsx(HEADINGS, ROW))
    (tmp_path / "elsewhere").mkdir()
    (folder / "proposals").symlink_to(tmp_path / "elsewhere")
    finished = run_plan(folder, "propose", "import", "../甲.xlsx", check=1)
    assert "symbolic link" in finished.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (folder / "contacts").exists()
    assert not list(folder.glob(".plan-*"))


@pytest.mark.parametrize("contacts", ["../outside", "/tmp/x", "proposals", ".git/x", "a/../../b", "Topics/x", "C:\\x"])
def test_contacts_may_not_leave_the_repository_or_lie_among_the_plan(tmp_path: Path, contacts: str) -> None:
    files: dict[str, str | bytes] = {"chapters/1.md": "## 甲\n"}
    folder = plan_with(tmp_path / "规划", files)
    with (folder / "plan.yaml").open("a", encoding="utf-8") as stream:
        stream.write(f"contacts: '{contacts}'\n")
    finished = run_plan(
        folder, "propose", "题目", "--question", "A1", "--unit", "某学会", "--telephone", "13800138000", check=1
    )
    assert "contacts" in finished.stderr
    assert not (folder / "proposals").exists()


def test_a_proposal_by_hand(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    made = run_plan(
        folder,
        "propose",
        "科普信息化：平台“建设”研究",
        "--question",
        "A1",
        "--unit",
        "市科协办公室",
        "--contents",
        "一\n二",
    )
    assert "proposals/" in made.stdout
    loaded = json.loads(run_plan(folder, "propose", "list", "--json").stdout)
    (proposal,) = loaded["proposals"]
    assert (proposal["title"], proposal["unit"], proposal["questions"]) == (
        "科普信息化：平台“建设”研究",
        "office",
        ["A1"],
    )
    again = [
        "propose",
        "科普信息化：平台“建设”研究",
        "--question",
        "A1",
        "--unit",
        "市科协办公室",
        "--contents",
        "一\n二",
    ]
    assert "there already" in run_plan(folder, *again, check=1).stderr
    assert "A1" in run_plan(folder, "propose", "题目", "--question", "A7", "--unit", "x", check=2).stderr
    assert "title" in run_plan(folder, "propose", " ", "--question", "A1", "--unit", "x", check=2).stderr
    alike = run_plan(folder, "propose", "科普信息化平台的建设", "--question", "A1", "--unit", "某学会")
    assert "resembles" in alike.stderr
    listed = run_plan(folder, "propose", "list").stdout
    assert "某学会" in listed
    assert "resemble" in listed
    assert run_plan(folder, "propose").stdout.startswith("Usage: plan propose")


def test_imports_on_two_branches_merge(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "规划", {"chapters/1.md": "## 甲\n"})
    one, two = xlsx(HEADINGS, ROW), xlsx(HEADINGS, ROW, (2, "乙课题", "某学会", "A1", "x", "", "", ""))
    for branch, content in (("甲", one), ("乙", two)):
        subprocess.run(["git", "checkout", "-q", "-b", branch, "main"], cwd=folder, check=True)
        (tmp_path / f"{branch}.xlsx").write_bytes(content)
        run_plan(folder, "propose", "import", str(tmp_path / f"{branch}.xlsx"))
        for arguments in (["add", "-A"], ["commit", "-qm", branch]):
            subprocess.run(["git", *arguments], cwd=folder, check=True)
        subprocess.run(["git", "checkout", "-q", "main"], cwd=folder, check=True)
    subprocess.run(["git", "merge", "-q", "甲"], cwd=folder, check=True)
    merged = subprocess.run(["git", "merge", "-q", "-m", "合并", "乙"], cwd=folder, capture_output=True, check=False)
    # The same proposal out of two files differs only in where it came from: that is for a person to settle.
    assert merged.returncode in (0, 1)
    names = {file.name.rpartition("-")[2] for file in (folder / "proposals").iterdir()}
    assert len(names) == 2


def test_bold_and_coloured_cells_read_as_their_text(plan: Plan) -> None:
    book = workbook(HEADINGS, ROW)
    book.active["B2"].font = Font(bold=True, color="FF0000")
    assert titles(read(plan, "甲.xlsx", saved(book))) == ["气象科普信息化研究"]
