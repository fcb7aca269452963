"""What was done to a chapter, as edits that are still to be proved; and what has no place in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from plan_cli.model.consultation import Reason
from plan_cli.review.paragraph_items import Signature
from plan_cli.review.source_lines import Edit
from plan_cli.review.word_text import NOBODY, Revision


@dataclass
class Change:
    """One thing that was done to a chapter. `kind`: edited, deleted, added, moved, joined, split, row."""

    chapter: str
    kind: str
    at: int
    """The leaf that it concerns, or after which it stands; -1 for the beginning."""
    before: str
    after: str
    revision: Revision
    edits: list[Edit] = field(default_factory=list)
    replaced: dict[int, list[list[Signature]]] = field(default_factory=dict)
    """What leaves will read as; an empty list for one that goes."""
    added: list[tuple[int, list[list[Signature]]]] = field(default_factory=list)
    notes: list[list[Signature]] = field(default_factory=list)
    """Footnotes that come in."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A change that the Markdown does not take, with all its words."""

    chapter: str
    leaf: int
    before: str
    after: str
    reason: Reason
    revision: Revision = NOBODY
