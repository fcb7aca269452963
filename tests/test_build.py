"""`plan build` through the real command: the documents are opened and read."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import threading
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
from PIL import Image

from plans import built, example, plan, plan_with

SEED = Path(__file__).parent / "data" / "workplan.zh.txt"


def _pdf_text(file: Path) -> str:
    with pdfplumber.open(file) as opened:
        pages = [page.crop((0, 0, page.width, page.height - 90)).extract_text() or "" for page in opened.pages]
    return re.sub(r"\s", "", "".join(pages))


def _docx_text(file: Path) -> str:
    return re.sub(r"\s", "", "".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs))


def _html_text(file: Path) -> str:
    return re.sub(r"\s|<[^>]*>", "", file.read_text(encoding="utf-8").partition("<main>")[2])


def _png(width: int = 40, height: int = 20) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("示例")
    example(folder / "plan")
    plan(folder / "plan", "build", "all", "--fonts", "bundled", "--out", str(folder / "out"))
    return folder / "out"


@pytest.mark.parametrize(
    ("ending", "read"),
    [("方案（讨论稿）*.pdf", _pdf_text), ("方案（讨论稿）*.docx", _docx_text), ("方案（讨论稿）*.html", _html_text)],
)
def test_every_sentence_of_the_seed_stands_in_the_work_scheme_in_order(
    outputs: Path, ending: str, read: object
) -> None:
    (file,) = outputs.glob(f"*{ending}")
    text = read(file)  # type: ignore[operator]
    at = 0
    for line in SEED.read_text(encoding="utf-8").split("\n"):
        for sentence in filter(None, re.split("(?<=[。？；])", re.sub(r"\s", "", line))):
            found = text.find(sentence, at)
            assert found >= 0, sentence
            at = found + len(sentence)


def test_every_document_is_built_in_every_format_with_a_manifest(outputs: Path) -> None:
    manifest = json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))
    assert {(item["document"], item["format"]) for item in manifest["outputs"]} == {
        (document, format_name)
        for document in (
            "outline",
            "workplan",
            "sample-notice",
            "sample-letter",
            "topic/sample-enterprise-innovation",
            "topic/sample-science-popularization",
            "topic/sample-think-tank",
        )
        for format_name in ("pdf", "docx", "html")
    }
    for item in manifest["outputs"]:
        assert hashlib.sha256((outputs / item["file"]).read_bytes()).hexdigest() == item["sha256"]
        assert set(item["inputs"]) >= {"plan.yaml"}
    assert manifest["revision"]["dirty"] is False
    assert re.fullmatch("[0-9a-f]{40}", manifest["revision"]["commit"])


def test_outputs_are_named_by_document_edition_and_revision(outputs: Path) -> None:
    version = json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))["revision"]["version"]
    assert (outputs / f"成都市科协事业发展“十三五”规划纲要（讨论稿）{version}.pdf").is_file()


def test_pages_are_a4_with_embedded_fonts_and_bookmarks(outputs: Path) -> None:
    (file,) = outputs.glob("*纲要（讨论稿）*.pdf")
    with pdfplumber.open(file) as opened:
        assert {(round(page.width), round(page.height)) for page in opened.pages} == {(595, 842)}
        fonts = {character["fontname"].partition("+")[2] for page in opened.pages for character in page.chars}
        titles = [outline[1] for outline in opened.doc.get_outlines()]
    assert {re.sub("-.*", "", font) for font in fonts} <= {
        "NotoSerifSC",
        "NotoSansSC",
        "LibertinusSerif",
        "DejaVuSansMono",
    }
    assert titles[:3] == ["前言", "一、发展基础与形势", "（一）发展基础"]


def test_the_html_is_complete_in_itself(outputs: Path) -> None:
    (file,) = outputs.glob("*纲要（讨论稿）*.html")
    text = file.read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=\"(?!#|data:image/|https?://)", text)
    assert "第五部分" in text


def test_the_docx_names_official_fonts_and_no_theme_fonts(outputs: Path) -> None:
    (file,) = outputs.glob("*纲要（讨论稿）*.docx")
    with zipfile.ZipFile(file) as opened:
        styles = opened.read("word/styles.xml").decode()
        document = opened.read("word/document.xml").decode()
    assert "仿宋_GB2312" in styles
    assert "Theme" not in re.sub(r'w:themeColor="[^"]*"', "", styles).replace("Theme ", "")
    assert 'w:val="TableText"' in document
    assert [paragraph.style.name for paragraph in docx.Document(str(file)).paragraphs][:2] == ["Title", "Subtitle"]


def test_an_older_revision_is_built_without_touching_the_work_tree(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/10-甲.md": "## 甲\n\n旧文。\n"})
    subprocess.run(["git", "tag", "v1"], cwd=folder, check=True)
    (folder / "chapters/10-甲.md").write_text("## 甲\n\n新文。\n", encoding="utf-8")
    (folder / "chapters/20-乙.md").write_text("## 乙\n\n未提交。\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts}
    plan(folder, "build", "--at", "v1", "--format", "html,docx", "--out", str(tmp_path / "v1"))
    after = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts}
    assert before == after
    assert "旧文。" in _html_text(tmp_path / "v1" / "测试规划纲要（征求意见稿）v1.html")
    plan(folder, "build", "--format", "html", "--out", str(tmp_path / "now"))
    assert "甲新文。二、乙未提交。" in _html_text(built(tmp_path / "now", "-dirty.html"))


def test_a_bare_repository_is_built_at_a_revision(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/10-甲.md": "## 甲\n"})
    subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(tmp_path / "bare.git")], check=True)
    plan(tmp_path / "bare.git", "build", "--at", "main", "--format", "html", "--out", str(tmp_path / "out"))
    assert "一、甲" in _html_text(built(tmp_path / "out", ".html"))
    assert "--at" in plan(tmp_path / "bare.git", "build", check=2).stderr


def test_the_same_commit_gives_the_same_bytes_in_two_clones(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/10-甲.md": "## 甲\n\n![图](图.png)\n", "chapters/图.png": _png()})
    subprocess.run(["git", "clone", "-q", str(folder), str(tmp_path / "另一处")], check=True)
    for place, zone in ((folder, "Asia/Shanghai"), (tmp_path / "另一处", "America/New_York")):
        plan(place, "build", "--fonts", "bundled", "--out", str(tmp_path / zone.replace("/", "-")), TZ=zone)
    one, two = (
        {file.name: file.read_bytes() for file in (tmp_path / zone).iterdir()}
        for zone in ("Asia-Shanghai", "America-New_York")
    )
    assert one == two


def test_pictures_reach_all_three_formats(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
    chapter = "## 甲\n\n![红](图/红.png){#fig:r width=50%}\n\n见[@fig:r]。\n\n![黑](图/黑.svg)\n"
    folder = plan_with(
        tmp_path / "plan", {"chapters/10-甲.md": chapter, "chapters/图/红.png": _png(), "chapters/图/黑.svg": svg}
    )
    plan(folder, "build", "--out", str(tmp_path / "out"))
    with zipfile.ZipFile(built(tmp_path / "out", ".docx")) as opened:
        assert len([name for name in opened.namelist() if name.startswith("word/media/")]) == 2
    html = built(tmp_path / "out", ".html").read_text(encoding="utf-8")
    assert html.count("data:image/") == 2
    assert "见<a href=" in html.replace('rel="noopener noreferrer" ', "")
    with pdfplumber.open(built(tmp_path / "out", ".pdf")) as opened:
        assert len(opened.pages[0].images) == 1
        assert "图1 红" in (opened.pages[0].extract_text() or "").replace("　", " ")


@pytest.mark.parametrize(
    ("files", "code", "place"),
    [
        ({"chapters/1.md": "## 甲\n\n![图](无.png)\n"}, "B004", "chapters/1.md:3:1"),
        (
            {"chapters/1.md": "## 甲\n\n![图](坏.png)\n", "chapters/坏.png": b"\x89PNG\r\n\x1a\nxx"},
            "B003",
            "chapters/1.md:3:1",
        ),
        (
            {"chapters/1.md": "![图](a.svg)\n", "chapters/a.svg": b'<svg><image href="/etc/passwd"/></svg>'},
            "B003",
            "chapters/1.md:1:1",
        ),
        ({"chapters/1.md": "![图](a.svg)\n", "chapters/a.svg": b"<svg><rect"}, "B003", "chapters/1.md:1:1"),
        ({"chapters/1.md": "## 甲\n\n字\U0002ffff字\n"}, "B005", "chapters/1.md:3:2"),
        ({"chapters/1.md": "## 甲\n\n见[@tbl:无]\n\n见[@tbl:x]\n"}, "R002", "chapters/1.md:5:2"),
        ({"chapters/1.md": "甲\ue000乙\n"}, "F003", "chapters/1.md:1:2"),
        ({"chapters/1.md": "坏".encode("gbk") + b"\n"}, "F002", "chapters/1.md:1:1"),
    ],
)
def test_what_would_spoil_a_page_stops_the_build_with_its_place(
    tmp_path: Path, files: dict[str, str | bytes], code: str, place: str
) -> None:
    folder = plan_with(tmp_path / "plan", files)
    finished = plan(folder, "build", check=1)
    assert code in finished.stderr
    assert place in finished.stderr
    assert not (folder / "build").exists()


def test_nothing_from_outside_the_repository_reaches_an_output(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(_png())
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "## 甲\n\n![图](链接.png)\n"})
    (folder / "chapters" / "链接.png").symlink_to(secret)
    assert "B003" in plan(folder, "build", check=1).stderr
    (folder / "文件夹").symlink_to(tmp_path)
    (folder / "chapters/1.md").write_text("![图](../文件夹/secret.png)\n", encoding="utf-8")
    assert "B00" in plan(folder, "build", check=1).stderr
    (folder / "chapters/1.md").unlink()
    (tmp_path / "外.md").write_text("## 外\n", encoding="utf-8")
    (folder / "chapters/1.md").symlink_to(tmp_path / "外.md")
    assert "F005" in plan(folder, "build", check=1).stderr


def test_a_refused_link_and_raw_content_are_left_out_and_said(tmp_path: Path) -> None:
    chapter = "## 甲\n\n[点我](javascript:alert(1))\n\n<script>alert(2)</script>\n\n```{=html}\n<b>3</b>\n```\n\n正文\n"
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": chapter})
    finished = plan(folder, "build", "--out", str(tmp_path / "out"))
    for place in ("chapters/1.md:3:1", "chapters/1.md:5:1", "chapters/1.md:7:1"):
        assert place in finished.stderr
    for ending in (".html", ".docx"):
        content = built(tmp_path / "out", ending).read_bytes()
        assert b"javascript:" not in content
        assert b"alert(2)" not in content


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "## 甲\n\n正文\n"})
    plan(folder, "build")
    first = {file.name: file.read_bytes() for file in (folder / "build").iterdir()}
    plan(folder, "build")
    assert {file.name: file.read_bytes() for file in (folder / "build").iterdir()} == first


def test_two_builds_at_once_both_end_well(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {f"chapters/{n}.md": f"## 章{n}\n\n正文\n" for n in range(10, 30)})
    codes: list[int] = []
    jobs = [
        threading.Thread(target=lambda: codes.append(plan(folder, "build", "--format", "html").returncode))
        for _ in range(3)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert codes == [0, 0, 0]
    assert not [file for file in (folder / "build").iterdir() if file.name.endswith(".tmp")]


def test_a_damaged_cache_does_not_spoil_a_build(tmp_path: Path) -> None:
    folder = plan_with(tmp_path / "plan", {"chapters/1.md": "## 甲\n\n正文\n"})
    plan(folder, "build")
    first = {file.name: file.read_bytes() for file in (folder / "build").iterdir()}
    for file in (folder / ".git" / "plan-cache").rglob("*"):
        if file.is_file():
            file.write_bytes(b"x" * 50)
    plan(folder, "build")
    assert {file.name: file.read_bytes() for file in (folder / "build").iterdir()} == first
