"""What a document says of itself: title, edition, version, for its first page, its properties and its file name."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.numerals import written_date
from plan_cli.model.profile import Words
from plan_cli.model.release import Release, round_words
from plan_cli.model.settings import Document, Edition
from plan_cli.repository.names import portable_name


@dataclass(frozen=True, slots=True)
class TitlePage:
    """`edition` is the name of the edition, `version` the revision's name (`git describe`).

    `layout`: what stands around the text; None for a document that is only its text. `dirty`: it was made from files
    that are not committed. `release`: which release it is, where it was made from exactly that commit.
    """

    title: str
    edition: str
    version: str
    author: str
    layout: Document | None = None
    dirty: bool = False
    release: Release | None = None
    language: str = "zh"

    @property
    def edition_and_round(self) -> str:
        """征求意见稿（第二次）, as far as it is known."""
        return self.edition + self._round

    @property
    def _round(self) -> str:
        return round_words(self.release.round, self.language) if self.release else ""

    @property
    def keywords(self) -> tuple[str, ...]:
        """For the document's properties."""
        day = self.release.day.isoformat() if self.release else ""
        return tuple(word for word in (self.edition_and_round, day, self._version) if word)

    @property
    def _version(self) -> str:
        """The revision. A release has its commit's id, which no other tag changes."""
        return self.release.commit[:10] if self.release else self.version

    @property
    def description(self) -> str:
        """For the document's properties: one line that names edition and version."""
        return " ".join(self.keywords)

    def edition_line(self, words: Words) -> str:
        """（征求意见稿）, the line under the title; what is issued bears none."""
        is_issued = self.layout is not None and self.layout.edition is Edition.ISSUED
        return words.edition.format(text=self.edition) + self._round if self.edition and not is_issued else ""

    @property
    def is_final(self) -> bool:
        """Whether this is what is issued: no draft, and nothing in it that is not committed."""
        edition = self.layout.edition if self.layout else None
        return edition in (None, Edition.ISSUED) and not self.dirty

    def mark(self, words: Words) -> str:
        """The small line on the pages of what is not final: edition, version, whether changes were not committed."""
        if self.is_final:
            return ""
        day = written_date(self.release.day, self.language) if self.release else ""
        version = words.version.format(text=self._version)
        parts = (self.edition_and_round, day, version, words.dirty if self.dirty else "")
        return "　".join(part for part in parts if part)

    def file_name(self, extension: str) -> str:
        """`title（edition）version.extension`, valid on Windows, macOS and Linux; of a release with round and day."""
        edition = f"（{self.edition}）{self._round}" if self.edition else "-"
        version = portable_name(self.release.version if self.release else self.version)
        room = 200 - len(f"{edition}{version}".encode())
        title = self.title
        while len(title.encode()) > max(room, 30):
            title = title[:-1]
        return f"{portable_name(title)}{edition}{version}.{extension}"
