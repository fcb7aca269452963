"""Rules about references that go wrong although both ends exist, and about what nothing refers to."""

from __future__ import annotations

from plan_cli.checks.rule import Rule
from plan_cli.model.finding import Code, Severity


class Cycle(Rule):
    """References lead round in a circle

    A party sits (`host`) at one that in the end sits at it, or is a member of one that is a member of it. Remove one
    of the references.

    Why: nobody can say where such an office is or who belongs to such a group.

    Source: work scheme, part 4: 领导小组办公室设在市科协办公室.
    """

    code = Code.CYCLE
    wrong = {
        "organization.yaml": (
            "units:\n"
            "  - {id: office, name: 市科协办公室, host: section}\n"
            "  - {id: section, name: 综合科, host: office}\n"
        )
    }
    right = {
        "organization.yaml": (
            "units:\n  - {id: office, name: 市科协办公室}\n  - {id: section, name: 综合科, host: office}\n"
        )
    }


class TaskOfAnotherPhase(Rule):
    """A milestone names the task of another phase

    `task` is the task of the same phase that produces what is due. Move the milestone or the task, or name another
    task.

    Why: the gate of a phase would wait for work that belongs behind or before it.

    Source: docs/files.md, milestones.
    """

    code = Code.TASK_OF_ANOTHER_PHASE
    wrong = {
        "schedule.yaml": (
            "phases:\n"
            "  - {id: P1, name: 部署阶段, start: 2015-05-15, end: 2015-05-25, tasks: [{id: T1, text: 征集}]}\n"
            "  - {id: P2, name: 研究阶段, start: 2015-05-25, end: 2015-06-15,\n"
            "     milestones: [{id: D1, title: 课题清单, kind: 成果, due: 2015-06-15, task: T1}]}\n"
        )
    }
    right = {
        "schedule.yaml": (
            "phases:\n"
            "  - {id: P1, name: 部署阶段, start: 2015-05-15, end: 2015-05-25, tasks: [{id: T1, text: 征集}],\n"
            "     milestones: [{id: D1, title: 课题清单, kind: 成果, due: 2015-05-25, task: T1}]}\n"
        )
    }


class UnreadFile(Rule):
    """Nothing reads this file

    The file has no part in the plan: its name or folder has a slip, no document has it as its source or annex, or no
    text shows the picture. Rename it, or put it where such things lie: material behind a topic in its folder
    `evidence/`; what is to be left alone in a name that begins with `_` or `.`. README, LICENSE, build/ and what
    belongs to Git or CI are not looked at.

    Why: a chapter in `chapter/` instead of `chapters/` is missing from the outline, and nothing else says so.

    Source: docs/files.md.
    """

    code = Code.UNREAD_FILE
    severity = Severity.WARNING
    wrong = {"chapter/10-basis.md": "## 发展基础\n\n五年来成绩显著。\n"}
    right = {"chapters/10-basis.md": "## 发展基础\n\n五年来成绩显著。\n"}
