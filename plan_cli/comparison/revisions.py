"""Word's marks of tracked changes (ECMA-376, 17.13.5): who changed what and when, each with a number of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from xml.sax.saxutils import quoteattr

from plan_cli.comparison.characters import Op
from plan_cli.comparison.credits import Credit

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\ue000-\uf8ff]"
)
_LONGEST_NAME = 60

_RUNS = {
    (Op.REMOVED, False): "del",
    (Op.ADDED, False): "ins",
    (Op.REMOVED, True): "moveFrom",
    (Op.ADDED, True): "moveTo",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a stretch, by whom. `move`: the number of its move, or 0.

    `inline`: it was moved as a stretch of a paragraph, not with the whole of it.
    """

    op: Op
    credit: Credit
    move: int = 0
    inline: bool = False


def plain(text: str) -> str:
    """A name or a subject as it may stand anywhere: on one line, nothing that steers or cannot be seen."""
    return _UNSEEN.sub(" ", text).strip()


class Revisions:
    """Gives out the marks; the same changes in the same order have the same marks. `nobody`: whose no commit knows."""

    def __init__(self, nobody: str) -> None:
        self._numbers: Iterator[int] = count(1)
        self._nobody = nobody

    def number(self) -> int:
        """The next number."""
        return next(self._numbers)

    def attributes(self, credit: Credit) -> str:
        """The number, who and when."""
        name = plain(credit.author)[:_LONGEST_NAME] or self._nobody
        # Word shows the time as it is written, whatever zone it names.
        when = f' w:date="{credit.written:%Y-%m-%dT%H:%M:%S}Z"' if credit.written else ""
        return f'w:id="{self.number()}" w:author={quoteattr(name)}{when}'

    def around(self, runs: str, change: Change) -> str:
        """Runs as put in, taken out or moved."""
        name = _RUNS[change.op, bool(change.move)]
        return f"<w:{name} {self.attributes(change.credit)}>{runs}</w:{name}>"

    def mark(self, change: Change) -> str:
        """The mark of a paragraph that was put in, taken out or moved, among its properties."""
        name = _RUNS[change.op, bool(change.move)]
        return f"<w:rPr><w:{name} {self.attributes(change.credit)}/></w:rPr>"

    def row(self, change: Change) -> str:
        """A row that was put in or taken out, among its properties. Word moves no rows."""
        return f"<w:{_RUNS[change.op, False]} {self.attributes(change.credit)}/>"

    def cell(self, change: Change) -> str:
        """A cell that was put in or taken out, among its properties."""
        name = "cellDel" if change.op is Op.REMOVED else "cellIns"
        return f"<w:{name} {self.attributes(change.credit)}/>"

    def former(self, properties: str, credit: Credit) -> str:
        """What a paragraph was like before, as the last of its properties."""
        return f"<w:pPrChange {self.attributes(credit)}><w:pPr>{properties}</w:pPr></w:pPrChange>"

    def former_run(self, properties: str, credit: Credit) -> str:
        """What a run was like before, as the last of its properties."""
        return f"<w:rPrChange {self.attributes(credit)}><w:rPr>{properties}</w:rPr></w:rPrChange>"

    def former_section(self, properties: str, credit: Credit) -> str:
        """What a section was like before, as the last of its properties; without its headers, which Word leaves."""
        inner = re.sub(r"</?w:sectPr[^>]*>|<w:(?:header|footer)Reference [^>]*/>", "", properties)
        return f"<w:sectPrChange {self.attributes(credit)}><w:sectPr>{inner}</w:sectPr></w:sectPrChange>"

    def move_start(self, op: Op, name: str, credit: Credit) -> tuple[str, str]:
        """The beginning and the end of one side of a move."""
        kind = "moveFromRange" if op is Op.REMOVED else "moveToRange"
        attributes = self.attributes(credit)
        identifier = attributes.partition(" ")[0]
        return f'<w:{kind}Start {attributes} w:name="{name}"/>', f"<w:{kind}End {identifier}/>"
