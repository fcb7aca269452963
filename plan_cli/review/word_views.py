"""Two readings of the same Word file: as it was before the tracked changes, and as it is with all of them accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from plan_cli.review.word_text import Paragraph, State, Token


@dataclass(eq=False)
class Read:
    """A paragraph in one reading. `notes`: of each footnote that it holds, by its mark's place among the tokens."""

    tokens: list[Token] = field(default_factory=list)
    end: Token | None = None
    names: list[str] = field(default_factory=list)
    style: str = ""
    cell: tuple[int, int, int] | None = None
    flow: int = 0
    own: bool = False
    numbered: bool = False
    sources: list[Paragraph] = field(default_factory=list)
    data: Any = None

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(token.text for token in self.tokens)


BEFORE = frozenset({State.KEPT, State.DELETED})
AFTER = frozenset({State.KEPT, State.INSERTED})


def view(paragraphs: list[Paragraph], shown: frozenset[State]) -> list[Read]:
    """The paragraphs in one reading: where an end mark is not there, a paragraph goes on into the next of its flow."""
    made: list[Read] = []
    current: Read | None = None
    for number, paragraph in enumerate(paragraphs):
        if current is not None and current.flow != paragraph.flow:
            _close(current, made)
            current = None
        if current is None:
            current = Read(flow=paragraph.flow, cell=paragraph.cell, style=paragraph.style)
            current.own = paragraph.own
        current.tokens += [token for token in paragraph.tokens if token.state in shown]
        if current.tokens or paragraph.end.state in shown or paragraph.end.state is State.KEPT:
            current.names += paragraph.names
        current.sources.append(paragraph)
        current.numbered = current.numbered or paragraph.numbered
        if paragraph.end.state in shown:
            current.end = paragraph.end
            # The mark carries the look of its paragraph.
            current.style = paragraph.style or current.style
            made.append(current)
            current = None
        del number
    if current is not None:
        _close(current, made)
    return made


def _close(current: Read, made: list[Read]) -> None:
    """A flow that ends without an end mark of this reading: words in it are a paragraph all the same."""
    if current.tokens:
        current.end = current.sources[-1].end
        made.append(current)
