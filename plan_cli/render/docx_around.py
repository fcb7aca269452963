"""What stands around the chapters in Word's XML: title block, contents, notes of annexes, signature, imprint."""

from __future__ import annotations

import unicodedata
from typing import Any

from plan_cli.model.profile import TWIPS_PER_POINT, Profile
from plan_cli.render.docx_blocks import BlockWriter
from plan_cli.render.docx_imprint import imprint
from plan_cli.render.docx_sections import END_OF_FRONT
from plan_cli.render.docx_stylesheet import character_twips, twips
from plan_cli.render.docx_text import Format, paragraph, run, word_name
from plan_cli.render.layout import Entry
from plan_cli.render.words import plain_text

Tree = Any


class AroundWriter:
    """Writes the Divs that `tree` puts around the chapters.

    `entries`, `pages`: the table of contents; `sealed`: how the signature stands; `annexes`: how many there are.
    """

    def __init__(
        self, profile: Profile, entries: list[Entry], pages: dict[str, int], *, sealed: bool, annexes: int
    ) -> None:
        self._profile = profile
        self._entries = entries
        self._pages = pages
        self._sealed = sealed
        self._annexes = annexes
        self._noted = False

    def items(self, blocks: list[Tree], writer: BlockWriter) -> list[str]:
        """The items of these blocks."""
        made: list[str] = []
        for number, block in enumerate(blocks):
            classes = block["c"][0][1] if block["t"] == "Div" else ()
            inner = block["c"][1] if block["t"] == "Div" else []
            if "annex-mark" in classes:
                # The mark of an annex begins a page; that of a document which is itself one stands above its title.
                following = blocks[number + 1]["c"][0][1] if number + 1 < len(blocks) else ()
                style = "AnnexMark" if "annex-title" in following else "OwnAnnexMark"
                made.append(paragraph(style, _runs(inner, writer)))
            elif "annex-note" in classes:
                style = "AnnexNoteNext" if self._noted else "AnnexNote" if self._annexes > 1 else "AnnexNoteOnly"
                made.append(paragraph(style, _runs(inner, writer)))
                self._noted = True
            elif "number" in classes and len(inner[0]["c"]) > 1:
                made.append(paragraph("DocumentNumberSigned", f"<w:r><w:tab/></w:r>{_runs(inner, writer)}"))
            elif "title" in classes:
                # The line of the edition stands directly under the title.
                following = blocks[number + 1]["c"][0][1] if number + 1 < len(blocks) else ()
                close = '<w:spacing w:after="0"/>' if "edition" in following else ""
                made.append(paragraph("Title", _runs(inner, writer), properties=close))
            elif "organ" in classes:
                made.append(self._organ(inner))
            elif "contents" in classes:
                made += [paragraph("TOCHeading", _runs(inner, writer)), *self._contents(), END_OF_FRONT]
            elif "signature" in classes:
                made += self._signature(inner, blocks[number + 1]["c"][1], writer)
            elif "date" in classes:
                continue  # stands with the name
            elif "imprint" in classes:
                made += imprint([child["c"] for child in inner], self._profile, writer)
            else:
                made += writer.items([block])
        return made

    def _organ(self, inner: list[Tree]) -> str:
        """The organ's name on one line, smaller where it is long: 7.2.4 leaves the size to the organ."""
        text, role = _words(inner), self._profile.roles.organ
        room = self._profile.text_width / max(_characters(text), 1) * 0.98
        size = min(int(room), role.size)
        # The letters' upper edge stands 35 mm below that of the type area; four fifths of a line lie above its foot.
        above = (role.line or size) * 0.8 - size * 0.88
        space = f'<w:spacing w:before="{round(twips(35) - above * TWIPS_PER_POINT)}"/>'
        form = Format(size=size if size < role.size else 0)
        return paragraph("Organ", run(text, form), properties=space)

    def _signature(self, name: list[Tree], date: list[Tree], writer: BlockWriter) -> list[str]:
        """The places of name and date, which depend on how long they are (GB/T 9704-2012, 7.3.5)."""
        name_width, date_width = _characters(_words(name)), _characters(_words(date))
        if self._sealed:
            name_room, date_room = max(0.0, 4 + (date_width - name_width) / 2), 4.0
        elif date_width + 2 > name_width:
            name_room, date_room = 2 + max(0.0, date_width + 2 - name_width), 2.0
        else:
            name_room, date_room = 2.0, name_width - date_width
        line = self._profile.docx_line
        before = (2 if self._sealed else 1) * line
        space = f'<w:spacing w:before="{before}" w:line="{line}" w:lineRule="exact"/>'
        return [
            paragraph("SignatureName", _runs(name, writer), properties=space + self._room(name_room)),
            paragraph("SignatureDate", _runs(date, writer), properties=self._room(date_room)),
        ]

    def _room(self, characters: float) -> str:
        width = round(characters * character_twips(self._profile))
        return (
            f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{width}" w:firstLineChars="0" w:firstLine="0"/>'
        )

    def _contents(self) -> list[str]:
        """A field that Word can renew, with the entries already in it: nobody is asked anything on opening."""
        made = []
        for number, entry in enumerate(self._entries):
            name = word_name(entry.anchor)
            page = run(str(self._pages.get(entry.anchor, 1)))
            words = run(entry.text, chinese=self._profile.language == "zh")
            field = _field(rf" PAGEREF {name} \h ")
            shown = f"{words}<w:r><w:tab/></w:r>{field}{page}{_END_FIELD}"
            link = f'<w:hyperlink w:anchor="{name}" w:history="1">{shown}</w:hyperlink>'
            opening = _field(r' TOC \o "1-2" \h \z \u ') if number == 0 else ""
            closing = _END_FIELD if number == len(self._entries) - 1 else ""
            made.append(paragraph("TOC1" if entry.level == 1 else "TOC2", opening + link + closing))
        return made


_END_FIELD = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _field(instruction: str) -> str:
    said = instruction.replace('"', "&quot;")
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{said}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def _runs(inner: list[Tree], writer: BlockWriter) -> str:
    return writer.runs().add([inline for block in inner for inline in block["c"]]).xml()


def _words(inner: list[Tree]) -> str:
    return "".join(plain_text(block["c"]) for block in inner)


def _characters(text: str) -> float:
    """How many full-width characters the text is wide."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)
