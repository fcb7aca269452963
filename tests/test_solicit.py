"""Soliciting: the notice and the forms, and that the forms come back as they went out, whatever was done to them."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pytest
from openpyxl.workbook.defined_name import DefinedName
from plan_cli.intake.importing import ImportReport, read_forms
from plan_cli.intake.judging import State
from plan_cli.loading.loader import load
from plan_cli.model.plan import Plan
from plan_cli.render.form_xlsx import form_workbook
from plan_cli.render.single import filled, plain_markdown
from plan_cli.scaffold.plan_files import example_files

from forms import saved
from plans import example, plan_with
from plans import plan as run_plan
from test_loading import Memory


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example(tmp_path_factory.mktemp("solicit") / "规划")
    run_plan(folder, "solicit", "--date", "2015-05-15", "--out", "out")
    return folder / "out"


@pytest.fixture(scope="module")
def plan() -> Plan:
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


def _one(folder: Path, ending: str, word: str) -> Path:
    (found,) = [file for file in folder.iterdir() if file.name.endswith(ending) and word in file.name]
    return found


def _read(plan: Plan, name: str, content: bytes) -> ImportReport:
    return read_forms(plan, [(name, content)], str)


def test_the_notice_says_what_when_and_to_whom(made: Path) -> None:
    with pdfplumber.open(_one(made, ".pdf", "通知")) as document:
        text = "".join(page.extract_text() or "" for page in document.pages).replace("\n", "")
    for expected in ("科协所属团体", "2015年5月25日前", "2015年5月15日", "附件：", "A1", "B3", "课题申报表"):
        assert expected in text
    word = docx.Document(str(_one(made, ".docx", "通知")))
    paragraphs = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "9个研究问题" in paragraphs
    assert paragraphs.count("如何在改革创新中进一步提升学会") == 1


def test_a_word_form_comes_back(made: Path, plan: Plan) -> None:
    blank = _one(made, ".docx", "申报表").read_bytes()
    assert _read(plan, "空.docx", blank).files[0].refused is not None
    document = docx.Document(io.BytesIO(blank))
    values = {
        "plan_form_value_title": "健康科普传播机制研究",
        "plan_form_value_unit": "成都市医学会",
        "plan_form_value_contents": "第一，现状。",
        "plan_form_value_contact_telephone": "１３８００１３８０００",
    }
    for tag, paragraph in _marked(document).items():
        if tag in values:
            _write(paragraph, values[tag])
        elif tag == "plan_form_value_questions":
            _write(paragraph, paragraph_text(paragraph).replace("□A2", "☑A2").replace("□B3", "√B3"))
        else:
            _write(paragraph, "")
    # Somebody has given the rows other names: the hidden marks still say what they are.
    for row in document.tables[0].rows[1:4]:
        row.cells[0].paragraphs[0].text = f"改过的{row.cells[0].text[:2]}"
    report = _read(plan, "申报表.docx", saved(document))
    (form,) = report.forms
    assert form.proposal is not None
    assert form.proposal.title == "健康科普传播机制研究"
    assert form.proposal.unit_as_written == "成都市医学会"
    assert [question.id for question in form.proposal.questions] == ["A2", "B3"]
    assert form.proposal.contents == "第一，现状。"
    assert form.contact.telephone == "13800138000"
    assert form.state is State.TAKEN


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _marked(document: Any) -> dict[str, Any]:
    found = {}
    for control in document.element.iter(f"{W}sdt"):
        tag = next(control.iter(f"{W}tag")).get(f"{W}val")
        found[tag] = next(control.iter(f"{W}p"))
    return found


def paragraph_text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _write(paragraph: Any, text: str) -> None:
    for run in list(paragraph.iter(f"{W}r")):
        run.getparent().remove(run)
    run = paragraph.makeelement(f"{W}r", {})
    made_text = run.makeelement(f"{W}t", {})
    made_text.text = text
    run.append(made_text)
    paragraph.append(run)


def test_an_excel_form_comes_back_with_questions_from_the_list(made: Path, plan: Plan) -> None:
    file = _one(made, ".xlsx", "申报表")
    assert _read(plan, "空.xlsx", file.read_bytes()).files[0].refused is not None
    book = openpyxl.load_workbook(file)
    sheet = book["申报表"]
    (validation,) = sheet.data_validations.dataValidation
    assert validation.formula1 == "=问题清单!$A$2:$A$10" or validation.formula1 == "问题清单!$A$2:$A$10"
    sheet["B2"], sheet["D2"], sheet["F2"] = "成都市气象学会", "孙某", "028-86161234"
    choice = book["问题清单"]["A3"].value
    for row, title in ((5, "气象科普研究"), (7, "农业气象服务")):
        sheet.cell(row, 2).value, sheet.cell(row, 3).value, sheet.cell(row, 6).value = title, choice, "=内容"
        sheet.cell(row, 6).data_type = "s"
    sheet.cell(5, 4).value = "B3"
    report = _read(plan, "申报表.xlsx", saved(book))
    assert [form.title for form in report.forms] == ["气象科普研究", "农业气象服务"]
    first = report.forms[0].proposal
    assert first is not None
    assert [question.id for question in first.questions] == ["A2", "B3"]
    assert (first.unit_as_written, first.contents) == ("成都市气象学会", "=内容")
    assert report.forms[0].contact.telephone == "028-86161234"
    assert [form.state for form in report.forms] == [State.TAKEN, State.TAKEN]


def test_moved_and_renamed_columns_are_found_by_their_marks(plan: Plan) -> None:
    moment = datetime.datetime(2015, 5, 15, tzinfo=datetime.timezone.utc)
    content = form_workbook(plan, "申报表", moment)
    assert content == form_workbook(plan, "申报表", moment)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["申报表"]
    # As Excel does when a column is cut and inserted elsewhere: the names go with it.
    for name, column, heading in (("title", "P", "叫什么"), ("contents", "B", "做什么")):
        sheet[f"{column}4"] = heading
        full = f"plan_form_column_{name}"
        book.defined_names[full] = DefinedName(full, attr_text=f"'申报表'!${column}$4", hidden=True)
    sheet["F4"] = None
    sheet["P5"], sheet["B5"], sheet["B2"] = "换了位置的课题", "换了位置的内容", "某学会"
    report = _read(plan, "申报表.xlsx", saved(book))
    (form,) = report.forms
    assert form.proposal is not None
    assert (form.proposal.title, form.proposal.contents) == ("换了位置的课题", "换了位置的内容")


def test_all_of_it_comes_back_through_the_command(made: Path) -> None:
    folder = made.parent
    book = openpyxl.load_workbook(_one(made, ".xlsx", "申报表"))
    sheet = book["申报表"]
    sheet["B2"], sheet["B5"], sheet["C5"] = "市科协办公室", "机关服务能力研究", "A6"
    book.save(folder / "回.xlsx")
    taken = run_plan(folder, "propose", "import", "回.xlsx", PLAN_LANG="zh_CN")
    assert "机关服务能力研究" in taken.stdout
    assert run_plan(folder, "propose", "import", "回.xlsx").stdout.count("there already") == 2


@pytest.mark.parametrize(
    "text", ["*a* [b](c) <i> `x` $1$ # 1. - + | ~ ^ \\ &amp; ::: @x", "1. 甲", "    乙", "Table: 丙"]
)
def test_what_people_wrote_stays_plain_text_in_markdown(text: str) -> None:
    from plan_cli.render import pandoc
    from plan_cli.render.dialect import reader

    tree = pandoc.run(
        ["--from", reader(placed=False), "--to", "plain", "--wrap", "none"], Path(), stdin=plain_markdown(text).encode()
    )
    assert tree.decode().strip() == " ".join(text.split())


def test_a_template_never_leaves_a_value_out() -> None:
    with pytest.raises(Exception, match="undefined"):
        filled("solicitation/notice.md.j2", {})


def test_soliciting_needs_questions_and_a_day(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "甲", {"chapters/1.md": "## 甲\n"})
    made = run_plan(folder, "solicit", "--due", "2015-05-20", "--to", "某些单位")
    assert made.stdout.count("build/") == 4
    assert run_plan(folder, "solicit", "--due", "5月20日", check=2).stderr
    without = plan_with(tmp_path / "乙", {"chapters/1.md": "## 甲\n", "questions.yaml": "tracks: []\n"})
    assert "questions" in run_plan(without, "solicit", check=1).stderr
