"""What a document says of itself: title, edition, version, for its first page, its properties and its file name."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.repository.names import portable_name


@dataclass(frozen=True, slots=True)
class TitlePage:
    """`edition` is the Chinese name of the edition, `version` the revision's name (`git describe`)."""

    title: str
    edition: str
    version: str
    author: str

    @property
    def keywords(self) -> tuple[str, ...]:
        """For the document's properties."""
        return tuple(word for word in (self.edition, self.version) if word)

    @property
    def description(self) -> str:
        """For the document's properties: one line that names edition and version."""
        return " ".join(self.keywords)

    def file_name(self, extension: str) -> str:
        """`title（edition）version.extension`, valid on Windows, macOS and Linux."""
        edition = f"（{self.edition}）" if self.edition else "-"
        version = portable_name(self.version)
        room = 200 - len(f"{edition}{version}".encode())
        title = self.title
        while len(title.encode()) > max(room, 30):
            title = title[:-1]
        return f"{portable_name(title)}{edition}{version}.{extension}"
