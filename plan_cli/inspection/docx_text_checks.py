"""What a DOCX says: numbers of headings, title, annexes, date and number, wording (D08, D09, D14–D16)."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass

from plan_cli.inspection.departure import NOWHERE, Departures, Where
from plan_cli.inspection.docx_document import Document, Paragraph
from plan_cli.inspection.docx_formatting import number, tag, value
from plan_cli.inspection.docx_kinds import size_of
from plan_cli.inspection.phrases import best_scheme, check_wording, loosely_numbered, numbered
from plan_cli.model.numerals import chinese_number
from plan_cli.model.profile import Profile, Scheme
from plan_cli.translation import _

_MOST_TITLE_LINES = 3
_LONGEST_ENTRY = 300
_EDITION = re.compile(r"（[^（）]{1,12}稿[^（）]{0,6}）(（第[^（）]{1,6}次）)?")
_EDITION_IN_NAME = re.compile(r"[（(]([^（）()]{1,12}稿)[）)]")
_DATE = re.compile(r"(\d{4})年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日")
_NUMBER = re.compile(r"〔\d{4}〕[1-9]\d*号$")
_LOOSE_NUMBER = re.compile(
    r"(?:发|函|字|办|党|通|组)[^，。；、（）\s]{0,4}[\[［(（【]\s*\d{4}\s*[\]］)）】]\s*第?\s*\d+\s*号"
)
_ENTRY = re.compile(r"^\s*(?:附件\s*[:：])?\s*(?:(?P<n>\d{1,2})\s*[.．、])?\s*(?P<title>.+?)\s*$")
_MARK = re.compile(r"^附件\s*\d*$")
_CLOSED = re.compile("[。；，、.;,]$")
_STARTS_OUTSIDE = ("前言", "引言", "序言", "结语", "结束语", "附录", "附则", "后记")


def check_text(document: Document, profile: Profile, file_name: str, found: Departures) -> None:
    """Note what departs in what the document says. `file_name` may name the edition."""
    _Headings(document, profile, found).check()
    _check_title(document, profile, file_name, found)
    if profile.language == "zh":
        _check_annexes(document, found)
        _check_date(document, found)
        _check_number(document, found)
    _check_words(document, found)


# -- D08 ---------------------------------------------------------------------------------------------------------------


class _Headings:
    """Numbers of headings as literal text: of the right form for their level, and one after another."""

    def __init__(self, document: Document, profile: Profile, found: Departures) -> None:
        self._found = found
        self._paragraphs = document.paragraphs
        self._silent = _silent_lists(document)
        headings = [(_level(each), each.text) for each in self._paragraphs if _is_heading(each)]
        self._scheme: Scheme = best_scheme(headings, profile)
        self._reached: dict[int, int] = {}
        self._depth = 0

    def check(self) -> None:
        """Judge every heading."""
        for paragraph in self._paragraphs:
            if paragraph.kind == "annex-mark":
                self._reached, self._depth = {}, 0
            if _is_heading(paragraph) and paragraph.table is None:
                self._check(paragraph, _level(paragraph))

    def _check(self, paragraph: Paragraph, level: int) -> None:
        if paragraph.properties.get("numId", "0") not in self._silent:
            self._found.error("D08", paragraph.where, _("a number that the program makes"), _("a number typed as text"))
            return
        outline = number(paragraph.properties, "outlineLvl", 9)
        if outline != level - 1:
            self._found.warning(
                "D08", paragraph.where, _("outline level, for the navigation pane"), level, _outline(outline)
            )
        text = paragraph.text.strip()
        if level > len(self._scheme.levels):
            return
        form = self._scheme.levels[level - 1].form
        is_number = numbered(text, self._scheme)
        if is_number is None or is_number.level != level:
            self._check_unnumbered(paragraph, level, form, text)
            return
        if level > self._depth + 1:
            self._found.error("D08", paragraph.where, _("a level of headings is left out"), self._depth + 1, level)
        wanted = self._reached.get(level, 0) + 1
        if is_number.number != wanted:
            self._found.error("D08", paragraph.where, _("number of a heading"), _numeral(wanted), is_number.written)
        self._reached[level] = is_number.number
        self._reached = {each: reached for each, reached in self._reached.items() if each <= level}
        self._depth = level

    def _check_unnumbered(self, paragraph: Paragraph, level: int, form: str, text: str) -> None:
        loose = loosely_numbered(text)
        if loose is not None:
            self._found.error("D08", paragraph.where, _("form of the number of a heading"), form, loose.written)
        elif self._reached.get(level) and not text.startswith(_STARTS_OUTSIDE):
            self._found.error("D08", paragraph.where, _("a heading without a number"), form)


def _silent_lists(document: Document) -> set[str]:
    """The lists that print nothing: some programs give one to every heading."""
    root = document.package.related("numbering")
    if root is None:
        return {"0"}
    silent = {
        value(form, "abstractNumId")
        for form in root.iterchildren(tag("abstractNum"))
        if all(value(kind) == "none" for kind in form.iter(tag("numFmt")))
    }
    lists = {value(each, "numId"): value(each.find(tag("abstractNumId"))) for each in root.iterchildren(tag("num"))}
    return {"0", *(name for name, form in lists.items() if name is not None and form in silent)}


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.kind.startswith("heading-")


def _level(paragraph: Paragraph) -> int:
    return int(paragraph.kind.removeprefix("heading-"))


def _outline(level: int) -> str:
    return str(level + 1) if 0 <= level < 9 else _("none")


def _numeral(wanted: int) -> str:
    return f"{wanted} ({chinese_number(wanted)})"


# -- D09 ---------------------------------------------------------------------------------------------------------------


def _check_title(document: Document, profile: Profile, file_name: str, found: Departures) -> None:
    titles = _together([each for each in document.paragraphs if each.kind == "title"])
    if not titles:
        found.error("D09", NOWHERE, _("there is no title"))
    for extra in titles[1:]:
        found.error("D09", extra[0].where, _("more than one title"), 1, len(titles))
    for title in titles[:1]:
        text = "".join(paragraph.text for paragraph in title)
        lines = sum(_title_lines(paragraph, profile) for paragraph in title)
        if lines > _MOST_TITLE_LINES:
            found.error("D09", title[0].where, _("lines of the title"), f"≤ {_MOST_TITLE_LINES}", lines)
        if "。" in text:
            found.error("D09", title[0].where, _("a full stop in the title"), found="。")
    in_name = _EDITION_IN_NAME.search(file_name)
    for paragraph in document.paragraphs:
        if paragraph.kind != "edition" or profile.language != "zh":
            continue
        text = paragraph.text.strip()
        if not _EDITION.fullmatch(text):
            found.error(
                "D09", paragraph.where, _("form of the edition line"), profile.words.edition.format(text="…稿"), text
            )
        elif in_name is not None and in_name[1] not in text:
            found.error("D09", paragraph.where, _("edition, as the file's name has it"), f"（{in_name[1]}）", text)


def _together(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    """Titles that stand one below the other are the lines of one."""
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if groups and paragraph.number == groups[-1][-1].number + 1:
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return groups


def _title_lines(paragraph: Paragraph, profile: Profile) -> int:
    room = profile.text_width / max(size_of(paragraph), 1)
    lines = paragraph.text.strip().split("\n")
    return sum(max(1, math.ceil(_wide(line) / max(room, 0.1) - 0.01)) for line in lines)


def _wide(text: str) -> float:
    """The width of a text in characters."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WFA" else 0.5 for each in text)


