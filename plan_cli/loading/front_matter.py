"""A Markdown file → its front matter and its body, with the line where the body begins."""

from __future__ import annotations

import re

from plan_cli.loading import shapes, yaml_nodes
from plan_cli.model.chapter import FrontMatter
from plan_cli.model.finding import Code, Finding, error
from plan_cli.model.place import Place
from plan_cli.translation import _

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_LATE_FENCE = re.compile(r"(?:[ \t]*\n)+(---)[ \t]*\n[a-z_]+[ \t]*[:：]")
_TRACED = re.compile(r"[ \t]*\[<[^\[\]<>\n]{1,300}\]")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)(?:[ \t]+#*)?(?:[ \t]*\{[^}]*\})?[ \t]*$", re.MULTILINE)


def split(text: str, path: str, findings: list[Finding]) -> tuple[FrontMatter, int]:
    """The front matter (empty where there is none) and the number of lines it takes."""
    opening = _FENCE.match(text)
    if not opening:
        late = _LATE_FENCE.match(text)
        if late:
            message = _("front matter counts only where it begins on the first line; here it is text")
            place = Place(path, text.count("\n", 0, late.start(1)) + 1, 1)
            findings.append(error(Code.FRONT_MATTER, place, message, _("remove the lines above it")))
        return FrontMatter(), 0
    closing = _FENCE.search(text, opening.end())
    if not closing:
        findings.append(
            error(
                Code.FRONT_MATTER,
                Place(path, 1, 1),
                _("the front matter that begins here has no end"),
                _("close it with a line of ---"),
            )
        )
        return FrontMatter(), 0
    lines = text.count("\n", 0, closing.end()) + 1
    node = yaml_nodes.parse(text[opening.end() + 1 : closing.start()], path, findings, first_line=2)
    front = shapes.read(FrontMatter, node, findings) if node is not None else None
    return front or FrontMatter(), lines


def without_front_matter(text: str, lines: int) -> str:
    """The text with the front matter's lines made empty, so that every line keeps its number."""
    if not lines:
        return text
    return "\n" * lines + text.split("\n", lines)[lines] if text.count("\n") >= lines else ""


def first_heading(text: str) -> str:
    """The text of the first ATX heading; empty where there is none."""
    found = _HEADING.search(text)
    return _TRACED.sub("", found[1]) if found else ""
