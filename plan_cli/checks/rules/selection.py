"""Rules of `selection/`: the scores of reviewers and the decisions."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity

_PLAN = (
    "format: 1\ntitle: 某市规划纲要\nperiod: {start: 2016, end: 2020}\nissuing_body: office\n"
    "documents: [{id: outline, title: 某市规划纲要, kind: outline, source: chapters}]\n"
    "selection: {criteria: [{id: relevance, name: 切题, weight: 100}]}\n"
)
_PROPOSAL = "title: 科普信息化研究\nunit_as_written: 某市气象学会\n"
_GOOD = "scores: [{proposal: p1, points: [{criterion: relevance, value: 80}]}]\n"
_BASE = {"plan.yaml": _PLAN, "proposals/p1.yaml": _PROPOSAL}
_DECISION = "date: 2015-05-27\nbody: office\ndecided: [{proposal: p1, outcome: %s}]\n"


class ScoredTwice(Rule):
    """A reviewer's file scores one proposal twice

    Only the first of the two scores counts. Remove the one that is not meant.

    Why: With two numbers for one proposal nobody could say afterwards which of them the ranking rests on.

    Source: docs/files.md, "selection/".
    """

    code = Code.SCORED_TWICE
    wrong = {
        **_BASE,
        "selection/scores/zhang.yaml": "reviewer: 张某\nscores:\n"
        "  - {proposal: p1, points: [{criterion: relevance, value: 80}]}\n"
        "  - {proposal: p1, points: [{criterion: relevance, value: 60}]}\n",
    }
    right = {**_BASE, "selection/scores/zhang.yaml": f"reviewer: 张某\n{_GOOD}"}


class ScoreDoesNotCount(Rule):
    """A score is incomplete or out of range, and does not count

    A score counts when every criterion of `plan.yaml` has exactly one number from 0 to `maximum`. Complete it, or
    write `abstains: true` where the reviewer does not judge the proposal.

    Why: A criterion without a number would count as nothing or as the mean of the others, and both are somebody
    else's judgement.

    Source: docs/files.md, "selection/".
    """

    code = Code.SCORE_DOES_NOT_COUNT
    wrong = {
        **_BASE,
        "selection/scores/zhang.yaml": "reviewer: 张某\n"
        "scores: [{proposal: p1, points: [{criterion: relevance, value: 120}]}]\n",
    }
    right = {**_BASE, "selection/scores/zhang.yaml": f"reviewer: 张某\n{_GOOD}"}


class ConflictOfInterest(Rule):
    """A reviewer scores a proposal of the own unit

    The reviewer belongs to the proposing unit, or is named among those who would do the research. The score is shown
    and does not count. Write `abstains: true` to say that the reviewer stands aside (回避).

    Why: Nobody should judge an own proposal, and everybody should see that nobody did.

    Source: docs/files.md, "selection/".
    """

    code = Code.CONFLICT_OF_INTEREST
    severity = Severity.WARNING
    wrong = {**_BASE, "selection/scores/zhang.yaml": f"reviewer: 张某\nunit_as_written: 某市气象学会\n{_GOOD}"}
    right = {**_BASE, "selection/scores/zhang.yaml": f"reviewer: 张某\nunit_as_written: 某市医学会\n{_GOOD}"}


class DecidedTwice(Rule):
    """Two decisions say different things of one proposal

    The later one counts: by its date, and on one day by the name of its file. If a body has changed its mind, nothing
    is to be done. If two people recorded decisions at once on two branches, let the body decide again.

    Why: Decisions are only ever added, so that both stay visible; a reader must learn that there are two.

    Source: docs/files.md, "selection/".
    """

    code = Code.DECIDED_TWICE
    severity = Severity.WARNING
    wrong = {
        **_BASE,
        "selection/decision-2015-05-27-a.yaml": _DECISION % "declined",
        "selection/decision-2015-05-27-b.yaml": _DECISION % "topic",
    }
    right = {**_BASE, "selection/decision-2015-05-27-a.yaml": _DECISION % "declined"}
