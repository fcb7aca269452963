"""Word files for tests: made from chapters as the tool makes them, and changed as Word, WPS and people change them."""

from __future__ import annotations

import copy
import datetime
import io
import re
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from lxml import etree
from plan_cli.loading.profiles import load_profile
from plan_cli.render import docx
from plan_cli.render.assembly import assemble
from plan_cli.render.cache import Cache
from plan_cli.render.chapters import Source, fragments
from plan_cli.render.titles import TitlePage
from plan_cli.review.sent import sent_document
from plan_cli.review.word_in import Returned, read_returned

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PATH = "chapters/10-总.md"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@lru_cache(maxsize=1)
def _cache() -> Cache:
    return Cache(Path(tempfile.mkdtemp(prefix="plan-test-cache-")))


def source(text: str, path: str = PATH) -> Source:
    """A chapter."""
    import hashlib

    return Source(path, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), text, titled=False)


def word_of(*sources: Source) -> bytes:
    """The Word file of these chapters, as the tool makes it."""
    profile = load_profile("gbt9704", None, [])
    assert profile
    document = assemble(fragments(list(sources), _cache()), profile)
    title_page = TitlePage("规划纲要", "征求意见稿", "v1", "市科协", None, False)
    moment = datetime.datetime(2015, 7, 1, tzinfo=datetime.timezone.utc)
    return docx.make(document, title_page, {}, moment, _cache())


def returned(text: str, back: bytes, word: bytes | None = None) -> Returned:
    """What a file says that came back, of a document of one chapter."""
    one = source(text)
    return read_returned(back, sent_document(word or word_of(one), [one]), "outline")


def new_text(text: str, back: bytes, word: bytes | None = None) -> str:
    """The chapter after all that could be placed; what could not is an error."""
    found = returned(text, back, word)
    assert [comment.text for comment in found.comments] == []
    return found.texts.get(PATH, text)


def tag(name: str) -> str:
    return f"{{{W}}}{name}"


def element(name: str, **attributes: object) -> etree._Element:
    made = etree.Element(tag(name))
    for key, value in attributes.items():
        made.set(tag(key), str(value))
    return made


