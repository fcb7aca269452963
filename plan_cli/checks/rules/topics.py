"""Rules about research topics. Each is a warning until the topic's day is over, then an error."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity

_TOPIC = "topics/ke-pu/topic.yaml"
_HEAD = "title: 科普信息化研究\nquestions: [A1]\nlead: office\n"
_WHOLE = (
    f"{_HEAD}methods:\n  qualitative: [专家座谈]\n  quantitative: [问卷调查]\n"
    "principal_problem: 传统媒介怎样转型\nstart: 2015-05-18\ndue: 2015-06-15\n"
)


class TopicMethods(Rule):
    """A topic does not name both kinds of method

    `methods` names at least one qualitative and one quantitative method. It is asked for from the day the topic
    begins; when its day is over, what is missing is an error.

    Why: numbers alone do not say why, and talks alone do not say how much.

    Source: work scheme, part 2, principle 3: 定性研究和定量研究相结合.
    """

    code = Code.TOPIC_METHODS
    severity = Severity.WARNING
    wrong = {_TOPIC: f"{_HEAD}methods:\n  qualitative: [专家座谈]\n"}
    right = {_TOPIC: _WHOLE}


class TopicProblem(Rule):
    """A topic does not say which principal problem it is about

    Write it in one sentence under `principal_problem`. It is asked for from the day the topic begins; when its day is
    over, it is an error.

    Why: a topic without a problem yields a description and no proposal.

    Source: work scheme, part 2, principle 3: 找准影响科协事业发展全局的主要矛盾和突出问题.
    """

    code = Code.TOPIC_PROBLEM
    severity = Severity.WARNING
    wrong = {_TOPIC: _HEAD}
    right = {_TOPIC: _WHOLE}


class TopicDates(Rule):
    """A topic lacks its first or its last day

    Add `start` and `due`. They are asked for from the day on which topics may be written; when the research is over,
    it is an error.

    Why: nobody can see whether it is late.

    Source: work scheme, part 5: research lasts from 25 May to 15 June 2015, results are handed in by the last day.
    """

    code = Code.TOPIC_DATES
    severity = Severity.WARNING
    wrong = {_TOPIC: f"{_HEAD}start: 2015-05-18\n"}
    right = {_TOPIC: _WHOLE}


class TopicReport(Rule):
    """A topic has no report

    The report is `report.md` beside `topic.yaml`. It is asked for from the day the topic begins; when its day is
    over, it is an error.

    Why: the drafters build on the reports (为规划编撰提供基础性资料).

    Source: work scheme, part 5: 6月15日前上交课题研究成果.
    """

    code = Code.TOPIC_REPORT
    severity = Severity.WARNING
    wrong = {_TOPIC: _WHOLE}
    right = {_TOPIC: _WHOLE, "topics/ke-pu/report.md": "## 主要发现\n\n科普信息化正在推进。\n"}
