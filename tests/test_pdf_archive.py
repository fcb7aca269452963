"""PDF files as archives and readers of all kinds want them: PDF/A-2b, title, language, tags, embedded fonts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1

from typeset_documents import Typeset

ALL = ["outline", "workplan", "hard", "notice", "letter", "book", "report", "english"]


@pytest.fixture(params=ALL)
def document(request: pytest.FixtureRequest, typeset: dict[str, Typeset]) -> Typeset:
    return typeset[request.param]


@lru_cache(maxsize=len(ALL))
def _opened(document: Typeset) -> pdfplumber.PDF:
    """The file, left open: what is in it is read when it is asked for."""
    return pdfplumber.open(document.pdf)


def _catalog(document: Typeset) -> dict[str, Any]:
    return {name: resolve1(value) for name, value in _opened(document).doc.catalog.items()}


def _metadata(document: Typeset) -> str:
    return bytes(_catalog(document)["Metadata"].get_data()).decode("utf-8")


def test_the_file_calls_itself_pdf_a_2b(document: Typeset) -> None:
    said = _metadata(document)
    assert re.search(r"pdfaid:part(>|=\")2", said)
    assert re.search(r"pdfaid:conformance(>|=\")B", said)
    assert _catalog(document)["OutputIntents"]


def test_title_and_language_are_told(document: Typeset) -> None:
    catalog = _catalog(document)
    language = catalog["Lang"].decode() if isinstance(catalog["Lang"], bytes) else str(catalog["Lang"])
    assert language == ("en-GB" if document.name == "english" else "zh-CN")
    title = _opened(document).metadata["Title"]
    assert document.pdf.name.startswith(title)
    assert f">{title}<" in _metadata(document)


def test_the_text_is_tagged(document: Typeset) -> None:
    catalog = _catalog(document)
    assert resolve1(catalog["MarkInfo"])["Marked"] is True
    kinds: set[str] = set()
    _walk(catalog["StructTreeRoot"], kinds, set())
    assert kinds >= ({"P"} if document.name == "letter" else {"H1", "P"})  # that one has no headings
    if document.name in ("hard", "outline"):
        assert {"Table", "TH", "TD", "Figure", "Caption", "Note", "Link"} <= kinds


def _walk(node: Any, kinds: set[str], seen: set[int]) -> None:
    node = resolve1(node)
    if isinstance(node, list):
        for child in node:
            _walk(child, kinds, seen)
    elif isinstance(node, dict) and id(node) not in seen:
        seen.add(id(node))
        if "S" in node:
            kinds.add(str(node["S"].name))
        if "K" in node:
            _walk(node["K"], kinds, seen)


def test_pictures_have_words_for_those_who_cannot_see_them(typeset: dict[str, Typeset]) -> None:
    figures: list[dict[str, Any]] = []
    _figures(_catalog(typeset["hard"])["StructTreeRoot"], figures, set())
    assert len(figures) >= 4
    assert any("审议机构：市科协党组" in _words(figure.get("Alt")) for figure in figures)


def _figures(node: Any, found: list[dict[str, Any]], seen: set[int]) -> None:
    node = resolve1(node)
    if isinstance(node, list):
        for child in node:
            _figures(child, found, seen)
    elif isinstance(node, dict) and id(node) not in seen:
        seen.add(id(node))
        if "S" in node and node["S"].name == "Figure":
            found.append(node)
        if "K" in node:
            _figures(node["K"], found, seen)


def _words(value: Any) -> str:
    content = resolve1(value) or b""
    return content.decode("utf-16") if content.startswith(b"\xfe\xff") else content.decode("latin-1")


def test_every_font_is_embedded(document: Typeset) -> None:
    for page in _opened(document).pages:
        fonts = resolve1(resolve1(page.page_obj.resources).get("Font", {}))
        for font in map(resolve1, fonts.values()):
            inner = resolve1(resolve1(font.get("DescendantFonts", [font]))[0])
            descriptor = resolve1(inner["FontDescriptor"])
            assert {"FontFile", "FontFile2", "FontFile3"} & set(descriptor)


def test_nothing_tells_of_a_person_or_a_machine(document: Typeset) -> None:
    content = document.pdf.read_bytes() + _metadata(document).encode()
    for word in ("起草人", "drafter", "/tmp/", "/home/"):
        assert word.encode() not in content
    assert _opened(document).metadata["Author"] in ("成都市科协", "云川市科协")