def with_parts(word: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The file with parts replaced, added, or (None) taken out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = parts.get(entry.filename, old.read(entry)) if entry.filename in parts else old.read(entry)
            if content is not None:
                new.writestr(entry.filename, content)
        for name, content in parts.items():
            if name not in old.namelist() and content is not None:
                new.writestr(name, content)
    return made.getvalue()


class WordFile:
    """A Word file under someone's hands. `tracked`: whether Word records what they do."""

    def __init__(self, word: bytes, *, tracked: bool = True, author: str = "Administrator") -> None:
        self.word = word
        self.tracked = tracked
        self._author = author
        self._number = 1000
        with zipfile.ZipFile(io.BytesIO(word)) as archive:
            self.root = etree.fromstring(archive.read("word/document.xml"))
            self.notes = etree.fromstring(archive.read("word/footnotes.xml"))
            self.relations = archive.read("word/_rels/document.xml.rels")
            self.types = archive.read("[Content_Types].xml")
        self.body = self.root[0]
        self._extra: dict[str, bytes] = {}

    def saved(self) -> bytes:
        """The file."""
        parts = {
            "word/document.xml": etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True),
            "word/footnotes.xml": etree.tostring(self.notes, xml_declaration=True, encoding="UTF-8", standalone=True),
            "word/_rels/document.xml.rels": self.relations,
            "[Content_Types].xml": self.types,
            **self._extra,
        }
        return with_parts(self.word, dict(parts))

    # -- finding ------------------------------------------------------------------------------------------------------

    def paragraph(self, words: str) -> etree._Element:
        """The paragraph that holds these words."""
        found = [item for item in self.root.iter(tag("p")) if words in text_of(item)]
        found += [item for item in self.notes.iter(tag("p")) if words in text_of(item)]
        assert found, words
        return found[0]

    def table(self, number: int = 0) -> etree._Element:
        return list(self.body.iter(tag("tbl")))[number]

    # -- editing ------------------------------------------------------------------------------------------------------

    def change(self, name: str) -> etree._Element:
        """An element that says who changed something and when."""
        self._number += 1
        return element(name, id=self._number, author=self._author, date="2015-07-20T09:30:00Z")

    def insert(self, paragraph: etree._Element, offset: int, text: str) -> None:
        """Words typed at an offset; they look like those before them."""
        run = self._cut(paragraph, offset)
        made = element("r")
        if run is not None and run.find(tag("rPr")) is not None:
            made.append(copy.deepcopy(run.find(tag("rPr"))))
        for number, line in enumerate(text.split("\n")):
            if number:
                made.append(element("br"))
            made.append(_words(line, "t"))
        if self.tracked:
            wrapper = self.change("ins")
            wrapper.append(made)
            made = wrapper
        if run is None:
            properties = paragraph.find(tag("pPr"))
            if properties is None:
                paragraph.insert(0, made)
            else:
                properties.addnext(made)
        else:
            run.addnext(made)

    def delete(self, paragraph: etree._Element, start: int, end: int) -> None:
        """Characters taken out."""
        self._cut(paragraph, start)
        self._cut(paragraph, end)
        at = 0
        for run in list(paragraph.iter(tag("r"))):
            length = len(_run_text(run))
            if length and start <= at and at + length <= end:
                self._delete_run(run)
            at += length

    def replace(self, paragraph: etree._Element, old: str, new: str) -> None:
        """Words replaced as Word does it: the old ones struck out, the new ones behind them."""
        start = text_of(paragraph).index(old)
        self.insert(paragraph, start + len(old), new)
        self.delete(paragraph, start, start + len(old))

    def remove(self, paragraph: etree._Element) -> None:
        """A whole paragraph taken out."""
        if not self.tracked:
            paragraph.getparent().remove(paragraph)
            return
        for run in list(paragraph.iter(tag("r"))):
            self._delete_run(run)
        self._mark(paragraph, "del")

    def add_after(self, paragraph: etree._Element, text: str, style: str | None = None) -> etree._Element:
        """A new paragraph behind another, in its style or another."""
        made = element("p")
        properties = paragraph.find(tag("pPr"))
        if properties is not None:
            made.append(copy.deepcopy(properties))
            for mark in made[0].findall(tag("rPr")):
                made[0].remove(mark)
            for section in made[0].findall(tag("sectPr")):
                made[0].remove(section)
        if style:
            if made.find(tag("pPr")) is None:
                made.insert(0, element("pPr"))
            for old in made[0].findall(tag("pStyle")):
                made[0].remove(old)
            made[0].insert(0, element("pStyle", val=style))
        run = element("r")
        run.append(_words(text, "t"))
        if self.tracked:
            wrapper = self.change("ins")
            wrapper.append(run)
            made.append(wrapper)
            self._mark(made, "ins")
        else:
            made.append(run)
        paragraph.addnext(made)
        return made

    def split(self, paragraph: etree._Element, offset: int) -> None:
        """The Enter key in the midst of a paragraph."""
        run = self._cut(paragraph, offset)
        assert run is not None
        second = element("p")
        properties = paragraph.find(tag("pPr"))
        if properties is not None:
            second.append(copy.deepcopy(properties))
        if self.tracked:
            self._mark(paragraph, "ins")
        last = run if run.getparent() is paragraph else run.getparent()
        for child in list(paragraph)[list(paragraph).index(last) + 1 :]:
            second.append(child)
        paragraph.addnext(second)

    def join(self, first: etree._Element, second: etree._Element) -> None:
        """The Delete key at the end of a paragraph."""
        if self.tracked:
            self._mark(first, "del")
            return
        for child in list(second):
            if child.tag != tag("pPr"):
                first.append(child)
        second.getparent().remove(second)

    def move(self, paragraph: etree._Element, before: etree._Element) -> None:
        """Cut, and pasted before another."""
        if not self.tracked:
            before.addprevious(paragraph)
            return
        target = copy.deepcopy(paragraph)
        before.addprevious(target)
        for one, name in ((paragraph, "moveFrom"), (target, "moveTo")):
            for run in [child for child in one if child.tag in (tag("r"), tag("hyperlink"))]:
                wrapper = self.change(name)
                run.addprevious(wrapper)
                wrapper.append(run)
            self._mark(one, name)

    # -- comments -----------------------------------------------------------------------------------------------------

    def comment(self, paragraph: etree._Element, start: int, end: int, text: str, **more: object) -> None:
        """A comment on characters; `replies`: texts, `done`: settled."""
        replies = list(more.get("replies", []))  # type: ignore[call-overload]
        self._cut(paragraph, start)
        last = self._cut(paragraph, end)
        assert last is not None
        begin, finish = element("commentRangeStart", id=1), element("commentRangeEnd", id=1)
        at = 0
        for run in paragraph.iter(tag("r")):
            if at >= start and len(_run_text(run)):
                run.addprevious(begin)
                break
            at += len(_run_text(run))
        last.addnext(finish)
        reference = element("r")
        reference.append(element("commentReference", id=1))
        finish.addnext(reference)
        texts = [text, *replies]
        comments = "".join(
            f'<w:comment w:id="{number}" w:author="{self._author}" w:date="2015-07-21T10:00:00Z" w:initials="A">'
            f'<w:p w14:paraId="0000000{number}"><w:r><w:t>{words}</w:t></w:r></w:p></w:comment>'
            for number, words in enumerate(texts, start=1)
        )
        w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
        w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
        extended = "".join(
            f'<w15:commentEx w15:paraId="0000000{number}" '
            + ('w15:paraIdParent="00000001" ' if number > 1 else "")
            + f'w15:done="{1 if more.get("done") else 0}"/>'
            for number in range(1, len(texts) + 1)
        )
        self._part("comments", f'<w:comments xmlns:w="{W}" xmlns:w14="{w14}">{comments}</w:comments>')
        self._part("commentsExtended", f'<w15:commentsEx xmlns:w15="{w15}">{extended}</w15:commentsEx>')

    def _part(self, name: str, content: str) -> None:
        self._extra[f"word/{name}.xml"] = content.encode()
        base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        kind = (
            f"{base}/{name}" if name == "comments" else f"http://schemas.microsoft.com/office/2011/relationships/{name}"
        )
        relation = f'<Relationship Id="rIdTest{name}" Type="{kind}" Target="{name}.xml"/>'
        self.relations = self.relations.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        override = f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'
        self.types = self.types.replace(b"</Types>", override.encode() + b"</Types>")

    # -- small things -------------------------------------------------------------------------------------------------

    def _mark(self, paragraph: etree._Element, name: str) -> None:
        properties = paragraph.find(tag("pPr"))
        if properties is None:
            properties = element("pPr")
            paragraph.insert(0, properties)
        marks = properties.find(tag("rPr"))
        if marks is None:
            marks = element("rPr")
            section = properties.find(tag("sectPr"))
            if section is None:
                properties.append(marks)
            else:
                section.addprevious(marks)
        marks.insert(0, self.change(name))

    def _delete_run(self, run: etree._Element) -> None:
        parent = run.getparent()
        if not self.tracked or parent.tag == tag("ins"):
            parent.remove(run)
            return
        wrapper = self.change("del")
        run.addprevious(wrapper)
        wrapper.append(run)
        for text in run.findall(tag("t")):
            text.tag = tag("delText")

    def _cut(self, paragraph: etree._Element, offset: int) -> etree._Element | None:
        """Part the run that an offset lies in; the run that ends there."""
        at = 0
        last = None
        for run in list(paragraph.iter(tag("r"))):
            length = len(_run_text(run))
            if at + length > offset > at:
                text = run.find(tag("t"))
                rest = copy.deepcopy(run)
                written = text.text or ""
                text.text = written[: offset - at]
                text.set(_XML_SPACE, "preserve")
                rest.find(tag("t")).text = written[offset - at :]
                rest.find(tag("t")).set(_XML_SPACE, "preserve")
                run.addnext(rest)
                return run
            if at >= offset and length:
                return last
            at += length
            if length:
                last = run
        return last


def text_of(paragraph: etree._Element) -> str:
    """The words of a paragraph, as they were and as they are."""
    return "".join(_run_text(run) for run in paragraph.iter(tag("r")))


def _run_text(run: etree._Element) -> str:
    made = ""
    for child in run:
        if child.tag in (tag("t"), tag("delText")):
            made += child.text or ""
        elif child.tag == tag("br"):
            made += "\n"
        elif child.tag == tag("footnoteReference"):
            made += "\ufffc"
    return made


def _words(text: str, name: str) -> etree._Element:
    made = element(name)
    made.text = text
    made.set(_XML_SPACE, "preserve")
    return made


def without_bookmarks(word: bytes) -> bytes:
    """As a program saves that drops bookmarks."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        content = archive.read("word/document.xml")
    return with_parts(word, {"word/document.xml": re.sub(rb"<w:bookmark(Start|End)[^>]*/>", b"", content)})
