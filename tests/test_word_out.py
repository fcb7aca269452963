"""Word files that go out to units."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from plan_cli.review.word_in import read_returned
from plan_cli.review.word_out import Identity, file_for_unit, identity_of, name_for_unit
from plan_cli.review.word_package import open_package
from tests.word_files import source, with_parts, word_of

CHAPTER = "## 总体要求\n\n到2020年建成体系。\n"
IDENTITY = Identity("a" * 40, "r2015", "kexie-1", "outline", "b" * 40)


@pytest.fixture(scope="module")
def sent() -> bytes:
    return file_for_unit(word_of(source(CHAPTER)), IDENTITY)


def test_a_file_knows_its_round_and_unit(sent: bytes) -> None:
    assert identity_of(open_package(sent)) == IDENTITY


def test_word_records_what_is_changed_and_the_settings_keep_their_order(sent: bytes) -> None:
    with zipfile.ZipFile(BytesIO(sent)) as archive:
        settings = archive.read("word/settings.xml").decode()
    assert settings.count("trackRevisions") == 1
    names = re.findall(r"<w:(trackRevisions|defaultTabStop|evenAndOddHeaders|compat)\b", settings)
    assert names == ["trackRevisions", "defaultTabStop", "evenAndOddHeaders", "compat"]


def test_the_same_document_for_the_same_unit_has_the_same_bytes() -> None:
    word = word_of(source(CHAPTER))
    assert file_for_unit(word, IDENTITY) == file_for_unit(word, IDENTITY)


def test_python_docx_opens_it(sent: bytes) -> None:
    document = docx.Document(BytesIO(sent))
    assert [paragraph.text for paragraph in document.paragraphs][-1] == "到2020年建成体系。"


def test_nothing_but_ids_of_the_unit_stand_inside(sent: bytes) -> None:
    with zipfile.ZipFile(BytesIO(sent)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "市科协一".encode() not in everything
    assert everything.count(b"kexie-1") == 1


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("纲要（征求意见稿）.docx", "市教育局", "纲要（征求意见稿）（市教育局）.docx"),
        ("纲要.docx", "a/b:c", "纲要（a-b-c）.docx"),
    ],
)
def test_the_name_says_whose_it_is(name: str, unit: str, expected: str) -> None:
    assert name_for_unit(name, unit) == expected


@pytest.mark.parametrize(
    "content",
    [b"<Properties/>", b'<Properties><property name="PlanRound"><v>../../x</v></property></Properties>'],
)
def test_an_identity_that_is_unsound_is_none(sent: bytes, content: bytes) -> None:
    assert identity_of(open_package(with_parts(sent, {"docProps/custom.xml": content}))) is None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_saves_it_and_nothing_is_lost(sent: bytes, tmp_path: Path) -> None:
    from plan_cli.review.sent import sent_document

    (tmp_path / "稿.docx").write_bytes(sent)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", "docx"]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "稿.docx")], check=True, timeout=120)
    back = (tmp_path / "out" / "稿.docx").read_bytes()
    assert identity_of(open_package(back)) == IDENTITY
    with zipfile.ZipFile(BytesIO(back)) as archive:
        assert b"trackRevisions" in archive.read("word/settings.xml")
    one = source(CHAPTER)
    found = read_returned(back, sent_document(word_of(one), [one]), "outline")
    assert (found.texts, found.comments, found.confidence) == ({}, [], 1.0)