# -- D14 ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Annex:
    mark: Paragraph
    title: str


def _check_annexes(document: Document, found: Departures) -> None:
    paragraphs = [each for each in document.paragraphs if each.kind != "blank"]
    annexes: list[_Annex] = []
    has_title = False
    for place, paragraph in enumerate(paragraphs):
        has_title |= paragraph.kind == "title"
        if paragraph.kind != "annex-mark":
            continue
        _check_mark(paragraph, found)
        # A mark above the title says that the document is itself an annex: nothing in it lists it.
        if not has_title:
            continue
        if not paragraph.breaks:
            found.error("D14", paragraph.where, _("an annex does not begin on a new page"))
        title = paragraphs[place + 1].text if place + 1 < len(paragraphs) else ""
        annexes.append(_Annex(paragraph, title))
    notes = [each for each in document.paragraphs if each.kind == "annex-note"]
    listed = [_entry(line, note, found) for note in notes for line in note.text.strip().split("\n")]
    if listed and not annexes:
        found.warning("D14", notes[0].where, _("the annexes that are listed are not in the file"), len(listed), 0)
        return
    if annexes and not listed:
        found.error("D14", annexes[0].mark.where, _("the annexes are not listed after the text"))
        return
    if len(listed) != len(annexes):
        found.error("D14", notes[0].where, _("number of annexes"), len(listed), len(annexes))
    for wanted, annex in zip(listed, annexes, strict=False):
        if _plain(wanted) != _plain(annex.title):
            found.error("D14", annex.mark.where, _("title of an annex, as it is listed"), wanted, annex.title)


