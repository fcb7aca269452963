"""Entries of a stream → paragraphs of Word's XML with their changes tracked: runs, links, moves, properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from plan_cli.comparison.blocks import OBJECT
from plan_cli.comparison.characters import Op
from plan_cli.comparison.credits import NOBODY
from plan_cli.comparison.revisions import Change, Revisions
from plan_cli.comparison.streams import Entry, Mark, Remark, Sign
from plan_cli.comparison.word_items import BREAK, TAB, Atom, Paragraph
from plan_cli.render.docx_text import word_name
from plan_cli.render.fragment import CLOSE, OPEN

_HAN = re.compile("[\u2e80-\u9fff\uf900-\uffef\U00020000-\U0003ffff]")
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_ANCHOR = re.compile(r'w:anchor="(\w+)"')
_PAGE = re.compile(r" PAGEREF (\w+) ")
_FORMER = re.compile(f"{OPEN}former (\\w+){CLOSE}")


class RunWriter:
    """Writes paragraphs. `chinese`: the language of the document; `note`: writes a footnote and gives its mark."""

    def __init__(self, revisions: Revisions, note: Callable[[Sign], str], *, chinese: bool) -> None:
        self._revisions = revisions
        self._note = note
        self._chinese = chinese
        self._former: set[str] = set()
        self._bookmarks = 100_000
        self._credit = NOBODY

    def paragraph(self, entries: Sequence[Entry], mark: Mark) -> str:
        """A paragraph of these characters and remarks, ended by that mark."""
        self._credit = mark.credit or NOBODY
        content = self._content([entry for entry in entries if isinstance(entry, Sign | Remark)])
        kept = mark.after or mark.before
        properties = kept.properties if kept else ""
        if mark.change is not None:
            properties += self._revisions.mark(mark.change)
        elif mark.before and mark.after and mark.before.properties != mark.after.properties:
            properties += self._revisions.former(mark.before.properties, self._credit)
        opening, closing = self._names(mark)
        return f"<w:p><w:pPr>{properties}</w:pPr>{opening}{content}{closing}</w:p>"

    def finished(self, xml: str) -> str:
        """The XML with the names by which links that are gone found their places, and no more of these than needed."""
        return _FORMER.sub(self._former_name, xml)

    def former_names(self, paragraph: Paragraph) -> str:
        """What stands for the names that headings and captions had before."""
        names = (name for name in paragraph.bookmarks if not name.startswith("p_"))
        return "".join(f"{OPEN}former {name}{CLOSE}" for name in names)

    def _names(self, mark: Mark) -> tuple[str, str]:
        opening, closing = self.former_names(mark.before) if mark.before else "", ""
        for name in mark.after.bookmarks if mark.after else ():
            self._bookmarks += 1
            opening += f'<w:bookmarkStart w:id="{self._bookmarks}" w:name="{name}"/>'
            closing = f'<w:bookmarkEnd w:id="{self._bookmarks}"/>{closing}'
        return opening, closing

    def _former_name(self, found: re.Match[str]) -> str:
        if found[1] not in self._former:
            return ""
        self._bookmarks += 1
        number = self._bookmarks
        name = _former(found[1])
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'

    # -- runs ---------------------------------------------------------------------------------------------------------

    def _content(self, entries: Sequence[Sign | Remark]) -> str:
        made = []
        for move, group in groupby(entries, key=_own_move):
            members = list(group)
            inner = "".join(self._linked(members))
            if move:
                first = next(entry for entry in members if isinstance(entry, Sign))
                change = first.change or Change(Op.ADDED, NOBODY)
                opening, closing = self._revisions.move_start(change.op, f"move{move}", change.credit)
                inner = f"{opening}{inner}{closing}"
            made.append(inner)
        return "".join(made)

    def _linked(self, entries: Sequence[Sign | Remark]) -> list[str]:
        made = []
        for link, group in groupby(entries, key=self._link):
            inner = "".join(self._changed(list(group)))
            made.append(f"<w:hyperlink {link}>{inner}</w:hyperlink>" if link else inner)
        return made

    def _changed(self, entries: Sequence[Sign | Remark]) -> list[str]:
        made = []
        for change, group in groupby(entries, key=lambda entry: entry.change):
            runs = "".join(self._runs(list(group), change))
            made.append(self._revisions.around(runs, change) if change and runs else runs)
        return made

    def _runs(self, entries: Sequence[Sign | Remark], change: Change | None) -> list[str]:
        made = []
        removed = change is not None and change.op is Op.REMOVED
        for look, group in groupby(entries, key=_look):
            members = list(group)
            if look is None:
                made += [entry.xml for entry in members if isinstance(entry, Remark)]
                continue
            signs = [entry for entry in members if isinstance(entry, Sign)]
            made += self._of_one_look(signs, *look, removed=removed)
        return made

    def _of_one_look(self, signs: list[Sign], properties: str, former: str | None, *, removed: bool) -> list[str]:
        made, text = [], ""
        change = ""
        if former is not None:
            change = self._revisions.former_run(former, self._credit)
        for sign in signs:
            atom = _atom(sign)
            if atom.character == OBJECT:
                made += [self._run(text, properties, change, removed=removed)] if text else []
                text = ""
                made.append(self._object(sign, atom, properties, change, removed=removed))
            else:
                text += atom.character
        return [*made, self._run(text, properties, change, removed=removed)] if text else made

    def _object(self, sign: Sign, atom: Atom, properties: str, change: str, *, removed: bool) -> str:
        if atom.whole:
            if not removed:
                return atom.xml
            return _PAGE.sub(self._page, atom.xml).replace("w:instrText", "w:delInstrText")
        xml = self._note(sign) if atom.note is not None else atom.xml
        return f"<w:r>{_run_properties(properties, change, hinted=False)}{xml}</w:r>"

    def _page(self, found: re.Match[str]) -> str:
        self._former.add(found[1])
        return f" PAGEREF {_former(found[1])} "

    def _run(self, text: str, properties: str, change: str, *, removed: bool) -> str:
        hinted = not text.isascii() if self._chinese else _HAN.search(text) is not None
        return f"<w:r>{_run_properties(properties, change, hinted=hinted)}{_words(text, removed=removed)}</w:r>"

    def _link(self, entry: Sign | Remark) -> str:
        if isinstance(entry, Remark):
            return ""
        atom = _atom(entry)
        if entry.after is not None or not atom.link:
            return atom.link
        # It leads to where its words led before.
        return _ANCHOR.sub(self._anchor, atom.link)

    def _anchor(self, found: re.Match[str]) -> str:
        self._former.add(found[1])
        return f'w:anchor="{_former(found[1])}"'


def _former(name: str) -> str:
    return word_name(f"was-{name.replace('_', '-')}-{len(name)}")


def _atom(sign: Sign) -> Atom:
    atom = sign.after or sign.before
    if atom is None:
        raise ValueError("a sign without a character")
    return atom


def _own_move(entry: Sign | Remark) -> int:
    """The move of a stretch within a paragraph; whole paragraphs have their range around them."""
    change = entry.change
    return change.move if isinstance(entry, Sign) and change and change.inline else 0


def _look(entry: Sign | Remark) -> tuple[str, str | None] | None:
    if isinstance(entry, Remark):
        return None
    atom = _atom(entry)
    if entry.before and entry.after and entry.before.properties != entry.after.properties:
        return atom.properties, entry.before.properties
    return atom.properties, None


def _run_properties(properties: str, change: str, *, hinted: bool) -> str:
    # The fonts stand after the style (ECMA-376, 17.3.2.28), what was before stands last.
    style, rest = "", properties
    if properties.startswith("<w:rStyle"):
        style, end, rest = properties.partition("/>")
        style += end
    inner = f"{style}{_HINT if hinted else ''}{rest}{change}"
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def _words(text: str, *, removed: bool) -> str:
    name = "w:delText" if removed else "w:t"
    made = []
    for part in re.split(f"([{TAB}{BREAK}])", text):
        if part == TAB:
            made.append("<w:tab/>")
        elif part == BREAK:
            made.append("<w:br/>")
        elif part:
            made.append(f'<{name} xml:space="preserve">{escape(part)}</{name}>')
    return "".join(made)
