"""Which lines of a PDF are headings: those its bookmarks name, without bookmarks those that look like it."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.inspection.pdf_file import PdfFile
from plan_cli.inspection.pdf_lines import Line, Sheet
from plan_cli.inspection.phrases import best_scheme, looks_like_heading, numbered
from plan_cli.model.profile import Profile

_SHORTEST_PART = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that is a heading, or begins one, and its level from 1 where its number tells it."""

    line: Line
    level: int | None
    bookmarked: bool


class Headings:
    """The headings of a PDF."""

    def __init__(self, file: PdfFile, profile: Profile) -> None:
        titles = [(level, squeezed(title)) for level, title in file.outlines]
        self._scheme = best_scheme(titles, profile)
        self._titles = {title for __, title in titles}
        self._beginnings = {
            title[:length] for __, title in titles for length in range(_SHORTEST_PART, min(len(title), 60))
        }
        self._profile = profile

    def of(self, line: Line, sheet: Sheet) -> Heading | None:
        """The heading that this line is; None where it is none."""
        text = squeezed(line.text)
        if line.is_entry:
            return None
        bookmarked = text in self._titles or text in self._beginnings
        is_full = line.right > sheet.area.right - 1.5 * line.size
        if not bookmarked and (
            is_full or not looks_like_heading(text) or line.size > self._profile.roles.body.size + 1
        ):
            return None
        found = numbered(text, self._scheme)
        return Heading(line, found.level if found else None, bookmarked)


def squeezed(text: str) -> str:
    """The text without any spaces."""
    return "".join(text.split())