def _check_mark(paragraph: Paragraph, found: Departures) -> None:
    text = paragraph.text.strip()
    if not _MARK.match(text):
        found.error("D14", paragraph.where, _("form of the mark of an annex"), "附件1", text)
    if number(paragraph.properties, "ind.firstLine") > 60 or paragraph.text[:1].isspace():
        found.error("D14", paragraph.where, _("the mark of an annex is indented"))


def _entry(text: str, note: Paragraph, found: Departures) -> str:
    if _CLOSED.search(text.strip()):
        found.error("D14", note.where, _("a mark after the title of an annex in the list"), found=text.strip()[-1])
    text = text[:_LONGEST_ENTRY]
    match = _ENTRY.match(text)
    return _CLOSED.sub("", match["title"]) if match else text


def _plain(title: str) -> str:
    return "".join(title.split()).strip("《》")


# -- D15 ---------------------------------------------------------------------------------------------------------------


def _check_date(document: Document, found: Departures) -> None:
    for paragraph in document.paragraphs:
        if paragraph.kind != "date":
            continue
        text = "".join(paragraph.text.split())
        match = _DATE.fullmatch(text)
        if match is None:
            found.error("D15", paragraph.where, _("form of the date"), "2015年5月8日", text)
            continue
        try:
            datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            found.error("D15", paragraph.where, _("a day that no calendar has"), found=text)


def _check_number(document: Document, found: Departures) -> None:
    for paragraph in document.paragraphs:
        if paragraph.kind == "number":
            text = "".join(paragraph.text.partition("签发人")[0].split())
            if not _NUMBER.search(text):
                found.error("D15", paragraph.where, _("form of the document's number"), "×发〔2015〕1号", text)
            continue
        loose = _LOOSE_NUMBER.search(paragraph.text)
        if loose is not None:
            where = Where(paragraph=paragraph.number, text=paragraph.text[max(0, loose.start() - 4) :])
            found.warning("D15", where, _("form of another document's number"), "〔2015〕1号", loose.group())


# -- D16 ---------------------------------------------------------------------------------------------------------------


def _check_words(document: Document, found: Departures) -> None:
    """Of the text itself a file tells only whether something in it is unfinished or can be no text."""
    for paragraph in document.paragraphs:
        check_wording(found, "D16", paragraph.where, paragraph.text)
        for character in paragraph.text:
            if character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn", "Cs"):
                found.error(
                    "D16", paragraph.where, _("a character that no font can show"), found=f"U+{ord(character):04X}"
                )
                break
