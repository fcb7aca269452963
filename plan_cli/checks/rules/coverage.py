"""Rules about coverage: what the plan set out to answer, and whether anything does."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


class QuestionUncovered(Rule):
    """No topic or no chapter answers a question

    Every question of questions.yaml is researched by at least one topic and answered by at least one chapter of the
    outline. Make a topic (plan new-topic), and write the question's id under `questions` at the top of a chapter.
    Topics are asked for once topics may be written, chapters once the drafting has begun.

    Why: a question that was set and is not answered shows only when the standing committee asks.

    Source: work scheme, part 3: six questions in one track, three in the other.
    """

    code = Code.QUESTION_UNCOVERED
    severity = Severity.WARNING
    wrong = {"topics/ti-sheng/topic.yaml": "title: 提升研究\nquestions: [A1]\nlead: office\n"}
    right = {
        "topics/ti-sheng/topic.yaml": "title: 提升研究\nquestions: [A1]\nlead: office\n",
        "chapters/10-tasks.md": "---\nquestions: [A1]\n---\n\n## 重点任务\n\n提升工作质量。\n",
    }


class PrincipleUncovered(Rule):
    """Nothing answers a principle

    Every principle of questions.yaml is named by a topic or a chapter. Write its id under `principles` in topic.yaml
    or at the top of the chapter that follows it.

    Why: principles that nothing refers to are forgotten before the draft is finished.

    Source: work scheme, part 2: three principles for the whole work.
    """

    code = Code.PRINCIPLE_UNCOVERED
    severity = Severity.WARNING
    wrong = {"questions.yaml": "principles:\n  - {id: PR1, text: 坚持问题导向}\n"}
    right = {
        "questions.yaml": "principles:\n  - {id: PR1, text: 坚持问题导向}\n",
        "chapters/10-goals.md": "---\nprinciples: [PR1]\n---\n\n## 总体要求\n\n坚持问题导向。\n",
    }
