"""Rules about threads: links from clauses to what they rest on, and what was confirmed about them."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity

_BASE = {
    "topics/ke-pu/topic.yaml": "title: 科普信息化研究\nquestions: [A1]\nlead: office\n",
    "topics/ke-pu/evidence/survey.yaml": "kind: survey\ntitle: 社区调研\nfinding: 居民多从手机上看。\n",
}
_CHAPTER = "chapters/10-tasks.md"
_CLAUSE = "## 重点任务 {#c:tasks}\n\n推进科普信息化。[<survey]\n"
_STAMP = "traces/clause/outline/tasks.yaml"


class LinkUnknown(Rule):
    """A link leads to nothing

    Nothing has the id that stands in `[<ID]`, in `rests_on` or before the first point of `[=ID.COLUMN.ROW]`. Ids are
    never renamed silently: give the id back, or write the one that is meant.

    Why: a clause that rests on nothing can be defended by nobody.

    Source: docs/tracing.md, links.
    """

    code = Code.LINK_UNKNOWN
    wrong = {**_BASE, _CHAPTER: "## 重点任务 {#c:tasks}\n\n推进科普信息化。[<survay]\n"}
    right = {**_BASE, _CHAPTER: _CLAUSE}


class LinkAmbiguous(Rule):
    """A link may mean several things

    Things of several topics or kinds have this id. Write more of the key, as `plan trace --json` lists it:
    `ke-pu/survey`, or in full `evidence/ke-pu/survey`.

    Why: a guess would be taken for a fact.

    Source: docs/tracing.md, ids.
    """

    code = Code.LINK_AMBIGUOUS
    wrong = {
        **_BASE,
        "topics/tai/topic.yaml": "title: 基层组织研究\nquestions: [A1]\nlead: office\n",
        "topics/tai/evidence/survey.yaml": "kind: survey\ntitle: 乡镇调研\nfinding: 人手不足。\n",
        _CHAPTER: _CLAUSE,
    }
    right = {**wrong, _CHAPTER: "## 重点任务 {#c:tasks}\n\n推进科普信息化。[<ke-pu/survey]\n"}


class LinkSuspect(Rule):
    """What a link leads to changed since the link was confirmed

    Look whether the clause still holds. If it does: `plan trace confirm SOURCE,TARGET`; if not, change it first.

    Why: evidence is corrected after a clause was written, and nobody tells the drafter.

    Source: docs/tracing.md, confirming.
    """

    code = Code.LINK_SUSPECT
    severity = Severity.WARNING
    wrong = {
        **_BASE,
        _CHAPTER: _CLAUSE,
        _STAMP: "source: clause/outline/c:tasks\nlinks:\n  evidence/ke-pu/survey: 0123456789abcdef\n",
    }
    right = {**_BASE, _CHAPTER: _CLAUSE}


class SourceGone(Rule):
    """Something whose links were confirmed is gone

    A file in `traces/` is about a clause, chapter, topic or indicator that is no longer there. Give the id back; where
    it was meant to go, delete the file.

    Why: an id that was changed takes its thread with it, and nobody notices.

    Source: docs/tracing.md, ids.
    """

    code = Code.SOURCE_GONE
    severity = Severity.WARNING
    wrong = {
        **_BASE,
        _CHAPTER: "## 重点任务 {#c:work}\n\n推进科普信息化。[<survey]\n",
        _STAMP: "source: clause/outline/c:tasks\nlinks:\n  evidence/ke-pu/survey: 0123456789abcdef\n",
    }
    right = {**_BASE, _CHAPTER: _CLAUSE}


class StampUnreadable(Rule):
    """A file in traces/ is no record of confirmed links

    These files are written by `plan trace confirm` alone. Delete it and confirm again; after a merge with a conflict in
    it, too.

    Why: what was confirmed must be what somebody confirmed.

    Source: docs/tracing.md, confirming.
    """

    code = Code.STAMP_UNREADABLE
    severity = Severity.WARNING
    wrong = {**_BASE, "traces/clause/outline/tasks.yaml": "核对过了\n"}
    right = _BASE


class ClauseTwice(Rule):
    """The id of a clause is given twice

    A paragraph and another paragraph or heading of the same document or report have the same id. Give one of them
    another one.

    Why: nobody could tell which of the two a link means.

    Source: docs/tracing.md, ids.
    """

    code = Code.CLAUSE_TWICE
    wrong = {**_BASE, _CHAPTER: "## 重点任务\n\n推进科普信息化。 {#c:a}\n\n建好队伍。 {#c:a}\n"}
    right = {**_BASE, _CHAPTER: "## 重点任务\n\n推进科普信息化。 {#c:a}\n\n建好队伍。 {#c:b}\n"}
