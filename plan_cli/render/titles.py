"""What a document says of itself: title, edition, version, for its first page, its properties and its file name."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.profile import Words
from plan_cli.model.settings import Document, Edition
from plan_cli.repository.names import portable_name


@dataclass(frozen=True, slots=True)
class TitlePage:
    """`edition` is the name of the edition, `version` the revision's name (`git describe`).

    `layout`: what stands around the text; None for a document that is only its text. `dirty`: it was made from files
    that are not committed.
    """

    title: str
    edition: str
    version: str
    author: str
    layout: Document | None = None
    dirty: bool = False

    @property
    def keywords(self) -> tuple[str, ...]:
        """For the document's properties."""
        return tuple(word for word in (self.edition, self.version) if word)

    @property
    def description(self) -> str:
        """For the document's properties: one line that names edition and version."""
        return " ".join(self.keywords)

    def edition_line(self, words: Words) -> str:
        """（征求意见稿）, the line under the title; what is issued bears none."""
        is_issued = self.layout is not None and self.layout.edition is Edition.ISSUED
        return words.edition.format(text=self.edition) if self.edition and not is_issued else ""

    @property
    def is_final(self) -> bool:
        """Whether this is what is issued: no draft, and nothing in it that is not committed."""
        edition = self.layout.edition if self.layout else None
        return edition in (None, Edition.ISSUED) and not self.dirty

    def mark(self, words: Words) -> str:
        """The small line on the pages of what is not final: edition, version, whether changes were not committed."""
        if self.is_final:
            return ""
        version = words.version.format(text=self.version)
        return "　".join(part for part in (self.edition, version, words.dirty if self.dirty else "") if part)

    def file_name(self, extension: str) -> str:
        """`title（edition）version.extension`, valid on Windows, macOS and Linux."""
        edition = f"（{self.edition}）" if self.edition else "-"
        version = portable_name(self.version)
        room = 200 - len(f"{edition}{version}".encode())
        title = self.title
        while len(title.encode()) > max(room, 30):
            title = title[:-1]
        return f"{portable_name(title)}{edition}{version}.{extension}"
