"""Rules of references: what is pointed to exists, and is one thing."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code


class UnknownReference(Rule):
    """A reference points to nothing

    The id of a party, person, question, principle, document, task, profile or typeface that stands here is given to
    nothing. The hint has the nearest known id, or the one whose name was written in its place.

    Why: A task without an owner or an approval without a body is found out only when it is too late.

    Source: Work scheme, sections 三 and 四; docs/files.md.
    """

    code = Code.UNKNOWN_REFERENCE
    wrong = {"topics/popularization/topic.yaml": "title: 科普信息化研究\nquestions: [A9]\nlead: 市科协办公室\n"}
    right = {"topics/popularization/topic.yaml": "title: 科普信息化研究\nquestions: [A1]\nlead: office\n"}


class UnknownLabel(Rule):
    """A reference to a heading, table, figure or box points to nothing

    Nothing in this document has the label between `[@` and `]`, or after `#` in a link. The hint lists the labels of
    the document. A label is written `{#name}` at the end of a heading, of a caption or after a picture.

    Why: “见表3” with no table 3 is among the first things that a reviewer notices.

    Source: docs/markdown.md, "Labels and references".
    """

    code = Code.UNKNOWN_LABEL
    wrong = {"chapters/10-goals.md": "## 总体要求 {#sec:goals}\n\n见[@sec:goal]。\n"}
    right = {"chapters/10-goals.md": "## 总体要求 {#sec:goals}\n\n见[@sec:goals]。\n"}


class DuplicateLabel(Rule):
    """A label is given twice

    Two headings, tables, figures or boxes of one document have the same label. Give one of them another, and change
    the references that mean it. Labels are shared by all chapters of a document.

    Why: A reference would lead to the wrong one of the two.

    Source: docs/markdown.md, "Labels and references".
    """

    code = Code.DUPLICATE_LABEL
    wrong = {"chapters/10-goals.md": "## 总体要求 {#sec:goals}\n", "chapters/20-tasks.md": "## 重点任务 {#sec:goals}\n"}
    right = {"chapters/10-goals.md": "## 总体要求 {#sec:goals}\n", "chapters/20-tasks.md": "## 重点任务 {#sec:tasks}\n"}
