"""The bound collection of results (成果汇编): the reports of all topics as the parts of one document."""

from __future__ import annotations

import re

from plan_cli.loading.marks import LABEL
from plan_cli.model.chapter import Chapter
from plan_cli.model.plan import Plan
from plan_cli.model.settings import Document, DocumentKind
from plan_cli.model.values import Identifier

ID = "collection"
"""The name by which it is built."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_LABEL = re.compile(rf"(\{{[^{{}}\n]{{0,200}}?#)({LABEL})")
_REFERENCE = re.compile(rf"(\[@|\]\(#)({LABEL})")
_DEEPEST = 6


def collection(plan: Plan) -> tuple[Document, tuple[Chapter, ...]]:
    """The collection as a document with a table of contents, and the reports in the order of the topics' ids."""
    title = f"{plan.settings.title.removesuffix('纲要')}前期研究成果汇编"
    chapters = tuple(chapter for topic in plan.topics for chapter in plan.chapters.get(topic.document_id, ()))
    return Document(Identifier(ID), title, DocumentKind.NOTICE, "topics", contents=True), chapters


def as_part(text: str, plan: Plan, path: str) -> str:
    """A report as one part: its title as the heading above its own headings, and its labels made its own."""
    topic = plan.topic(path.split("/")[1])
    title = topic.file.title if topic else path
    lines = text.split("\n")
    fence = ""
    titled = False
    for number, line in enumerate(lines):
        opening = _FENCE.match(line)
        if fence or opening:
            if opening and not fence:
                fence = opening[1]
            elif opening and opening[1].startswith(fence):
                fence = ""
            continue
        heading = _HEADING.match(line)
        if heading and len(heading[1]) == 1 and not titled:
            titled = True
            lines[number] = ""
        elif heading and len(heading[1]) < _DEEPEST:
            lines[number] = line.replace("#", "##", 1)
        if topic:
            lines[number] = _LABEL.sub(rf"\g<1>{topic.id}.\g<2>", lines[number])
            lines[number] = _REFERENCE.sub(rf"\g<1>{topic.id}.\g<2>", lines[number])
    return f"## {title}\n\n" + "\n".join(lines)
