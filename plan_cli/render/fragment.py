"""A chapter in the form documents are put together from: cleaned tree, Typst markup, what others must know of it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from plan_cli.model.finding import Code, Finding, Severity
from plan_cli.model.place import Place

# What is only known when a document is put together (numbers, images) stands in the tree between these two characters
# of the private use area; the text of a chapter cannot hold them.
OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}(\\w+) ([^{CLOSE}]*){CLOSE}")

# What is drawn from the YAML files: pictures by these addresses, and the table of indicators.
SCHEDULE, ORGANIZATION, INDICATORS = "plan:schedule", "plan:organization", "plan:indicators"
DRAWN = frozenset((SCHEDULE, ORGANIZATION))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `key` is unique in the repository, `label` what its writer called it, `level` counts from 1 (一、)."""

    key: str
    level: int
    text: str
    label: str
    numbered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Caption:
    """A numbered thing with a caption: `kind` is `table`, `figure` or `box`."""

    key: str
    kind: str
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to a label, or an image's path, with its place."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """One chapter. `blocks`: Pandoc's JSON of its cleaned blocks; `lines`: lines of `typst` with lines of the file.

    `title`: the title that the text brings along, as plain text, Typst markup and Pandoc's JSON of its inlines;
    `annex_mark`: the line 附件1 above it. `has_title`: there is one, there or in the midst of the blocks.
    """

    path: str
    blocks: str
    typst: str
    lines: tuple[tuple[int, int], ...]
    headings: tuple[Heading, ...] = ()
    captions: tuple[Caption, ...] = ()
    mentions: tuple[Mention, ...] = ()
    images: tuple[Mention, ...] = ()
    has_title: bool = False
    title: tuple[str, str, str] = ("", "", "")
    annex_mark: str = ""
    findings: tuple[Finding, ...] = ()
    characters: str = field(default="")

    @property
    def uses_indicators(self) -> bool:
        """Whether the table of indicators stands in it."""
        return any(mention.name == INDICATORS for mention in self.images)

    def source_line(self, typst_line: int) -> int:
        """The line of the chapter from which a line of its Typst markup was made."""
        known = [source for made, source in self.lines if made <= typst_line]
        return known[-1] if known else 1


def to_bytes(fragment: Fragment) -> bytes:
    """The fragment as the cache keeps it: a line of JSON, the blocks on a line of their own, the Typst markup.

    The two large texts stay as they are, so that reading them costs nothing.
    """
    header = json.dumps(asdict(replace(fragment, blocks="", typst="")), ensure_ascii=False)
    return f"{header}\n{fragment.blocks}\n{fragment.typst}".encode("utf-8", "surrogatepass")


def from_bytes(content: bytes) -> Fragment | None:
    """The fragment that the cache kept; None where another version wrote something else."""
    try:
        header, blocks, typst = content.decode("utf-8", "surrogatepass").split("\n", 2)
        stored: dict[str, Any] = json.loads(header)
        stored.update(blocks=blocks, typst=typst)
        stored["lines"] = tuple((made, source) for made, source in stored["lines"])
        stored["headings"] = tuple(Heading(**item) for item in stored["headings"])
        stored["captions"] = tuple(Caption(**item) for item in stored["captions"])
        stored["mentions"] = tuple(Mention(**item) for item in stored["mentions"])
        stored["images"] = tuple(Mention(**item) for item in stored["images"])
        stored["title"] = tuple(stored["title"])
        stored["findings"] = tuple(stored_finding(item) for item in stored["findings"])
        return Fragment(**stored)
    except (ValueError, TypeError, KeyError):
        return None


def stored_finding(stored: dict[str, Any]) -> Finding:
    """A finding from what `asdict` made of it."""
    return Finding(
        Code(stored["code"]),
        Severity(stored["severity"]),
        Place(*stored["place"]),
        stored["message"],
        stored["hint"],
    )
