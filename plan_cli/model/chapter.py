"""A chapter: one Markdown file of a document, with what its front matter says."""

from __future__ import annotations

from dataclasses import dataclass

from plan_cli.model.place import NOWHERE, Place
from plan_cli.model.values import PrincipleReference, QuestionReference


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands between the two `---` at the top of a chapter."""

    title: str | None = None
    questions: tuple[QuestionReference, ...] = ()
    principles: tuple[PrincipleReference, ...] = ()
    sample: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Chapter:
    """章. `body_line` is the line of the file (from 1) on which the Markdown after the front matter begins."""

    path: str
    oid: str
    front: FrontMatter
    heading: str
    body_line: int

    @property
    def title(self) -> str:
        """The title by which a person knows the chapter."""
        return self.front.title or self.heading or self.path
