"""What comes back besides the document: forms in Word and Excel, mails, texts, 无意见."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_cli.errors import PlanError
from plan_cli.review.finding_places import Places
from plan_cli.review.form_in import says_none
from plan_cli.review.mail_in import read_mail
from plan_cli.review.page_in import read_page_file
from tests.plans import plan
from tests.review_rounds import FIRST, ONE, SECOND, TWO, listed, of, opened_round

PLACES = Places({ONE: FIRST, TWO: SECOND})


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = opened_round(tmp_path_factory.mktemp("征求意见") / "规划")
    plan(folder, "review", "export", "r1", "--for", "edu", "--out", "发出")
    return folder


def _import(folder: Path, file: Path, unit: str, check: int | None = 0) -> dict[str, Any]:
    done = plan(folder, "review", "import", str(file), "--as", unit, "--json", check=check)
    found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"said": done.stderr}
    return found


def test_a_form_in_word(sent: Path, tmp_path: Path) -> None:
    form = docx.Document(str(sent / "发出" / "意见反馈表（市教育局）.docx"))
    table = next(table for table in form.tables if len(table.columns) == 5)
    for column, text in enumerate(["1", "一、总体要求", "科普经费达到每人5元", "改为每人10元", "与省规划一致"]):
        table.rows[1].cells[column].text = text
    table.rows[2].cells[3].text = "整体结构很好，建议压缩篇幅"
    form.save(str(tmp_path / "反馈表.docx"))
    _import(sent, tmp_path / "反馈表.docx", "edu")
    found = of(listed(sent), "edu")
    assert [(one["text"], one["chapter"], one["line"]) for one in found] == [
        ("整体结构很好，建议压缩篇幅", None, None),
        ("改为每人10元\n理由：与省规划一致", ONE, 7),
    ]
    tip = plan(sent, "review", "status", "r1", "--json").stdout
    _import(sent, tmp_path / "反馈表.docx", "edu")
    assert plan(sent, "review", "status", "r1", "--json").stdout == tip


def test_a_form_in_excel(sent: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sent / "发出" / "意见反馈表（市教育局）.xlsx")
    sheet = book.active
    sheet["B5"], sheet["C5"], sheet["D5"] = "保障措施", "健全机制", "删去"
    book.save(tmp_path / "表.xlsx")
    _import(sent, tmp_path / "表.xlsx", "fin")
    (one,) = of(listed(sent), "fin")
    assert (one["text"], one["chapter"], one["line"]) == ("删去", TWO, 6)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "txt", "eml"])
def test_no_opinion(sent: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"回复.{ending}"
    if ending == "docx":
        form = docx.Document(str(sent / "发出" / "意见反馈表（市教育局）.docx"))
        next(table for table in form.tables if len(table.columns) == 5).rows[1].cells[3].text = "无意见"
        form.save(str(file))
    elif ending == "xlsx":
        book = openpyxl.load_workbook(sent / "发出" / "意见反馈表（市教育局）.xlsx")
        book.active["D5"] = "无修改意见。"
        book.save(file)
    elif ending == "txt":
        file.write_bytes("经研究，我局无意见。".encode("gb18030"))
    else:
        file.write_bytes(_mail("市科协：\n\n来函收悉，我局对此无不同意见。\n\n此致\n敬礼\n").as_bytes())
    report = _import(sent, file, "sci")
    assert [one["kind"] for one in report["comments"]] == ["none"]
    assert "sci" in listed(sent)["none"]


def _mail(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "张三 <z@example.org>"
    message["Subject"] = "反馈意见"
    message.set_content(text, charset="utf-8")
    return message


def test_a_mail_with_points() -> None:
    text = (
        "市科协办公室：\n你单位来函收悉，意见如下：\n\n1．“科普经费达到每人5元”偏低，建议10元。\n2、保障措施中加上人才。\n\n"
        "张三\n\n发自我的手机\n> 原来的信\n"
    )
    found = read_mail("信.eml", _mail(text).as_bytes(), PLACES, "outline").comments
    assert [(one.text[:8], one.chapter, one.line, one.by) for one in found] == [
        ("“科普经费达到每", ONE, 7, "张三"),
        ("保障措施中加上人", TWO, 1, "张三"),
    ]


def test_files_attached_to_a_mail(sent: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sent / "发出" / "意见反馈表（市教育局）.xlsx")
    book.active["D5"] = "写明环保要求"
    book.save(tmp_path / "表.xlsx")
    message = _mail("您好：\n意见见附件。\n")
    message.add_attachment(
        (tmp_path / "表.xlsx").read_bytes(), maintype="application", subtype="octet-stream", filename="../../表.xlsx"
    )
    (tmp_path / "信.eml").write_bytes(message.as_bytes())
    report = _import(sent, tmp_path / "信.eml", "env")
    assert [one["text"] for one in report["comments"]] == ["写明环保要求"]


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("无意见", True),
        ("经研究，无修改意见。", True),
        ("我单位没有不同意见", True),
        ("暂无意见", True),
        ("对第三章无意见，第四章建议增加人才内容", False),
        ("请无条件支持", False),
        ("", False),
    ],
)
def test_words_for_no_opinion(text: str, none: bool) -> None:
    assert says_none(text) is none


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["信.eml", "信.txt"]))
def test_hostile_letters(content: bytes, name: str) -> None:
    try:
        found = read_mail(name, content, PLACES, "outline")
    except PlanError:
        return
    assert all(one.text.strip() for one in found.comments)


@settings(max_examples=150)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["schema", "comments", "text", "line", "plan"]), inner, max_size=4)
        ),
    )
)
def test_hostile_page_files(said: object) -> None:
    with pytest.raises(PlanError):
        read_page_file(json.dumps(said).encode(), PLACES, "outline")


def test_files_that_are_nothing(sent: Path, tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", b"PK\x03\x04broken"),
        ("b.txt", b"\x00\x01\x02"),
        ("c.json", b'{"schema":"plan-review-page/1"}'),
        ("d.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("e.pdf", b"%PDF-1.7"),
    ):
        (tmp_path / name).write_bytes(content)
        said = _import(sent, tmp_path / name, "edu", check=None)["said"]
        assert name in said, said
        assert "Traceback" not in said
